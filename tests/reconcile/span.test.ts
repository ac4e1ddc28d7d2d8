/** Half-open time, exhaustively: all spans of a small grid against a minute-by-minute oracle. */
import { expect, test } from 'vitest'
import { contains, MINUTE_MS, overlaps, type Span } from '../../src/reconcile/span.ts'
import { peakWithin, Timetable } from '../../src/reconcile/timetable.ts'

const GRID = 6
const spans: Span[] = []
for (let start = 0; start < GRID; start++) {
  for (let end = start + 1; end <= GRID; end++) {
    spans.push({ startMs: start * MINUTE_MS, endMs: end * MINUTE_MS })
  }
}
/** Minute by minute: the minutes that a span takes. */
const minutes = (span: Span): number[] =>
  Array.from({ length: GRID }, (_, minute) => minute).filter(
    (minute) => span.startMs <= minute * MINUTE_MS && minute * MINUTE_MS < span.endMs,
  )

test('overlaps and contains', () => {
  for (const a of spans) {
    for (const b of spans) {
      expect(overlaps(a, b)).toBe(minutes(a).some((minute) => minutes(b).includes(minute)))
      expect(contains(a, b)).toBe(minutes(b).every((minute) => minutes(a).includes(minute)))
    }
  }
})

test('the most that are there at once: every three spans, within every span', () => {
  for (const a of spans) {
    for (const b of spans) {
      for (const c of spans) {
        for (const within of spans) {
          const there = [a, b, c]
          const most = Math.max(
            ...minutes(within).map((m) => there.filter((s) => minutes(s).includes(m)).length),
          )
          if (peakWithin(there, within) !== most)
            expect({ there, within, peak: peakWithin(there, within) }).toEqual({ most })
        }
      }
    }
  }
})

test('a timetable finds what overlaps, across days, weeks and removals', () => {
  const hours = [0, 1, 23, 24, 25, 47, 48, 24 * 41, 24 * 60]
  const all = hours.flatMap((from) =>
    hours.filter((to) => to > from).map((to) => ({ startMs: from * 3_600_000, endMs: to * 3_600_000 })),
  )
  const table = new Timetable<Span>()
  for (const span of all) table.add('lee', span)
  const [gone] = all
  if (gone !== undefined) table.remove('lee', gone)
  for (const span of all) {
    const found = new Set(table.overlapping('lee', span))
    expect(found).toEqual(new Set(all.filter((other) => other !== gone && overlaps(other, span))))
  }
  expect(table.overlapping('ray', { startMs: 0, endMs: 1 })).toEqual([])
})
