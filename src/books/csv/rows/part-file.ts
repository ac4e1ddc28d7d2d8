/** SHELL. One file of a part into the reading: its header, its rows, and what was wrong with it, by line. */
import type { Reading } from '../../reading.ts'
import type { ColumnRef, Delimiter, Part } from '../mapping/mapping.ts'
import { Unreadable } from './bytes.ts'
import { type Cells, type Columns, columnsOf, findColumns } from './columns.ts'
import { type FileEnd, type FileRow, type FileRows, fileRows } from './file-rows.ts'
import { PartReader } from './part-reader.ts'
import type { Understood } from './understood.ts'

/** Who wants to see what becomes of each row. */
export interface Watcher {
  header?(columns: Columns, delimiter: Delimiter, reader: PartReader): void
  row(understood: Understood, cells: Cells, line: number): void
}

export interface PartFile {
  readonly part: Part
  readonly path: string
  /** What remarks call it: the part, and its number where there are several. Never the file's own name. */
  readonly subject: string
}

export type FileOutcome =
  | { readonly kind: 'read'; readonly modifiedMs: number }
  /** Nothing of it could be understood; nothing was told yet. */
  | { readonly kind: 'unusable'; readonly why: string }

export async function readPartFile(
  { part, path, subject }: PartFile,
  reading: Reading,
  connectionId: string,
  watcher: Watcher,
): Promise<FileOutcome> {
  try {
    const rows = await fileRows(path, part.layout, columnsOf(part))
    return await takeRows(rows, part, subject, reading, connectionId, watcher)
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'unusable', why: error.message }
    if (error instanceof Error && 'syscall' in error && 'code' in error) {
      return { kind: 'unusable', why: `the file cannot be read (${String(error.code)})` }
    }
    throw error
  }
}

async function takeRows(
  { batches, delimiter, modifiedMs }: FileRows,
  part: Part,
  subject: string,
  reading: Reading,
  connectionId: string,
  watcher: Watcher,
): Promise<FileOutcome> {
  let reader: PartReader | null = null
  let count = 0
  let unusable: string | null = null
  const begin = (first: FileRow): PartReader | null => {
    const columns = findColumns(part, first.cells)
    count = columns.count
    const begun = new PartReader(part, columns, connectionId, reading)
    watcher.header?.(columns, delimiter, begun)
    unusable = columnTrouble(columns.missing, columns.twice, part.layout.header)
    return begun
  }
  const take = (by: PartReader, { line, cells }: FileRow): void => {
    const at = `${subject}:${line}`
    if (cells.length === count) {
      watcher.row(by.take(cells, at), cells, line)
      return
    }
    const first = part.layout.header ? 'the header' : 'the first row'
    reading.fault(at, `the row has ${cells.length} cells, and ${first} has ${count}`)
    watcher.row({ kind: 'bad' }, cells, line)
  }

  let end: FileEnd
  for (;;) {
    const next = await batches.next()
    if (next.done === true) {
      end = next.value
      break
    }
    for (const row of next.value) {
      // An unusable file is read to its end all the same: half a read stream is a mess to give back.
      if (unusable !== null) break
      if (reader !== null) take(reader, row)
      else {
        reader = begin(row)
        if (reader !== null && unusable === null && !part.layout.header) take(reader, row)
      }
    }
  }
  if (unusable !== null) return { kind: 'unusable', why: unusable }
  if (reader === null) {
    return {
      kind: 'unusable',
      why: end.trouble?.what ?? `the file is empty${part.layout.header ? ', without a header' : ''}`,
    }
  }
  if (end.trouble !== null) reading.fault(`${subject}:${end.trouble.line}`, end.trouble.what)
  if (end.changed) reading.fault(subject, 'the file changed while it was read')
  if (end.open) reading.warn(subject, 'the last row has no line end: it may have been cut off')
  return { kind: 'read', modifiedMs }
}

/** Names of columns are the mapping's own words; the file's header is not shown, since it may be a row. */
function columnTrouble(
  missing: readonly ColumnRef[],
  twice: readonly ColumnRef[],
  hasHeader: boolean,
): string | null {
  const list = (columns: readonly ColumnRef[]): string =>
    columns
      .map((column) => (typeof column === 'number' ? `number ${column}` : JSON.stringify(column)))
      .join(', ')
  if (missing.length > 0)
    return `${hasHeader ? 'the header has' : 'the first row has'} no column ${list(missing)}`
  return twice.length > 0 ? `the header has column ${list(twice)} twice` : null
}
