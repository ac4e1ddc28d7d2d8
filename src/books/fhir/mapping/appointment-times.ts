/** PURE. From when to when an Appointment is. Its end may have to be worked out; its start never is. */
import type { EpochMs, Span } from '../../../reconcile/span.ts'
import { MINUTE_MS } from '../../../reconcile/span.ts'
import type { Json } from '../rest.ts'
import { instantAt } from './instant.ts'
import type { Mapping } from './mapping.ts'
import { pointerOf } from './reference.ts'
import { objectsAt } from './resource.ts'

export type Times =
  | (Span & { readonly kind: 'known'; readonly fits: boolean })
  /** The standard allows it for what never took place. */
  | { readonly kind: 'none' }
  | { readonly kind: 'bad'; readonly what: string }

export function timesOf(resource: Json, slots: ReadonlyMap<string, Json>, mapping: Mapping): Times {
  const start = instantAt(resource, 'start', mapping.clock)
  const end = instantAt(resource, 'end', mapping.clock)
  if (start === null && end === null) return { kind: 'none' }
  if (start === null) return bad('it has no start')
  if (start === 'bad') return bad('its start is no instant with an offset')
  if (end === 'bad') return bad('its end is no instant with an offset')
  const endMs = end?.ms ?? byLength(resource, start.ms) ?? bySlots(resource, slots, mapping)
  if (endMs === null) return bad('it has no end, and neither length nor slots that tell it')
  if (endMs < start.ms) return bad('it ends before it starts')
  return { kind: 'known', startMs: start.ms, endMs, fits: start.fits && (end?.fits ?? true) }
}

/** Ids of the slots that are needed to know the end. */
export const slotsNeeded = (resource: Json, base: string | null): readonly string[] =>
  (resource['end'] ?? null) === null && byLength(resource, 0) === null ? slotIds(resource, base) : []

function byLength(resource: Json, startMs: EpochMs): EpochMs | null {
  const minutes = resource['minutesDuration']
  return typeof minutes === 'number' && Number.isInteger(minutes) && minutes > 0
    ? startMs + minutes * MINUTE_MS
    : null
}

function bySlots(resource: Json, slots: ReadonlyMap<string, Json>, { how, clock }: Mapping): EpochMs | null {
  const ends = slotIds(resource, how.base).map((id) => {
    const end = instantAt(slots.get(id) ?? {}, 'end', clock)
    return end === null || end === 'bad' ? null : end.ms
  })
  // The last of them may be the one that is not known.
  return ends.reduce(
    (last, one) => (last === null || one === null ? null : Math.max(last, one)),
    ends[0] ?? null,
  )
}

const slotIds = (resource: Json, base: string | null): readonly string[] =>
  objectsAt(resource, 'slot').flatMap((reference) => {
    const { type, id } = pointerOf(reference, resource, base)
    return type === 'Slot' && id !== null ? [id] : []
  })

const bad = (what: string): Times => ({ kind: 'bad', what })
