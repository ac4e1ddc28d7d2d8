/** What every room may ask of a database, whichever driver is behind it. */
import type { sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { type CopyOut, type CopyText, copyOutBy } from './copy-out.ts'
import { labelled } from './errors.ts'

/** Drizzle's handle, one type for both drivers. Inside a transaction: one query at a time, never in parallel. */
export type Queries = PgDatabase<PgQueryResultHKT>

export type CopyValue = string | number | boolean | null | readonly string[]

export interface Transaction {
  readonly db: Queries
  /** Bulk loading by `copy`: rows in the order of `columns`. An instant goes in as its ISO text. */
  copyInto(table: string, columns: readonly string[], rows: readonly (readonly CopyValue[])[]): Promise<void>
}

export interface Database {
  readonly kind: 'postgres' | 'embedded' | 'throwaway'
  readonly db: Queries
  /** All or nothing. `label` names the work in errors, which carry no values. */
  transaction<T>(label: string, work: (tx: Transaction) => Promise<T>): Promise<T>
  /** One unchanging view of everything, and no writing. */
  snapshot<T>(label: string, work: (db: Queries, copyOut: CopyOut) => Promise<T>): Promise<T>
  /** Keeps other processes out of `work`; waits for them. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The halves that are the same for both drivers. */
export function databaseOf(driver: {
  kind: Database['kind']
  db: Queries
  copyText: (tx: Queries, statement: string, text: string) => Promise<void>
  copyOut: CopyText
  exclusively: Database['exclusively']
  close: () => Promise<void>
}): Database {
  return {
    kind: driver.kind,
    db: driver.db,
    exclusively: driver.exclusively,
    close: driver.close,
    transaction: (label, work) =>
      labelled(label, () =>
        driver.db.transaction((db) =>
          work({
            db,
            async copyInto(table, columns, rows) {
              if (rows.length === 0) return
              const names = columns.map((column) => `"${column}"`).join(', ')
              await driver.copyText(db, `copy "${table}" (${names}) from`, copyText(rows))
            },
          }),
        ),
      ),
    snapshot: (label, work) =>
      labelled(label, () =>
        driver.db.transaction((db) => work(db, copyOutBy(db, driver.copyOut)), {
          isolationLevel: 'repeatable read',
          accessMode: 'read only',
        }),
      ),
  }
}

/** The rows of a raw statement: the drivers hand them out in different shapes. */
export async function rowsOf(
  db: Queries,
  statement: ReturnType<typeof sql>,
): Promise<Record<string, unknown>[]> {
  const result: unknown = await db.execute(statement)
  const rows = Array.isArray(result) ? result : (result as { rows: unknown[] }).rows
  return [...rows] as Record<string, unknown>[]
}

/** Rows in the text form of `copy`. */
function copyText(rows: readonly (readonly CopyValue[])[]): string {
  let text = ''
  for (const row of rows) {
    let first = true
    for (const value of row) {
      text += first ? copyCell(value) : `\t${copyCell(value)}`
      first = false
    }
    text += '\n'
  }
  return text
}

function copyCell(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return NEEDS_ESCAPE.test(value) ? escaped(value) : value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return escaped(`{${value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`)
}

const NEEDS_ESCAPE = /[\\\t\n\r]/

const escaped = (value: string): string =>
  value.replace(/[\\\t\n\r]/g, (found) =>
    found === '\\' ? '\\\\' : found === '\t' ? '\\t' : found === '\n' ? '\\n' : '\\r',
  )
