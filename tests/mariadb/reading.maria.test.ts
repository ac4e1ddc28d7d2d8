/** OpenEMR's book read as a whole: what is there, what cannot be true, and what could not be read. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BookRead } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import type { Book } from '../../src/reconcile/model.ts'
import { at, CHAN, CLOCK, DENT, openPractice, type Practice, SCOPE, span } from './practice.ts'
import { Wire } from './proxy.ts'
import { everyMonday } from './series.ts'
import { CATEGORY } from './tables.ts'

let practice: Practice
let book: OpenEmrBook
beforeAll(async () => {
  practice = await openPractice()
  book = practice.book({ writing: null })
})
beforeEach(async () => {
  await practice.empty()
  await practice.desk.query('delete from medex_recalls')
})

function bookOf(read: BookRead): Book {
  if (read.kind === 'failed') throw new Error(read.why)
  return read.book
}
const faults = (read: BookRead): readonly string[] =>
  read.remarks.filter(({ weight }) => weight === 'fault').map(({ subject }) => subject)

describe('a whole book', () => {
  test('entries, sessions, blocks, patients and recalls, at one instant of a database that says which it is', async () => {
    await practice.hours()
    const eid = await practice.event({ pc_hometext: '[rejoin:B-1]' })
    await practice.event({
      pc_catid: CATEGORY['lunch'] ?? 0,
      pc_pid: '',
      pc_startTime: '12:00:00',
      pc_endTime: '13:00:00',
      pc_duration: 3600,
    })
    await practice.desk.query(
      "insert into medex_recalls (r_PRACTID, r_pid, r_eventDate, r_reason) values (3, 2, '2026-09-01', 'review')",
    )
    const early = Date.now()
    const read = await book.read(SCOPE)
    expect(read.kind).toBe('complete')
    const { entries, sessions, blocks, patients, recalls, read: said } = bookOf(read)
    expect(entries).toEqual([
      {
        pmsAppointmentId: eid,
        pmsLocationId: '3',
        pmsPractitionerId: CHAN,
        pmsPatientId: '1',
        pmsTypeId: '5',
        ...span('10:00', '10:30'),
        status: 'booked',
        externalRef: 'B-1',
        createdMs: at('2026-08-01T09:00'),
        changedMs: at('2026-08-01T09:00'),
      },
    ])
    expect(sessions).toHaveLength(5)
    expect(sessions[0]).toEqual({
      pmsPractitionerId: CHAN,
      pmsLocationId: '3',
      ...span('08:00', '18:00'),
      capacity: 1,
      slotMinutes: 15,
    })
    expect(blocks).toEqual([
      { pmsPractitionerId: CHAN, pmsLocationId: null, ...span('12:00', '13:00'), reason: 'lunch' },
    ])
    expect(
      patients.map(({ pmsPatientId, familyName, birthOn }) => [pmsPatientId, familyName, birthOn]),
    ).toEqual([
      ['1', 'Lee', '1980-02-29'],
      ['2', "O'Brien", '1990-07-01'],
      ['3', 'Nguyen', null],
    ])
    expect(recalls).toMatchObject([{ pmsPatientId: '2', dueOn: '2026-09-01', reason: 'review' }])
    expect(said).toMatchObject({ complete: true, fromOn: SCOPE.fromOn, toOn: SCOPE.toOn })
    expect(said?.databaseIdentity).toMatch(new RegExp(`^.+/${practice.database}$`))
    expect(said?.databaseIdentity).toBe(await book.identity())
    expect(said?.takenMs).toBeGreaterThanOrEqual(early - 1)
    expect(said?.takenMs).toBeLessThanOrEqual(Date.now() + 1)
  })

  test('what is written while it is read is not in it', async () => {
    const eid = await practice.event({})
    const wire = await wireTo()
    wire.on({
      label: 'patients',
      before: async () => {
        await practice.event({ pc_startTime: '11:00:00', pc_endTime: '11:30:00', pc_pid: '77' })
        await practice.desk.query("insert into patient_data (pid, fname, lname) values (77, 'Late', 'Comer')")
      },
    })
    const read = bookOf(await over(wire).read(SCOPE))
    expect(read.entries.map(({ pmsAppointmentId }) => pmsAppointmentId)).toEqual([eid])
    expect(read.patients.map(({ pmsPatientId }) => pmsPatientId)).toEqual(['1', '2', '3'])
    await practice.desk.query('delete from patient_data where pid = 77')
    await wire.close()
  })

  test('series, what was taken out of them, and midnight', async () => {
    const series = await practice.event({
      ...everyMonday('20260817'),
      pc_endDate: '0000-00-00',
      pc_aid: DENT,
    })
    const weekday = await practice.event({ ...everyMonday(), pc_eventDate: '2026-08-05', pc_endDate: null })
    const night = await practice.event({
      pc_eventDate: '2026-08-16',
      pc_startTime: '23:30:00',
      pc_endTime: '00:30:00',
      pc_duration: 3600,
    })
    await practice.event({ pc_eventDate: '2026-08-24' })
    const read = await book.read({ ...SCOPE, toOn: '2026-08-23' })
    expect(
      bookOf(read)
        .entries.map(({ pmsAppointmentId }) => pmsAppointmentId)
        .toSorted(),
    ).toEqual([night, `${weekday}@2026-08-19`].toSorted())
    const next = await book.read({ ...SCOPE, fromOn: '2026-08-24', toOn: '2026-08-24' })
    expect(bookOf(next).entries.map(({ pmsAppointmentId }) => pmsAppointmentId)).toContain(
      `${series}@2026-08-24`,
    )
  })

  test.each<[string, Readonly<Record<string, string | number>>]>([
    ['its id', { pc_hometext: '' }],
    ['the booking that it names', { pc_hometext: '[rejoin:B-7]' }],
  ])('an entry that was moved out of the days is found by %s', async (_, cells) => {
    const eid = await practice.event({ ...cells, pc_eventDate: '2027-03-01' })
    expect(bookOf(await book.read(SCOPE)).entries).toEqual([])
    const known = cells['pc_hometext'] === '' ? { pmsAppointmentIds: [eid] } : { bookingIds: ['B-7'] }
    const read = await book.read({ ...SCOPE, ...known })
    expect(bookOf(read).entries).toMatchObject([
      { pmsAppointmentId: eid, ...span('10:00', '10:30', '2027-03-01') },
    ])
    expect(read.kind).toBe('complete')
  })

  test('an occurrence that is known is found on its day', async () => {
    const eid = await practice.event(everyMonday())
    const read = await book.read({ ...SCOPE, pmsAppointmentIds: [`${eid}@2026-10-05`, 'not one of ours'] })
    expect(bookOf(read).entries.map(({ pmsAppointmentId }) => pmsAppointmentId)).toEqual([
      `${eid}@2026-08-17`,
      `${eid}@2026-10-05`,
    ])
  })

  test.each([
    ['-', 'booked'],
    ['@', 'arrived'],
    ['<', 'in_consult'],
    ['>', 'completed'],
    ['?', 'did_not_attend'],
    ['x', 'cancelled'],
    ['%', 'cancelled'],
  ])('status %s is %s', async (pc_apptstatus, status) => {
    await practice.event({ pc_apptstatus })
    expect(bookOf(await book.read(SCOPE)).entries).toMatchObject([{ status }])
  })

  test('more rows than fit into one page', async () => {
    await practice.desk.query(
      `insert into patient_data (pid, fname, lname) select seq, 'Many', 'Others' from seq_1001_to_46000`,
    )
    const { patients } = bookOf(await book.read(SCOPE))
    expect(new Set(patients.map(({ pmsPatientId }) => pmsPatientId)).size).toBe(45_003)
    await practice.desk.query('delete from patient_data where pid > 3')
  })
})

describe('under every time zone of the process', () => {
  const zone = process.env['TZ']
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  test.each(['UTC', 'Australia/Sydney', 'America/New_York', 'Pacific/Kiritimati'])('%s', async (name) => {
    process.env['TZ'] = name
    const eid = await practice.event({ pc_endDate: '0000-00-00', pc_time: '0000-00-00 00:00:00' })
    const winter = await practice.event({ pc_eventDate: '2026-10-03' })
    const summer = await practice.event({ pc_eventDate: '2026-10-04' })
    await practice.desk.query(
      "update patient_data set DOB = '0000-00-00', deceased_date = '0000-00-00' where pid = 3",
    )
    const read = await book.read({ ...SCOPE, toOn: '2026-10-04' })
    expect(read.kind).toBe('complete')
    const { entries, patients } = bookOf(read)
    expect(
      entries.map(({ pmsAppointmentId, startMs, createdMs }) => [
        pmsAppointmentId,
        CLOCK.localIso(startMs),
        createdMs === null,
      ]),
    ).toEqual([
      [eid, '2026-08-17T10:00:00+10:00', true],
      [winter, '2026-10-03T10:00:00+10:00', false],
      [summer, '2026-10-04T10:00:00+11:00', false],
    ])
    expect(patients[2]).toMatchObject({ birthOn: null, status: 'active' })
  })
})

describe('is partial, and says where', () => {
  test.each<[string, Readonly<Record<string, string | number>>]>([
    ['hours that no day has', { pc_startTime: '128:00:00', pc_endTime: '128:30:00' }],
    ['an end before its start', { pc_startTime: '11:00:00', pc_endTime: '10:30:00', pc_duration: 0 }],
    ['a duration that contradicts', { pc_duration: 600 }],
    ['no date', { pc_eventDate: '0000-00-00' }],
    [
      'a time that the clocks skip',
      { pc_eventDate: '2026-10-04', pc_startTime: '02:15:00', pc_endTime: '02:45:00' },
    ],
    ['a rule that cannot be followed', { ...everyMonday(), pc_recurrspec: 'a:1:{broken' }],
  ])('a row with %s', async (_, cells) => {
    const good = await practice.event({ pc_startTime: '16:00:00', pc_endTime: '16:30:00' })
    const eid = await practice.event(cells)
    const read = await book.read({ ...SCOPE, toOn: '2026-10-10' })
    expect(read.kind).toBe('partial')
    expect(bookOf(read).read?.complete).toBe(false)
    expect(faults(read)[0]).toContain(`event ${eid}`)
    expect(bookOf(read).entries.map(({ pmsAppointmentId }) => pmsAppointmentId)).toContain(good)
  })
})

const wireTo = (): Promise<Wire> => {
  const { hostname, port } = new URL(practice.address)
  return Wire.to(hostname, Number(port))
}
const over = (wire: Wire): OpenEmrBook => practice.book({ host: '127.0.0.1', port: wire.port })
