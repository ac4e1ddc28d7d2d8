/** A world written down as the CSV bundle of § 1, so that what the oracle judged can also go in by the front door. */
import { DateTime } from 'luxon'
import type { Snapshot } from '../../src/reconcile/model.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'

type Cell = string | number | boolean | null
/** Column name → cell; every row of a file has the same columns. */
type Row = Record<string, Cell>

/** Every file of the bundle, those without rows too. Ids must differ between the snapshots. */
export function bundleFiles(snapshots: readonly Snapshot[]): Map<string, string> {
  const files = new Map<string, string>()
  for (const [name, columns] of Object.entries(COLUMNS)) {
    const rows = snapshots.flatMap((snapshot) => rowsOf(snapshot)[name] ?? [])
    const lines = [columns, ...rows.map((row) => columns.map((column) => written(row, column, name)))]
    files.set(`${name}.csv`, lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join(''))
  }
  return files
}

/**
 * Whether a bundle can say all of this. It cannot: the second of two equal wall-clock times, seconds on a wall clock,
 * rows of a book that was never read, finished runs, one key twice, or half a base.
 */
export function expressible(snapshot: Snapshot): boolean {
  const { book, connection } = snapshot
  const spans: Span[] = [...book.entries, ...book.sessions, ...book.blocks]
  const instants = [
    ...spans.flatMap((span) => [span.startMs, span.endMs]),
    ...book.entries.flatMap((entry) => [entry.createdMs, entry.changedMs]),
  ].filter((instant) => instant !== null)
  const rows = book.entries.length + book.sessions.length + book.blocks.length
  const bookIsEmpty = rows + book.patients.length + book.recalls.length === 0
  const key = (row: { pmsPractitionerId: string; pmsLocationId: string | null; startMs: EpochMs }) =>
    JSON.stringify([row.pmsPractitionerId, row.pmsLocationId, row.startMs])
  const keys = [
    snapshot.practices.map((row) => row.practiceId),
    snapshot.practitioners.map((row) => row.practitionerId),
    snapshot.appointmentTypes.map((row) => row.appointmentTypeId),
    snapshot.patients.map((row) => row.patientId),
    snapshot.bookings.map((row) => row.bookingId),
    snapshot.recalls.map((row) => row.recallId),
    snapshot.reminders.map((row) => row.reminderId),
    book.entries.map((row) => row.pmsAppointmentId),
    book.patients.map((row) => row.pmsPatientId),
    book.recalls.map((row) => row.pmsRecallId),
    book.sessions.map(key),
    book.blocks.map(key),
  ]
  return (
    instants.every((instant) => sayable(instant, connection.timeZone)) &&
    spans.every((span) => span.startMs < span.endMs) &&
    snapshot.bookings.every((booking) => booking.startMs < booking.endMs) &&
    snapshot.bookings.every((booking) => (booking.base === null) === (booking.syncedMs === null)) &&
    keys.every((ids) => new Set(ids).size === ids.length) &&
    (book.read !== null || bookIsEmpty) &&
    snapshot.reconciled.length === 0
  )
}

/** A whole minute, and the first time that the wall clock shows it. */
function sayable(instant: EpochMs, zone: string): boolean {
  const shown = local(instant, zone)
  const earlier = [30, 60, 120].map((minutes) => local(instant - minutes * 60_000, zone))
  return instant % 60_000 === 0 && !earlier.includes(shown)
}

