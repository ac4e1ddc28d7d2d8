/** What the runs concluded: verdicts, findings, actions, which outage is settled, and what an import set aside. */
import { sql } from 'drizzle-orm'
import { boolean, check, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import {
  ACTION_ACTORS,
  ACTION_KINDS,
  ACTION_STATUSES,
  type Alternative,
  type Basis,
  type Booking,
  type Entry,
  FINDINGS,
  HOLDS,
  MATCHED_BY,
  URGENCIES,
  VERDICTS,
} from '../../src/reconcile/model.ts'
import { instant, listOf, oneOf } from './columns.ts'
import { connections, practices } from './connections.ts'
import { bookings, practitioners } from './platform.ts'

export const runs = pgTable(
  'runs',
  {
    runId: text('run_id').primaryKey(),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.connectionId),
    /** Who asked for it: the command line, a watcher … */
    trigger: text('trigger').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    asOf: instant('as_of').notNull(),
    windowOpened: instant('window_opened'),
    windowClosed: instant('window_closed'),
    readTakenAt: instant('read_taken_at'),
    readComplete: boolean('read_complete'),
    readDatabaseIdentity: text('read_database_identity'),
    readFromOn: date('read_from_on', { mode: 'string' }),
    readToOn: date('read_to_on', { mode: 'string' }),
    holds: text('holds', { enum: HOLDS }).array().notNull(),
    alternativesProvenBest: boolean('alternatives_proven_best').notNull(),
    judged: integer('judged').notNull(),
  },
  (t) => [
    index('runs_connection').on(t.connectionId),
    check('runs_window', sql`(${t.windowOpened} is null) = (${t.windowClosed} is null)`),
    check('runs_read', sql`(${t.readTakenAt} is null) = (${t.readComplete} is null)`),
    check(
      'runs_holds',
      sql`${t.holds} <@ array[${sql.raw(HOLDS.map((hold) => `'${hold}'`).join(', '))}]::text[]`,
    ),
  ],
)

const runId = () =>
  text('run_id')
    .notNull()
    .references(() => runs.runId, { onDelete: 'cascade' })

/** One verdict per booking and run. Booking and entry are kept as the run saw them: both move on afterwards. */
export const verdicts = pgTable(
  'verdicts',
  {
    runId: runId(),
    bookingId: text('booking_id')
      .notNull()
      .references(() => bookings.bookingId),
    verdict: text('verdict', { enum: VERDICTS }).notNull(),
    matchedBy: text('matched_by', { enum: MATCHED_BY }),
    pmsAppointmentId: text('pms_appointment_id'),
    conflictBookingIds: text('conflict_booking_ids').array().notNull(),
    conflictPmsAppointmentIds: text('conflict_pms_appointment_ids').array().notNull(),
    conflictGroup: text('conflict_group'),
    urgency: text('urgency', { enum: URGENCIES }).notNull(),
    alternativePractitionerId: text('alternative_practitioner_id').references(
      () => practitioners.practitionerId,
    ),
    alternativeStartAt: instant('alternative_start_at'),
    alternativeEndAt: instant('alternative_end_at'),
    /** More times to offer by phone. */
    alternativeOptions: jsonb('alternative_options').$type<readonly Alternative[]>().notNull().default([]),
    booking: jsonb('booking').$type<Booking>().notNull(),
    entry: jsonb('entry').$type<Entry>(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.bookingId] }),
    index('verdicts_booking').on(t.bookingId),
    oneOf('verdicts_verdict', t.verdict, VERDICTS),
    oneOf('verdicts_matched_by', t.matchedBy, MATCHED_BY),
    oneOf('verdicts_urgency', t.urgency, URGENCIES),
    check(
      'verdicts_pair',
      sql`(${t.matchedBy} is null) = (${t.entry} is null) and (${t.entry} is null) = (${t.pmsAppointmentId} is null)`,
    ),
    check(
      'verdicts_alternative',
      sql`(${t.alternativePractitionerId} is null) = (${t.alternativeStartAt} is null)
        and (${t.alternativeStartAt} is null) = (${t.alternativeEndAt} is null)`,
    ),
  ],
)

export const findings = pgTable(
  'findings',
  {
    runId: runId(),
    position: integer('position').notNull(),
    code: text('code', { enum: FINDINGS }).notNull(),
    practiceId: text('practice_id')
      .notNull()
      .references(() => practices.practiceId),
    subjectIds: text('subject_ids').array().notNull(),
    /** Whatever else the finding says of itself: each code has its own. */
    details: jsonb('details').notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.position] }), oneOf('findings_code', t.code, FINDINGS)],
)

export const actions = pgTable(
  'actions',
  {
    runId: runId(),
    position: integer('position').notNull(),
    actionId: text('action_id').notNull(),
    kind: text('kind', { enum: ACTION_KINDS }).notNull(),
    who: text('who', { enum: ACTION_ACTORS }).notNull(),
    because: text('because', { enum: [...VERDICTS, ...FINDINGS] }).notNull(),
    practiceId: text('practice_id')
      .notNull()
      .references(() => practices.practiceId),
    subjectIds: text('subject_ids').array().notNull(),
    dependsOn: text('depends_on').array().notNull(),
    basis: jsonb('basis').$type<Basis>().notNull(),
    status: text('status', { enum: ACTION_STATUSES }).notNull(),
    proposedPractitionerId: text('proposed_practitioner_id').references(() => practitioners.practitionerId),
    proposedStartAt: instant('proposed_start_at'),
    proposedEndAt: instant('proposed_end_at'),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.actionId] }),
    oneOf('actions_kind', t.kind, ACTION_KINDS),
    oneOf('actions_who', t.who, ACTION_ACTORS),
    check('actions_because', sql`${t.because} in ${listOf([...VERDICTS, ...FINDINGS])}`),
    oneOf('actions_status', t.status, ACTION_STATUSES),
    check(
      'actions_proposed',
      sql`(${t.proposedPractitionerId} is null) = (${t.proposedStartAt} is null)
        and (${t.proposedStartAt} is null) = (${t.proposedEndAt} is null)`,
    ),
  ],
)

/** One reconciliation per outage: whoever comes second is refused by the key, whatever the program believes. */
export const outageReconciliations = pgTable(
  'outage_reconciliations',
  {
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.connectionId),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at').notNull(),
    runId: text('run_id')
      .notNull()
      .references(() => runs.runId),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.openedAt] }),
    index('outage_reconciliations_run').on(t.runId),
    check('outage_reconciliations_span', sql`${t.closedAt} > ${t.openedAt}`),
  ],
)

/** What an import with `--set-aside` could not load, for inspection. `cells` null: the row itself could not be read. */
export const setAsideRows = pgTable(
  'set_aside_rows',
  {
    bundle: text('bundle').notNull(),
    file: text('file').notNull(),
    line: integer('line').notNull(),
    column: text('column_name').notNull(),
    fault: text('fault').notNull(),
    cells: text('cells').array(),
  },
  (t) => [index('set_aside_rows_bundle').on(t.bundle)],
)
