/** Wall clocks against an independent method: what `Intl` says that a clock shows at an instant. */
import fc from 'fast-check'
import { Settings } from 'luxon'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { parseDay, parseInstant, parseLocal } from '../../src/books/calendar.ts'
import { isTimeZone, wallClock } from '../../src/books/wall-time.ts'

const MINUTE = 60_000
const ZONES = [
  'Australia/Sydney',
  'Australia/Melbourne',
  'Australia/Hobart',
  'Australia/Brisbane',
  'Australia/Lindeman',
  'Australia/Adelaide',
  'Australia/Broken_Hill',
  'Australia/Darwin',
  'Australia/Perth',
  'Australia/Eucla',
  'Australia/Lord_Howe',
  'Antarctica/Macquarie',
  'Pacific/Norfolk',
  'Indian/Christmas',
  'Indian/Cocos',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'America/New_York',
  'Europe/London',
  'Pacific/Apia',
  'UTC',
] // prettier-ignore

/** What the clock shows, as `YYYY-MM-DDTHH:mm`. */
function shows(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return (ms) => format.format(ms).replace(' ', 'T')
}

/** The instants at which the clock shows this, by trying every offset that the zone has within a day and a half. */
function instantsAt(show: (ms: number) => string, local: string): number[] {
  const asUtc = Date.parse(`${local}Z`)
  const offsets = new Set<number>()
  for (let hour = -36; hour <= 36; hour += 6) offsets.add(offsetBy(show)(asUtc + hour * 60 * MINUTE))
  return [...offsets]
    .map((offset) => asUtc - offset)
    .filter((ms) => show(ms) === local)
    .sort((a, b) => a - b)
}

/** Changes of a zone in 2020–2035, to the minute. */
function changes(zone: string): number[] {
  const offset = offsetBy(shows(zone))
  const found: number[] = []
  const step = 24 * 60 * MINUTE
  for (let at = Date.UTC(2020, 0, 1); at < Date.UTC(2036, 0, 1); at += step) {
    if (offset(at) === offset(at + step)) continue
    let [low, high] = [at, at + step]
    while (high - low > MINUTE) {
      const middle = Math.floor((low + high) / 2 / MINUTE) * MINUTE
      if (offset(middle) === offset(low)) low = middle
      else high = middle
    }
    found.push(high)
  }
  return found
}

const offsetBy = (show: (ms: number) => string) => (ms: number) => Date.parse(`${show(ms)}Z`) - ms

function checkZone(zone: string, clock = wallClock(zone)): number {
  const show = shows(zone)
  let checked = 0
  const instants = changes(zone).flatMap((change) =>
    [-24 * 60, -120, 0, 24 * 60].map((m) => change + m * MINUTE),
  )
  for (const around of [...instants, Date.UTC(2026, 6, 1), Date.UTC(2031, 0, 1)]) {
    for (let at = around; at < around + 3 * 60 * MINUTE; at += 5 * MINUTE) {
      // The walk is over wall-clock times, so that missing ones come by too.
      const local = new Date(at + offsetBy(show)(around)).toISOString().slice(0, 16)
      const found = clock.toInstant(local)
      const got =
        found.kind === 'exact' ? [found.ms] : found.kind === 'twice' ? [found.firstMs, found.secondMs] : []
      expect(got, `${zone} ${local}`).toEqual(instantsAt(show, local))
      expect(clock.localDay(at), `${zone} ${at}`).toBe(show(at).slice(0, 10))
      const iso = clock.localIso(at)
      expect(iso.slice(0, 16)).toBe(show(at))
      expect(Date.parse(iso)).toBe(at)
      checked++
    }
  }
  return checked
}

afterEach(() => {
  Settings.now = () => Date.now()
})

describe.each(['2026-01-15', '2026-07-15'])('with the clock at %s', (today) => {
  test.each(ZONES)('%s: every change of 2020–2035', (zone) => {
    Settings.now = () => Date.parse(`${today}T00:00:00Z`)
    expect(checkZone(zone)).toBeGreaterThan(70)
  })
})

