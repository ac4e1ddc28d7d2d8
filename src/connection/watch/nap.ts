/** SHELL. Sleeps, unless somebody has a reason to wake up earlier. */
export function nap(ms: number, wake: AbortSignal): Promise<void> {
  if (wake.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      wake.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    wake.addEventListener('abort', done, { once: true })
  })
}

/** A bell that can be rung again and again: whoever rings while nobody waits is heard by the next who does. */
export class Bell {
  private rung = false
  private waiting: (() => void) | null = null

  ring(): void {
    this.rung = true
    this.waiting?.()
  }

  /** Until it rings, or for so long. */
  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.waiting = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.waiting = null
    }
    this.rung = false
  }
}
