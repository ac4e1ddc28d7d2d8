/** A plan's life in the database: the same cases on PGlite and on PostgreSQL. */
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Database, rowsOf } from '../../db/database.ts'
import { QueryFailed } from '../../db/errors.ts'
import {
  asItStands,
  type Decision,
  latestPlan,
  type Outcome,
  openIntent,
  type Plan,
  PlanIsStale,
  planWithHash,
  readActionStates,
  readPlan,
  recordByHand,
  recordDecisions,
  recordOutcome,
  requireNewest,
  unsettledIntents,
} from '../../db/fixups.ts'
import { readRun, recordRun } from '../../db/runs.ts'
import { importBundle } from '../../src/bundle/load.ts'
import type { Action, Reconciliation } from '../../src/reconcile/model.ts'
import { sampleFiles, writeBundle } from '../bundle/sample.ts'
import { action, call, reconciliation, T0 } from './sample.ts'

const approval: Decision = { decision: 'approved', by: 'Ann Lee', why: null, atMs: T0 + 10 }
const applied: Outcome = { outcome: 'applied', reason: null, after: null, by: 'Ann Lee', atMs: T0 + 20 }
const begun = { by: 'Ann Lee', atMs: T0 + 15, before: { entry: 'E1' } }

export function fixupsSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  let runs = 0
  beforeAll(async () => {
    database = await freshDatabase()
    await importBundle(database, writeBundle(sampleFiles()))
  })
  // The audit cannot be emptied, so every test has actions of its own.
  let one: Action
  let two: Action
  beforeEach(() => {
    const id = `act-${runs}`
    one = action(`${id}a`)
    two = call(`${id}b`, { dependsOn: [one.actionId] })
  })

  const plan = async (actions: readonly Action[], change: Partial<Reconciliation> = {}): Promise<Plan> => {
    runs++
    const runId = `run-${String(runs).padStart(4, '0')}`
    await recordRun(database, {
      runId,
      trigger: 'test',
      startedMs: T0 + runs,
      finishedMs: T0 + runs,
      reconciliation: reconciliation({ actions, ...change }),
      outages: [],
    })
    const found = await readPlan(database.db, runId)
    if (found === null) throw new Error('a run has a plan')
    return found
  }
  const statuses = async (of: Plan) =>
    (await readActionStates(database.db, of)).map(({ action: { status } }) => status)
  const settle = (intentId: string | null, outcome: Outcome) =>
    database.transaction('settle', (tx) => recordOutcome(tx, intentId ?? '', outcome))
  const byHand = (of: Plan, what: Action, outcome = applied) =>
    database.transaction('by hand', (tx) => recordByHand(tx, of, what, outcome))

  test('every run has a plan, also one that plans nothing; the newest is the one that counts', async () => {
    const first = await plan([one, two])
    const empty = await plan([])
    expect(first).toMatchObject({ connectionId: 'C1', held: false, formatVersion: 1 })
    expect(await latestPlan(database.db, 'C1')).toEqual(empty)
    expect(empty.hash).not.toBe(first.hash)
    expect(await readPlan(database.db, 'nobody')).toBeNull()
    expect(await latestPlan(database.db, 'C2')).toBeNull()
  })

  test('the same world has the same hash, and a decision still stands', async () => {
    const first = await plan([one, two])
    await recordDecisions(database, first, [one.actionId], approval)
    expect(await statuses(first)).toEqual(['approved', 'proposed'])
    const again = await plan([one, two])
    expect(again.hash).toBe(first.hash)
    expect(await statuses(again)).toEqual(['approved', 'proposed'])
    expect((await planWithHash(database.db, first.hash))?.runId).toBe(again.runId)
    await recordDecisions(database, again, [one.actionId], { ...approval, decision: 'rejected', why: 'no' })
    expect(await statuses(again)).toEqual(['rejected', 'proposed'])
  })

  test('a decision lapses when the plan changes, and a stale plan is refused', async () => {
    const first = await plan([one, two])
    await recordDecisions(database, first, [one.actionId], approval)
    const next = await plan([one])
    expect(await statuses(next)).toEqual(['proposed'])
    const late = recordDecisions(database, first, [two.actionId], approval)
    await expect(late).rejects.toThrow(PlanIsStale)
    expect(await statuses(first)).toEqual(['approved', 'proposed'])
  })

  test('of a held run nothing is decided, whatever was before', async () => {
    const first = await plan([one])
    await recordDecisions(database, first, [one.actionId], approval)
    const held = await plan([{ ...one, status: 'held' }], { holds: ['line-down'] })
    expect(held).toMatchObject({ held: true, hash: first.hash })
    expect(await statuses(held)).toEqual(['held'])
    for (const either of [held, first]) {
      await expect(recordDecisions(database, either, [one.actionId], approval)).rejects.toThrow(/is held/)
      await expect(requireNewest(database.db, either)).rejects.toThrow(PlanIsStale)
    }
  })

  test('one intent per action, and one final outcome per intent', async () => {
    const first = await plan([one])
    const intentId = await openIntent(database, first, one, begun)
    expect(intentId).not.toBeNull()
    expect(await openIntent(database, first, one, begun)).toBeNull()
    expect(await byHand(first, one)).toBe(false)
    expect(await statuses(first)).toEqual(['approved'])
    const open = await unsettledIntents(database.db, 'C1')
    expect(open.filter((intent) => intent.intentId === intentId)).toEqual([
      {
        intentId,
        key: `${one.actionId}-${first.hash.slice(0, 12)}`,
        planHash: first.hash,
        runId: first.runId,
        action: one,
        by: 'Ann Lee',
        atMs: T0 + 15,
        before: { entry: 'E1' },
      },
    ])
    expect(await settle(intentId, { ...applied, outcome: 'unknown' })).toBe(true)
    expect(await statuses(first)).toEqual(['approved'])
    expect(await settle(intentId, { ...applied, after: { entry: 'E2' } })).toBe(true)
    expect(await settle(intentId, { ...applied, outcome: 'failed' })).toBe(false)
    expect(await settle(intentId, { ...applied, outcome: 'unknown' })).toBe(false)
    const [found] = await readActionStates(database.db, first)
    expect(found).toMatchObject({
      action: { status: 'applied' },
      intent: { intentId, byHand: false },
      outcome: { outcome: 'applied', after: { entry: 'E2' } },
    })
    expect((await unsettledIntents(database.db, 'C1')).map((intent) => intent.intentId)).not.toContain(
      intentId,
    )
  })

  test('of several that begin at once, exactly one may', async () => {
    const first = await plan([one])
    const intents = await Promise.all(
      Array.from({ length: 8 }, () => openIntent(database, first, one, begun)),
    )
    const [intentId = null, ...others] = intents.filter((id) => id !== null)
    expect(others).toEqual([])
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => settle(intentId, applied)))
    expect(outcomes.filter((added) => added)).toHaveLength(1)
  })

  test('what failed once must be approved anew, and can then be tried anew', async () => {
    const first = await plan([one, two])
    await recordDecisions(database, first, [one.actionId], approval)
    const intentId = await openIntent(database, first, one, begun)
    await settle(intentId, { ...applied, outcome: 'failed', reason: 'the book refused' })
    expect(await statuses(first)).toEqual(['failed', 'proposed'])
    const next = await plan([one, two])
    expect(next.hash).not.toBe(first.hash)
    expect(await statuses(next)).toEqual(['proposed', 'proposed'])
    expect(await openIntent(database, next, one, begun)).not.toBeNull()
  })

  test('done counts as done until a newer read of the book asks for it again', async () => {
    const first = await plan([one])
    await byHand(first, one, { ...applied, atMs: T0 + 20 })
    const sameRead = await plan([one])
    expect(sameRead.hash).toBe(first.hash)
    expect(await statuses(sameRead)).toEqual(['applied'])
    const read = { takenMs: T0 + 30, complete: true, databaseIdentity: null, fromOn: null, toOn: null }
    expect(await statuses(await plan([one], { read }))).toEqual(['proposed'])
  })

  test('who was called is not called again because another action came or went', async () => {
    const first = await plan([one, two])
    await byHand(first, two, { ...applied, by: 'Bo', reason: 'left a message' })
    const next = await plan([two])
    expect(next.hash).not.toBe(first.hash)
    const [found] = await readActionStates(database.db, next)
    expect(found).toMatchObject({
      action: { status: 'applied' },
      intent: { byHand: true },
      outcome: { by: 'Bo', reason: 'left a message' },
    })
    const moved = { ...two, basis: { noEntryFor: 'B1' } }
    expect(await statuses(await plan([moved]))).toEqual(['proposed'])
  })

  test('a recorded run is told as it stands', async () => {
    const first = await plan([one, two])
    await recordDecisions(database, first, [two.actionId], approval)
    const run = await readRun(database, first.runId)
    if (run === null) throw new Error('the run is there')
    const { actions } = await asItStands(database.db, first.runId, run.reconciliation)
    expect(actions).toEqual([one, { ...two, status: 'approved' }])
    expect(run.reconciliation.actions).toEqual([one, two])
  })

  describe('the database refuses', () => {
    const refusal = async (statement: string) => {
      const error: unknown = await database
        .transaction('try', ({ db }) => db.execute(sql.raw(statement)))
        .then(
          () => null,
          (caught: unknown) => caught,
        )
      return error instanceof QueryFailed ? error.sqlState : error
    }
    beforeAll(async () => {
      const first = await plan([action('act-audit')])
      await recordDecisions(database, first, ['act-audit'], approval)
      await settle(await openIntent(database, first, action('act-audit'), begun), applied)
    })

    test.each([
      ['to change a decision', "update action_decisions set decided_by = 'x'", '23001'],
      ['to take a decision out', 'delete from action_decisions', '23001'],
      ['to empty the decisions', 'truncate action_decisions', '23001'],
      ['to change an intent', 'update action_intents set before = null', '23001'],
      ['to take an intent out', "delete from action_intents where action_id = 'act-audit'", '23001'],
      ['to empty intents and outcomes', 'truncate action_intents, action_outcomes', '23001'],
      ['to empty them by the way', 'truncate action_intents cascade', '23001'],
      ['to change an outcome', "update action_outcomes set outcome = 'failed'", '23001'],
      ['to take an outcome out', 'delete from action_outcomes', '23001'],
      ['to empty the outcomes', 'truncate action_outcomes', '23001'],
      ['to make a plan another one', "update plans set hash = 'x'", '23001'],
      [
        'a rejection without a reason',
        `insert into action_decisions (connection_id, plan_hash, run_id, action_id, decision, decided_by, decided_at)
          values ('C1', 'h', 'r', 'a', 'rejected', 'x', now())`,
        '23514',
      ],
      [
        'a decision of nobody',
        `insert into action_decisions (connection_id, plan_hash, run_id, action_id, decision, decided_by, decided_at)
          values ('C1', 'h', 'r', 'a', 'approved', '', now())`,
        '23514',
      ],
      [
        'an outcome of what was never begun',
        `insert into action_outcomes (intent_id, outcome, recorded_by, recorded_at)
          values (gen_random_uuid(), 'applied', 'x', now())`,
        '23503',
      ],
    ])('%s', async (_, statement, sqlState) => {
      expect(await refusal(statement)).toBe(sqlState)
    })

    test('but a run may go, with its plan; the audit stays', async () => {
      const first = await plan([one])
      await byHand(first, one)
      expect(await refusal(`delete from runs where run_id = '${first.runId}'`)).toBeNull()
      expect(await readPlan(database.db, first.runId)).toBeNull()
      const rows = await rowsOf(
        database.db,
        sql`select what, actor, run_id, reason from audit_log where action_id = ${one.actionId}`,
      )
      expect(rows).toEqual([
        { what: 'intended', actor: 'Ann Lee', run_id: first.runId, reason: null },
        { what: 'applied', actor: 'Ann Lee', run_id: first.runId, reason: null },
      ])
    })

    test('the audit tells it in order of time', async () => {
      const rows = await rowsOf(
        database.db,
        sql`select what, before, after from audit_log where action_id = 'act-audit'`,
      )
      expect(rows.map(({ what }) => what)).toEqual(['approved', 'intended', 'applied'])
      expect(rows[2]).toMatchObject({ before: { entry: 'E1' }, after: null })
    })
  })
}
