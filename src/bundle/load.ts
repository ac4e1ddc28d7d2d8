/**
 * SHELL. A bundle into the database: each file is read once, checked and loaded as it streams by, all in one
 * transaction. Any fault, and the transaction is undone: the bundle is refused whole. With `setAside` the good rows
 * stay, the bad ones are kept apart, and the connections they may belong to count as not completely read.
 */
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Database, Transaction } from '../../db/database.ts'
import { BUNDLE_FILES, type FileSpec } from './columns.ts'
import { type Fault, FaultList } from './faults.ts'
import { Ledger } from './ledger.ts'
import { ReadPlan } from './reads.ts'
import { type CsvRow, readRows } from './records.ts'
import { BundleStore } from './store.ts'
import { type CheckedRow, FileChecker } from './validate.ts'

export { type Fault, FaultList, formatFault, formatFaults } from './faults.ts'

export interface ImportOptions {
  readonly setAside?: boolean
  /** Called now and then, for a person who watches: rows of the file that were read, and whether they are being stored. */
  readonly onProgress?: (file: string, rows: number, isStoring: boolean) => void
}

export interface ImportResult {
  /** True: nothing was loaded, and the database is as it was. */
  readonly refused: boolean
  /** The first thousand, and `length` for how many there were. */
  readonly faults: FaultList
  readonly warnings: FaultList
  /** Rows loaded per file. */
  readonly counts: Readonly<Record<string, number>>
  /** How many rows were set aside. */
  readonly setAside: number
}

/** The folder itself is wrong: there is nothing in it that could be read. */
export class NoSuchBundle extends Error {
  override readonly name = 'NoSuchBundle'
}

export async function importBundle(
  database: Database,
  dir: string,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const folder = resolve(dir)
  const found = await stat(folder).catch(() => null)
  if (!found?.isDirectory())
    throw new NoSuchBundle(`there is no folder ${folder}: name the folder of a bundle`)
  const run = new ImportRun(folder, options)
  try {
    // One import at a time: two that replace one book would wait for each other's rows.
    await database.exclusively(() => database.transaction('import', (tx) => run.everything(tx)))
    return run.result(false)
  } catch (error) {
    if (error instanceof Refused) return run.result(true)
    throw error
  }
}

/** Thrown to undo the transaction. */
class Refused extends Error {}

class ImportRun {
  private readonly folder: string
  private readonly options: ImportOptions
  private readonly setAside: boolean
  private readonly ledger = new Ledger()
  private readonly faults = new FaultList()
  private readonly warnings = new FaultList()
  private readonly counts: Record<string, number> = {}
  private setAsideRows = 0
  /** Whose rows were set aside; null among them: some row's, nobody knows whose. */
  private readonly hurt = new Set<string | null>()

  constructor(folder: string, options: ImportOptions) {
    this.folder = folder
    this.options = options
    this.setAside = options.setAside === true
  }

  result(refused: boolean): ImportResult {
    const { faults, warnings } = this
    return {
      refused,
      faults,
      warnings,
      counts: refused ? {} : this.counts,
      setAside: refused ? 0 : this.setAsideRows,
    }
  }

  async everything(tx: Transaction): Promise<void> {
    const store = new BundleStore(tx, this.folder)
    const reads = new ReadPlan(await store.begin(this.ledger), (warning) => this.warnings.add(warning))
    await this.warnAboutOtherFiles()
    for (const spec of BUNDLE_FILES) await this.oneFile(spec, store, reads)
    if (this.faults.length > 0 && !this.setAside) throw new Refused()
    const hurt = this.hurt.has(null) ? reads.touched : [...this.hurt].filter((id) => id !== null)
    await store.finish(hurt)
  }

  private async oneFile(spec: FileSpec, store: BundleStore, reads: ReadPlan): Promise<void> {
    const path = join(this.folder, spec.file)
    const present = await stat(path).catch(() => null)
    if (present === null) {
      if (spec.required) this.fileFault(spec, store, 1, '', 'the file is missing, expected it in the bundle')
    } else if (!present.isFile()) {
      this.fileFault(spec, store, 1, '', 'this is no file, expected a CSV file')
    } else {
      await store.startFile(spec)
      await this.rowsOf(spec, path, store, reads)
      if (this.writing) await this.endFile(spec, store)
    }
    // Even without a file: a connection's older rows may have to go, or to stay.
    if (spec.file === 'pms_reads.csv') await reads.decide(this.writing ? store : null)
  }

