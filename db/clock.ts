/** What time it is for everybody: the database's clock. Machines' own clocks differ, by minutes if nobody looks. */
import { sql } from 'drizzle-orm'
import type { EpochMs } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'

export function databaseNow(db: Queries): Promise<EpochMs> {
  return labelled('ask the time', async () => {
    const [row] = await rowsOf(
      db,
      sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms`,
    )
    return Math.floor(Number(row?.['now_ms']))
  })
}
