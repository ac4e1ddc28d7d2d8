/** SHELL. Takes what is offered and works on it, so many at a time; whatever goes wrong with one is told. */
import type { Offer, Queue } from '../../../db/queue.ts'
import { Bell } from './nap.ts'

/** Somebody else may have offered something, and told nobody. */
const LOOK_EVERY_MS = 2_000

export class Workers {
  private readonly queue: Queue
  private readonly atOnce: number
  private readonly work: (connectionId: string) => Promise<unknown>
  private readonly bell = new Bell()
  private readonly busy = new Set<Promise<void>>()
  private stopped = false
  private loop: Promise<void> = Promise.resolve()

  /** `work` never throws. */
  constructor(queue: Queue, atOnce: number, work: (connectionId: string) => Promise<unknown>) {
    this.queue = queue
    this.atOnce = atOnce
    this.work = work
  }

  start(onTrouble: (error: unknown) => void): void {
    this.loop = this.run(onTrouble)
  }

  /** There may be something to do. */
  wake(): void {
    this.bell.ring()
  }

  takeNothing(): void {
    this.stopped = true
    this.bell.ring()
  }

  /** Takes nothing new; resolves when all that has begun is done. */
  async stop(): Promise<void> {
    this.takeNothing()
    await this.loop
    await Promise.all(this.busy)
  }

  private async run(onTrouble: (error: unknown) => void): Promise<void> {
    while (!this.stopped) {
      const free = this.atOnce - this.busy.size
      let taken = 0
      try {
        const offers = free > 0 ? await this.queue.fetch(free) : []
        taken = offers.length
        for (const offer of offers) this.begin(offer, onTrouble)
      } catch (error) {
        onTrouble(error)
      }
      // As many as asked for: there are probably more, for whoever is done first.
      if (free === 0 || taken < free) await this.bell.wait(LOOK_EVERY_MS)
    }
  }

  private begin(offer: Offer, onTrouble: (error: unknown) => void): void {
    const work = this.work(offer.connectionId)
      .then(() => this.queue.done(offer))
      .catch(onTrouble)
      .finally(() => {
        this.busy.delete(work)
        this.bell.ring()
      })
    this.busy.add(work)
  }
}
