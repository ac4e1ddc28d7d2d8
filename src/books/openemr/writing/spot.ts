/**
 * PURE. A span of real time as OpenEMR would keep it: a day, a start and an end on the practice's wall clock. Null where
 * its columns cannot say it: over midnight, across a change of the clocks, in the second of two equal hours.
 */
import type { Span } from '../../../reconcile/span.ts'
import { parseDay, parseLocal } from '../../calendar.ts'
import type { WallClock } from '../../wall-time.ts'

export interface Spot {
  readonly day: string
  /** `HH:mm:ss` */
  readonly start: string
  readonly end: string
  /** Seconds after midnight. */
  readonly fromSecond: number
  readonly toSecond: number
}

export function spotOf(clock: WallClock, { startMs, endMs }: Span): Spot | null {
  const start = clock.localIso(startMs).slice(0, -6)
  const end = clock.localIso(endMs).slice(0, -6)
  // Whole seconds have no fraction behind them.
  if (start.length !== WHOLE || end.length !== WHOLE) return null
  if (!isThen(clock, start, startMs) || !isThen(clock, end, endMs)) return null
  const day = start.slice(0, 10)
  const fromSecond = secondOf(start)
  const toSecond = secondOf(end)
  if (end.slice(0, 10) !== day || (toSecond - fromSecond) * 1000 !== endMs - startMs) return null
  return { day, start: start.slice(11), end: end.slice(11), fromSecond, toSecond }
}

const WHOLE = 'YYYY-MM-DDTHH:mm:ss'.length

/** Whoever reads it back finds this instant: of an hour that happens twice, the first is taken. */
function isThen(clock: WallClock, local: string, ms: number): boolean {
  const time = clock.toInstant(local)
  return time.kind === 'exact' ? time.ms === ms : time.kind === 'twice' && time.firstMs === ms
}

const secondOf = (local: string): number =>
  ((parseLocal(local) ?? 0) - (parseDay(local.slice(0, 10)) ?? 0) * 86_400_000) / 1000
