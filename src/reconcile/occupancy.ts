/**
 * Who gets the time (contract § 3.4). What the desk typed in always stands before an online claim; claims are served
 * in the order in which patients made them, and every time that somebody's old time is freed, from the start again.
 */
import { addTo } from './group.ts'
import type { Pairs } from './match.ts'
import type { Booking, Entry } from './model.ts'
import { compareIds } from './order.ts'
import { ServingOrder } from './serving-order.ts'
import type { Span } from './span.ts'
import { peakWithin, Timetable } from './timetable.ts'
import { cancelledOnline, practiceOf, practitionerOf, sessionsAround, type World } from './world.ts'

/** A booking that wants time in the book. */
export interface Claim extends Span {
  readonly booking: Booking
  readonly pmsPractitionerId: string
  /** A served move gives its old entry's time back. A booking that cannot be written yet keeps it. */
  readonly frees: Entry | null
  /** Its own entry, which is never in its own way. */
  readonly own: Entry | null
}

/** Something that holds a span: an entry of the book, or a claim that was served. */
export interface Holder extends Span {
  readonly pmsPractitionerId: string
  readonly entry: Entry | null
  readonly bookingId: string | null
}

export interface Occupancy {
  /** The claims that got their time, by booking id, in the order of serving. */
  readonly served: ReadonlyMap<string, Claim>
  /** What is in the way of a span in the end, this booking's own entry and placeholder not counted. */
  inTheWay(claim: Claim): readonly Holder[]
  /** Everything that holds time once the plan is carried out. */
  readonly holders: Timetable<Holder>
}

/** Whose a placeholder is: the booking that it names, or else the booking that was given its id. */
export function placeholderOwners(world: World): ReadonlyMap<string, Booking> {
  const byPmsId = new Map<string, Booking[]>()
  for (const booking of world.snapshot.bookings) {
    if (booking.pmsAppointmentId === null) continue
    addTo(byPmsId, booking.pmsAppointmentId, booking)
  }
  const owners = new Map<string, Booking>()
  for (const entry of world.snapshot.book.entries) {
    if (entry.status !== 'placeholder') continue
    const owner =
      entry.externalRef !== null
        ? world.bookings.get(entry.externalRef)
        : (byPmsId.get(entry.pmsAppointmentId) ?? []).toSorted(likelierOwner(entry))[0]
    if (owner !== undefined) owners.set(entry.pmsAppointmentId, owner)
  }
  return owners
}

/** A placeholder whose booking is cancelled online, or has an entry of its own, holds nothing for it any more. */
export function isSpent(owner: Booking, pairs: Pairs): boolean {
  const pair = pairs.get(owner.bookingId)
  return cancelledOnline(owner) || (pair !== undefined && pair.entry.status !== 'cancelled')
}

/**
 * Serves the claims. `freed`: entries that the plan cancels anyway (`cancel-in-book`).
 */
export function serve(
  world: World,
  pairs: Pairs,
  owners: ReadonlyMap<string, Booking>,
  freed: ReadonlySet<string>,
  claims: readonly Claim[],
): Occupancy {
  const holders = new Timetable<Holder>()
  const byEntry = new Map<string, Holder>()
  const placeholdersOf = new Map<string, Entry[]>()
  for (const entry of world.snapshot.book.entries) {
    if (entry.status === 'cancelled' || entry.status === 'did_not_attend') continue
    if (freed.has(entry.pmsAppointmentId)) continue
    const owner = entry.status === 'placeholder' ? owners.get(entry.pmsAppointmentId) : undefined
    if (owner !== undefined) {
      if (isSpent(owner, pairs)) continue
      addTo(placeholdersOf, owner.bookingId, entry)
    }
    const holder = entryHolder(entry)
    byEntry.set(entry.pmsAppointmentId, holder)
    holders.add(holder.pmsPractitionerId, holder)
  }

  const inTheWay = (claim: Claim): Holder[] => {
    const own = new Set(placeholdersOf.get(claim.booking.bookingId) ?? [])
    if (claim.own !== null) own.add(claim.own)
    return holders
      .overlapping(claim.pmsPractitionerId, claim)
      .filter(
        (holder) =>
          holder.bookingId !== claim.booking.bookingId && !(holder.entry !== null && own.has(holder.entry)),
      )
  }
  const fits = (claim: Claim): boolean => {
    const others = inTheWay(claim)
    const capacity = capacityFor(world, claim)
    return others.length < capacity || peakWithin(others, claim) < capacity
  }

  const served = new Map<string, Claim>()
  const queue = new ServingOrder(claims)
  for (let claim = queue.next(); claim !== null; claim = queue.next()) {
    if (!fits(claim)) {
      queue.refuse(claim)
      continue
    }
    served.set(claim.booking.bookingId, claim)
    holders.add(claim.pmsPractitionerId, claimHolder(claim))
    const given = [
      ...(placeholdersOf.get(claim.booking.bookingId) ?? []),
      ...(claim.frees ? [claim.frees] : []),
    ]
    for (const entry of given) {
      const holder = byEntry.get(entry.pmsAppointmentId)
      if (holder === undefined) continue
      holders.remove(holder.pmsPractitionerId, holder)
      queue.freed(holder)
    }
  }
  return { served, inTheWay, holders }
}

/** How many may share the practitioner's time: the largest session around the whole span, 1 where none is. */
export function capacityFor(
  world: World,
  claim: Pick<Claim, 'booking' | 'pmsPractitionerId' | 'startMs' | 'endMs'>,
): number {
  const sessions = sessionsAround(world, claim.pmsPractitionerId, practiceOf(world, claim.booking), claim)
  return sessions.length === 0 ? 1 : Math.max(...sessions.map((session) => session.capacity))
}

/** The claim of a booking, or null where its practitioner is not known to the PMS: there is no time to claim. */
export function claimOf(
  world: World,
  booking: Booking,
  own: Entry | null,
  frees: Entry | null,
): Claim | null {
  const { pmsPractitionerId } = practitionerOf(world, booking)
  if (pmsPractitionerId === null) return null
  return { booking, startMs: booking.startMs, endMs: booking.endMs, pmsPractitionerId, own, frees }
}

const entryHolder = (entry: Entry): Holder => ({
  startMs: entry.startMs,
  endMs: entry.endMs,
  pmsPractitionerId: entry.pmsPractitionerId,
  entry,
  bookingId: null,
})

const claimHolder = (claim: Claim): Holder => ({
  startMs: claim.startMs,
  endMs: claim.endMs,
  pmsPractitionerId: claim.pmsPractitionerId,
  entry: null,
  bookingId: claim.booking.bookingId,
})

const likelierOwner =
  (entry: Entry) =>
  (a: Booking, b: Booking): number =>
    Number(cancelledOnline(a)) - Number(cancelledOnline(b)) ||
    Math.abs(a.startMs - entry.startMs) - Math.abs(b.startMs - entry.startMs) ||
    a.acceptedMs - b.acceptedMs ||
    compareIds(a.bookingId, b.bookingId)