  /** Once a bundle is sure to be refused, its rows are still checked, but no longer written. */
  private get writing(): boolean {
    return this.faults.length === 0 || this.setAside
  }

  private async rowsOf(spec: FileSpec, path: string, store: BundleStore, reads: ReadPlan): Promise<void> {
    const listener = {
      fault: (fault: Fault) => this.faults.add(fault),
      warning: (warning: Fault) => this.warnings.add(warning),
    }
    let checker: FileChecker | null = null
    let header: readonly string[] = []
    let rows = 0
    const batches = readRows(path)
    for (let next = await batches.next(); ; next = await batches.next()) {
      if (next.done) {
        const broken = next.value
        if (broken !== null) {
          const column = header[broken.cell] ?? spec.columns[broken.cell]?.name ?? ''
          const known = spec.columns.some(({ name }) => name === column)
          this.fileFault(spec, store, broken.line, known ? column : '', broken.what)
        } else if (checker === null) {
          this.fileFault(spec, store, 1, '', 'the file is empty, expected a header')
        }
        return
      }
      let batch: readonly CsvRow[] = next.value
      if (checker === null) {
        header = batch[0]?.cells ?? []
        batch = batch.slice(1)
        checker = new FileChecker(spec, header, this.ledger, listener, this.setAside)
        if (checker.headerIsBad) this.lose(spec)
      }
      for (const [file, ids] of checker.unknownReferences(batch)) await store.lookUp(file, ids, this.ledger)
      const checked: CheckedRow[] = []
      for (const row of batch) checked.push(checker.check(row))
      rows += batch.length
      this.options.onProgress?.(spec.file, rows, false)
      if (this.writing) await this.keep(spec, checked, store, reads, checker.headerIsBad)
    }
  }

  private async keep(
    spec: FileSpec,
    rows: readonly CheckedRow[],
    store: BundleStore,
    reads: ReadPlan,
    headerIsBad: boolean,
  ): Promise<void> {
    const good: CheckedRow[] = []
    for (const row of rows) {
      if (row.connectionId !== null) reads.touch(row.connectionId)
      if (row.state === 'good') good.push(row)
      else if (row.state === 'bad') {
        this.setAsideRows++
        // What belongs to an older read is not loaded anyway, and its loss hurts nobody.
        if (!spec.book || row.connectionId === null || !reads.leavesOut(row.connectionId))
          this.hurt.add(row.connectionId)
        await store.setAside(spec, row, headerIsBad)
      }
    }
    if (spec.file === 'pms_reads.csv') return reads.take(good)
    if (spec.file === 'connections.csv') reads.connections(good)
    const loaded = spec.book ? await reads.admit(spec, good, store) : good
    this.counts[spec.file] = (this.counts[spec.file] ?? 0) + loaded.length
    await store.add(loaded)
  }

  private async endFile(spec: FileSpec, store: BundleStore): Promise<void> {
    this.options.onProgress?.(spec.file, this.counts[spec.file] ?? 0, true)
    for (const { id, line, connectionId } of await store.endFile()) {
      const what = 'this id is stored under another connection, expected an id of its own'
      this.faults.add({ file: spec.file, line, column: spec.key[0] ?? '', what })
      this.ledger.settle(spec.file, id, connectionId, 'bad')
      this.hurt.add(connectionId)
      this.setAsideRows++
      this.counts[spec.file] = (this.counts[spec.file] ?? 0) - 1
      await store.setAsideFault({ file: spec.file, line, column: spec.key[0] ?? '', what }, null)
    }
  }

  /** Something is wrong with the file itself. */
  private fileFault(spec: FileSpec, store: BundleStore, line: number, column: string, what: string): void {
    const fault = { file: spec.file, line, column: column || (spec.columns[0]?.name ?? ''), what }
    this.faults.add(fault)
    if (this.setAside) store.setAsideLater(fault)
    this.lose(spec)
  }

  /** Rows of this file are lost, nobody knows which. */
  private lose(spec: FileSpec): void {
    this.ledger.broken.add(spec.file)
    this.hurt.add(null)
  }

  private async warnAboutOtherFiles(): Promise<void> {
    const known = new Set(BUNDLE_FILES.map(({ file }) => file))
    for (const file of (await readdir(this.folder)).sort()) {
      if (!file.endsWith('.csv') || known.has(file)) continue
      this.warnings.add({ file, line: 1, column: '', what: 'not a file of a bundle, ignored' })
    }
  }
}
