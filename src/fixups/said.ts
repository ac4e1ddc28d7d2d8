/** PURE. Rows as the audit keeps them: ids, places and states, and nothing that tells who somebody is. */
import type { Booking, Entry, Recall } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'

export const bookingSaid = (booking: Booking) => ({
  bookingId: booking.bookingId,
  status: booking.status,
  practitionerId: booking.practitionerId,
  startAt: iso(booking.startMs),
  endAt: iso(booking.endMs),
  pmsAppointmentId: booking.pmsAppointmentId,
})

export const entrySaid = (entry: Entry) => ({
  pmsAppointmentId: entry.pmsAppointmentId,
  pmsPractitionerId: entry.pmsPractitionerId,
  pmsPatientId: entry.pmsPatientId,
  startAt: iso(entry.startMs),
  endAt: iso(entry.endMs),
  status: entry.status,
})

export const recallSaid = (recall: Recall) => ({
  recallId: recall.recallId,
  status: recall.status,
  dueOn: recall.dueOn,
})

export const iso = (ms: EpochMs): string => new Date(ms).toISOString()
