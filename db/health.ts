/**
 * What the health of connections is judged by besides their lines' own signs: of one, some or all, a query each, by index
 * and never through a connection's history.
 */
import { inArray, sql } from 'drizzle-orm'
import type { Job, Waiting } from '../src/connection/card.ts'
import type { LiveHours, PmsRead, Practice } from '../src/reconcile/model.ts'
import type { EpochMs, Span } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { readJobs } from './jobs.ts'
import { connectionLeases, liveHours, pmsReads, practices } from './schema.ts'
import { among, andAmong, grouped, instant, msOf, spansOf, type Which } from './which.ts'

export function readAllPractices(db: Queries, which: Which): Promise<Map<string, Practice[]>> {
  return labelled('read practices', async () =>
    grouped(
      await db
        .select()
        .from(practices)
        .where(among(practices.connectionId, which))
        .orderBy(practices.practiceId),
      ({ connectionId }) => connectionId,
    ),
  )
}

/** By practice. */
export function readAllLiveHours(db: Queries, which: Which): Promise<Map<string, LiveHours[]>> {
  return labelled('read live hours', async () => {
    const own = db
      .select({ practiceId: practices.practiceId })
      .from(practices)
      .where(among(practices.connectionId, which))
    const rows = await db.select().from(liveHours).where(inArray(liveHours.practiceId, own))
    return grouped(rows, ({ practiceId }) => practiceId)
  })
}

export function readReads(
  db: Queries,
  which: Which,
): Promise<Map<string, Pick<PmsRead, 'takenMs' | 'complete'>>> {
  return labelled('read reads', async () => {
    const rows = await db
      .select({ id: pmsReads.connectionId, takenMs: pmsReads.takenAt, complete: pmsReads.complete })
      .from(pmsReads)
      .where(among(pmsReads.connectionId, which))
    return new Map(rows.map(({ id, ...read }) => [id, read]))
  })
}

/** The first condition is that of the index `bookings_waiting`: what never came into the book is not as it stands online. */
export function readWaiting(db: Queries, which: Which, asOfMs: EpochMs): Promise<Map<string, Waiting>> {
  return labelled('count waiting bookings', async () => {
    const rows = await rowsOf(
      db,
      sql`select p.connection_id, count(*)::integer as waiting, min(b.start_at)::text as earliest
        from practices p join bookings b on b.practice_id = p.practice_id
        where b.start_at > ${instant(asOfMs)} and b.status not in ('cancelled', 'dismissed')
          and (b.synced_practitioner_id, b.synced_start_at, b.synced_end_at)
            is distinct from (b.practitioner_id, b.start_at, b.end_at)
          and (b.synced_at is null or b.synced_practitioner_id is null
            or b.synced_start_at is null or b.synced_end_at is null)
          ${andAmong(sql`p.connection_id`, which)}
        group by p.connection_id`,
    )
    return new Map(
      rows.map((row) => [
        String(row['connection_id']),
        { count: Number(row['waiting']), earliestMs: msOf(row['earliest']) },
      ]),
    )
  })
}

/** The newest outages of each that a run settled. */
export function readSettled(db: Queries, which: Which, asOfMs: EpochMs): Promise<Map<string, Span[]>> {
  return labelled('read settled outages', async () =>
    spansOf(
      await rowsOf(
        db,
        sql`select c.connection_id, o.start_at::text as start_at, o.end_at::text as end_at
          from connections c cross join lateral (
            select opened_at as start_at, closed_at as end_at from outage_reconciliations
            where connection_id = c.connection_id and closed_at <= ${instant(asOfMs)}
            order by opened_at desc limit 20
          ) as o where true ${andAmong(sql`c.connection_id`, which)}`,
      ),
    ),
  )
}

/** What is asked for and not done yet. */
export function readOpenJobs(db: Queries, which: Which): Promise<Map<string, Job>> {
  return labelled('read open jobs', async () => {
    const holders = await db
      .select({ id: connectionLeases.connectionId, holder: connectionLeases.holder })
      .from(connectionLeases)
      .where(sql`${connectionLeases.until} > clock_timestamp()`)
    const heldBy = new Map(holders.map(({ id, holder }) => [id, holder]))
    const jobs = await readJobs(db, which)
    return new Map(
      jobs
        .filter(({ asks, handledAsks }) => asks > handledAsks)
        .map(({ connectionId, askedMs, waitingFor, notBeforeMs, attempts, lastTrouble }) => [
          connectionId,
          {
            askedMs,
            waitingFor,
            notBeforeMs,
            holder: heldBy.get(connectionId) ?? null,
            attempts,
            lastTrouble,
          },
        ]),
    )
  })
}
