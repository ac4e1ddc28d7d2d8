/** What instant a time in a calendar is: names of zones, nights on which clocks are changed, zones that calendars describe. */
import { describe, expect, test } from 'vitest'
import { ianaZoneOf } from '../../../src/books/ical/zones/windows-zones.ts'
import { isTimeZone } from '../../../src/books/wall-time.ts'
import { bookOf, calendar, event } from './page.ts'

const DAYS = { fromOn: '2026-01-01', toOn: '2026-12-31' }

function startsOf(...components: string[]): string[] {
  const read = bookOf(calendar(...components), DAYS)
  expect(read).toMatchObject({ kind: 'complete' })
  const entries = read.kind === 'failed' ? [] : read.book.entries
  return entries.map(({ startMs }) => new Date(startMs).toISOString().slice(0, 16)).sort()
}

const at = (zone: string, local: string): string => event(`DTSTART;TZID=${zone}:${local}`, 'DURATION:PT30M')

test.each([
  ['Australia/Sydney', '2026-07-01T23:00'],
  ['AUS Eastern Standard Time', '2026-07-01T23:00'],
  ['E. Australia Standard Time', '2026-07-01T23:00'],
  ['New Zealand Standard Time', '2026-07-01T21:00'],
  ['GMT Standard Time', '2026-07-02T08:00'],
  ['W. Europe Standard Time', '2026-07-02T07:00'],
  ['Romance Standard Time', '2026-07-02T07:00'],
  ['Eastern Standard Time', '2026-07-02T13:00'],
  ['pacific standard time', '2026-07-02T16:00'],
  ['US Mountain Standard Time', '2026-07-02T16:00'],
  ['Newfoundland Standard Time', '2026-07-02T11:30'],
  ['Canada Central Standard Time', '2026-07-02T15:00'],
  ['UTC', '2026-07-02T09:00'],
  ['Etc/UTC', '2026-07-02T09:00'],
  ['/freeassociation.sourceforge.net/Tzfile/Australia/Sydney', '2026-07-01T23:00'],
  ['/mozilla.org/20050126_1/Europe/London', '2026-07-02T08:00'],
  ['/citadel.org/20210210_1/America/Argentina/Buenos_Aires', '2026-07-02T12:00'],
])('nine in the morning in %s', (zone, expected) => {
  expect(startsOf(at(zone, '20260702T090000'))).toEqual([expected])
})

test('every zone that Windows knows is one of the IANA database', () => {
  for (const name of [
    'AUS Eastern',
    'Tasmania',
    'Lord Howe',
    'Chatham Islands',
    'GTB',
    'FLE',
    'Yukon',
    'Tokyo',
    'Nepal',
  ]) {
    const zone = ianaZoneOf(`${name} Standard Time`)
    expect(zone !== null && isTimeZone(zone)).toBe(true)
  }
  expect(ianaZoneOf('Customized Time Zone')).toBeNull()
})

