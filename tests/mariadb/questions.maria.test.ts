/** Single questions to OpenEMR's book. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BookSilent } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { CHAN, DENT, hold, openPractice, type Practice, span } from './practice.ts'
import { Wire } from './proxy.ts'
import { everyMonday } from './series.ts'
import { CATEGORY } from './tables.ts'

let practice: Practice
let book: OpenEmrBook
beforeAll(async () => {
  practice = await openPractice()
  book = practice.book()
})
beforeEach(() => practice.empty())

describe('entry', () => {
  test('by its id, and an occurrence of a series by its day', async () => {
    const one = await practice.event({})
    const series = await practice.event(everyMonday('20260824'))
    expect(await book.entry(one)).toMatchObject({ pmsAppointmentId: one, ...span('10:00', '10:30') })
    expect(await book.entry(series)).toMatchObject({ ...span('10:00', '10:30', '2026-08-03') })
    const occurrence = `${series}@2026-08-17`
    expect(await book.entry(occurrence)).toMatchObject({
      pmsAppointmentId: occurrence,
      ...span('10:00', '10:30'),
    })
    expect(await book.entry(`${series}@2026-08-24`)).toBeNull()
    expect(await book.entry(`${series}@2026-08-18`)).toBeNull()
  })

  test.each(['999999', 'none of ours', '', "1' or '1'='1"])('none by %j', async (id) => {
    expect(await book.entry(id)).toBeNull()
  })

  test('none that is not live; no answer about one that cannot be true', async () => {
    expect(await book.entry(await practice.event({ pc_eventstatus: 0 }))).toBeNull()
    await expect(book.entry(await practice.event({ pc_duration: 7 }))).rejects.toThrow(BookSilent)
    await expect(book.entry(await practice.event({ pc_eventDate: '0000-00-00' }))).rejects.toThrow(BookSilent)
  })
})

test('entries of a booking, placeholders and cancelled ones too, and of no other that looks like it', async () => {
  await practice.write(book, hold('B_1', span('09:00', '09:30')))
  const visit = await practice.event({ pc_hometext: 'see [rejoin:B_1] and call' })
  const gone = await practice.event({
    pc_hometext: '[rejoin:B_1]',
    pc_apptstatus: 'x',
    pc_eventDate: '2027-01-04',
  })
  await practice.event({ pc_hometext: '[rejoin:BX1]' })
  await practice.event({ pc_hometext: '[rejoin:b_1]' })
  const found = await book.byRef('B_1')
  expect(found.map(({ status }) => status)).toEqual(['placeholder', 'booked', 'cancelled'])
  expect(found.slice(1).map(({ pmsAppointmentId }) => pmsAppointmentId)).toEqual([visit, gone])
})

test('what a patient has, series too, within a span', async () => {
  const one = await practice.event({ pc_pid: '2' })
  const series = await practice.event({
    ...everyMonday(),
    pc_pid: '2',
    pc_startTime: '15:00:00',
    pc_endTime: '15:30:00',
  })
  await practice.event({ pc_pid: '2', pc_eventDate: '2026-09-30' })
  await practice.event({ pc_pid: '22' })
  const found = await book.ofPatient('2', {
    startMs: span('00:00', '01:00').startMs,
    endMs: span('23:00', '23:30').endMs,
  })
  expect(found.map(({ pmsAppointmentId }) => pmsAppointmentId).toSorted()).toEqual(
    [one, `${series}@2026-08-17`].toSorted(),
  )
})

describe('a diary', () => {
  test('entries, blocks and sessions of one provider, the whole clinic included', async () => {
    await practice.hours()
    const eid = await practice.event({})
    await practice.event({ pc_aid: DENT })
    await practice.event({
      pc_catid: CATEGORY['holidays'] ?? 0,
      pc_aid: DENT,
      pc_pid: '',
      pc_startTime: '10:15:00',
      pc_endTime: '12:00:00',
      pc_duration: 6300,
    })
    const diary = await book.within(CHAN, span('10:00', '11:00'))
    expect(diary.entries.map(({ pmsAppointmentId }) => pmsAppointmentId)).toEqual([eid])
    expect(diary.blocks).toMatchObject([{ pmsPractitionerId: CHAN, ...span('10:15', '12:00') }])
    expect(diary.sessions).toMatchObject([{ pmsPractitionerId: CHAN, ...span('08:00', '18:00') }])
    expect(diary.sessionsKnown).toBe(true)
    const other = await book.within(DENT, span('17:00', '18:00'))
    expect(other).toEqual({ entries: [], blocks: [], sessions: [], sessionsKnown: true })
  })

  test('of a practice that keeps no sessions', async () => {
    expect(await book.within(CHAN, span('10:00', '11:00'))).toEqual({
      entries: [],
      blocks: [],
      sessions: [],
      sessionsKnown: false,
    })
  })

  test('of an inactive provider, and of nobody', async () => {
    const eid = await practice.event({ pc_aid: '6' })
    expect(
      (await book.within('6', span('10:00', '11:00'))).entries.map((one) => one.pmsAppointmentId),
    ).toEqual([eid])
    expect((await book.within('nobody', span('10:00', '11:00'))).entries).toEqual([])
  })

  test.each<[string, Readonly<Record<string, string | number>>]>([
    ['of hours that no day has', { pc_startTime: '128:00:00' }],
    ['that ends before it starts', { pc_startTime: '10:30:00', pc_endTime: '10:00:00', pc_duration: 0 }],
    ['whose duration contradicts', { pc_duration: 600 }],
  ])('is silent over a row %s, and names only its id', async (_, cells) => {
    const eid = await practice.event(cells)
    const asked = book.within(CHAN, span('10:00', '11:00'))
    await expect(asked).rejects.toThrow(BookSilent)
    await expect(asked).rejects.toThrow(new RegExp(`event ${eid}`))
    await expect(asked).rejects.not.toThrow(/128|10:30/)
    expect((await book.within(DENT, span('10:00', '11:00'))).entries).toEqual([])
  })
})

describe('people', () => {
  test('a patient by file number', async () => {
    expect(await book.patient('2')).toMatchObject({ familyName: "O'Brien", birthOn: '1990-07-01' })
    expect(await book.patient('99')).toBeNull()
    expect(await book.patient('2 or 1=1')).toBeNull()
  })

  test('everybody who may be somebody', async () => {
    const like = (familyName: string, birthOn: string | null) =>
      book.patientsLike({ familyName, givenName: 'Any', birthOn })
    expect(await like('Somebody', '1990-07-01')).toMatchObject([{ pmsPatientId: '2' }])
    expect(await like('OBRIEN', null)).toMatchObject([{ pmsPatientId: '2' }])
    expect(await like('Nobody', null)).toEqual([])
  })

  test('a recall by its patient; who has none has none', async () => {
    await practice.desk.query(
      "insert into medex_recalls (r_PRACTID, r_pid, r_eventDate) values (3, 2, '2026-09-01')",
    )
    const whole = await book.read({
      fromOn: '2026-08-17',
      toOn: '2026-08-17',
      people: [],
      pmsPatientIds: [],
      pmsAppointmentIds: [],
      bookingIds: [],
    })
    const [recall] = whole.kind === 'failed' ? [] : whole.book.recalls
    expect(recall).toMatchObject({ pmsPatientId: '2', dueOn: '2026-09-01' })
    expect(await book.recall(recall?.pmsRecallId ?? '')).toEqual(recall)
    expect(await book.recall('recall:1')).toBeNull()
    expect(await book.recall('7')).toBeNull()
  })
})

test('a line that breaks is silence, without a word of what was asked', async () => {
  const { hostname, port } = new URL(practice.address)
  const wire = await Wire.to(hostname, Number(port))
  const slow = practice.book({ host: '127.0.0.1', port: wire.port })
  wire.on({ label: 'patients by birth date', cut: true })
  const asked = slow.patientsLike({ familyName: 'Secret', givenName: 'Very', birthOn: '1990-07-01' })
  await expect(asked).rejects.toThrow(BookSilent)
  await expect(asked).rejects.not.toThrow(/Secret|1990/)
  await wire.close()
})

test('a connection that died while nobody used it is no silence', async () => {
  const { hostname, port } = new URL(practice.address)
  const wire = await Wire.to(hostname, Number(port))
  const slow = practice.book({ host: '127.0.0.1', port: wire.port })
  const identity = await slow.identity()
  wire.cutAll()
  expect(await slow.identity()).toBe(identity)
  await wire.close()
})
