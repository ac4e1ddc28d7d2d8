/** The story on one page: window → match → judge → check → plan. Pure: a snapshot and as-of in, the outcome out. */
import { windowOf } from '../connection/outage.ts'
import { checks } from './checks/index.ts'
import type { Scene } from './checks/scene.ts'
import { conflicts, NO_CONFLICTS } from './conflicts.ts'
import { judge } from './judge.ts'
import { match } from './match.ts'
import {
  FINDINGS,
  type Finding,
  type Judgement,
  type Reconciliation,
  type RunOptions,
  type Snapshot,
} from './model.ts'
import { compareIds } from './order.ts'
import type { Alternatives, FindAlternatives } from './plan/alternatives.ts'
import { holds } from './plan/holds.ts'
import { planActions } from './plan/plan.ts'
import { type Urgencies, urgencies } from './plan/urgency.ts'
import type { Span } from './span.ts'
import { known, worldOf } from './world.ts'

/** Nobody looked for new times: there are none to offer, and nothing was proven. */
const NOT_SOUGHT: Alternatives = { proposals: new Map(), provenBest: false }

export function reconcile(
  snapshot: Snapshot,
  options: RunOptions,
  findAlternatives: FindAlternatives = () => NOT_SOUGHT,
): Reconciliation {
  const window = windowOf(snapshot, options)
  if (window === null) return nothingToReconcile(snapshot, options)
  const scene = sceneOf(snapshot, window, options)
  const found = checks.flatMap((check) => check(scene)).sort(byCodeThenSubject)
  const why = holds(scene)
  const urgency = urgencies(scene.world, options.asOfMs)
  const alternatives = findAlternatives(scene)
  return {
    connectionId: snapshot.connection.connectionId,
    asOfMs: options.asOfMs,
    window,
    read: snapshot.book.read,
    holds: why,
    alternativesProvenBest: alternatives.provenBest,
    judgements: judgements(scene, urgency, alternatives),
    findings: found,
    actions: planActions(scene, found, urgency, alternatives.proposals, why),
  }
}

/** The judged world, for whoever wants to look inside (`rejoin explain`). */
export function sceneOf(snapshot: Snapshot, window: Span, options: RunOptions): Scene {
  const world = worldOf(snapshot)
  const pairs = match(world, window)
  const judged = judge(world, pairs, window, options.asOfMs)
  return { world, window, asOfMs: options.asOfMs, pairs, judged }
}

function judgements(scene: Scene, urgency: Urgencies, alternatives: Alternatives): Judgement[] {
  const { against, groups } = conflicts(scene.judged)
  return [...scene.judged.verdicts].map(([bookingId, verdict]) => {
    const booking = known(scene.world.bookings, bookingId, 'booking')
    return {
      booking,
      verdict,
      pair: scene.pairs.get(bookingId) ?? null,
      conflictsWith: against.get(bookingId) ?? NO_CONFLICTS,
      conflictGroup: groups.get(bookingId) ?? null,
      urgency: urgency.of(booking),
      alternative: alternatives.proposals.get(bookingId) ?? null,
    }
  })
}

const nothingToReconcile = (snapshot: Snapshot, options: RunOptions): Reconciliation => ({
  connectionId: snapshot.connection.connectionId,
  asOfMs: options.asOfMs,
  window: null,
  read: snapshot.book.read,
  holds: [],
  alternativesProvenBest: true,
  judgements: [],
  findings: [],
  actions: [],
})

const FINDING_ORDER = new Map(FINDINGS.map((code, index) => [code, index]))

function byCodeThenSubject(a: Finding, b: Finding): number {
  return (
    (FINDING_ORDER.get(a.code) ?? 0) - (FINDING_ORDER.get(b.code) ?? 0) ||
    compareIds(a.practiceId, b.practiceId) ||
    compareIds(JSON.stringify(a.subjectIds), JSON.stringify(b.subjectIds))
  )
}
