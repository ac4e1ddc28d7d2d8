/** SHELL. A file of an export as rows with the lines on which they start; whatever its encoding and delimiter. */
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parse } from 'fast-csv'
import { RecordScanner } from '../../../bundle/scan.ts'
import type { ColumnRef, Delimiter, Layout } from '../mapping/mapping.ts'
import { restored, Unreadable, utf8Of, withCommas, withoutLines } from './bytes.ts'
import { delimiterOf } from './delimiter.ts'

export interface FileRow {
  readonly line: number
  readonly cells: readonly string[]
}

export interface FileRows {
  readonly delimiter: Delimiter
  readonly modifiedMs: number
  /** To be read once, and to its end. */
  readonly batches: AsyncGenerator<readonly FileRow[], FileEnd>
}

export interface FileEnd {
  /** What made the rest unreadable, and the line on which that row starts. */
  readonly trouble: { readonly line: number; readonly what: string } | null
  /** Somebody wrote into the file, or put another in its place, while it was read. */
  readonly changed: boolean
  /** The last row has no line end: it may have been cut off. */
  readonly open: boolean
}

/** Scanner and parser know the same grammar; should they ever not, no row can be trusted. */
const MISCOUNTED = 'the CSV parser found'
/** How much of a file is looked at to find its delimiter. */
const HEAD_BYTES = 64 * 1024

/** Throws a system error when the file cannot be opened or read, and `Unreadable` when no row of it can be trusted. */
export async function fileRows(
  path: string,
  layout: Layout,
  wanted: readonly ColumnRef[],
): Promise<FileRows> {
  const before = await identityOf(path)
  const delimiter = layout.delimiter ?? delimiterOf(await headOf(path, layout), wanted)
  return { delimiter, modifiedMs: before.modifiedMs, batches: batchesOf(path, layout, delimiter, before) }
}

interface FileIdentity {
  readonly modifiedMs: number
  readonly text: string
}

async function identityOf(path: string): Promise<FileIdentity> {
  const handle = await open(path)
  try {
    const { ino, size, mtimeMs } = await handle.stat()
    return { modifiedMs: Math.floor(mtimeMs), text: JSON.stringify([ino, size, mtimeMs]) }
  } finally {
    await handle.close()
  }
}

async function headOf(path: string, layout: Layout): Promise<string> {
  let head = ''
  try {
    for await (const chunk of plainBytes(path, layout, HEAD_BYTES)) {
      head += chunk.toString('utf8')
      if (head.length > HEAD_BYTES) break
    }
  } catch (error) {
    // Whoever reads the rows comes to the same place, and knows the line.
    if (!(error instanceof Unreadable)) throw error
  }
  return head
}

async function* plainBytes(path: string, layout: Layout, atOnce: number): AsyncGenerator<Buffer> {
  const handle = await open(path)
  try {
    const source = handle.createReadStream({ highWaterMark: atOnce, autoClose: false })
    yield* withoutLines(utf8Of(source as AsyncIterable<Buffer>, layout.encoding), layout.skipLines)
  } finally {
    await handle.close()
  }
}

async function* batchesOf(
  path: string,
  layout: Layout,
  delimiter: Delimiter,
  before: FileIdentity,
): AsyncGenerator<readonly FileRow[], FileEnd> {
  const scanner = new RecordScanner()
  const parser = parse({ headers: false })
  let lastByte = -1
  let undecodable: Unreadable | null = null
  async function* bytes(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of withCommas(plainBytes(path, layout, 256 * 1024), delimiter)) {
        lastByte = chunk[chunk.length - 1] ?? lastByte
        yield chunk
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      undecodable = error
      // At a NUL the scanner stops, with the line, and lets go of the row that is not finished.
      yield Buffer.from([0])
    }
  }
  const flow = pipeline(bytes, scanner, parser)
  flow.catch(() => undefined)
  let taken = 0
  let batch: FileRow[] = []
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const line = scanner.starts[taken++]
      if (line === undefined) throw new Unreadable(`${MISCOUNTED} more rows than there are`)
      if (taken === 4_096) {
        scanner.starts.splice(0, taken)
        taken = 0
      }
      if (cells.length === 0) continue
      batch.push({ line: line + layout.skipLines, cells: cells.map((cell) => restored(cell, delimiter)) })
      if (batch.length === 1_000) {
        yield batch
        batch = []
      }
    }
    await flow
  } catch (error) {
    if (error instanceof Unreadable || (error instanceof Error && 'syscall' in error)) throw error
    // fast-csv's own errors quote the row.
    throw new Unreadable(`the CSV parser gave up near line ${scanner.starts[taken] ?? '?'}`)
  }
  if (taken !== scanner.starts.length) throw new Unreadable(`${MISCOUNTED} fewer rows than there are`)
  if (batch.length > 0) yield batch
  const { fault } = scanner
  const decoding = undecodable as Unreadable | null
  return {
    trouble:
      fault === null
        ? null
        : {
            line: fault.line + layout.skipLines,
            what: decoding?.message ?? worded(fault.what, layout, delimiter),
          },
    changed: (await identityOf(path)).text !== before.text,
    open: lastByte !== -1 && lastByte !== 0x0a && lastByte !== 0x0d,
  }
}

/** The scanner speaks of commas and of UTF-8, which is what it is given. */
function worded(what: string, layout: Layout, delimiter: Delimiter): string {
  if (what.includes('UTF-8')) {
    return layout.encoding === 'utf-8' ? `${what}; the mapping may say windows-1252` : what
  }
  return what.replace('a comma', `a ${delimiter}`)
}
