/** PURE. A FHIR server's resources in our nouns: who has whom when, who works when, who is who, and who is due. */
import { overlaps, type Span } from '../../../reconcile/span.ts'
import type { Scope } from '../../book.ts'
import type { Reading } from '../../reading.ts'
import type { WallClock } from '../../wall-time.ts'
import type { FhirOptions } from '../options.ts'
import type { Json } from '../rest.ts'
import { appointmentsIn } from './appointment.ts'
import { Gathered } from './gathered.ts'
import { patientsIn } from './patient.ts'
import { recallsIn } from './recall.ts'
import { identifiersOf } from './resource.ts'
import { slotsIn } from './slots.ts'

export interface FhirResources {
  readonly appointments: readonly Json[]
  readonly slots: readonly Json[]
  readonly schedules: readonly Json[]
  readonly patients: readonly Json[]
  /** Of the kind that the options name, whichever that is. */
  readonly recalls: readonly Json[]
}

export interface How {
  readonly options: FhirOptions
  /** The server's address, for references that are whole addresses. */
  readonly base: string | null
  /** What does not touch it is left out; null: everything there is. */
  readonly window: Span | null
  /** What is wanted on whatever day it is. */
  readonly known?: Known
}

/** Entries by their ids, and bookings whose ids entries may carry. */
export interface Known {
  readonly entryIds: ReadonlySet<string>
  readonly bookingIds: ReadonlySet<string>
}

/** What every part of the mapping works with. */
export interface Mapping {
  readonly how: How
  readonly clock: WallClock
  readonly reading: Reading
  readonly remarks: Gathered
}

export function fhirBook(resources: FhirResources, how: How, reading: Reading): void {
  const mapping: Mapping = { how, clock: reading.clock, reading, remarks: new Gathered(reading) }
  const taken = appointmentsIn(resources.appointments, resources.slots, mapping)
  slotsIn(resources.slots, resources.schedules, taken, mapping)
  patientsIn(resources.patients, mapping)
  recallsIn(resources.recalls, mapping)
  mapping.remarks.tell()
}

export const NO_RESOURCES: FhirResources = {
  appointments: [],
  slots: [],
  schedules: [],
  patients: [],
  recalls: [],
}

export const knownOf = ({ pmsAppointmentIds, bookingIds }: Scope): Known => ({
  entryIds: new Set(pmsAppointmentIds),
  bookingIds: new Set(bookingIds),
})

/** `entryId`: what the resource is called among the entries. */
export function isWanted({ how }: Mapping, span: Span, resource: Json, entryId: string | null): boolean {
  const { window, known, options } = how
  if (window === null || overlaps(span, window)) return true
  if (known === undefined) return false
  if (entryId !== null && known.entryIds.has(entryId)) return true
  return identifiersOf(resource, options.identifierSystem).some((value) => known.bookingIds.has(value))
}
