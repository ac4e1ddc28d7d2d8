/** PURE. How much of an outage fell within a practice's opening hours. */
import { type WallClock, wallClock } from '../books/wall-time.ts'
import type { LiveHours } from '../reconcile/model.ts'
import { DAY_MS, MINUTE_MS, type Span } from '../reconcile/span.ts'

/** Milliseconds of the span in which the practice was open; null when its hours are not known. */
export function openMs(span: Span, hours: readonly LiveHours[], timeZone: string): number | null {
  if (hours.length === 0) return null
  const clock = wallClock(timeZone)
  // Noon UTC of each calendar day from the day before to the day after: whatever the zone, no local day is missed.
  const firstDay = Math.floor(span.startMs / DAY_MS) - 1
  const lastDay = Math.floor(span.endMs / DAY_MS) + 1
  let open = 0
  for (let day = firstDay; day <= lastDay; day++) {
    const date = new Date(day * DAY_MS)
    const weekday = ((date.getUTCDay() + 6) % 7) + 1
    const on = date.toISOString().slice(0, 10)
    const spans = hours
      .filter((one) => one.weekday === weekday)
      .map(({ opens, closes }) => ({
        startMs: Math.max(instant(clock, on, opens, 'first'), span.startMs),
        endMs: Math.min(instant(clock, on, closes, 'last'), span.endMs),
      }))
      .sort((a, b) => a.startMs - b.startMs)
    // Hours that overlap each other count once.
    let countedTo = span.startMs
    for (const { startMs, endMs } of spans) {
      open += Math.max(0, endMs - Math.max(startMs, countedTo))
      countedTo = Math.max(countedTo, endMs)
    }
  }
  return open
}

/** An hour that happens twice is wholly inside; one that does not exist gives way to the next minute that does. */
function instant(clock: WallClock, on: string, time: string, which: 'first' | 'last'): number {
  // `24:00` closes the day.
  if (time === '24:00') return clock.dayStart(new Date(Date.parse(on) + DAY_MS).toISOString().slice(0, 10))
  for (let asUtcMs = Date.parse(`${on}T${time}Z`); ; asUtcMs += MINUTE_MS) {
    const found = clock.toInstant(new Date(asUtcMs).toISOString().slice(0, 19))
    if (found.kind === 'exact') return found.ms
    if (found.kind === 'twice') return which === 'first' ? found.firstMs : found.secondMs
  }
}
