/** `rejoin run`: judges what the database holds, or a bundle in a throwaway database, connection by connection. */
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { asItStands } from '../../db/action-states.ts'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { type Fence, recordRun } from '../../db/runs.ts'
import { findOutages } from '../../src/connection/outage.ts'
import { PATIENCE_SECONDS, underLease } from '../../src/connection/watch/hold-lease.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Reconciliation, RunOptions, Snapshot } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { reconcileLoading } from '../../src/reconcile/reconcile.ts'
import type { Span } from '../../src/reconcile/span.ts'
import { databaseTarget, runOptions, type TimeFlags, UsageError } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, exitCodeOf, gravest } from '../exit-codes.ts'
import { holderOf } from '../holder.ts'
import { type OutputFlags, put } from '../output.ts'
import { checkSelection, chosen, type SelectionFlags } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { type TimingFlags, type Timings, timingsOf } from '../timings.ts'
import { wordsOf } from '../troubles.ts'
import { load } from './import.ts'

export interface RunFlags extends TimeFlags, OutputFlags, SelectionFlags, TimingFlags {
  readonly bundle?: string
  readonly setAside?: boolean
  readonly wait?: string
}

export async function run(flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  checkSelection(flags, 'run', flags.bundle === undefined)
  if (flags.setAside === true && flags.bundle === undefined)
    throw new UsageError('--set-aside goes with --bundle')
  const timings = timingsOf(flags, terminal)
  const options = runOptions(flags, terminal.now())
  const patienceSeconds = secondsIn(flags.wait)
  const target = flags.bundle === undefined ? databaseTarget(terminal.env) : ({ kind: 'throwaway' } as const)
  const database = await timings.of('open', () => openDatabase(target))
  try {
    if (flags.bundle !== undefined) {
      const loaded = await timings.of('load', () =>
        load(database, resolve(flags.bundle ?? ''), flags.setAside === true, terminal),
      )
      if (!loaded) return COULD_NOT_RUN
    }
    const codes: ExitCode[] = []
    for (const connectionId of await chosen(database, flags)) {
      codes.push(await runOne(database, connectionId, options, flags, patienceSeconds, terminal, timings))
    }
    return gravest(codes)
  } finally {
    await timings.of('close', () => database.close())
    timings.tell()
  }
}

/** One connection's trouble does not keep the others from their runs. */
async function runOne(
  database: Database,
  connectionId: string,
  options: RunOptions,
  flags: RunFlags,
  patienceSeconds: number,
  terminal: Terminal,
  timings: Timings,
): Promise<ExitCode> {
  const judge = (fence: Fence | null) => judgeOne(database, connectionId, options, fence, terminal, timings)
  try {
    // What is judged in a throwaway database is nobody's to look up later, and nobody else can be at it.
    const { snapshot, result, runId } =
      flags.bundle !== undefined
        ? await judge(null)
        : await underLease(
            database,
            connectionId,
            holderOf('run'),
            patienceSeconds,
            ({ holder }) => terminal.say(`rejoin: connection ${connectionId}: waiting for ${holder}`),
            judge,
          )
    await timings.of('report', () => put(snapshot, result, runId, flags, terminal))
    return exitCodeOf(result)
  } catch (error) {
    terminal.say(`rejoin: connection ${connectionId}: ${wordsOf(error)}`)
    return COULD_NOT_RUN
  }
}

/** `fence` null: judge, and record nothing. */
async function judgeOne(
  database: Database,
  connectionId: string,
  options: RunOptions,
  fence: Fence | null,
  terminal: Terminal,
  timings: Timings,
): Promise<{ snapshot: Snapshot; result: Reconciliation; runId: string }> {
  const startedMs = terminal.now()
  const snapshot = await timings.of('read', () => gather(database, connectionId))
  let result = await reconcileLoading(snapshot, options, loadSolver, timings.of)
  const runId = randomUUID()
  if (fence !== null) {
    const times = { startedMs, finishedMs: terminal.now() }
    const outages = outagesCovered(snapshot, result)
    const record = { runId, trigger: 'manual', ...times, reconciliation: result, outages }
    await timings.of('record', () => recordRun(database, record, fence))
    // The same world as before: what was decided and done about it still stands.
    const judged = result
    result = await timings.of('as it stands', () => asItStands(database.db, runId, judged))
  }
  return { snapshot, result, runId }
}

function secondsIn(text: string | undefined): number {
  if (text === undefined) return PATIENCE_SECONDS
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 0) return seconds
  throw new UsageError(`--wait ${JSON.stringify(text)} is not a whole number of seconds`)
}

/** The outages that are over and lie in the run's window; the database lets each be reconciled once. */
export function outagesCovered(snapshot: Snapshot, { window, asOfMs }: Reconciliation): Span[] {
  if (window === null) return []
  return findOutages(snapshot.events, asOfMs).filter(
    (outage) => !outage.open && window.startMs <= outage.startMs && outage.endMs <= window.endMs,
  )
}
