/** PURE. What an Appointment's status is in our words. "Does it hold the chair?" is what matters; a word that nobody knows does. */
import type { EntryStatus } from '../../../reconcile/model.ts'
import type { FhirOptions } from '../options.ts'
import type { Json } from '../rest.ts'
import { identifiersOf, textAt } from './resource.ts'

/**
 * `outside`: wished for, or called off before it was more than a placeholder of ours; not in the book. It must not look
 * like an appointment that the desk has cancelled: a patient would be told so. `unknown`: a word that is in neither the
 * standard nor the options.
 */
export function entryStatus(resource: Json, options: FhirOptions): EntryStatus | 'outside' | 'unknown' {
  const word = textAt(resource, 'status')
  if (word === null) return 'unknown'
  const isHold = identifiersOf(resource, holdSystem(options)).length > 0
  if (isHold && (word === 'pending' || word === 'proposed')) return 'placeholder'
  if (isHold && (word === 'cancelled' || word === 'entered-in-error')) return 'outside'
  return options.statuses.get(word) ?? STANDARD.get(word) ?? 'unknown'
}

/** Carried by an appointment of ours for as long as it only keeps a time, and again when it has to be withdrawn. */
export const holdSystem = ({ identifierSystem }: FhirOptions): string => `${identifierSystem}/hold`

export const holdsTime = (status: EntryStatus): boolean =>
  status !== 'cancelled' && status !== 'did_not_attend'

const STANDARD: ReadonlyMap<string, EntryStatus | 'outside'> = new Map([
  ['proposed', 'outside'],
  ['waitlist', 'outside'],
  ['pending', 'booked'],
  ['booked', 'booked'],
  ['arrived', 'arrived'],
  ['checked-in', 'arrived'],
  ['fulfilled', 'completed'],
  ['noshow', 'did_not_attend'],
  ['cancelled', 'cancelled'],
  ['entered-in-error', 'cancelled'],
])
