/** Ids that somebody may have meant who typed one that is not there. */
import { asc, sql } from 'drizzle-orm'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
import { bookings, practices } from './schema.ts'

export function practiceIds(db: Queries): Promise<string[]> {
  return labelled('list practices', async () => {
    const rows = await db
      .select({ id: practices.practiceId })
      .from(practices)
      .orderBy(asc(practices.practiceId))
    return rows.map(({ id }) => id)
  })
}

/** A person waits for this: not more than these are looked through. */
const MOST = 50_000

/** Bookings whose ids are about as long as this one or begin like it. */
export function bookingIdsNear(db: Queries, typed: string): Promise<string[]> {
  return labelled('find near bookings', async () => {
    const { length } = typed
    const rows = await db
      .select({ id: bookings.bookingId })
      .from(bookings)
      .where(
        sql`length(${bookings.bookingId}) between ${length - 3}::int and ${length + 3}::int
          or starts_with(lower(${bookings.bookingId}), lower(${typed}::text))`,
      )
      .orderBy(asc(bookings.bookingId))
      .limit(MOST)
    return rows.map(({ id }) => id)
  })
}
