/**
 * SHELL. A single file of connection events into the database: the columns and the checks of connection_events.csv in a
 * bundle, and as there whole or not at all.
 */
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Database, Transaction } from '../../db/database.ts'
import { BUNDLE_FILES } from './columns.ts'
import { FaultList } from './faults.ts'
import { Ledger } from './ledger.ts'
import { NoSuchBundle } from './load.ts'
import { type CsvRow, readRows } from './records.ts'
import { BundleStore } from './store.ts'
import { FileChecker } from './validate.ts'

export interface ImportedEvents {
  /** True: nothing was loaded, and the database is as it was. */
  readonly refused: boolean
  readonly faults: FaultList
  readonly warnings: FaultList
  /** Good rows of the file; those that are stored already count too. */
  readonly rows: number
}

/** `onProgress` is called now and then, with the rows that were read. */
export async function importEvents(
  database: Database,
  file: string,
  onProgress: (rows: number) => void = () => undefined,
): Promise<ImportedEvents> {
  const path = resolve(file)
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new NoSuchBundle(`there is no file ${path}: name a CSV file of events`)
  const faults = new FaultList()
  const warnings = new FaultList()
  let rows = 0
  try {
    // One import at a time: two that bring the same events would wait for each other's rows.
    await database.exclusively(() =>
      database.transaction('import events', async (tx) => {
        rows = await load(tx, path, faults, warnings, onProgress)
        if (faults.length > 0) throw new Refused()
      }),
    )
    return { refused: false, faults, warnings, rows }
  } catch (error) {
    if (error instanceof Refused) return { refused: true, faults, warnings, rows: 0 }
    throw error
  }
}

/** Thrown to undo the transaction. */
class Refused extends Error {}

async function load(
  tx: Transaction,
  path: string,
  faults: FaultList,
  warnings: FaultList,
  onProgress: (rows: number) => void,
): Promise<number> {
  const known = BUNDLE_FILES.find(({ table }) => table === 'connection_events')
  if (known === undefined) throw new Error('a bundle without events')
  // Faults name the file that was given.
  const spec = { ...known, file: basename(path) }
  const store = new BundleStore(tx, path)
  const ledger = new Ledger()
  await store.begin(ledger)
  await store.startFile(spec)
  let checker: FileChecker | null = null
  let header: readonly string[] = []
  let loaded = 0
  const batches = readRows(path)
  for (let next = await batches.next(); ; next = await batches.next()) {
    if (next.done) {
      const broken = next.value
      const column = header[broken?.cell ?? 0] ?? spec.columns[0]?.name ?? ''
      if (broken !== null) faults.add({ file: spec.file, line: broken.line, column, what: broken.what })
      else if (checker === null) {
        faults.add({ file: spec.file, line: 1, column, what: 'the file is empty, expected a header' })
      }
      break
    }
    let batch: readonly CsvRow[] = next.value
    if (checker === null) {
      header = batch[0]?.cells ?? []
      batch = batch.slice(1)
      const listener = {
        fault: (fault: Parameters<FaultList['add']>[0]) => faults.add(fault),
        warning: (warning: Parameters<FaultList['add']>[0]) => warnings.add(warning),
      }
      checker = new FileChecker(spec, header, ledger, listener, false)
    }
    for (const [of, ids] of checker.unknownReferences(batch)) await store.lookUp(of, ids, ledger)
    const checked = batch.map((row) => checker?.check(row)).filter((row) => row?.state === 'good')
    loaded += checked.length
    onProgress(loaded)
    if (faults.length === 0) await store.add(checked.filter((row) => row !== undefined))
  }
  if (faults.length === 0) await store.endFile()
  return loaded
}
