/** Outage windows from connection events (contract § 2). Pure: events and as-of in, windows out. */
import type { ConnectionEvent, RunOptions, Snapshot, Sync } from '../reconcile/model.ts'
import { type EpochMs, MINUTE_MS, type Span } from '../reconcile/span.ts'

/** Longer silence than this of a connection that sends heartbeats means that its line was down. */
export const SILENCE_MS = 10 * MINUTE_MS
/** Outages less than this apart are one: the line was flapping. */
export const FLAPPING_MS = 5 * MINUTE_MS

/** `open`: no sign of life since; it ends at as-of for now. */
export interface Outage extends Span {
  readonly open: boolean
}

/** Every outage up to as-of, in order, flapping ones merged. */
export function findOutages(events: readonly ConnectionEvent[], asOfMs: EpochMs): Outage[] {
  return mergeFlapping(rawOutages(inOrder(events, asOfMs), asOfMs).filter((o) => o.startMs < o.endMs))
}

/** The window that a run judges, or null when there is no outage to reconcile. */
export function windowOf(
  snapshot: Pick<Snapshot, 'events' | 'syncs' | 'reconciled'>,
  options: RunOptions,
): Span | null {
  if (options.window !== undefined) return options.window
  const outages = findOutages(snapshot.events, options.asOfMs)
  const latest = outages.at(-1)
  if (latest === undefined) return null
  const first = earliestUnreconciled(outages, latest, snapshot.reconciled)
  return { startMs: lastWriteBefore(snapshot.syncs, first.startMs) ?? first.startMs, endMs: latest.endMs }
}

function inOrder(events: readonly ConnectionEvent[], asOfMs: EpochMs): ConnectionEvent[] {
  const rank = (event: ConnectionEvent): number => (event.event === 'disconnected' ? 0 : 1)
  return events.filter((e) => e.atMs <= asOfMs).sort((a, b) => a.atMs - b.atMs || rank(a) - rank(b))
}

/**
 * Walks the events once. `downSinceMs` is null while the line is up. A connection that has ever sent a heartbeat is
 * known to have been alive at its last sign of life only, so that is where its outages begin.
 */
function rawOutages(events: readonly ConnectionEvent[], asOfMs: EpochMs): Outage[] {
  const firstBeatMs = events.find((event) => event.event === 'heartbeat')?.atMs
  const outages: Outage[] = []
  let lastSignMs: EpochMs | null = null
  let downSinceMs: EpochMs | null = null

  const silentSince = (untilMs: EpochMs): EpochMs | null =>
    firstBeatMs !== undefined &&
    lastSignMs !== null &&
    lastSignMs >= firstBeatMs &&
    untilMs - lastSignMs > SILENCE_MS
      ? lastSignMs
      : null

  for (const event of events) {
    if (event.event === 'disconnected') {
      downSinceMs ??= firstBeatMs !== undefined && lastSignMs !== null ? lastSignMs : event.atMs
      continue
    }
    downSinceMs ??= silentSince(event.atMs)
    if (downSinceMs !== null) outages.push({ startMs: downSinceMs, endMs: event.atMs, open: false })
    downSinceMs = null
    lastSignMs = event.atMs
  }
  downSinceMs ??= silentSince(asOfMs)
  if (downSinceMs !== null) outages.push({ startMs: downSinceMs, endMs: asOfMs, open: true })
  return outages
}

function mergeFlapping(outages: readonly Outage[]): Outage[] {
  const merged: Outage[] = []
  for (const outage of outages) {
    const previous = merged.at(-1)
    if (previous !== undefined && outage.startMs - previous.endMs < FLAPPING_MS) {
      merged[merged.length - 1] = { ...outage, startMs: previous.startMs }
    } else {
      merged.push(outage)
    }
  }
  return merged
}

/**
 * The earliest outage that ended after the last finished run's window. Runs that already covered the latest outage
 * are passed over: running again over the same data must find the same window.
 */
function earliestUnreconciled(
  outages: readonly Outage[],
  latest: Outage,
  reconciled: readonly Span[],
): Outage {
  const ends = reconciled.map((window) => window.endMs).filter((endMs) => endMs < latest.endMs)
  if (ends.length === 0) return latest
  const lastEndMs = Math.max(...ends)
  return outages.find((outage) => outage.endMs > lastEndMs) ?? latest
}

/** What was accepted between the last good write and the outage may not have arrived either. */
function lastWriteBefore(syncs: readonly Sync[], openingMs: EpochMs): EpochMs | null {
  let found: EpochMs | null = null
  for (const sync of syncs) {
    if (sync.entity !== 'appointments' || sync.direction !== 'write' || sync.outcome !== 'complete') continue
    if (sync.finishedMs <= openingMs && (found === null || sync.finishedMs > found)) found = sync.finishedMs
  }
  return found
}
