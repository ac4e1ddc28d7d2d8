/**
 * Writes a large bundle: node tests/bench/make-bundle.mjs DIR CONNECTIONS BOOKINGS ENTRIES [PRACTITIONERS] (the last
 * three per connection). Deterministic; what is in it, see worlds.mjs.
 */
import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { worldOf, ZONES } from './worlds.mjs'

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dir = 'bundle', connections = '200', bookings = '50', entries = '200', practitioners = '4'] =
    process.argv.slice(2)
  await makeBundle(dir, {
    connections: Number(connections),
    bookings: Number(bookings),
    entries: Number(entries),
    practitioners: Number(practitioners),
  })
}

/** Resolves with how many rows there are in each file. */
export async function makeBundle(dir, { connections, bookings, entries, practitioners = 4 }) {
  mkdirSync(dir, { recursive: true })
  const streams = new Map()
  const counts = {}
  for (let index = 0; index < connections; index++) {
    const hours = ZONES[index % ZONES.length]?.hours ?? 0
    const files = filesOf(worldOf({ index, entries, bookings, practitioners }), hours)
    for (const [file, [header, rows]] of Object.entries(files)) {
      let stream = streams.get(file)
      if (stream === undefined) {
        stream = createWriteStream(join(dir, `${file}.csv`))
        streams.set(file, stream)
        stream.write(`${header}\n`)
      }
      counts[file] = (counts[file] ?? 0) + rows.length
      const lines = rows.map((cells) => `${cells.join(',')}\n`).join('')
      if (!stream.write(lines)) await once(stream, 'drain')
    }
  }
  await Promise.all([...streams.values()].map((stream) => new Promise((done) => stream.end(done))))
  return counts
}

/** No cell needs a quote: names and ids are letters and digits. A null is written as an empty cell. */
function filesOf(world, hours) {
  const { connection, book } = world
  const id = connection.connectionId
  const iso = (ms) => (ms === null ? null : new Date(ms).toISOString())
  const local = (ms) => (ms === null ? null : new Date(ms + hours * 3_600_000).toISOString().slice(0, 16))
  return {
    connections: [
      'connection_id,name,time_zone,database_identity',
      [[id, connection.name, connection.timeZone, connection.databaseIdentity]],
    ],
    practices: [
      'practice_id,connection_id,name,time_zone',
      world.practices.map((one) => [one.practiceId, id, one.name, one.timeZone]),
    ],
    live_hours: [
      'practice_id,weekday,opens,closes',
      world.liveHours.map((one) => [one.practiceId, one.weekday, one.opens, one.closes]),
    ],
    practitioners: [
      'practitioner_id,practice_id,name,pms_practitioner_id,accepts_video',
      world.practitioners.map((one) => [
        one.practitionerId,
        one.practiceId,
        one.name,
        one.pmsPractitionerId,
        one.acceptsVideo,
      ]),
    ],
    appointment_types: [
      'appointment_type_id,practice_id,name,duration_minutes,mode,pms_type_id',
      world.appointmentTypes.map((one) => [
        one.appointmentTypeId,
        one.practiceId,
        one.name,
        one.durationMinutes,
        one.mode,
        one.pmsTypeId,
      ]),
    ],
    patients: [
      'patient_id,practice_id,family_name,given_name,birth_on,mobile,pms_patient_id',
      world.patients.map((one) => [
        one.patientId,
        one.practiceId,
        one.familyName,
        one.givenName,
        one.birthOn,
        one.mobile,
        one.pmsPatientId,
      ]),
    ],
    bookings: [
      'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,patient_told,accepted_at,changed_at,cancelled_at,pms_appointment_id,synced_at,synced_practitioner_id,synced_start_at,synced_end_at',
      world.bookings.map((one) => [
        one.bookingId,
        one.practiceId,
        one.practitionerId,
        one.appointmentTypeId,
        one.patientId,
        iso(one.startMs),
        iso(one.endMs),
        one.status,
        one.patientTold,
        iso(one.acceptedMs),
        iso(one.changedMs),
        iso(one.cancelledMs),
        one.pmsAppointmentId,
        iso(one.syncedMs),
        one.base?.practitionerId,
        iso(one.base?.startMs ?? null),
        iso(one.base?.endMs ?? null),
      ]),
    ],
    reminders: [
      'reminder_id,booking_id,channel,due_at',
      world.reminders.map((one) => [one.reminderId, one.bookingId, one.channel, iso(one.dueMs)]),
    ],
    connection_events: ['connection_id,at,event', world.events.map((one) => [id, iso(one.atMs), one.event])],
    syncs: [
      'connection_id,entity,direction,finished_at,outcome',
      world.syncs.map((one) => [id, one.entity, one.direction, iso(one.finishedMs), one.outcome]),
    ],
    pms_reads: [
      'connection_id,taken_at,complete,database_identity',
      [[id, iso(book.read.takenMs), book.read.complete, book.read.databaseIdentity]],
    ],
    pms_appointments: [
      'connection_id,pms_appointment_id,pms_practitioner_id,pms_patient_id,pms_type_id,start_local,end_local,status,external_ref,created_local,changed_local',
      book.entries.map((one) => [
        id,
        one.pmsAppointmentId,
        one.pmsPractitionerId,
        one.pmsPatientId,
        one.pmsTypeId,
        local(one.startMs),
        local(one.endMs),
        one.status,
        one.externalRef,
        local(one.createdMs),
        local(one.changedMs),
      ]),
    ],
    pms_sessions: [
      'connection_id,pms_practitioner_id,start_local,end_local,capacity,slot_minutes',
      book.sessions.map((one) => [
        id,
        one.pmsPractitionerId,
        local(one.startMs),
        local(one.endMs),
        one.capacity,
        one.slotMinutes,
      ]),
    ],
    pms_patients: [
      'connection_id,pms_patient_id,family_name,given_name,birth_on,status',
      book.patients.map((one) => [
        id,
        one.pmsPatientId,
        one.familyName,
        one.givenName,
        one.birthOn,
        one.status,
      ]),
    ],
  }
}
