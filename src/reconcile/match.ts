/**
 * Which entry of the book answers for which booking (contract § 3.1): one to one, over all bookings of the
 * connection, step by step, each step only over what is still unpaired.
 */
import { addTo } from './group.ts'
import type { Booking, Entry, MatchedBy, Pair } from './model.ts'
import { compareIds } from './order.ts'
import { DAY_MS, type EpochMs, MINUTE_MS, type Span } from './span.ts'
import {
  cancelledOnline,
  isLive,
  pmsPatientIdOf,
  practitionerOf,
  readCompleteFor,
  typeOf,
  type World,
} from './world.ts'

/** Two starts at most this far apart are the same appointment. */
export const SAME_START_MS = 10 * MINUTE_MS
const ELSEWHERE_MS = 7 * DAY_MS
const RE_ENTERED_MS = 28 * DAY_MS

/** Pairs by booking id. A booking without a pair has no entry in the book that anybody can name. */
export type Pairs = ReadonlyMap<string, Pair>

export function match(world: World, window: Span): Pairs {
  const state = new Matching(world)
  const standing = (entry: Entry): boolean => entry.status !== 'cancelled' && entry.status !== 'placeholder'
  const cancelled = (entry: Entry): boolean => entry.status === 'cancelled'

  state.step('external-ref', (booking) => state.byRef(booking).filter(standing))
  state.step('pms-appointment-id', (booking) => state.byPmsId(booking).filter(standing))
  state.step('same-time', (booking) => state.atSameTime(booking).filter(standing))
  state.step('elsewhere', (booking) => enteredElsewhere(state, booking, window.startMs))

  // Decided for all bookings before the first is paired: "exactly one" counts what is unpaired when the step begins.
  const reEntered = new Map(
    state.unpaired().map((booking) => [booking.bookingId, reEnteredFor(state, booking, window)]),
  )
  state.step('re-entered', (booking) => reEntered.get(booking.bookingId) ?? [])

  state.step('external-ref', (booking) => state.byRef(booking).filter(cancelled))
  state.step('pms-appointment-id', (booking) => state.byPmsId(booking).filter(cancelled))
  state.step('same-time', (booking) =>
    state.atSameTime(booking).filter(cancelled).filter(changedSince(booking)),
  )
  return state.pairs
}

/** Step 4: the desk typed it in by hand, at another time or with somebody else. */
function enteredElsewhere(state: Matching, booking: Booking, openedMs: EpochMs): Entry[] {
  if (booking.base !== null || cancelledOnline(booking)) return []
  return state.ofSamePatient(booking).filter((entry) => {
    if (!isLive(entry) || startsApart(entry, booking) > ELSEWHERE_MS) return false
    return entry.createdMs === null ? state.samePersonOrType(entry, booking) : entry.createdMs >= openedMs
  })
}

/** Step 5: the desk moved it by deleting it and entering it again. Only an unmistakable one counts. */
function reEnteredFor(state: Matching, booking: Booking, window: Span): Entry[] {
  if (booking.base === null || !ownEntryIsGone(state, booking, booking.base)) return []
  if (cancelledOnline(booking)) {
    const cancelledMs = booking.cancelledMs ?? booking.changedMs
    if (cancelledMs === null || cancelledMs < window.startMs || cancelledMs > window.endMs) return []
  }
  const candidates = state
    .ofSamePatient(booking)
    .filter(
      (entry) =>
        isLive(entry) &&
        !state.isTaken(entry) &&
        state.samePersonOrType(entry, booking) &&
        startsApart(entry, booking) <= RE_ENTERED_MS &&
        entry.createdMs !== null &&
        entry.createdMs >= window.startMs,
    )
  return candidates.length === 1 ? candidates : []
}

/** Read as cancelled, or absent from a read that proves absence. */
function ownEntryIsGone(state: Matching, booking: Booking, base: Span): boolean {
  if (readCompleteFor(state.world, base)) return true
  return [
    ...state.byRef(booking),
    ...state.byPmsId(booking),
    ...state.atSameTime(booking).filter(changedSince(booking)),
  ].some((entry) => entry.status === 'cancelled')
}

