/** The lines to the PMS databases: which there are, what happened on them, what was synchronised over them. */
import { asc, eq } from 'drizzle-orm'
import type { Connection, ConnectionEvent, Practice, Sync } from '../src/reconcile/model.ts'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
import { bookings, connectionEvents, connections, practices, syncs } from './schema.ts'

/** All connections, by id in code point order (which the column's collation is). */
export function listConnections(db: Queries): Promise<Connection[]> {
  return labelled('list connections', async () =>
    db.select().from(connections).orderBy(asc(connections.connectionId)),
  )
}

export function readConnection(db: Queries, connectionId: string): Promise<Connection | null> {
  return labelled('read connection', async () => {
    const [found] = await db.select().from(connections).where(eq(connections.connectionId, connectionId))
    return found ?? null
  })
}

/** The connection's id, or null when there is no such practice. */
export function connectionOfPractice(db: Queries, practiceId: string): Promise<string | null> {
  return labelled('find connection of practice', async () => {
    const [found] = await db
      .select({ connectionId: practices.connectionId })
      .from(practices)
      .where(eq(practices.practiceId, practiceId))
    return found?.connectionId ?? null
  })
}

/** Null when there is no such booking. */
export function connectionOfBooking(db: Queries, bookingId: string): Promise<string | null> {
  return labelled('find connection of booking', async () => {
    const [found] = await db
      .select({ connectionId: practices.connectionId })
      .from(bookings)
      .innerJoin(practices, eq(practices.practiceId, bookings.practiceId))
      .where(eq(bookings.bookingId, bookingId))
    return found?.connectionId ?? null
  })
}

export function readPractices(db: Queries, connectionId: string): Promise<Practice[]> {
  return labelled('read practices', async () =>
    db
      .select()
      .from(practices)
      .where(eq(practices.connectionId, connectionId))
      .orderBy(asc(practices.practiceId)),
  )
}

/** In order of time; at one instant in no particular order. */
export function readEvents(db: Queries, connectionId: string): Promise<ConnectionEvent[]> {
  return labelled('read events', async () =>
    db
      .select({ atMs: connectionEvents.at, event: connectionEvents.event })
      .from(connectionEvents)
      .where(eq(connectionEvents.connectionId, connectionId))
      .orderBy(asc(connectionEvents.at), asc(connectionEvents.event)),
  )
}

export function readSyncs(db: Queries, connectionId: string): Promise<Sync[]> {
  return labelled('read syncs', async () =>
    db
      .select({
        entity: syncs.entity,
        direction: syncs.direction,
        finishedMs: syncs.finishedAt,
        outcome: syncs.outcome,
      })
      .from(syncs)
      .where(eq(syncs.connectionId, connectionId))
      .orderBy(asc(syncs.finishedAt)),
  )
}
