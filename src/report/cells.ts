/**
 * PURE. One row's cells. What comes from data stays text and is guarded when written; times are the practice's own
 * wall clock with its offset. Names, birth dates and mobiles only where the practice asked for them.
 */
import type {
  Action,
  ActionActor,
  Alternative,
  Entry,
  Judgement,
  Patient,
  PmsPatient,
  Urgency,
} from '../reconcile/model.ts'
import type { Disclosure, ReportColumn } from './columns.ts'
import { type Cell, type Cells, own } from './csv.ts'
import type { RunFacts } from './facts.ts'
import type { Words } from './language.ts'
import { saying } from './sayings.ts'
import type { Subject } from './subjects.ts'
import { type Code, type Group, type RowStatus, type Severity, WEIGHTS } from './triage.ts'

/** What is known of a row before its cells are worked out. */
export interface RowFacts {
  readonly findingId: string
  /** 1 … n within its file. */
  readonly priority: number
  readonly subject: Subject
  readonly code: Code
  readonly group: Group
  readonly urgency: Urgency
  readonly severity: Severity
  readonly status: RowStatus
  /** What the plan does about it. */
  readonly actions: readonly Action[]
  /** Then nothing is sent and nothing is automatic, whatever the row is about. */
  readonly isDeceased: boolean
  readonly actors: readonly (ActionActor | 'nobody')[]
  /** When a person has to act: by when. */
  readonly actByMs: number | null
}

/** The times to offer, best first: the joint answer's, then the free ones beside it. */
export const offersOf = (judgement: Judgement | null): readonly Alternative[] =>
  judgement === null || judgement.alternative === null ? [] : [judgement.alternative, ...judgement.options]

export function cellsOf(
  facts: RunFacts,
  words: Words,
  runId: string,
  row: RowFacts,
  { full, appointmentTypes }: Disclosure,
): Cells<ReportColumn> {
  const { subject } = row
  const { practiceId, booking, recall, pmsRecall, dueOn, reminder, span, judgement } = subject
  const clock = facts.clock(practiceId)
  const at = (ms: number | null | undefined): Cell => (ms == null ? '' : own(clock.localIso(ms)))
  const said = saying(words, subject)
  const todo = todoOf(words, row, said.todo)
  const isHeld = facts.reconciliation.holds.length > 0 && row.group !== 'nothing'
  const entry = ofThisPractice(facts, subject.entry, practiceId)
  return {
    run_id: runId,
    finding_id: row.findingId,
    priority: own(row.priority),
    urgency: own(row.urgency),
    severity: words.severities[row.severity],
    type_code: row.code,
    type: said.title,
    what_happened: said.happened,
    action_needed: isHeld ? words.whileHeld(todo) : todo,
    who: row.actors.map((actor) => words.actors[actor]).join('; '),
    act_by: at(row.actByMs),
    status: words.rowStatuses[row.status],
    location: facts.practice(practiceId).name,
    practitioner: practitionerName(facts, subject),
    appointment_start: at(span?.startMs),
    appointment_end: at(span?.endMs),
    time_zone: clock.timeZone,
    booking_ref: booking?.bookingId ?? '',
    pms_appointment_id: subject.entry?.pmsAppointmentId ?? '',
    pms_start: at(entry?.startMs),
    ...conflictCells(subject),
    patient_ref: patientRef(subject.patient),
    ...(full ? personCells(subject.patient) : {}),
    ...(appointmentTypes ? { appointment_type: typeName(facts, subject) } : {}),
    booked_at: at(booking?.acceptedMs),
    pms_created_at: at(entry?.createdMs ?? firstConflictMs(facts, subject)),
    patient_told: booking?.patientTold == null ? '' : words.told[booking.patientTold],
    decision_rule: said.rule,
    suggested_slots: offersOf(judgement)
      .map((offer) =>
        words.slot(clock.localIso(offer.startMs), facts.practitionerName(offer.practitionerId, practiceId)),
      )
      .join('; '),
    recall_ref: recall?.recallId ?? pmsRecall?.pmsRecallId ?? '',
    recall_state:
      recall === null && pmsRecall === null
        ? ''
        : words.recallState(recall?.status ?? null, pmsRecall?.status ?? null),
    recall_due_on: dueOn === null ? '' : own(dueOn),
    reminder_ref: reminder?.reminderId ?? '',
    reminder_channel: reminder === null ? '' : words.channels[reminder.channel],
    reminder_due_at: at(reminder?.dueMs),
    evidence_snapshot_at: at(facts.reconciliation.read?.takenMs),
  }
}