describe('nights on which clocks are changed: 2:30 every day', () => {
  const nights = (zone: string, first: string) =>
    startsOf(event(`DTSTART;TZID=${zone}:${first}T023000`, 'DURATION:PT30M', 'RRULE:FREQ=DAILY;COUNT=3'))

  test.each([
    // The same wall clock before and after; the skipped 2:30 is an hour later, the repeated one is the first.
    [
      'Sydney, forward',
      'Australia/Sydney',
      '20261003',
      ['2026-10-02T16:30', '2026-10-03T16:30', '2026-10-04T15:30'],
    ],
    [
      'Sydney, back',
      'Australia/Sydney',
      '20260404',
      ['2026-04-03T15:30', '2026-04-04T15:30', '2026-04-05T16:30'],
    ],
    [
      'New York, forward',
      'America/New_York',
      '20260307',
      ['2026-03-07T07:30', '2026-03-08T07:30', '2026-03-09T06:30'],
    ],
    [
      'New York, back',
      'America/New_York',
      '20261031',
      ['2026-10-31T06:30', '2026-11-01T07:30', '2026-11-02T07:30'],
    ],
    [
      'Berlin, forward',
      'Europe/Berlin',
      '20260328',
      ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'],
    ],
    [
      'Berlin, back',
      'Europe/Berlin',
      '20261024',
      ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'London, forward',
      'Europe/London',
      '20260328',
      ['2026-03-28T02:30', '2026-03-29T01:30', '2026-03-30T01:30'],
    ],
  ])('%s', (_, zone, first, expected) => {
    expect(nights(zone, first)).toEqual(expected)
  })

  test('a start that is doubtful is told', () => {
    const words = (local: string) =>
      bookOf(calendar(at('Australia/Sydney', local)), DAYS).remarks.map(({ what }) => what)
    expect(words('20260405T023000')).toEqual(['its start happens twice that night; the first was taken'])
    expect(words('20261004T023000')).toEqual([
      'its start is skipped by the clocks, and was moved on with them',
    ])
    expect(words('20261004T033000')).toEqual([])
  })

  test('a day is a day, however long', () => {
    const read = bookOf(
      calendar(event('DTSTART;VALUE=DATE:20261004'), event('DTSTART;VALUE=DATE:20260405')),
      DAYS,
    )
    const blocks = read.kind === 'failed' ? [] : read.book.blocks
    expect(blocks.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000)).toEqual([23, 25])
  })
})

describe('a zone that the calendar describes', () => {
  const described = (name: string, ...more: string[]) =>
    [
      'BEGIN:VTIMEZONE',
      `TZID:${name}`,
      ...more,
      'BEGIN:STANDARD',
      'DTSTART:16010101T030000',
      'TZOFFSETFROM:+1100',
      'TZOFFSETTO:+1000',
      'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:+1000',
      'TZOFFSETTO:+1100',
      'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ].join('\r\n')

  /** Every other hour of the nights in question, and of days between them. */
  const locals = ['0404', '0405', '0406', '0702', '1003', '1004', '1005', '1231'].flatMap((day) =>
    ['003000', '013000', '020000', '023000', '030000', '033000', '120000'].map(
      (time) => `2026${day}T${time}`,
    ),
  )

  test('is the same as the one of the database that it describes', () => {
    const ours = startsOf(described('Our Zone'), ...locals.map((local) => at('Our Zone', local)))
    expect(ours).toEqual(startsOf(...locals.map((local) => at('Australia/Sydney', local))))
  })

  test('counts for nothing under a name that everybody knows', () => {
    const name = 'America/New_York'
    expect(startsOf(described(name), at(name, '20260702T090000'))).toEqual(['2026-07-02T13:00'])
  })

  test('may say itself which one it is', () => {
    const zone = described('Our Zone', 'X-LIC-LOCATION:America/New_York')
    expect(startsOf(zone, at('Our Zone', '20260702T090000'))).toEqual(['2026-07-02T13:00'])
  })

  test('with one offset for ever', () => {
    const zone =
      'BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0845\nTZOFFSETTO:+0845\nEND:STANDARD\nEND:VTIMEZONE'
    expect(startsOf(zone, at('Ours', '20260702T090000'))).toEqual(['2026-07-02T00:15'])
  })

  test('with a rule that is over: its last offset stays', () => {
    const zone = described('Ours')
      .replace('BYMONTH=10', 'BYMONTH=10;UNTIL=20081004T160000Z')
      .replace('BYMONTH=4', 'BYMONTH=4;UNTIL=20090404T160000Z')
    expect(startsOf(zone, at('Ours', '20260102T090000'))).toEqual(['2026-01-01T23:00'])
  })

  test.each([
    ['without offsets', 'BEGIN:VTIMEZONE\nTZID:Ours\nEND:VTIMEZONE'],
    ['with an offset that is none', described('Ours').replaceAll('+1000', 'ten')],
    ['with a rule that is none', described('Ours').replaceAll('YEARLY', 'OFTEN')],
    ['of another name', described('Theirs')],
  ])('%s is a fault', (_, zone) => {
    const read = bookOf(calendar(zone, at('Ours', '20260702T090000')), DAYS)
    expect(read).toMatchObject({ kind: 'partial', book: { entries: [] } })
  })
})
