/** `rejoin actions export`: what is left for people, as one worklist per practice. */
import { resolve } from 'node:path'
import { readActionStates } from '../../../db/action-states.ts'
import { openDatabase } from '../../../db/open.ts'
import { requireNewest } from '../../../db/plans.ts'
import { readRun } from '../../../db/runs.ts'
import { isLeftToPeople } from '../../../src/fixups/hands.ts'
import { gather } from '../../../src/reconcile/gather.ts'
import { writeWorklists } from '../../../src/report/deliver.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../../exit-codes.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'
import { actionCount, hasWritableBook, planOfRun } from './plan.ts'

export interface ExportFlags {
  readonly out: string
  readonly practice?: string
  readonly full?: boolean
}

export async function exportWorklists(
  typed: string,
  flags: ExportFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const plan = await planOfRun(database.db, typed)
    const { runId } = plan
    if (plan.held) throw new UsageError(`run ${runId} is held: nobody is to work on its plan`)
    await requireNewest(database.db, plan)
    const run = await readRun(database, runId)
    if (run === null) throw new UsageError(`there is no run ${runId}; rejoin runs lists them`)
    const snapshot = await gather(database, plan.connectionId)
    const { practice } = flags
    if (practice !== undefined && !snapshot.practices.some(({ practiceId }) => practiceId === practice)) {
      const ids = snapshot.practices.map(({ practiceId }) => practiceId)
      throw new UsageError(
        `there is no practice ${practice} on connection ${plan.connectionId}${didYouMean(practice, ids) || `, only ${ids.join(', ')}`}`,
      )
    }
    const states = await readActionStates(database.db, plan)
    const writable = hasWritableBook(plan.connectionId, terminal.env)
    const open = new Set(
      states.filter((state) => isLeftToPeople(state, writable)).map(({ action }) => action.actionId),
    )
    const written = await writeWorklists(
      resolve(flags.out),
      snapshot,
      { ...run.reconciliation, actions: states.map(({ action }) => action) },
      { runId, hash: plan.hash, isOpen: ({ actionId }) => open.has(actionId) },
      { practiceIds: practice === undefined ? undefined : [practice], full: flags.full === true },
    )
    for (const { file } of written) await terminal.print(`${file}\n`)
    const rows = written.reduce((sum, one) => sum + one.rows, 0)
    terminal.say(
      `rejoin: ${actionCount(rows)} in ${written.length} worklist${written.length === 1 ? '' : 's'}`,
    )
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}
