/** iCalendar as a book: what three programs write, and what each word of a calendar means for the day's page. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { IcalMapping } from '../../../src/books/ical/mapping/mapping.ts'
import { BadCalendar, calendarsIn } from '../../../src/books/ical/text/content-lines.ts'
import { Reading } from '../../../src/books/reading.ts'
import { wallClock } from '../../../src/books/wall-time.ts'
import { bookOf, calendar, DAYS, event, page, pageOf, remarksOf } from './page.ts'

const sample = (name: string): string =>
  readFileSync(new URL(`../samples/ical/${name}.ics`, import.meta.url), 'utf8')
const at = (text: string): number => Date.parse(text)

describe('calendars as programs write them', () => {
  test('Google: a series with a moved and a left-out day, leave, a birthday, a cancellation', () => {
    const read = bookOf(sample('google'))
    expect(read).toMatchObject({ kind: 'complete', remarks: [] })
    expect(pageOf(read)).toEqual(
      [
        '2026-11-18T00:00+11:00 2880 min blocked',
        '2026-11-20T10:00+11:00 30 min booked',
        '2026-11-20T14:00+11:00 30 min cancelled',
        '2026-11-20T14:00+11:00 30 min booked',
        '2026-11-24T09:00+11:00 30 min booked',
        '2026-11-27T09:00+11:00 30 min booked',
      ].sort(),
    )
    const entries = read.kind === 'failed' ? [] : read.book.entries
    expect(entries.map((entry) => entry.pmsAppointmentId).sort()).toEqual([
      '1single@google.com',
      '2weekly@google.com@20261119T220000Z',
      '2weekly@google.com@20261123T220000Z',
      '2weekly@google.com@20261126T220000Z',
      '5gone@google.com',
    ])
    expect(entries.find((entry) => entry.pmsAppointmentId === '1single@google.com')).toEqual({
      pmsAppointmentId: '1single@google.com',
      pmsLocationId: null,
      pmsPractitionerId: 'D1',
      pmsPatientId: null,
      pmsTypeId: null,
      startMs: at('2026-11-19T23:00Z'),
      endMs: at('2026-11-19T23:30Z'),
      status: 'booked',
      externalRef: null,
      createdMs: at('2026-11-01T00:00Z'),
      changedMs: at('2026-11-02T00:00Z'),
    })
  })

  test('Outlook and Exchange: Windows names of zones, and names that only the calendar explains', () => {
    const read = bookOf(sample('outlook'))
    expect(read.remarks).toEqual([])
    expect(pageOf(read)).toEqual([
      '2026-11-20T10:00+11:00 30 min booked',
      '2026-11-20T11:00+11:00 30 min booked',
      '2026-11-23T00:00+11:00 1440 min blocked',
    ])
  })

  test('Apple: five mornings at nine, over the end of summer time', () => {
    const days = { fromOn: '2026-10-19', toOn: '2026-10-30' }
    expect(page(sample('apple'), days, 'Europe/London')).toEqual([
      '2026-10-23T09:00+01:00 30 min booked',
      '2026-10-24T09:00+01:00 30 min booked',
      '2026-10-25T09:00+00:00 30 min booked',
      '2026-10-26T09:00+00:00 30 min booked',
      '2026-10-26T15:00+00:00 45 min booked',
      '2026-10-27T09:00+00:00 30 min booked',
    ])
  })

  test('several calendars in one file', () => {
    const day = event('DTSTART:20261120T000000Z', 'DTEND:20261120T003000Z')
    expect(
      page(calendar(day) + calendar(event('DTSTART:20261120T010000Z', 'DTEND:20261120T013000Z'))),
    ).toHaveLength(2)
  })
})

const NINE = ['DTSTART;TZID=Australia/Sydney:20261120T090000', 'DTEND;TZID=Australia/Sydney:20261120T093000']

test.each([
  ['nothing said', [], 'booked'],
  ['confirmed', ['STATUS:CONFIRMED'], 'booked'],
  ['tentative', ['STATUS:TENTATIVE'], 'booked'],
  ['cancelled', ['STATUS:CANCELLED'], 'cancelled'],
  ['a word of its own', ['STATUS:PENCILLED'], 'booked'],
  ['opaque', ['TRANSP:OPAQUE'], 'booked'],
])('%s: the time is %s', (_, lines, status) => {
  expect(page(calendar(event(...NINE, ...lines)))).toEqual([`2026-11-20T09:00+11:00 30 min ${status}`])
})

test.each([
  ['transparent', event(...NINE, 'TRANSP:TRANSPARENT')],
  [
    'transparent, with a rule that nobody understands',
    event(...NINE, 'TRANSP:TRANSPARENT', 'RRULE:FREQ=LUNAR'),
  ],
  ['transparent all day', event('DTSTART;VALUE=DATE:20261120', 'TRANSP:TRANSPARENT')],
  ['cancelled leave', event('DTSTART;VALUE=DATE:20261120', 'STATUS:CANCELLED')],
  ['another day', event('DTSTART:20260101T000000Z', 'DTEND:20260101T010000Z')],
  ['long ago, in a zone that nobody knows', event('DTSTART;TZID=Nowhere:20090101T000000', 'DURATION:PT1H')],
  ['a task', 'BEGIN:VTODO\r\nUID:t\r\nDUE:20261120T000000Z\r\nEND:VTODO'],
])('%s takes no time', (_, component) => {
  const read = bookOf(calendar(component))
  expect(read).toMatchObject({ kind: 'complete', remarks: [] })
  expect(pageOf(read)).toEqual([])
})

test.each([
  ['all day without end', ['DTSTART;VALUE=DATE:20261120'], '2026-11-20T00:00+11:00 1440 min blocked'],
  [
    'all day, ending on its own day',
    ['DTSTART;VALUE=DATE:20261120', 'DTEND;VALUE=DATE:20261120'],
    '2026-11-20T00:00+11:00 1440 min blocked',
  ],
  [
    'two days by DURATION',
    ['DTSTART;VALUE=DATE:20261120', 'DURATION:P2D'],
    '2026-11-20T00:00+11:00 2880 min blocked',
  ],
  ['without zone', ['DTSTART:20261120T090000', 'DURATION:PT1H'], '2026-11-20T09:00+11:00 60 min booked'],
  [
    'ends in another zone',
    ['DTSTART:20261120T090000Z', 'DTEND;TZID=Australia/Perth:20261120T180000'],
    '2026-11-20T20:00+11:00 60 min booked',
  ],
])('%s', (_, lines, expected) => {
  expect(page(calendar(event(...lines)))).toEqual([expected])
})

test('a booking id is kept for a single event and for a changed day, never for a whole series', () => {
  const single = event('UID:a', ...NINE, 'X-REJOIN-BOOKING:b1')
  const series = event('UID:s', ...NINE, 'RRULE:FREQ=DAILY;COUNT=3', 'X-REJOIN-BOOKING:b2')
  const changed = event('UID:s', ...NINE, 'RECURRENCE-ID:20261120T220000Z', 'X-REJOIN-BOOKING:b3')
  const read = bookOf(calendar(single, series, changed))
  const entries = read.kind === 'failed' ? [] : read.book.entries
  expect(entries.map(({ pmsAppointmentId, externalRef }) => [pmsAppointmentId, externalRef]).sort()).toEqual([
    ['a', 'b1'],
    ['s@20261119T220000Z', null],
    ['s@20261120T220000Z', 'b3'],
    ['s@20261121T220000Z', null],
  ])
})

describe('free and busy lists', () => {
  const list = (...lines: string[]) => ['BEGIN:VFREEBUSY', 'UID:f', ...lines, 'END:VFREEBUSY'].join('\r\n')

  test('busy is blocked, of whatever kind; free is free', () => {
    const text = calendar(
      list(
        'FREEBUSY:20261119T220000Z/PT1H,20261120T000000Z/20261120T003000Z',
        'FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261120T010000Z/PT1H',
        'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261120T020000Z/PT1H',
        'FREEBUSY;FBTYPE=X-OWN:20261120T030000Z/PT1H',
        'FREEBUSY;FBTYPE=FREE:20261120T040000Z/PT1H',
      ),
    )
    expect(page(text)).toEqual([
      '2026-11-20T09:00+11:00 60 min blocked',
      '2026-11-20T11:00+11:00 30 min blocked',
      '2026-11-20T12:00+11:00 60 min blocked',
      '2026-11-20T13:00+11:00 60 min blocked',
      '2026-11-20T14:00+11:00 60 min blocked',
    ])
  })

  test('a span that is none is a fault', () => {
    expect(remarksOf(calendar(list('FREEBUSY:20261119T220000Z')))).toEqual([
      'fault free/busy list 1: FREEBUSY is no time of the calendar',
    ])
  })
})

describe('series', () => {
  const daily = (...lines: string[]) => event('UID:s', ...NINE, 'RRULE:FREQ=DAILY', ...lines)
  const days = { fromOn: '2026-11-21', toOn: '2026-11-23' }
  const one = (id: string, ...lines: string[]) => event('UID:s', `RECURRENCE-ID${id}`, ...lines)
  const days3 = ['20', '21', '22', '23', '24']
  const nine = (day: string) => `2026-11-${day}T09:00+11:00 30 min booked`

  test('an endless one is asked for its days and a day around them', () => {
    expect(page(calendar(daily()), days)).toEqual(days3.map(nine))
  })

  test.each([
    ['an instant', ';TZID=Australia/Sydney:20261122T090000'],
    ['an instant in UTC', ':20261121T220000Z'],
    ['the day alone', ';VALUE=DATE:20261122'],
  ])('a left-out day named by %s', (_, name) => {
    expect(page(calendar(daily(`EXDATE${name}`)), days)).toEqual(['20', '21', '23', '24'].map(nine))
  })

  test.each([
    ['an instant', ';TZID=Australia/Sydney:20261122T090000'],
    ['the day alone', ';VALUE=DATE:20261122'],
  ])('a moved day named by %s keeps its id', (_, name) => {
    const moved = one(name, 'DTSTART:20261122T040000Z', 'DURATION:PT1H')
    const read = bookOf(calendar(moved, daily()), days)
    expect(pageOf(read)).toEqual([
      nine('20'),
      nine('21'),
      '2026-11-22T15:00+11:00 60 min booked',
      nine('23'),
      nine('24'),
    ])
    const entries = read.kind === 'failed' ? [] : read.book.entries
    expect(entries.find(({ endMs, startMs }) => endMs - startMs === 3_600_000)?.pmsAppointmentId).toBe(
      's@20261121T220000Z',
    )
  })

  test('moved out of the days, and moved into them', () => {
    const out = one(':20261121T220000Z', 'DTSTART:20270301T040000Z', 'DURATION:PT1H')
    const into = one(':20261229T220000Z', 'DTSTART:20261122T040000Z', 'DURATION:PT1H')
    expect(page(calendar(daily(), out, into), days)).toEqual([
      nine('20'),
      nine('21'),
      '2026-11-22T15:00+11:00 60 min booked',
      nine('23'),
      nine('24'),
    ])
  })

  test('one day cancelled, one day free', () => {
    const cancelled = one(
      ':20261121T220000Z',
      ...NINE.map((line) => line.replace('1120T', '1122T')),
      'STATUS:CANCELLED',
    )
    const free = one(
      ':20261122T220000Z',
      ...NINE.map((line) => line.replace('1120T', '1123T')),
      'TRANSP:TRANSPARENT',
    )
    expect(page(calendar(daily(), cancelled, free), days)).toEqual([
      nine('20'),
      nine('21'),
      '2026-11-22T09:00+11:00 30 min cancelled',
      nine('24'),
    ])
  })

  test('a changed day that cannot be read leaves the time of the series taken', () => {
    const broken = one(':20261121T220000Z', 'DTSTART:sometime')
    const read = bookOf(calendar(daily(), broken), days)
    expect(read.kind).toBe('partial')
    expect(pageOf(read)).toEqual(days3.map(nine))
  })

  test('a change of all days from one on is a fault', () => {
    const later = one(';RANGE=THISANDFUTURE:20261121T220000Z', ...NINE)
    expect(remarksOf(calendar(daily(), later))).toEqual([
      'fault event 2: it changes all occurrences from one on, which is not understood',
    ])
  })

  test('a changed day without its series stands for itself', () => {
    expect(page(calendar(one(':20261121T220000Z', ...NINE)))).toEqual([nine('20')])
  })

  test('a left-out day of a series in UTC counts where it is the same day in the practice', () => {
    const utc = (hour: string) =>
      page(
        calendar(
          event(
            `DTSTART:20261121T${hour}0000Z`,
            'DURATION:PT1H',
            'RRULE:FREQ=DAILY;COUNT=3',
            'EXDATE;VALUE=DATE:20261122',
          ),
        ),
      )
    expect(utc('03')).toEqual([
      '2026-11-21T14:00+11:00 60 min booked',
      '2026-11-23T14:00+11:00 60 min booked',
    ])
    expect(utc('22')).toHaveLength(3)
  })

  test.each([
    ['a day', ';VALUE=DATE:20261119', ['18', '20']],
    ['its midnight in UTC', ':20261118T130000Z', ['18', '20']],
    ['a midnight of its own', ';TZID=Australia/Sydney:20261119T000000', ['18', '20']],
    ['no midnight here', ':20261119T000000Z', ['18', '19', '20']],
  ])('a left-out day among whole days, written as %s', (_, name, left) => {
    const text = event('DTSTART;VALUE=DATE:20261118', 'RRULE:FREQ=DAILY;COUNT=3', `EXDATE${name}`)
    expect(page(calendar(text))).toEqual(left.map((day) => `2026-11-${day}T00:00+11:00 1440 min blocked`))
  })

  test('days as Google writes them in lists of birthdays', () => {
    const text = event('DTSTART;VALUE=DATE:20261120', 'RRULE:FREQ=DAILY;COUNT=1', 'RDATE:20261118Z')
    expect(page(calendar(text))).toEqual([
      '2026-11-18T00:00+11:00 1440 min blocked',
      '2026-11-20T00:00+11:00 1440 min blocked',
    ])
  })

  test('further dates, as times and as spans', () => {
    const text = event(...NINE, 'RDATE:20261121T220000Z', 'RDATE;VALUE=PERIOD:20261123T220000Z/PT2H')
    expect(page(calendar(text))).toEqual([nine('20'), nine('22'), '2026-11-24T09:00+11:00 120 min booked'])
  })

  test('whole days that come back', () => {
    const text = event(
      'DTSTART;VALUE=DATE:20260101',
      'RRULE:FREQ=WEEKLY;BYDAY=WE',
      'EXDATE;VALUE=DATE:20261118',
    )
    expect(page(calendar(text))).toEqual(['2026-11-25T00:00+11:00 1440 min blocked'])
  })

  test('the first day counts even where the rule does not mean it', () => {
    expect(page(calendar(event(...NINE, 'RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1')))).toEqual([
      nine('20'),
      nine('23'),
    ])
  })
})

describe('several versions of one event', () => {
  const version = (sequence: number, stamp: string, hour: string) =>
    event(
      'UID:v',
      `SEQUENCE:${sequence}`,
      `DTSTAMP:${stamp}T000000Z`,
      `DTSTART:20261120T${hour}0000Z`,
      'DURATION:PT1H',
    )

  test.each([
    ['the highest SEQUENCE counts', [version(2, '20260101', '01'), version(10, '20260101', '02')], '13:00'],
    ['then the newest stamp', [version(1, '20260202', '02'), version(1, '20260101', '01')], '13:00'],
  ])('%s', (_, versions, time) => {
    const expected = [`2026-11-20T${time}+11:00 60 min booked`]
    expect(page(calendar(...versions))).toEqual(expected)
    expect(page(calendar(...[...versions].reverse()))).toEqual(expected)
  })

  test('the same twice is once; two that contradict each other are a fault', () => {
    const same = version(1, '20260101', '01')
    expect(remarksOf(calendar(same, same))).toEqual([])
    expect(remarksOf(calendar(same, version(1, '20260101', '02')))).toEqual([
      'fault event 2: another event has the same UID, and says something else',
    ])
  })

  test('a newer version far away takes the old time back', () => {
    const moved = event('UID:v', 'SEQUENCE:2', 'DTSTART:20270120T010000Z', 'DURATION:PT1H')
    expect(page(calendar(version(1, '20260101', '01'), moved))).toEqual([])
  })
})

describe('what somebody knows is found on whatever day it is', () => {
  const later = 'DTSTART;TZID=Australia/Sydney:20270301T090000'
  const march = '2027-03-01T09:00+11:00 30 min booked'
  const single = event('UID:a@b', later, 'DURATION:PT30M', 'X-REJOIN-BOOKING:b1')
  const weekly = event(
    'UID:s',
    'DTSTART;TZID=Australia/Sydney:20260601T090000',
    'DURATION:PT30M',
    'RRULE:FREQ=WEEKLY',
  )
  const moved = event('UID:s', 'RECURRENCE-ID:20261122T220000Z', later, 'DURATION:PT30M')
  const november = ['2026-11-16T09:00+11:00 30 min booked', '2026-11-23T09:00+11:00 30 min booked']
  const found = (text: string, wanted: object) =>
    pageOf(bookOf(calendar(text), DAYS, 'Australia/Sydney', wanted))

  test.each([
    ['nobody', single, {}, []],
    ['an event by its id', single, { pmsAppointmentIds: ['a@b'] }, [march]],
    ["an event in a second practitioner's calendar", single, { pmsAppointmentIds: ['a@b#D1'] }, [march]],
    ['an event by the booking that it carries', single, { bookingIds: ['b1'] }, [march]],
    ['an occurrence by its id', weekly, { pmsAppointmentIds: ['s@20270228T220000Z'] }, [...november, march]],
    ['an occurrence that is none', weekly, { pmsAppointmentIds: ['s@20270227T220000Z'] }, november],
    [
      'a moved occurrence',
      `${weekly}\r\n${moved}`,
      { pmsAppointmentIds: ['s@20261122T220000Z'] },
      [...november.slice(0, 1), march],
    ],
    ['others', single, { pmsAppointmentIds: ['x', 'a'], bookingIds: ['b2'] }, []],
  ])('%s', (_, text, wanted, expected) => {
    expect(found(text, wanted)).toEqual(expected)
  })
})

test('a meeting of two practitioners is in both their books', () => {
  const text = calendar(event('UID:m', ...NINE))
  const reading = new Reading(wallClock('Australia/Sydney'))
  const mapping = new IcalMapping(reading, { ...DAYS, pmsAppointmentIds: [], bookingIds: [] })
  for (const [pmsPractitionerId, pmsLocationId] of [
    ['D1', 'L1'],
    ['D2', 'L1'],
    ['D1', 'L2'],
  ] as const) {
    mapping.add(calendarsIn(text), { pmsPractitionerId, pmsLocationId, label: '' })
  }
  const read = reading.end({ takenMs: 0, complete: true, databaseIdentity: null, ...DAYS })
  expect(read.kind).toBe('complete')
  const entries = read.kind === 'failed' ? [] : read.book.entries
  expect(entries.map((entry) => [entry.pmsAppointmentId, entry.pmsPractitionerId])).toEqual([
    ['m', 'D1'],
    ['m#D2', 'D2'],
  ])
})

describe('what cannot be understood makes the read partial, and is named by its place', () => {
  test.each([
    ['no UID', ['UID:', ...NINE], 'it has no UID'],
    ['no start', ['SUMMARY:Jane'], 'it has no DTSTART'],
    ['no day of the calendar', ['DTSTART:20260230T090000Z'], 'DTSTART is no time of the calendar'],
    ['no hour of the day', ['DTSTART:20261120T250000Z'], 'DTSTART is no time of the calendar'],
    ['an offset behind the time', ['DTSTART:20261120T090000+1100'], 'DTSTART is no time of the calendar'],
    [
      'ends before it starts',
      ['DTSTART:20261120T090000Z', 'DTEND:20261120T080000Z'],
      'it ends before it starts',
    ],
    ['lasts backwards', ['DTSTART:20261120T090000Z', 'DURATION:-PT5M'], 'it ends before it starts'],
    ['no duration', ['DTSTART:20261120T090000Z', 'DURATION:P'], 'DURATION is no duration'],
    ['two ends', [...NINE, 'DURATION:PT1H'], 'it has both DTEND and DURATION'],
    [
      'a day with a clock for its end',
      ['DTSTART;VALUE=DATE:20261120', 'DTEND:20261120T080000Z'],
      'DTEND is a day where the start is a time, or a time where it is a day',
    ],
    ['two starts', [...NINE, 'DTSTART:20261120T090000Z'], 'it has several DTSTART'],
    [
      'no such zone',
      ['DTSTART;TZID=Middle Earth:20261120T090000', 'DURATION:PT1H'],
      'its time zone is not known, and not described',
    ],
    ['no such rule', [...NINE, 'RRULE:FREQ=SOMETIMES'], 'its rule is not one'],
    [
      'a rule for seconds',
      [...NINE, 'RRULE:FREQ=SECONDLY'],
      'it repeats within a day, which no appointment does',
    ],
    [
      'a rule for minutes',
      [...NINE, 'RRULE:FREQ=MINUTELY;INTERVAL=15'],
      'it repeats within a day, which no appointment does',
    ],
    ['an old kind of exception', [...NINE, 'EXRULE:FREQ=DAILY'], 'it has an EXRULE, which is not understood'],
    ['a line in pieces', [...NINE, 'and on it goes'], 'it has lines that are none'],
    [
      'quotes that never close',
      ['DTSTART;TZID="Australia/Sydney:20261120T090000'],
      'DTSTART cannot be taken apart',
    ],
    ['a revision that is no number', [...NINE, 'SEQUENCE:first'], 'SEQUENCE is no number'],
    [
      'beyond the calendar',
      ['DTSTART:99991231T090000Z', 'DURATION:P9999W', 'RRULE:FREQ=DAILY'],
      'it is beyond the calendar',
    ],
  ])('%s', (_, lines, what) => {
    const text = calendar(event(...NINE), event(...lines))
    expect(bookOf(text).kind).toBe('partial')
    expect(remarksOf(text)).toEqual([`fault event 2: ${what}`])
    expect(page(text)).toContain('2026-11-20T09:00+11:00 30 min booked')
  })

  test.each([
    ['without end', ['DTSTART:20261120T090000Z'], 'it has no end, and so no length, and was left out'],
    [
      'of no length',
      ['DTSTART:20261120T090000Z', 'DTEND:20261120T090000Z'],
      'it has no length, and was left out',
    ],
    ['created never', [...NINE, 'CREATED:soon'], 'CREATED is no instant, and was left out'],
    [
      'of a strange status',
      [...NINE, 'STATUS:PENCILLED'],
      'it has an unknown STATUS or TRANSP, and was taken for booked',
    ],
  ])('an event %s is a doubt, no fault', (_, lines, what) => {
    const text = calendar(event(...lines))
    expect(bookOf(text).kind).toBe('complete')
    expect(remarksOf(text)).toEqual([`warning event 1: ${what}`])
  })

  test('remarks hold nothing of what stands in the calendar', () => {
    const text = calendar(
      event('UID:jane@citizen.example', 'SUMMARY:Jane', 'DTSTART;TZID=Jane:20261120T090000', 'DURATION:PT1H'),
    )
    const [remark] = bookOf(text).remarks
    expect(remark?.subject).toMatch(/^event 1 \([0-9a-f]{8}\)$/)
    expect(JSON.stringify(remark)).not.toMatch(/jane/i)
  })
})

test.each([
  ['nothing', '', 'it is empty'],
  ['a login page', '<!DOCTYPE html>\n<html>', 'it is no iCalendar'],
  ['cut off', calendar(event(...NINE)).slice(0, -15), 'it is cut off'],
  ['cut off within its last word', calendar(event(...NINE)).slice(0, -8), 'its components are muddled'],
  ['cut off within an event', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n', 'it is cut off'],
  ['muddled', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n', 'its components are muddled'],
  ['address cards', 'BEGIN:VCARD\nEND:VCARD\n', 'it is no iCalendar'],
  ['text after the end', `${calendar()}more`, 'it is no iCalendar'],
])('%s is no calendar', (_, text, why) => {
  expect(() => calendarsIn(text)).toThrow(new BadCalendar(why))
})

test.each([
  ['line feeds alone', (text: string) => text.replaceAll('\r\n', '\n')],
  ['a byte order mark', (text: string) => `\ufeff${text}`],
  ['small letters', (text: string) => text.replaceAll('DTSTART', 'dtstart').replaceAll('VEVENT', 'vevent')],
  [
    'folded lines',
    (text: string) => text.replaceAll('DTSTART', 'DT\r\n START').replaceAll('TZID=', 'TZ\r\n\tID='),
  ],
  ['empty lines', (text: string) => text.replaceAll('UID', '\r\nUID')],
])('a calendar with %s', (_, change) => {
  expect(page(change(calendar(event(...NINE))))).toEqual(['2026-11-20T09:00+11:00 30 min booked'])
})
