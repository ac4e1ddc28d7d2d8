/** What a database server says of itself, and of the session that it gave us. */
import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { EpochMs } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { inTime } from './in-time.ts'
import { connect } from './postgres.ts'

export interface Server {
  /** `18.4`. */
  readonly version: string
  readonly major: number
  readonly user: string
  /** A copy of another server, which cannot be written. */
  readonly isReplica: boolean
  readonly readOnly: boolean
  readonly timeZone: string
  readonly dateStyle: string
  /** 0: no limit. */
  readonly statementTimeoutMs: number
  /** Triggers fire. */
  readonly triggersOn: boolean
}

export function readServer(db: Queries): Promise<Server> {
  return labelled('look at the server', async () => {
    const [row = {}] = await rowsOf(
      db,
      sql`select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
        current_user::text as "user", pg_is_in_recovery() as replica,
        current_setting('transaction_read_only') as read_only, current_setting('TimeZone') as zone,
        current_setting('DateStyle') as style, current_setting('session_replication_role') as replication,
        (select setting::bigint::float8 from pg_settings where name = 'statement_timeout') as timeout`,
    )
    return {
      version: /^[\d.]+/.exec(String(row['version']))?.[0] ?? '?',
      major: Math.floor(Number(row['number']) / 10_000),
      user: String(row['user']),
      isReplica: row['replica'] === true,
      readOnly: row['read_only'] === 'on',
      timeZone: String(row['zone']),
      dateStyle: String(row['style']),
      statementTimeoutMs: Number(row['timeout']),
      triggersOn: row['replication'] !== 'replica',
    }
  })
}

/**
 * Whether one session hears what another says. Behind a pooler that hands out a session for one transaction at a time
 * `listen` is obeyed, and nothing is ever heard. On a channel of its own: nobody else is woken.
 */
export async function hearsItself(url: string, withinMs: number): Promise<boolean> {
  const channel = `rejoin_doctor_${randomBytes(6).toString('hex')}`
  let heard: (is: boolean) => void = () => undefined
  const word = new Promise<boolean>((resolve) => {
    heard = resolve
  })
  const listener = connect(url, { max: 1, fetch_types: false, onnotify: () => heard(true) })
  const speaker = connect(url, { max: 1, fetch_types: false })
  const timer = setTimeout(() => heard(false), withinMs)
  try {
    return await labelled('listen', async () => {
      await inTime(listener.unsafe(`listen ${channel}`), withinMs, 'listen')
      await inTime(speaker.unsafe(`notify ${channel}`), withinMs, 'notify')
      return await word
    })
  } finally {
    clearTimeout(timer)
    await Promise.all([listener, speaker].map((one) => one.end({ timeout: 1 }).catch(() => undefined)))
  }
}

/** For so many days from `fromMs` on: the offset from UTC in minutes. Zones that the server does not know are missing. */
export function readOffsets(
  db: Queries,
  zones: readonly string[],
  fromMs: EpochMs,
  days: number,
): Promise<Map<string, readonly number[]>> {
  return labelled('read offsets of time zones', async () => {
    if (zones.length === 0) return new Map()
    const rows = await rowsOf(
      db,
      sql`with wanted as materialized (
          select zone from json_array_elements_text(${JSON.stringify(zones)}::json) as zone
          where lower(zone) in (select lower(name) from pg_timezone_names)
        )
        select w.zone, string_agg(
          (extract(epoch from (d.at at time zone w.zone) - (d.at at time zone 'UTC')) / 60)::integer::text,
          ' ' order by d.at) as offsets
        from wanted w, generate_series(0, ${days - 1}::integer) as n,
          lateral (select to_timestamp(${fromMs / 1000}::float8) + n * interval '24 hours' as at) as d
        group by w.zone`,
    )
    return new Map(rows.map((row) => [String(row['zone']), String(row['offsets']).split(' ').map(Number)]))
  })
}
