/** PURE. One Slot, understood: whose time it is, from when to when, and what it says of that time. */
import type { Span } from '../../../reconcile/span.ts'
import type { Json } from '../rest.ts'
import { holdSystem } from './appointment-status.ts'
import { instantAt, tellOddOffset } from './instant.ts'
import { isWanted, type Mapping } from './mapping.ts'
import { pointerOf } from './reference.ts'
import { identifiersOf, idOf, nameOf, noListIn, objectAt, textAt } from './resource.ts'
import type { ScheduleOf } from './schedule.ts'

export interface SlotRow extends Span {
  readonly id: string
  readonly subject: string
  /** `free` and `busy` are time in which somebody works, `closed` is not. */
  readonly says: 'free' | 'busy' | 'closed'
  /** The first is the one whose time it is. */
  readonly practitionerIds: readonly [string, ...string[]]
  readonly locationId: string | null
  /** Its schedule is in use. */
  readonly isOffered: boolean
  /** The booking of ours that it keeps its time for. */
  readonly bookingId: string | null
}

/** Null: it says nothing, or nothing that can be understood, which is a fault then. */
export function slotRow(resource: Json, schedules: ScheduleOf, mapping: Mapping): SlotRow | null {
  const { how, clock, remarks } = mapping
  const subject = nameOf(resource)
  const status = textAt(resource, 'status')
  if (status === 'entered-in-error') return null
  const start = instantAt(resource, 'start', clock)
  const end = instantAt(resource, 'end', clock)
  const fault = (what: string): null => {
    remarks.fault(subject, what)
    return null
  }
  if (start === null || start === 'bad') return fault('its start is no instant with an offset')
  if (end === null || end === 'bad') return fault('its end is no instant with an offset')
  const span = { startMs: start.ms, endMs: end.ms }
  if (end.ms < start.ms) return fault('it ends before it starts')
  const id = idOf(resource)
  if (!isWanted(mapping, span, resource, id === null ? null : slotEntryId(id))) return null
  if (end.ms === start.ms) {
    remarks.warn(subject, 'it has no length, and was left out')
    return null
  }
  if (!start.fits || !end.fits) tellOddOffset(mapping, subject)

  if (id === null) return fault('nothing can be said of it')
  const noList = noListIn(resource, ['identifier'])
  if (noList !== null) remarks.fault(subject, `${noList} is no list of objects`)
  const says = SAYS.get(status ?? '')
  if (says === undefined) remarks.warn(subject, 'its status is not in the standard; it was taken as busy')
  if (resource['overbooked'] === true) remarks.warn(subject, 'the server says that it is overbooked')

  const reference = objectAt(resource, 'schedule')
  const pointer = reference === null ? null : pointerOf(reference, resource, how.base)
  if (pointer?.type !== 'Schedule' || pointer.id === null) return fault('it belongs to no schedule')
  const schedule = schedules(pointer.id)
  if (schedule === null) return null
  const refs = [
    ...identifiersOf(resource, how.options.identifierSystem),
    ...identifiersOf(resource, holdSystem(how.options)),
  ]
  if (new Set(refs).size > 1) remarks.fault(subject, 'it carries several booking ids')
  return { id, subject, says: says ?? 'busy', ...schedule, bookingId: refs[0] ?? null, ...span }
}

const SAYS: ReadonlyMap<string, SlotRow['says']> = new Map([
  ['free', 'free'],
  ['busy', 'busy'],
  ['busy-tentative', 'busy'],
  ['busy-unavailable', 'closed'],
])

const PREFIX = 'Slot/'

/** How a slot of ours is called among the entries. */
export const slotEntryId = (slotId: string): string => `${PREFIX}${slotId}`

/** The slot behind an entry's id; null: it is an appointment's. */
export const slotOfEntry = (pmsAppointmentId: string): string | null =>
  pmsAppointmentId.startsWith(PREFIX) ? pmsAppointmentId.slice(PREFIX.length) : null
