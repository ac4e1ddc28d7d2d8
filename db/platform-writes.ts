/**
 * The platform's rows one at a time, for fix-ups: read afresh, and changed only while they are what they were. Every
 * change says what it expects to find; null means that somebody else was there in between and nothing was changed.
 */
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Booking, Patient, Recall, Reminder } from '../src/reconcile/model.ts'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
import { bookingOf } from './platform.ts'
import { bookings, patients, practices, recalls, reminders } from './schema.ts'

export function readBooking(db: Queries, bookingId: string): Promise<Booking | null> {
  return labelled('read booking', async () => {
    const [row] = await db.select().from(bookings).where(eq(bookings.bookingId, bookingId))
    return row === undefined ? null : bookingOf(row)
  })
}

export function readPatient(db: Queries, patientId: string): Promise<Patient | null> {
  return labelled('read patient', async () => {
    const [row] = await db.select().from(patients).where(eq(patients.patientId, patientId))
    return row ?? null
  })
}

export function readRecall(db: Queries, recallId: string): Promise<Recall | null> {
  return labelled('read recall', async () => {
    const [row] = await db.select().from(recalls).where(eq(recalls.recallId, recallId))
    return row === undefined ? null : recallOf(row)
  })
}

export function readReminder(db: Queries, reminderId: string): Promise<Reminder | null> {
  return labelled('read reminder', async () => {
    const [row] = await db.select().from(reminders).where(eq(reminders.reminderId, reminderId))
    return row === undefined ? null : reminderOf(row)
  })
}

/** A recall that already stands for this one of the PMS, whoever made it. */
export function recallOfPms(db: Queries, connectionId: string, pmsRecallId: string): Promise<string | null> {
  return labelled('find recall of pms', async () => {
    const [row] = await db
      .select({ recallId: recalls.recallId })
      .from(recalls)
      .innerJoin(practices, eq(practices.practiceId, recalls.practiceId))
      .where(and(eq(practices.connectionId, connectionId), eq(recalls.pmsRecallId, pmsRecallId)))
      .limit(1)
    return row?.recallId ?? null
  })
}

export function bookingsOfPatient(db: Queries, patientId: string): Promise<Booking[]> {
  return labelled('read bookings of patient', async () => {
    const rows = await db
      .select()
      .from(bookings)
      .where(eq(bookings.patientId, patientId))
      .orderBy(asc(bookings.startAt), asc(bookings.bookingId))
    return rows.map(bookingOf)
  })
}

export type BookingChange = Partial<Omit<typeof bookings.$inferInsert, 'bookingId' | 'practiceId'>>

/** Only while status and place are those of `expected`. */
export function changeBooking(
  db: Queries,
  expected: Booking,
  change: BookingChange,
): Promise<Booking | null> {
  return labelled('change booking', async () => {
    const [row] = await db
      .update(bookings)
      .set(change)
      .where(
        and(
          eq(bookings.bookingId, expected.bookingId),
          eq(bookings.status, expected.status),
          eq(bookings.practitionerId, expected.practitionerId),
          eq(bookings.startAt, expected.startMs),
          eq(bookings.endAt, expected.endMs),
        ),
      )
      .returning()
    return row === undefined ? null : bookingOf(row)
  })
}

/** Where the booking stands in the book, which is so whatever became of it online meanwhile. */
export function recordWritten(
  db: Queries,
  bookingId: string,
  change: Pick<
    BookingChange,
    'pmsAppointmentId' | 'syncedAt' | 'syncedPractitionerId' | 'syncedStartAt' | 'syncedEndAt' | 'bookStatus'
  >,
): Promise<Booking | null> {
  return labelled('record written booking', async () => {
    const [row] = await db.update(bookings).set(change).where(eq(bookings.bookingId, bookingId)).returning()
    return row === undefined ? null : bookingOf(row)
  })
}

/** Null: the patient has another file by now. */
export function setPmsPatient(db: Queries, patientId: string, pmsPatientId: string): Promise<string | null> {
  return labelled('set pms patient', async () => {
    const [row] = await db
      .update(patients)
      .set({ pmsPatientId })
      .where(and(eq(patients.patientId, patientId), isNull(patients.pmsPatientId)))
      .returning({ patientId: patients.patientId })
    return row?.patientId ?? null
  })
}

export async function addPatient(db: Queries, patient: Patient): Promise<void> {
  await labelled('add patient', async () => db.insert(patients).values(patient).onConflictDoNothing())
}

export async function addRecall(db: Queries, { lastContactedMs, ...recall }: Recall): Promise<void> {
  await labelled('add recall', async () =>
    db.insert(recalls).values({ ...recall, lastContactedAt: lastContactedMs }),
  )
}

export function changeRecall(
  db: Queries,
  expected: Recall,
  change: Partial<
    Pick<Recall, 'status' | 'dueOn' | 'reason' | 'clinicallySignificant' | 'pausedByBookingId'>
  >,
): Promise<Recall | null> {
  return labelled('change recall', async () => {
    const [row] = await db
      .update(recalls)
      .set(change)
      .where(
        and(
          eq(recalls.recallId, expected.recallId),
          eq(recalls.status, expected.status),
          eq(recalls.dueOn, expected.dueOn),
        ),
      )
      .returning()
    return row === undefined ? null : recallOf(row)
  })
}

/** Due again from `dueMs` on, for whoever sends what is due; null: it has left meanwhile. */
export function queueReminder(db: Queries, reminderId: string, dueMs: number): Promise<Reminder | null> {
  return labelled('queue reminder', async () => {
    const [row] = await db
      .update(reminders)
      .set({ dueAt: dueMs })
      .where(and(eq(reminders.reminderId, reminderId), isNull(reminders.sentAt)))
      .returning()
    return row === undefined ? null : reminderOf(row)
  })
}

const recallOf = ({ lastContactedAt, ...recall }: typeof recalls.$inferSelect): Recall => ({
  ...recall,
  lastContactedMs: lastContactedAt,
})

const reminderOf = (row: typeof reminders.$inferSelect): Reminder => ({
  reminderId: row.reminderId,
  bookingId: row.bookingId,
  channel: row.channel,
  dueMs: row.dueAt,
  sentMs: row.sentAt,
  aboutStartMs: row.aboutStartAt,
})
