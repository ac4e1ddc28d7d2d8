/**
 * PURE. What a verdict or finding is about: its booking, entry, recall, reminder and patient, the span that counts,
 * and how urgent that is. A judged booking brings its urgency along; a finding's is worked out here.
 */
import type {
  Booking,
  Entry,
  Finding,
  Judgement,
  Patient,
  PmsPatient,
  PmsRecall,
  Recall,
  Reminder,
  Urgency,
} from '../reconcile/model.ts'
import type { Span } from '../reconcile/span.ts'
import { urgencyOf } from '../reconcile/urgency.ts'
import type { RunFacts } from './facts.ts'
import type { Code } from './triage.ts'

export interface Subject {
  readonly practiceId: string
  readonly code: Code
  readonly subjectIds: readonly string[]
  readonly urgency: Urgency
  readonly clinicallySignificant: boolean
  readonly overdue: boolean
  readonly judgement: Judgement | null
  readonly booking: Booking | null
  readonly entry: Entry | null
  readonly otherEntry: Entry | null
  readonly recall: Recall | null
  readonly pmsRecall: PmsRecall | null
  /** When the recall is due, the practice's local day; where the two sides differ, the PMS is right. */
  readonly dueOn: string | null
  readonly reminder: Reminder | null
  readonly patient: Patient | PmsPatient | null
  /** The appointment, as it stands. */
  readonly span: Span | null
}

export function subjectOfJudgement(facts: RunFacts, judgement: Judgement): Subject {
  const { booking, verdict, pair, urgency } = judgement
  return {
    ...NOTHING,
    practiceId: booking.practiceId,
    code: verdict,
    subjectIds: [booking.bookingId],
    urgency,
    judgement,
    booking,
    entry: pair?.entry ?? null,
    patient: facts.patients.get(booking.patientId) ?? null,
    span: booking,
  }
}

export function subjectOfFinding(facts: RunFacts, finding: Finding): Subject {
  const { code, practiceId, subjectIds } = finding
  const [first = '', second = ''] = subjectIds
  const about = kindOf(facts, finding)
  const reminder = about === 'reminder' ? (facts.reminders.get(first) ?? null) : null
  const bookingId = about === 'booking' ? first : (reminder?.bookingId ?? finding.bookingId ?? '')
  const named = facts.bookings.get(bookingId) ?? null
  // A booking of another practice may be behind a finding; nothing of it is told here.
  const booking = named?.practiceId === practiceId ? named : null
  const judgement = booking === null ? null : (facts.judgementByBooking.get(bookingId) ?? null)
  const recall = about === 'recall' ? (facts.recalls.get(first) ?? null) : null
  const pmsRecall = facts.pmsRecalls.get(about === 'pms-recall' ? first : (recall?.pmsRecallId ?? '')) ?? null
  const [entry, otherEntry] = about === 'entry' ? ownFirst(facts, finding, first, second) : [null, null]
  const patientId = recall?.patientId ?? booking?.patientId ?? ''
  const found = {
    ...NOTHING,
    practiceId,
    code,
    subjectIds,
    clinicallySignificant:
      finding.clinicallySignificant ??
      ((recall?.clinicallySignificant ?? false) || (pmsRecall?.clinicallySignificant ?? false)),
    overdue: finding.overdue ?? false,
    judgement,
    booking,
    entry: entry ?? judgement?.pair?.entry ?? null,
    otherEntry,
    recall,
    pmsRecall,
    dueOn: (code === 'recall-changed' ? pmsRecall?.dueOn : recall?.dueOn) ?? pmsRecall?.dueOn ?? null,
    reminder,
    patient: facts.patients.get(patientId) ?? facts.pmsPatients.get(pmsRecall?.pmsPatientId ?? '') ?? null,
    span: entry ?? standing(booking, judgement),
  }
  return { ...found, urgency: urgencyOfFinding(facts, found) }
}

const NOTHING = {
  clinicallySignificant: false,
  overdue: false,
  judgement: null,
  booking: null,
  entry: null,
  otherEntry: null,
  recall: null,
  pmsRecall: null,
  dueOn: null,
  reminder: null,
  patient: null,
  span: null,
} as const

type About = 'booking' | 'entry' | 'recall' | 'pms-recall' | 'reminder'

function kindOf(facts: RunFacts, { code, subjectIds, bookingId }: Finding): About {
  if (code === 'recall-missing') return 'pms-recall'
  if (code.startsWith('recall-')) return 'recall'
  if (code.startsWith('reminder-')) return 'reminder'
  if (code === 'book-overlap' || code === 'stale-placeholder') return 'entry'
  if (code !== 'patient-deceased') return 'booking'
  const [first = ''] = subjectIds
  if (first === bookingId) return 'booking'
  return facts.recalls.has(first) ? 'recall' : facts.pmsRecalls.has(first) ? 'pms-recall' : 'booking'
}

/** The practice's own entry first: of another practice's nothing but the id may be told. */
function ownFirst(
  facts: RunFacts,
  { practiceId }: Finding,
  first: string,
  second: string,
): readonly [Entry | null, Entry | null] {
  const entries = [facts.entries.get(first) ?? null, facts.entries.get(second) ?? null] as const
  const [one, other] = entries
  return one !== null && other !== null && facts.belongsElsewhere(one, practiceId) ? [other, one] : entries
}

/** Where the booking stands: at its entry, once it is in the book; at its own span until then. */
function standing(booking: Booking | null, judgement: Judgement | null): Span | null {
  const entry = judgement?.pair?.entry
  const isLive = entry !== undefined && !['cancelled', 'did_not_attend', 'placeholder'].includes(entry.status)
  return isLive && judgement?.verdict !== 'move-in-book' ? entry : booking
}

type Found = Omit<Subject, 'urgency'>

function urgencyOfFinding(facts: RunFacts, found: Found): Urgency {
  const { code, practiceId, recall, pmsRecall, dueOn, reminder, span } = found
  const { asOfMs } = facts.reconciliation
  const clock = facts.clock(practiceId)
  if (CALM.has(code)) return 'later'
  if (recall !== null || pmsRecall !== null) {
    return dueOn === null ? 'later' : urgencyOf(clock.dayStart(dueOn), asOfMs, clock.localDay)
  }
  if (code === 'reminder-out-of-date') {
    const ahead = [reminder?.aboutStartMs, span?.startMs].filter((ms) => ms != null && ms > asOfMs)
    return urgencyOf(Math.min(...ahead.map(Number), Number.MAX_SAFE_INTEGER), asOfMs, clock.localDay)
  }
  if (span === null) return 'later'
  // Only where a patient was left waiting is a start in the past a reason to hurry.
  if (span.startMs <= asOfMs && !LEFT_WAITING.has(code)) return 'later'
  return urgencyOf(span.startMs, asOfMs, clock.localDay)
}

const CALM: ReadonlySet<Code> = new Set(['recall-closed-in-pms', 'recall-booked'])
const LEFT_WAITING: ReadonlySet<Code> = new Set(['video-start-passed', 'patient-deceased'])
