/** The read of the PMS appointment book: one read per connection, and the rows that it found. */
import { sql } from 'drizzle-orm'
import { boolean, check, date, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { ENTRY_STATUSES, PMS_PATIENT_STATUSES, PMS_RECALL_STATUSES } from '../../src/reconcile/model.ts'
import { instant, oneOf } from './columns.ts'
import { connections } from './connections.ts'

const connectionId = () =>
  text('connection_id')
    .notNull()
    .references(() => connections.connectionId)

/**
 * The same for the two tables that come in by the million: a foreign key is checked row by row and takes half the time
 * of a load, so a hand-written trigger checks each statement's rows at once (migration 0003).
 */
const bulkConnectionId = () => text('connection_id').notNull()

/** The one read whose rows are stored. Who replaces it replaces the rows, in the same transaction. */
export const pmsReads = pgTable(
  'pms_reads',
  {
    connectionId: text('connection_id')
      .primaryKey()
      .references(() => connections.connectionId),
    takenAt: instant('taken_at').notNull(),
    complete: boolean('complete').notNull(),
    databaseIdentity: text('database_identity'),
    fromOn: date('from_on', { mode: 'string' }),
    toOn: date('to_on', { mode: 'string' }),
  },
  (t) => [check('pms_reads_days', sql`${t.toOn} >= ${t.fromOn}`)],
)

export const pmsAppointments = pgTable(
  'pms_appointments',
  {
    connectionId: bulkConnectionId(),
    pmsAppointmentId: text('pms_appointment_id').notNull(),
    pmsLocationId: text('pms_location_id'),
    pmsPractitionerId: text('pms_practitioner_id').notNull(),
    pmsPatientId: text('pms_patient_id'),
    pmsTypeId: text('pms_type_id'),
    startAt: instant('start_at').notNull(),
    endAt: instant('end_at').notNull(),
    status: text('status', { enum: ENTRY_STATUSES }).notNull(),
    externalRef: text('external_ref'),
    createdAt: instant('created_at'),
    changedAt: instant('changed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.pmsAppointmentId] }),
    oneOf('pms_appointments_status', t.status, ENTRY_STATUSES),
    check('pms_appointments_span', sql`${t.endAt} > ${t.startAt}`),
  ],
)

export const pmsSessions = pgTable(
  'pms_sessions',
  {
    connectionId: connectionId(),
    pmsPractitionerId: text('pms_practitioner_id').notNull(),
    pmsLocationId: text('pms_location_id'),
    startAt: instant('start_at').notNull(),
    endAt: instant('end_at').notNull(),
    capacity: integer('capacity').notNull(),
    slotMinutes: integer('slot_minutes').notNull(),
  },
  (t) => [
    // A key with a location that may be unknown: two unknown ones are the same here.
    uniqueIndex('pms_sessions_key').on(
      t.connectionId,
      t.pmsPractitionerId,
      sql`coalesce(${t.pmsLocationId}, '')`,
      t.startAt,
    ),
    check('pms_sessions_span', sql`${t.endAt} > ${t.startAt}`),
    check('pms_sessions_counts', sql`${t.capacity} >= 1 and ${t.slotMinutes} >= 1`),
  ],
)

export const pmsBlocks = pgTable(
  'pms_blocks',
  {
    connectionId: connectionId(),
    pmsPractitionerId: text('pms_practitioner_id').notNull(),
    pmsLocationId: text('pms_location_id'),
    startAt: instant('start_at').notNull(),
    endAt: instant('end_at').notNull(),
    reason: text('reason'),
  },
  (t) => [
    uniqueIndex('pms_blocks_key').on(
      t.connectionId,
      t.pmsPractitionerId,
      sql`coalesce(${t.pmsLocationId}, '')`,
      t.startAt,
    ),
    check('pms_blocks_span', sql`${t.endAt} > ${t.startAt}`),
  ],
)

export const pmsPatients = pgTable(
  'pms_patients',
  {
    connectionId: bulkConnectionId(),
    pmsPatientId: text('pms_patient_id').notNull(),
    familyName: text('family_name').notNull(),
    givenName: text('given_name').notNull(),
    birthOn: date('birth_on', { mode: 'string' }),
    mobile: text('mobile'),
    status: text('status', { enum: PMS_PATIENT_STATUSES }),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.pmsPatientId] }),
    oneOf('pms_patients_status', t.status, PMS_PATIENT_STATUSES),
  ],
)

export const pmsRecalls = pgTable(
  'pms_recalls',
  {
    connectionId: connectionId(),
    pmsRecallId: text('pms_recall_id').notNull(),
    pmsPatientId: text('pms_patient_id').notNull(),
    reason: text('reason'),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    clinicallySignificant: boolean('clinically_significant'),
    status: text('status', { enum: PMS_RECALL_STATUSES }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.pmsRecallId] }),
    oneOf('pms_recalls_status', t.status, PMS_RECALL_STATUSES),
  ],
)
