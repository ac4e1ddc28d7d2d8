/** `rejoin run`: judges what the database holds, or a bundle in a throwaway database, connection by connection. */
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { asItStands } from '../../db/action-states.ts'
import { connectionOfPractice, listConnections } from '../../db/connections.ts'
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
import type { Terminal } from '../terminal.ts'
import { wordsOf } from '../troubles.ts'
import { load } from './import.ts'

export interface RunFlags extends TimeFlags, OutputFlags {
  readonly bundle?: string
  readonly setAside?: boolean
  readonly connection?: string
  readonly practice?: string
  readonly all?: boolean
}

export async function run(flags: RunFlags, terminal: Terminal): Promise<ExitCode> {
  checkSelection(flags)
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

function checkSelection(flags: RunFlags): void {
  const given = [flags.connection, flags.practice, flags.all === true || undefined].filter(
    (x) => x !== undefined,
  )
  if (given.length > 1) throw new UsageError('give one of --connection, --practice and --all, not several')
  if (given.length === 0 && flags.bundle === undefined) {
    throw new UsageError('say what to run: --connection ID, --practice ID or --all')
  }
  if (flags.setAside === true && flags.bundle === undefined)
    throw new UsageError('--set-aside goes with --bundle')
}

/** A bundle without a choice means everything that is in it. */
async function chosen(database: Database, flags: RunFlags): Promise<string[]> {
  const all = (await listConnections(database.db)).map((connection) => connection.connectionId)
  if (flags.practice !== undefined) {
    const connectionId = await connectionOfPractice(database.db, flags.practice)
    if (connectionId === null) throw new UsageError(`there is no practice ${flags.practice}${knownOnes(all)}`)
    return [connectionId]
  }
  if (flags.connection !== undefined) {
    if (!all.includes(flags.connection)) {
      throw new UsageError(`there is no connection ${flags.connection}${knownOnes(all)}`)
    }
    return [flags.connection]
  }
  if (all.length === 0)
    throw new UsageError('the database is empty: load a bundle with rejoin import DIR first')
  return all
}

const knownOnes = (ids: readonly string[]): string =>
  ids.length === 0
    ? ': the database is empty; load a bundle with rejoin import DIR first'
    : `; connections: ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? `, and ${ids.length - 10} more` : ''}`

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
