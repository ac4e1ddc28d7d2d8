/**
 * PURE. Whether online bookings should go on. While the line is down a booking may be accepted for a time at which the
 * practice cannot know of it yet; while an outage is not settled, new bookings make new conflicts.
 */
import type { EpochMs, Span } from '../reconcile/span.ts'
import type { Advice, Card, ConnectionFacts, HealthState, LikelyReturn, Reason } from './card.ts'
import type { LiveTime } from './live-hours.ts'
import type { Thresholds } from './thresholds.ts'

interface Circumstances {
  readonly facts: ConnectionFacts
  readonly standing: {
    readonly state: HealthState
    readonly why: readonly Reason[]
    readonly sinceMs: EpochMs | null
  }
  readonly window: Card['window']
  readonly silent: boolean
  readonly live: LiveTime
  readonly asOfMs: EpochMs
  readonly thresholds: Thresholds
}

export function adviceOf(circumstances: Circumstances): Advice {
  const { facts, standing, window, silent, live, asOfMs, thresholds } = circumstances
  const { state, why, sinceMs } = standing
  const { nearestFreeMs, run } = facts
  const likelyReturn = silent ? likelyReturnOf(facts, live, asOfMs) : null
  const say = (advice: Advice['advice'], reason: Advice['why']): Advice => ({
    advice,
    why: reason,
    likelyReturn,
    nearestFreeMs,
  })
  const isBad = state === 'unhealthy' || why.includes('down-before-closing')
  const downFromMs = silent ? (openOutage(facts)?.startMs ?? sinceMs) : sinceMs
  if (isBad && downFromMs !== null) {
    const badMs = live.liveMs({ startMs: downFromMs, endMs: asOfMs })
    if (badMs > thresholds.pauseAfterMs) return say('pause', 'down-long')
  }
  if (state === 'closed') return say('keep', 'closed')
  if (state === 'unhealthy' || state === 'delayed') {
    const isNear = likelyReturn !== null && nearestFreeMs !== null && nearestFreeMs < likelyReturn.atMs
    return isNear ? say('pause', 'bookable-before-return') : say('keep', 'short-interruption')
  }
  if (silent) return say('keep', 'short-interruption')
  if (window !== null) {
    const held = run !== null && run.holds.length > 0 && (run.window?.endMs ?? 0) >= window.endMs
    return say('keep', held ? 'run-held' : 'wait-for-run')
  }
  const backMs = lastReturn(facts)
  if (run === null || backMs === null) return say('keep', 'nothing-wrong')
  if (asOfMs - Math.max(backMs, run.finishedMs) > thresholds.reopenForMs) return say('keep', 'nothing-wrong')
  if (run.holds.length > 0) return say('keep', 'run-held')
  return run.inconclusive > 0 ? say('keep', 'inconclusive') : say('re-open', 'settled')
}

/**
 * Of its past outages that lasted longer than this one has lasted already, the median of what was left. Where none did,
 * it may well take as long again as it has taken. All in live time: a night's silence tells nothing about a day's.
 */
export function likelyReturnOf(
  facts: Pick<ConnectionFacts, 'line' | 'settled'>,
  live: LiveTime,
  asOfMs: EpochMs,
): LikelyReturn | null {
  const open = openOutage(facts)
  if (open === undefined) return null
  const goneMs = live.liveMs({ startMs: open.startMs, endMs: asOfMs })
  const left = pastOutages(facts)
    .map((span) => live.liveMs(span) - goneMs)
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b)
  const [low = goneMs, high = low] = [
    left[Math.floor((left.length - 1) / 2)],
    left[Math.floor(left.length / 2)],
  ]
  return {
    atMs: Math.round(live.after(asOfMs, (low + high) / 2)),
    basis: left.length > 0 ? 'past-outages' : 'as-long-again',
    outages: left.length,
  }
}

const openOutage = ({ line }: Pick<ConnectionFacts, 'line'>) => line.outages.findLast(({ open }) => open)

/** Those that are over; one that a run settled may be longer ago than the events that were looked at. */
function pastOutages({ line, settled }: Pick<ConnectionFacts, 'line' | 'settled'>): Span[] {
  const seen = line.outages.filter(({ open }) => !open)
  const [first] = line.outages
  return [...settled.filter(({ endMs }) => first === undefined || endMs < first.startMs), ...seen]
}

const lastReturn = (facts: Pick<ConnectionFacts, 'line' | 'settled'>): EpochMs | null =>
  pastOutages(facts).reduce<EpochMs | null>((a, { endMs }) => (a === null ? endMs : Math.max(a, endMs)), null)
