/** What happened on a line, as rows that are only ever added. A trigger asks for the run that a reconnect calls for. */
import { and, desc, eq, gte, lte } from 'drizzle-orm'
import type { ConnectionEvent, ConnectionEventKind } from '../src/reconcile/model.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
import { connectionEvents } from './schema.ts'

/** False: it is known already, and told once however often it comes. The connection must exist. */
export function addEvent(
  db: Queries,
  connectionId: string,
  event: ConnectionEventKind,
  atMs: EpochMs,
): Promise<boolean> {
  return labelled('add event', async () => {
    const added = await db
      .insert(connectionEvents)
      .values({ connectionId, at: atMs, event })
      .onConflictDoNothing()
      .returning({ at: connectionEvents.at })
    return added.length > 0
  })
}

/** The newest of a span, both ends included, in order of time. */
export function readEventsWithin(
  db: Queries,
  connectionId: string,
  span: { readonly sinceMs: EpochMs | null; readonly untilMs: EpochMs },
  most: number,
): Promise<ConnectionEvent[]> {
  return labelled('read events within', async () => {
    const rows = await db
      .select({ atMs: connectionEvents.at, event: connectionEvents.event })
      .from(connectionEvents)
      .where(
        and(
          eq(connectionEvents.connectionId, connectionId),
          span.sinceMs === null ? undefined : gte(connectionEvents.at, span.sinceMs),
          lte(connectionEvents.at, span.untilMs),
        ),
      )
      .orderBy(desc(connectionEvents.at), desc(connectionEvents.event))
      .limit(most)
    return rows.reverse()
  })
}
