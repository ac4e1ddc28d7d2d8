/**
 * The columns of the CSV files, in their order. Every file begins and ends with the same ones, so that staff learn
 * them once; what cannot apply to a file is left out of it. No file has a column for a recall's reason or a video link.
 */

export const REPORT_FILES = ['bookings', 'recalls', 'reminders', 'video'] as const
export type ReportFile = (typeof REPORT_FILES)[number]

const LEADING = [
  'run_id',
  'finding_id',
  'priority',
  'urgency',
  'severity',
  'type_code',
  'type',
  'what_happened',
  'action_needed',
  'who',
  'act_by',
  'status',
  'location',
  'practitioner',
  'appointment_start',
  'appointment_end',
  'time_zone',
  'booking_ref',
] as const

const IN_BOOK = ['pms_appointment_id', 'pms_start'] as const
const CONFLICT = ['conflicting_pms_id', 'conflicting_booking_ref', 'conflict_group'] as const
const BOOKED = ['booked_at', 'pms_created_at', 'patient_told'] as const
const DECIDED = ['decision_rule', 'suggested_slots'] as const
const RECALL = ['recall_ref', 'recall_state', 'recall_due_on'] as const
const REMINDER = ['reminder_ref', 'reminder_channel', 'reminder_due_at'] as const
const PERSON = ['patient_name', 'birth_on', 'mobile'] as const
const TRAILING = ['evidence_snapshot_at', 'completed_by', 'completed_at', 'outcome'] as const

export type ReportColumn =
  | (typeof LEADING)[number]
  | (typeof IN_BOOK)[number]
  | (typeof CONFLICT)[number]
  | (typeof BOOKED)[number]
  | (typeof DECIDED)[number]
  | (typeof RECALL)[number]
  | (typeof REMINDER)[number]
  | (typeof PERSON)[number]
  | (typeof TRAILING)[number]
  | 'appointment_type'
  | 'patient_ref'

/** What the practice opted in to. By default nothing that tells more of a patient than is needed to find them. */
export interface Disclosure {
  /** Names, birth dates and mobiles. */
  readonly full?: boolean | undefined
  /** The type of the appointment, which may reveal health information. */
  readonly appointmentTypes?: boolean | undefined
}

export function columnsOf(
  file: ReportFile,
  { full, appointmentTypes }: Disclosure = {},
): readonly ReportColumn[] {
  const type = appointmentTypes ? (['appointment_type'] as const) : []
  const person = full ? PERSON : []
  const patient = ['patient_ref', ...person] as const
  switch (file) {
    case 'bookings':
      return [...LEADING, ...type, ...IN_BOOK, ...CONFLICT, ...patient, ...BOOKED, ...DECIDED, ...TRAILING]
    case 'recalls':
      return [...LEADING, ...type, ...patient, ...RECALL, ...TRAILING]
    case 'reminders':
      return [...LEADING, ...type, ...IN_BOOK, ...patient, ...REMINDER, ...BOOKED, ...TRAILING]
    case 'video':
      return [...LEADING, ...type, ...IN_BOOK, ...patient, ...BOOKED, ...TRAILING]
    default:
      return file satisfies never
  }
}

/** What an email may carry unencrypted: enough to find the booking and to know what to do, and nothing of the patient. */
const MAILED: ReadonlySet<ReportColumn> = new Set([
  'priority',
  'urgency',
  'type',
  'what_happened',
  'action_needed',
  'who',
  'act_by',
  'status',
  'practitioner',
  'appointment_start',
  'appointment_end',
  'time_zone',
  'booking_ref',
  'pms_appointment_id',
  'patient_ref',
  'suggested_slots',
  'recall_ref',
  'reminder_ref',
])

export const mailedColumnsOf = (file: ReportFile): readonly ReportColumn[] =>
  columnsOf(file).filter((column) => MAILED.has(column))

export const ACTION_COLUMNS = [
  'run_id',
  'action_id',
  'work_order',
  'urgency',
  'kind',
  'title',
  'what_to_do',
  'who',
  'because',
  'because_title',
  'status',
  'subject_ids',
  'depends_on',
  'practitioner',
  'proposed_start',
  'proposed_end',
  'time_zone',
] as const
export type ActionColumn = (typeof ACTION_COLUMNS)[number]

export const SUMMARY_COLUMNS = ['key', 'value', 'explanation'] as const
export type SummaryColumn = (typeof SUMMARY_COLUMNS)[number]

/** What people fill in, and `rejoin actions import-outcomes` reads back, with `action_id` and `plan_hash`. */
export const OUTCOME_COLUMNS = ['outcome', 'completed_by', 'completed_at', 'note'] as const

const WORK = [
  'run_id',
  'plan_hash',
  'action_id',
  'work_order',
  'group',
  'urgency',
  'title',
  'what_to_do',
  'who',
  'because_title',
  'status',
  'after',
  'location',
  'practitioner',
  'appointment_start',
  'appointment_end',
  'proposed_practitioner',
  'proposed_start',
  'proposed_end',
  'time_zone',
  'booking_ref',
  'pms_appointment_id',
  'patient_ref',
] as const

export type WorklistColumn =
  | (typeof WORK)[number]
  | (typeof PERSON)[number]
  | 'subject_ids'
  | (typeof OUTCOME_COLUMNS)[number]

export const worklistColumns = ({ full }: Disclosure = {}): readonly WorklistColumn[] => [
  ...WORK,
  ...(full ? PERSON : []),
  'subject_ids',
  ...OUTCOME_COLUMNS,
]
