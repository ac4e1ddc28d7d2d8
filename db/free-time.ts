/** The nearest time that can still be booked online: inside a session, and nobody's yet. */
import { sql } from 'drizzle-orm'
import { type EpochMs, isoInstant } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { instant, msOf } from './which.ts'

/**
 * Of each connection the first free time before its instant, where there is one: in the sessions of the practitioners
 * who can be booked online, less blocks, entries and bookings, and at least a slot long. Where several may share a
 * session's time it is not known to be full, so entries and bookings take nothing away.
 */
export function readNearestFree(
  db: Queries,
  asOfMs: EpochMs,
  before: readonly { readonly connectionId: string; readonly untilMs: EpochMs }[],
): Promise<Map<string, EpochMs>> {
  return labelled('look for free time', async () => {
    if (before.length === 0) return new Map()
    const asked = JSON.stringify(
      before.map(({ connectionId, untilMs }) => ({ id: connectionId, until: isoInstant(untilMs) })),
    )
    const now = instant(asOfMs)
    const rows = await rowsOf(
      db,
      sql`with asked as materialized (
          select id, until from json_to_recordset(${asked}::json) as a(id text, until timestamptz) where until > ${now}
        ), people as (
          select distinct a.id, a.until, d.pms_practitioner_id as person
          from asked a join practices p on p.connection_id = a.id
            join practitioners d on d.practice_id = p.practice_id and d.pms_practitioner_id is not null
        ), open as (
          select id, person, until, range_agg(tstzrange(greatest(s.start_at, ${now}), least(s.end_at, until))) as time,
            min(s.slot_minutes) as slot, max(s.capacity) as capacity
          from people join pms_sessions s on s.connection_id = id and s.pms_practitioner_id = person
          where s.end_at > ${now} and s.start_at < until
          group by id, person, until
        ), near as materialized (
          select e.connection_id, e.pms_practitioner_id, e.start_at, e.end_at
          from asked join pms_appointments e on e.connection_id = id
          where e.end_at > ${now} and e.start_at < until and e.status not in ('cancelled', 'did_not_attend')
        ), wanted as materialized (
          select p.connection_id, d.pms_practitioner_id, b.start_at, b.end_at
          from asked join practices p on p.connection_id = id
            join bookings b on b.practice_id = p.practice_id
            join practitioners d on d.practitioner_id = b.practitioner_id
          where b.end_at > ${now} and b.start_at < until and b.status not in ('cancelled', 'dismissed')
        ), taken as (
          select id, person, range_agg(tstzrange(start_at, end_at)) as time from (
            select id, person, b.start_at, b.end_at
            from open join pms_blocks b on b.connection_id = id and b.pms_practitioner_id = person
            where b.end_at > ${now} and b.start_at < until
            union all
            select id, person, near.start_at, near.end_at
            from open join near on near.connection_id = id and near.pms_practitioner_id = person where capacity = 1
            union all
            select id, person, wanted.start_at, wanted.end_at
            from open join wanted on wanted.connection_id = id and wanted.pms_practitioner_id = person
            where capacity = 1
          ) as each group by id, person
        )
        select id, min(lower(free))::text as at
        from open left join taken using (id, person)
          cross join lateral unnest(open.time - coalesce(taken.time, '{}'::tstzmultirange)) as free
        where upper(free) - lower(free) >= make_interval(mins => slot)
        group by id`,
    )
    return new Map(rows.map((row) => [String(row['id']), msOf(row['at'])]))
  })
}
