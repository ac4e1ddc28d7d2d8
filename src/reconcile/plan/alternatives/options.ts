/** Two more times per booking that reception can offer by phone: free even when every proposal is taken. */
import type { Alternative } from '../../model.ts'
import { overlaps } from '../../span.ts'
import { Timetable } from '../../timetable.ts'
import type { Opening } from '../openings.ts'
import { asAlternative, type Seeker } from '../seekers.ts'

const OPTIONS = 2

/** By booking id, best first; a booking without any is not here. `given`: the joint answer. */
export function freeOptions(
  seekers: readonly Seeker[],
  given: ReadonlyMap<string, Opening>,
): Map<string, Alternative[]> {
  const taken = new Timetable<Opening>()
  const byPerson = new Map<string, { readonly bookingId: string; readonly opening: Opening }[]>()
  for (const { booking, person } of seekers) {
    const opening = given.get(booking.bookingId)
    if (opening === undefined) continue
    taken.add(opening.pmsPractitionerId, opening)
    byPerson.set(person, [...(byPerson.get(person) ?? []), { bookingId: booking.bookingId, opening }])
  }

  const options = new Map<string, Alternative[]>()
  for (const { booking, person, openings } of seekers) {
    // The booking's own proposal would not be taken then, so only its practitioner's time is spoken for.
    const elsewhere = (byPerson.get(person) ?? []).filter(({ bookingId }) => bookingId !== booking.bookingId)
    const chosen: Opening[] = []
    for (const opening of openings) {
      if (chosen.length === OPTIONS) break
      if (chosen.some((other) => shareTime(other, opening))) continue
      if (elsewhere.some((other) => overlaps(other.opening, opening))) continue
      if (taken.overlapping(opening.pmsPractitionerId, opening).length > 0) continue
      chosen.push(opening)
    }
    if (chosen.length === 0) continue
    options.set(booking.bookingId, chosen.map(asAlternative))
  }
  return options
}

const shareTime = (a: Opening, b: Opening): boolean =>
  a.pmsPractitionerId === b.pmsPractitionerId && overlaps(a, b)
