/** PURE. Rows as the audit keeps them: ids, places and states, and nothing that tells who somebody is. */
import type { Booking, Entry, Recall } from '../reconcile/model.ts'
import { entryBasis, recallBasis } from '../reconcile/plan/basis.ts'
import { isoInstant } from '../reconcile/span.ts'

export const bookingSaid = (booking: Booking) => ({
  bookingId: booking.bookingId,
  status: booking.status,
  practitionerId: booking.practitionerId,
  startAt: isoInstant(booking.startMs),
  endAt: isoInstant(booking.endMs),
  pmsAppointmentId: booking.pmsAppointmentId,
})

/** Entries and recalls just as the basis names them, so that before, after and basis can be held side by side. */
export const entrySaid = (entry: Entry) => entryBasis(entry).entry
export const recallSaid = (recall: Recall) => recallBasis(recall).recall
