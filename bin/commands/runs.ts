/** `rejoin runs`: what was run, newest first. `rejoin report RUN`: one of them again, as it was recorded. */
import { asItStands } from '../../db/action-states.ts'
import { openDatabase } from '../../db/open.ts'
import { listRuns, type RunSummary, readRun } from '../../db/runs.ts'
import { gather } from '../../src/reconcile/gather.ts'
import { type EpochMs, isoInstant } from '../../src/reconcile/span.ts'
import { type Cell, listing } from '../../src/report/terminal/listing.ts'
import { databaseTarget } from '../config.ts'
import { type ExitCode, exitCodeOf, NOTHING_TO_DO } from '../exit-codes.ts'
import { type OutputFlags, putFiles, putIndex, textOf } from '../output.ts'
import { noSuchRun, runIdOf } from '../run-id.ts'
import { requireConnection } from '../selection.ts'
import type { Terminal } from '../terminal.ts'
import { type TimingFlags, timingsOf } from '../timings.ts'

export interface RunsFlags {
  readonly connection?: string
  readonly json?: boolean
}

export async function runs(flags: RunsFlags, terminal: Terminal): Promise<ExitCode> {
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const { connection } = flags
    const found = await listRuns(database.db, connection)
    if (connection !== undefined && found.length === 0) await requireConnection(database.db, connection)
    const { listWidth: width, colour } = terminal
    const lines =
      flags.json === true
        ? found.map((run) => JSON.stringify(runJson(run)))
        : listing(HEADS, found.map(cellsOf), { width, colour })
    if (found.length > 0) await terminal.print(`${lines.join('\n')}\n`)
    else terminal.say('rejoin: no runs yet; rejoin run --all makes one')
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

const runJson = (run: RunSummary): object => ({
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
})

/** `2026-11-20T21:26:42Z`: what a person looks for. JSON has the milliseconds. */
const second = (ms: EpochMs): string => isoInstant(ms).replace(/\.\d+(?=Z$)/, '')

const HEADS = ['run', 'connection', 'finished', '', 'outage', '']

const cellsOf = ({ runId, connectionId, finishedMs, window, judged, holds }: RunSummary): readonly Cell[] => [
  runId,
  connectionId,
  second(finishedMs),
  `${judged} judged`,
  window === null ? ['none', 'faint'] : `${second(window.startMs)} to ${second(window.endMs)}`,
  holds.length === 0 ? '' : [`HELD: ${holds.join(', ')}`, 'alarm'],
]

export interface ReportFlags extends OutputFlags, TimingFlags {}

/**
 * Verdicts, findings and actions are the recorded ones, with what became of the actions since; names and places are
 * looked up as they are today.
 */
export async function report(typed: string, flags: ReportFlags, terminal: Terminal): Promise<ExitCode> {
  const timings = timingsOf(flags, terminal)
  const database = await timings.of('open', () => openDatabase(databaseTarget(terminal.env)))
  try {
    const runId = await runIdOf(database.db, typed)
    const run = await timings.of('read the run', () => readRun(database, runId))
    if (run === null) throw await noSuchRun(database.db, runId)
    const snapshot = await timings.of('read', () => gather(database, run.connectionId))
    const result = await timings.of('as it stands', () => asItStands(database.db, runId, run.reconciliation))
    await timings.of('report', async () => {
      await putIndex(flags, await putFiles(snapshot, result, runId, flags, terminal))
      await terminal.print(textOf(snapshot, result, runId, flags, terminal))
    })
    return exitCodeOf(result)
  } finally {
    await timings.of('close', () => database.close())
    timings.tell()
  }
}
