/** PURE. An action of the plan, its facts at hand → what the book is asked to write; and what must be there afterwards. */
import type { Write } from '../books/book.ts'
import type { Action, Entry } from '../reconcile/model.ts'
import { sameSpan } from '../reconcile/span.ts'
import type { Facts } from './guard.ts'

/** Null: the facts do not say where, or for whom. The guard has declined such an action before. */
export function writeFor(action: Action, facts: Facts): Write | null {
  const { kind, basis, proposed } = action
  const { booking, pmsPractitionerId, identity, patient } = facts
  const pmsAppointmentId = basis.entry?.pmsAppointmentId
  const place =
    proposed === null || pmsPractitionerId === null
      ? null
      : { pmsPractitionerId, startMs: proposed.startMs, endMs: proposed.endMs }
  switch (kind) {
    case 'create-patient': {
      if (patient === null) return null
      const { familyName, givenName, birthOn, mobile } = patient
      return { kind: 'create-patient', familyName, givenName, birthOn, mobile }
    }
    case 'create-appointment':
      if (place === null || booking === null || identity?.kind !== 'known') return null
      return {
        kind: 'create',
        externalRef: booking.bookingId,
        pmsPatientId: identity.pmsPatientId,
        pmsTypeId: facts.pmsTypeId,
        pmsLocationId: facts.practice?.pmsLocationId ?? null,
        ...place,
      }
    case 'hold-slot':
      if (place === null || booking === null) return null
      return {
        kind: 'hold',
        externalRef: booking.bookingId,
        pmsLocationId: facts.practice?.pmsLocationId ?? null,
        ...place,
      }
    case 'move-appointment':
      return place === null || pmsAppointmentId === undefined
        ? null
        : { kind: 'move', pmsAppointmentId, ...place }
    case 'cancel-appointment':
      return pmsAppointmentId === undefined ? null : { kind: 'cancel', pmsAppointmentId }
    case 'remove-placeholder':
      return pmsAppointmentId === undefined ? null : { kind: 'remove-placeholder', pmsAppointmentId }
    default:
      return null
  }
}

/** Is this entry what the write was to make? Null: the book has no such entry. */
export function isWritten(write: Write, entry: Entry | null): boolean {
  switch (write.kind) {
    case 'create':
    case 'hold':
      return (
        entry !== null &&
        entry.externalRef === write.externalRef &&
        entry.status === (write.kind === 'hold' ? 'placeholder' : 'booked') &&
        entry.pmsPractitionerId === write.pmsPractitionerId &&
        sameSpan(entry, write)
      )
    case 'move':
      return entry !== null && entry.pmsPractitionerId === write.pmsPractitionerId && sameSpan(entry, write)
    case 'cancel':
    case 'remove-placeholder':
      return entry === null || entry.status === 'cancelled'
    case 'create-patient':
      return true
    default:
      return write satisfies never
  }
}

/** As it is kept in the audit: whose file it makes is told by the action. */
export const nameless = (write: Write): object =>
  write.kind === 'create-patient' ? { kind: write.kind } : write
