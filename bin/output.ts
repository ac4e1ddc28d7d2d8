/** A judged connection as the caller wants it: files, the line of JSON, or the summary. */
import { resolve } from 'node:path'
import type { Reconciliation, Snapshot } from '../src/reconcile/model.ts'
import { writeReports } from '../src/report/deliver.ts'
import { runToJson } from '../src/report/json.ts'
import { terminalSummary } from '../src/report/terminal/summary.ts'
import type { Terminal } from './terminal.ts'

export interface OutputFlags {
  readonly json?: boolean
  readonly out?: string
  readonly full?: boolean
  readonly appointmentTypes?: boolean
}

export async function put(
  snapshot: Snapshot,
  result: Reconciliation,
  runId: string,
  flags: OutputFlags,
  terminal: Terminal,
): Promise<void> {
  if (flags.out !== undefined) {
    await writeReports(resolve(flags.out), snapshot, result, runId, {
      full: flags.full === true,
      appointmentTypes: flags.appointmentTypes === true,
    })
  }
  await terminal.print(
    flags.json === true
      ? `${JSON.stringify(runToJson(result, snapshot, runId))}\n`
      : terminalSummary(snapshot, result, runId, terminal),
  )
}
