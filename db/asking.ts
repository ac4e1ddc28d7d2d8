/**
 * Which jobs are to be done now, and the sweep that finds what no trigger told of. The order is that of the next
 * appointment which is not in the book as it stands online, never that of arrival.
 */
import { sql } from 'drizzle-orm'
import type { EpochMs } from '../src/reconcile/span.ts'
import { type Database, type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { instantOf } from './schema/columns.ts'

export interface Turn {
  readonly connectionId: string
  readonly earliestStartMs: EpochMs | null
}

/** An offer that nobody took up for this long is lost: its worker died, or the queue was emptied. */
const OFFER_SECONDS = 60

/**
 * Takes every job whose turn it is and that was not offered lately, for the caller to hand out, most urgent first. Of
 * two callers at once each job goes to one: rows that another is taking are passed over.
 */
export function takeTurns(db: Queries, connectionIds: readonly string[] | null): Promise<Turn[]> {
  return labelled('take turns', async () => {
    const rows = await rowsOf(
      db,
      sql`with ready as (
          select j.connection_id, (
            select min(next.start_at) from practices p cross join lateral (
              select b.start_at from bookings b
              where b.practice_id = p.practice_id and b.start_at > now()
                and b.status not in ('cancelled', 'dismissed')
                and (b.synced_practitioner_id, b.synced_start_at, b.synced_end_at)
                  is distinct from (b.practitioner_id, b.start_at, b.end_at)
              order by b.start_at limit 1
            ) as next where p.connection_id = j.connection_id
          ) as earliest
          from reconciliation_jobs j
          where ${isReady(connectionIds)}
            and (j.offered_at is null or j.asked_at > j.offered_at
              or j.offered_at < now() - make_interval(secs => ${OFFER_SECONDS})
              or exists (select from connection_leases dead
                where dead.connection_id = j.connection_id and dead.taken_at >= j.offered_at))
          for no key update of j skip locked
        )
        update reconciliation_jobs j set offered_at = clock_timestamp(), earliest_start_at = ready.earliest
        from ready where ready.connection_id = j.connection_id
        returning j.connection_id, j.earliest_start_at::text as earliest`,
    )
    const turns = rows.map((row) => ({
      connectionId: String(row['connection_id']),
      earliestStartMs: row['earliest'] === null ? null : instantOf(String(row['earliest'])),
    }))
    return turns.sort(
      (a, b) => (a.earliestStartMs ?? Number.MAX_VALUE) - (b.earliestStartMs ?? Number.MAX_VALUE),
    )
  })
}

/** They could not be handed out after all: whoever asks next gets them. */
export function putBackTurns(db: Queries, connectionIds: readonly string[]): Promise<void> {
  return labelled('put back turns', async () => {
    await db.execute(
      sql`update reconciliation_jobs j set offered_at = null where true ${among(connectionIds)}`,
    )
  })
}

/** In how long a job's turn may come that waits for the time, or for a holder that may be dead. Null: there is none. */
export function untilNextTurn(db: Queries, connectionIds: readonly string[] | null): Promise<number | null> {
  return labelled('look for next turn', async () => {
    const [row] = await rowsOf(
      db,
      sql`select (extract(epoch from min(coalesce(l.until, j.not_before)) - clock_timestamp()) * 1000)::float8 as ms
        from reconciliation_jobs j
        left join connection_leases l on l.connection_id = j.connection_id and l.until > now()
        where j.asks > j.handled_asks and coalesce(l.until, j.not_before) > now() ${among(connectionIds)}`,
    )
    return row?.['ms'] == null ? null : Math.max(0, Math.ceil(Number(row['ms'])))
  })
}

/** A connection whose job was not looked at for so long is looked at again, whatever its row says. */
const THOROUGH = sql`interval '6 hours'`
/** The same for one that waits for somebody to tell of something. */
const THOROUGH_WAITING = sql`interval '10 minutes'`

/**
 * Asks for every connection that has an event which no handling has seen, whether or not its trigger fired. Rather too
 * many: an ask too much costs a look. Returns for how many.
 */
export function sweep(database: Database, connectionIds: readonly string[] | null): Promise<number> {
  return database.transaction('sweep', async ({ db }) => {
    // A long import may have a row that is wanted here; the others are not to wait for it.
    await db.execute(sql`set local lock_timeout = '5s'`)
    const asked = await rowsOf(
      db,
      sql`insert into reconciliation_jobs as job (connection_id, asked_at, asks, not_before, changed_at)
        select c.connection_id, clock_timestamp(), 1, clock_timestamp(), clock_timestamp()
        from connections c left join reconciliation_jobs j on j.connection_id = c.connection_id
        where (j.connection_id is null or j.asks = j.handled_asks or j.not_before is null)
          and not exists (select from connection_leases l where l.connection_id = c.connection_id and l.until > now())
          and (
            (j.checked_until is null and exists (select from connection_events e where e.connection_id = c.connection_id))
            or j.changed_at < now() - case when j.asks > j.handled_asks then ${THOROUGH_WAITING} else ${THOROUGH} end
            or exists (
              select from connection_events e
              where e.connection_id = c.connection_id and e.at > j.checked_until
                and may_end_outage(e.connection_id, e.at, e.event))
          ) ${amongOf(sql`c.connection_id`, connectionIds)}
        order by c.connection_id
        on conflict (connection_id) do update
          set asked_at = excluded.asked_at, asks = greatest(job.asks, job.handled_asks + 1),
            not_before = excluded.not_before, waiting_for = null, changed_at = excluded.changed_at
        returning 1`,
    )
    // So that the next sweep need not look at the same quiet events again. Not up to this moment: what is being
    // written just now must still be found.
    await db.execute(sql`update reconciliation_jobs j set checked_until = now() - interval '1 minute'
      where j.connection_id in (
        select quiet.connection_id from reconciliation_jobs quiet
        where quiet.asks = quiet.handled_asks and quiet.checked_until < now() - interval '10 minutes'
        order by quiet.connection_id for no key update skip locked)`)
    return asked.length
  })
}

const isReady = (connectionIds: readonly string[] | null) => sql`j.asks > j.handled_asks
  and (j.not_before <= now() or j.waiting_for = 'lease')
  and not exists (select from connection_leases l where l.connection_id = j.connection_id and l.until > now())
  ${among(connectionIds)}`

const among = (connectionIds: readonly string[] | null) => amongOf(sql`j.connection_id`, connectionIds)

const amongOf = (column: ReturnType<typeof sql>, connectionIds: readonly string[] | null) =>
  connectionIds === null
    ? sql``
    : sql`and ${column} in (select json_array_elements_text(${JSON.stringify(connectionIds)}::json))`