const COLUMNS: Record<string, readonly string[]> = {
  connections: ['connection_id', 'name', 'time_zone', 'database_identity'],
  practices: ['practice_id', 'connection_id', 'name', 'time_zone', 'pms_location_id', 'manager_email'],
  live_hours: ['practice_id', 'weekday', 'opens', 'closes'],
  practitioners: ['practitioner_id', 'practice_id', 'name', 'pms_practitioner_id', 'accepts_video'],
  appointment_types: [
    'appointment_type_id',
    'practice_id',
    'name',
    'duration_minutes',
    'mode',
    'pms_type_id',
  ],
  patients: [
    'patient_id',
    'practice_id',
    'family_name',
    'given_name',
    'birth_on',
    'mobile',
    'email',
    'pms_patient_id',
  ],
  bookings: [
    'booking_id',
    'practice_id',
    'practitioner_id',
    'appointment_type_id',
    'patient_id',
    'start_at',
    'end_at',
    'status',
    'patient_told',
    'accepted_at',
    'changed_at',
    'cancelled_at',
    'pms_appointment_id',
    'synced_at',
    'synced_practitioner_id',
    'synced_start_at',
    'synced_end_at',
    'video_link_at',
  ],
  recalls: [
    'recall_id',
    'practice_id',
    'patient_id',
    'pms_recall_id',
    'reason',
    'due_on',
    'clinically_significant',
    'status',
    'last_contacted_at',
    'paused_by_booking_id',
    'appointment_type_id',
  ],
  reminders: ['reminder_id', 'booking_id', 'channel', 'due_at', 'sent_at', 'about_start_at'],
  connection_events: ['connection_id', 'at', 'event'],
  syncs: ['connection_id', 'entity', 'direction', 'finished_at', 'outcome'],
  pms_reads: ['connection_id', 'taken_at', 'complete', 'database_identity', 'from_on', 'to_on'],
  pms_appointments: [
    'connection_id',
    'pms_appointment_id',
    'pms_location_id',
    'pms_practitioner_id',
    'pms_patient_id',
    'pms_type_id',
    'start_local',
    'end_local',
    'status',
    'external_ref',
    'created_local',
    'changed_local',
  ],
  pms_sessions: [
    'connection_id',
    'pms_practitioner_id',
    'pms_location_id',
    'start_local',
    'end_local',
    'capacity',
    'slot_minutes',
  ],
  pms_blocks: [
    'connection_id',
    'pms_practitioner_id',
    'pms_location_id',
    'start_local',
    'end_local',
    'reason',
  ],
  pms_patients: [
    'connection_id',
    'pms_patient_id',
    'family_name',
    'given_name',
    'birth_on',
    'mobile',
    'status',
  ],
  pms_recalls: [
    'connection_id',
    'pms_recall_id',
    'pms_patient_id',
    'reason',
    'due_on',
    'clinically_significant',
    'status',
  ],
}

