/**
 * SHELL. Writes a run's files: one folder per practice beneath the given one, `<practice id>/bookings.csv` and so on.
 * Each file appears whole or not at all (temp name, fsync, rename); folders 0700, files 0600. A second run overwrites.
 */
import { randomUUID } from 'node:crypto'
import { chmod, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Reconciliation, Snapshot } from '../reconcile/model.ts'
import { actionRows } from './actions-rows.ts'
import { ACTION_COLUMNS, columnsOf, REPORT_FILES, SUMMARY_COLUMNS } from './columns.ts'
import { type Cells, writeCsv } from './csv.ts'
import { folderNames } from './folder-name.ts'
import { reportPage } from './html.ts'
import { type RowOptions, reportRows } from './rows.ts'
import { summaryRows } from './summary.ts'

export interface Delivered {
  readonly practiceId: string
  readonly folder: string
  /** File names within the folder. */
  readonly files: readonly string[]
}

export interface DeliverOptions extends RowOptions {
  /** Only these practices of the connection; all when left out. */
  readonly practiceIds?: readonly string[] | undefined
}

/** Writes every file of every practice of the run; resolves with what was written. */
export async function writeReports(
  outDir: string,
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  options: DeliverOptions = {},
): Promise<readonly Delivered[]> {
  const folders = folderNames(snapshot.practices.map(({ practiceId }) => practiceId))
  const { practiceIds } = options
  const delivered: Delivered[] = []
  await mkdir(outDir, { recursive: true, mode: 0o700 })
  for (const [practiceId, name] of folders) {
    if (practiceIds !== undefined && !practiceIds.includes(practiceId)) continue
    const folder = join(outDir, name)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // An older folder may be more open than it should be.
    await chmod(folder, 0o700)
    const files = await writePractice(folder, snapshot, reconciliation, runId, practiceId, options)
    delivered.push({ practiceId, folder, files })
  }
  return delivered
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
  for (const [name, write] of files) await writeWhole(folder, name, write)
  await syncFolder(folder)
  return files.map(([name]) => name)
}

function* cellsOf<Column extends string>(
  rows: readonly { cells: () => Cells<Column> }[],
): Generator<Cells<Column>> {
  for (const row of rows) yield row.cells()
}

/** A reader of the folder sees the old file or the new one, never a part of it. */
async function writeWhole(
  folder: string,
  name: string,
  write: (to: Writable) => Promise<void>,
): Promise<void> {
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await write(appending(file))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, join(folder, name))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A stream that leaves the file open at its end, since what is not yet on the disk cannot be renamed into place. */
function appending(file: FileHandle): Writable {
  const append = (bytes: Uint8Array, done: (error?: Error) => void): void => {
    file.appendFile(bytes).then(() => done(), done)
  }
  return new Writable({
    highWaterMark: 1 << 18,
    write: (chunk: Uint8Array, _encoding, done) => append(chunk, done),
    writev: (chunks, done) => append(Buffer.concat(chunks.map(({ chunk }) => chunk as Uint8Array)), done),
  })
}

/** So that the renames outlive a power cut. Windows cannot open a folder, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
