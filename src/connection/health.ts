/**
 * PURE. What is known of a connection → its card: how it is, why, since when, and what to do about it.
 *
 * Silence is counted in live time, from the last sign of life on, over however many days: a server that is switched off
 * at night is no alarm, and one that fell silent yesterday at noon is one as soon as the practice opens. A line that
 * said itself that it is down is delayed at once; one that sends no heartbeats is judged by what it said alone.
 */
import { isTimeZone } from '../books/wall-time.ts'
import type { SyncEntity } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { adviceOf } from './advice.ts'
import type { Card, ConnectionFacts, EntityCard, HealthState, Reason } from './card.ts'
import { entitiesOf, isStale } from './freshness.ts'
import { type LiveTime, liveTime } from './live-hours.ts'
import { stepsFor } from './steps.ts'
import type { Thresholds } from './thresholds.ts'
import { DEFAULT_THRESHOLDS } from './thresholds.ts'
import { pendingWindow } from './window.ts'

export function healthOf(
  facts: ConnectionFacts,
  asOfMs: EpochMs,
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
): Card {
  const live = liveTime(facts.practices, facts.liveHours)
  const entities = entitiesOf(facts, asOfMs, live, thresholds)
  const silence = silenceOf(facts, asOfMs, live, thresholds)
  const failing = entities.some(({ read, write }) => fails(read.failed) || fails(write.failed))
  const standing = standingOf(facts, silence, failing, asOfMs, live, thresholds)
  const why = [...standing.why, ...remarks(facts, entities, asOfMs, thresholds)]
  const window = pendingWindow(facts, asOfMs)
  const { connection, line, run, waiting } = facts
  const job = concerned(facts.job, window)
  return {
    connectionId: connection.connectionId,
    name: connection.name,
    timeZone: isTimeZone(connection.timeZone) ? connection.timeZone : 'UTC',
    practices: facts.practices.map(({ practiceId, name }) => ({ practiceId, name })),
    asOfMs,
    ...standing,
    why,
    lastSignMs: line.lastSignMs,
    silentMs: silence.liveMs,
    live: { now: live.isLive(asOfMs), changesMs: live.changesMs(asOfMs) },
    entities,
    staleAlone: [],
    waiting,
    window,
    run,
    job,
    advice: adviceOf({ facts, standing, window, silent: silence.isSilent, live, asOfMs, thresholds }),
    steps: stepsFor({ why, state: standing.state, silent: silence.isSilent, run, window, job, asOfMs }),
  }

  function fails(inARow: number): boolean {
    return inARow >= thresholds.failedSyncs
  }
}

export interface Standing {
  readonly state: HealthState
  readonly why: readonly Reason[]
  readonly sinceMs: EpochMs | null
}

interface Silence {
  readonly isSilent: boolean
  /** It said so. */
  readonly isSaid: boolean
  readonly fromMs: EpochMs | null
  readonly liveMs: number
}

function silenceOf(
  { line }: ConnectionFacts,
  asOfMs: EpochMs,
  live: LiveTime,
  { delayedMs }: Thresholds,
): Silence {
  const { beats, lastSignMs, disconnectedMs } = line
  const fromMs = beats ? lastSignMs : disconnectedMs
  if (fromMs === null) return { isSilent: false, isSaid: false, fromMs: null, liveMs: 0 }
  const isSaid = disconnectedMs !== null
  return {
    isSilent: isSaid || asOfMs - fromMs >= delayedMs,
    isSaid,
    fromMs,
    liveMs: live.liveMs({ startMs: fromMs, endMs: asOfMs }),
  }
}

