/** What a line's health is told by: its newest events and syncs, for one, some or all connections in a query each. */
import { sql } from 'drizzle-orm'
import type { SparseEvent } from '../src/connection/line.ts'
import { SILENCE_MS } from '../src/connection/outage.ts'
import type { Sync } from '../src/reconcile/model.ts'
import { type EpochMs, isoInstant } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { andAmong, grouped, instant, msOf, type Which } from './which.ts'

/** So many events are looked at altogether: each connection gets its share of the newest. */
const EVENTS = 1_000_000
const EVENTS_AT_LEAST = 500

/**
 * The newest events of each connection. Heartbeats that only say the same as their neighbours stay in the database:
 * they are nearly all there is.
 */
export function readNewestEvents(
  db: Queries,
  which: Which,
  asOfMs: EpochMs,
  connections: number,
): Promise<Map<string, SparseEvent[]>> {
  return labelled('read newest events', async () => {
    const share = Math.max(EVENTS_AT_LEAST, Math.floor(EVENTS / Math.max(1, connections)))
    const rows = await rowsOf(
      db,
      sql`select c.connection_id, e.at::text as at, e.event, e.unbroken
        from connections c cross join lateral (
          select at, event, at - lead(at) over backwards <= ${SILENCE} as unbroken,
            event = 'heartbeat' and lag(event) over backwards = 'heartbeat' and lead(event) over backwards = 'heartbeat'
              and lag(at) over backwards - at <= ${SILENCE} and at - lead(at) over backwards <= ${SILENCE} as says_nothing
          from (
            select at, event from connection_events
            where connection_id = c.connection_id and at <= ${instant(asOfMs)}
            order by at desc, event desc limit ${share}
          ) as newest
          window backwards as (order by at desc, event desc)
        ) as e
        where e.says_nothing is not true ${andAmong(sql`c.connection_id`, which)}
        order by c.connection_id, e.at, e.event`,
    )
    return grouped(
      rows.map((row) => ({
        connectionId: String(row['connection_id']),
        atMs: msOf(row['at']),
        event: row['event'] as SparseEvent['event'],
        unbroken: row['unbroken'] === true,
      })),
      ({ connectionId }) => connectionId,
    )
  })
}

const SILENCE = sql`make_interval(secs => ${SILENCE_MS / 1000}::float8)`

/** Of each entity and direction the newest complete sync, and the newest few whatever became of them. */
export function readNewestSyncs(
  db: Queries,
  which: Which,
  asOfMs: EpochMs,
  few: number,
): Promise<Map<string, Sync[]>> {
  return labelled('read newest syncs', async () => {
    const ofKind = sql`select finished_at, outcome from syncs s
      where s.connection_id = c.connection_id and s.entity = e.entity and s.direction = d.direction
        and s.finished_at <= ${instant(asOfMs)}`
    const rows = await rowsOf(
      db,
      sql`select c.connection_id, e.entity, d.direction, s.finished_at::text as finished_at, s.outcome
        from connections c
          cross join (values ('patients'), ('appointments'), ('locations'), ('providers'), ('recalls')) as e(entity)
          cross join (values ('read'), ('write')) as d(direction)
          cross join lateral (
            (${ofKind} and s.outcome = 'complete' order by s.finished_at desc limit 1)
            union (${ofKind} order by s.finished_at desc limit ${few})
          ) as s
        where true ${andAmong(sql`c.connection_id`, which)}`,
    )
    return grouped(
      rows.map((row) => ({
        connectionId: String(row['connection_id']),
        entity: row['entity'] as Sync['entity'],
        direction: row['direction'] as Sync['direction'],
        outcome: row['outcome'] as Sync['outcome'],
        finishedMs: msOf(row['finished_at']),
      })),
      ({ connectionId }) => connectionId,
    )
  })
}

/** Of each, the last complete write of appointments at or before its instant: where its window opens. */
export function readLastWrites(
  db: Queries,
  before: readonly { readonly connectionId: string; readonly atMs: EpochMs }[],
): Promise<Map<string, EpochMs>> {
  return labelled('read last writes', async () => {
    if (before.length === 0) return new Map()
    const asked = JSON.stringify(
      before.map(({ connectionId, atMs }) => ({ id: connectionId, at: isoInstant(atMs) })),
    )
    const rows = await rowsOf(
      db,
      sql`select a.id, s.finished_at::text as finished_at
        from json_to_recordset(${asked}::json) as a(id text, at timestamptz) cross join lateral (
          select finished_at from syncs
          where connection_id = a.id and entity = 'appointments' and direction = 'write' and outcome = 'complete'
            and finished_at <= a.at
          order by finished_at desc limit 1
        ) as s`,
    )
    return new Map(rows.map((row) => [String(row['id']), msOf(row['finished_at'])]))
  })
}
