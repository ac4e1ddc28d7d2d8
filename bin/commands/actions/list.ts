/** `rejoin actions list`: a plan's actions as they stand. */
import { readActionStates } from '../../../db/action-states.ts'
import { openDatabase } from '../../../db/open.ts'
import { isKind } from '../../../src/fixups/approve.ts'
import { listText, stateJson } from '../../../src/fixups/telling.ts'
import { ACTION_STATUSES } from '../../../src/reconcile/model.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../../exit-codes.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'
import { actionCount, newestPlan, noSuchKind, planOfRun, warnIfStale } from './plan.ts'

export interface ListFlags {
  readonly connection?: string
  readonly status?: string
  readonly kind?: string
  readonly practice?: string
  readonly json?: boolean
}

export async function list(
  runId: string | undefined,
  flags: ListFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  check(runId, flags)
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const plan =
      runId === undefined
        ? await newestPlan(database.db, flags.connection ?? '')
        : await planOfRun(database.db, runId)
    const states = (await readActionStates(database.db, plan)).filter(
      ({ action }) =>
        (flags.status === undefined || action.status === flags.status) &&
        (flags.kind === undefined || action.kind === flags.kind) &&
        (flags.practice === undefined || action.practiceId === flags.practice),
    )
    await warnIfStale(database.db, plan, terminal)
    if (flags.json === true) {
      for (const state of states) await terminal.print(`${JSON.stringify(stateJson(plan, state))}\n`)
    } else if (states.length > 0) {
      await terminal.print(listText(states, { width: terminal.listWidth, colour: terminal.colour }))
    }
    terminal.say(
      `rejoin: ${actionCount(states.length)} of run ${plan.runId}${plan.held ? ', which is held' : ''}`,
    )
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

function check(runId: string | undefined, { connection, status, kind }: ListFlags): void {
  const faults: string[] = []
  if ((runId === undefined) === (connection === undefined)) faults.push('give a run or --connection ID')
  if (status !== undefined && !ACTION_STATUSES.some((one) => one === status)) {
    faults.push(`--status must be one of ${ACTION_STATUSES.join(', ')}${didYouMean(status, ACTION_STATUSES)}`)
  }
  if (kind !== undefined && !isKind(kind)) faults.push(noSuchKind(kind))
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
}
