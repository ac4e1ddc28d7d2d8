/** How soon somebody must act (contract § 7): by a start, and by the practice's own days. */
import type { Urgency } from './model.ts'
import { DAY_MS, type EpochMs, HOUR_MS } from './span.ts'

export function urgencyOf(startMs: EpochMs, asOfMs: EpochMs, localDay: (ms: EpochMs) => string): Urgency {
  if (startMs <= asOfMs) return 'overdue'
  if (startMs - asOfMs <= 2 * HOUR_MS) return 'now'
  // Beyond a week no local day needs looking up, and far beyond there is none.
  if (startMs - asOfMs > 7 * DAY_MS) return 'later'
  const today = localDay(asOfMs)
  const day = localDay(startMs)
  if (day === today) return 'today'
  return Date.parse(day) - Date.parse(today) === DAY_MS ? 'next-day' : 'this-week'
}
