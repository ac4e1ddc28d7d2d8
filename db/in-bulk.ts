/** The rows that a book and a platform have by the hundred thousand, as a run reads them. */
import type {
  Booking,
  ConnectionEvent,
  Entry,
  Patient,
  PmsPatient,
  Reminder,
} from '../src/reconcile/model.ts'
import {
  type Copied,
  msOf,
  msOrNull,
  OF_CONNECTION,
  textOf,
  textOrNull,
  wordOf,
  wordOrNull,
} from './copy-out.ts'
import { baseOf } from './platform.ts'

const OF_ITS_PRACTICES = `practice_id in (select practice_id from practices where connection_id = ${OF_CONNECTION})`

export const ENTRIES: Copied<Entry> = {
  label: 'read entries',
  query: `select pms_appointment_id, pms_location_id, pms_practitioner_id, pms_patient_id, pms_type_id, start_at, end_at,
    status, external_ref, created_at, changed_at from pms_appointments where connection_id = ${OF_CONNECTION}`,
  row: ([id, location, practitioner, patient, type, start, end, status, ref, created, changed]) => ({
    pmsAppointmentId: textOf(id),
    pmsLocationId: textOrNull(location),
    pmsPractitionerId: textOf(practitioner),
    pmsPatientId: textOrNull(patient),
    pmsTypeId: textOrNull(type),
    startMs: msOf(start),
    endMs: msOf(end),
    status: wordOf(status),
    externalRef: textOrNull(ref),
    createdMs: msOrNull(created),
    changedMs: msOrNull(changed),
  }),
}

export const PMS_PATIENTS: Copied<PmsPatient> = {
  label: 'read pms patients',
  query: `select pms_patient_id, family_name, given_name, birth_on, mobile, status from pms_patients
    where connection_id = ${OF_CONNECTION}`,
  row: ([id, family, given, birthOn, mobile, status]) => ({
    pmsPatientId: textOf(id),
    familyName: textOf(family),
    givenName: textOf(given),
    birthOn: textOrNull(birthOn),
    mobile: textOrNull(mobile),
    status: wordOrNull(status),
  }),
}

export const PATIENTS: Copied<Patient> = {
  label: 'read patients',
  query: `select patient_id, practice_id, family_name, given_name, birth_on, mobile, email, pms_patient_id from patients
    where ${OF_ITS_PRACTICES}`,
  row: ([id, practice, family, given, birthOn, mobile, email, pmsId]) => ({
    patientId: textOf(id),
    practiceId: textOf(practice),
    familyName: textOf(family),
    givenName: textOf(given),
    birthOn: textOrNull(birthOn),
    mobile: textOrNull(mobile),
    email: textOrNull(email),
    pmsPatientId: textOrNull(pmsId),
  }),
}

export const BOOKINGS: Copied<Booking> = {
  label: 'read bookings',
  query: `select booking_id, practice_id, practitioner_id, appointment_type_id, patient_id, start_at, end_at, status,
    patient_told, accepted_at, changed_at, cancelled_at, pms_appointment_id, synced_at, synced_practitioner_id,
    synced_start_at, synced_end_at, video_link_at, book_status from bookings where ${OF_ITS_PRACTICES}`,
  row: (cells) => {
    const [id, practice, practitioner, type, patient, start, end, status, told, accepted, changed] = cells
    const [cancelled, entry, synced, syncedPractitioner, syncedStart, syncedEnd, videoLink, bookStatus] =
      cells.slice(11)
    const syncedMs = msOrNull(synced)
    return {
      bookingId: textOf(id),
      practiceId: textOf(practice),
      practitionerId: textOf(practitioner),
      appointmentTypeId: textOf(type),
      patientId: textOf(patient),
      startMs: msOf(start),
      endMs: msOf(end),
      status: wordOf(status),
      patientTold: wordOrNull(told),
      acceptedMs: msOf(accepted),
      changedMs: msOrNull(changed),
      cancelledMs: msOrNull(cancelled),
      pmsAppointmentId: textOrNull(entry),
      syncedMs,
      base: baseOf(syncedMs, textOrNull(syncedPractitioner), msOrNull(syncedStart), msOrNull(syncedEnd)),
      videoLinkMs: msOrNull(videoLink),
      ...(bookStatus === '\\N' ? {} : { bookStatus: wordOf(bookStatus) }),
    }
  },
}

export const REMINDERS: Copied<Reminder> = {
  label: 'read reminders',
  query: `select reminder_id, booking_id, channel, due_at, sent_at, about_start_at from reminders
    where booking_id in (select booking_id from bookings where ${OF_ITS_PRACTICES})`,
  row: ([id, booking, channel, due, sent, about]) => ({
    reminderId: textOf(id),
    bookingId: textOf(booking),
    channel: wordOf(channel),
    dueMs: msOf(due),
    sentMs: msOrNull(sent),
    aboutStartMs: msOrNull(about),
  }),
}

/** In order of time; at one instant in no particular order. */
export const EVENTS: Copied<ConnectionEvent> = {
  label: 'read events',
  query: `select at, event from connection_events where connection_id = ${OF_CONNECTION} order by at, event`,
  row: ([at, event]) => ({ atMs: msOf(at), event: wordOf(event) }),
}
