/**
 * PURE. When a connection is expected to be up: whenever one of its practices is open. A practice whose hours are not
 * known is always open; so is one whose time zone nobody knows.
 */
import { dayText } from '../books/calendar.ts'
import { isTimeZone, type WallClock, wallClock } from '../books/wall-time.ts'
import type { LiveHours, Practice } from '../reconcile/model.ts'
import { DAY_MS, type EpochMs, MINUTE_MS, type Span } from '../reconcile/span.ts'

export interface LiveTime {
  isLive(ms: EpochMs): boolean
  /** How much of the span is live. */
  liveMs(span: Span): number
  /** The instant at which so much live time will have passed. */
  after(fromMs: EpochMs, liveMs: number): EpochMs
  /** The last opening or closing at or before an instant, and the next one after it; null: none within ten days. */
  changedMs(ms: EpochMs): EpochMs | null
  changesMs(ms: EpochMs): EpochMs | null
}

export function liveTime(practices: readonly OpenPractice[], hours: readonly LiveHours[]): LiveTime {
  const known = practices.map((practice) => hoursOf(practice, hours))
  return known.length === 0 || known.includes(null) ? ALWAYS : timed(known.filter((one) => one !== null))
}

type OpenPractice = Pick<Practice, 'practiceId' | 'timeZone'>

interface Hours {
  readonly clock: WallClock
  /** By weekday, 1 to 7. */
  readonly byDay: ReadonlyMap<number, readonly LiveHours[]>
}

function hoursOf({ practiceId, timeZone }: OpenPractice, hours: readonly LiveHours[]): Hours | null {
  const own = hours.filter((one) => one.practiceId === practiceId)
  if (own.length === 0 || !isTimeZone(timeZone)) return null
  const byDay = new Map([1, 2, 3, 4, 5, 6, 7].map((day) => [day, own.filter((one) => one.weekday === day)]))
  return { clock: wallClock(timeZone), byDay }
}

const ALWAYS: LiveTime = {
  isLive: () => true,
  liveMs: ({ startMs, endMs }) => Math.max(0, endMs - startMs),
  after: (fromMs, liveMs) => fromMs + liveMs,
  changedMs: () => null,
  changesMs: () => null,
}

/** Weekly hours open at least once in eight days, whatever the clocks do. */
const REACH_MS = 10 * DAY_MS
/** Live time that is not over after so long is not going to be of use to anybody. */
const FAR_MS = 400 * DAY_MS

function timed(practices: readonly Hours[]): LiveTime {
  const days = new Map<number, readonly Span[]>()
  const onDay = (day: number): readonly Span[] => {
    const known = days.get(day) ?? practices.flatMap((hours) => spansOf(hours, day))
    days.set(day, known)
    return known
  }

  /** The live spans that touch `[fromMs, toMs)`, merged and cut to it: a night that runs past midnight is one. */
  function within(fromMs: EpochMs, toMs: EpochMs): Span[] {
    const found: Span[] = []
    // Whatever the zone, a local day lies within a calendar day of UTC's; hours may run into the next one.
    for (let day = Math.floor(fromMs / DAY_MS) - 2; day <= Math.floor(toMs / DAY_MS) + 1; day++) {
      for (const { startMs, endMs } of onDay(day)) {
        const cut = { startMs: Math.max(startMs, fromMs), endMs: Math.min(endMs, toMs) }
        if (cut.startMs < cut.endMs) found.push(cut)
      }
    }
    return merged(found)
  }

  const liveMs = ({ startMs, endMs }: Span): number =>
    within(startMs, endMs).reduce((sum, span) => sum + span.endMs - span.startMs, 0)
  const isLive = (ms: EpochMs): boolean => within(ms, ms + 1).length > 0

  return {
    isLive,
    liveMs,
    after(fromMs, wantedMs) {
      let left = wantedMs
      for (let at = fromMs; at < fromMs + FAR_MS; at += REACH_MS) {
        for (const { startMs, endMs } of within(at, at + REACH_MS)) {
          if (endMs - startMs >= left) return startMs + left
          left -= endMs - startMs
        }
      }
      return fromMs + FAR_MS
    },
    changedMs(ms) {
      const spans = within(ms - REACH_MS, ms + 1)
      const last = spans.at(-1)
      if (last === undefined) return null
      const changed = last.endMs > ms ? last.startMs : last.endMs
      return changed <= ms - REACH_MS ? null : changed
    },
    changesMs(ms) {
      const [first] = within(ms, ms + REACH_MS)
      if (first === undefined) return null
      const changes = first.startMs > ms ? first.startMs : first.endMs
      return changes >= ms + REACH_MS ? null : changes
    },
  }
}

function spansOf({ clock, byDay }: Hours, day: number): Span[] {
  const date = new Date(day * DAY_MS)
  const on = dayText(day)
  const next = dayText(day + 1)
  const weekday = ((date.getUTCDay() + 6) % 7) + 1
  return (byDay.get(weekday) ?? []).map(({ opens, closes }) => ({
    startMs: instant(clock, on, opens, 'first'),
    // Hours that close before they open run past midnight.
    endMs:
      closes === '24:00' ? clock.dayStart(next) : instant(clock, closes > opens ? on : next, closes, 'last'),
  }))
}

/** An hour that happens twice is wholly inside; one that does not exist gives way to the next minute that does. */
function instant(clock: WallClock, on: string, time: string, which: 'first' | 'last'): EpochMs {
  for (let asUtcMs = Date.parse(`${on}T${time}Z`); ; asUtcMs += MINUTE_MS) {
    const found = clock.toInstant(new Date(asUtcMs).toISOString().slice(0, 19))
    if (found.kind === 'exact') return found.ms
    if (found.kind === 'twice') return which === 'first' ? found.firstMs : found.secondMs
  }
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const last = result.at(-1)
    if (last !== undefined && span.startMs <= last.endMs) {
      result[result.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, span.endMs) }
    } else {
      result.push(span)
    }
  }
  return result
}
