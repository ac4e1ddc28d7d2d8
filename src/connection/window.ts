/** PURE. The window that waits for a run: of an outage that is open, or that no run has settled. */
import type { EpochMs, Span } from '../reconcile/span.ts'
import type { Card, ConnectionFacts } from './card.ts'
import { type Outage, windowOf } from './outage.ts'

export function pendingWindow(facts: ConnectionFacts, asOfMs: EpochMs): Card['window'] {
  const outage = pendingOutage(facts)
  if (outage === null) return null
  const { outages } = facts.line
  const snapshot = { events: retold(outages), syncs: facts.syncs, reconciled: facts.reconciled }
  const window: Span | null = windowOf(snapshot, { asOfMs })
  return window === null ? null : { ...window, open: outage.open }
}

/** The latest outage, unless it is settled. */
export function pendingOutage({
  line,
  settled,
  reconciled,
}: Pick<ConnectionFacts, 'line' | 'settled' | 'reconciled'>): Outage | null {
  const latest = line.outages.at(-1)
  if (latest === undefined) return null
  if (latest.open) return latest
  // The same outage may have been merged with a later one since: then it is another.
  const isSettled =
    reconciled.some(({ startMs, endMs }) => startMs <= latest.startMs && endMs >= latest.endMs) ||
    settled.some(({ startMs, endMs }) => startMs === latest.startMs && endMs >= latest.endMs)
  return isSettled ? null : latest
}

/** The same outages as a line without heartbeats would tell them. */
function retold(outages: readonly Outage[]) {
  return outages.flatMap(({ startMs, endMs, open }) => [
    { atMs: startMs, event: 'disconnected' as const },
    ...(open ? [] : [{ atMs: endMs, event: 'connected' as const }]),
  ])
}
