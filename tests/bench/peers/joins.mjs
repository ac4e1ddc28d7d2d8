/**
 * The matching and the overlaps alone, as a database would do them: bookings beside the entries of the same
 * practitioner, patient and start (full outer join), and live bookings beside the live entries of their practitioner
 * that share time with them (range join). No verdicts, no patients who are not sure, no findings, plan or report.
 */
import { ZONES } from '../worlds.mjs'

const WISHES = `select pr.connection_id, b.booking_id, b.start_at, b.end_at, b.status,
    d.pms_practitioner_id, u.pms_patient_id
  from bookings b join practices pr using (practice_id)
    join practitioners d on d.practitioner_id = b.practitioner_id
    join patients u on u.patient_id = b.patient_id`

const FULL_OUTER = (entries) => `with wishes as (${WISHES})
  select count(*) filter (where w.booking_id is not null and e.pms_appointment_id is not null) as both_sides,
    count(*) filter (where e.pms_appointment_id is null) as only_online,
    count(*) filter (where w.booking_id is null) as only_in_book
  from wishes w full outer join ${entries} e on e.connection_id = w.connection_id
    and e.pms_practitioner_id = w.pms_practitioner_id and e.pms_patient_id = w.pms_patient_id
    and e.start_at = w.start_at`

const LIVE = `e.status in ('booked', 'arrived', 'in_consult', 'completed')
    and w.status in ('pending', 'confirmed') and e.pms_patient_id <> w.pms_patient_id`

/** On Rejoin's own tables, with the index that PostgreSQL has for this. */
export const postgresJoins = {
  index: `create extension if not exists btree_gist;
    create index bench_spans on pms_appointments
      using gist (connection_id, pms_practitioner_id, tstzrange(start_at, end_at));
    analyze pms_appointments;`,
  match: FULL_OUTER('pms_appointments'),
  overlap: `with wishes as (${WISHES})
    select count(*) as overlaps from wishes w join pms_appointments e on e.connection_id = w.connection_id
      and e.pms_practitioner_id = w.pms_practitioner_id
      and tstzrange(e.start_at, e.end_at) && tstzrange(w.start_at, w.end_at)
    where ${LIVE}`,
}

/** From the bundle's files; the book's wall clock becomes an instant by a fixed offset. */
export const duckJoins = {
  load: (bundle) => [
    ...['practices', 'practitioners', 'patients', 'connections'].map(
      (name) => `create table ${name} as select * from read_csv('${bundle}/${name}.csv', all_varchar = true)`,
    ),
    `create table bookings as select * replace (start_at::timestamptz as start_at, end_at::timestamptz as end_at)
        from read_csv('${bundle}/bookings.csv', all_varchar = true)`,
    `create table entries as select e.connection_id, e.pms_appointment_id, e.pms_practitioner_id, e.pms_patient_id,
          e.status, (e.start_local || ':00Z')::timestamptz - to_hours(${OFFSET}) as start_at,
          (e.end_local || ':00Z')::timestamptz - to_hours(${OFFSET}) as end_at
        from read_csv('${bundle}/pms_appointments.csv', all_varchar = true) e join connections c using (connection_id)`,
  ],
  match: FULL_OUTER('entries'),
  overlap: `with wishes as (${WISHES})
    select count(*) as overlaps from wishes w join entries e on e.connection_id = w.connection_id
      and e.pms_practitioner_id = w.pms_practitioner_id
      and e.start_at < w.end_at and w.start_at < e.end_at
    where ${LIVE}`,
}

const OFFSET = `case c.time_zone ${ZONES.map(({ zone, hours }) => `when '${zone}' then ${hours}`).join(' ')} end`
