/** A whole book out of a FHIR server: what it is asked for, and what a book that moves under our eyes comes to. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Scope } from '../../../src/books/book.ts'
import { FhirBook } from '../../../src/books/fhir/client.ts'
import type { FhirOptions } from '../../../src/books/fhir/options.ts'
import type { Json } from '../../../src/books/fhir/rest.ts'
import {
  actor,
  appointment,
  at,
  BASE,
  CLOCK,
  OPTIONS,
  patient,
  schedule,
  slot,
  told,
  wordsOf,
} from './made.ts'
import { PagedServer } from './paged.ts'

const SCOPE: Scope = {
  fromOn: '2026-11-20',
  toOn: '2026-11-22',
  people: [],
  pmsPatientIds: [],
  pmsAppointmentIds: [],
  bookingIds: [],
}
const TAKEN = Date.parse('2026-11-20T00:00:00Z')

let server: PagedServer
const bookOf = (options: Partial<FhirOptions> = {}) =>
  new FhirBook({
    rest: server,
    options: { ...OPTIONS, ...options },
    base: BASE,
    clock: CLOCK,
    now: () => TAKEN,
  })
const on = (id: string, day: string, time = '10:00', more: Json = {}): Json =>
  appointment(id, {
    meta: { lastUpdated: '2026-11-01T00:00:00Z' },
    start: at(day, time),
    end: at(day, `${time.slice(0, 3)}45`),
    ...more,
  })
const idsIn = async (options: Partial<FhirOptions> = {}, scope = SCOPE) => {
  const read = await bookOf(options).read(scope)
  return { kind: read.kind, remarks: wordsOf(read), ids: read.kind === 'failed' ? null : idsOf(read) }
}
const idsOf = (read: Awaited<ReturnType<FhirBook['read']>>) =>
  told(read)
    .entries.map((one) => one.pmsAppointmentId)
    .sort()

beforeEach(() => {
  server = new PagedServer([
    on('a1', '20'),
    on('a2', '22'),
    on('far', '27'),
    slot('1', '09:00-12:00'),
    schedule(),
    patient('p1'),
    patient('p2'),
    patient('p3', { birthDate: '1990-01-01' }),
  ])
})

describe('what is asked for', () => {
  test('the days that matter, in full instants, a day more on both sides, each day on its own', async () => {
    const read = await bookOf().read(SCOPE)
    expect(read).toMatchObject({
      kind: 'complete',
      read: {
        takenMs: TAKEN,
        complete: true,
        databaseIdentity: null,
        fromOn: '2026-11-20',
        toOn: '2026-11-22',
      },
      remarks: [],
    })
    expect(idsOf(read)).toEqual(['a1', 'a2'])
    const days = server.searches.filter(
      (one) => one.startsWith('Appointment') && !one.includes('_lastUpdated'),
    )
    expect(days).toHaveLength(5)
    expect(days[0]).toBe(
      'Appointment?date=ge2026-11-18T13:00:00.000Z&date=lt2026-11-19T13:00:00.000Z&_sort=date&_count=200',
    )
    expect(days[4]).toContain('date=lt2026-11-23T13:00:00.000Z')
  })

  test('a night of 25 hours is whole', async () => {
    server.rows = [
      on('a1', '20', '10:00', { start: '2026-04-05T23:30:00+10:00', end: '2026-04-06T00:30:00+10:00' }),
      on('a2', '20', '10:00', { start: '2026-04-06T00:00:00+10:00', end: '2026-04-06T00:30:00+10:00' }),
      on('a3', '20', '10:00', { start: '2026-04-05T00:00:00+11:00', end: '2026-04-05T00:30:00+11:00' }),
    ]
    expect((await idsIn({}, { ...SCOPE, fromOn: '2026-04-05', toOn: '2026-04-05' })).ids).toEqual([
      'a1',
      'a3',
    ])
  })

  test('patients of entries and of the scope by id, people by birth date, or by name where that is not known', async () => {
    const people = [
      { familyName: 'Nguyen', givenName: 'Kim', birthOn: '1990-01-01' },
      { familyName: 'O,Hara', givenName: 'Jo', birthOn: null },
    ]
    const { patients } = told(await bookOf().read({ ...SCOPE, people, pmsPatientIds: ['p2'] }))
    expect(patients.map((one) => one.pmsPatientId)).toEqual(['p1', 'p2', 'p3'])
    expect(server.searches.filter((one) => one.startsWith('Patient'))).toEqual([
      'Patient?_id=p2,p1&_count=200',
      'Patient?birthdate=1990-01-01&_count=200',
      'Patient?family=O\\,Hara&_count=200',
    ])
  })

  test('entries that are known, and bookings’ ids, on whatever day they are', async () => {
    const carries = (value: string): Json => ({ identifier: [{ system: OPTIONS.identifierSystem, value }] })
    server.rows.push(on('ref', '28', '10:00', carries('b7')), on('other', '28', '11:00', carries('b8')))
    const known = { pmsAppointmentIds: ['a1', 'far', 'gone', 'Slot/8'], bookingIds: ['b7', 'b9'] }
    server.rows.push(
      slot('8', '10:00-10:30', 'busy', {
        ...carries('b9'),
        start: at('28', '12:00'),
        end: at('28', '13:00'),
      }),
    )
    expect(await idsIn({}, { ...SCOPE, ...known })).toEqual({
      kind: 'complete',
      ids: ['Slot/8', 'a1', 'a2', 'far', 'ref'],
      remarks: [],
    })
    const system = OPTIONS.identifierSystem
    expect(server.searches).toContain('Appointment?_id=far,gone&_count=200')
    expect(server.searches).toContain(`Appointment?identifier=${system}|b7,${system}|b9&_count=200`)
  })

  test('a server that cannot be asked for ids of bookings is read all the same, with a doubt', async () => {
    server.refuses = (_, query) => (query.startsWith('identifier') ? 400 : null)
    expect(await idsIn({}, { ...SCOPE, bookingIds: ['b7'] })).toMatchObject({
      kind: 'complete',
      remarks: [
        'warning: Appointment: the server cannot be asked for ids of bookings; only the days were looked through',
      ],
    })
  })

  test('recalls where the settings say, with their patients', async () => {
    const recall = { resourceType: 'ServiceRequest', status: 'active', occurrenceDateTime: '2026-12-01' }
    server.rows.push({ ...recall, id: 'r1', subject: { reference: 'Patient/p3' } })
    const recalls = { resource: 'ServiceRequest', search: [['status', 'active']] } as const
    const book = told(await bookOf({ recalls }).read(SCOPE))
    expect(book.recalls).toMatchObject([{ pmsRecallId: 'r1', pmsPatientId: 'p3', dueOn: '2026-12-01' }])
    expect(book.patients.map((one) => one.pmsPatientId)).toContain('p3')
    expect(server.searches).toContain('ServiceRequest?status=active&_count=200')
  })

  test('leave that began long before is seen', async () => {
    server.rows.push(
      slot('9', '09:00-10:00', 'busy-unavailable', { start: at('01', '08:00'), end: at('30', '18:00') }),
    )
    expect(told(await bookOf().read(SCOPE)).blocks).toHaveLength(1)
  })

  test('as of the server’s first answer, by its own clock', async () => {
    server.dateMs = TAKEN - 5_000
    server.before = () => {
      server.dateMs = (server.dateMs ?? 0) + 1_000
    }
    expect(await bookOf().read(SCOPE)).toMatchObject({ read: { takenMs: TAKEN - 4_000 }, remarks: [] })
  })

  test('which should not be far from ours', async () => {
    server.dateMs = TAKEN - 12 * 60_000
    expect(await idsIn()).toMatchObject({
      kind: 'complete',
      remarks: ['warning: book: the server’s clock and ours are 12 minutes apart'],
    })
  })
})

describe('a book that others write in', () => {
  /** From day 22, which was not read yet, to day 20, which was. */
  const moveWhenRead = (page: number) => {
    server.before = (shown) => {
      if (shown === page) server.put(on('a2', '20', '11:00'))
    }
  }

  test('what moved to a day already read is found by its change', async () => {
    moveWhenRead(3)
    expect(await idsIn()).toEqual({ kind: 'complete', ids: ['a1', 'a2'], remarks: [] })
    expect(server.searches).toContainEqual(expect.stringContaining('_lastUpdated=ge2026-11-19T23:55:00.000Z'))
  })

  test('also where the server cannot be asked for changes', async () => {
    moveWhenRead(3)
    server.refuses = (_, query) => (query.includes('_lastUpdated') ? 400 : null)
    expect(await idsIn()).toEqual({ kind: 'complete', ids: ['a1', 'a2'], remarks: [] })
  })

  test('what moved to another day is not in the book twice', async () => {
    server.before = (shown) => {
      if (shown === 3) server.put(on('a1', '22', '15:00'))
    }
    const { entries } = told(await bookOf().read(SCOPE))
    expect(entries.map((one) => [one.pmsAppointmentId, one.startMs])).toEqual([
      ['a1', Date.parse(at('22', '15:00'))],
      ['a2', Date.parse(at('22', '10:00'))],
    ])
  })

  test('two versions that do not say which is newer are a fault', async () => {
    server.refuses = (_, query) => (query.includes('_lastUpdated') ? 400 : null)
    let moved = 0
    server.before = (shown) => {
      if (shown % 5 === 3) server.put(on('a1', '22', `1${moved++}:00`), null)
      if (shown % 5 === 4) server.put(on('a1', '20', '10:00'), null)
    }
    expect((await idsIn()).kind).toBe('partial')
  })

  test('a row that slips past the turning of a page is found by looking again', async () => {
    server.rows = ['08', '09', '10', '11'].map((hour) => on(`a${hour}`, '20', `${hour}:00`))
    // Once the first page of day 20 was shown, its first row goes to the evening, and the fourth slips to the first page.
    server.before = (shown) => {
      if (shown === 2) server.put(on('a08', '20', '18:00'))
    }
    expect(await idsIn()).toEqual({ kind: 'complete', ids: ['a08', 'a09', 'a10', 'a11'], remarks: [] })
  })

  test('a book that never holds still is not complete', async () => {
    server.rows = ['08', '09', '10', '11'].map((hour) => on(`a${hour}`, '20', `${hour}:00`))
    server.before = (shown) =>
      server.put(on('a08', '20', '18:00'), new Date(TAKEN + shown * 1000).toISOString())
    const { kind, remarks } = await idsIn()
    expect(kind).toBe('partial')
    expect(remarks).toContain('fault: Appointment: they kept changing while they were read')
  })
})

