/** New events in OpenEMR: done, read back as asked for, and refused for each reason. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Refusal, Write, WriteAnswer } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { isWritten } from '../../src/fixups/request.ts'
import { at, CHAN, create, DAY, DENT, hold, openPractice, type Practice, SCOPE, span } from './practice.ts'
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

const WANTED = span('10:00', '10:30')
const refused = (why: Refusal): WriteAnswer => ({ kind: 'refused', why })
const made = (answer: WriteAnswer): string => {
  if (answer.kind !== 'done' || answer.pmsAppointmentId === null) throw new Error(JSON.stringify(answer))
  return answer.pmsAppointmentId
}

describe('an appointment', () => {
  test('stands in the book as the form would leave it', async () => {
    const eid = made(await practice.write(book, create('B-1', WANTED)))
    const row = await practice.row(eid)
    expect(row).toMatchObject({
      pc_catid: '5',
      pc_multiple: '0',
      pc_aid: CHAN,
      pc_pid: '1',
      pc_title: 'office visit',
      pc_hometext: '[rejoin:B-1]',
      pc_informant: '1',
      pc_eventDate: DAY,
      pc_startTime: '10:00:00',
      pc_endTime: '10:30:00',
      pc_duration: '1800',
      pc_alldayevent: '0',
      pc_recurrtype: '0',
      pc_eventstatus: '1',
      pc_sharing: '1',
      pc_apptstatus: '-',
      pc_prefcatid: '0',
      pc_facility: '3',
      pc_billing_location: '3',
      pc_room: '',
    })
    expect(row?.['pc_time']).toMatch(/^20\d\d-/)
    expect(row?.['uuid']).not.toBeNull()
  })

  test.each<[string, Write]>([
    ['an appointment', create('B-1', WANTED)],
    [
      'of the usual type and at the usual place',
      create('B-1', WANTED, { pmsTypeId: null, pmsLocationId: null }),
    ],
    ['of another type', create('B-1', WANTED, { pmsTypeId: '10' })],
    ['with an id that SQL and markers know signs of', create(`B'%_]\\é"1`, WANTED)],
    ['a placeholder', hold('B-1', WANTED)],
    ['on the day on which the clocks change', create('B-1', span('10:00', '10:30', '2026-10-04'))],
  ])('is read back as it was written: %s', async (_, wanted) => {
    const eid = made(await practice.write(book, wanted))
    expect(isWritten(wanted, await book.entry(eid))).toBe(true)
    const ref = 'externalRef' in wanted ? wanted.externalRef : ''
    expect((await book.byRef(ref)).map((entry) => entry.pmsAppointmentId)).toEqual([eid])
    const whole = await book.read({ ...SCOPE, fromOn: '2026-08-01', toOn: '2026-10-31' })
    expect(whole.kind).toBe('complete')
    if (whole.kind === 'failed') return
    expect(whole.book.entries.filter((entry) => isWritten(wanted, entry))).toHaveLength(1)
  })

  test('is made once, however often and from wherever the same write comes', async () => {
    const wanted = create('B-1', WANTED)
    const others = [book, practice.book(), practice.book()]
    const answers = await Promise.all(others.map((one) => practice.write(one, wanted, { key: 'the same' })))
    answers.push(await practice.write(book, wanted, { key: 'the same' }))
    expect(new Set(answers.map(made)).size).toBe(1)
    expect(await practice.liveAt('10:00', '10:30')).toHaveLength(1)
  })

  test('takes the time that was kept for its booking, and no other', async () => {
    made(await practice.write(book, hold('B-1', WANTED)))
    expect(await practice.write(book, create('B-2', WANTED))).toEqual(refused('time-taken'))
    made(await practice.write(book, create('B-1', WANTED)))
  })
})

describe('time that is taken', () => {
  const CLOSED = { pc_catid: CATEGORY['closed'] ?? 0, pc_aid: DENT, pc_pid: '' }
  test.each<[string, Readonly<Record<string, string | number | null>>]>([
    ['by an appointment', {}],
    ['by one that begins before', { pc_startTime: '09:45:00', pc_endTime: '10:15:00' }],
    ['by one that lies within', { pc_startTime: '10:10:00', pc_endTime: '10:20:00', pc_duration: 600 }],
    ['by one that only has a duration', { pc_startTime: '09:30:00', pc_endTime: null, pc_duration: 2700 }],
    ['by one that only has an end', { pc_startTime: '09:30:00', pc_endTime: '10:15:00', pc_duration: 0 }],
    [
      'by one that went on over midnight',
      {
        pc_eventDate: '2026-08-16',
        pc_startTime: '22:00:00',
        pc_endTime: '11:00:00',
        pc_duration: 46_800,
      },
    ],
    ['by one whose status nobody knows', { pc_apptstatus: 'LATE' }],
    ['by somebody who is to be called', { pc_apptstatus: 'CALL' }],
    ['by somebody who has arrived', { pc_apptstatus: '@' }],
    ['all day', { pc_alldayevent: 1, pc_startTime: '00:00:00', pc_endTime: '24:00:00', pc_duration: 86_400 }],
    [
      'by leave of several days',
      {
        pc_catid: CATEGORY['vacation'] ?? 0,
        pc_pid: '',
        pc_eventDate: '2026-08-14',
        pc_alldayevent: 1,
        pc_startTime: '00:00:00',
        pc_endTime: null,
        pc_duration: 5 * 86_400,
      },
    ],
    ['by lunch', { pc_catid: CATEGORY['lunch'] ?? 0, pc_pid: '' }],
    ['since the clinic is closed', CLOSED],
    ['by a series', everyMonday()],
    ['by a series without an end', { ...everyMonday(), pc_endDate: '0000-00-00' }],
  ])('%s', async (_, cells) => {
    await practice.event(cells)
    expect(await practice.write(book, create('B-1', WANTED))).toEqual(refused('time-taken'))
    expect(await practice.write(book, hold('B-1', WANTED))).toEqual(refused('time-taken'))
    expect(await book.byRef('B-1')).toEqual([])
  })

  test.each<[string, Readonly<Record<string, string | number | null>>]>([
    ['was cancelled', { pc_apptstatus: 'x' }],
    ['was cancelled too late', { pc_apptstatus: '%' }],
    ['was missed', { pc_apptstatus: '?' }],
    ['is not live', { pc_eventstatus: 0 }],
    ["is another provider's", { pc_aid: DENT }],
    ['ends when it begins', { pc_startTime: '09:30:00', pc_endTime: '10:00:00' }],
    ['begins when it ends', { pc_startTime: '10:30:00', pc_endTime: '11:00:00' }],
    ['is on another day', { pc_eventDate: '2026-08-18' }],
    [
      'only says that she comes in',
      { pc_catid: CATEGORY['in_office'] ?? 0, pc_pid: '', pc_duration: 36_000 },
    ],
    ['is a series, but not on that day', everyMonday('20260817')],
    ['is a series, but not on that day, told the other way', everyMonday('2026-08-17')],
    ['is a series that has ended', { ...everyMonday(), pc_endDate: '2026-08-16' }],
  ])('but not by what %s', async (_, cells) => {
    await practice.event(cells)
    made(await practice.write(book, create('B-1', WANTED)))
  })

  test.each<[string, Readonly<Record<string, string | number | null>>]>([
    ['hours that no day has', { pc_startTime: '128:00:00' }],
    ['an end before its start', { pc_startTime: '10:00:00', pc_endTime: '09:00:00', pc_duration: 0 }],
    ['a duration that contradicts', { pc_duration: 600 }],
    ['no date', { pc_eventDate: '0000-00-00' }],
    ['a rule that cannot be followed', { ...everyMonday(), pc_recurrspec: 'a:1:{broken' }],
  ])('nobody knows, of a row with %s', async (_, cells) => {
    await practice.event(cells)
    expect(await practice.write(book, create('B-1', WANTED))).toEqual(refused('other'))
    await expect(book.within(CHAN, WANTED)).rejects.toThrow(/cannot be true/)
    made(await practice.write(book, create('B-2', WANTED, { pmsPractitionerId: DENT })))
  })
})

describe('is refused', () => {
  const nightOf = (first: number, second: number) => ({ startMs: first, endMs: second })
  test.each<[string, Write, Refusal]>([
    ['for a patient who is not there', create('B-1', WANTED, { pmsPatientId: '99' }), 'no-such-patient'],
    ['for an id that only counts the same', create('B-1', WANTED, { pmsPatientId: '01' }), 'no-such-patient'],
    ['for an id that is none', create('B-1', WANTED, { pmsPatientId: "1' or '1" }), 'no-such-patient'],
    ['with a type that is not there', create('B-1', WANTED, { pmsTypeId: '77' }), 'not-allowed'],
    ['with a type that is no visit', create('B-1', WANTED, { pmsTypeId: '8' }), 'not-allowed'],
    ['with a provider who is not there', create('B-1', WANTED, { pmsPractitionerId: '77' }), 'not-allowed'],
    ['at a place that is none', create('B-1', WANTED, { pmsLocationId: 'here' }), 'not-allowed'],
    [
      'over midnight',
      create('B-1', { startMs: at('2026-08-17T23:45'), endMs: at('2026-08-18T00:15') }),
      'not-allowed',
    ],
    [
      'until midnight',
      create('B-1', { startMs: at('2026-08-17T23:45'), endMs: at('2026-08-18T00:00') }),
      'not-allowed',
    ],
    [
      'in the second of two equal hours',
      create('B-1', nightOf(Date.parse('2026-04-04T16:10:00Z'), Date.parse('2026-04-04T16:40:00Z'))),
      'not-allowed',
    ],
    [
      'across the hour that is skipped',
      create('B-1', nightOf(Date.parse('2026-10-03T15:45:00Z'), Date.parse('2026-10-03T16:15:00Z'))),
      'not-allowed',
    ],
    [
      'between two seconds',
      create('B-1', { startMs: WANTED.startMs + 1, endMs: WANTED.endMs }),
      'not-allowed',
    ],
  ])('%s', async (_, wanted, why) => {
    expect(await practice.write(book, wanted)).toEqual(refused(why))
    expect(await book.byRef('B-1')).toEqual([])
  })

  test('when it is too late by the clock of the database', async () => {
    const answer = await practice.write(book, create('B-1', WANTED), { notAfterMs: Date.now() })
    expect(answer).toEqual(refused('too-late'))
    expect(await book.byRef('B-1')).toEqual([])
  })

  test('where writing was not allowed', async () => {
    const reader = practice.book({ writing: null })
    expect(await practice.write(reader, create('B-1', WANTED))).toEqual(refused('not-allowed'))
  })

  test('where the practice gave the usual status another meaning', async () => {
    const other = practice.book({ statuses: new Map([['-', 'arrived']]) })
    expect(await practice.write(other, create('B-1', WANTED))).toEqual(refused('not-allowed'))
  })
})
