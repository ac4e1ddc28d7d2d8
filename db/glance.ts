/**
 * A first look at what the database holds, for whoever asks whether an installation is in order: no patient, no name, no
 * address, and never through a whole history.
 */
import { sql } from 'drizzle-orm'
import type { EpochMs } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { grouped, msOf } from './which.ts'

export interface Glance {
  readonly connectionId: string
  readonly timeZone: string
  readonly databaseIdentity: string | null
  readonly practices: readonly { practiceId: string; timeZone: string; hasAddress: boolean }[]
  readonly newestEventMs: EpochMs | null
  readonly readTakenMs: EpochMs | null
}

/** By connection id. */
export function readGlance(db: Queries): Promise<Glance[]> {
  return labelled('look at connections', async () => {
    const found = await rowsOf(
      db,
      sql`select connection_id, practice_id, time_zone, coalesce(manager_email, '') <> '' as has_address
        from practices order by practice_id`,
    )
    const practices = grouped(found, (row) => String(row['connection_id']))
    const rows = await rowsOf(
      db,
      sql`select c.connection_id, c.time_zone, c.database_identity, e.at::text as event_at, r.taken_at::text as taken_at
        from connections c
        left join pms_reads r on r.connection_id = c.connection_id
        left join lateral (
          select at from connection_events where connection_id = c.connection_id order by at desc limit 1) as e on true
        order by c.connection_id`,
    )
    return rows.map((row) => ({
      connectionId: String(row['connection_id']),
      timeZone: String(row['time_zone']),
      databaseIdentity: row['database_identity'] === null ? null : String(row['database_identity']),
      practices: (practices.get(String(row['connection_id'])) ?? []).map((one) => ({
        practiceId: String(one['practice_id']),
        timeZone: String(one['time_zone']),
        hasAddress: one['has_address'] === true,
      })),
      newestEventMs: orNull(row['event_at']),
      readTakenMs: orNull(row['taken_at']),
    }))
  })
}

const orNull = (text: unknown): EpochMs | null => (text === null ? null : msOf(text))

/** Signs that somebody watches. */
export interface WatchSigns {
  /** Whoever works on a connection just now. */
  readonly holders: readonly string[]
  /** PostgreSQL: the queue's tables are there. */
  readonly queue: boolean
  /** When the watchers last kept house in the queue, which they do every minute. Null: never, or we may not look. */
  readonly keptHouseMs: EpochMs | null
}

export function readWatchSigns(db: Queries): Promise<WatchSigns> {
  return labelled('look for watchers', async () => {
    const leases = await rowsOf(
      db,
      sql`select distinct holder from connection_leases where until > clock_timestamp() order by holder`,
    )
    const [queue] = await rowsOf(
      db,
      sql`select has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as may
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'pgboss' and c.relname = 'version'`,
    )
    const [kept] =
      queue?.['may'] === true
        ? await rowsOf(db, sql`select max(maintained_on)::text as at from pgboss.version`)
        : []
    return {
      holders: leases.map((row) => String(row['holder'])),
      queue: queue !== undefined,
      keptHouseMs: kept?.['at'] == null ? null : Date.parse(instantText(String(kept['at']))),
    }
  })
}

/** The queue's own columns keep microseconds. */
const instantText = (text: string): string => text.replace(' ', 'T').replace(/\+00$/, 'Z')

/** How many mails there are in each state. `late`: whose next try was due long ago. */
export interface MailCounts {
  readonly waiting: number
  readonly late: number
  readonly sent: number
  readonly unknown: number
  readonly failed: number
}

export function readMailCounts(db: Queries): Promise<MailCounts> {
  return labelled('count mails', async () => {
    const [row = {}] = await rowsOf(
      db,
      sql`select count(*) filter (where state in ('waiting', 'sending'))::integer as waiting,
          count(*) filter (where state = 'waiting' and not_before < clock_timestamp() - interval '10 minutes')::integer
            as late,
          count(*) filter (where state = 'sent')::integer as sent,
          count(*) filter (where state = 'unknown')::integer as unknown,
          count(*) filter (where state = 'failed')::integer as failed
        from mails`,
    )
    const count = (name: string): number => Number(row[name] ?? 0)
    return {
      waiting: count('waiting'),
      late: count('late'),
      sent: count('sent'),
      unknown: count('unknown'),
      failed: count('failed'),
    }
  })
}
