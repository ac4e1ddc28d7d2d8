/**
 * PURE. The one place where a PMS's wall clock meets real time: local time + zone → instant, or "happens twice", or
 * "does not exist". A table of the zone's offset changes is built once, because luxon alone picks a repeated hour by
 * today's date, shifts a missing one silently, and is far too slow for a million appointments.
 */
import { IANAZone, Settings } from 'luxon'
import { dayText, parseDay, parseLocal } from './calendar.ts'

declare module 'luxon' {
  interface TSSettings {
    throwOnInvalid: true
  }
}
Settings.throwOnInvalid = true

export type LocalTime =
  | { readonly kind: 'exact'; readonly ms: number }
  | { readonly kind: 'twice'; readonly firstMs: number; readonly secondMs: number }
  | { readonly kind: 'missing' }

export interface WallClock {
  readonly timeZone: string
  /** `YYYY-MM-DDTHH:mm[:ss[.SSS]]`; throws a RangeError for any other text. */
  toInstant(local: string): LocalTime
  /** The local day of an instant, `YYYY-MM-DD`. */
  localDay(ms: number): string
  /** `2026-11-20T10:30:00+11:00`; milliseconds only where there are any. */
  localIso(ms: number): string
  /** The first instant of a local day; of a day that the zone skipped, the first instant after it. */
  dayStart(day: string): number
}

/** The wall clock of a zone, one per zone and process. Throws a RangeError for a zone that does not exist. */
export function wallClock(timeZone: string): WallClock {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  if (!isTimeZone(timeZone)) throw new RangeError('not a time zone of the IANA database')
  const clock = makeClock(timeZone)
  clocks.set(timeZone, clock)
  return clock
}

/** A name of the IANA database. A bare offset is none: it knows nothing of daylight saving. */
export function isTimeZone(text: string): boolean {
  return /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text)
}

const clocks = new Map<string, WallClock>()
const DAY_MS = 86_400_000
/** No zone was ever further from UTC than this. */
const REACH_MS = 16 * 3_600_000
/** The table is built in stretches of about thirteen months, each when it is first asked for. */
const STRETCH_MS = 2 ** 35
/** Closer pairs of changes are unknown in the years that matter (Morocco's Ramadan takes four weeks). */
const PROBE_MS = 7 * DAY_MS

/** Between two changes: `[fromMs, toMs)` with one offset. */
interface Segment {
  readonly fromMs: number
  readonly toMs: number
  readonly offsetMs: number
}

function makeClock(timeZone: string): WallClock {
  const zone = IANAZone.create(timeZone)
  const stretches = new Map<number, readonly Segment[]>()
  const offsetOf = (ms: number): number => Math.round(zone.offset(ms) * 60_000)
  let last: Segment = { fromMs: 0, toMs: 0, offsetMs: 0 }

  function segmentAt(ms: number): Segment {
    if (ms >= last.fromMs && ms < last.toMs) return last
    const index = Math.floor(ms / STRETCH_MS)
    let segments = stretches.get(index)
    if (segments === undefined) {
      segments = segmentsOf(index * STRETCH_MS, (index + 1) * STRETCH_MS, offsetOf)
      stretches.set(index, segments)
    }
    for (const segment of segments) {
      if (ms < segment.toMs) {
        last = segment
        return segment
      }
    }
    throw new RangeError('not an instant')
  }

  /** The instants at which the clock shows this time, in order, and the change that swallowed it if there are none. */
  function instantsOf(asUtcMs: number): { found: number[]; gapEndMs: number } {
    const found: number[] = []
    let gapEndMs = Number.NaN
    let before: Segment | null = null
    for (let at = asUtcMs - REACH_MS; at <= asUtcMs + REACH_MS; ) {
      const segment = segmentAt(at)
      const ms = asUtcMs - segment.offsetMs
      if (ms >= segment.fromMs && ms < segment.toMs) found.push(ms)
      else if (before !== null && asUtcMs - before.offsetMs >= segment.fromMs && ms < segment.fromMs) {
        gapEndMs = segment.fromMs
      }
      before = segment
      at = segment.toMs
    }
    return { found, gapEndMs }
  }

  function parsed(local: string): number {
    const asUtcMs = parseLocal(local)
    if (asUtcMs === null) throw new RangeError('not a wall-clock time, expected YYYY-MM-DDTHH:mm')
    return asUtcMs
  }

  return {
    timeZone,
    toInstant(local) {
      const asUtcMs = parsed(local)
      const segment = segmentAt(asUtcMs - REACH_MS)
      if (asUtcMs + REACH_MS < segment.toMs) return { kind: 'exact', ms: asUtcMs - segment.offsetMs }
      const { found } = instantsOf(asUtcMs)
      const [firstMs, secondMs] = found
      if (firstMs === undefined) return { kind: 'missing' }
      return secondMs === undefined
        ? { kind: 'exact', ms: firstMs }
        : { kind: 'twice', firstMs, secondMs: found[found.length - 1] ?? secondMs }
    },
    localDay: (ms) => dayText(Math.floor((ms + segmentAt(ms).offsetMs) / DAY_MS)),
    localIso(ms) {
      const { offsetMs } = segmentAt(ms)
      const clock = new Date(ms + offsetMs).toISOString().slice(0, -1)
      const minutes = Math.abs(Math.trunc(offsetMs / 60_000))
      const offset = `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
      return (clock.endsWith('.000') ? clock.slice(0, -4) : clock) + offset
    },
    dayStart(day) {
      const days = parseDay(day)
      if (days === null) throw new RangeError('not a day, expected YYYY-MM-DD')
      const { found, gapEndMs } = instantsOf(days * DAY_MS)
      return found[0] ?? gapEndMs
    },
  }
}

/**
 * A stretch cut at the zone's changes, found by probing and bisecting to the millisecond. The changes at the edges of
 * a stretch need no care: two neighbours with one offset are as good as one, since `found` cannot hold an instant twice.
 */
function segmentsOf(fromMs: number, toMs: number, offsetOf: (ms: number) => number): Segment[] {
  const segments: Segment[] = []
  let start = fromMs
  let offsetMs = offsetOf(fromMs)
  for (let probe = fromMs; probe < toMs; ) {
    const next = Math.min(probe + PROBE_MS, toMs)
    // The stretch ends before `toMs`; its last instant is the one to look at.
    const seen = offsetOf(next === toMs ? toMs - 1 : next)
    if (seen !== offsetMs) {
      let low = probe
      let high = next
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (offsetOf(middle) === offsetMs) low = middle
        else high = middle
      }
      segments.push({ fromMs: start, toMs: high, offsetMs })
      start = high
      offsetMs = offsetOf(high)
      probe = high
    } else probe = next
  }
  segments.push({ fromMs: start, toMs, offsetMs })
  return segments
}

const two = (n: number): string => String(n).padStart(2, '0')
