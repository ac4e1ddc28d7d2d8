/** A database with a bundle in it, run and approved: where the tests of fix-ups begin. */
import { randomUUID } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { type Plan, readActionStates, readPlan, recordDecisions } from '../../db/fixups.ts'
import { recordRun } from '../../db/runs.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Action, Reconciliation } from '../../src/reconcile/model.ts'
import { reconcile } from '../../src/reconcile/reconcile.ts'

export async function load(database: Database, dir: string): Promise<void> {
  const { refused, faults } = await importBundle(database, dir)
  if (refused) throw new Error(`the bundle was refused: ${JSON.stringify(faults)}`)
}

export interface Ran {
  readonly plan: Plan
  readonly run: Reconciliation
}

export async function runOnce(database: Database, connectionId: string, asOfMs: number): Promise<Ran> {
  const run = reconcile(await gather(database, connectionId), { asOfMs })
  const runId = randomUUID()
  await recordRun(database, {
    runId,
    trigger: 'test',
    startedMs: Date.now(),
    finishedMs: Date.now(),
    reconciliation: run,
    outages: [],
  })
  const plan = await readPlan(database.db, runId)
  if (plan === null) throw new Error('a run without a plan')
  return { plan, run }
}

/** Everything of the plan, unless a choice is made. */
export async function approve(
  database: Database,
  plan: Plan,
  choose: (action: Action) => boolean = () => true,
): Promise<void> {
  const states = await readActionStates(database.db, plan)
  const chosen = states
    .map(({ action }) => action)
    .filter((action) => action.status === 'proposed' && choose(action))
  await recordDecisions(
    database,
    plan,
    chosen.map(({ actionId }) => actionId),
    { decision: 'approved', by: 'Robin Tester', why: null, atMs: Date.now() },
  )
}

export const isAutomatic = (action: Action): boolean => action.who === 'automatic'
