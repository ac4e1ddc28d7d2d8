/** The newest run of each connection, and what all of them left open: the same counts as a plan's own listing has. */
import { and, eq, ne, sql } from 'drizzle-orm'
import type { LastRun } from '../src/connection/card.ts'
import { HANDS } from '../src/fixups/hands.ts'
import { sameAction } from '../src/fixups/plan-hash.ts'
import type { HoldCode } from '../src/reconcile/model.ts'
import type { EpochMs, Span } from '../src/reconcile/span.ts'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { actionOf } from './run-rows.ts'
import { actionIntents, actionOutcomes, actions, plans } from './schema.ts'
import { andAmong, instant, msOf, spansOf, type Which } from './which.ts'

export function readNewestRuns(db: Queries, which: Which, asOfMs: EpochMs): Promise<Map<string, LastRun>> {
  return labelled('read newest runs', async () => {
    const runs = await rowsOf(
      db,
      sql`select c.connection_id, r.run_id, r.finished_at::text as finished_at, r.window_opened::text as opened,
          r.window_closed::text as closed, array_to_json(r.holds)::text as holds
        from connections c cross join lateral (
          select run_id, finished_at, window_opened, window_closed, holds from runs
          where connection_id = c.connection_id and as_of <= ${instant(asOfMs)}
          order by finished_at desc, started_at desc, run_id desc limit 1
        ) as r where true ${andAmong(sql`c.connection_id`, which)}`,
    )
    const runIds = JSON.stringify(runs.map((row) => row['run_id']))
    const inconclusive = await countInconclusive(db, runIds)
    const forPeople = await countForPeople(db, runIds)
    const unknown = await countUnknown(db, which)
    return new Map(
      runs.map((row): [string, LastRun] => {
        const connectionId = String(row['connection_id'])
        const runId = String(row['run_id'])
        const isWithWindow = row['opened'] !== null && row['closed'] !== null
        return [
          connectionId,
          {
            runId,
            finishedMs: msOf(row['finished_at']),
            window: isWithWindow ? { startMs: msOf(row['opened']), endMs: msOf(row['closed']) } : null,
            holds: JSON.parse(String(row['holds'])) as HoldCode[],
            inconclusive: inconclusive.get(runId) ?? 0,
            forPeople: forPeople.get(runId) ?? 0,
            unknown: unknown.get(connectionId) ?? 0,
          },
        ]
      }),
    )
  })
}

/** The windows of the newest finished runs of each that were not held. */
export function readReconciled(db: Queries, which: Which, asOfMs: EpochMs): Promise<Map<string, Span[]>> {
  return labelled('read finished windows', async () =>
    spansOf(
      await rowsOf(
        db,
        sql`select c.connection_id, r.window_opened::text as start_at, r.window_closed::text as end_at
          from connections c cross join lateral (
            select window_opened, window_closed from runs
            where connection_id = c.connection_id and window_opened is not null and cardinality(holds) = 0
              and as_of <= ${instant(asOfMs)}
            order by window_closed desc limit 20
          ) as r where true ${andAmong(sql`c.connection_id`, which)}`,
      ),
    ),
  )
}

async function countInconclusive(db: Queries, runIds: string): Promise<Map<string, number>> {
  return counts(
    await rowsOf(
      db,
      sql`select run_id as of, count(*)::integer as found from verdicts
        where verdict = 'inconclusive' and run_id in (select json_array_elements_text(${runIds}::json))
        group by run_id`,
    ),
  )
}

/** As `exitCodeOf` counts them: neither applied nor rejected. In a plan that is held, all wait. */
async function countForPeople(db: Queries, runIds: string): Promise<Map<string, number>> {
  const done = JSON.stringify(await doneUnderAnotherPlan(db, runIds))
  return counts(
    await rowsOf(
      db,
      sql`select a.run_id as of, count(*)::integer as found
        from actions a
          join runs r on r.run_id = a.run_id
          left join plans p on p.run_id = a.run_id
          left join action_intents i
            on i.connection_id = p.connection_id and i.plan_hash = p.hash and i.action_id = a.action_id
          left join action_outcomes o on o.intent_id = i.intent_id and o.outcome <> 'unknown'
          left join lateral (
            select decision from action_decisions d
            where d.connection_id = p.connection_id and d.plan_hash = p.hash and d.action_id = a.action_id
            order by decision_id desc limit 1
          ) as d on true
        where a.run_id in (select json_array_elements_text(${runIds}::json)) and a.who <> 'automatic'
          and (cardinality(r.holds) > 0 or (
            o.outcome is distinct from 'applied'
            and (i.intent_id is not null or d.decision is distinct from 'rejected')
            and not exists (
              select from json_to_recordset(${done}::json) as done(run_id text, action_id text)
              where done.run_id = a.run_id and done.action_id = a.action_id)))
        group by a.run_id`,
    ),
  )
}

/** What a person did for people counts under a later plan too, where that asks for the very same. */
async function doneUnderAnotherPlan(db: Queries, runIds: string) {
  const rows = await db
    .select({ action: actions, done: actionIntents.action })
    .from(actions)
    .innerJoin(plans, eq(plans.runId, actions.runId))
    .innerJoin(
      actionIntents,
      and(
        eq(actionIntents.connectionId, plans.connectionId),
        eq(actionIntents.actionId, actions.actionId),
        ne(actionIntents.planHash, plans.hash),
      ),
    )
    .innerJoin(
      actionOutcomes,
      and(eq(actionOutcomes.intentId, actionIntents.intentId), eq(actionOutcomes.outcome, 'applied')),
    )
    .where(
      and(
        sql`${actions.runId} in (select json_array_elements_text(${runIds}::json))`,
        ne(actions.who, 'automatic'),
      ),
    )
  return rows
    .filter(({ action, done }) => HANDS[action.kind] === 'person' && sameAction(done, actionOf(action)))
    .map(({ action }) => ({ run_id: action.runId, action_id: action.actionId }))
}

async function countUnknown(db: Queries, which: Which): Promise<Map<string, number>> {
  return counts(
    await rowsOf(
      db,
      sql`select i.connection_id as of, count(*)::integer as found
        from action_intents i
        where not exists (
            select from action_outcomes o where o.intent_id = i.intent_id and o.outcome <> 'unknown')
          ${andAmong(sql`i.connection_id`, which)}
        group by i.connection_id`,
    ),
  )
}

const counts = (rows: readonly Record<string, unknown>[]): Map<string, number> =>
  new Map(rows.map((row) => [String(row['of']), Number(row['found'])]))
