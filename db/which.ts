/** Reading for one, some or all connections at once: which of them, their instants, and the rows of each. */
import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { type EpochMs, isoInstant, type Span } from '../src/reconcile/span.ts'
import { instantOf } from './schema/columns.ts'

/** Ids of connections; null: of all. */
export type Which = readonly string[] | null

export const instant = (ms: EpochMs): SQL => sql`${isoInstant(ms)}::timestamptz`

export const msOf = (text: unknown): EpochMs => instantOf(String(text))

/** `and column is one of these`, to stand behind another condition; of all: nothing. */
export const andAmong = (column: SQL, which: Which): SQL =>
  which === null ? sql`` : sql`and ${listed(column, which)}`

/** The same as a condition of its own. */
export const among = (column: AnyColumn, which: Which): SQL | undefined =>
  which === null ? undefined : listed(column, which)

/** So few are written out one by one: the planner then knows how few they are, and looks them up. */
const FEW = 100

const listed = (column: SQL | AnyColumn, which: readonly string[]): SQL =>
  which.length > 0 && which.length <= FEW
    ? sql`${column} in (${sql.join(
        which.map((id) => sql`${id}`),
        sql`, `,
      )})`
    : sql`${column} in (select json_array_elements_text(${JSON.stringify(which)}::json))`

export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

export const spansOf = (rows: readonly Record<string, unknown>[]): Map<string, Span[]> =>
  new Map(
    [...grouped(rows, (row) => String(row['connection_id']))].map(([id, own]) => [
      id,
      own.map((row) => ({ startMs: msOf(row['start_at']), endMs: msOf(row['end_at']) })),
    ]),
  )
