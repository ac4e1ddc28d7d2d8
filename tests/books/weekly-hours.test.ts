/** Hours that come back every week: which sessions they are, and when a book gets them. */
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../bin/config-file.ts'
import { BookAtHand } from '../../src/books/at-hand.ts'
import type { BookRead, Scope, WritableBook, WriteAnswer } from '../../src/books/book.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import {
  type WeeklyHours,
  weeklySessions,
  withHours,
  withHoursWritable,
} from '../../src/books/weekly-hours.ts'
import type { Book, Session } from '../../src/reconcile/model.ts'

const SYDNEY = wallClock('Australia/Sydney')
const at = (text: string): number => Date.parse(text)
const hours = (from: string, to: string, more: Partial<WeeklyHours> = {}): WeeklyHours => ({
  pmsPractitionerId: 'D1',
  pmsLocationId: null,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from,
  to,
  slotMinutes: 15,
  capacity: 1,
  ...more,
})
const words = (sessions: readonly Session[], clock = SYDNEY): string[] =>
  sessions.map(
    ({ startMs, endMs }) => `${clock.localIso(startMs).slice(0, 16)} ${(endMs - startMs) / 60_000} min`,
  )
const on = (fromOn: string, toOn = fromOn) => ({ fromOn, toOn })

describe('sessions of a week', () => {
  test('on the days that are named, the first and the last included', () => {
    const days = on('2026-11-16', '2026-11-29')
    expect(words(weeklySessions([hours('09:00', '12:00', { weekdays: [1, 7] })], days, SYDNEY))).toEqual([
      '2026-11-16T09:00 180 min',
      '2026-11-22T09:00 180 min',
      '2026-11-23T09:00 180 min',
      '2026-11-29T09:00 180 min',
    ])
  })

  test('with all that a session has', () => {
    const one = hours('09:00', '09:30', { pmsLocationId: 'L', slotMinutes: 10, capacity: 2 })
    expect(weeklySessions([one], on('2026-11-20'), SYDNEY)).toEqual([
      {
        pmsPractitionerId: 'D1',
        pmsLocationId: 'L',
        slotMinutes: 10,
        capacity: 2,
        startMs: at('2026-11-19T22:00Z'),
        endMs: at('2026-11-19T22:30Z'),
      },
    ])
  })

  test.each([
    ['to the end of the day', '2026-11-20', '22:00', '24:00', ['2026-11-20T22:00 120 min']],
    ['the whole of a short day', '2026-10-04', '00:00', '24:00', ['2026-10-04T00:00 1380 min']],
    ['the whole of a long day', '2026-04-05', '00:00', '24:00', ['2026-04-05T00:00 1500 min']],
    ['from a time that is skipped', '2026-10-04', '02:30', '04:00', ['2026-10-04T03:00 60 min']],
    ['to a time that is skipped', '2026-10-04', '01:00', '02:30', ['2026-10-04T01:00 60 min']],
    ['within what is skipped', '2026-10-04', '02:00', '02:45', []],
    ['from a time that happens twice', '2026-04-05', '02:30', '04:00', ['2026-04-05T02:30 150 min']],
    [
      'the same hours on both sides of the change',
      '2026-10-05',
      '09:00',
      '10:00',
      ['2026-10-05T09:00 60 min'],
    ],
  ])('%s', (_, day, from, to, expected) => {
    expect(words(weeklySessions([hours(from, to)], on(day), SYDNEY))).toEqual(expected)
  })

  test('a day that the zone skipped has none', () => {
    const apia = wallClock('Pacific/Apia')
    const days = on('2011-12-29', '2011-12-31')
    expect(words(weeklySessions([hours('09:00', '10:00')], days, apia), apia)).toEqual([
      '2011-12-29T09:00 60 min',
      '2011-12-31T09:00 60 min',
    ])
  })
})

const SCOPE: Scope = {
  fromOn: '2026-11-19',
  toOn: '2026-11-20',
  people: [],
  pmsPatientIds: [],
  pmsAppointmentIds: [],
  bookingIds: [],
}
const OWN: Session = {
  pmsPractitionerId: 'D9',
  pmsLocationId: null,
  startMs: at('2026-11-19T22:00Z'),
  endMs: at('2026-11-20T02:00Z'),
  capacity: 1,
  slotMinutes: 15,
}
function bookWith(
  sessions: readonly Session[],
  days: { fromOn: string | null; toOn: string | null } = SCOPE,
): Book {
  const read = { takenMs: 0, complete: true, databaseIdentity: 'db', fromOn: days.fromOn, toOn: days.toOn }
  return { read, entries: [], sessions, blocks: [], patients: [], recalls: [] }
}

class Desk extends BookAtHand implements WritableBook {
  readonly writeTimeoutMs = 7
  async read(): Promise<BookRead> {
    const { book } = this
    if (book.read === null) return { kind: 'failed', why: 'closed', remarks: [] }
    return { kind: 'complete', read: book.read, book, remarks: [] }
  }
  async write(): Promise<WriteAnswer> {
    return { kind: 'refused', why: 'not-allowed' }
  }
}
const MORNINGS = [hours('09:00', '12:00'), hours('13:00', '14:00', { pmsPractitionerId: 'D2' })]