describe('a server that does not let itself be read', () => {
  test.each<[string, number, object]>([
    ['Appointment', 403, { kind: 'failed', ids: null }],
    ['Appointment', 404, { kind: 'failed', ids: null }],
    ['Patient', 403, { kind: 'failed', ids: null }],
    ['Slot', 0, { kind: 'failed', ids: null }],
    [
      'Slot',
      404,
      {
        kind: 'complete',
        remarks: ['warning: Slot: the server knows none, so nothing is known of working hours'],
      },
    ],
    ['Slot', 501, { kind: 'complete' }],
    [
      'Slot',
      403,
      { kind: 'partial', remarks: ['fault: Slot: the server refuses to be asked for them (HTTP 403)'] },
    ],
    ['Schedule', 403, { kind: 'partial' }],
    ['ServiceRequest', 404, { kind: 'partial', ids: ['a1', 'a2'] }],
  ])('no %s (HTTP %i)', async (type, status, expected) => {
    server.refuses = (asked) => (asked === type ? status : null)
    expect(await idsIn({ recalls: { resource: 'ServiceRequest', search: [] } })).toMatchObject(expected)
  })

  test('silence half way is a failed read, whatever was seen before', async () => {
    server.refuses = (_, query) => (query.includes('ge2026-11-21T13') ? 0 : null)
    const read = await bookOf().read(SCOPE)
    expect(read).toMatchObject({ kind: 'failed', why: expect.stringContaining('too slow') })
  })

  test.each(['Appointment', 'Slot', 'Schedule', 'Patient'])(
    'a page of %s with trouble in it',
    async (type) => {
      server.troubles = (asked) => (asked === type ? ['an entry of a page without a resource'] : [])
      const { kind, remarks } = await idsIn()
      expect(kind).toBe('partial')
      expect(remarks).toContain(`fault: ${type}: an entry of a page without a resource`)
    },
  )
})