function standingOf(
  { line, syncs }: ConnectionFacts,
  silence: Silence,
  failing: boolean,
  asOfMs: EpochMs,
  live: LiveTime,
  { delayedMs, unhealthyMs }: Thresholds,
): Standing {
  const { isSilent, isSaid, fromMs, liveMs } = silence
  const open = line.outages.findLast((outage) => outage.open)
  const downSinceMs = open?.startMs ?? fromMs
  const reasons: Reason[] = [
    ...(isSilent ? [isSaid ? ('disconnected' as const) : ('silent' as const)] : []),
    ...(failing ? ['syncs-failing' as const] : []),
  ]
  if (!live.isLive(asOfMs) && reasons.length > 0) {
    const wasDown = isSilent && liveMs > unhealthyMs
    const sinceMs = latest([live.changedMs(asOfMs), isSilent ? fromMs : null])
    const why: Reason[] = ['closed', ...(wasDown ? ['down-before-closing' as const] : [])]
    return { state: 'closed', why: failing ? [...why, 'syncs-failing'] : why, sinceMs }
  }
  if (failing || liveMs > unhealthyMs) {
    const failingSinceMs = failing ? failuresSince(syncs, asOfMs) : null
    return {
      state: 'unhealthy',
      why: reasons,
      sinceMs: earliest([isSilent ? downSinceMs : null, failingSinceMs]),
    }
  }
  if (isSilent && (isSaid || liveMs >= delayedMs))
    return { state: 'delayed', why: reasons, sinceMs: downSinceMs }
  if (isSilent) return { state: 'healthy', why: ['just-opened'], sinceMs: live.changedMs(asOfMs) }
  const why: Reason = line.beats ? 'signs-of-life' : line.lastSignMs === null ? 'no-events' : 'connected'
  return {
    state: 'healthy',
    why: [why],
    sinceMs: line.outages.findLast((outage) => !outage.open)?.endMs ?? null,
  }
}

/** The oldest known failure after the last sync of its kind that did not fail. */
function failuresSince(syncs: ConnectionFacts['syncs'], asOfMs: EpochMs): EpochMs | null {
  const kinds = new Map<string, EpochMs | null>()
  for (const { entity, direction, finishedMs, outcome } of [...syncs].sort(
    (a, b) => a.finishedMs - b.finishedMs,
  )) {
    if (finishedMs > asOfMs) continue
    const kind = `${entity} ${direction}`
    kinds.set(kind, outcome === 'failed' ? (kinds.get(kind) ?? finishedMs) : null)
  }
  return earliest([...kinds.values()])
}

/**
 * A line that comes back asks, whether or not it was down for long enough to be reconciled, and where nobody watches nobody
 * ever answers. Of interest is what is being done, went wrong, or has an outage to be about.
 */
function concerned(job: Card['job'], window: Card['window']): Card['job'] {
  if (job === null) return null
  const isMoving = job.holder !== null || job.attempts > 0
  const isAbout = window !== null && (!window.open || job.waitingFor !== null)
  return isMoving || isAbout ? job : null
}

/** What is wrong besides, whatever the state. */
function remarks(
  { connection, practices, run }: ConnectionFacts,
  entities: readonly EntityCard[],
  asOfMs: EpochMs,
  { recallsAlertMs }: Thresholds,
): Reason[] {
  const holds = run?.holds ?? []
  const stale = new Set(entities.filter(isStale).map(({ entity }) => entity))
  const recallsMs = entities.find(({ entity }) => entity === 'recalls')?.read.lastMs ?? null
  const alert = stale.has('recalls') && recallsMs !== null && asOfMs - recallsMs > recallsAlertMs
  const isZoneBad = [connection, ...practices].some(({ timeZone }) => !isTimeZone(timeZone))
  return [
    ...(holds.includes('wrong-database') ? ['wrong-database' as const] : []),
    ...(holds.includes('book-looks-restored') ? ['book-looks-restored' as const] : []),
    ...STALE.filter(([entity]) => stale.has(entity)).map(([entity, reason]) =>
      entity === 'recalls' && alert ? ('recalls-stale-for-days' as const) : reason,
    ),
    ...(isZoneBad ? ['unknown-time-zone' as const] : []),
  ]
}

const STALE: readonly (readonly [SyncEntity, Reason])[] = [
  ['appointments', 'appointments-stale'],
  ['patients', 'patients-stale'],
  ['recalls', 'recalls-stale'],
  ['providers', 'providers-stale'],
  ['locations', 'locations-stale'],
]

const earliest = (instants: readonly (EpochMs | null)[]): EpochMs | null =>
  instants.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null)

const latest = (instants: readonly (EpochMs | null)[]): EpochMs | null =>
  instants.reduce((a, b) => (a === null ? b : b === null ? a : Math.max(a, b)), null)
