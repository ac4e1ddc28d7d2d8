/** What is done about a plan after the run, as rows that are only ever added: decisions, intents and outcomes. */
import { and, asc, eq, ne, notExists, sql } from 'drizzle-orm'
import type { Action } from '../src/reconcile/model.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import type { Decision, Outcome } from './action-states.ts'
import type { Database, Queries, Transaction } from './database.ts'
import { labelled } from './errors.ts'
import { type Plan, PlanIsStale, requireNewest } from './plans.ts'
import { actionDecisions, actionIntents, actionOutcomes } from './schema.ts'

export * from './action-states.ts'
export * from './plans.ts'

/** Begun, and nobody knows yet how it ended. */
export interface UnsettledIntent {
  readonly intentId: string
  readonly key: string
  readonly planHash: string
  readonly runId: string
  /** As it was when it was begun. */
  readonly action: Action
  readonly by: string
  readonly atMs: EpochMs
  readonly before: unknown
}

/** Of a plan that is still the connection's newest; throws `PlanIsStale` otherwise. All or none. */
export function recordDecisions(
  database: Database,
  plan: Plan,
  actionIds: readonly string[],
  decision: Decision,
): Promise<void> {
  return database.transaction('record decisions', (tx) => addDecisions(tx, plan, actionIds, decision))
}

/** The same within a transaction that does more. */
export async function addDecisions(
  { db }: Transaction,
  plan: Plan,
  actionIds: readonly string[],
  { decision, by, why, atMs }: Decision,
): Promise<void> {
  await requireNewest(db, plan)
  if (plan.held) throw new PlanIsStale(`run ${plan.runId} is held: nothing of its plan can be decided`)
  for (let at = 0; at < actionIds.length; at += ROWS_AT_ONCE) {
    await db.insert(actionDecisions).values(
      actionIds.slice(at, at + ROWS_AT_ONCE).map((actionId) => ({
        connectionId: plan.connectionId,
        planHash: plan.hash,
        runId: plan.runId,
        actionId,
        decision,
        decidedBy: by,
        why,
        decidedAt: atMs,
      })),
    )
  }
}

const ROWS_AT_ONCE = 1_000

/**
 * Says, before anything is touched, that this action is now being carried out; committed when this resolves. Null:
 * somebody else was first, or it was tried before. Nothing may be touched then.
 */
export function openIntent(
  database: Database,
  plan: Plan,
  action: Action,
  intent: { readonly by: string; readonly atMs: EpochMs; readonly before: unknown },
): Promise<string | null> {
  return database.transaction('open intent', ({ db }) =>
    insertIntent(db, plan, action, { ...intent, byHand: false }),
  )
}

/** What a person did outside the program: intent and outcome at once. False: this action already has its intent. */
export async function recordByHand(
  { db }: Transaction,
  plan: Plan,
  action: Action,
  outcome: Outcome,
): Promise<boolean> {
  const { by, atMs } = outcome
  const intentId = await insertIntent(db, plan, action, { by, atMs, before: null, byHand: true })
  return intentId !== null && insertOutcome(db, intentId, outcome)
}

async function insertIntent(
  db: Queries,
  plan: Plan,
  action: Action,
  intent: {
    readonly by: string
    readonly atMs: EpochMs
    readonly before: unknown
    readonly byHand: boolean
  },
): Promise<string | null> {
  const [row] = await db
    .insert(actionIntents)
    .values({
      connectionId: plan.connectionId,
      planHash: plan.hash,
      runId: plan.runId,
      actionId: action.actionId,
      idempotencyKey: idempotencyKey(plan, action),
      byHand: intent.byHand,
      intendedBy: intent.by,
      intendedAt: intent.atMs,
      action,
      before: intent.before,
    })
    .onConflictDoNothing()
    .returning({ intentId: actionIntents.intentId })
  return row?.intentId ?? null
}

/** The same for every attempt at the same write, so that a book that knows it does it once. */
export const idempotencyKey = (plan: Plan, { actionId }: Action): string =>
  `${actionId}-${plan.hash.slice(0, 12)}`

/** False: it already has its final outcome, and this one was not added. */
export function recordOutcome({ db }: Transaction, intentId: string, outcome: Outcome): Promise<boolean> {
  return labelled('record outcome', () => insertOutcome(db, intentId, outcome))
}

async function insertOutcome(db: Queries, intentId: string, outcome: Outcome): Promise<boolean> {
  if (outcome.outcome === 'unknown') {
    const [final] = await db
      .select({ intentId: actionOutcomes.intentId })
      .from(actionOutcomes)
      .where(and(eq(actionOutcomes.intentId, intentId), ne(actionOutcomes.outcome, 'unknown')))
    if (final !== undefined) return false
  }
  const added = await db
    .insert(actionOutcomes)
    .values({
      intentId,
      outcome: outcome.outcome,
      reason: outcome.reason,
      after: outcome.after,
      recordedBy: outcome.by,
      recordedAt: outcome.atMs,
    })
    .onConflictDoNothing()
    .returning({ intentId: actionOutcomes.intentId })
  return added.length > 0
}

/** Intents without a final outcome, of whichever plan, oldest first. */
export function unsettledIntents(db: Queries, connectionId: string): Promise<UnsettledIntent[]> {
  return labelled('read unsettled intents', async () => {
    const rows = await db
      .select()
      .from(actionIntents)
      .where(
        and(
          eq(actionIntents.connectionId, connectionId),
          notExists(
            db
              .select({ one: sql`1` })
              .from(actionOutcomes)
              .where(
                and(
                  eq(actionOutcomes.intentId, actionIntents.intentId),
                  ne(actionOutcomes.outcome, 'unknown'),
                ),
              ),
          ),
        ),
      )
      .orderBy(asc(actionIntents.intendedAt), asc(actionIntents.actionId))
    return rows.map((row) => ({
      intentId: row.intentId,
      key: row.idempotencyKey,
      planHash: row.planHash,
      runId: row.runId,
      action: row.action,
      by: row.intendedBy,
      atMs: row.intendedAt,
      before: row.before,
    }))
  })
}
