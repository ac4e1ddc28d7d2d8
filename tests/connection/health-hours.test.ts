/** Live hours against a clock on the wall, minute by minute; and the days on which clocks change. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallClock } from '../../src/books/wall-time.ts'
import { liveTime } from '../../src/connection/live-hours.ts'
import type { LiveHours, Practice } from '../../src/reconcile/model.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/reconcile/span.ts'
import { at, practice, told, weekdays } from './health-world.ts'

const hours = (weekday: number, opens: string, closes: string, practiceId = 'p1'): LiveHours => ({
  practiceId,
  weekday,
  opens,
  closes,
})

/** What a person who looks at the clock would say. */
function isLiveByTheWall(ms: number, practices: readonly Practice[], all: readonly LiveHours[]): boolean {
  return practices.some(({ practiceId, timeZone }) => {
    const own = all.filter((one) => one.practiceId === practiceId)
    const local = wallClock(timeZone).localIso(ms)
    const weekday = ((new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7) + 1
    const time = local.slice(11, 16)
    return (
      own.length === 0 || own.some((one) => one.weekday === weekday && one.opens <= time && time < one.closes)
    )
  })
}

test('as a person at the wall clock would say, minute by minute', () => {
  const zones = [
    'Australia/Sydney',
    'Australia/Lord_Howe',
    'America/New_York',
    'Asia/Kolkata',
    'Pacific/Apia',
  ]
  // Full hours but those at night in which clocks change: what is meant by half past two then, nobody can say.
  const hour = fc.constantFrom(0, 5, 6, 8, 9, 12, 13, 17, 18, 22, 24)
  const rows = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 7 }), hour, hour), { maxLength: 10 })
    .map((list) => list.filter(([, a, b]) => a < b))
  const clockText = (n: number): string => `${String(n).padStart(2, '0')}:00`
  const starts = [
    '2026-11-18T00:00Z',
    '2026-10-03T00:00Z',
    '2026-04-04T00:00Z',
    '2026-03-07T00:00Z',
    '2026-10-31T00:00Z',
  ]
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...zones), rows), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...starts),
      fc.integer({ min: 0, max: 40 }),
      (list, start, length) => {
        const practices = list.map(([zone], index) => practice(`p${index}`, zone))
        const all = list.flatMap(([, own], index) =>
          own.map(([weekday, a, b]) => hours(weekday, clockText(a), clockText(b), `p${index}`)),
        )
        const live = liveTime(practices, all)
        const fromMs = Date.parse(start)
        const step = 15 * MINUTE_MS
        const quarters = Array.from({ length: length * 4 }, (_, n) => fromMs + n * step)
        const open = quarters.filter((ms) => isLiveByTheWall(ms, practices, all))
        expect(quarters.filter((ms) => live.isLive(ms))).toEqual(open)
        expect(live.liveMs({ startMs: fromMs, endMs: fromMs + length * HOUR_MS })).toBe(open.length * step)
      },
    ),
    { numRuns: 150 },
  )
})

describe('openings and closings', () => {
  const live = liveTime([practice()], weekdays())
  test.each([
    ['in the morning', 'tue 09:00', 'tue 08:00', 'tue 18:00'],
    ['at the opening itself', 'tue 08:00', 'tue 08:00', 'tue 18:00'],
    ['at the closing itself', 'tue 18:00', 'tue 18:00', 'wed 08:00'],
    ['at night', 'tue 23:00', 'tue 18:00', 'wed 08:00'],
    ['before the first of the week', 'mon 07:00', '-fri 18:00', 'mon 08:00'],
  ])('%s', (_, now, changed, changes) => {
    expect(told(live.changedMs(at(now)))).toBe(changed)
    expect(told(live.changesMs(at(now)))).toBe(changes)
  })

  test('over a weekend', () => {
    expect(told(live.changedMs(at('sun 12:00')))).toBe('fri 18:00')
    expect(live.changesMs(at('sun 12:00'))).toBe(at('-mon 08:00') + 14 * 24 * HOUR_MS)
  })

  test('a night that runs past midnight is one, written either way', () => {
    const two = [hours(5, '18:00', '24:00'), hours(6, '00:00', '02:00')]
    const one = [hours(5, '18:00', '02:00')]
    for (const rows of [two, one]) {
      const night = liveTime([practice()], rows)
      expect(told(night.changedMs(at('sat 01:00')))).toBe('fri 18:00')
      expect(told(night.changesMs(at('fri 20:00')))).toBe('sat 02:00')
      expect(night.liveMs({ startMs: at('fri 12:00'), endMs: at('sat 12:00') })).toBe(8 * HOUR_MS)
    }
  })

  test('around the clock there are none', () => {
    const always = liveTime(
      [practice()],
      [1, 2, 3, 4, 5, 6, 7].map((day) => hours(day, '00:00', '24:00')),
    )
    expect([always.changedMs(at('tue 12:00')), always.changesMs(at('tue 12:00'))]).toEqual([null, null])
    expect(liveTime([], []).changesMs(at('tue 12:00'))).toBeNull()
  })

  test('so much live time later', () => {
    expect(told(live.after(at('tue 17:00'), 2 * HOUR_MS))).toBe('wed 09:00')
    expect(told(live.after(at('tue 20:00'), 10 * HOUR_MS))).toBe('wed 18:00')
    expect(live.after(at('fri 17:00'), 2 * HOUR_MS)).toBe(at('mon 09:00') + 7 * 24 * HOUR_MS)
    expect(liveTime([], []).after(at('tue 20:00'), HOUR_MS)).toBe(at('tue 21:00'))
  })
})

describe('when clocks change', () => {
  const sunday = (opens: string, closes: string) => liveTime([practice()], [hours(7, opens, closes)])
  const day = (on: string) => ({
    startMs: Date.parse(`${on}T00:00+11:00`) - HOUR_MS * 12,
    endMs: Date.parse(`${on}T00:00+11:00`) + HOUR_MS * 36,
  })
  test.each([
    ['an hour that does not exist is missing', '2026-10-04', '00:00', '06:00', 5],
    ['opening in it: the next minute that exists', '2026-10-04', '02:30', '06:00', 3],
    ['an hour that happens twice is there twice', '2026-04-05', '00:00', '06:00', 7],
    ['opening in it: the first of the two', '2026-04-05', '02:00', '06:00', 5],
    ['closing in it: the second of the two', '2026-04-05', '00:00', '02:30', 3.5],
    ['up to the end of the day', '2026-04-05', '00:00', '24:00', 25],
  ])('%s', (_, on, opens, closes, expected) => {
    expect(sunday(opens, closes).liveMs(day(on)) / HOUR_MS).toBe(expected)
  })
})
