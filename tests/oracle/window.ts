/** § 2 for the oracle: outages from the events, and from them the window W. */
import type { RunOptions, Snapshot } from '../../src/reconcile/model.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'
import { MINUTES } from './facts.ts'

export interface Outage extends Span {
  /** No sign of life since: it ends at as-of only because nobody can look further. */
  readonly open: boolean
}

export function outages(world: Snapshot, asOfMs: EpochMs): Outage[] {
  const events = world.events
    .filter((event) => event.atMs <= asOfMs)
    .sort((a, b) => a.atMs - b.atMs || rank(a.event) - rank(b.event))
  const heartbeats = events.filter((event) => event.event === 'heartbeat').map((event) => event.atMs)
  const firstHeartbeat = heartbeats[0]
  const found: Outage[] = []

  events.forEach((event, at) => {
    if (event.event !== 'disconnected') return
    const before = events.slice(0, at).filter((other) => other.event !== 'disconnected')
    const after = events.slice(at + 1).find((other) => other.event !== 'disconnected')
    const lastSign = before.at(-1)
    const startMs = firstHeartbeat !== undefined && lastSign !== undefined ? lastSign.atMs : event.atMs
    found.push({ startMs, endMs: after?.atMs ?? asOfMs, open: after === undefined })
  })

  if (firstHeartbeat !== undefined) {
    const signs = events
      .filter((event) => event.event !== 'disconnected' && event.atMs >= firstHeartbeat)
      .map((event) => event.atMs)
    signs.forEach((sign, at) => {
      const next = signs[at + 1]
      if ((next ?? asOfMs) - sign > 10 * MINUTES) {
        found.push({ startMs: sign, endMs: next ?? asOfMs, open: next === undefined })
      }
    })
  }

  return merged(found.filter((outage) => outage.startMs < outage.endMs))
}

const rank = (event: string): number => (event === 'disconnected' ? 0 : 1)

/** Flapping: outages that overlap, or lie less than 5 minutes apart, are one. Joins any two until none are left. */
function merged(found: Outage[]): Outage[] {
  for (const a of found) {
    for (const b of found) {
      if (a === b) continue
      const gap = Math.max(a.startMs, b.startMs) - Math.min(a.endMs, b.endMs)
      if (gap >= 5 * MINUTES) continue
      const one = {
        startMs: Math.min(a.startMs, b.startMs),
        endMs: Math.max(a.endMs, b.endMs),
        open: a.open || b.open,
      }
      return merged([...found.filter((outage) => outage !== a && outage !== b), one])
    }
  }
  return [...found].sort((a, b) => a.startMs - b.startMs)
}

export function window(world: Snapshot, options: RunOptions): Span | null {
  if (options.window !== undefined) return { startMs: options.window.startMs, endMs: options.window.endMs }
  const all = outages(world, options.asOfMs)
  const latest = all.at(-1)
  if (latest === undefined) return null

  const finished = world.reconciled.filter((run) => run.endMs < latest.endMs).map((run) => run.endMs)
  const lastFinished = finished.length === 0 ? null : Math.max(...finished)
  const opening =
    lastFinished === null
      ? latest.startMs
      : Math.min(...all.filter((outage) => outage.endMs > lastFinished).map((outage) => outage.startMs))

  const writes = world.syncs
    .filter((sync) => sync.entity === 'appointments' && sync.direction === 'write')
    .filter((sync) => sync.outcome === 'complete' && sync.finishedMs <= opening)
    .map((sync) => sync.finishedMs)
  return { startMs: writes.length === 0 ? opening : Math.max(...writes), endMs: latest.endMs }
}
