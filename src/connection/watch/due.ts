/**
 * PURE. Is there an outage of this connection to be reconciled now, and if not, what does it wait for? One reconciliation
 * for each outage: whatever was triggered, repeated or killed, this is asked again, over what is recorded.
 */
import type { ConnectionEvent, PmsRead, Snapshot } from '../../reconcile/model.ts'
import { contains, type EpochMs, type Span } from '../../reconcile/span.ts'
import { FLAPPING_MS, findOutages, type Outage, windowOf } from '../outage.ts'

export interface Line extends Pick<Snapshot, 'events' | 'syncs' | 'reconciled'> {
  readonly read: PmsRead | null
  /** Runs over this very read that were held, newest first. */
  readonly held: readonly { readonly runId: string; readonly window: Span }[]
  /** Outages that ended after this were seen before, and not all of them have their run. Null: none was. */
  readonly owedFromMs: EpochMs | null
}

export type Due =
  /** No outage, or every one has its finished run. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'line-down' }
  | { readonly kind: 'settling'; readonly untilMs: EpochMs }
  /** There is no complete read that was taken since the window closed. */
  | { readonly kind: 'waiting-for-read'; readonly window: Span }
  /** A run over the same read was held, and the same run again would be too: a person must look, or a newer read come. */
  | { readonly kind: 'held'; readonly runId: string }
  | { readonly kind: 'due'; readonly window: Span }

/**
 * A line must have been up for as long as two outages need to be apart to be two: earlier, the outage might still grow,
 * and what was reconciled would have been half of it.
 */
export const SETTLE_MS = FLAPPING_MS

/** The next heartbeat of a line that sends them is soon to come. */
const NEXT_SIGN_MS = 20_000

export function dueOf(line: Line, asOfMs: EpochMs, settleMs: number): Due {
  const outages = findOutages(line.events, asOfMs)
  const latest = outages.at(-1)
  if (latest === undefined) return { kind: 'nothing' }
  const first = unsettled(line, outages)[0]
  if (latest.open) return { kind: 'line-down' }
  if (first === undefined) return { kind: 'nothing' }

  const untilMs = settledAt(line.events, latest, asOfMs, settleMs)
  if (untilMs > asOfMs) return { kind: 'settling', untilMs }

  const { read } = line
  const window = openingAt(line, first, asOfMs)
  if (read === null || !read.complete || read.takenMs < window.endMs)
    return { kind: 'waiting-for-read', window }
  const held = line.held.find((run) => contains(run.window, window))
  return held === undefined ? { kind: 'due', window } : { kind: 'held', runId: held.runId }
}

/** Where the earliest outage opened that still needs its run, for the next look to know. Null: none does. */
export function owedFrom(line: Line, asOfMs: EpochMs): EpochMs | null {
  return unsettled(line, findOutages(line.events, asOfMs))[0]?.startMs ?? null
}

/**
 * Outages that no finished run has judged, in order. What happened before the first run of all, and before anybody
 * looked, is nobody's business but the newest outage; after it, one that was told of late counts too.
 */
function unsettled({ reconciled, owedFromMs }: Line, outages: readonly Outage[]): Outage[] {
  const fromMs = Math.min(owedFromMs ?? Infinity, ...reconciled.map((window) => window.endMs))
  return outages.filter(
    (outage) =>
      (outage === outages.at(-1) || outage.endMs > fromMs) &&
      !reconciled.some((window) => contains(window, outage)),
  )
}

/**
 * From when on the newest outage is surely over. A line that sends heartbeats is only known to be up until its last
 * sign of life, so one must have come late enough.
 */
function settledAt(
  events: readonly ConnectionEvent[],
  { endMs }: Outage,
  asOfMs: EpochMs,
  settleMs: number,
): EpochMs {
  const settledMs = endMs + settleMs
  if (asOfMs < settledMs) return settledMs
  const known = events.filter(({ atMs }) => atMs <= asOfMs)
  const beats = known.some(({ event }) => event === 'heartbeat')
  const seen = known.some(({ event, atMs }) => event !== 'disconnected' && atMs >= settledMs)
  return beats && !seen ? asOfMs + NEXT_SIGN_MS : settledMs
}

/** The window as a run finds it (contract § 2), opened by this outage even where a later one has its run already. */
function openingAt(line: Line, first: Outage, asOfMs: EpochMs): Span {
  const before = { startMs: first.startMs, endMs: first.startMs }
  const window = windowOf({ ...line, reconciled: [before] }, { asOfMs })
  if (window === null) throw new Error('an outage without a window')
  return window
}