describe('a book that is read', () => {
  const read = (book: Book) => withHours(new Desk(book), MORNINGS, SYDNEY).read(SCOPE)

  test('gets the hours when it has no sessions at all', async () => {
    const found = await read(bookWith([]))
    expect(found).toMatchObject({ kind: 'complete', remarks: [], read: { databaseIdentity: 'db' } })
    expect(found.kind === 'failed' ? [] : words(found.book.sessions)).toEqual([
      '2026-11-19T09:00 180 min',
      '2026-11-19T13:00 60 min',
      '2026-11-20T09:00 180 min',
      '2026-11-20T13:00 60 min',
    ])
  })

  test('for the days that were really read', async () => {
    const narrow = await read(bookWith([], { fromOn: '2026-11-20', toOn: null }))
    expect(narrow.kind === 'failed' ? [] : narrow.book.sessions).toHaveLength(2)
  })

  test('keeps its own sessions, and says that the hours were not used', async () => {
    const found = await read(bookWith([OWN]))
    expect(found).toMatchObject({
      book: { sessions: [OWN] },
      remarks: [{ weight: 'warning', subject: 'hours' }],
    })
  })

  test('that could not be read stays so', async () => {
    expect(await read({ ...bookWith([]), read: null })).toMatchObject({ kind: 'failed', why: 'closed' })
  })
})

describe('a book that can be written', () => {
  const span = { startMs: at('2026-11-19T23:00Z'), endMs: at('2026-11-19T23:30Z') }
  const on = (book: Book) => withHoursWritable(new Desk(book), MORNINGS, SYDNEY)

  test("answers with the practitioner's hours that touch the span", async () => {
    const diary = await on(bookWith([])).within('D1', span)
    expect(diary.sessionsKnown).toBe(true)
    expect(words(diary.sessions)).toEqual(['2026-11-20T09:00 180 min'])
  })

  test('knows that somebody without hours has none', async () => {
    expect(await on(bookWith([])).within('D3', span)).toMatchObject({ sessions: [], sessionsKnown: true })
  })

  test('is left alone where it has sessions of its own, whoever they are of', async () => {
    expect(await on(bookWith([OWN])).within('D1', span)).toMatchObject({ sessions: [], sessionsKnown: true })
    expect(await on(bookWith([OWN])).within('D9', span)).toMatchObject({ sessions: [OWN] })
    expect(await on(bookWith([OWN])).read(SCOPE)).toMatchObject({ book: { sessions: [OWN] } })
  })

  test('is asked for everything else', async () => {
    const book = on(bookWith([]))
    expect(book.writeTimeoutMs).toBe(7)
    expect(await book.identity()).toBe('db')
    expect(await book.entry('E1')).toBeNull()
    expect(await book.byRef('b1')).toEqual([])
    expect(await book.ofPatient('P1', span)).toEqual([])
    expect(await book.patient('P1')).toBeNull()
    expect(await book.patientsLike({ familyName: 'A', givenName: 'B', birthOn: null })).toEqual([])
    expect(await book.recall('R1')).toBeNull()
    const write = { kind: 'cancel', pmsAppointmentId: 'E1' } as const
    expect(await book.write({ key: 'k', notAfterMs: 0, write })).toMatchObject({ why: 'not-allowed' })
  })
})

describe('in rejoin.json', () => {
  const HTTP = { kind: 'http', url: 'http://127.0.0.1:9' }
  const parse = (book: object) =>
    parseConfig(JSON.stringify({ books: { c1: book } }), '/etc/rejoin.json').books.get('c1')
  const around = { connectionId: 'c1', env: {}, now: () => 0, clock: SYDNEY }
  const DAY = { pmsPractitionerId: 'D1', weekdays: ['Monday', 'friday'], from: '09:00', to: '17:30' }

  test('any book may have hours, and stays one book', async () => {
    const open = await parse({ ...HTTP, hours: [DAY] })?.open(around)
    expect(open?.writable).toBe(open?.source)
    expect(open?.writable?.writeTimeoutMs).toBe(30_000)
    const calendar = await parse({
      kind: 'ical',
      calendars: [{ pmsPractitionerId: 'D1', file: 'a.ics' }],
      hours: [DAY],
    })?.open(around)
    expect(calendar?.writable).toBeNull()
    expect(await calendar?.source.read(SCOPE)).toMatchObject({ kind: 'failed' })
  })

  test.each([
    ['a day that is none', { weekdays: ['someday'] }, 'weekdays must be a list of days out of monday'],
    ['no days', { weekdays: [] }, 'weekdays must be a list of days'],
    ['no time', { from: '9am' }, 'from must be a time such as 08:30'],
    ['an hour too late', { from: '24:00' }, 'from must be a time'],
    ['an end before its beginning', { to: '08:00' }, 'to must be after from'],
    ['no slots', { slotMinutes: 0 }, 'slotMinutes must be a whole number'],
    ['a slip of the pen', { colour: 'red' }, 'knows no "colour"'],
  ])('%s is a fault', (_, more, what) => {
    expect(() => parse({ ...HTTP, hours: [{ ...DAY, ...more }] })).toThrow(what)
  })

  test('hours of one practitioner do not overlap at one place', () => {
    const second = { ...DAY, weekdays: ['friday', 'sunday'], from: '17:00', to: '24:00' }
    expect(() => parse({ ...HTTP, hours: [DAY, second] })).toThrow('hours[1] overlaps hours[0]')
    expect(parse({ ...HTTP, hours: [DAY, { ...second, pmsLocationId: 'L' }] })).toBeDefined()
    expect(parse({ ...HTTP, hours: [DAY, { ...second, from: '17:30' }] })).toBeDefined()
  })
})
