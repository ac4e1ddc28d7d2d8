/**
 * SHELL. Sends what is due beside a watcher's other work, and never in its way: whatever goes wrong here is told, and
 * nothing is thrown.
 */
import type { Database } from '../../db/database.ts'
import { Bell } from '../connection/watch/nap.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { MailTransport } from './mail.ts'
import { sendDue, type TriedMail } from './send.ts'

export interface Postbag {
  /** Asked for anew each time: settings and passwords change. Null: there is no mail. */
  readonly transport: () => MailTransport | null
  readonly connectionIds: readonly string[] | null
  readonly now: () => EpochMs
  readonly tell: (tried: TriedMail) => void
  readonly tellTrouble: (error: unknown) => void
}

/** Where others wait for their turn, nothing new is begun after so long. */
export const BETWEEN_ROUNDS_MS = 30_000

export class Postman {
  private readonly bag: Postbag
  private readonly bell = new Bell()

  constructor(bag: Postbag) {
    this.bag = bag
  }

  /** There may be something to send. */
  wake(): void {
    this.bell.ring()
  }

  async round(database: Database, withinMs: number, stop: AbortSignal): Promise<void> {
    const { connectionIds, now, tell, tellTrouble } = this.bag
    try {
      const transport = this.bag.transport()
      if (transport !== null) await sendDue(database, transport, { connectionIds, withinMs, now, stop, tell })
    } catch (error) {
      tellTrouble(error)
    }
  }

  async rounds(database: Database, everyMs: number, stop: AbortSignal): Promise<void> {
    const onStop = () => this.bell.ring()
    stop.addEventListener('abort', onStop)
    while (!stop.aborted) {
      await this.round(database, everyMs, stop)
      await this.bell.wait(stop.aborted ? 0 : everyMs)
    }
    stop.removeEventListener('abort', onStop)
  }
}
