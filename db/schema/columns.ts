/** The column kinds that all tables share: instants as epoch milliseconds, and texts out of a closed list. */
import { type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, check, customType } from 'drizzle-orm/pg-core'

/** An instant: `timestamptz(3)` in the database, epoch milliseconds in the program. */
export const instant = customType<{ data: number; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  toDriver: (ms) => new Date(ms).toISOString(),
  fromDriver: instantOf,
})

/** A check that a text is one of a closed list. The list is ours, never data: it may be written into the SQL. */
export function oneOf(name: string, column: AnyPgColumn, values: readonly string[]) {
  return check(name, sql`${column} in ${listOf(values)}`)
}

export function listOf(values: readonly string[]): SQL {
  return sql.raw(`(${values.map((value) => `'${value}'`).join(', ')})`)
}

/**
 * The database's text of an instant, `2026-11-19 23:30:00.123+00`. By hand, since a run reads millions of them; our
 * sessions always speak UTC, and anything else is a broken belief.
 */
export function instantOf(text: string): number {
  const plus = text.indexOf('+', 19)
  if (
    plus < 0 ||
    text.length !== plus + 3 ||
    text.charCodeAt(plus + 1) !== 0x30 ||
    text.charCodeAt(plus + 2) !== 0x30
  ) {
    throw new Error('the database session does not speak UTC')
  }
  // A year of five digits pushes everything to the right: count from the end of the year.
  const year = text.indexOf('-')
  let ms = 0
  for (let at = year + 16, unit = 100; at < plus; at++, unit /= 10) ms += (text.charCodeAt(at) - 0x30) * unit
  return Date.UTC(
    Number(text.slice(0, year)),
    digits(text, year + 1) - 1,
    digits(text, year + 4),
    digits(text, year + 7),
    digits(text, year + 10),
    digits(text, year + 13),
    ms,
  )
}

const digits = (text: string, at: number): number =>
  (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30
