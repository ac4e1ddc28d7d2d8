/** PURE. How much of an outage fell within a practice's opening hours. */
import { liveTime } from '../connection/live-hours.ts'
import type { LiveHours } from '../reconcile/model.ts'
import type { Span } from '../reconcile/span.ts'

/** Milliseconds of the span in which the practice was open; null when its hours are not known. All hours are of one practice. */
export function openMs(span: Span, hours: readonly LiveHours[], timeZone: string): number | null {
  const [first] = hours
  return first === undefined
    ? null
    : liveTime([{ practiceId: first.practiceId, timeZone }], hours).liveMs(span)
}
