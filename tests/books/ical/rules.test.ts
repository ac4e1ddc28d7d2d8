/** Recurrence rules: against days gone through one by one, against ical.js, and rules that are none. */
import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import { timesOf } from '../../../src/books/ical/recurrence/recurrence.ts'
import { ruleOf } from '../../../src/books/ical/recurrence/rule.ts'
import { Budget } from '../../../src/books/ical/text/budget.ts'
import { calendarsIn } from '../../../src/books/ical/text/content-lines.ts'
import { BadComponent, Properties } from '../../../src/books/ical/text/properties.ts'
import { bookOf, calendar, event } from './page.ts'

const DAY_MS = 86_400_000
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const START = Date.UTC(2026, 8, 1, 9, 30)
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16)

function ruleIn(text: string) {
  const [file] = calendarsIn(`BEGIN:VCALENDAR\nRRULE:${text}\nEND:VCALENDAR`)
  const property = file === undefined ? null : new Properties(file).one('RRULE')
  if (property === null) throw new Error('no rule')
  return ruleOf(property)
}

function expanded(text: string, startMs: number, fromMs: number, toMs: number): string[] {
  const rule = ruleIn(text)
  const untilMs = rule.until?.localMs ?? Number.POSITIVE_INFINITY
  const isPast = (at: number): boolean => at > untilMs
  return [...timesOf(rule, startMs, fromMs, toMs, isPast, new Budget(1_000_000))].map(iso)
}

/** RFC 5545 § 3.8.5.3, in its own words; years beyond the last are of rules without end. */
describe('the examples of RFC 5545, from 2 September 1997 at nine', () => {
  const nine = (month: number, ...days: number[]) => days.map((day) => iso(Date.UTC(1997, month - 1, day, 9)))
  test.each([
    ['FREQ=DAILY;COUNT=3', nine(9, 2, 3, 4)],
    ['FREQ=DAILY;INTERVAL=10;COUNT=3', nine(9, 2, 12, 22)],
    ['FREQ=DAILY;UNTIL=19970905T000000', nine(9, 2, 3, 4)],
    ['FREQ=WEEKLY;COUNT=3', nine(9, 2, 9, 16)],
    ['FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH', nine(9, 2, 4, 9, 11)],
    ['FREQ=WEEKLY;INTERVAL=2;UNTIL=19971001T000000;WKST=SU;BYDAY=MO,WE,FR', nine(9, 3, 5, 15, 17, 19, 29)],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH', nine(9, 2, 4, 16, 18)],
    ['FREQ=MONTHLY;COUNT=2;BYDAY=1FR', [...nine(9, 5), ...nine(10, 3)]],
    ['FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU', [...nine(9, 7, 28), ...nine(11, 2, 30)]],
    ['FREQ=MONTHLY;COUNT=2;BYDAY=-2MO', [...nine(9, 22), ...nine(10, 20)]],
    ['FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=2', [...nine(9, 28), ...nine(10, 29)]],
    ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=2,15', [...nine(9, 2, 15), ...nine(10, 2, 15)]],
    ['FREQ=MONTHLY;COUNT=3;BYMONTHDAY=1,-1', [...nine(9, 30), ...nine(10, 1, 31)]],
    ['FREQ=MONTHLY;COUNT=3;BYMONTHDAY=31', [...nine(10, 31), ...nine(12, 31), '1998-01-31T09:00']],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', [...nine(9, 4), ...nine(10, 7), ...nine(11, 6)]],
    ['FREQ=MONTHLY;COUNT=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', [...nine(9, 29), ...nine(10, 30)]],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2', ['1998-02-13T09:00', '1998-03-13T09:00']],
    ['FREQ=YEARLY;COUNT=2;BYYEARDAY=1,100', ['1998-01-01T09:00', '1998-04-10T09:00']],
    ['FREQ=YEARLY;BYDAY=20MO;COUNT=2', ['1998-05-18T09:00', '1999-05-17T09:00']],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=2', ['1998-05-11T09:00', '1999-05-17T09:00']],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=2', ['1998-03-05T09:00', '1998-03-12T09:00']],
    ['FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=1', nine(11, 4)],
    [
      'FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,20;COUNT=3',
      ['1997-09-02T09:00', '1997-09-02T09:20', '1997-09-02T10:00'],
    ],
  ])('%s', (text, expected) => {
    const start = Date.UTC(1997, 8, 2, 9)
    expect(expanded(text, start, start, Date.UTC(2000, 0, 1))).toEqual(expected)
  })

  test('a birthday on 29 February comes round in leap years', () => {
    const start = Date.UTC(2024, 1, 29)
    expect(expanded('FREQ=YEARLY', start, start, Date.UTC(2033, 0, 1))).toEqual([
      '2024-02-29T00:00',
      '2028-02-29T00:00',
      '2032-02-29T00:00',
    ])
  })
})

const days = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 0, maxLength: 4 })
const end = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 60 }).map((count) => `;COUNT=${count}`),
  fc.integer({ min: 0, max: 200 }).map((day) => `;UNTIL=${stamp(START + day * DAY_MS)}`),
)
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')

