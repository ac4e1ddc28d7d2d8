/** Connections with one practice and one booking each, whose lines come back when a test says so. Minutes are from now. */
import { sql } from 'drizzle-orm'
import { databaseNow } from '../../db/clock.ts'
import type { Database, Queries } from '../../db/database.ts'
import { importBundle } from '../../src/bundle/load.ts'
import type { ConnectionEventKind } from '../../src/reconcile/model.ts'
import { isoInstant, MINUTE_MS } from '../../src/reconcile/span.ts'
import { writeBundle } from '../bundle/sample.ts'

/**
 * Each line went down two hours ago, or at `down`, and is still down; a booking was accepted since. `startsIn`: in how
 * many minutes the booking of each begins; tomorrow unless it is said.
 */
export async function settle(
  database: Database,
  ids: readonly string[],
  startsIn: (id: string) => number = () => 24 * 60,
  down = -120,
): Promise<void> {
  const nowMs = await databaseNow(database.db)
  const at = (minutes: number) => isoInstant(nowMs + minutes * MINUTE_MS)
  const table = (head: string, row: (id: string) => string) => `${[head, ...ids.map(row)].join('\n')}\n`
  const dir = writeBundle({
    'connections.csv': table(
      'connection_id,name,time_zone,database_identity',
      (id) => `${id},Line,UTC,db-${id}`,
    ),
    'practices.csv': table('practice_id,connection_id,name,time_zone', (id) => `p-${id},${id},Practice,UTC`),
    'practitioners.csv': table(
      'practitioner_id,practice_id,name,pms_practitioner_id',
      (id) => `d-${id},p-${id},Dr One,D1`,
    ),
    'appointment_types.csv': table(
      'appointment_type_id,practice_id,name,duration_minutes,mode,pms_type_id',
      (id) => `t-${id},p-${id},Standard,15,in_person,T1`,
    ),
    'patients.csv': table(
      'patient_id,practice_id,family_name,given_name,birth_on,pms_patient_id',
      (id) => `u-${id},p-${id},MARKERFAMILY,MARKERGIVEN,1980-01-01,P1`,
    ),
    'bookings.csv': table(
      'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,accepted_at',
      (id) =>
        `b-${id},p-${id},d-${id},t-${id},u-${id},${at(startsIn(id))},${at(startsIn(id) + 15)},pending,${at(down + 1)}`,
    ),
    'connection_events.csv': [
      'connection_id,at,event',
      ...ids.map((id) => `${id},${at(down - 480)},connected`),
      ...ids.map((id) => `${id},${at(down)},disconnected\n`),
    ].join('\n'),
    'pms_reads.csv': 'connection_id,taken_at,complete,database_identity\n',
    'pms_appointments.csv':
      'connection_id,pms_appointment_id,pms_practitioner_id,pms_patient_id,start_local,end_local,status\n',
  })
  const { refused, faults } = await importBundle(database, dir)
  if (refused) throw new Error(JSON.stringify(faults))
}

/** By SQL, as a platform does that writes straight into the tables. */
export async function tell(
  db: Queries,
  ids: readonly string[],
  event: ConnectionEventKind,
  minutes = 0,
): Promise<void> {
  await db.execute(sql`insert into connection_events (connection_id, at, event)
    select id, date_trunc('milliseconds', clock_timestamp()) + ${minutes} * interval '1 minute', ${event}
    from json_array_elements_text(${JSON.stringify(ids)}::json) as told (id) on conflict do nothing`)
}

/** The book was read; nothing stands in it. */
export async function read(
  db: Queries,
  ids: readonly string[],
  minutes = 0,
  { complete = true, identity = null }: { complete?: boolean; identity?: string | null } = {},
): Promise<void> {
  await db.execute(sql`insert into pms_reads (connection_id, taken_at, complete, database_identity)
    select id, clock_timestamp() + ${minutes} * interval '1 minute', ${complete}, ${identity}
    from json_array_elements_text(${JSON.stringify(ids)}::json) as told (id)
    on conflict (connection_id) do update set taken_at = excluded.taken_at, complete = excluded.complete,
      database_identity = excluded.database_identity`)
}

export const lines = (count: number, prefix = 'c'): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(3, '0')}`)
