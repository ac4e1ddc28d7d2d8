/** A judged connection as the caller wants it: files, the line of JSON, or the summary. */
import { resolve } from 'node:path'
import type { Reconciliation, Snapshot } from '../src/reconcile/model.ts'
import { writeIndex, writeReports } from '../src/report/deliver.ts'
import { runToJson } from '../src/report/json.ts'
import { type IndexEntry, indexEntries } from '../src/report/page/index-page.ts'
import { terminalSummary } from '../src/report/terminal/summary.ts'
import type { Terminal } from './terminal.ts'

export interface OutputFlags {
  readonly json?: boolean
  readonly out?: string
  readonly full?: boolean
  readonly appointmentTypes?: boolean
}

/** The files, where they are wanted. Resolves with the practices' lines for the page over all of them. */
export async function putFiles(
  snapshot: Snapshot,
  result: Reconciliation,
  runId: string,
  flags: OutputFlags,
  terminal: Terminal,
): Promise<readonly IndexEntry[]> {
  if (flags.out === undefined) return []
  await writeReports(resolve(flags.out), snapshot, result, runId, {
    full: flags.full === true,
    appointmentTypes: flags.appointmentTypes === true,
    onPractice: (nth, of) => terminal.progress(`writing the reports of practice ${nth} of ${of}`),
  })
  return indexEntries(snapshot, result, runId)
}

/** What stdout gets. */
export const textOf = (
  snapshot: Snapshot,
  result: Reconciliation,
  runId: string,
  flags: OutputFlags,
  terminal: Terminal,
): string =>
  flags.json === true
    ? `${JSON.stringify(runToJson(result, snapshot, runId))}\n`
    : terminalSummary(snapshot, result, runId, terminal)

/** At the end, when all is known. `notRun`: connections of which there are no files. */
export async function putIndex(
  { out }: OutputFlags,
  entries: readonly IndexEntry[],
  notRun: readonly string[] = [],
): Promise<void> {
  if (out !== undefined) await writeIndex(resolve(out), entries, notRun)
}
