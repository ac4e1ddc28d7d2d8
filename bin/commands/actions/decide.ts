/** `rejoin actions approve` and `reject`: a named person's word on actions of the newest plan, all of them or none. */
import { type ActionState, readActionStates } from '../../../db/action-states.ts'
import { recordDecisions } from '../../../db/fixups.ts'
import { openDatabase } from '../../../db/open.ts'
import { requireNewest } from '../../../db/plans.ts'
import {
  type Choice,
  choose,
  type DecisionWord,
  isKind,
  type Selection,
  stillWaiting,
} from '../../../src/fixups/approve.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { COULD_NOT_RUN, type ExitCode, NOTHING_TO_DO } from '../../exit-codes.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'
import { actionCount, namedPerson, noSuchKind, planOfRun } from './plan.ts'

export interface DecideFlags {
  readonly action?: readonly string[]
  readonly kind?: string
  readonly practice?: string
  readonly allAutomatic?: boolean
  readonly all?: boolean
  readonly by: string
  readonly why?: string
}

export async function decide(
  decision: DecisionWord,
  typed: string,
  flags: DecideFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const selection = selectionOf(flags)
  const by = namedPerson(flags.by)
  const why = flags.why?.trim() || null
  if (decision === 'rejected' && why === null) throw new UsageError('--why must say why')
  if (why !== null && why.length > 2_000) throw new UsageError('--why must be at most 2,000 characters')
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const plan = await planOfRun(database.db, typed)
    const { runId } = plan
    if (plan.held) throw new UsageError(`run ${runId} is held: nothing of its plan can be decided`)
    await requireNewest(database.db, plan)
    const states = await readActionStates(database.db, plan)
    const choice = choose(states, selection, decision)
    tellRefused(choice, states, terminal)
    // Of what was asked for by its id, nothing is done unless all of it can be.
    if (flags.action !== undefined && choice.refused.length > 0) {
      terminal.say('rejoin: nothing was recorded', 'call')
      return COULD_NOT_RUN
    }
    const { chosen, already } = choice
    if (chosen.length === 0 && already.length === 0) {
      throw new UsageError(
        `nothing to be ${decision} in run ${runId}; rejoin actions list ${runId} shows all`,
      )
    }
    const ids = chosen.map(({ actionId }) => actionId)
    await recordDecisions(database, plan, ids, { decision, by, why, atMs: terminal.now() })
    for (const id of ids) await terminal.print(`${id}\n`)
    const before = already.length === 0 ? '' : `, ${already.length.toLocaleString('en-AU')} were before`
    terminal.say(`rejoin: ${decision} ${actionCount(ids.length)}${before}`)
    const waiting = decision === 'approved' ? stillWaiting(states, chosen).length : 0
    if (waiting > 0)
      terminal.say(`rejoin: ${actionCount(waiting)} of these must wait for others that are only proposed`)
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

function selectionOf(flags: DecideFlags): Selection {
  const { action, kind, practice, allAutomatic, all } = flags
  const faults: string[] = []
  const others = kind !== undefined || practice !== undefined || allAutomatic === true
  if (action === undefined && all !== true && !others) {
    faults.push('say which: --action ID, --kind KIND, --practice ID, --all-automatic or --all')
  }
  if (action !== undefined && (others || all === true)) faults.push('--action stands alone')
  if (all === true && others) faults.push('--all stands alone')
  if (kind !== undefined && !isKind(kind)) faults.push(noSuchKind(kind))
  if (faults.length > 0 || (kind !== undefined && !isKind(kind))) throw new UsageError(faults.join('\n'))
  return { actionIds: action, kind, practiceId: practice, allAutomatic, all }
}

function tellRefused({ refused }: Choice, states: readonly ActionState[], terminal: Terminal): void {
  const ids = states.map(({ action }) => action.actionId)
  for (const { actionId, why } of refused.slice(0, MOST)) {
    const meant = ids.includes(actionId) ? '' : didYouMean(actionId, ids)
    terminal.say(`${actionId}: ${why}${meant}`, 'decide')
  }
  if (refused.length > MOST) terminal.say(`… and ${refused.length - MOST} more`)
}

const MOST = 40
