/**
 * PURE. The marks of a time axis: whole hours or days of the practice's own wall clock, few enough to be read on a phone.
 */
import { dayText, parseDay } from '../../books/calendar.ts'
import type { WallClock } from '../../books/wall-time.ts'
import { type EpochMs, MINUTE_MS, type Span } from '../../reconcile/span.ts'

export interface Mark {
  readonly atMs: EpochMs
  /** A day begins here, and the axis counts days. */
  readonly isDay: boolean
}

const MOST_MARKS = 6
const STEPS_MS = [5, 10, 15, 30, 60, 120, 180, 360].map((minutes) => minutes * MINUTE_MS)

export function marksOf({ startMs, endMs }: Span, clock: WallClock): readonly Mark[] {
  const stepMs = STEPS_MS.find((step) => (endMs - startMs) / step <= MOST_MARKS)
  const first = parseDay(clock.localDay(startMs)) ?? 0
  const last = parseDay(clock.localDay(endMs)) ?? first
  const every = Math.max(1, Math.ceil((last - first) / MOST_MARKS))
  const marks: Mark[] = []
  for (let day = first; day <= last; day += stepMs === undefined ? every : 1) {
    const dayMs = clock.dayStart(dayText(day))
    const nextMs = clock.dayStart(dayText(day + 1))
    if (stepMs === undefined) marks.push({ atMs: dayMs, isDay: true })
    // Where the clocks change, the marks go on at the same distance, and each still says what its clock says.
    else for (let atMs = dayMs; atMs < nextMs; atMs += stepMs) marks.push({ atMs, isDay: false })
  }
  return marks.filter(({ atMs }) => atMs >= startMs && atMs <= endMs)
}
