/**
 * PURE. The bundle as one table: every file, its columns and what may stand in them. Reading, checking and loading are
 * all driven from here. Files are in the order in which they are read: a file refers only to files before it.
 */
import {
  APPOINTMENT_MODES,
  BOOKING_STATUSES,
  CONNECTION_EVENTS,
  ENTRY_STATUSES,
  PATIENT_TOLD,
  PMS_PATIENT_STATUSES,
  PMS_RECALL_STATUSES,
  RECALL_STATUSES,
  REMINDER_CHANNELS,
  SYNC_DIRECTIONS,
  SYNC_ENTITIES,
  SYNC_OUTCOMES,
} from '../reconcile/model.ts'

export type Kind =
  | 'text'
  | 'zone'
  | 'instant'
  | 'local'
  | 'day'
  | 'boolean'
  | 'count'
  | 'weekday'
  | 'clock'
  | 'closing-clock'

export interface Column {
  readonly name: string
  readonly kind: Kind
  readonly required: boolean
  readonly oneOf?: readonly string[]
  /** The file whose ids stand here. */
  readonly refersTo?: string
  /** What an empty cell means, where it does not mean "not known". */
  readonly fallback?: number
  /** Its name in the table, where that is another: the PMS's wall clock becomes an instant. */
  readonly into?: string
  /** A wall-clock time that never was is "not known" here, and no fault. */
  readonly lenient?: true
  /** Tells something about a person: never shown in a fault. */
  readonly personal?: true
}

export interface FileSpec {
  readonly file: string
  readonly table: string
  readonly required: boolean
  readonly columns: readonly Column[]
  /** The columns that no two rows may share. */
  readonly key: readonly string[]
  /** Without an id of its own, a whole row that comes again is only a repetition. */
  readonly hasId: boolean
  /** The column that tells the row's connection. */
  readonly owner: string
  /** Pairs of columns of which the second must not come before the first. */
  readonly order?: readonly { from: string; to: string; equal: 'allowed' | 'fault' | 'left-out' }[]
  /** Columns that mean something only together. */
  readonly together?: readonly string[]
  /** Part of the read of the PMS book: replaced as a whole. */
  readonly book?: true
}

type Options = Omit<Partial<Column>, 'name' | 'kind' | 'required'>
const required = (name: string, kind: Kind = 'text', options: Options = {}): Column => ({
  name,
  kind,
  required: true,
  ...options,
})
const optional = (name: string, kind: Kind = 'text', options: Options = {}): Column => ({
  ...required(name, kind, options),
  required: false,
})
const connection = required('connection_id', 'text', { refersTo: 'connections.csv' })
const practice = required('practice_id', 'text', { refersTo: 'practices.csv' })
const personal = { personal: true } as const
const pmsSpan = [
  required('start_local', 'local', { into: 'start_at' }),
  required('end_local', 'local', { into: 'end_at' }),
]
const pmsOrder = [{ from: 'start_local', to: 'end_local', equal: 'left-out' }] as const
const status = (values: readonly string[]): Column => required('status', 'text', { oneOf: values })

