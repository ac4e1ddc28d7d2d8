/** SHELL. What is done for one connection under its lease: look, wait, read the book, run, deliver, look again. */
import { type Ending, endHandling, readJobs, type Seen } from '../../../db/jobs.ts'
import { type Lease, LeaseLost, requireLease } from '../../../db/leases.ts'
import type { Fence } from '../../../db/runs.ts'
import { pull } from '../../books/pull.ts'
import type { EpochMs, Span } from '../../reconcile/span.ts'
import { deliver } from './deliver.ts'
import { dueOf, owedFrom } from './due.ts'
import type { Handled, Watching } from './handle.ts'
import { lookAt } from './look.ts'
import { LineMoved, type Recorded, runAndRecord } from './record.ts'
import { retryAfterMs } from './retry.ts'
import { steadyClock } from './steady-clock.ts'

/** A line that moves again and again is left for another time. */
const LOOKS = 6

export class Handling {
  private readonly watching: Watching
  private readonly lease: Lease
  private seen: Seen = { asks: 0, checkedUntilMs: null, owedFromMs: null }
  private attempts = 0
  private pulled: { readonly pullId: number; readonly outcome: string; readonly why: string | null } | null =
    null
  private ran: Recorded | null = null

  constructor(watching: Watching, lease: Lease) {
    this.watching = watching
    this.lease = lease
  }

  async toItsEnd(): Promise<Handled> {
    let now: () => EpochMs = this.watching.processNow
    try {
      now = await steadyClock(this.watching.keeping.db, this.watching.processNow)
      for (let look = 0; look < LOOKS; look++) {
        const handled = await this.step(now)
        if (handled !== null) return handled
      }
      return await this.fail('the line keeps moving', now)
    } catch (error) {
      if (error instanceof LeaseLost) throw error
      return await this.fail(this.watching.wordsOf(error), now)
    }
  }

  /** One look, and what follows from it. Null: look again. */
  private async step(now: () => EpochMs): Promise<Handled | null> {
    const { database, settleMs, tell } = this.watching
    const { connectionId } = this.lease
    await this.readJob(now)
    const line = await lookAt(database, connectionId, this.seen.owedFromMs)
    const asOfMs = now()
    this.seen = { ...this.seen, owedFromMs: owedFrom(line, asOfMs) }
    const due = dueOf(line, asOfMs, settleMs)
    switch (due.kind) {
      case 'nothing':
        if (this.ran === null) tell({ what: 'nothing', connectionId })
        return this.end({ kind: 'done' }, this.ran === null ? 'nothing' : 'ran')
      case 'line-down':
        tell({ what: 'line-down', connectionId })
        return this.end(waits('line', null), 'waits')
      case 'settling':
        tell({ what: 'settling', connectionId, untilMs: due.untilMs })
        return this.end(waits('settling', due.untilMs), 'waits')
      case 'held':
        tell({ what: 'held', connectionId, runId: due.runId })
        return this.end(waits('person', null), this.ran === null ? 'waits' : 'ran', true)
      case 'waiting-for-read':
        return this.pulled === null ? this.fetchBook(due.window, now) : this.fail(unread(this.pulled), now)
      case 'due':
        return this.run(due.window, now)
      default:
        return due satisfies never
    }
  }

  /** Reads what is asked before looking, so that nothing asked after the look counts as seen. */
  private async readJob(now: () => EpochMs): Promise<void> {
    const { keeping } = this.watching
    const [job] = await readJobs(keeping.db, [this.lease.connectionId])
    this.seen = { asks: job?.asks ?? 0, checkedUntilMs: now(), owedFromMs: job?.owedFromMs ?? null }
    this.attempts = job?.attempts ?? 0
    // Recorded by somebody who did not live to deliver it.
    if (job?.undeliveredRunId != null) await this.deliver(job.undeliveredRunId, null)
  }

  private async run(window: Span, now: () => EpochMs): Promise<null> {
    const { database, loadSolver, tell } = this.watching
    const { connectionId } = this.lease
    try {
      this.ran = await runAndRecord(database, this.lease, window, now, loadSolver)
    } catch (error) {
      if (!(error instanceof LineMoved)) throw error
      tell({ what: 'line-moved', connectionId })
      return null
    }
    const { runId, reconciliation } = this.ran
    tell({ what: 'ran', connectionId, runId, window, holds: reconciliation.holds })
    await this.deliver(runId, this.ran)
    return null
  }

  private async deliver(runId: string, recorded: Recorded | null): Promise<void> {
    const { database, afterRun, tell } = this.watching
    const { connectionId } = this.lease
    const delivered = await deliver(database, connectionId, runId, recorded, afterRun)
    if (delivered === null) return
    this.ran = delivered
    tell({ what: 'delivered', connectionId, runId })
  }

  /** Null: it was read, so look again. */
  private async fetchBook(window: Span, now: () => EpochMs): Promise<Handled | null> {
    const { database, gate, withBook, tell } = this.watching
    const { connectionId } = this.lease
    return withBook(connectionId, now, async (book) => {
      if (book === null) {
        tell({ what: 'waiting-for-read', connectionId, sinceMs: window.endMs })
        return this.end(waits('read', null), 'waits', true)
      }
      const way = gate.enter(book.server)
      if ('awayMs' in way) return this.end(waits('read', now() + way.awayMs), 'waits')
      try {
        const options = { asOfMs: now(), window }
        const fence: Fence = (tx) => requireLease(tx, this.lease)
        const made = await pull(database, connectionId, book.source, options, now, {}, fence)
        this.pulled = made.pull
        tell({ what: 'pulled', connectionId, pullId: made.pull.pullId, outcome: made.pull.outcome })
        return null
      } finally {
        way.leave()
      }
    })
  }

  private async fail(trouble: string, now: () => EpochMs): Promise<Handled> {
    const attempts = this.attempts + 1
    const untilMs = now() + retryAfterMs(attempts)
    const { connectionId } = this.lease
    await this.end({ kind: 'waits', waitingFor: 'retry', untilMs, attempts, trouble }, 'trouble')
    this.watching.tell({ what: 'trouble', connectionId, trouble, attempts, untilMs })
    return { kind: 'trouble', ran: this.ran, held: false }
  }

  private async end(ending: Ending, kind: Handled['kind'], held = false): Promise<Handled> {
    await endHandling(this.watching.keeping, this.lease, ending, this.seen)
    return { kind, ran: this.ran, held }
  }
}

const waits = (waitingFor: 'line' | 'settling' | 'read' | 'person', untilMs: EpochMs | null): Ending => ({
  kind: 'waits',
  waitingFor,
  untilMs,
  attempts: 0,
  trouble: null,
})

function unread(pulled: {
  readonly pullId: number
  readonly outcome: string
  readonly why: string | null
}): string {
  if (pulled.why !== null) return `pull ${pulled.pullId} failed: ${pulled.why}`
  return pulled.outcome === 'complete'
    ? `pull ${pulled.pullId} found the book as it was before the line came back`
    : `pull ${pulled.pullId} could not read all of the book`
}
