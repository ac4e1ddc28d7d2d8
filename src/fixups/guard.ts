/**
 * PURE. Does what an action relies on still hold? Its basis against facts that were read a moment ago. The first thing
 * that is no longer so is the reason why the action is declined; then a new run must look at the world again.
 */
import type { Diary } from '../books/book.ts'
import type { Identity } from '../reconcile/identity.ts'
import { SAME_START_MS } from '../reconcile/match.ts'
import type {
  Action,
  Basis,
  Booking,
  Entry,
  Patient,
  PmsPatient,
  PmsRecall,
  Practice,
  Recall,
  Reminder,
} from '../reconcile/model.ts'
import { contains, DAY_MS, type EpochMs, isoInstant, MINUTE_MS, type Span } from '../reconcile/span.ts'
import { peakWithin } from '../reconcile/timetable.ts'
import { isLive, sessionCounts } from '../reconcile/world.ts'
import { HANDS } from './hands.ts'

export const DECLINE_REASONS = [
  'booking-changed',
  'entry-changed',
  'entry-appeared',
  'time-taken',
  'practitioner-unavailable',
  'outside-session',
  'start-passed',
  'setup-changed',
  'no-place',
  'patient-deceased',
  'patient-changed',
  'recall-changed',
  'pms-recall-changed',
  'reminder-changed',
] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** Null: not there, or the action has nothing to do with it. */
export interface Facts {
  readonly nowMs: EpochMs
  /** When the book was read that the plan relies on. */
  readonly plannedOverMs: EpochMs | null
  readonly booking: Booking | null
  /** Where this plan itself has put the booking since the run. */
  readonly bookingNow: Basis['booking'] | null
  readonly practice: Practice | null
  readonly patient: Patient | null
  readonly identity: Identity | null
  readonly pmsPatient: PmsPatient | null
  /** The practitioner and type of the place to write, as the PMS knows them. */
  readonly pmsPractitionerId: string | null
  readonly pmsTypeId: string | null
  readonly entry: Entry | null
  /** Entries that carry the booking's id or that it is linked to. */
  readonly own: readonly Entry[]
  /** What the patient has in the book around the wanted time. */
  readonly ofPatient: readonly Entry[]
  /** Entries that other bookings of the patient are linked to. */
  readonly linked: ReadonlySet<string>
  /** What the practitioner has at the wanted time. */
  readonly diary: Diary | null
  readonly recall: Recall | null
  readonly pmsRecall: PmsRecall | null
  /** `import-recall`: the platform has one for it by now. */
  readonly recallKnown: boolean
  /** `pause-recall`: the booking that it is paused for. */
  readonly pausedFor: Booking | null
  readonly reminder: Reminder | null
}

export function guard(action: Action, facts: Facts): DeclineReason | null {
  const { basis } = action
  return (
    (facts.pmsPatient?.status === 'deceased' ? 'patient-deceased' : null) ??
    bookingHolds(basis, facts) ??
    entryHolds(basis, facts) ??
    recallsHold(action, facts) ??
    reminderHolds(basis, facts) ??
    (HANDS[action.kind] === 'book' ? writable(action, facts) : mirrorable(action))
  )
}

function bookingHolds({ booking: planned }: Basis, { booking, bookingNow }: Facts): DeclineReason | null {
  if (planned === undefined) return null
  const expected = bookingNow ?? planned
  const same =
    booking !== null &&
    booking.status === expected.status &&
    booking.practitionerId === expected.practitionerId &&
    isAt(booking, expected)
  return same ? null : 'booking-changed'
}

function entryHolds({ entry: planned }: Basis, { entry }: Facts): DeclineReason | null {
  if (planned === undefined) return null
  const same =
    entry !== null &&
    entry.status === planned.status &&
    entry.pmsPractitionerId === planned.pmsPractitionerId &&
    entry.pmsPatientId === planned.pmsPatientId &&
    isAt(entry, planned)
  return same ? null : 'entry-changed'
}

function recallsHold({ kind, basis }: Action, facts: Facts): DeclineReason | null {
  const { recall, pmsRecall } = facts
  if (basis.recall !== undefined) {
    const same =
      recall !== null && recall.status === basis.recall.status && recall.dueOn === basis.recall.dueOn
    if (!same) return 'recall-changed'
  }
  if (basis.pmsRecall !== undefined) {
    const { status, dueOn } = basis.pmsRecall
    const same = status === (pmsRecall?.status ?? 'absent') && dueOn === (pmsRecall?.dueOn ?? null)
    if (!same) return 'pms-recall-changed'
  }
  if (kind === 'import-recall' && facts.recallKnown) return 'recall-changed'
  return kind === 'pause-recall' && facts.pausedFor === null ? 'booking-changed' : null
}