const platform: readonly FileSpec[] = [
  {
    file: 'connections.csv',
    table: 'connections',
    required: true,
    key: ['connection_id'],
    hasId: true,
    owner: 'connection_id',
    columns: [
      required('connection_id'),
      required('name', 'text', personal),
      required('time_zone', 'zone'),
      optional('database_identity'),
    ],
  },
  {
    file: 'practices.csv',
    table: 'practices',
    required: true,
    key: ['practice_id'],
    hasId: true,
    owner: 'connection_id',
    columns: [
      required('practice_id'),
      connection,
      required('name', 'text', personal),
      required('time_zone', 'zone'),
      optional('pms_location_id'),
      optional('manager_email', 'text', personal),
    ],
  },
  {
    file: 'live_hours.csv',
    table: 'live_hours',
    required: false,
    key: ['practice_id', 'weekday', 'opens'],
    hasId: false,
    owner: 'practice_id',
    order: [{ from: 'opens', to: 'closes', equal: 'fault' }],
    columns: [
      practice,
      required('weekday', 'weekday'),
      required('opens', 'clock'),
      required('closes', 'closing-clock'),
    ],
  },
  {
    file: 'practitioners.csv',
    table: 'practitioners',
    required: true,
    key: ['practitioner_id'],
    hasId: true,
    owner: 'practice_id',
    columns: [
      required('practitioner_id'),
      practice,
      required('name', 'text', personal),
      optional('pms_practitioner_id'),
      optional('accepts_video', 'boolean'),
    ],
  },
  {
    file: 'appointment_types.csv',
    table: 'appointment_types',
    required: true,
    key: ['appointment_type_id'],
    hasId: true,
    owner: 'practice_id',
    columns: [
      required('appointment_type_id'),
      practice,
      required('name', 'text', personal),
      required('duration_minutes', 'count'),
      required('mode', 'text', { oneOf: APPOINTMENT_MODES }),
      optional('pms_type_id'),
    ],
  },
  {
    file: 'patients.csv',
    table: 'patients',
    required: true,
    key: ['patient_id'],
    hasId: true,
    owner: 'practice_id',
    columns: [
      required('patient_id'),
      practice,
      required('family_name', 'text', personal),
      required('given_name', 'text', personal),
      optional('birth_on', 'day', personal),
      optional('mobile', 'text', personal),
      optional('email', 'text', personal),
      optional('pms_patient_id'),
    ],
  },
  {
    file: 'bookings.csv',
    table: 'bookings',
    required: true,
    key: ['booking_id'],
    hasId: true,
    owner: 'practice_id',
    order: [
      { from: 'start_at', to: 'end_at', equal: 'fault' },
      { from: 'synced_start_at', to: 'synced_end_at', equal: 'fault' },
    ],
    together: ['synced_at', 'synced_practitioner_id', 'synced_start_at', 'synced_end_at'],
    columns: [
      required('booking_id'),
      practice,
      required('practitioner_id', 'text', { refersTo: 'practitioners.csv' }),
      required('appointment_type_id', 'text', { refersTo: 'appointment_types.csv' }),
      required('patient_id', 'text', { refersTo: 'patients.csv' }),
      required('start_at', 'instant'),
      required('end_at', 'instant'),
      status(BOOKING_STATUSES),
      optional('patient_told', 'text', { oneOf: PATIENT_TOLD }),
      required('accepted_at', 'instant'),
      optional('changed_at', 'instant'),
      optional('cancelled_at', 'instant'),
      optional('pms_appointment_id'),
      optional('synced_at', 'instant'),
      optional('synced_practitioner_id', 'text', { refersTo: 'practitioners.csv' }),
      optional('synced_start_at', 'instant'),
      optional('synced_end_at', 'instant'),
      optional('video_link_at', 'instant'),
    ],
  },
  {
    file: 'recalls.csv',
    table: 'recalls',
    required: false,
    key: ['recall_id'],
    hasId: true,
    owner: 'practice_id',
    columns: [
      required('recall_id'),
      practice,
      required('patient_id', 'text', { refersTo: 'patients.csv' }),
      optional('pms_recall_id'),
      optional('reason', 'text', personal),
      required('due_on', 'day'),
      optional('clinically_significant', 'boolean'),
      status(RECALL_STATUSES),
      optional('last_contacted_at', 'instant'),
      optional('paused_by_booking_id', 'text', { refersTo: 'bookings.csv' }),
      optional('appointment_type_id', 'text', { refersTo: 'appointment_types.csv' }),
    ],
  },
  {
    file: 'reminders.csv',
    table: 'reminders',
    required: false,
    key: ['reminder_id'],
    hasId: true,
    owner: 'booking_id',
    columns: [
      required('reminder_id'),
      required('booking_id', 'text', { refersTo: 'bookings.csv' }),
      required('channel', 'text', { oneOf: REMINDER_CHANNELS }),
      required('due_at', 'instant'),
      optional('sent_at', 'instant'),
      optional('about_start_at', 'instant'),
    ],
  },
  {
    file: 'connection_events.csv',
    table: 'connection_events',
    required: false,
    key: ['connection_id', 'at', 'event'],
    hasId: false,
    owner: 'connection_id',
    columns: [connection, required('at', 'instant'), required('event', 'text', { oneOf: CONNECTION_EVENTS })],
  },
  {
    file: 'syncs.csv',
    table: 'syncs',
    required: false,
    key: ['connection_id', 'entity', 'direction', 'finished_at', 'outcome'],
    hasId: false,
    owner: 'connection_id',
    columns: [
      connection,
      required('entity', 'text', { oneOf: SYNC_ENTITIES }),
      required('direction', 'text', { oneOf: SYNC_DIRECTIONS }),
      required('finished_at', 'instant'),
      required('outcome', 'text', { oneOf: SYNC_OUTCOMES }),
    ],
  },
]

