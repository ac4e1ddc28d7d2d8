/** Events of OpenEMR that are moved, cancelled or taken out: done, and refused where they are not what they were. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Refusal, Write, WriteAnswer } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { isWritten } from '../../src/fixups/request.ts'
import { CHAN, create, DENT, hold, move, openPractice, type Practice, span } from './practice.ts'
import { Wire } from './proxy.ts'
import { everyMonday } from './series.ts'
import { CATEGORY } from './tables.ts'

let practice: Practice
let book: OpenEmrBook
beforeAll(async () => {
  practice = await openPractice()
  book = practice.book()
})
beforeEach(async () => {
  await practice.empty()
  await practice.hours()
})

const LATER = span('14:00', '14:45')
const AT_TWO = { pc_startTime: '14:00:00', pc_endTime: '14:30:00', pc_pid: '2' }
const refused = (why: Refusal): WriteAnswer => ({ kind: 'refused', why })
const done = (pmsAppointmentId: string): WriteAnswer => ({
  kind: 'done',
  pmsAppointmentId,
  pmsPatientId: null,
})
const cancel = (pmsAppointmentId: string): Write => ({ kind: 'cancel', pmsAppointmentId })
const remove = (pmsAppointmentId: string): Write => ({ kind: 'remove-placeholder', pmsAppointmentId })

const status = (eid: string, value: string) =>
  practice.desk.query('update openemr_postcalendar_events set pc_apptstatus = ? where pc_eid = ?', [
    value,
    eid,
  ])

/** A write, and what the front desk does when this statement of it comes along. */
async function meanwhile(
  write: Write,
  label: string,
  desk: () => Promise<unknown>,
  times = 1,
): Promise<WriteAnswer> {
  const { hostname, port } = new URL(practice.address)
  const wire = await Wire.to(hostname, Number(port))
  for (let earlier = 1; earlier < times; earlier++) wire.on({ label })
  wire.on({ label, before: async () => void (await desk()) })
  const slow = practice.book({ host: '127.0.0.1', port: wire.port })
  try {
    return await practice.write(slow, write)
  } finally {
    await slow.close()
    await wire.close()
  }
}

