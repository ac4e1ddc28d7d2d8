/** A CSV file as a stream of rows with their line numbers, some hundreds at a time; memory stays flat. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parse } from 'fast-csv'
import { RecordScanner, type ScanFault } from './scan.ts'

export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Empty lines are skipped. Returns what made the rest of the file unreadable, if anything did. */
export async function* readRows(path: string): AsyncGenerator<CsvRow[], ScanFault | null> {
  const scanner = new RecordScanner()
  const parser = parse({ headers: false })
  const flow = pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), scanner, parser)
  flow.catch(() => undefined)
  let taken = 0
  let batch: CsvRow[] = []
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const line = scanner.starts[taken++]
      if (line === undefined) throw new Error('the CSV parser found more rows than there are')
      if (taken === 4_096) {
        scanner.starts.splice(0, taken)
        taken = 0
      }
      if (cells.length === 0) continue
      batch.push({ line, cells })
      if (batch.length === 1_000) {
        yield batch
        batch = []
      }
    }
    await flow
  } catch (error) {
    // fast-csv's own errors quote the row.
    const isSystem = error instanceof Error && 'syscall' in error
    throw isSystem ? error : new Error(`the CSV parser gave up near line ${scanner.starts[taken] ?? '?'}`)
  }
  if (taken !== scanner.starts.length) throw new Error('the CSV parser found fewer rows than there are')
  if (batch.length > 0) yield batch
  return scanner.fault
}
