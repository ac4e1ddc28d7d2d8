/**
 * PURE. Appointments → entries. An entry has one practitioner: whoever else is in the same appointment is blocked for
 * that time. What it cannot read and what may hold somebody's time is a fault.
 */
import type { EntryStatus } from '../../../reconcile/model.ts'
import type { Span } from '../../../reconcile/span.ts'
import type { Json } from '../rest.ts'
import { actorsOf } from './actors.ts'
import { entryStatus, holdSystem, holdsTime } from './appointment-status.ts'
import { timesOf } from './appointment-times.ts'
import { instantIfKnown, tellOddOffset } from './instant.ts'
import { isWanted, type Mapping } from './mapping.ts'
import {
  firstCode,
  identifiersOf,
  idOf,
  nameOf,
  noListIn,
  objectAt,
  objectsAt,
  oneOrMore,
} from './resource.ts'

/** Time that appointments hold: what of a busy slot is explained by them. */
export class Taken {
  private readonly spans = new Map<string, Span[]>()
  /** Booking ids that have an appointment of their own. */
  readonly refs = new Set<string>()

  add(practitionerId: string, { startMs, endMs }: Span): void {
    const known = this.spans.get(practitionerId)
    if (known === undefined) this.spans.set(practitionerId, [{ startMs, endMs }])
    else known.push({ startMs, endMs })
  }

  of(practitionerId: string): readonly Span[] {
    return this.spans.get(practitionerId) ?? []
  }
}

export function appointmentsIn(resources: readonly Json[], slots: readonly Json[], mapping: Mapping): Taken {
  const taken = new Taken()
  const slotsById = new Map(slots.map((slot) => [idOf(slot) ?? '', slot]))
  for (const resource of resources) appointmentIn(resource, slotsById, taken, mapping)
  return taken
}

function appointmentIn(
  resource: Json,
  slots: ReadonlyMap<string, Json>,
  taken: Taken,
  mapping: Mapping,
): void {
  const { reading, remarks } = mapping
  const subject = nameOf(resource)
  const said = entryStatus(resource, mapping.how.options)
  if (said === 'outside') return
  const status = said === 'unknown' ? 'booked' : said
  const holds = holdsTime(status)
  const times = timesOf(resource, slots, mapping)
  if (times.kind === 'known' && !isWanted(mapping, times, resource, idOf(resource))) return

  const id = idOf(resource)
  if (id === null) {
    remarks.fault(subject, 'nothing can be said of it')
    return
  }
  const noList = noListIn(resource, ['participant', 'identifier', 'slot', 'contained'])
  if (noList !== null) remarks.fault(subject, `${noList} is no list of objects`)
  if (said === 'unknown') remarks.warn(subject, 'its status is not in the standard; it was taken as booked')
  if (objectsAt(resource, 'modifierExtension').length > 0) {
    remarks.warn(subject, 'it has a modifier extension that nobody here understands')
  }
  if (times.kind === 'bad') {
    remarks.fault(subject, times.what)
    return
  }
  if (times.kind === 'none') {
    if (holds) remarks.fault(subject, 'it has neither start nor end')
    else remarks.warn(subject, 'it is called off and has no time; it was left out')
    return
  }
  if (!times.fits) tellOddOffset(mapping, subject)
  if (times.startMs === times.endMs) {
    remarks.warn(subject, 'it has no length, and was left out')
    return
  }

  const { practitionerIds, vague, locationId, patientIds } = actorsOf(
    actorsWhoCome(resource),
    resource,
    mapping,
  )
  const [first, ...others] = practitionerIds
  if (first === undefined) {
    const what = vague === null ? 'it names no practitioner' : 'its practitioner has no id of this server'
    if (holds) remarks.fault(subject, what)
    else remarks.warn(subject, `${what}; it was left out`)
    return
  }
  if (vague === 'practitioner' && holds) {
    remarks.warn(subject, 'one more practitioner takes part who has no id of this server')
  }
  if (patientIds.length > 1) remarks.warn(subject, 'it has several patients; the first was taken')
  const externalRef = refOf(resource, status, mapping)
  const span = { startMs: times.startMs, endMs: times.endMs }
  const place = { pmsLocationId: locationId, ...span }
  reading.entry(subject, {
    pmsAppointmentId: id,
    pmsLocationId: locationId,
    pmsPractitionerId: first,
    pmsPatientId: patientIds[0] ?? null,
    pmsTypeId: typeIdOf(resource, mapping),
    status,
    externalRef,
    createdMs: instantIfKnown(mapping, subject, resource, 'created'),
    changedMs: instantIfKnown(mapping, subject, objectAt(resource, 'meta'), 'lastUpdated'),
    ...span,
  })
  if (!holds) return
  if (externalRef !== null) taken.refs.add(externalRef)
  taken.add(first, span)
  for (const other of others) {
    reading.block(subject, { pmsPractitionerId: other, ...place, reason: null })
    taken.add(other, span)
  }
}

/** Whoever declined does not come. */
export const actorsWhoCome = (resource: Json): readonly Json[] =>
  objectsAt(resource, 'participant')
    .filter((participant) => participant['status'] !== 'declined')
    .map((participant) => objectAt(participant, 'actor'))
    .filter((actor) => actor !== null)

/** Our booking's id, under the one system or, while it only keeps a time, under the other too. */
function refOf(resource: Json, status: EntryStatus, { how, remarks }: Mapping): string | null {
  const own = identifiersOf(resource, how.options.identifierSystem)
  const held = status === 'placeholder' ? identifiersOf(resource, holdSystem(how.options)) : []
  const refs = [...new Set([...own, ...held])]
  if (refs.length > 1) remarks.fault(nameOf(resource), 'it carries several booking ids')
  return refs[0] ?? null
}

const typeIdOf = (resource: Json, { how }: Mapping): string | null =>
  firstCode(oneOrMore(resource, how.options.typeFrom))