describe('move', () => {
  test.each([
    ['to another time', LATER, CHAN],
    ['to another provider', span('10:00', '10:30'), DENT],
    ['a little, over itself', span('10:15', '10:45'), CHAN],
    ['to be longer', span('10:00', '11:00'), CHAN],
  ])('%s', async (_, time, aid) => {
    const eid = await practice.event({ pc_hometext: 'asked for the window seat [rejoin:B-1]' })
    const wanted = move(eid, time, aid)
    expect(await practice.write(book, wanted)).toEqual(done(eid))
    const entry = await book.entry(eid)
    expect(isWritten(wanted, entry)).toBe(true)
    expect(entry).toMatchObject({ externalRef: 'B-1', pmsPatientId: '1' })
    expect((await practice.row(eid))?.['pc_time']).not.toBe('2026-08-01 09:00:00')
  })

  test('to where it already is changes nothing', async () => {
    const eid = await practice.event({})
    const before = await practice.row(eid)
    expect(await practice.write(book, move(eid, span('10:00', '10:30')))).toEqual(done(eid))
    expect(await practice.row(eid)).toEqual(before)
  })

  test('into the time that is kept for its own booking, and for no other', async () => {
    await practice.write(book, hold('B-1', LATER))
    const other = await practice.event({ pc_hometext: '[rejoin:B-2]' })
    expect(await practice.write(book, move(other, LATER))).toEqual(refused('time-taken'))
    const own = await practice.event({
      pc_hometext: '[rejoin:B-1]',
      pc_startTime: '11:00:00',
      pc_endTime: '11:30:00',
    })
    expect(await practice.write(book, move(own, LATER))).toEqual(done(own))
  })

  test.each<[string, Readonly<Record<string, string | number>>]>([
    ['an appointment', AT_TWO],
    ['a series', { ...everyMonday(), ...AT_TWO, pc_eventDate: '2026-08-03' }],
    ['lunch', { ...AT_TWO, pc_pid: '', pc_catid: CATEGORY['lunch'] ?? 0 }],
  ])('not onto %s', async (_, cells) => {
    const eid = await practice.event({})
    const before = await practice.row(eid)
    await practice.event(cells)
    expect(await practice.write(book, move(eid, LATER))).toEqual(refused('time-taken'))
    expect(await practice.row(eid)).toEqual(before)
  })

  test.each<[string, Readonly<Record<string, string | number>>, string, Refusal]>([
    ['of somebody who has arrived', { pc_apptstatus: '@' }, '', 'entry-changed'],
    ['of somebody who has been seen', { pc_apptstatus: '>' }, '', 'entry-changed'],
    ['that was cancelled', { pc_apptstatus: 'x' }, '', 'entry-changed'],
    ['that is not live', { pc_eventstatus: 0 }, '', 'no-such-entry'],
    ['that is a series', everyMonday(), '', 'not-allowed'],
    ['that is an occurrence of one', everyMonday(), '@2026-08-17', 'not-allowed'],
    ['that several providers have together', { pc_multiple: 7 }, '', 'not-allowed'],
    ['that cannot be true', { pc_duration: 600 }, '', 'other'],
  ])('not one %s', async (_, cells, occurrence, why) => {
    const eid = await practice.event(cells)
    const before = await practice.row(eid)
    expect(await practice.write(book, move(eid + occurrence, LATER))).toEqual(refused(why))
    expect(await practice.row(eid)).toEqual(before)
  })

  test('not one that is gone, not to nobody, not over midnight, and not too late', async () => {
    expect(await practice.write(book, move('999999', LATER))).toEqual(refused('no-such-entry'))
    expect(await practice.write(book, move('of nobody', LATER))).toEqual(refused('no-such-entry'))
    const eid = await practice.event({})
    expect(await practice.write(book, move(eid, LATER, '77'))).toEqual(refused('not-allowed'))
    const late = {
      startMs: span('23:45', '23:50').startMs,
      endMs: span('23:45', '23:50').startMs + 1_800_000,
    }
    expect(await practice.write(book, move(eid, late))).toEqual(refused('not-allowed'))
    const answer = await practice.write(book, move(eid, LATER), { notAfterMs: Date.now() })
    expect(answer).toEqual(refused('too-late'))
    expect(await practice.row(eid)).toMatchObject({ pc_startTime: '10:00:00' })
  })

  test.each<[string, (eid: string) => Promise<unknown>, Refusal]>([
    ['lets the patient arrive', (eid) => status(eid, '@'), 'entry-changed'],
    [
      'moves it',
      (eid) =>
        practice.desk.query(
          "update openemr_postcalendar_events set pc_startTime = '09:00:00', pc_endTime = '09:30:00' where pc_eid = ?",
          [eid],
        ),
      'entry-changed',
    ],
    [
      'deletes it',
      (eid) => practice.desk.query('delete from openemr_postcalendar_events where pc_eid = ?', [eid]),
      'no-such-entry',
    ],
    ['fills the time', () => practice.event(AT_TWO), 'time-taken'],
  ])('not while the desk %s', async (_, desk, why) => {
    const eid = await practice.event({})
    expect(await meanwhile(move(eid, LATER), 'move', () => desk(eid))).toEqual(refused(why))
    expect(await practice.row(eid)).not.toMatchObject({ pc_startTime: '14:00:00' })
  })

  test.each<[string, Readonly<Record<string, string | number>>]>([
    ['an appointment', AT_TWO],
    ['a series', { ...everyMonday(), ...AT_TWO, pc_eventDate: '2026-08-03' }],
  ])('is taken back when the desk types in %s right after it', async (_, cells) => {
    const eid = await practice.event({})
    const before = await practice.row(eid)
    const desk = () => practice.event(cells)
    expect(await meanwhile(move(eid, LATER), 'events of provider', desk, 2)).toEqual(refused('time-taken'))
    expect(await practice.row(eid)).toEqual(before)
  })
})

