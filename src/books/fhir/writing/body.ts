/** PURE. The resources that are written. What was read is kept as it is but for what the write is about. */
import { isoInstant, MINUTE_MS, type Span } from '../../../reconcile/span.ts'
import type { Person } from '../../book.ts'
import { holdSystem } from '../mapping/appointment-status.ts'
import type { How } from '../mapping/mapping.ts'
import { pointerOf } from '../mapping/reference.ts'
import { identifiersOf, objectAt, objectsAt } from '../mapping/resource.ts'
import type { FhirOptions } from '../options.ts'
import { carrying } from '../reading/searches.ts'
import type { Json, Query } from '../rest.ts'
import { type At, claimSystem } from './row.ts'

/** What an appointment of ours is to say. */
export interface Wanted extends At {
  readonly bookingId: string
  readonly pmsPatientId: string | null
  readonly pmsLocationId: string | null
  readonly pmsTypeId: string | null
  /** The practitioner as this book refers to them: `Practitioner/7`. */
  readonly actor: string
}

/** An identifier that says whose something is. */
export interface Mark {
  readonly system: string
  readonly value: string
}

/** As the condition of a create: without what only shapes the answer to a search. */
export const identifierIs = ({ system, value }: Mark): Query =>
  carrying(system, value).filter(([name]) => name === 'identifier')

/** Under way: a placeholder with a mark of its own. `base`: what of this booking stands there already, or a new one. */
export function claimBody(
  base: Json,
  wanted: Wanted,
  slots: readonly string[],
  key: string,
  options: FhirOptions,
): Json {
  const claim: Json = {
    ...put(base, wanted, slots),
    status: 'pending',
    identifier: [
      ...without(base, ownSystems(options)),
      { system: options.identifierSystem, value: wanted.bookingId },
      { system: holdSystem(options), value: wanted.bookingId },
      { system: claimSystem(options), value: key },
    ],
  }
  return forWhom(claim, wanted, options)
}

export const newAppointment = (nowMs: number): Json => ({
  resourceType: 'Appointment',
  created: isoInstant(nowMs),
})

/** A placeholder that stays one. */
export const heldBody = (claim: Json, options: FhirOptions): Json => ({
  ...claim,
  identifier: without(claim, [claimSystem(options)]),
})

/** An appointment like any other, with the booking's id. */
export const bookedBody = (claim: Json, wanted: Wanted, options: FhirOptions): Json =>
  forWhom(
    { ...claim, status: 'booked', identifier: without(claim, [claimSystem(options), holdSystem(options)]) },
    wanted,
    options,
  )

export const cancelledBody = (resource: Json): Json => ({ ...resource, status: 'cancelled' })

/** It never was: marked as no more than a placeholder, so that nobody takes it for an appointment that was cancelled. */
export function withdrawnBody(resource: Json, options: FhirOptions): Json {
  const system = holdSystem(options)
  const held = identifiersOf(resource, options.identifierSystem).map((value) => ({ system, value }))
  const identifier = [...without(resource, [system]), ...held]
  return { ...cancelledBody(resource), identifier }
}

/** Elsewhere. `actor` null: with the same practitioner; otherwise the name of the old one, too, must not stay. */
export function movedBody(
  resource: Json,
  to: At,
  actor: string | null,
  slots: readonly string[],
  { options, base }: How,
): Json {
  const moved = put(resource, to, slots)
  if (actor === null) return moved
  return {
    ...moved,
    participant: objectsAt(resource, 'participant').map((one) => {
      const { type } = pointerOf(objectAt(one, 'actor') ?? {}, resource, base)
      return type !== null && options.practitionerActors.includes(type)
        ? { ...one, actor: { reference: actor } }
        : one
    }),
  }
}

export function takenSlot(slot: Json, marks: readonly Mark[]): Json {
  const systems = marks.map(({ system }) => system)
  return { ...slot, status: 'busy', identifier: [...without(slot, systems), ...marks] }
}

/** Free, and nobody's of these. */
export function freedSlot(slot: Json, systems: readonly string[]): Json {
  const { identifier: _, ...rest } = slot
  const left = without(slot, systems)
  return { ...rest, status: 'free', ...(left.length === 0 ? {} : { identifier: left }) }
}

export const patientBody = (person: Person, mobile: string | null, mark: Mark): Json => ({
  resourceType: 'Patient',
  active: true,
  identifier: [mark],
  name: [{ use: 'official', family: person.familyName, given: [person.givenName] }],
  ...(person.birthOn === null ? {} : { birthDate: person.birthOn }),
  ...(mobile === null ? {} : { telecom: [{ system: 'phone', use: 'mobile', value: mobile }] }),
})

/** What a slot is kept for, and what an appointment of ours may carry. */
export const ownSystems = (options: FhirOptions): readonly string[] => [
  options.identifierSystem,
  holdSystem(options),
  claimSystem(options),
]

function put(resource: Json, { startMs, endMs }: Span, slots: readonly string[]): Json {
  const { slot: _, ...rest } = resource
  return {
    ...rest,
    start: isoInstant(startMs),
    end: isoInstant(endMs),
    minutesDuration: Math.max(1, Math.round((endMs - startMs) / MINUTE_MS)),
    ...(slots.length === 0 ? {} : { slot: slots.map((id) => ({ reference: `Slot/${id}` })) }),
  }
}

function forWhom(
  resource: Json,
  { actor, pmsPatientId, pmsLocationId, pmsTypeId }: Wanted,
  { typeFrom }: FhirOptions,
): Json {
  const who = [
    actor,
    ...(pmsPatientId === null ? [] : [`Patient/${pmsPatientId}`]),
    ...(pmsLocationId === null ? [] : [`Location/${pmsLocationId}`]),
  ]
  const type = { coding: [{ code: pmsTypeId }] }
  return {
    ...resource,
    participant: who.map((reference) => ({ actor: { reference }, status: 'accepted' })),
    ...(pmsTypeId === null ? {} : { [typeFrom]: typeFrom === 'appointmentType' ? type : [type] }),
  }
}

const without = (resource: Json, systems: readonly string[]): readonly Json[] =>
  objectsAt(resource, 'identifier').filter((one) => !systems.includes(String(one['system'])))
