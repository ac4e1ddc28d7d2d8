/** PURE. An appointment as the writing side sees it: whether it holds its time, whose it is, and where. */
import { DAY_MS, type EpochMs, MINUTE_MS, overlaps, type Span } from '../../../reconcile/span.ts'
import { parseInstant } from '../../calendar.ts'
import { type Actors, actorsOf } from '../mapping/actors.ts'
import { actorsWhoCome } from '../mapping/appointment.ts'
import { entryStatus, holdSystem, holdsTime } from '../mapping/appointment-status.ts'
import type { How } from '../mapping/mapping.ts'
import { pointerOf } from '../mapping/reference.ts'
import { identifiersOf, idOf, objectsAt, textAt } from '../mapping/resource.ts'
import type { FhirOptions } from '../options.ts'
import type { Json } from '../rest.ts'

/** A place in the book. */
export interface At extends Span {
  readonly pmsPractitionerId: string
}

export interface Row {
  readonly id: string
  readonly resource: Json
  readonly status: ReturnType<typeof entryStatus>
  /**
   * `claim`: a write of ours that is under way. `held`: a placeholder of ours. `live`: holds the time otherwise.
   * `free`: does not hold it.
   */
  readonly hold: 'claim' | 'held' | 'live' | 'free'
  /** The booking that it stands for; null: not an entry of ours. */
  readonly bookingId: string | null
}

/** Carried, beside the mark of a placeholder, by what a write has not finished. */
export const claimSystem = ({ identifierSystem }: FhirOptions): string => `${identifierSystem}/claim`

export function rowOf(resource: Json, { options }: How): Row {
  const has = (system: string): boolean => identifiersOf(resource, system).length > 0
  const status = entryStatus(resource, options)
  const keeps = status === 'unknown' || (status !== 'outside' && holdsTime(status))
  const hold = !keeps
    ? 'free'
    : status !== 'placeholder' || !has(holdSystem(options))
      ? 'live'
      : has(claimSystem(options))
        ? 'claim'
        : 'held'
  const bookingId = identifiersOf(resource, options.identifierSystem)[0] ?? null
  return { id: idOf(resource) ?? '', resource, status, hold, bookingId }
}

/** The words under which a booking's entry keeps its time: the standard's, and this server's own. */
export function holdingWords(options: FhirOptions): readonly string[] {
  const words = ['pending', 'booked', 'arrived', 'checked-in', 'fulfilled', ...options.statuses.keys()]
  return [...new Set(words)].filter((status) => {
    const meant = entryStatus({ status }, options)
    return meant !== 'outside' && meant !== 'unknown' && holdsTime(meant)
  })
}

/** Might it take this time of this practitioner? What cannot be read of it counts as longer rather than as shorter. */
export function mayTouch({ resource }: Row, at: At, how: How): boolean {
  const { practitionerIds, vague } = whoComes(resource, how)
  const isTheirs = practitionerIds.includes(at.pmsPractitionerId)
  if (!isTheirs && vague === null && practitionerIds.length > 0) return false
  const start = instant(resource, 'start')
  if (start === null) return true
  const minutes = resource['minutesDuration']
  const end =
    instant(resource, 'end') ??
    (typeof minutes === 'number' && minutes > 0 ? start + minutes * MINUTE_MS : start + DAY_MS)
  return overlaps({ startMs: Math.min(start, end), endMs: Math.max(start, end) }, at)
}

/** Where it is; null: it does not say. */
export function placeOf(resource: Json, how: How): At | null {
  const startMs = instant(resource, 'start')
  const endMs = instant(resource, 'end')
  const [pmsPractitionerId] = whoComes(resource, how).practitionerIds
  if (startMs === null || endMs === null || pmsPractitionerId === undefined) return null
  return { startMs, endMs, pmsPractitionerId }
}

export function isAt(resource: Json, at: At, how: How): boolean {
  const place = placeOf(resource, how)
  return (
    place !== null &&
    place.startMs === at.startMs &&
    place.endMs === at.endMs &&
    place.pmsPractitionerId === at.pmsPractitionerId
  )
}

export const patientOf = (resource: Json, how: How): string | null =>
  whoComes(resource, how).patientIds[0] ?? null

export const locationOf = (resource: Json, how: How): string | null => whoComes(resource, how).locationId

const whoComes = (resource: Json, how: How): Actors => actorsOf(actorsWhoCome(resource), resource, { how })

export const slotIds = (resource: Json, { base }: How): readonly string[] =>
  objectsAt(resource, 'slot').flatMap((reference) => {
    const { type, id } = pointerOf(reference, resource, base)
    return type === 'Slot' && id !== null ? [id] : []
  })

export function instant(resource: Json, field: string): EpochMs | null {
  const text = textAt(resource, field)
  return text === null ? null : parseInstant(text)
}