describe('cancel', () => {
  test('marks it, and the row stays', async () => {
    const eid = await practice.event({ pc_hometext: '[rejoin:B-1]' })
    expect(await practice.write(book, cancel(eid))).toEqual(done(eid))
    expect(isWritten(cancel(eid), await book.entry(eid))).toBe(true)
    expect(await practice.row(eid)).toMatchObject({
      pc_apptstatus: 'x',
      pc_eventstatus: '1',
      pc_startTime: '10:00:00',
    })
    expect(await practice.write(book, cancel(eid))).toEqual(done(eid))
  })

  test.each<[string, Readonly<Record<string, string | number>>, string, Refusal]>([
    ['of somebody who is there', { pc_apptstatus: '@' }, '', 'entry-changed'],
    ['of somebody who did not come', { pc_apptstatus: '?' }, '', 'entry-changed'],
    ['that is not live', { pc_eventstatus: 0 }, '', 'no-such-entry'],
    ['that is a series', everyMonday(), '', 'not-allowed'],
    ['that is an occurrence of one', everyMonday(), '@2026-08-17', 'not-allowed'],
    ['that several providers have together', { pc_multiple: 7 }, '', 'not-allowed'],
  ])('not one %s', async (_, cells, occurrence, why) => {
    const eid = await practice.event(cells)
    const before = await practice.row(eid)
    expect(await practice.write(book, cancel(eid + occurrence))).toEqual(refused(why))
    expect(await practice.row(eid)).toEqual(before)
  })

  test('not while the patient arrives, and not too late', async () => {
    const eid = await practice.event({})
    expect(await practice.write(book, cancel(eid), { notAfterMs: Date.now() })).toEqual(refused('too-late'))
    const answer = await meanwhile(cancel(eid), 'cancel', () => status(eid, '@'))
    expect(answer).toEqual(refused('entry-changed'))
    expect(await practice.row(eid)).toMatchObject({ pc_apptstatus: '@' })
  })

  test('not where the practice gave x another meaning', async () => {
    const eid = await practice.event({})
    const other = practice.book({ statuses: new Map([['x', 'completed']]) })
    expect(await practice.write(other, cancel(eid))).toEqual(refused('not-allowed'))
    expect(await practice.row(eid)).toMatchObject({ pc_apptstatus: '-' })
  })
})

describe('remove-placeholder', () => {
  const held = async (): Promise<string> => {
    const answer = await practice.write(book, hold('B-1', LATER))
    if (answer.kind !== 'done' || answer.pmsAppointmentId === null) throw new Error(JSON.stringify(answer))
    return answer.pmsAppointmentId
  }

  test('takes ours out, and the time is free', async () => {
    const eid = await held()
    expect(await practice.write(book, remove(eid))).toEqual(done(eid))
    expect(await practice.row(eid)).toBeNull()
    expect(isWritten(remove(eid), await book.entry(eid))).toBe(true)
    expect(await practice.write(book, create('B-2', LATER))).toMatchObject({ kind: 'done' })
  })

  test('not an appointment, not what became one, and not what is gone', async () => {
    const visit = await practice.event({})
    expect(await practice.write(book, remove(visit))).toEqual(refused('entry-changed'))
    const eid = await held()
    const seat = () =>
      practice.desk.query("update openemr_postcalendar_events set pc_pid = '2' where pc_eid = ?", [eid])
    expect(await meanwhile(remove(eid), 'remove placeholder', seat)).toEqual(refused('entry-changed'))
    expect(await practice.write(book, remove(eid))).toEqual(refused('entry-changed'))
    expect(await practice.row(eid)).toMatchObject({ pc_pid: '2' })
    expect(await practice.write(book, remove('999999'))).toEqual(refused('no-such-entry'))
  })
})