describe('DAILY and WEEKLY against a walk through the days', () => {
  const cases = fc.record({
    frequency: fc.constantFrom('DAILY', 'WEEKLY'),
    interval: fc.integer({ min: 1, max: 5 }),
    byDay: days,
    end,
    weekStart: fc.constantFrom('MO', 'SU'),
    offset: fc.integer({ min: -10, max: 400 }),
    length: fc.integer({ min: 1, max: 40 }),
    startDay: fc.integer({ min: 0, max: 13 }),
  })

  test('the same times, in whatever days one looks', () => {
    fc.assert(
      fc.property(cases, ({ frequency, interval, byDay, end, weekStart, offset, length, startDay }) => {
        const startMs = START + startDay * DAY_MS
        const byDayText = byDay.length > 0 ? `;BYDAY=${byDay.join(',')}` : ''
        const text = `FREQ=${frequency};INTERVAL=${interval}${byDayText};WKST=${weekStart}${end}`
        const fromMs = startMs + offset * DAY_MS
        const toMs = fromMs + length * DAY_MS
        const count = Number(/COUNT=(\d+)/.exec(end)?.[1] ?? Number.POSITIVE_INFINITY)
        const untilDay = /UNTIL=(.*)/.exec(end)?.[1] ?? '9'
        const walked: string[] = []
        let number = 0
        for (let day = 0; day < 450; day++) {
          const ms = startMs + day * DAY_MS
          const name = WEEKDAYS[new Date(ms).getUTCDay()] ?? ''
          const first = WEEKDAYS[new Date(startMs).getUTCDay()] ?? ''
          const weeks = Math.round((weekOf(ms, weekStart) - weekOf(startMs, weekStart)) / (7 * DAY_MS))
          const inTurn = frequency === 'DAILY' ? day % interval === 0 : weeks % interval === 0
          const onDay = byDay.length > 0 ? byDay.includes(name) : frequency === 'DAILY' || name === first
          if (!inTurn || !onDay) continue
          if (++number > count || stamp(ms) > untilDay) break
          if (ms >= fromMs && ms < toMs) walked.push(iso(ms))
        }
        expect(expanded(text, startMs, fromMs, toMs)).toEqual(walked)
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Midnight of the day on which the week of a time began. */
function weekOf(ms: number, weekStart: string): number {
  let day = Math.floor(ms / DAY_MS) * DAY_MS
  while (WEEKDAYS[new Date(day).getUTCDay()] !== weekStart) day -= DAY_MS
  return day
}

describe('MONTHLY and YEARLY against ical.js', () => {
  const nth = fc.constantFrom('', '1', '2', '3', '-1', '-2')
  const parts = fc.oneof(
    fc.constant('FREQ=MONTHLY'),
    fc
      .uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 3 })
      .map((list) => `FREQ=MONTHLY;BYMONTHDAY=${list.sort((a, b) => a - b).join(',')}`),
    fc.tuple(nth, fc.constantFrom(...WEEKDAYS)).map(([n, day]) => `FREQ=MONTHLY;BYDAY=${n}${day}`),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), nth, fc.constantFrom(...WEEKDAYS))
      .map(([month, n, day]) => `FREQ=YEARLY;BYMONTH=${month};BYDAY=${n}${day}`),
    fc.integer({ min: 1, max: 12 }).map((month) => `FREQ=YEARLY;BYMONTH=${month}`),
  )

  test('the same times', () => {
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 0, max: 27 }),
        fc.integer({ min: 1, max: 12 }),
        (rule, day, count) => {
          const startMs = Date.UTC(2026, 0, 1 + day, 9)
          const text = `${rule};COUNT=${count}`
          const iterator = ICAL.Recur.fromString(text).iterator(
            ICAL.Time.fromDateTimeString(`${iso(startMs)}:00`),
          )
          const theirs: string[] = []
          for (let time = iterator.next(); time; time = iterator.next())
            theirs.push(time.toString().slice(0, 16))
          expect(expanded(text, startMs, startMs, Date.UTC(2060, 0, 1))).toEqual(theirs)
        },
      ),
      { numRuns: 500 },
    )
  })
})

test.each([
  'FREQ=DAILY;COUNT=0',
  'FREQ=DAILY;COUNT=5x',
  'FREQ=DAILY;COUNT=2;UNTIL=20261120T000000Z',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=DAILY;INTERVAL=99999999999999999999',
  'FREQ=DAILY;FREQ=WEEKLY',
  'FREQ=DAILY;BYDAY',
  'FREQ=DAILY;BYDAY=1MO',
  'FREQ=DAILY;BYEASTER=1',
  'FREQ=HOURLY',
  'FREQ=WEEKLY;BYDAY=XX',
  'FREQ=WEEKLY;BYMONTHDAY=1',
  'FREQ=WEEKLY;UNTIL=20261340',
  'FREQ=MONTHLY;BYMONTHDAY=0',
  'FREQ=MONTHLY;BYMONTHDAY=32',
  'FREQ=MONTHLY;BYWEEKNO=3',
  'FREQ=MONTHLY;SKIP=BACKWARD',
  'INTERVAL=2',
  'BYDAY',
  '',
])('"%s" is no rule that we understand', (text) => {
  expect(() => ruleIn(text)).toThrow(BadComponent)
})

test.each([
  ['UTC', 'UNTIL=20261118T220000Z', 4],
  ['UTC, a second too early', 'UNTIL=20261118T215959Z', 3],
  ['the wall clock', 'UNTIL=20261119T090000', 4],
  ['a day', 'UNTIL=20261119', 4],
])('an end in %s is the last that counts', (_, until, count) => {
  const text = event(
    'DTSTART;TZID=Australia/Sydney:20261116T090000',
    'DURATION:PT1H',
    `RRULE:FREQ=DAILY;${until}`,
  )
  const read = bookOf(calendar(text))
  expect(read.kind === 'failed' ? [] : read.book.entries).toHaveLength(count)
})
