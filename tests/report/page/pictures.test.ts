/** The strip of the outage, its axis, and the chart: nothing is left out, nothing runs over the edge. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallClock } from '../../../src/books/wall-time.ts'
import { marksOf } from '../../../src/report/page/axis.ts'
import { barsOf } from '../../../src/report/page/chart.ts'
import { reportPage } from '../../../src/report/page/report-page.ts'
import { reportRows } from '../../../src/report/rows.ts'
import { isVerdict } from '../../../src/report/sayings.ts'
import { world } from '../world.ts'

const page = (() => {
  const { snapshot, reconciliation } = world()
  return reportPage(snapshot, reconciliation, 'run-1', 'p-1')
})()
const [strip = ''] = /<svg class="strip"[\s\S]*?<\/svg>/.exec(page) ?? []

describe('the strip', () => {
  test('has a mark for every booking accepted in the outage, and says how many of which', () => {
    expect(strip.match(/class="tick /g)).toHaveLength(6)
    expect(strip).toMatch(
      /<desc[^>]*>Needs a phone call now: 2\. Needs a decision: 1\. Done automatically: 2\. /,
    )
    expect(page).toContain('Each of the 6 marks stands for a booking as it was made online.')
  })

  test('keeps everything between its edges, and its text at its size', () => {
    expect(strip).not.toContain('viewBox')
    const places = [...strip.matchAll(/ x[12]?="([\d.-]+)%"/g)].map(([, percent]) => Number(percent))
    expect(places.length).toBeGreaterThan(10)
    for (const place of places) expect(place >= 0 && place <= 100).toBe(true)
  })

  test('says in words when the practice was open and when not', () => {
    expect(strip).toMatch(/class="open"/)
    expect(strip).toContain('>open</text>')
    expect(strip).toContain('>closed</text>')
    const { snapshot, reconciliation } = world()
    const unknown = reportPage({ ...snapshot, liveHours: [] }, reconciliation, 'run-1', 'p-1')
    expect(unknown).not.toMatch(/class="open"|dashes are the time/)
  })

  test('names those that were made at another time', () => {
    const { snapshot, reconciliation } = world()
    const [first, ...rest] = reconciliation.judgements
    if (first === undefined) throw new Error('no judgement')
    const early = { ...first, booking: { ...first.booking, acceptedMs: 0 } }
    const text = reportPage(snapshot, { ...reconciliation, judgements: [early, ...rest] }, 'run-1', 'p-1')
    expect(text).toContain('1 more that was checked was made at another time.')
    expect(text).toContain('5 accepted during the outage; 1 from another time')
  })
})

describe('the axis', () => {
  test('has few marks, in order, within the span, whatever its length and zone', () => {
    const zones = fc.constantFrom(
      'Australia/Sydney',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Cairo',
      'UTC',
    )
    const from = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) })
    fc.assert(
      fc.property(
        zones,
        from,
        fc.integer({ min: 60_000, max: 400 * 86_400_000 }),
        (zone, startMs, lengthMs) => {
          const span = { startMs, endMs: startMs + lengthMs }
          const marks = marksOf(span, wallClock(zone)).map(({ atMs }) => atMs)
          expect(marks.length).toBeLessThanOrEqual(8)
          expect([...marks].sort((a, b) => a - b)).toEqual(marks)
          expect(new Set(marks).size).toBe(marks.length)
          for (const mark of marks) expect(mark >= span.startMs && mark <= span.endMs).toBe(true)
        },
      ),
    )
  })

  test('counts whole hours of the practice’s own clock', () => {
    const clock = wallClock('Australia/Adelaide')
    const startMs = Date.parse('2026-11-20T08:10:00+10:30')
    const marks = marksOf({ startMs, endMs: startMs + 3.5 * 3_600_000 }, clock)
    expect(marks.map(({ atMs }) => clock.localIso(atMs).slice(11, 16))).toEqual(['09:00', '10:00', '11:00'])
  })
})

describe('the chart', () => {
  test('has a bar for each verdict that occurs, and the bars add up to the bookings', () => {
    const { snapshot, reconciliation } = world()
    const rows = reportRows(snapshot, reconciliation, 'run-1', 'p-1').bookings.filter(({ code }) =>
      isVerdict(code),
    )
    const bars = barsOf(rows)
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length)
    for (const { count, parts } of bars) expect(parts.reduce((sum, part) => sum + part.count, 0)).toBe(count)
    expect(new Set(bars.map(({ code }) => code))).toEqual(new Set(rows.map(({ code }) => code)))
    expect(page.match(/<li><span class="name">/g)).toHaveLength(bars.length)
  })
})
