/** Whatever stands in a resource: the mapping does not fall over, tells nothing that stands there, and invents no time. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../src/books/fhir/rest.ts'
import { actor, appointment, at, mapped, ours, patient, schedule, slot } from './made.ts'

const MARKER = 'Wilhelmina Featherstonehaugh'

const WHOLE = {
  appointments: [
    appointment('a1', { identifier: [ours('b1')], slot: [{ reference: 'Slot/1' }], minutesDuration: 30 }),
  ],
  slots: [
    slot('1', '10:00-10:30', 'busy'),
    slot('2', '11:00-11:30', 'busy-tentative', { identifier: [ours('b2')] }),
  ],
  schedules: [schedule()],
  patients: [patient('p1', { telecom: [{ system: 'phone', use: 'mobile', value: '0491 570 006' }] })],
  recalls: [
    {
      ...{ resourceType: 'ServiceRequest', id: 'r1', status: 'active', subject: { reference: 'Patient/p1' } },
      ...{ occurrencePeriod: { start: at('30', '09:00') }, code: { coding: [{ display: 'Check' }] } },
    },
  ],
} satisfies Record<string, readonly Json[]>

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value)
    ? value.map((one, index) => [index, one] as const)
    : Object.entries(value)
  return [...(path.length > 2 ? [path] : []), ...inner.flatMap(([key, one]) => placesIn(one, [...path, key]))]
}

function withAt(value: unknown, [key, ...rest]: readonly (string | number)[], put: unknown): unknown {
  if (key === undefined) return put
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one, at) => (at === key ? withAt(one, rest, put) : one))
  return { ...value, [key]: withAt((value as Record<string, unknown>)[key], rest, put) }
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    0,
    -1,
    true,
    '',
    MARKER,
    [MARKER],
    { [MARKER]: MARKER },
    [[]],
    [null],
  ),
  fc.constantFrom(
    '#',
    '#c1',
    'Practitioner/',
    '/',
    'urn:uuid:',
    '\u0000',
    '2026-13-01',
    '2026-11-20T25:00:00Z',
  ),
  fc.jsonValue(),
)
const places = placesIn(WHOLE)

test('one or several places filled with anything', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...places), junk), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const spoiled = changes.reduce<unknown>((world, [place, put]) => withAt(world, place, put), WHOLE)
        const read = mapped(spoiled as typeof WHOLE)
        expect(JSON.stringify(read.remarks)).not.toContain('Featherstonehaugh')
        if (read.kind === 'failed') return
        for (const row of [...read.book.entries, ...read.book.sessions, ...read.book.blocks]) {
          expect(row.startMs).toBeLessThan(row.endMs)
        }
        if (read.kind === 'partial') expect(read.remarks.some(({ weight }) => weight === 'fault')).toBe(true)
      },
    ),
    { numRuns: 3_000 },
  )
})

test.each(
  placesIn(WHOLE.appointments[0]).filter(
    ([field]) => field === 'start' || field === 'end' || field === 'participant',
  ),
)('an appointment whose %s is taken away never becomes free time in silence', (...place) => {
  const [whole] = WHOLE.appointments
  const spoiled = withAt(whole, place, undefined) as Json
  const read = mapped({ ...WHOLE, slots: [], appointments: [spoiled] })
  const stands = read.kind !== 'failed' && read.book.entries.some((one) => one.pmsPractitionerId === 'dr1')
  expect(stands || read.kind !== 'complete').toBe(true)
})

test('practitioners of an odd shape never hide the one who is named', () => {
  const participant = [
    null,
    'x',
    { actor: null },
    { actor: { reference: 'Practitioner/dr1' } },
    actor('Patient/p1'),
  ]
  const read = mapped({ appointments: [appointment('a1', { participant })] })
  expect(read).toMatchObject({ kind: 'partial', book: { entries: [{ pmsPractitionerId: 'dr1' }] } })
})
