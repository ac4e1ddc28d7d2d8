/** What must still be true when an action is applied: the rows that the plan relied on, as the run saw them. */
import type { Basis, Booking, Entry, PmsRecall, Recall } from '../model.ts'
import type { Span } from '../span.ts'
import { isoInstant } from '../span.ts'

export const bookingBasis = (booking: Booking): Pick<Required<Basis>, 'booking'> => ({
  booking: {
    bookingId: booking.bookingId,
    status: booking.status,
    practitionerId: booking.practitionerId,
    startAt: isoInstant(booking.startMs),
    endAt: isoInstant(booking.endMs),
  },
})

export const entryBasis = (entry: Entry): Pick<Required<Basis>, 'entry'> => ({
  entry: {
    pmsAppointmentId: entry.pmsAppointmentId,
    pmsPractitionerId: entry.pmsPractitionerId,
    pmsPatientId: entry.pmsPatientId,
    startAt: isoInstant(entry.startMs),
    endAt: isoInstant(entry.endMs),
    status: entry.status,
  },
})

export const freeBasis = (pmsPractitionerId: string, span: Span): Pick<Required<Basis>, 'free'> => ({
  free: { pmsPractitionerId, startAt: isoInstant(span.startMs), endAt: isoInstant(span.endMs) },
})

export const recallBasis = (recall: Recall): Pick<Required<Basis>, 'recall'> => ({
  recall: { recallId: recall.recallId, status: recall.status, dueOn: recall.dueOn },
})

export const pmsRecallBasis = (
  pmsRecallId: string,
  inPms: PmsRecall | undefined,
): Pick<Required<Basis>, 'pmsRecall'> => ({
  pmsRecall: { pmsRecallId, status: inPms?.status ?? 'absent', dueOn: inPms?.dueOn ?? null },
})
