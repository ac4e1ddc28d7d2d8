/** What the platform knows of one connection: everything hangs on its practices. */
import { eq, inArray } from 'drizzle-orm'
import type {
  AppointmentType,
  Booking,
  LiveHours,
  Patient,
  Practitioner,
  Recall,
} from '../src/reconcile/model.ts'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
import {
  appointmentTypes,
  type bookings,
  liveHours,
  patients,
  practices,
  practitioners,
  recalls,
} from './schema.ts'

export function readLiveHours(db: Queries, connectionId: string): Promise<LiveHours[]> {
  return labelled('read live hours', async () =>
    db
      .select()
      .from(liveHours)
      .where(inArray(liveHours.practiceId, practicesOf(db, connectionId))),
  )
}

export function readPractitioners(db: Queries, connectionId: string): Promise<Practitioner[]> {
  return labelled('read practitioners', async () =>
    db
      .select()
      .from(practitioners)
      .where(inArray(practitioners.practiceId, practicesOf(db, connectionId))),
  )
}

export function readAppointmentTypes(db: Queries, connectionId: string): Promise<AppointmentType[]> {
  return labelled('read appointment types', async () =>
    db
      .select()
      .from(appointmentTypes)
      .where(inArray(appointmentTypes.practiceId, practicesOf(db, connectionId))),
  )
}

export function readPatients(db: Queries, connectionId: string): Promise<Patient[]> {
  return labelled('read patients', async () =>
    db
      .select()
      .from(patients)
      .where(inArray(patients.practiceId, practicesOf(db, connectionId))),
  )
}

export function readRecalls(db: Queries, connectionId: string): Promise<Recall[]> {
  return labelled('read recalls', async () => {
    const rows = await db
      .select()
      .from(recalls)
      .where(inArray(recalls.practiceId, practicesOf(db, connectionId)))
    return rows.map(({ lastContactedAt, ...recall }) => ({ ...recall, lastContactedMs: lastContactedAt }))
  })
}

function practicesOf(db: Queries, connectionId: string) {
  return db
    .select({ practiceId: practices.practiceId })
    .from(practices)
    .where(eq(practices.connectionId, connectionId))
}

export function bookingOf(row: typeof bookings.$inferSelect): Booking {
  const { syncedAt, syncedPractitionerId, syncedStartAt, syncedEndAt } = row
  return {
    bookingId: row.bookingId,
    practiceId: row.practiceId,
    practitionerId: row.practitionerId,
    appointmentTypeId: row.appointmentTypeId,
    patientId: row.patientId,
    startMs: row.startAt,
    endMs: row.endAt,
    status: row.status,
    patientTold: row.patientTold,
    acceptedMs: row.acceptedAt,
    changedMs: row.changedAt,
    cancelledMs: row.cancelledAt,
    pmsAppointmentId: row.pmsAppointmentId,
    syncedMs: syncedAt,
    base: baseOf(syncedAt, syncedPractitionerId, syncedStartAt, syncedEndAt),
    videoLinkMs: row.videoLinkAt,
    ...(row.bookStatus === null ? {} : { bookStatus: row.bookStatus }),
  }
}

/** All four or none: half a base would make up a place where the booking never was. */
export const baseOf = (
  syncedMs: number | null,
  practitionerId: string | null,
  startMs: number | null,
  endMs: number | null,
): Booking['base'] =>
  syncedMs === null || practitionerId === null || startMs === null || endMs === null
    ? null
    : { practitionerId, startMs, endMs }
