/** What the booking platform knows: hours, people, appointment types, bookings, recalls and reminders. */
import { sql } from 'drizzle-orm'
import { boolean, check, date, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import {
  APPOINTMENT_MODES,
  BOOKING_STATUSES,
  ENTRY_STATUSES,
  PATIENT_TOLD,
  RECALL_STATUSES,
  REMINDER_CHANNELS,
} from '../../src/reconcile/model.ts'
import { instant, oneOf } from './columns.ts'
import { practices } from './connections.ts'

const practiceId = () =>
  text('practice_id')
    .notNull()
    .references(() => practices.practiceId)

export const liveHours = pgTable(
  'live_hours',
  {
    practiceId: practiceId(),
    weekday: integer('weekday').notNull(),
    opens: text('opens').notNull(),
    closes: text('closes').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.practiceId, t.weekday, t.opens] }),
    check('live_hours_weekday', sql`${t.weekday} between 1 and 7`),
    check('live_hours_opens', sql`${t.opens} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
    check('live_hours_closes', sql`${t.closes} ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'`),
    check('live_hours_order', sql`${t.closes} collate "C" > ${t.opens} collate "C"`),
  ],
)

export const practitioners = pgTable(
  'practitioners',
  {
    practitionerId: text('practitioner_id').primaryKey(),
    practiceId: practiceId(),
    name: text('name').notNull(),
    pmsPractitionerId: text('pms_practitioner_id'),
    acceptsVideo: boolean('accepts_video'),
  },
  (t) => [index('practitioners_practice').on(t.practiceId)],
)

export const appointmentTypes = pgTable(
  'appointment_types',
  {
    appointmentTypeId: text('appointment_type_id').primaryKey(),
    practiceId: practiceId(),
    name: text('name').notNull(),
    durationMinutes: integer('duration_minutes').notNull(),
    mode: text('mode', { enum: APPOINTMENT_MODES }).notNull(),
    pmsTypeId: text('pms_type_id'),
  },
  (t) => [
    index('appointment_types_practice').on(t.practiceId),
    oneOf('appointment_types_mode', t.mode, APPOINTMENT_MODES),
    check('appointment_types_duration', sql`${t.durationMinutes} >= 1`),
  ],
)

export const patients = pgTable(
  'patients',
  {
    patientId: text('patient_id').primaryKey(),
    practiceId: practiceId(),
    familyName: text('family_name').notNull(),
    givenName: text('given_name').notNull(),
    birthOn: date('birth_on', { mode: 'string' }),
    mobile: text('mobile'),
    email: text('email'),
    pmsPatientId: text('pms_patient_id'),
  },
  (t) => [index('patients_practice').on(t.practiceId)],
)

export const bookings = pgTable(
  'bookings',
  {
    bookingId: text('booking_id').primaryKey(),
    practiceId: practiceId(),
    practitionerId: text('practitioner_id')
      .notNull()
      .references(() => practitioners.practitionerId),
    appointmentTypeId: text('appointment_type_id')
      .notNull()
      .references(() => appointmentTypes.appointmentTypeId),
    patientId: text('patient_id')
      .notNull()
      .references(() => patients.patientId),
    startAt: instant('start_at').notNull(),
    endAt: instant('end_at').notNull(),
    status: text('status', { enum: BOOKING_STATUSES }).notNull(),
    patientTold: text('patient_told', { enum: PATIENT_TOLD }),
    acceptedAt: instant('accepted_at').notNull(),
    changedAt: instant('changed_at'),
    cancelledAt: instant('cancelled_at'),
    pmsAppointmentId: text('pms_appointment_id'),
    syncedAt: instant('synced_at'),
    syncedPractitionerId: text('synced_practitioner_id').references(() => practitioners.practitionerId),
    syncedStartAt: instant('synced_start_at'),
    syncedEndAt: instant('synced_end_at'),
    videoLinkAt: instant('video_link_at'),
    /** No bundle brings it: the status of its entry as a fix-up mirrored it, such as attended or not. */
    bookStatus: text('book_status', { enum: ENTRY_STATUSES }),
  },
  (t) => [
    index('bookings_practice').on(t.practiceId),
    oneOf('bookings_status', t.status, BOOKING_STATUSES),
    oneOf('bookings_patient_told', t.patientTold, PATIENT_TOLD),
    oneOf('bookings_book_status', t.bookStatus, ENTRY_STATUSES),
    check('bookings_span', sql`${t.endAt} > ${t.startAt}`),
    check('bookings_synced_span', sql`${t.syncedEndAt} > ${t.syncedStartAt}`),
  ],
)

export const recalls = pgTable(
  'recalls',
  {
    recallId: text('recall_id').primaryKey(),
    practiceId: practiceId(),
    patientId: text('patient_id')
      .notNull()
      .references(() => patients.patientId),
    pmsRecallId: text('pms_recall_id'),
    reason: text('reason'),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    clinicallySignificant: boolean('clinically_significant'),
    status: text('status', { enum: RECALL_STATUSES }).notNull(),
    lastContactedAt: instant('last_contacted_at'),
    pausedByBookingId: text('paused_by_booking_id').references(() => bookings.bookingId),
    appointmentTypeId: text('appointment_type_id').references(() => appointmentTypes.appointmentTypeId),
  },
  (t) => [index('recalls_practice').on(t.practiceId), oneOf('recalls_status', t.status, RECALL_STATUSES)],
)

export const reminders = pgTable(
  'reminders',
  {
    reminderId: text('reminder_id').primaryKey(),
    bookingId: text('booking_id')
      .notNull()
      .references(() => bookings.bookingId),
    channel: text('channel', { enum: REMINDER_CHANNELS }).notNull(),
    dueAt: instant('due_at').notNull(),
    sentAt: instant('sent_at'),
    aboutStartAt: instant('about_start_at'),
  },
  (t) => [
    index('reminders_booking').on(t.bookingId),
    oneOf('reminders_channel', t.channel, REMINDER_CHANNELS),
  ],
)
