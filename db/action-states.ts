/** What decisions, intents and outcomes come to for each action of a plan, and what earlier plans left behind. */
import { and, asc, eq, ne, sql } from 'drizzle-orm'
import { HANDS } from '../src/fixups/hands.ts'
import { sameAction } from '../src/fixups/plan-hash.ts'
import type { Action, ActionStatus, Reconciliation } from '../src/reconcile/model.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
import { type Plan, readPlan } from './plans.ts'
import { actionOf } from './run-rows.ts'
import type { DecisionCode, OutcomeCode } from './schema/fixups.ts'
import { actionDecisions, actionIntents, actionOutcomes, actions } from './schema.ts'

export interface Decision {
  readonly decision: DecisionCode
  readonly by: string
  readonly why: string | null
  readonly atMs: EpochMs
}

export interface Outcome {
  readonly outcome: OutcomeCode
  readonly reason: string | null
  /** What was found or written, for the audit. */
  readonly after: unknown
  readonly by: string
  readonly atMs: EpochMs
}

export interface ActionState {
  /** `status` is what all of the below come to. */
  readonly action: Action
  readonly decision: Decision | null
  readonly intent: {
    readonly intentId: string
    readonly key: string
    readonly byHand: boolean
    readonly by: string
    readonly atMs: EpochMs
  } | null
  /** The final one; as long as there is none, the newest `unknown`. */
  readonly outcome: Outcome | null
}

/** In plan order. */
export function readActionStates(db: Queries, plan: Plan): Promise<ActionState[]> {
  return labelled('read action states', async () => {
    const planned = await db
      .select()
      .from(actions)
      .where(eq(actions.runId, plan.runId))
      .orderBy(asc(actions.position))
    const decided = await db
      .select()
      .from(actionDecisions)
      .where(
        and(eq(actionDecisions.connectionId, plan.connectionId), eq(actionDecisions.planHash, plan.hash)),
      )
      .orderBy(asc(actionDecisions.decisionId))
    const begun = await db
      .select()
      .from(actionIntents)
      .where(and(eq(actionIntents.connectionId, plan.connectionId), eq(actionIntents.planHash, plan.hash)))
    const ended = await db
      .select({ outcome: actionOutcomes })
      .from(actionOutcomes)
      .innerJoin(actionIntents, eq(actionIntents.intentId, actionOutcomes.intentId))
      .where(and(eq(actionIntents.connectionId, plan.connectionId), eq(actionIntents.planHash, plan.hash)))
      .orderBy(sql`${actionOutcomes.outcome} <> 'unknown'`, asc(actionOutcomes.outcomeId))
    const asked = planned.map(actionOf)
    const earlier = await doneByPeople(db, plan, asked)
    // The last one of an id stays: the newest decision, and the final outcome before any `unknown`.
    const decisions = new Map(decided.map((row) => [row.actionId, row]))
    const intents = new Map(begun.map((row) => [row.actionId, row]))
    const outcomes = new Map(ended.map(({ outcome }) => [outcome.intentId, outcome]))
    return asked.map((action) => {
      const { actionId } = action
      const done = intents.has(actionId) ? undefined : earlier.get(actionId)
      const intent = intents.get(actionId) ?? done?.intent
      const decision = decisions.get(actionId)
      const outcome = done?.outcome ?? outcomes.get(intent?.intentId ?? '')
      const state = {
        decision: decision === undefined ? null : decisionOf(decision),
        intent: intent === undefined ? null : intentOf(intent),
        outcome: outcome === undefined ? null : outcomeOf(outcome),
      }
      return { action: { ...action, status: folded(plan, state) }, ...state }
    })
  })
}

/**
 * A patient who was called need not be called again because something else of the plan has changed. Only for what
 * people do for people: whether the book was written, the next read shows.
 */
async function doneByPeople(db: Queries, plan: Plan, asked: readonly Action[]) {
  const forPeople = asked.filter(({ kind }) => HANDS[kind] === 'person')
  const byId = new Map(forPeople.map((action) => [action.actionId, action]))
  const ended = await endedIntents(db, plan.connectionId, forPeople)
  return new Map(
    ended
      .filter(({ intent, outcome }) => {
        const action = byId.get(intent.actionId)
        return outcome.outcome === 'applied' && action !== undefined && sameAction(intent.action, action)
      })
      .map((done) => [done.intent.actionId, done]),
  )
}

/** A recorded run's conclusions with what has become of its actions since. */
export async function asItStands(
  db: Queries,
  runId: string,
  reconciliation: Reconciliation,
): Promise<Reconciliation> {
  const plan = await readPlan(db, runId)
  if (plan === null) return reconciliation
  const states = await readActionStates(db, plan)
  return { ...reconciliation, actions: states.map(({ action }) => action) }
}

/** What a plan that is held, decisions and outcomes come to. What has been begun and is not settled counts as approved. */
function folded(plan: Plan, { decision, intent, outcome }: Omit<ActionState, 'action'>): ActionStatus {
  if (plan.held) return 'held'
  if (outcome !== null && outcome.outcome !== 'unknown') return outcome.outcome
  if (intent !== null) return 'approved'
  return decision?.decision ?? 'proposed'
}

/**
 * How often each action was carried out before and is planned again all the same: it was declined or failed, or was
 * done and a read of the book made since does not show it. What a person did for people, no read can show.
 */
export async function earlierTries(
  db: Queries,
  connectionId: string,
  planned: readonly Action[],
  readTakenMs: EpochMs | null,
): Promise<Map<string, number>> {
  const tries = new Map<string, number>()
  for (const { intent, outcome } of await endedIntents(db, connectionId, planned)) {
    if (HANDS[intent.action.kind] === 'person') continue
    const isShown = readTakenMs !== null && outcome.recordedAt < readTakenMs
    if (outcome.outcome === 'applied' && !isShown) continue
    tries.set(intent.actionId, (tries.get(intent.actionId) ?? 0) + 1)
  }
  return tries
}

/** Those of the connection about these actions that have their final outcome, of whichever plan, oldest first. */
async function endedIntents(db: Queries, connectionId: string, about: readonly Action[]) {
  if (about.length === 0) return []
  const ids = JSON.stringify(about.map(({ actionId }) => actionId))
  return db
    .select({ intent: actionIntents, outcome: actionOutcomes })
    .from(actionIntents)
    .innerJoin(actionOutcomes, eq(actionOutcomes.intentId, actionIntents.intentId))
    .where(
      and(
        eq(actionIntents.connectionId, connectionId),
        ne(actionOutcomes.outcome, 'unknown'),
        sql`${actionIntents.actionId} in (select json_array_elements_text(${ids}::json))`,
      ),
    )
    .orderBy(asc(actionOutcomes.outcomeId))
}

const decisionOf = (row: typeof actionDecisions.$inferSelect): Decision => ({
  decision: row.decision,
  by: row.decidedBy,
  why: row.why,
  atMs: row.decidedAt,
})

const intentOf = (row: typeof actionIntents.$inferSelect): NonNullable<ActionState['intent']> => ({
  intentId: row.intentId,
  key: row.idempotencyKey,
  byHand: row.byHand,
  by: row.intendedBy,
  atMs: row.intendedAt,
})

const outcomeOf = (row: typeof actionOutcomes.$inferSelect): Outcome => ({
  outcome: row.outcome,
  reason: row.reason,
  after: row.after,
  by: row.recordedBy,
  atMs: row.recordedAt,
})
