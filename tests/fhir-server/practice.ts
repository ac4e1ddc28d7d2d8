/** A small practice in FHIR: two practitioners, a place, some patients, and slots where they are wanted. */
import type { FhirOptions } from '../../src/books/fhir/options.ts'
import { DAY_MS, isoInstant, MINUTE_MS } from '../../src/reconcile/span.ts'
import type { Resource } from './start.ts'

export const SYSTEM = 'https://rejoin.example/booking'

export const OPTIONS: FhirOptions = {
  identifierSystem: SYSTEM,
  practitionerActors: ['Practitioner', 'PractitionerRole'],
  typeFrom: 'appointmentType',
  statuses: new Map(),
  recalls: null,
  trustOffsets: false,
}

/** Nine o'clock of a day far from any change of clocks. */
export const NINE = Date.parse('2026-11-25T09:00:00.000Z')
export const atMinute = (minute: number): number => NINE + minute * MINUTE_MS

export const PEOPLE: readonly Resource[] = [
  { resourceType: 'Practitioner', id: 'D1', name: [{ family: 'Doctor', given: ['One'] }] },
  { resourceType: 'Practitioner', id: 'D2', name: [{ family: 'Doctor', given: ['Two'] }] },
  { resourceType: 'Location', id: 'L1', name: 'Main street' },
  ...Array.from({ length: 20 }, (_, n) => ({
    resourceType: 'Patient',
    id: `P${n}`,
    name: [{ family: `Family${n}`, given: ['Kim'] }],
    birthDate: '1980-01-01',
  })),
]

/** Slots of a quarter of an hour from nine o'clock, of a schedule for each practitioner. */
export function slots(count: number, days = 1): readonly Resource[] {
  return ['D1', 'D2'].flatMap((who) => [
    {
      resourceType: 'Schedule',
      id: `S-${who}`,
      actor: [{ reference: `Practitioner/${who}` }, { reference: 'Location/L1' }],
    },
    ...Array.from({ length: days }, (_, day) =>
      Array.from({ length: count }, (_, n) => ({
        resourceType: 'Slot',
        id: day === 0 ? `${who}-${n * 15}` : `${who}-${n * 15}-day${day}`,
        schedule: { reference: `Schedule/S-${who}` },
        status: 'free',
        start: isoInstant(atMinute(n * 15) + day * DAY_MS),
        end: isoInstant(atMinute(n * 15 + 15) + day * DAY_MS),
      })),
    ).flat(),
  ])
}

/** As the desk types it. */
export const typed = (
  id: string,
  fromMinute: number,
  minutes: number,
  more: Readonly<Record<string, unknown>> = {},
): Resource => ({
  resourceType: 'Appointment',
  id,
  status: 'booked',
  start: isoInstant(atMinute(fromMinute)),
  end: isoInstant(atMinute(fromMinute + minutes)),
  participant: [
    { actor: { reference: 'Practitioner/D1', display: 'Dr One' }, status: 'accepted' },
    { actor: { reference: 'Patient/P1' }, status: 'accepted' },
  ],
  ...more,
})

/** Carrying a booking's id, as a write of ours leaves it. */
export const carrying = (
  bookingId: string,
  what: 'booked' | 'held' | 'claim' = 'booked',
): Readonly<Record<string, unknown>> => ({
  status: what === 'booked' ? 'booked' : 'pending',
  identifier: [
    { system: SYSTEM, value: bookingId },
    ...(what === 'booked' ? [] : [{ system: `${SYSTEM}/hold`, value: bookingId }]),
    ...(what === 'claim' ? [{ system: `${SYSTEM}/claim`, value: 'an earlier attempt' }] : []),
  ],
})