/** The table's sentence, unless the plan leaves more or less to people than the table expects. */
function todoOf(words: Words, { code, group, actions, isDeceased }: RowFacts, usual: string): string {
  if (isDeceased) return words.deceased
  const isForPeople = group === 'call' || group === 'decide'
  const { group: table } = WEIGHTS[code]
  if (isForPeople === (table === 'call' || table === 'decide')) return usual
  if (!isForPeople) return words.doneByPlan
  const todos = actions.filter(({ who }) => who !== 'automatic').map(({ kind }) => words.actions[kind].todo)
  return [...new Set(todos)].join(' ') || words.decideFirst
}

/** The practice software's number, by which staff find the patient; else initials and the end of our own id. */
export function patientRef(patient: Patient | PmsPatient | null): string {
  if (patient === null) return ''
  if (patient.pmsPatientId !== null) return patient.pmsPatientId
  const initials = [patient.givenName, patient.familyName].map((name) => [...name.trim()][0] ?? '').join('')
  const id = 'patientId' in patient ? patient.patientId : ''
  return `${initials}-${[...id].slice(-3).join('')}`
}

/** Whose appointment it is, by name; the id where there is no name of this practice. */
export function practitionerName(facts: RunFacts, { booking, entry, practiceId }: Subject): string {
  if (booking !== null) return facts.practitionerName(booking.practitionerId, practiceId)
  if (entry === null) return ''
  return facts.practitionerOfEntry(entry, practiceId)?.name ?? entry.pmsPractitionerId
}

/** What takes the time: for an overlap in the book the other entry, else what the verdict names. */
export function conflictCells({ otherEntry, judgement, code }: Subject): {
  readonly conflicting_pms_id: string
  readonly conflicting_booking_ref: string
  readonly conflict_group: string
} {
  const ofVerdict = judgement !== null && judgement.verdict === code ? judgement : null
  return {
    conflicting_pms_id:
      otherEntry?.pmsAppointmentId ?? ofVerdict?.conflictsWith.pmsAppointmentIds.join('; ') ?? '',
    conflicting_booking_ref: ofVerdict?.conflictsWith.bookingIds.join('; ') ?? '',
    conflict_group: ofVerdict?.conflictGroup ?? '',
  }
}

function ofThisPractice(facts: RunFacts, entry: Entry | null, practiceId: string): Entry | null {
  return entry === null || facts.belongsElsewhere(entry, practiceId) ? null : entry
}

/** When the earliest entry that took the time was made: it shows who came first. */
function firstConflictMs(facts: RunFacts, { judgement, code, practiceId }: Subject): number | null {
  if (judgement === null || judgement.verdict !== code) return null
  const made = judgement.conflictsWith.pmsAppointmentIds
    .map((id) => ofThisPractice(facts, facts.entries.get(id) ?? null, practiceId)?.createdMs ?? null)
    .filter((ms) => ms !== null)
  return made.length === 0 ? null : Math.min(...made)
}

export function personCells(
  patient: Patient | PmsPatient | null,
): Cells<'patient_name' | 'birth_on' | 'mobile'> {
  if (patient === null) return {}
  return {
    patient_name: `${patient.givenName} ${patient.familyName}`,
    birth_on: patient.birthOn === null ? '' : own(patient.birthOn),
    mobile: patient.mobile ?? '',
  }
}

function typeName(facts: RunFacts, { booking, recall }: Subject): string {
  return facts.types.get(booking?.appointmentTypeId ?? recall?.appointmentTypeId ?? '')?.name ?? ''
}
