/** FHIR resources for the tests, each with what is usual, and the mapping of them in one call. */
import type { BookRead } from '../../../src/books/book.ts'
import {
  type FhirResources,
  fhirBook,
  type How,
  NO_RESOURCES,
} from '../../../src/books/fhir/mapping/mapping.ts'
import type { FhirOptions } from '../../../src/books/fhir/options.ts'
import type { Json } from '../../../src/books/fhir/rest.ts'
import { Reading } from '../../../src/books/reading.ts'
import { wallClock } from '../../../src/books/wall-time.ts'
import type { Book } from '../../../src/reconcile/model.ts'

export const SYSTEM = 'https://rejoin.example/booking'
export const BASE = 'https://fhir.example/r4'
export const OPTIONS: FhirOptions = {
  identifierSystem: SYSTEM,
  practitionerActors: ['Practitioner', 'PractitionerRole'],
  typeFrom: 'appointmentType',
  statuses: new Map(),
  recalls: null,
  trustOffsets: false,
}
export const CLOCK = wallClock('Australia/Sydney')

/** An instant of a day in November 2026, by Sydney's clock. */
export const at = (day: string, time: string): string => `2026-11-${day}T${time}:00+11:00`
export const ms = (day: string, time: string): number => Date.parse(at(day, time))

export const actor = (reference: string, status = 'accepted'): Json => ({ actor: { reference }, status })
export const ours = (value: string, system = SYSTEM): Json => ({ system, value })

export const appointment = (id: string, more: Json = {}): Json => ({
  resourceType: 'Appointment',
  id,
  status: 'booked',
  start: at('20', '10:00'),
  end: at('20', '10:30'),
  participant: [actor('Patient/p1'), actor('Practitioner/dr1'), actor('Location/room1')],
  ...more,
})

export const schedule = (id = 's1', more: Json = {}): Json => ({
  resourceType: 'Schedule',
  id,
  actor: [{ reference: 'Practitioner/dr1' }, { reference: 'Location/room1' }],
  ...more,
})

/** `times`: `10:00-10:15`, on the 20th. */
export function slot(id: string, times: string, status = 'free', more: Json = {}): Json {
  const [start = '', end = ''] = times.split('-')
  return {
    resourceType: 'Slot',
    id,
    status,
    schedule: { reference: 'Schedule/s1' },
    start: at('20', start),
    end: at('20', end),
    ...more,
  }
}

export const patient = (id: string, more: Json = {}): Json => ({
  resourceType: 'Patient',
  id,
  name: [{ use: 'official', family: 'Nguyen', given: ['Kim'] }],
  birthDate: '1980-02-29',
  ...more,
})

export function mapped(resources: Partial<FhirResources>, more: Partial<FhirOptions & How> = {}): BookRead {
  const { base = BASE, window = null, ...options } = more
  const reading = new Reading(CLOCK)
  fhirBook({ ...NO_RESOURCES, ...resources }, { options: { ...OPTIONS, ...options }, base, window }, reading)
  return reading.end({ takenMs: 0, complete: true, databaseIdentity: null, fromOn: null, toOn: null })
}

/** The book of a read, with its remarks in words. */
export function told(read: BookRead): Book & { readonly remarks: readonly string[] } {
  if (read.kind === 'failed') throw new Error(read.why)
  return { ...read.book, remarks: wordsOf(read) }
}

export const wordsOf = ({ remarks }: BookRead): readonly string[] =>
  remarks.map(({ weight, subject, what }) => `${weight}: ${subject}: ${what}`)
