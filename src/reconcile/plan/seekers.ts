/** Who lost their time (contract § 6, last part), and what each of them would like best. */
import type { Scene } from '../checks/scene.ts'
import type { Alternative, Booking, VerdictCode } from '../model.ts'
import { compareIds } from '../order.ts'
import { type Opening, Openings, personOf } from './openings.ts'

/** A booking that lost its time. Two seekers with one `person` are the same patient. */
export interface Seeker {
  readonly booking: Booking
  readonly person: string
  /** Best first, by this booking's own wishes. */
  readonly openings: readonly Opening[]
}

const LOST: ReadonlySet<VerdictCode> = new Set<VerdictCode>([
  'time-already-taken',
  'practitioner-unavailable',
  'outside-session',
  'vanished-from-book',
])
/** In the order in which the last tie is broken: first accepted first. */
export function seekersOf(scene: Scene): Seeker[] {
  const lost = lostBookings(scene)
  if (lost.length === 0) return []
  const openings = new Openings(scene, lost)
  return lost.map((booking) => ({
    booking,
    person: personOf(scene, booking),
    openings: openings.of(booking).sort(byWish),
  }))
}

/** Judged bookings that need another time; a move whose old entry stays is one too. */
export function lostBookings(scene: Scene): Booking[] {
  return scene.world.snapshot.bookings
    .filter((booking) => LOST.has(scene.judged.verdicts.get(booking.bookingId) ?? 'insert'))
    .sort((a, b) => a.acceptedMs - b.acceptedMs || compareIds(a.bookingId, b.bookingId))
}

/** What one booking by itself would choose: the aims in their order, then the tie-break. */
export const byWish = (a: Opening, b: Opening): number =>
  Number(b.own) - Number(a.own) || Number(a.otherDay) - Number(b.otherDay) || byLastTie(a, b)

export const byLastTie = (a: Opening, b: Opening): number =>
  a.movedMs - b.movedMs || a.startMs - b.startMs || compareIds(a.practitionerId, b.practitionerId)

/** What is told of an opening outside. */
export const asAlternative = ({ practitionerId, startMs, endMs }: Opening): Alternative => ({
  practitionerId,
  startMs,
  endMs,
})
