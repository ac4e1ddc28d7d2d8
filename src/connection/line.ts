/**
 * PURE. A connection's events as what health asks of them. A line that beats every minute has half a million heartbeats
 * a year of which nearly all say the same, so heartbeats in the middle of an unbroken stretch may be left out.
 */
import type { ConnectionEvent } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { findOutages, type Outage, SILENCE_MS } from './outage.ts'

export interface Line {
  /** In order, up to as-of. */
  readonly outages: readonly Outage[]
  readonly lastSignMs: EpochMs | null
  /** It said itself that it was down, and has given no sign of life since. */
  readonly disconnectedMs: EpochMs | null
  /** It sends heartbeats, so that silence means something. */
  readonly beats: boolean
}

/**
 * A heartbeat may be missing from the list when its neighbours on both sides are heartbeats, each within ten minutes of
 * it. What then comes next is `unbroken`: the event before it, whether in the list or not, came within ten minutes of it.
 */
export interface SparseEvent extends ConnectionEvent {
  readonly unbroken?: boolean
}

/** `events`: those of one instant in the order in which `unbroken` was told. */
export function lineOf(events: readonly SparseEvent[], asOfMs: EpochMs): Line {
  const known = events.filter(({ atMs }) => atMs <= asOfMs).sort((a, b) => a.atMs - b.atMs)
  const signs = known.filter(({ event }) => event !== 'disconnected')
  const lastSignMs = signs.at(-1)?.atMs ?? null
  const saidDown = known.filter(
    ({ event, atMs }) => event === 'disconnected' && (lastSignMs === null || atMs > lastSignMs),
  )
  return {
    outages: outagesOf(known, asOfMs),
    lastSignMs,
    disconnectedMs: saidDown[0]?.atMs ?? null,
    beats: known.some(({ event }) => event === 'heartbeat'),
  }
}

/**
 * Where heartbeats are left out for longer than a silence may last, the line was up all that time: no outage reaches
 * across, and none is merged with another across. So each part between two such stretches can be looked at alone.
 */
function outagesOf(events: readonly SparseEvent[], asOfMs: EpochMs): Outage[] {
  const parts: SparseEvent[][] = [[]]
  let before: SparseEvent | null = null
  for (const event of events) {
    if (event.unbroken === true && before !== null && event.atMs - before.atMs > SILENCE_MS) parts.push([])
    parts.at(-1)?.push(event)
    before = event
  }
  return parts.flatMap((part, index) =>
    findOutages(part, index === parts.length - 1 ? asOfMs : (part.at(-1)?.atMs ?? asOfMs)),
  )
}
