/** The plans of the runs: which is a connection's newest, and which has gone stale. */
import { desc, eq, sql } from 'drizzle-orm'
import { FORMAT_VERSION } from '../src/fixups/plan-hash.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import type { Queries } from './database.ts'
import { DatabaseError, labelled } from './errors.ts'
import { plans, runs } from './schema.ts'

export interface Plan {
  readonly runId: string
  readonly connectionId: string
  readonly formatVersion: number
  readonly hash: string
  readonly held: boolean
  readonly madeMs: EpochMs
}

/** What somebody wants to decide about is no longer the connection's plan. */
export class PlanIsStale extends DatabaseError {
  override readonly name = 'PlanIsStale'
}

/** Null: no such run, or one of a rejoin that made no plans yet. */
export function readPlan(db: Queries, runId: string): Promise<Plan | null> {
  return labelled('read plan', async () => {
    const [row] = await selectPlans(db).where(eq(plans.runId, runId))
    return row === undefined ? null : planOf(row)
  })
}

/** The plan of the connection's newest run. */
export function latestPlan(db: Queries, connectionId: string): Promise<Plan | null> {
  return labelled('read latest plan', async () => {
    const [row] = await selectPlans(db)
      .where(eq(plans.connectionId, connectionId))
      .orderBy(desc(plans.madeAt), desc(runs.startedAt), desc(plans.runId))
      .limit(1)
    return row === undefined ? null : planOf(row)
  })
}

/** The newest run's plan with this hash, of whichever connection. */
export function planWithHash(db: Queries, hash: string): Promise<Plan | null> {
  return labelled('read plan by hash', async () => {
    const [row] = await selectPlans(db)
      .where(eq(plans.hash, hash))
      .orderBy(desc(plans.madeAt), desc(runs.startedAt), desc(plans.runId))
      .limit(1)
    return row === undefined ? null : planOf(row)
  })
}

/**
 * A plan with the same hash counts as the same plan, whichever run it is of; but where the newest run is held, nothing
 * may be done about any. Throws `PlanIsStale`.
 */
export async function requireNewest(db: Queries, plan: Plan): Promise<void> {
  if (plan.formatVersion !== FORMAT_VERSION) {
    throw new PlanIsStale(`the plan of run ${plan.runId} was made by another version of rejoin: run again`)
  }
  const newest = await latestPlan(db, plan.connectionId)
  if (newest?.held === true) {
    throw new PlanIsStale(
      `run ${newest.runId}, the newest of connection ${plan.connectionId}, is held: nothing is to be done until a run is not`,
    )
  }
  if (newest?.hash === plan.hash) return
  throw new PlanIsStale(
    `the plan of run ${plan.runId} is stale: run ${newest?.runId ?? '?'} of connection ${plan.connectionId} is newer and plans something else`,
  )
}

const selectPlans = (db: Queries) =>
  db
    .select({ plan: plans, held: sql<boolean>`cardinality(${runs.holds}) > 0` })
    .from(plans)
    .innerJoin(runs, eq(runs.runId, plans.runId))

function planOf({ plan, held }: { plan: typeof plans.$inferSelect; held: boolean }): Plan {
  const { madeAt, ...rest } = plan
  return { ...rest, held, madeMs: madeAt }
}
