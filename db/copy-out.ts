/**
 * Rows by the hundred thousand, out of the database by `copy`: no row description, no parameter types, no mapping of
 * columns one by one. It replaces a plain select where a whole book is read (docs/performance.md has the figures); the
 * plain select is its oracle in the tests.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
import { instantOf } from './schema/columns.ts'

/** One kind of row: what is asked for, and what a line of the answer means. */
export interface Copied<Row> {
  readonly label: string
  /** A select of ours, which names the connection by `OF_CONNECTION`: `copy` takes no parameters. */
  readonly query: string
  readonly row: (cells: readonly string[]) => Row
}

/** Reads all rows of one connection, within the transaction that it belongs to. */
export type CopyOut = <Row>(copied: Copied<Row>, connectionId: string) => Promise<Row[]>

/** Set before each copy, as a bound parameter: ids come from outside, and never stand in a statement. */
export const OF_CONNECTION = `current_setting('rejoin.connection')`

/** What the driver does: hands out the text of a copy, in pieces of any length. */
export type CopyText = (db: Queries, statement: string, take: (text: string) => void) => Promise<void>

export const copyOutBy =
  (db: Queries, copyText: CopyText): CopyOut =>
  ({ label, query, row }, connectionId) =>
    labelled(label, async () => {
      await db.execute(named(connectionId))
      const rows: ReturnType<typeof row>[] = []
      const lines = new Lines((line) => rows.push(row(line.split('\t'))))
      await copyText(db, `copy (${query}) to`, (text) => lines.take(text))
      lines.end()
      return rows
    })

const named = (connectionId: string): SQL =>
  sql`select set_config('rejoin.connection', ${connectionId}::text, true)`

/** Pieces of text → lines. A line that is cut waits for its rest. */
class Lines {
  private rest = ''
  private readonly line: (line: string) => void

  constructor(line: (line: string) => void) {
    this.line = line
  }

  take(text: string): void {
    let from = 0
    for (;;) {
      const to = text.indexOf('\n', from)
      if (to < 0) break
      this.line(this.rest === '' ? text.slice(from, to) : this.rest + text.slice(from, to))
      this.rest = ''
      from = to + 1
    }
    this.rest += text.slice(from)
  }

  end(): void {
    if (this.rest !== '') throw new Error('a copy ended within a row')
  }
}

/** A cell that is never null. */
export function textOf(cell: string | undefined): string {
  if (cell === undefined) throw new Error('a copied row lacks a cell')
  return cell.includes('\\') ? unescaped(cell) : cell
}

export const textOrNull = (cell: string | undefined): string | null => (cell === '\\N' ? null : textOf(cell))

export const msOf = (cell: string | undefined): number => instantOf(textOf(cell))

export const msOrNull = (cell: string | undefined): number | null => (cell === '\\N' ? null : msOf(cell))

/** One of a closed list: the table's own check has seen to it. */
export const wordOf = <Word extends string>(cell: string | undefined): Word => textOf(cell) as Word

export const wordOrNull = <Word extends string>(cell: string | undefined): Word | null =>
  textOrNull(cell) as Word | null

const unescaped = (cell: string): string => cell.replace(/\\(.)/gs, (_, sign: string) => SIGNS[sign] ?? sign)

const SIGNS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
