/**
 * PURE. Which practitioner-days a page draws: those on which somebody wants time that is not there, then those on
 * which only times to offer lie.
 */
import type { Alternative, Judgement, VerdictCode } from '../../reconcile/model.ts'
import { compareIds } from '../../reconcile/order.ts'
import { overlaps, type Span } from '../../reconcile/span.ts'
import { offersOf } from '../cells.ts'
import type { RunFacts } from '../facts.ts'
import { type DayIndex, dayIndex, pmsKey } from './day-index.ts'

/** One practitioner's day, and what on it a person has to know of. */
export interface Spot {
  readonly staff: string
  readonly name: string
  readonly day: string
  isConflict: boolean
  readonly spans: Span[]
  readonly bookingIds: Set<string>
  readonly entryIds: Set<string>
  readonly offers: Offer[]
  /** By entry: the bookings of the same patient at the same time with somebody else. */
  readonly samePatient: Map<string, string[]>
  /** By what holds the time (`entry …`, `booking …`): the bookings that wanted it. */
  readonly wantedBy: Map<string, string[]>
}

export interface Offer {
  readonly bookingId: string
  /** 0: the time that is proposed; then those that are free as well. */
  readonly rank: number
  readonly span: Alternative
}

const CONFLICTS: ReadonlySet<VerdictCode> = new Set([
  'time-already-taken',
  'practitioner-unavailable',
  'outside-session',
])

/** In the order in which they are drawn. */
export function spotsOf(facts: RunFacts, practiceId: string): readonly Spot[] {
  const spots = new Spots(facts, practiceId)
  for (const judgement of facts.judgementsOf(practiceId)) ofJudgement(spots, judgement)
  for (const { code, subjectIds } of facts.findingsOf(practiceId)) {
    if (code === 'book-overlap') ofOverlap(spots, subjectIds)
    if (code === 'patient-double-booked') for (const id of subjectIds) ofDoubleBooked(spots, id)
  }
  return spots.all.toSorted(
    (a, b) =>
      Number(b.isConflict) - Number(a.isConflict) ||
      compareIds(a.day, b.day) ||
      compareIds(a.name, b.name) ||
      compareIds(a.staff, b.staff),
  )
}

class Spots {
  readonly facts: RunFacts
  readonly practiceId: string
  readonly index: DayIndex
  private readonly known = new Map<string, Spot>()
  private readonly names = new Map<string, string>()

  constructor(facts: RunFacts, practiceId: string) {
    this.facts = facts
    this.practiceId = practiceId
    this.index = dayIndex(facts)
    for (const { practitionerId, name, practiceId: own } of facts.snapshot.practitioners) {
      const staff = this.index.staffOf(practitionerId)
      if (own === practiceId && !this.names.has(staff)) this.names.set(staff, name)
    }
  }

  get all(): readonly Spot[] {
    return [...this.known.values()]
  }

  at(staff: string, span: Span, isConflict: boolean): Spot {
    const day = this.facts.clock(this.practiceId).localDay(span.startMs)
    const key = JSON.stringify([staff, day])
    let spot = this.known.get(key)
    if (spot === undefined) {
      const name = this.names.get(staff) ?? staff.slice(4)
      spot = { staff, name, day, isConflict, spans: [], offers: [], ...none() }
      this.known.set(key, spot)
    }
    spot.isConflict ||= isConflict
    spot.spans.push(span)
    return spot
  }
}

const none = () => ({
  bookingIds: new Set<string>(),
  entryIds: new Set<string>(),
  samePatient: new Map<string, string[]>(),
  wantedBy: new Map<string, string[]>(),
})

function ofJudgement(spots: Spots, judgement: Judgement): void {
  const { facts, index } = spots
  const { booking, verdict, conflictsWith, conflictGroup } = judgement
  const { bookingIds, pmsAppointmentIds } = conflictsWith
  const isAgainst = bookingIds.length + pmsAppointmentIds.length > 0
  if (CONFLICTS.has(verdict) || isAgainst || conflictGroup !== null) {
    const spot = spots.at(index.staffOf(booking.practitionerId), booking, true)
    spot.bookingIds.add(booking.bookingId)
    for (const id of pmsAppointmentIds) {
      spot.entryIds.add(id)
      note(spot.wantedBy, `entry ${id}`, booking.bookingId)
      const entry = facts.entries.get(id)
      if (entry !== undefined) spot.spans.push(entry)
    }
    for (const id of bookingIds) {
      spot.bookingIds.add(id)
      note(spot.wantedBy, `booking ${id}`, booking.bookingId)
      const other = facts.bookings.get(id)
      if (other !== undefined) spot.spans.push(other)
    }
  }
  for (const [rank, span] of offersOf(judgement).entries()) {
    const { bookingId } = booking
    spots.at(index.staffOf(span.practitionerId), span, false).offers.push({ bookingId, rank, span })
  }
}

/** The day is that of the practice's own entry; of two on either side of midnight, the earlier one's. */
function ofOverlap(spots: Spots, subjectIds: readonly string[]): void {
  const entries = subjectIds.flatMap((id) => spots.facts.entries.get(id) ?? [])
  const [first] = entries.toSorted((a, b) => a.startMs - b.startMs)
  if (first === undefined) return
  const spot = spots.at(pmsKey(first.pmsPractitionerId), first, true)
  for (const entry of entries) {
    spot.entryIds.add(entry.pmsAppointmentId)
    spot.spans.push(entry)
  }
}

/** Both places at which the patient is expected, as far as the other is this practice's business. */
function ofDoubleBooked(spots: Spots, bookingId: string): void {
  const { facts, index, practiceId } = spots
  const booking = facts.bookings.get(bookingId)
  if (booking === undefined || booking.practiceId !== practiceId) return
  const staff = index.staffOf(booking.practitionerId)
  spots.at(staff, booking, true).bookingIds.add(bookingId)
  const pmsPatientId = facts.patients.get(booking.patientId)?.pmsPatientId ?? ''
  for (const entry of index.patients.get(pmsPatientId) ?? []) {
    const other = pmsKey(entry.pmsPractitionerId)
    const isOver = entry.status === 'cancelled' || entry.status === 'did_not_attend'
    if (other === staff || isOver || !overlaps(entry, booking) || facts.belongsElsewhere(entry, practiceId))
      continue
    const spot = spots.at(other, entry, true)
    spot.entryIds.add(entry.pmsAppointmentId)
    note(spot.samePatient, entry.pmsAppointmentId, bookingId)
  }
}

function note(map: Map<string, string[]>, key: string, id: string): void {
  const ids = map.get(key)
  if (ids === undefined) map.set(key, [id])
  else if (!ids.includes(id)) ids.push(id)
}