test.each(['UTC', 'Australia/Sydney', 'America/New_York'])(
  'the same in a process under TZ=%s',
  async (zone) => {
    const before = process.env['TZ']
    try {
      process.env['TZ'] = zone
      expect(new Date(2026, 0, 1).getTime()).toBe(wallClock(zone).dayStart('2026-01-01'))
      vi.resetModules()
      const fresh = await import('../../src/books/wall-time.ts')
      expect(fresh.wallClock).not.toBe(wallClock)
      for (const each of ZONES) checkZone(each, fresh.wallClock(each))
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  },
)

describe('days', () => {
  test('start at midnight, or when the clock first shows them', () => {
    expect(wallClock('Australia/Sydney').dayStart('2026-11-20')).toBe(Date.parse('2026-11-19T13:00:00Z'))
    // No midnight on that day: the clock goes from 24:00 to 01:00.
    expect(wallClock('America/Sao_Paulo').dayStart('2018-11-04')).toBe(Date.parse('2018-11-04T03:00:00Z'))
    // A day that never was, and the two midnights of Saint John's.
    expect(wallClock('Pacific/Apia').dayStart('2011-12-30')).toBe(Date.parse('2011-12-30T10:00:00Z'))
    expect(wallClock('America/Havana').dayStart('2026-11-01')).toBe(Date.parse('2026-11-01T04:00:00Z'))
  })

  test('any instant lies in its own day', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2036, 0) }),
        (zone, ms) => {
          const clock = wallClock(zone)
          const start = clock.dayStart(clock.localDay(ms))
          expect(start).toBeLessThanOrEqual(ms)
          expect(clock.localDay(start)).toBe(clock.localDay(ms))
          expect(clock.localDay(start - 1)).not.toBe(clock.localDay(ms))
        },
      ),
    )
  })
})

describe('texts', () => {
  test('of the calendar, and of nothing else', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString()
          expect(parseInstant(iso)).toBe(date.getTime())
          expect(parseLocal(iso.slice(0, -1))).toBe(date.getTime())
          expect(parseDay(iso.slice(0, 10))).toBe(Math.floor(date.getTime() / 86_400_000))
        },
      ),
    )
  })

  test.each([
    '2026-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-01',
    '0026-01-01',
    '2026-01-01 ',
    '20260101',
    '',
  ])('%s is no day', (text) => expect(parseDay(text)).toBeNull()) // prettier-ignore

  test.each([
    '2026-11-20T24:00',
    '2026-11-20T10:60',
    '2026-11-20 10:30',
    '2026-11-20T10',
    '2026-11-20T10:30Z',
    '2026-11-20T10:30:60',
    '2026-11-20T10:30:00.',
    '2026-11-20T10:30:00.1234567890',
    '2026-11-20T10:30+11:00',
  ])('%s is no wall-clock time', (text) => expect(parseLocal(text)).toBeNull()) // prettier-ignore

  test.each([
    '2026-11-20T10:30',
    '2026-11-20T10:30:00',
    '2026-11-20T10:30+11',
    '2026-11-20T10:30+24:00',
    '2026-11-20T10:30z',
    '2026-11-20T10:30+11:0',
    '2026-11-20T10:30+1100',
    '2026-11-20T10:30Z ',
  ])('%s is no instant', (text) => expect(parseInstant(text)).toBeNull()) // prettier-ignore

  test('offsets', () => {
    expect(parseInstant('2026-11-20T10:30:15.12+10:30')).toBe(Date.parse('2026-11-20T10:30:15.120+10:30'))
    expect(parseInstant('2026-11-20T10:30-05:00')).toBe(Date.parse('2026-11-20T10:30-05:00'))
  })

  test('zones', () => {
    for (const zone of ZONES) expect(isTimeZone(zone)).toBe(true)
    for (const text of ['', '+10:00', 'Sydney', 'Australia/Nowhere', 'AEST', '__proto__', 'local']) {
      expect(isTimeZone(text), text).toBe(false)
    }
    expect(() => wallClock('Australia/Nowhere')).toThrow(RangeError)
    expect(() => wallClock('UTC').toInstant('2026-11-20')).toThrow(RangeError)
  })
})
