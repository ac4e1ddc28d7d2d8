/**
 * SHELL. Waiting for the next look until somebody has had enough: by q at a terminal, by Ctrl-C, or by a signal from
 * whoever started the program. At a terminal what is drawn replaces what was there.
 */
export interface Screen {
  /** A person watches; otherwise what is printed goes into a file or a log. */
  readonly watched: boolean
  /** The whole picture, cut to the terminal's height. */
  draw(text: string): void
  /** False: it was ended meanwhile. */
  pause(ms: number): Promise<boolean>
  close(): void
}

/** Close it when done: until then keys and signals come here. `draws` false: only lines are printed, whoever watches. */
export function openScreen(draws: boolean): Screen {
  const { stdin, stdout } = process
  const watched = draws && stdout.isTTY === true
  let ended = false
  let wake: () => void = () => undefined
  const end = (): void => {
    ended = true
    wake()
  }
  const onKey = (key: Buffer): void => {
    // In raw mode Ctrl-C is a character like any other.
    if (['q', 'Q', '\u0003', '\u0004'].includes(key.toString('latin1'))) end()
  }
  const keys = watched && stdin.isTTY === true
  if (keys) stdin.setRawMode(true).resume().on('data', onKey)
  process.once('SIGINT', end).once('SIGTERM', end)
  // On a page of its own, without the cursor; what was on the terminal before comes back at the end.
  if (watched) stdout.write('\u001b[?1049h\u001b[?25l')
  return {
    watched,
    draw(text) {
      const lines = text
        .trimEnd()
        .split('\n')
        .slice(0, Math.max(1, (stdout.rows || 24) - 1))
      stdout.write(`\u001b[H${lines.map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`)
    },
    pause: (ms) =>
      new Promise((done) => {
        if (ended) return done(false)
        const timer = setTimeout(() => done(true), ms)
        wake = () => {
          clearTimeout(timer)
          done(false)
        }
      }),
    close() {
      if (watched) stdout.write('\u001b[?25h\u001b[?1049l')
      if (keys) stdin.off('data', onKey).setRawMode(false).pause()
      process.off('SIGINT', end).off('SIGTERM', end)
    },
  }
}
