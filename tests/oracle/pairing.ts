/** § 3.1 for the oracle: which entry answers for which booking, one to one, by five steps and a last look. */
import type { Booking, Entry, MatchedBy, Snapshot } from '../../src/reconcile/model.ts'
import type { Span } from '../../src/reconcile/span.ts'
import {
  byCodePoint,
  cancelledOnline,
  DAYS,
  inWindow,
  live,
  MINUTES,
  readCompleteFor,
  samePatient,
  samePractitioner,
  sameType,
  startsApart,
} from './facts.ts'

export interface Found {
  readonly booking: Booking
  readonly entry: Entry
  readonly matchedBy: MatchedBy
}

type Fits = (booking: Booking, entry: Entry) => boolean

export function pairUp(world: Snapshot, window: Span): Found[] {
  const found: Found[] = []
  const paired = (thing: Booking | Entry) =>
    found.some((pair) => pair.booking === thing || pair.entry === thing)

  /** Takes the best fitting pair of what is still unpaired, again and again, until nothing fits. */
  const step = (matchedBy: MatchedBy, fits: Fits) => {
    for (;;) {
      const wanted = world.bookings
        .filter((booking) => !paired(booking))
        .flatMap((booking) =>
          world.book.entries
            .filter((entry) => !paired(entry) && fits(booking, entry))
            .map((entry) => ({ booking, entry, matchedBy })),
        )
      const best = wanted.sort(preferred)[0]
      if (best === undefined) return
      found.push(best)
    }
  }

  const notCancelled = (entry: Entry) => entry.status !== 'cancelled' && entry.status !== 'placeholder'
  const byRef: Fits = (booking, entry) => entry.externalRef === booking.bookingId
  const byId: Fits = (booking, entry) => entry.pmsAppointmentId === booking.pmsAppointmentId
  const notAnothers: Fits = (booking, entry) =>
    entry.externalRef === null || entry.externalRef === booking.bookingId
  const byTime: Fits = (booking, entry) =>
    notAnothers(booking, entry) &&
    samePatient(world, booking, entry) &&
    samePractitioner(world, booking, entry) &&
    startsApart(booking, entry) <= 10 * MINUTES
  const someoneOrSomethingAlike: Fits = (booking, entry) =>
    samePractitioner(world, booking, entry) || sameType(world, booking, entry)

  step('external-ref', (booking, entry) => notCancelled(entry) && byRef(booking, entry))
  step('pms-appointment-id', (booking, entry) => notCancelled(entry) && byId(booking, entry))
  step('same-time', (booking, entry) => notCancelled(entry) && byTime(booking, entry))
  step(
    'elsewhere',
    (booking, entry) =>
      booking.base === null &&
      !cancelledOnline(booking) &&
      live(entry) &&
      notAnothers(booking, entry) &&
      samePatient(world, booking, entry) &&
      startsApart(booking, entry) <= 7 * DAYS &&
      (entry.createdMs === null
        ? someoneOrSomethingAlike(booking, entry)
        : entry.createdMs >= window.startMs),
  )

  // Cancelled entries, as step 5 and the last look know them.
  const cancelledByTime: Fits = (booking, entry) =>
    byTime(booking, entry) && (entry.changedMs === null || entry.changedMs >= booking.acceptedMs)
  const readAsCancelled = (booking: Booking) =>
    world.book.entries.some(
      (entry) =>
        entry.status === 'cancelled' &&
        (byRef(booking, entry) || byId(booking, entry) || cancelledByTime(booking, entry)),
    )
  const reEnterable = (booking: Booking) =>
    booking.base !== null &&
    (readAsCancelled(booking) || readCompleteFor(world, booking.base)) &&
    (!cancelledOnline(booking) || inWindow(booking.cancelledMs ?? booking.changedMs, window))

  const unpairedNow = world.book.entries.filter((entry) => !paired(entry))
  const onlyOne = new Map<Booking, Entry>()
  for (const booking of world.bookings) {
    if (paired(booking) || !reEnterable(booking)) continue
    const fitting = unpairedNow.filter(
      (entry) =>
        live(entry) &&
        notAnothers(booking, entry) &&
        samePatient(world, booking, entry) &&
        someoneOrSomethingAlike(booking, entry) &&
        startsApart(booking, entry) <= 28 * DAYS &&
        entry.createdMs !== null &&
        entry.createdMs >= window.startMs,
    )
    if (fitting.length === 1 && fitting[0] !== undefined) onlyOne.set(booking, fitting[0])
  }
  step('re-entered', (booking, entry) => onlyOne.get(booking) === entry)

  step('external-ref', (booking, entry) => entry.status === 'cancelled' && byRef(booking, entry))
  step('pms-appointment-id', (booking, entry) => entry.status === 'cancelled' && byId(booking, entry))
  step('same-time', (booking, entry) => entry.status === 'cancelled' && cancelledByTime(booking, entry))
  return found
}

function preferred(a: Found, b: Found): number {
  return (
    Number(cancelledOnline(a.booking)) - Number(cancelledOnline(b.booking)) ||
    startsApart(a.booking, a.entry) - startsApart(b.booking, b.entry) ||
    a.booking.acceptedMs - b.booking.acceptedMs ||
    byCodePoint(a.booking.bookingId, b.booking.bookingId) ||
    a.entry.startMs - b.entry.startMs ||
    byCodePoint(a.entry.pmsAppointmentId, b.entry.pmsAppointmentId)
  )
}
