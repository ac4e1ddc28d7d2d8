/** One connection, from what the database holds to its record, its files and what is to be printed of it. */
import { randomUUID } from 'node:crypto'
import { asItStands } from '../db/action-states.ts'
import type { Database } from '../db/database.ts'
import { type Fence, recordRun } from '../db/runs.ts'
import { findOutages } from '../src/connection/outage.ts'
import { underLease } from '../src/connection/watch/hold-lease.ts'
import { gather } from '../src/reconcile/gather.ts'
import type { Reconciliation, RunOptions, Snapshot } from '../src/reconcile/model.ts'
import { loadSolver } from '../src/reconcile/plan/alternatives/highs.ts'
import { reconcileLoading } from '../src/reconcile/reconcile.ts'
import type { Span } from '../src/reconcile/span.ts'
import type { IndexEntry } from '../src/report/page/index-page.ts'
import { COULD_NOT_RUN, type ExitCode, exitCodeOf } from './exit-codes.ts'
import { holderOf } from './holder.ts'
import type { MailSettings } from './mail-settings.ts'
import { queueAndTell } from './mailing.ts'
import { type OutputFlags, putFiles, textOf } from './output.ts'
import type { Terminal } from './terminal.ts'
import type { Timings } from './timings.ts'
import { wordsOf } from './troubles.ts'

export interface Judging {
  readonly database: Database
  readonly options: RunOptions
  readonly flags: OutputFlags
  /** False: what is judged in a throwaway database is nobody's to look up later, and nobody else can be at it. */
  readonly records: boolean
  readonly patienceSeconds: number
  readonly mail: MailSettings | null
  readonly timings: Timings
  readonly terminal: Terminal
}

export interface JudgedConnection {
  readonly connectionId: string
  readonly code: ExitCode
  /** For stdout. */
  readonly text: string
  /** Its practices' lines for the page over all of them. */
  readonly put: readonly IndexEntry[]
}

/** One connection's trouble does not keep the others from their runs: it is told, and never thrown. */
export async function judgeConnection(judging: Judging, connectionId: string): Promise<JudgedConnection> {
  const { flags, mail, timings, terminal } = judging
  let put: readonly IndexEntry[] = []
  try {
    const { snapshot, result, runId } = await judgedAndRecorded(judging, connectionId)
    put = await timings.of('report', () => putFiles(snapshot, result, runId, flags, terminal))
    if (mail !== null) {
      const run = { runId, connectionId, snapshot, reconciliation: result }
      await timings.of('mail', () => queueAndTell(judging.database, mail, run, terminal))
    }
    const text = timings.of('report', () => textOf(snapshot, result, runId, flags, terminal))
    return { connectionId, code: exitCodeOf(result), text, put }
  } catch (error) {
    terminal.say(`rejoin: connection ${connectionId}: ${wordsOf(error)}`, 'call')
    // Its files may be there all the same, when only what came after them went wrong.
    return { connectionId, code: COULD_NOT_RUN, text: '', put }
  }
}

interface Judged {
  readonly snapshot: Snapshot
  readonly result: Reconciliation
  readonly runId: string
}

function judgedAndRecorded(judging: Judging, connectionId: string): Promise<Judged> {
  const { database, patienceSeconds, terminal, records } = judging
  if (!records) return judge(judging, connectionId, null)
  return underLease(
    database,
    connectionId,
    holderOf('run'),
    patienceSeconds,
    ({ holder }) => terminal.say(`rejoin: connection ${connectionId}: waiting for ${holder}`),
    (fence) => judge(judging, connectionId, fence),
  )
}

/** `fence` null: judge, and record nothing. */
async function judge(judging: Judging, connectionId: string, fence: Fence | null): Promise<Judged> {
  const { database, options, timings, terminal } = judging
  const startedMs = terminal.now()
  terminal.progress('reading what is stored')
  const snapshot = await timings.of('read', () => gather(database, connectionId))
  terminal.progress(`judging ${snapshot.bookings.length.toLocaleString('en-AU')} bookings`)
  const result = await reconcileLoading(snapshot, options, loadSolver, timings.of)
  const runId = randomUUID()
  if (fence === null) return { snapshot, result, runId }
  const times = { startedMs, finishedMs: terminal.now() }
  const outages = outagesCovered(snapshot, result)
  const record = { runId, trigger: 'manual', ...times, reconciliation: result, outages }
  terminal.progress('storing the run')
  await timings.of('record', () => recordRun(database, record, fence))
  // The same world as before: what was decided and done about it still stands.
  const standing = await timings.of('as it stands', () => asItStands(database.db, runId, result))
  return { snapshot, result: standing, runId }
}

/** The outages that are over and lie in the run's window; the database lets each be reconciled once. */
function outagesCovered(snapshot: Snapshot, { window, asOfMs }: Reconciliation): Span[] {
  if (window === null) return []
  return findOutages(snapshot.events, asOfMs).filter(
    (outage) => !outage.open && window.startMs <= outage.startMs && outage.endMs <= window.endMs,
  )
}
