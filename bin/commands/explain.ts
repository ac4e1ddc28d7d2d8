/** `rejoin explain BOOKING`: the evidence behind one verdict, judged anew over what the database or bundle holds. */
import { resolve } from 'node:path'
import { connectionOfBooking } from '../../db/connections.ts'
import type { Database, Queries } from '../../db/database.ts'
import { bookingIdsNear } from '../../db/near-ids.ts'
import { openDatabase } from '../../db/open.ts'
import { listRuns } from '../../db/runs.ts'
import { explain as evidenceOf } from '../../src/reconcile/explain.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { RunOptions } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { reconcileLoading } from '../../src/reconcile/reconcile.ts'
import { explanationText } from '../../src/report/terminal/explanation.ts'
import { databaseTarget, runOptions, type TimeFlags, UsageError } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import { didYouMean } from '../suggest.ts'
import type { Terminal } from '../terminal.ts'
import { load } from './import.ts'

export interface ExplainFlags extends TimeFlags {
  readonly bundle?: string
}

export async function explain(bookingId: string, flags: ExplainFlags, terminal: Terminal): Promise<ExitCode> {
  const timed = flags.asOf !== undefined || flags.since !== undefined || flags.until !== undefined
  const asked = timed || flags.bundle !== undefined ? runOptions(flags, terminal.now()) : null
  const target = flags.bundle === undefined ? databaseTarget(terminal.env) : ({ kind: 'throwaway' } as const)
  const database = await openDatabase(target)
  try {
    if (flags.bundle !== undefined && !(await load(database, resolve(flags.bundle), false, terminal))) {
      return COULD_NOT_RUN
    }
    const connectionId = await connectionOfBooking(database.db, bookingId)
    if (connectionId === null) throw await noSuchBooking(database.db, bookingId)
    const snapshot = await gather(database, connectionId)
    const options =
      asked ?? (await asLastRun(database, connectionId, terminal)) ?? runOptions({}, terminal.now())
    const result = await reconcileLoading(snapshot, options, loadSolver)
    const evidence = evidenceOf(snapshot, options, result, bookingId)
    if (evidence === null) throw await noSuchBooking(database.db, bookingId)
    await terminal.print(explanationText(snapshot, result, evidence, terminal))
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

async function noSuchBooking(db: Queries, bookingId: string): Promise<UsageError> {
  const meant = didYouMean(bookingId, await bookingIdsNear(db, bookingId))
  return new UsageError(
    `there is no booking ${bookingId}${meant || '; rejoin run --json and bookings.csv name them all'}`,
  )
}

/** Without times, as the connection's last run saw it: that is the verdict somebody is asking about. */
async function asLastRun(
  database: Database,
  connectionId: string,
  terminal: Terminal,
): Promise<RunOptions | null> {
  const [last] = await listRuns(database.db, connectionId)
  if (last === undefined || last.window === null) return null
  terminal.say(`rejoin: as of run ${last.runId}, ${new Date(last.asOfMs).toISOString()}`)
  return { asOfMs: last.asOfMs, window: last.window }
}
