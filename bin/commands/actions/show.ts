/** `rejoin actions show`: one action, and everything that happened to it. */
import { readActionStates } from '../../../db/action-states.ts'
import { openDatabase } from '../../../db/open.ts'
import { stateJson, statePage } from '../../../src/fixups/telling.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../../exit-codes.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'
import { planOfRun, warnIfStale } from './plan.ts'

export async function show(
  typed: string,
  actionId: string,
  flags: { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const plan = await planOfRun(database.db, typed)
    const { runId } = plan
    const states = new Map(
      (await readActionStates(database.db, plan)).map((state) => [state.action.actionId, state]),
    )
    const state = states.get(actionId)
    if (state === undefined) {
      throw new UsageError(
        `there is no action ${actionId} in run ${runId}${didYouMean(actionId, states.keys())}; rejoin actions list ${runId} has them all`,
      )
    }
    await warnIfStale(database.db, plan, terminal)
    await terminal.print(
      flags.json === true
        ? `${JSON.stringify(stateJson(plan, state))}\n`
        : statePage(plan, state, states, terminal.width),
    )
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}
