/**
 * PURE. The part of a day that a picture shows: an hour or so around what matters, to whole half hours. What lies
 * between two such parts is left out when it is long.
 */
import { dayText, parseDay } from '../../books/calendar.ts'
import type { WallClock } from '../../books/wall-time.ts'
import { HOUR_MS, MINUTE_MS, type Span } from '../../reconcile/span.ts'

const AROUND_MS = 45 * MINUTE_MS
/** A shorter pause is drawn: leaving it out would save nothing. */
const PAUSE_MS = 90 * MINUTE_MS
/** What begins in the evening may go on after midnight; a span of days is cut off. */
const NIGHT_MS = 6 * HOUR_MS

export function stretchesOf(spans: readonly Span[], day: string, clock: WallClock): readonly Span[] {
  const limit = dayOf(day, clock)
  const lastMs = Math.min(Math.max(limit.endMs, ...spans.map(({ endMs }) => endMs)), limit.endMs + NIGHT_MS)
  const stretches: { startMs: number; endMs: number }[] = []
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    if (span.endMs <= limit.startMs || span.startMs >= lastMs) continue
    const startMs = Math.max(limit.startMs, halfHourBefore(span.startMs - AROUND_MS, clock))
    const endMs = Math.min(lastMs, halfHourAfter(span.endMs + AROUND_MS, clock))
    const before = stretches.at(-1)
    if (before !== undefined && startMs - before.endMs < PAUSE_MS)
      before.endMs = Math.max(before.endMs, endMs)
    else stretches.push({ startMs, endMs })
  }
  return stretches
}

export function dayOf(day: string, clock: WallClock): Span {
  return { startMs: clock.dayStart(day), endMs: clock.dayStart(dayText((parseDay(day) ?? 0) + 1)) }
}

/** Half hours as the practice's own clock counts them: some zones are a quarter of an hour off. */
export function halfHourBefore(ms: number, clock: WallClock): number {
  const { minute } = wallOf(ms, clock)
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS - (minute % 30) * MINUTE_MS
}

export function halfHourAfter(ms: number, clock: WallClock): number {
  const before = halfHourBefore(ms, clock)
  return before === ms ? ms : before + 30 * MINUTE_MS
}

export interface Wall {
  readonly day: string
  readonly hour: number
  readonly minute: number
  /** `+11:00`. */
  readonly offset: string
}

/** Without luxon: a page has thousands of these. */
export function wallOf(ms: number, clock: WallClock): Wall {
  const iso = clock.localIso(ms)
  return {
    day: iso.slice(0, 10),
    hour: Number(iso.slice(11, 13)),
    minute: Number(iso.slice(14, 16)),
    offset: iso.slice(-6),
  }
}
