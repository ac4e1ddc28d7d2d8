/** `rejoin runs`: what was run, newest first. `rejoin report RUN`: one of them again, as it was recorded. */
import { asItStands } from '../../db/action-states.ts'
import { openDatabase } from '../../db/open.ts'
import { listRuns, readRun } from '../../db/runs.ts'
import { gather } from '../../src/reconcile/gather.ts'
import { isoInstant } from '../../src/reconcile/span.ts'
import { databaseTarget, UsageError } from '../config.ts'
import { type ExitCode, exitCodeOf, NOTHING_TO_DO } from '../exit-codes.ts'
import { type OutputFlags, put } from '../output.ts'
import type { Terminal } from '../terminal.ts'
import { type TimingFlags, timingsOf } from '../timings.ts'

export interface RunsFlags {
  readonly connection?: string
  readonly json?: boolean
}

export async function runs(flags: RunsFlags, terminal: Terminal): Promise<ExitCode> {
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const found = await listRuns(database.db, flags.connection)
    for (const run of found) {
      const window =
        run.window === null
          ? 'no outage'
          : `${isoInstant(run.window.startMs)} to ${isoInstant(run.window.endMs)}`
      await terminal.print(
        flags.json === true
          ? `${JSON.stringify({
              runId: run.runId,
              connectionId: run.connectionId,
              trigger: run.trigger,
              startedAt: isoInstant(run.startedMs),
              finishedAt: isoInstant(run.finishedMs),
              asOf: isoInstant(run.asOfMs),
              windowStart: run.window === null ? null : isoInstant(run.window.startMs),
              windowEnd: run.window === null ? null : isoInstant(run.window.endMs),
              holds: run.holds,
              judged: run.judged,
            })}\n`
          : `${run.runId}  ${run.connectionId}  ${isoInstant(run.finishedMs)}  ${window}  ${run.judged} judged${
              run.holds.length > 0 ? `  HELD: ${run.holds.join(', ')}` : ''
            }\n`,
      )
    }
    if (found.length === 0) terminal.say('rejoin: no runs yet; rejoin run --all makes one')
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

export interface ReportFlags extends OutputFlags, TimingFlags {}

/**
 * Verdicts, findings and actions are the recorded ones, with what became of the actions since; names and places are
 * looked up as they are today.
 */
export async function report(runId: string, flags: ReportFlags, terminal: Terminal): Promise<ExitCode> {
  const timings = timingsOf(flags, terminal)
  const database = await timings.of('open', () => openDatabase(databaseTarget(terminal.env)))
  try {
    const run = await timings.of('read the run', () => readRun(database, runId))
    if (run === null) throw new UsageError(`there is no run ${runId}; rejoin runs lists them`)
    const snapshot = await timings.of('read', () => gather(database, run.connectionId))
    const result = await timings.of('as it stands', () => asItStands(database.db, runId, run.reconciliation))
    await timings.of('report', () => put(snapshot, result, runId, flags, terminal))
    return exitCodeOf(result)
  } finally {
    await timings.of('close', () => database.close())
    timings.tell()
  }
}
