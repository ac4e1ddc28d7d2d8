/**
 * PURE. What the characters in `pc_apptstatus` mean. The list is the practice's to edit, so a connection may say its
 * own. `-` is the normal state of a booked appointment; `?` and `!` kept the time, but the visit did not happen, so a
 * recall must go on.
 */
import type { EntryStatus } from '../../../reconcile/model.ts'

export const STATUSES: ReadonlyMap<string, EntryStatus> = new Map<string, EntryStatus>([
  ['-', 'booked'],
  ['^', 'booked'],
  ['#', 'booked'],
  ['*', 'booked'],
  ['AVM', 'booked'],
  ['SMS', 'booked'],
  ['EMAIL', 'booked'],
  ['CALL', 'booked'],
  ['@', 'arrived'],
  ['~', 'arrived'],
  ['+', 'arrived'],
  ['<', 'in_consult'],
  ['>', 'completed'],
  ['$', 'completed'],
  ['?', 'did_not_attend'],
  ['!', 'did_not_attend'],
  ['x', 'cancelled'],
  ['%', 'cancelled'],
])

/** How a row is written that we make or cancel. */
export const BOOKED = '-'
export const CANCELLED = 'x'

/** Null: neither the practice's list nor ours knows it. `own` goes before. */
export function statusOf(
  apptstatus: string | null,
  own: ReadonlyMap<string, EntryStatus>,
): EntryStatus | null {
  const text = (apptstatus ?? '').trim()
  return own.get(text) ?? STATUSES.get(text) ?? null
}
