/** PURE. A wall clock as iCalendar uses one, and what RFC 5545 § 3.3.5 says of times that happen twice or never. */
import { DAY_MS } from '../../../reconcile/span.ts'
import type { WallClock } from '../../wall-time.ts'
import type { LocalMs } from '../recurrence/recurrence.ts'

export type Zone = Pick<WallClock, 'toInstant'>

export interface Resolved {
  readonly ms: number
  /** What somebody should know: that time happens twice, or the clocks skip it. */
  readonly doubt: 'twice' | 'skipped' | null
}

/** Of a time that happens twice the first; one that is skipped is as long after midnight as if no clock had been changed. */
export function instantIn(zone: Zone, localMs: LocalMs): Resolved {
  const time = zone.toInstant(localText(localMs))
  if (time.kind === 'exact') return { ms: time.ms, doubt: null }
  if (time.kind === 'twice') return { ms: time.firstMs, doubt: 'twice' }
  // The offset before the gap: that of the days before it. Zones have skipped whole days, never two.
  for (let daysBefore = 1; daysBefore <= 3; daysBefore++) {
    const before = zone.toInstant(localText(localMs - daysBefore * DAY_MS))
    if (before.kind === 'exact') return { ms: before.ms + daysBefore * DAY_MS, doubt: 'skipped' }
  }
  throw new RangeError('not a time of that zone')
}

/** `2026-11-20T10:30:00`. */
const localText = (localMs: LocalMs): string => new Date(localMs).toISOString().slice(0, 19)
