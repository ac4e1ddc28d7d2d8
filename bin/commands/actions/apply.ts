/** `rejoin actions apply RUN`: carries out what was approved of the connection's newest plan. */
import { openDatabase } from '../../../db/open.ts'
import { applyPlan } from '../../../src/fixups/apply.ts'
import { type Applied, CRASH_POINTS, type CrashPoint, type Step } from '../../../src/fixups/steps.ts'
import { type Cell, listing } from '../../../src/report/terminal/listing.ts'
import type { Ink } from '../../../src/report/terminal/paint.ts'
import { withBookOf } from '../../book-of.ts'
import { databaseTarget, runOptions } from '../../config.ts'
import {
  COULD_NOT_RUN,
  type ExitCode,
  HELD_OR_INCONCLUSIVE,
  NEEDS_SOMEONE,
  NOTHING_TO_DO,
} from '../../exit-codes.ts'
import type { Terminal } from '../../terminal.ts'
import { actionCount, namedPerson, planOfRun } from './plan.ts'

export interface ApplyFlags {
  readonly by?: string
  readonly asOf?: string
  readonly json?: boolean
}

export async function apply(runId: string, flags: ApplyFlags, terminal: Terminal): Promise<ExitCode> {
  const by = namedPerson(flags.by)
  const asOfMs = flags.asOf === undefined ? undefined : runOptions(flags, terminal.now()).asOfMs
  const crashPoint = crashPointOf(terminal.env)
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const plan = await planOfRun(database.db, runId)
    terminal.progress(`applying what was approved of run ${plan.runId}`)
    const applied = await withBookOf(plan.connectionId, database, terminal, (book) =>
      applyPlan(
        { database, book: book?.writable ?? null, now: () => terminal.now(), asOfMs, by, crashPoint },
        plan,
      ),
    )
    terminal.progress(null)
    const lines = flags.json === true ? jsonLines(applied) : textLines(applied, terminal)
    for (const line of lines) await terminal.print(`${line}\n`)
    return sayHowItWent(applied, plan.runId, terminal)
  } finally {
    await database.close()
  }
}

function sayHowItWent(
  { settled, steps, stopped, left }: Applied,
  runId: string,
  terminal: Terminal,
): ExitCode {
  if (settled.length === 0 && steps.length === 0 && stopped === null) {
    terminal.say(`rejoin: nothing approved is left to apply of run ${runId}`)
    return NOTHING_TO_DO
  }
  if (settled.length === 0 && steps.length === 0) {
    terminal.say(`rejoin: nothing was applied: ${stopped}`, 'call')
    return COULD_NOT_RUN
  }
  const count = (result: Step['result']): number => steps.filter((step) => step.result === result).length
  terminal.say(
    `rejoin: applied ${actionCount(count('applied'))}, declined ${count('declined')}, failed ${count('failed')}, ` +
      `waiting ${count('waits')}, for the worklist ${count('by-hand')}, not known yet ${unknowns(settled, steps)}`,
  )
  if (stopped !== null) {
    terminal.say(`rejoin: stopped, with ${actionCount(left)} left: ${stopped}`, 'call')
  }
  if (unknowns(settled, steps) > 0) {
    terminal.say(
      'rejoin: what was sent and not answered is settled by reading the book: apply again in a while',
    )
  }
  if (count('declined') + count('failed') + settled.filter((one) => one.outcome === 'failed').length > 0) {
    terminal.say('rejoin: the world is no longer what the plan was made for: rejoin run makes a new one')
  }
  if (stopped !== null || unknowns(settled, steps) > 0) return HELD_OR_INCONCLUSIVE
  return steps.every((step) => step.result === 'applied') && settled.every((one) => one.outcome === 'applied')
    ? NOTHING_TO_DO
    : NEEDS_SOMEONE
}

/** An action that could not be settled is met again on the way through the plan. */
function unknowns(settled: Applied['settled'], steps: readonly Step[]): number {
  return new Set([
    ...settled.filter((one) => one.outcome === 'unknown').map((one) => one.actionId),
    ...steps.filter((step) => step.result === 'unknown').map((step) => step.action.actionId),
  ]).size
}

const jsonLines = ({ settled, steps }: Applied): string[] => [
  ...settled.map(({ actionId, outcome, reason }) =>
    JSON.stringify({ actionId, settled: true, result: outcome, reason }),
  ),
  ...steps.map(({ action, result, reason }) =>
    JSON.stringify({ actionId: action.actionId, settled: false, kind: action.kind, result, reason }),
  ),
]

const HEADS = ['action', 'result', 'what', 'why']

const textLines = ({ settled, steps }: Applied, { listWidth, colour }: Terminal): readonly string[] =>
  settled.length + steps.length === 0
    ? []
    : listing(
        HEADS,
        [
          ...settled.map(({ actionId, outcome, reason }): readonly Cell[] => [
            actionId,
            [outcome, INKS[outcome]],
            '',
            `(left open before: ${reason})`,
          ]),
          ...steps.map(({ action, result, reason }): readonly Cell[] => [
            action.actionId,
            [result, INKS[result]],
            `${action.kind} ${action.subjectIds.join(' ')}`,
            reason === null ? '' : `(${reason})`,
          ]),
        ],
        { width: listWidth, colour },
      )

const INKS: Readonly<Record<Step['result'] | Applied['settled'][number]['outcome'], Ink>> = {
  applied: 'good',
  declined: 'decide',
  failed: 'call',
  unknown: 'call',
  waits: 'faint',
  'by-hand': 'faint',
}

/** Only a test may ask the process to end in the middle of its work. */
function crashPointOf(env: Terminal['env']): (name: CrashPoint) => void {
  const asked =
    env['REJOIN_TEST'] === '1' ? CRASH_POINTS.find((name) => name === env['REJOIN_CRASH_AT']) : undefined
  return (name) => {
    if (name === asked) process.kill(process.pid, 'SIGKILL')
  }
}
