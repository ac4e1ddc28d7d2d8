/** PURE. What of a booking stands in the book when it is to get its time: what an earlier attempt made, or did not finish. */
import { compareIds } from '../../../reconcile/order.ts'
import type { How } from '../mapping/mapping.ts'
import type { Wanted } from './body.ts'
import { isAt, patientOf, type Row } from './row.ts'

/** `create` wants an appointment, `hold` a placeholder. */
export interface Goal {
  readonly kind: 'create' | 'hold'
  readonly wanted: Wanted
}

export type Standing =
  | { readonly kind: 'none' }
  /** Just what is asked for. */
  | { readonly kind: 'done'; readonly id: string }
  /** Unfinished, or a placeholder: to be taken over. */
  | { readonly kind: 'open'; readonly id: string }
  /** An entry that says something else. */
  | { readonly kind: 'other' }

export function standing(rows: readonly Row[], goal: Goal, how: How): Standing {
  const ofBooking = rows.filter(
    ({ hold, bookingId }) => hold !== 'free' && bookingId === goal.wanted.bookingId,
  )
  const done = ofBooking.find((row) => isDone(row, goal, how))
  if (done !== undefined) return { kind: 'done', id: done.id }
  if (ofBooking.some(({ hold }) => hold === 'live')) return { kind: 'other' }
  const [first] = ofBooking.toSorted((a, b) => compareIds(a.id, b.id))
  return first === undefined ? { kind: 'none' } : { kind: 'open', id: first.id }
}

/** There as asked for, to the letter. */
export const isDone = (row: Row, goal: Goal, how: How): boolean =>
  isSettled(row, goal) &&
  row.bookingId === goal.wanted.bookingId &&
  isAt(row.resource, goal.wanted, how) &&
  (goal.kind === 'hold' || patientOf(row.resource, how) === goal.wanted.pmsPatientId)

/** Of the kind that is asked for, wherever it is. */
export const isSettled = ({ status, hold }: Row, { kind }: Goal): boolean =>
  kind === 'create' ? status === 'booked' : hold === 'held'