/** A same-time entry that was cancelled before the booking was made says nothing about the booking. */
const changedSince =
  (booking: Booking) =>
  (entry: Entry): boolean =>
    entry.changedMs === null || entry.changedMs >= booking.acceptedMs

const startsApart = (a: Span, b: Span): number => Math.abs(a.startMs - b.startMs)

class Matching {
  readonly pairs = new Map<string, Pair>()
  private readonly taken = new Set<string>()
  private readonly entriesByPatient = new Map<string, Entry[]>()
  readonly world: World

  constructor(world: World) {
    this.world = world
    for (const entry of world.snapshot.book.entries) {
      if (entry.pmsPatientId === null) continue
      addTo(this.entriesByPatient, entry.pmsPatientId, entry)
    }
  }

  /**
   * Pairs greedily in the one order that both sides agree on (§ 3.1: two bookings for one entry, two entries for one
   * booking). Both sides rank by the same key, so there is just one stable answer, and this finds it.
   */
  step(matchedBy: MatchedBy, candidatesOf: (booking: Booking) => readonly Entry[]): void {
    const wishes: Pair[] = []
    for (const booking of this.unpaired()) {
      for (const entry of candidatesOf(booking)) {
        if (!this.isTaken(entry)) wishes.push({ booking, entry, matchedBy })
      }
    }
    wishes.sort(byPreference)
    for (const wish of wishes) {
      if (this.pairs.has(wish.booking.bookingId) || this.isTaken(wish.entry)) continue
      this.pairs.set(wish.booking.bookingId, wish)
      this.taken.add(wish.entry.pmsAppointmentId)
    }
  }

  unpaired(): Booking[] {
    return this.world.snapshot.bookings.filter((booking) => !this.pairs.has(booking.bookingId))
  }

  isTaken(entry: Entry): boolean {
    return this.taken.has(entry.pmsAppointmentId)
  }

  byRef(booking: Booking): readonly Entry[] {
    return this.world.entriesByRef.get(booking.bookingId) ?? []
  }

  byPmsId(booking: Booking): readonly Entry[] {
    if (booking.pmsAppointmentId === null) return []
    const entry = this.world.entries.get(booking.pmsAppointmentId)
    return entry === undefined ? [] : [entry]
  }

  /** Entries of the same patient that carry no other booking's id. */
  ofSamePatient(booking: Booking): readonly Entry[] {
    const pmsPatientId = pmsPatientIdOf(this.world, booking.patientId)
    if (pmsPatientId === null) return []
    const entries = this.entriesByPatient.get(pmsPatientId) ?? []
    return entries.filter((entry) => entry.externalRef === null || entry.externalRef === booking.bookingId)
  }

  atSameTime(booking: Booking): Entry[] {
    return this.ofSamePatient(booking).filter(
      (entry) => startsApart(entry, booking) <= SAME_START_MS && this.samePractitioner(entry, booking),
    )
  }

  samePersonOrType(entry: Entry, booking: Booking): boolean {
    return this.samePractitioner(entry, booking) || sameType(this.world, entry, booking)
  }

  private samePractitioner(entry: Entry, booking: Booking): boolean {
    return entry.pmsPractitionerId === practitionerOf(this.world, booking).pmsPractitionerId
  }
}

function sameType(world: World, entry: Entry, booking: Booking): boolean {
  const { pmsTypeId } = typeOf(world, booking)
  return pmsTypeId !== null && entry.pmsTypeId === pmsTypeId
}

function byPreference(a: Pair, b: Pair): number {
  return (
    Number(cancelledOnline(a.booking)) - Number(cancelledOnline(b.booking)) ||
    startsApart(a.entry, a.booking) - startsApart(b.entry, b.booking) ||
    a.booking.acceptedMs - b.booking.acceptedMs ||
    compareIds(a.booking.bookingId, b.booking.bookingId) ||
    a.entry.startMs - b.entry.startMs ||
    compareIds(a.entry.pmsAppointmentId, b.entry.pmsAppointmentId)
  )
}
