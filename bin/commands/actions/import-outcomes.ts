/** `rejoin actions import-outcomes FILE`: what people did, from their filled-in worklist, whole or not at all. */
import { resolve } from 'node:path'
import { readActionStates } from '../../../db/action-states.ts'
import { readPractices } from '../../../db/connections.ts'
import type { Database, Queries } from '../../../db/database.ts'
import { addDecisions, recordByHand } from '../../../db/fixups.ts'
import { openDatabase } from '../../../db/open.ts'
import { latestPlan, type Plan, planWithHash } from '../../../db/plans.ts'
import { wallClock } from '../../../src/books/wall-time.ts'
import { type Fault, formatFaults } from '../../../src/bundle/faults.ts'
import { isLeftToPeople } from '../../../src/fixups/hands.ts'
import { type Report, readOutcomes, type SheetRead } from '../../../src/fixups/outcomes.ts'
import { readSheet, type SheetLine } from '../../../src/fixups/sheet.ts'
import { listText } from '../../../src/fixups/telling.ts'
import { isoInstant } from '../../../src/reconcile/span.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { COULD_NOT_RUN, type ExitCode, NEEDS_SOMEONE, NOTHING_TO_DO } from '../../exit-codes.ts'
import type { Terminal } from '../../terminal.ts'
import { actionCount, hasWritableBook, namedPerson } from './plan.ts'

export interface ImportOutcomesFlags {
  readonly by?: string
}

export async function importOutcomes(
  file: string,
  flags: ImportOutcomesFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const by = flags.by === undefined ? null : namedPerson(flags.by)
  const { lines, faults } = await readSheet(resolve(file), file)
  if (faults.length > 0) return refused(faults, terminal)
  if (lines.length === 0) {
    terminal.say('rejoin: the sheet has no actions; nothing to record')
    return NOTHING_TO_DO
  }
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const { db } = database
    const mixed = lines.filter(({ cells }) => cells.plan_hash !== lines[0]?.cells.plan_hash)
    if (mixed.length > 0)
      return refused(
        mixed.map((line) => otherPlan(file, line)),
        terminal,
      )
    const plan = await planWithHash(db, lines[0]?.cells.plan_hash ?? '')
    if (plan === null) {
      const what = 'this database has no such plan, expected a worklist of rejoin actions export'
      return refused([{ file, line: lines[0]?.line ?? 1, column: 'plan_hash', what }], terminal)
    }
    const newest = (await latestPlan(db, plan.connectionId)) ?? plan
    const sheet = await readActionStates(db, plan)
    const clocks = new Map(
      (await readPractices(db, plan.connectionId)).map(({ practiceId, timeZone }) => [practiceId, timeZone]),
    )
    const read = readOutcomes(lines, {
      sheet,
      newest: await readActionStates(db, newest),
      clockOf: (practiceId) => wallClock(clocks.get(practiceId) ?? 'UTC'),
      by,
      nowMs: terminal.now(),
    })
    if (read.faults.length > 0)
      return refused(
        read.faults.map((fault) => ({ file, ...fault })),
        terminal,
      )
    await record(database, read, { newest, sheet: plan }, terminal)
    const practices = new Set(
      lines.map(
        ({ cells }) => sheet.find(({ action }) => action.actionId === cells.action_id)?.action.practiceId,
      ),
    )
    return await tellOpen(db, newest, practices, terminal)
  } finally {
    await database.close()
  }
}

function refused(faults: readonly Fault[], terminal: Terminal): ExitCode {
  terminal.say(formatFaults(faults), 'call')
  terminal.say('rejoin: nothing was recorded')
  return COULD_NOT_RUN
}

const otherPlan = (file: string, { line }: SheetLine): Fault => ({
  file,
  line,
  column: 'plan_hash',
  what: 'the line is of another plan than the first one, expected the lines of one worklist',
})

async function record(
  database: Database,
  { done, notNeeded, already }: SheetRead,
  plans: Readonly<Record<Report['plan'], Plan>>,
  terminal: Terminal,
): Promise<void> {
  const atMs = terminal.now()
  await database.transaction('record outcomes', async (tx) => {
    for (const { action, plan, by, completedMs, note } of done) {
      const after = { completedAt: completedMs === null ? null : isoInstant(completedMs) }
      const outcome = { outcome: 'applied', reason: note, after, by, atMs } as const
      if (await recordByHand(tx, plans[plan], action, outcome)) continue
      throw new UsageError(
        `${action.actionId} was begun by somebody else just now; nothing was recorded, try again`,
      )
    }
    for (const { action, plan, by, note } of notNeeded) {
      const why = note ?? 'not needed, says the worklist'
      await addDecisions(tx, plans[plan], [action.actionId], { decision: 'rejected', by, why, atMs })
    }
  })
  const before = already === 0 ? '' : `, ${already.toLocaleString('en-AU')} with nothing to record`
  terminal.say(
    `rejoin: ${actionCount(done.length)} done, ${notNeeded.length.toLocaleString('en-AU')} not needed${before}`,
  )
}

/** What the newest plan still leaves to people in the practices of the sheet. */
async function tellOpen(
  db: Queries,
  newest: Plan,
  practices: ReadonlySet<string | undefined>,
  terminal: Terminal,
): Promise<ExitCode> {
  const writable = hasWritableBook(newest.connectionId, terminal.env)
  const open = (await readActionStates(db, newest)).filter(
    (state) => practices.has(state.action.practiceId) && isLeftToPeople(state, writable),
  )
  if (open.length === 0) {
    terminal.say('rejoin: nothing is open')
    return NOTHING_TO_DO
  }
  await terminal.print(listText(open, { width: terminal.listWidth, colour: terminal.colour }))
  terminal.say(`rejoin: ${actionCount(open.length)} of run ${newest.runId} still open`)
  return NEEDS_SOMEONE
}
