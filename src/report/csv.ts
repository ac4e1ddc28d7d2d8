/**
 * Rows → CSV that a spreadsheet cannot run and does not bend. UTF-8 with BOM, CRLF, every field quoted, header always
 * there. Text is guarded by a leading apostrophe where needed, and `restoreCell` gives back exactly what went in.
 */
import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { format } from 'fast-csv'

/** A value of our own making (a time, a count) that is harmless as it is and is to stay as it is. */
export interface OwnValue {
  readonly own: string
}
export type Cell = string | OwnValue
export type Cells<Column extends string = string> = Readonly<Partial<Record<Column, Cell>>>

export const own = (value: string | number | boolean): OwnValue => ({ own: String(value) })

/** Streams rows to a file (mode 0600) or stream, and ends it. A slow reader slows the rows down. */
export async function writeCsv<Column extends string>(
  target: string | Writable,
  columns: readonly Column[],
  rows: Iterable<Cells<Column>> | AsyncIterable<Cells<Column>>,
): Promise<void> {
  await pipeline(
    Readable.from(lines(columns, rows)),
    format({
      headers: [...columns],
      alwaysWriteHeaders: true,
      quoteColumns: true,
      quoteHeaders: true,
      rowDelimiter: '\r\n',
      includeEndRowDelimiter: true,
    }),
    withBom,
    typeof target === 'string' ? createWriteStream(target, { mode: 0o600 }) : target,
  )
}

/**
 * The text as it may stand in a cell. An apostrophe goes in front when a spreadsheet would run the text, when it would
 * take it for a number, date or truth value, and, so that the way back is unambiguous, when it starts with one.
 */
export function protectCell(value: string): string {
  return value.startsWith("'") || runs(value) || isTypedBySpreadsheets(value) ? `'${value}` : value
}

/** What `protectCell` was given. */
export const restoreCell = (text: string): string => (text.startsWith("'") ? text.slice(1) : text)

/** What stands in the file for a cell. fast-csv drops NUL silently; here it stays visible. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  // A database cannot hold NUL and UTF-8 cannot hold half a surrogate pair: these two are the only losses.
  return typeof cell === 'string' ? protectCell(cell.replaceAll('\0', '\u2400')) : cell.own
}

function* asLine<Column extends string>(columns: readonly Column[], row: Cells<Column>): Generator<string> {
  for (const column of columns) yield cellText(row[column])
}

async function* lines<Column extends string>(
  columns: readonly Column[],
  rows: Iterable<Cells<Column>> | AsyncIterable<Cells<Column>>,
): AsyncGenerator<string[]> {
  for await (const row of rows) yield [...asLine(columns, row)]
}

/** By hand, because fast-csv leaves its BOM out when there are no rows. */
async function* withBom(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
  yield '\ufeff'
  yield* chunks
}

/** Formula signs count behind anything that a spreadsheet may skip: white space, controls, zero-width characters. */
const runs = (value: string): boolean =>
  /^[\t\r\n\0]/.test(value) || /^[=+\-@＝＋－＠]/.test(value.replace(/^[\s\p{Cf}\p{Cc}]+/u, ''))

const MONTH =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
/** Digits with the signs of numbers, dates, times, fractions, money and exponents among them. */
const NUMERIC =
  /^[\p{Sc}\s(.,]*\p{Nd}[\p{Nd}\p{Sc}\s.,:;/\\()%'’_-]*(?:e[+-]?\p{Nd}+)?(?:\s*[ap]\.?m?\.?)?\)?$/iu
/** A month by name, with only digits and signs around it and perhaps a weekday before: `1 Mar`, `SEPT2`, `Fri, Mar 1`. */
const DATED = new RegExp(
  `^(?:[a-z]{2,9}[.,]?\\s+)?[\\p{Nd}\\s.,/-]*(?:${MONTH})[\\p{Nd}\\s.,:/-]*(?:[ap]\\.?m?\\.?)?$`,
  'iu',
)
const ISO = /^\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}t[\p{Nd}:.,]+(?:z|[+-][\p{Nd}:]+)?$/iu

/** Generous on purpose: a needless apostrophe costs nothing, a phone number without its zero does. */
function isTypedBySpreadsheets(value: string): boolean {
  const text = value.replace(/[\p{Cf}\p{Cc}]/gu, '').trim()
  if (text === '' || text.length > 80) return /^\p{Nd}+$/u.test(text)
  return (
    /^(?:true|false)$/i.test(text) ||
    NUMERIC.test(text) ||
    (/\p{Nd}/u.test(text) && DATED.test(text)) ||
    ISO.test(text)
  )
}
