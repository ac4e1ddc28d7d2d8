/**
 * SHELL. Writes a run's files: one folder per practice beneath the given one, `<practice id>/bookings.csv` and so on,
 * and `index.html` over all of them.
 * Each file appears whole or not at all (temp name, fsync, rename); folders 0700, files 0600. A second run overwrites.
 */
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Reconciliation, Snapshot } from '../reconcile/model.ts'
import { actionRows } from './actions-rows.ts'
import { ACTION_COLUMNS, columnsOf, REPORT_FILES, SUMMARY_COLUMNS, worklistColumns } from './columns.ts'
import { type Cells, writeCsv } from './csv.ts'
import { folderNames } from './folder-name.ts'
import { type IndexEntry, indexPage } from './page/index-page.ts'
import { reportPage } from './page/report-page.ts'
import { type RowOptions, reportRows } from './rows.ts'
import { summaryRows } from './summary.ts'
import { syncFolder, writeWhole } from './whole-file.ts'
import { type WorklistPlan, worklistRows } from './worklist.ts'

export interface Delivered {
  readonly practiceId: string
  readonly folder: string
  /** File names within the folder. */
  readonly files: readonly string[]
}

export interface DeliverOptions extends RowOptions {
  /** Only these practices of the connection; all when left out. */
  readonly practiceIds?: readonly string[] | undefined
  /** Called before each practice, for a person who watches. */
  readonly onPractice?: (nth: number, of: number) => void
}

/** Writes every file of every practice of the run; resolves with what was written. */
export async function writeReports(
  outDir: string,
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  options: DeliverOptions = {},
): Promise<readonly Delivered[]> {
  return perPractice(outDir, snapshot, options, async (folder, practiceId) => ({
    practiceId,
    folder,
    files: await writePractice(folder, snapshot, reconciliation, runId, practiceId, options),
  }))
}

/** `worklist.csv` of every practice, also where there is nothing to do: an older list is not to be worked off. */
export async function writeWorklists(
  outDir: string,
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  plan: WorklistPlan,
  options: DeliverOptions = {},
): Promise<readonly { readonly practiceId: string; readonly file: string; readonly rows: number }[]> {
  return perPractice(outDir, snapshot, options, async (folder, practiceId) => {
    const rows = worklistRows(snapshot, reconciliation, plan, practiceId, options)
    await writeWhole(folder, 'worklist.csv', (to) => writeCsv(to, worklistColumns(options), rows))
    await syncFolder(folder)
    return { practiceId, file: join(folder, 'worklist.csv'), rows: rows.length }
  })
}

/** `index.html` over all practices of one call: links to what was written beside it. */
export async function writeIndex(
  outDir: string,
  entries: readonly IndexEntry[],
  notRun: readonly string[] = [],
): Promise<void> {
  const page = indexPage(entries, notRun)
  await mkdir(outDir, { recursive: true, mode: 0o700 })
  await writeWhole(outDir, 'index.html', (to) => pipeline(Readable.from([page]), to))
  await syncFolder(outDir)
}

async function perPractice<T>(
  outDir: string,
  snapshot: Snapshot,
  { practiceIds, onPractice }: DeliverOptions,
  write: (folder: string, practiceId: string) => Promise<T>,
): Promise<readonly T[]> {
  const folders = folderNames(snapshot.practices.map(({ practiceId }) => practiceId))
  const written: T[] = []
  await mkdir(outDir, { recursive: true, mode: 0o700 })
  for (const [practiceId, name] of folders) {
    if (practiceIds !== undefined && !practiceIds.includes(practiceId)) continue
    onPractice?.(written.length + 1, practiceIds?.length ?? folders.size)
    const folder = join(outDir, name)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // An older folder may be more open than it should be.
    await chmod(folder, 0o700)
    written.push(await write(folder, practiceId))
  }
  return written
}

async function writePractice(
  folder: string,
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  practiceId: string,
  options: RowOptions,
): Promise<readonly string[]> {
  const rows = reportRows(snapshot, reconciliation, runId, practiceId, options)
  const actions = actionRows(snapshot, reconciliation, runId, practiceId, options.words)
  const summary = summaryRows(snapshot, reconciliation, runId, practiceId, options.words)
  const page = reportPage(snapshot, reconciliation, runId, practiceId, options)
  const files: readonly (readonly [string, (to: Writable) => Promise<void>])[] = [
    ...REPORT_FILES.map(
      (file) =>
        [
          `${file}.csv`,
          (to: Writable) => writeCsv(to, columnsOf(file, options), cellsOf(rows[file])),
        ] as const,
    ),
    ['actions.csv', (to) => writeCsv(to, ACTION_COLUMNS, cellsOf(actions))],
    ['summary.csv', (to) => writeCsv(to, SUMMARY_COLUMNS, summary)],
    ['report.html', (to) => pipeline(Readable.from([page]), to)],
  ]
  // Side by side, since most of the time goes by in waiting for the disk; and all of them over before anybody goes on.
  const written = await Promise.allSettled(files.map(([name, write]) => writeWhole(folder, name, write)))
  for (const one of written) if (one.status === 'rejected') throw one.reason
  await syncFolder(folder)
  return files.map(([name]) => name)
}

function* cellsOf<Column extends string>(
  rows: readonly { cells: () => Cells<Column> }[],
): Generator<Cells<Column>> {
  for (const row of rows) yield row.cells()
}
