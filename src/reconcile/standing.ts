/** Where each side has a booking now, against the base (contract § 3.3): the rows and columns of the table. */
import type { Base, Booking, Entry, Pair } from './model.ts'
import { sameSpan } from './span.ts'
import { cancelledOnline, isAttended, known, type World } from './world.ts'

export const ONLINE_STATES = ['same', 'moved', 'cancelled'] as const
export type OnlineState = (typeof ONLINE_STATES)[number]

export const BOOK_STATES = ['same', 'moved', 'cancelled', 'gone', 'attended', 'dna'] as const
export type BookState = (typeof BOOK_STATES)[number]

export function onlineState(booking: Booking, base: Base): OnlineState {
  if (cancelledOnline(booking)) return 'cancelled'
  return booking.practitionerId === base.practitionerId && sameSpan(booking, base) ? 'same' : 'moved'
}

export function bookState(world: World, base: Base, pair: Pair | null): BookState {
  if (pair === null) return 'gone'
  const { entry } = pair
  if (entry.status === 'cancelled') return 'cancelled'
  if (entry.status === 'did_not_attend') return 'dna'
  if (isAttended(entry)) return 'attended'
  return samePlace(entry, base, pmsIdOf(world, base.practitionerId)) ? 'same' : 'moved'
}

/**
 * Both sides moved it, and to the same place. A practitioner without a pms id cannot be compared with the book; that
 * is harmless only while the booking stayed with that practitioner.
 */
export function movedToSamePlace(world: World, booking: Booking, base: Base, entry: Entry): boolean {
  const pmsId = pmsIdOf(world, booking.practitionerId)
  if (pmsId === null && booking.practitionerId !== base.practitionerId) return false
  return samePlace(entry, booking, pmsId)
}

function samePlace(entry: Entry, place: Base | Booking, pmsPractitionerId: string | null): boolean {
  return (
    sameSpan(entry, place) && (pmsPractitionerId === null || entry.pmsPractitionerId === pmsPractitionerId)
  )
}

const pmsIdOf = (world: World, practitionerId: string): string | null =>
  known(world.practitioners, practitionerId, 'practitioner').pmsPractitionerId