function reminderHolds({ reminder: planned }: Basis, { reminder }: Facts): DeclineReason | null {
  if (planned === undefined) return null
  const sentAt = reminder?.sentMs == null ? null : isoInstant(reminder.sentMs)
  return reminder !== null && sentAt === planned.sentAt ? null : 'reminder-changed'
}

function writable(action: Action, facts: Facts): DeclineReason | null {
  const { kind, basis, proposed } = action
  if (kind === 'create-patient') return facts.identity?.kind === 'new' ? null : 'patient-changed'
  if (kind === 'cancel-appointment' || kind === 'remove-placeholder') return null
  if (proposed === null) return 'no-place'
  if (proposed.startMs <= facts.nowMs) return 'start-passed'
  const { pmsPractitionerId } = facts
  if (
    pmsPractitionerId === null ||
    (basis.free?.pmsPractitionerId ?? pmsPractitionerId) !== pmsPractitionerId
  )
    return 'setup-changed'
  if (kind === 'create-appointment') {
    if (facts.pmsTypeId === null) return 'setup-changed'
    if (facts.identity?.kind !== 'known' || facts.pmsPatient === null) return 'patient-changed'
    if (hasEntry(action, facts, proposed)) return 'entry-appeared'
  }
  return roomFor(basis, facts, proposed)
}

/** An entry that answers for the booking, or that the desk typed in for the patient since the plan was made. */
function hasEntry(action: Action, facts: Facts, wanted: Span): boolean {
  const bookingId = action.basis.noEntryFor
  if (bookingId === undefined) return false
  const stands = (entry: Entry): boolean => entry.status !== 'cancelled' && entry.status !== 'placeholder'
  if (facts.own.some(stands)) return true
  return facts.ofPatient.some((entry) => {
    if (!stands(entry) || facts.linked.has(entry.pmsAppointmentId)) return false
    if (entry.externalRef !== null && entry.externalRef !== bookingId) return false
    const apartMs = Math.abs(entry.startMs - wanted.startMs)
    if (entry.pmsPractitionerId === facts.pmsPractitionerId && apartMs <= SAME_START_MS) return true
    return isLive(entry) && apartMs <= ELSEWHERE_MS && isNew(entry, facts)
  })
}

/** How far around a booking the desk may have given the patient another time instead (contract § 3.1, step 4). */
export const ELSEWHERE_MS = 7 * DAY_MS

/** A PMS keeps minutes: what was typed in during the minute of the read may be missing from it. */
const isNew = (entry: Entry, { plannedOverMs }: Facts): boolean =>
  entry.createdMs !== null && plannedOverMs !== null && entry.createdMs >= plannedOverMs - MINUTE_MS

/** Room by contract § 3.4, as the book is now. The booking's own entry and placeholder are not in its way. */
function roomFor(basis: Basis, facts: Facts, wanted: Span): DeclineReason | null {
  const { diary, booking, practice } = facts
  if (diary === null || practice === null || booking === null) return 'setup-changed'
  if (peakWithin(diary.blocks, wanted) > 0) return 'practitioner-unavailable'
  const around = diary.sessions.filter(
    (session) => contains(session, wanted) && sessionCounts(session, practice),
  )
  if (diary.sessionsKnown && around.length === 0) return 'outside-session'
  const capacity = Math.max(1, ...around.map((session) => session.capacity))
  const ids = new Set([basis.entry?.pmsAppointmentId, booking.pmsAppointmentId])
  const others = diary.entries.filter(
    (entry) =>
      entry.status !== 'cancelled' &&
      entry.status !== 'did_not_attend' &&
      entry.externalRef !== booking.bookingId &&
      !ids.has(entry.pmsAppointmentId),
  )
  return peakWithin(others, wanted) < capacity ? null : 'time-taken'
}

function mirrorable({ kind, because, proposed }: Action): DeclineReason | null {
  const needsPlace = because === 'moved-in-book' || because === 'entered-elsewhere'
  return kind === 'update-booking' && needsPlace && proposed === null ? 'no-place' : null
}

const isAt = (span: Span, at: { readonly startAt: string; readonly endAt: string }): boolean =>
  span.startMs === Date.parse(at.startAt) && span.endMs === Date.parse(at.endAt)