/** The snapshot's rows by file name without `.csv`. */
function rowsOf(snapshot: Snapshot): Record<string, Row[]> {
  const { connection, book } = snapshot
  const connection_id = connection.connectionId
  const wall = (instant: EpochMs | null) => (instant === null ? null : local(instant, connection.timeZone))
  return {
    connections: [
      {
        connection_id,
        name: connection.name,
        time_zone: connection.timeZone,
        database_identity: connection.databaseIdentity,
      },
    ],
    practices: snapshot.practices.map((practice) => ({
      practice_id: practice.practiceId,
      connection_id,
      name: practice.name,
      time_zone: practice.timeZone,
      pms_location_id: practice.pmsLocationId,
      manager_email: practice.managerEmail,
    })),
    live_hours: snapshot.liveHours.map((hours) => ({
      practice_id: hours.practiceId,
      weekday: hours.weekday,
      opens: hours.opens,
      closes: hours.closes,
    })),
    practitioners: snapshot.practitioners.map((practitioner) => ({
      practitioner_id: practitioner.practitionerId,
      practice_id: practitioner.practiceId,
      name: practitioner.name,
      pms_practitioner_id: practitioner.pmsPractitionerId,
      accepts_video: practitioner.acceptsVideo,
    })),
    appointment_types: snapshot.appointmentTypes.map((type) => ({
      appointment_type_id: type.appointmentTypeId,
      practice_id: type.practiceId,
      name: type.name,
      duration_minutes: type.durationMinutes,
      mode: type.mode,
      pms_type_id: type.pmsTypeId,
    })),
    patients: snapshot.patients.map((patient) => ({
      patient_id: patient.patientId,
      practice_id: patient.practiceId,
      family_name: patient.familyName,
      given_name: patient.givenName,
      birth_on: patient.birthOn,
      mobile: patient.mobile,
      email: patient.email,
      pms_patient_id: patient.pmsPatientId,
    })),
    bookings: snapshot.bookings.map((booking) => ({
      booking_id: booking.bookingId,
      practice_id: booking.practiceId,
      practitioner_id: booking.practitionerId,
      appointment_type_id: booking.appointmentTypeId,
      patient_id: booking.patientId,
      start_at: utc(booking.startMs),
      end_at: utc(booking.endMs),
      status: booking.status,
      patient_told: booking.patientTold,
      accepted_at: utc(booking.acceptedMs),
      changed_at: utc(booking.changedMs),
      cancelled_at: utc(booking.cancelledMs),
      pms_appointment_id: booking.pmsAppointmentId,
      synced_at: utc(booking.syncedMs),
      synced_practitioner_id: booking.base?.practitionerId ?? null,
      synced_start_at: utc(booking.base?.startMs ?? null),
      synced_end_at: utc(booking.base?.endMs ?? null),
      video_link_at: utc(booking.videoLinkMs),
    })),
    recalls: snapshot.recalls.map((recall) => ({
      recall_id: recall.recallId,
      practice_id: recall.practiceId,
      patient_id: recall.patientId,
      pms_recall_id: recall.pmsRecallId,
      reason: recall.reason,
      due_on: recall.dueOn,
      clinically_significant: recall.clinicallySignificant,
      status: recall.status,
      last_contacted_at: utc(recall.lastContactedMs),
      paused_by_booking_id: recall.pausedByBookingId,
      appointment_type_id: recall.appointmentTypeId,
    })),
    reminders: snapshot.reminders.map((reminder) => ({
      reminder_id: reminder.reminderId,
      booking_id: reminder.bookingId,
      channel: reminder.channel,
      due_at: utc(reminder.dueMs),
      sent_at: utc(reminder.sentMs),
      about_start_at: utc(reminder.aboutStartMs),
    })),
    connection_events: snapshot.events.map((event) => ({
      connection_id,
      at: utc(event.atMs),
      event: event.event,
    })),
    syncs: snapshot.syncs.map((sync) => ({
      connection_id,
      entity: sync.entity,
      direction: sync.direction,
      finished_at: utc(sync.finishedMs),
      outcome: sync.outcome,
    })),
    pms_reads: (book.read === null ? [] : [book.read]).map((read) => ({
      connection_id,
      taken_at: utc(read.takenMs),
      complete: read.complete,
      database_identity: read.databaseIdentity,
      from_on: read.fromOn,
      to_on: read.toOn,
    })),
    pms_appointments: book.entries.map((entry) => ({
      connection_id,
      pms_appointment_id: entry.pmsAppointmentId,
      pms_location_id: entry.pmsLocationId,
      pms_practitioner_id: entry.pmsPractitionerId,
      pms_patient_id: entry.pmsPatientId,
      pms_type_id: entry.pmsTypeId,
      start_local: wall(entry.startMs),
      end_local: wall(entry.endMs),
      status: entry.status,
      external_ref: entry.externalRef,
      created_local: wall(entry.createdMs),
      changed_local: wall(entry.changedMs),
    })),
    pms_sessions: book.sessions.map((session) => ({
      connection_id,
      pms_practitioner_id: session.pmsPractitionerId,
      pms_location_id: session.pmsLocationId,
      start_local: wall(session.startMs),
      end_local: wall(session.endMs),
      capacity: session.capacity,
      slot_minutes: session.slotMinutes,
    })),
    pms_blocks: book.blocks.map((block) => ({
      connection_id,
      pms_practitioner_id: block.pmsPractitionerId,
      pms_location_id: block.pmsLocationId,
      start_local: wall(block.startMs),
      end_local: wall(block.endMs),
      reason: block.reason,
    })),
    pms_patients: book.patients.map((patient) => ({
      connection_id,
      pms_patient_id: patient.pmsPatientId,
      family_name: patient.familyName,
      given_name: patient.givenName,
      birth_on: patient.birthOn,
      mobile: patient.mobile,
      status: patient.status,
    })),
    pms_recalls: book.recalls.map((recall) => ({
      connection_id,
      pms_recall_id: recall.pmsRecallId,
      pms_patient_id: recall.pmsPatientId,
      reason: recall.reason,
      due_on: recall.dueOn,
      clinically_significant: recall.clinicallySignificant,
      status: recall.status,
    })),
  }
}

const utc = (instant: EpochMs | null): string | null =>
  instant === null ? null : new Date(instant).toISOString()

const local = (instant: EpochMs, zone: string): string =>
  DateTime.fromMillis(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")

function written(row: Row, column: string, file: string): string {
  const cell = row[column]
  if (cell === undefined) throw new Error(`${file}.csv has a column ${column} that its rows do not fill`)
  return cell === null ? '' : String(cell)
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
