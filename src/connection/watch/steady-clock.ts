/** SHELL. The database's time for as long as a piece of work lasts, asked once: a process's own clock may be minutes off. */
import { databaseNow } from '../../../db/clock.ts'
import type { Queries } from '../../../db/database.ts'
import type { EpochMs } from '../../reconcile/span.ts'

export async function steadyClock(db: Queries, processNow: () => EpochMs): Promise<() => EpochMs> {
  const aheadMs = processNow() - (await databaseNow(db))
  return () => processNow() - aheadMs
}
