/** `rejoin run`: judges what the database holds, or a bundle in a throwaway database, connection by connection. */
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { asItStands } from '../../db/action-states.ts'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { recordRun } from '../../db/runs.ts'
import { findOutages } from '../../src/connection/outage.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Reconciliation, RunOptions, Snapshot } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { reconcileLoading } from '../../src/reconcile/reconcile.ts'
import type { Span } from '../../src/reconcile/span.ts'
import { databaseTarget, runOptions, type TimeFlags, UsageError } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, exitCodeOf, gravest } from '../exit-codes.ts'
import { type OutputFlags, put } from '../output.ts'
import { checkSelection, chosen, type SelectionFlags } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'
import { load } from './import.ts'

export interface RunFlags extends TimeFlags, OutputFlags, SelectionFlags {
  readonly bundle?: string
  readonly setAside?: boolean
}

export async function run(flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  checkSelection(flags, 'run', flags.bundle === undefined)
  if (flags.setAside === true && flags.bundle === undefined)
    throw new UsageError('--set-aside goes with --bundle')
  const options = runOptions(flags, terminal.now())
  const target = flags.bundle === undefined ? databaseTarget(terminal.env) : ({ kind: 'throwaway' } as const)
  const database = await openDatabase(target)
  try {
    if (flags.bundle !== undefined) {
      const loaded = await load(database, resolve(flags.bundle), flags.setAside === true, terminal)
      if (!loaded) return COULD_NOT_RUN
    }
    const codes: ExitCode[] = []
    for (const connectionId of await chosen(database, flags)) {
      codes.push(await runOne(database, connectionId, options, flags, terminal))
    }
    return gravest(codes)
  } finally {
    await database.close()
  }
}

/** One connection's trouble does not keep the others from their runs. */
async function runOne(
  database: Database,
  connectionId: string,
  options: RunOptions,
  flags: RunFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    const startedMs = terminal.now()
    const snapshot = await gather(database, connectionId)
    let result = await reconcileLoading(snapshot, options, loadSolver)
    const runId = randomUUID()
    // What is judged in a throwaway database is nobody's to look up later.
    if (flags.bundle === undefined) {
      await recordRun(database, {
        runId,
        trigger: 'manual',
        startedMs,
        finishedMs: terminal.now(),
        reconciliation: result,
        outages: outagesCovered(snapshot, result),
      })
      // The same world as before: what was decided and done about it still stands.
      result = await asItStands(database.db, runId, result)
    }
    await put(snapshot, result, runId, flags, terminal)
    return exitCodeOf(result)
  } catch (error) {
    terminal.say(`rejoin: connection ${connectionId}: ${wordsOf(error)}`)
    return COULD_NOT_RUN
  }
}

/** The outages that are over and lie in the run's window; the database lets each be reconciled once. */
export function outagesCovered(snapshot: Snapshot, { window, asOfMs }: Reconciliation): Span[] {
  if (window === null) return []
  return findOutages(snapshot.events, asOfMs).filter(
    (outage) => !outage.open && window.startMs <= outage.startMs && outage.endMs <= window.endMs,
  )
}
