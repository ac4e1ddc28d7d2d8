/** What the commands about a plan share: finding it, and telling what stands in the way. */
import type { Queries } from '../../../db/database.ts'
import { latestPlan, type Plan, readPlan } from '../../../db/plans.ts'
import { listRuns } from '../../../db/runs.ts'
import { ACTION_KINDS } from '../../../src/reconcile/model.ts'
import { UsageError } from '../../config.ts'
import { readConfigFile } from '../../config-file.ts'
import { noSuchRun, runIdOf } from '../../run-id.ts'
import { requireConnection } from '../../selection.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'

/** `typed`: a run's id, or enough of its beginning. */
export async function planOfRun(db: Queries, typed: string): Promise<Plan> {
  const runId = await runIdOf(db, typed)
  const plan = await readPlan(db, runId)
  if (plan !== null) return plan
  if (!(await listRuns(db)).some((run) => run.runId === runId)) throw await noSuchRun(db, runId)
  throw new UsageError(
    `there is no plan of run ${runId}: an older rejoin made it; rejoin run makes a new one`,
  )
}

export async function newestPlan(db: Queries, connectionId: string): Promise<Plan> {
  const plan = await latestPlan(db, connectionId)
  if (plan !== null) return plan
  await requireConnection(db, connectionId)
  throw new UsageError(
    `connection ${connectionId} has no plan yet; rejoin run --connection ${connectionId} makes one`,
  )
}

/** Says so when the plan is no longer what its connection goes by. */
export async function warnIfStale(db: Queries, plan: Plan, terminal: Terminal): Promise<void> {
  const newest = await latestPlan(db, plan.connectionId)
  if (newest === null || newest.hash === plan.hash) return
  terminal.say(
    `rejoin: run ${newest.runId} is newer and plans something else: what was decided about run ${plan.runId} has lapsed`,
    'decide',
  )
}

/** Who answers for it: a person's name, not blank. */
export function namedPerson(name: string | undefined): string {
  const by = name?.trim() ?? ''
  if (by === '' || by.length > 200 || /\p{Cc}/u.test(by)) {
    throw new UsageError('--by must be the name of a person')
  }
  return by
}

export const actionCount = (n: number): string => `${n.toLocaleString('en-AU')} action${n === 1 ? '' : 's'}`

/** Without one, what is to be done in the book is left to people. */
export const hasWritableBook = (connectionId: string, env: Terminal['env']): boolean =>
  readConfigFile(env).books.get(connectionId)?.canWrite === true

export const noSuchKind = (kind: string): string =>
  `--kind must be one of ${ACTION_KINDS.join(', ')}${didYouMean(kind, ACTION_KINDS)}`