describe('single questions', () => {
  const span = { startMs: Date.parse(at('20', '10:00')), endMs: Date.parse(at('20', '10:45')) }
  const B1 = { identifier: [{ system: OPTIONS.identifierSystem, value: 'b1' }] }

  test('about an entry', async () => {
    expect(await bookOf().entry('a1')).toMatchObject({ pmsAppointmentId: 'a1', status: 'booked' })
    expect(await bookOf().entry('a9')).toBeNull()
    server.put(on('a1', '20', '10:00', { status: 'waitlist' }))
    expect(await bookOf().entry('a1')).toBeNull()
    server.put(on('a1', '20', '10:00', { end: undefined, slot: [{ reference: 'Slot/1' }] }))
    expect(await bookOf().entry('a1')).toMatchObject({ endMs: Date.parse(at('20', '12:00')) })
  })

  test('about what carries a booking’s id: entries, called off ones too, and slots that are held', async () => {
    const { entry, byRef } = { entry: (id: string) => bookOf().entry(id), byRef: () => bookOf().byRef('b1') }
    expect(await byRef()).toEqual([])
    server.put(slot('7', '10:00-10:30', 'busy', B1))
    expect(await byRef()).toMatchObject([{ pmsAppointmentId: 'Slot/7', status: 'placeholder' }])
    expect(await entry('Slot/7')).toMatchObject({ status: 'placeholder', externalRef: 'b1' })
    server.put(on('a1', '20', '10:00', { ...B1, status: 'cancelled' }))
    expect(await byRef()).toHaveLength(2)
    server.put(on('a1', '20', '10:00', B1))
    expect(await byRef()).toMatchObject([{ pmsAppointmentId: 'a1', externalRef: 'b1' }])
    expect(await entry('Slot/7')).toBeNull()
    expect(await entry('Slot/99')).toBeNull()
  })

  test('about a patient’s entries', async () => {
    server.put(on('a3', '20', '10:00', { participant: [actor('Patient/p2'), actor('Practitioner/dr1')] }))
    expect(await bookOf().ofPatient('p1', span)).toMatchObject([{ pmsAppointmentId: 'a1' }])
    expect(server.searches[0]).toMatch(/^Appointment\?patient=Patient\/p1&date=ge2026-11-18T23:00:00.000Z/)
  })

  test('about a practitioner’s time', async () => {
    server.put(
      slot('8', '10:00-11:00', 'busy-unavailable', { start: at('10', '08:00'), end: at('24', '18:00') }),
    )
    const diary = await bookOf().within('dr1', span)
    expect(diary).toMatchObject({
      entries: [{ pmsAppointmentId: 'a1' }],
      sessions: [{ startMs: Date.parse(at('20', '09:00')) }],
      blocks: [{ endMs: Date.parse(at('24', '18:00')) }],
      sessionsKnown: true,
    })
    expect(await bookOf().within('dr9', span)).toEqual({
      entries: [],
      sessions: [],
      blocks: [],
      sessionsKnown: true,
    })
  })

  test.each<[string, Json[], (type: string) => number | null, boolean]>([
    ['there are none at all', [], () => null, false],
    ['the server knows none', [], (type) => (type === 'Slot' ? 404 : null), false],
    ['only closed time', [slot('1', '09:00-12:00', 'busy-unavailable')], () => null, false],
    [
      'they are on other days',
      [slot('1', '09:00-12:00', 'busy', { start: at('02', '09:00'), end: at('02', '12:00') })],
      () => null,
      true,
    ],
  ])('whether sessions are known when %s', async (_, slots, refuses, known) => {
    server.rows = [...server.rows.filter((row) => row['resourceType'] !== 'Slot'), ...slots]
    server.refuses = refuses
    expect((await bookOf().within('dr1', span)).sessionsKnown).toBe(known)
  })

  test('about people', async () => {
    expect(await bookOf().patient('p1')).toMatchObject({ familyName: 'Nguyen' })
    expect(await bookOf().patient('p9')).toBeNull()
    const like = { familyName: 'Nguyen', givenName: 'Kim' }
    const found = await bookOf().patientsLike({ ...like, birthOn: '1990-01-01' })
    expect(found.map((one) => one.pmsPatientId)).toEqual(['p3'])
    expect(await bookOf().patientsLike({ ...like, birthOn: null })).toHaveLength(3)
  })

  test('about a recall', async () => {
    server.rows.push({
      ...{ resourceType: 'Task', id: 't1', status: 'requested', for: { reference: 'Patient/p1' } },
      restriction: { period: { end: '2026-12-01' } },
    })
    const book = bookOf({ recalls: { resource: 'Task', search: [] } })
    expect(await book.recall('t1')).toMatchObject({ dueOn: '2026-12-01', status: 'active' })
    expect(await book.recall('t9')).toBeNull()
    expect(await bookOf().recall('t1')).toBeNull()
  })

  test('FHIR tells no identity', async () => {
    expect(await bookOf().identity()).toBeNull()
  })

  test.each<[string, (book: FhirBook) => Promise<unknown>]>([
    ['entry', (book) => book.entry('a1')],
    ['byRef', (book) => book.byRef('b1')],
    ['ofPatient', (book) => book.ofPatient('p1', span)],
    ['within', (book) => book.within('dr1', span)],
  ])('%s is not answered over what cannot be read', async (_, ask) => {
    server.put(on('a1', '20', '10:00', { ...B1, end: 'soon' }))
    await expect(ask(bookOf())).rejects.toThrow('(Appointment a1: its end is no instant with an offset)')
  })

  test('nor over a page with trouble, nor over silence, nor where it is refused', async () => {
    server.troubles = () => ['an entry of a page without a resource']
    await expect(bookOf().within('dr2', span)).rejects.toThrow('an entry of a page without a resource')
    server.troubles = (_, query) =>
      query.includes('_count=1') && !query.includes('_count=2') ? ['half a page'] : []
    server.rows = server.rows.filter((row) => row['resourceType'] !== 'Slot')
    await expect(bookOf().within('dr2', span)).rejects.toThrow('(Slot: half a page)')
    server.refuses = () => 0
    await expect(bookOf().byRef('b1')).rejects.toThrow('too slow')
    server.refuses = (type) => (type === 'Slot' ? 403 : null)
    server.troubles = () => []
    await expect(bookOf().byRef('b1')).rejects.toThrow('HTTP 403')
  })
})
