/** PURE. Slots that follow each other without a gap are one session; its grid is the one that all their edges lie on. */
import type { Session } from '../../../reconcile/model.ts'
import { MINUTE_MS, type Span } from '../../../reconcile/span.ts'

/** Of one practitioner at one place. Slots that overlap offer the same time twice, not two times. */
export function sessionsOf(
  slots: readonly Span[],
  place: Pick<Session, 'pmsPractitionerId' | 'pmsLocationId'>,
): Session[] {
  const runs: { startMs: number; endMs: number; gridMs: number }[] = []
  for (const { startMs, endMs } of [...slots].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) {
    const last = runs[runs.length - 1]
    if (last === undefined || startMs > last.endMs) {
      runs.push({ startMs, endMs, gridMs: endMs - startMs })
    } else {
      last.gridMs = divisor(divisor(last.gridMs, endMs - startMs), startMs - last.startMs)
      last.endMs = Math.max(last.endMs, endMs)
    }
  }
  return runs.map(({ startMs, endMs, gridMs }) => ({
    ...place,
    startMs,
    endMs,
    capacity: 1,
    slotMinutes: Math.max(1, Math.floor(gridMs / MINUTE_MS)),
  }))
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
