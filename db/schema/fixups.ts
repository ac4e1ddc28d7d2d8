/**
 * A plan's life after the run: who agreed to what, what was begun and how it ended. Decisions, intents and outcomes are
 * the audit: rows are added and never changed (a trigger sees to it), and they outlive the run that they are about, so
 * they name connection, run and action by id only.
 */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Action } from '../../src/reconcile/model.ts'
import { instant, oneOf } from './columns.ts'
import { connections } from './connections.ts'
import { runs } from './runs.ts'

export const DECISIONS = ['approved', 'rejected'] as const
export type DecisionCode = (typeof DECISIONS)[number]

/** How an intent ended. `unknown`: no answer came; whether it happened is found out by reading the book. */
export const OUTCOMES = ['applied', 'declined', 'failed', 'unknown'] as const
export type OutcomeCode = (typeof OUTCOMES)[number]

/** One per run, with or without actions. The hash is what an approval is bound to. */
export const plans = pgTable(
  'plans',
  {
    runId: text('run_id')
      .primaryKey()
      .references(() => runs.runId, { onDelete: 'cascade' }),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.connectionId),
    formatVersion: integer('format_version').notNull(),
    hash: text('hash').notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (t) => [index('plans_connection').on(t.connectionId, t.madeAt)],
)

export const actionDecisions = pgTable(
  'action_decisions',
  {
    decisionId: bigint('decision_id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: text('connection_id').notNull(),
    planHash: text('plan_hash').notNull(),
    runId: text('run_id').notNull(),
    actionId: text('action_id').notNull(),
    decision: text('decision', { enum: DECISIONS }).notNull(),
    decidedBy: text('decided_by').notNull(),
    why: text('why'),
    decidedAt: instant('decided_at').notNull(),
  },
  (t) => [
    index('action_decisions_plan').on(t.connectionId, t.planHash, t.actionId),
    oneOf('action_decisions_decision', t.decision, DECISIONS),
    check('action_decisions_by', sql`${t.decidedBy} <> ''`),
    check('action_decisions_why', sql`${t.decision} = 'approved' or ${t.why} is not null`),
  ],
)

/** Written, and committed, before anything is touched. At most one per action of a plan, whoever comes first. */
export const actionIntents = pgTable(
  'action_intents',
  {
    intentId: uuid('intent_id').primaryKey().defaultRandom(),
    connectionId: text('connection_id').notNull(),
    planHash: text('plan_hash').notNull(),
    runId: text('run_id').notNull(),
    actionId: text('action_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    /** Done by a person and reported on a worklist: the program touched nothing. */
    byHand: boolean('by_hand').notNull(),
    intendedBy: text('intended_by').notNull(),
    intendedAt: instant('intended_at').notNull(),
    /** The action as it was: settling it needs no run. */
    action: jsonb('action').$type<Action>().notNull(),
    before: jsonb('before'),
  },
  (t) => [
    unique('action_intents_action').on(t.connectionId, t.planHash, t.actionId),
    unique('action_intents_key').on(t.idempotencyKey),
    check('action_intents_by', sql`${t.intendedBy} <> ''`),
  ],
)

/**
 * `unknown` once at most, and one of the others once. `unknown` is written before a write is sent to a book: whoever
 * gets it in may send, and nobody else ever, so that no two programs send the same write.
 */
export const actionOutcomes = pgTable(
  'action_outcomes',
  {
    outcomeId: bigint('outcome_id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    intentId: uuid('intent_id')
      .notNull()
      .references(() => actionIntents.intentId),
    outcome: text('outcome', { enum: OUTCOMES }).notNull(),
    reason: text('reason'),
    after: jsonb('after'),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (t) => [
    index('action_outcomes_intent').on(t.intentId),
    uniqueIndex('action_outcomes_final').on(t.intentId).where(sql`${t.outcome} <> 'unknown'`),
    uniqueIndex('action_outcomes_sent').on(t.intentId).where(sql`${t.outcome} = 'unknown'`),
    oneOf('action_outcomes_outcome', t.outcome, OUTCOMES),
    check('action_outcomes_by', sql`${t.recordedBy} <> ''`),
  ],
)

/** Everything above but the plans, in order of time. Made by a hand-written migration. */
export const auditLog = pgView('audit_log', {
  at: instant('at').notNull(),
  actor: text('actor').notNull(),
  what: text('what', { enum: [...DECISIONS, 'intended', ...OUTCOMES] }).notNull(),
  connectionId: text('connection_id').notNull(),
  runId: text('run_id').notNull(),
  planHash: text('plan_hash').notNull(),
  actionId: text('action_id').notNull(),
  reason: text('reason'),
  before: jsonb('before'),
  after: jsonb('after'),
}).existing()
