/** Formats of dates and times: what fits, what it means, and what is refused. */
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { formatOf } from '../../../src/books/csv/mapping/formats.ts'

function read(format: string, text: string): string | null {
  const compiled = formatOf(format)
  if (typeof compiled === 'string') throw new Error(`${format} ${compiled}`)
  const moment = compiled.read(text)
  if (moment === null) return null
  const clock = moment.clock?.replace(/:00\.000$/, '').replace(/\.000$/, '')
  return [moment.day, clock, moment.offset].filter((part) => part != null).join(' ')
}

describe('a day and a time are read as the format says', () => {
  test.each([
    ['dd/MM/yyyy', '05/04/2026', '2026-04-05'],
    ['MM/dd/yyyy', '05/04/2026', '2026-05-04'],
    ['d/M/yy', '5/4/26', '2026-04-05'],
    ['d/M/yy', '15/11/61', '1961-11-15'],
    ['yyyy-MM-dd', '2028-02-29', '2028-02-29'],
    ['yyyyMMdd', '20261120', '2026-11-20'],
    ['dd.MM.yyyy', '20.11.2026', '2026-11-20'],
    ['d MMM yyyy', '2 Sept 2026', '2026-09-02'],
    ['d MMMM yyyy', '2 september 2026', '2026-09-02'],
    ['EEE d/M/yyyy', 'Fri 20/11/2026', '2026-11-20'],
    ['EEEE, d MMMM yyyy', 'Friday, 20 November 2026', '2026-11-20'],
    ['HH:mm', '09:05', '09:05'],
    ['H:mm', '9:05', '09:05'],
    ['HHmm', '0905', '09:05'],
    ['h:mm a', '12:00 AM', '00:00'],
    ['h:mm a', '12:30 pm', '12:30'],
    ['h:mm a', '1:05\u202fp.m.', '13:05'],
    ['h:mma', '11:59PM', '23:59'],
    ['HH:mm:ss.u', '10:30:00.0000000', '10:30'],
    ['HH:mm:ss.SSS', '10:30:15.250', '10:30:15.250'],
    ['seconds since midnight', '0', '00:00'],
    ['seconds since midnight', '36000', '10:00'],
    ['seconds since midnight', '36900.0', '10:15'],
    ['seconds since midnight', '86399', '23:59:59'],
    ['minutes since midnight', '615', '10:15'],
    ["yyyy-MM-dd'T'HH:mm", '2026-11-20T10:30', '2026-11-20 10:30'],
    ['d/M/yyyy h:mm a', '20/11/2026  1:30 PM', '2026-11-20 13:30'],
    ['yyyy-MM-dd HH:mm ZZ', '2026-11-20 10:30 +1100', '2026-11-20 10:30 +11:00'],
    ['iso', '2026-11-20T10:30', '2026-11-20 10:30'],
    ['iso', '2026-11-20 10:30:15.5', '2026-11-20 10:30:15.500'],
    ['iso', '2026-11-20T10:30:00Z', '2026-11-20 10:30 Z'],
    ['iso', '2026-11-20T10:30:00+11:00', '2026-11-20 10:30 +11:00'],
  ])('%s of %j is %s', (format, text, expected) => {
    expect(read(format, text)).toBe(expected)
  })
})

test('what luxon writes is read as what luxon meant', () => {
  const days = ['dd/MM/yyyy', 'd/M/yy', 'yyyyMMdd', 'd MMM yyyy', 'EEEE, d MMMM yyyy', 'EEE dd.MM.yyyy']
  const clocks = ['HH:mm', 'H:m', 'h:mm a', 'hh:mm:ss a', 'HH:mm:ss.SSS', "HH'h'mm"]
  for (let i = 0; i < 400; i++) {
    // Steps that share nothing with days, hours or months.
    const at = DateTime.fromMillis(Date.UTC(2021, 0, 1) + i * 100_003_777, { zone: 'utc', locale: 'en-US' })
    const format = `${days[i % 6]} ${clocks[Math.floor(i / 6) % 6]}`
    const precision = format.includes('SSS') ? 'millisecond' : format.includes('ss') ? 'second' : 'minute'
    const meant = at.startOf(precision).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS")
    const compiled = formatOf(format)
    const moment = typeof compiled === 'string' ? null : compiled.read(at.toFormat(format))
    expect(`${moment?.day}T${moment?.clock}`, format).toBe(meant)
  }
})

describe('what does not fit, or cannot be, is no time', () => {
  test.each([
    ['dd/MM/yyyy', '5/4/2026'],
    ['dd/MM/yyyy', '31/02/2026'],
    ['dd/MM/yyyy', '13/13/2026'],
    ['dd/MM/yyyy', '05/04/26'],
    ['dd/MM/yyyy', '05/04/2026 10:00'],
    ['yyyy-MM-dd', '0000-00-00'],
    ['yyyy-MM-dd', '2027-02-29'],
    // A Friday, and not a Monday: day and month were taken for each other.
    ['EEE d/M/yyyy', 'Mon 20/11/2026'],
    ['d MMM yyyy', '2 Foo 2026'],
    ['HH:mm', '24:00'],
    ['HH:mm', '10:60'],
    ['H:mm', '10:3'],
    ['h:mm a', '13:00 PM'],
    ['h:mm a', '0:30 AM'],
    ['seconds since midnight', '86400'],
    ['seconds since midnight', '-1'],
    ['seconds since midnight', '10:00'],
    ['minutes since midnight', '1440'],
    ['iso', '2026-11-20'],
    ['iso', '2026-13-01T10:00'],
    ['iso', '128:00:00'],
    ['iso', ''],
  ])('%s of %j', (format, text) => {
    expect(read(format, text)).toBeNull()
  })
})

describe('a format that could mean two things is refused', () => {
  test.each([
    ['dd/MM', 'tells no whole day'],
    ['h:mm', 'needs both h and a'],
    ['HH', 'tells no whole time'],
    ['H:mm a', 'needs both h and a'],
    ['dd/MM/yyy', 'knows no yyy'],
    ['yyyy-MM-ddTHH:mm', 'knows no T'],
    ['dd/MM/yyyy dd', 'has d twice'],
    ['HH:mm ZZ', 'has an offset without'],
    ['-', 'has no day and no time'],
  ])('%s', (format, why) => {
    expect(formatOf(format)).toEqual(expect.stringContaining(why))
  })
})
