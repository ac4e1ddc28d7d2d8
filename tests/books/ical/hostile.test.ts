/** Calendars that were written to do harm, or that are simply too much. Each of these once kept some program busy for ever. */
import { expect, test } from 'vitest'
import { bookOf, calendar, event, page, remarksOf } from './page.ts'

const NINE = ['DTSTART;TZID=Australia/Sydney:20261120T090000', 'DTEND;TZID=Australia/Sydney:20261120T093000']
const TOO_MUCH = 'fault event 1: its repetitions, and those before it, are too much work'

test('a line of a million characters, in one piece and folded', () => {
  const long = 'x'.repeat(1_000_000)
  const folded = long.replace(/.{70}/g, '$&\r\n ')
  expect(page(calendar(event(...NINE, `SUMMARY:${long}`, `DESCRIPTION:${folded}`)))).toHaveLength(1)
  expect(bookOf(calendar(event(...NINE, `DTSTART:${long}`))).kind).toBe('partial')
  expect(remarksOf(calendar(event(`UID:${long}`, ...NINE)))).toEqual(['fault event 1: its UID is no id'])
})

test('a hundred thousand events, of which three days are asked for', () => {
  const events = Array.from({ length: 100_000 }, (_, at) => {
    const start = new Date(Date.UTC(2020, 0, 1) + at * 1_800_000)
      .toISOString()
      .slice(0, 19)
      .replace(/[-:]/g, '')
    return event(`UID:e${at}`, `DTSTART:${start}Z`, 'DURATION:PT30M')
  })
  const days = { fromOn: '2022-03-02', toOn: '2022-03-02' }
  const read = bookOf(calendar(...events), days, 'Etc/UTC')
  expect(read).toMatchObject({ kind: 'complete', remarks: [] })
  expect(read.kind === 'failed' ? 0 : read.book.entries.length).toBe(3 * 48)
})

test.each([
  ['an endless rule of old', 'DTSTART:19000101T220000Z', 'FREQ=DAILY', 14],
  ['a day that never is', 'DTSTART:20261119T220000Z', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', 1],
  [
    'a day that never is in any year',
    'DTSTART:20261119T220000Z',
    'FREQ=YEARLY;BYMONTH=4;BYDAY=MO;BYMONTHDAY=31',
    1,
  ],
  [
    'a month without its fifth Monday of the fourteenth',
    'DTSTART:20261119T220000Z',
    'FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=14',
    1,
  ],
  ['a count beyond counting', 'DTSTART:20261119T220000Z', 'FREQ=DAILY;COUNT=999999', 9],
  ['steps as long as they may be', 'DTSTART:20261119T220000Z', 'FREQ=YEARLY;INTERVAL=99999', 1],
  [
    'every day of every week, said in all ways',
    'DTSTART:20261119T220000Z',
    'FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU',
    9,
  ],
])('%s', (_, start, rule, count) => {
  const read = bookOf(calendar(event(start, 'DURATION:PT1H', `RRULE:${rule}`)))
  expect(read).toMatchObject({ kind: 'complete' })
  expect(read.kind === 'failed' ? 0 : read.book.entries.length).toBe(count)
})

const all = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at).join(',')

test('a rule for every second of the day', () => {
  const rule = `FREQ=DAILY;BYHOUR=${all(0, 23)};BYMINUTE=${all(0, 59)};BYSECOND=${all(0, 59)}`
  expect(remarksOf(calendar(event(...NINE, `RRULE:${rule}`)))).toEqual([
    'fault event 1: it repeats too often',
  ])
})

test('a count over centuries, in a thousand events', () => {
  const rule = `FREQ=DAILY;COUNT=999999;BYHOUR=${all(0, 23)};BYMINUTE=0,15,30,45`
  const events = Array.from({ length: 1_000 }, () =>
    event('DTSTART:10000101T000000Z', 'DURATION:PT1H', `RRULE:${rule}`),
  )
  const read = bookOf(calendar(...events))
  expect(read.kind).toBe('partial')
  expect(read.remarks.map(({ what }) => what)).toContain(TOO_MUCH.slice('fault event 1: '.length))
})

test('a zone whose rule never fits a day', () => {
  const zone =
    'BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+1000\nTZOFFSETTO:+1100\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:STANDARD\nEND:VTIMEZONE'
  expect(page(calendar(zone, event('DTSTART;TZID=Ours:20261120T090000', 'DURATION:PT1H')))).toEqual([
    '2026-11-20T09:00+11:00 60 min booked',
  ])
})

test('a zone that is too much work, in ten thousand events: looked at once', () => {
  const rule = `FREQ=DAILY;COUNT=999999;BYHOUR=${all(0, 23)}`
  const offset = ['DTSTART:16010101T000000', 'TZOFFSETFROM:+1000', 'TZOFFSETTO:+1100', `RRULE:${rule}`]
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Ours',
    'BEGIN:STANDARD',
    ...offset,
    'END:STANDARD',
    'END:VTIMEZONE',
  ].join('\n')
  const events = Array.from({ length: 10_000 }, () =>
    event('DTSTART;TZID=Ours:20261120T090000', 'DURATION:PT1H'),
  )
  const read = bookOf(calendar(zone, ...events))
  expect(read).toMatchObject({ kind: 'partial', book: { entries: [] } })
})

test('components within components within components', () => {
  const deep = `${'BEGIN:X\n'.repeat(50_000)}${'END:X\n'.repeat(50_000)}`
  expect(page(calendar(deep, event(...NINE)))).toHaveLength(1)
})

test('names that mean something to the program', () => {
  const odd = event(...NINE, 'CONSTRUCTOR:1', '__PROTO__:2', 'X;__proto__=3:4', 'UID;constructor=5:u')
  expect(page(calendar(odd))).toHaveLength(1)
  expect(bookOf(calendar(event('UID:a\u0000b', ...NINE))).kind).toBe('partial')
})
