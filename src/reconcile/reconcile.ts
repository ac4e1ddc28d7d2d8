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
import type { Solver } from './plan/alternatives/solver.ts'
import { type Alternatives, type FindAlternatives, findAlternativesWith } from './plan/alternatives.ts'
import { holds } from './plan/holds.ts'
import { planActions } from './plan/plan.ts'
import { lostBookings } from './plan/seekers.ts'
import { type Urgencies, urgencies } from './plan/urgency.ts'
import type { Span } from './span.ts'
import { known, worldOf } from './world.ts'

/** Nobody lost their time, so there is nothing better to find. */
const NOBODY_LOST: Alternatives = { proposals: new Map(), provenBest: true, options: new Map() }
/** Nobody looked for new times: there are none to offer, and nothing was proven. */
const notSought: FindAlternatives = () => ({ ...NOBODY_LOST, provenBest: false })

export function reconcile(
  snapshot: Snapshot,
  options: RunOptions,
  findAlternatives: FindAlternatives = notSought,
): Reconciliation {
  const window = windowOf(snapshot, options)
  if (window === null) return nothingToReconcile(snapshot, options)
  const scene = sceneOf(snapshot, window, options)
  return conclude(scene, hasLost(scene) ? findAlternatives(scene) : NOBODY_LOST)
}

/** The same with a solver that is loaded only where somebody lost their time: loading is all that is waited for. */
export async function reconcileLoading(
  snapshot: Snapshot,
  options: RunOptions,
  loadSolver: () => Promise<Solver>,
  around: Around = (_stage, work) => work(),
): Promise<Reconciliation> {
  const window = windowOf(snapshot, options)
  if (window === null) return nothingToReconcile(snapshot, options)
  const scene = around('judge', () => sceneOf(snapshot, window, options))
  if (!hasLost(scene)) return around('plan', () => conclude(scene, NOBODY_LOST))
  const find = findAlternativesWith(await around('solver', loadSolver))
  const alternatives = around('alternatives', () => find(scene))
  return around('plan', () => conclude(scene, alternatives))
}

/** Does the work of a stage, for a caller who wants to know how long each takes: no clock is read here. */
export type Around = <T>(stage: 'judge' | 'solver' | 'alternatives' | 'plan', work: () => T) => T

const hasLost = (scene: Scene): boolean => lostBookings(scene).length > 0

function conclude(scene: Scene, alternatives: Alternatives): Reconciliation {
  const { snapshot } = scene.world
  const found = checks.flatMap((check) => check(scene)).sort(byCodeThenSubject)
  const why = holds(scene)
  const urgency = urgencies(scene.world, scene.asOfMs)
  return {
    connectionId: snapshot.connection.connectionId,
    asOfMs: scene.asOfMs,
    window: scene.window,
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
      options: alternatives.options.get(bookingId) ?? [],
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