const book: readonly FileSpec[] = [
  {
    file: 'pms_reads.csv',
    table: 'pms_reads',
    required: true,
    key: ['connection_id', 'taken_at'],
    hasId: false,
    owner: 'connection_id',
    order: [{ from: 'from_on', to: 'to_on', equal: 'allowed' }],
    columns: [
      connection,
      required('taken_at', 'instant'),
      required('complete', 'boolean'),
      optional('database_identity'),
      optional('from_on', 'day'),
      optional('to_on', 'day'),
    ],
  },
  {
    file: 'pms_appointments.csv',
    table: 'pms_appointments',
    required: true,
    key: ['connection_id', 'pms_appointment_id'],
    hasId: true,
    owner: 'connection_id',
    order: pmsOrder,
    book: true,
    columns: [
      connection,
      required('pms_appointment_id'),
      optional('pms_location_id'),
      required('pms_practitioner_id'),
      optional('pms_patient_id'),
      optional('pms_type_id'),
      ...pmsSpan,
      status(ENTRY_STATUSES),
      optional('external_ref'),
      optional('created_local', 'local', { into: 'created_at', lenient: true }),
      optional('changed_local', 'local', { into: 'changed_at', lenient: true }),
    ],
  },
  {
    file: 'pms_sessions.csv',
    table: 'pms_sessions',
    required: false,
    key: ['connection_id', 'pms_practitioner_id', 'pms_location_id', 'start_local'],
    hasId: false,
    owner: 'connection_id',
    order: pmsOrder,
    book: true,
    columns: [
      connection,
      required('pms_practitioner_id'),
      optional('pms_location_id'),
      ...pmsSpan,
      optional('capacity', 'count', { fallback: 1 }),
      optional('slot_minutes', 'count', { fallback: 15 }),
    ],
  },
  {
    file: 'pms_blocks.csv',
    table: 'pms_blocks',
    required: false,
    key: ['connection_id', 'pms_practitioner_id', 'pms_location_id', 'start_local'],
    hasId: false,
    owner: 'connection_id',
    order: pmsOrder,
    book: true,
    columns: [
      connection,
      required('pms_practitioner_id'),
      optional('pms_location_id'),
      ...pmsSpan,
      optional('reason', 'text', personal),
    ],
  },
  {
    file: 'pms_patients.csv',
    table: 'pms_patients',
    required: false,
    key: ['connection_id', 'pms_patient_id'],
    hasId: true,
    owner: 'connection_id',
    book: true,
    columns: [
      connection,
      required('pms_patient_id'),
      required('family_name', 'text', personal),
      required('given_name', 'text', personal),
      optional('birth_on', 'day', personal),
      optional('mobile', 'text', personal),
      optional('status', 'text', { oneOf: PMS_PATIENT_STATUSES }),
    ],
  },
  {
    file: 'pms_recalls.csv',
    table: 'pms_recalls',
    required: false,
    key: ['connection_id', 'pms_recall_id'],
    hasId: true,
    owner: 'connection_id',
    book: true,
    columns: [
      connection,
      required('pms_recall_id'),
      required('pms_patient_id'),
      optional('reason', 'text', personal),
      required('due_on', 'day'),
      optional('clinically_significant', 'boolean'),
      status(PMS_RECALL_STATUSES),
    ],
  },
]

/** In a file that names people or why they are called back, a row that slipped sideways puts that into any column. */
const NAMING: ReadonlySet<string> = new Set(['patients', 'recalls', 'pms_patients', 'pms_recalls'])

export const BUNDLE_FILES: readonly FileSpec[] = [...platform, ...book].map((spec) =>
  NAMING.has(spec.table)
    ? { ...spec, columns: spec.columns.map((column) => ({ ...column, ...personal })) }
    : spec,
)

/** The tables that a new read of the book replaces. */
export const BOOK_TABLES: readonly string[] = book.filter((spec) => spec.book).map((spec) => spec.table)
