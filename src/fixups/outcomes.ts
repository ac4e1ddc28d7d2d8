/** PURE. A sheet's lines → what to record, or what is wrong with which line. A sheet is taken whole or not at all. */
import type { ActionState } from '../../db/action-states.ts'
import type { WallClock } from '../books/wall-time.ts'
import type { Action } from '../reconcile/model.ts'
import { type EpochMs, MINUTE_MS } from '../reconcile/span.ts'
import { sameAction } from './plan-hash.ts'
import type { SheetColumn, SheetLine } from './sheet.ts'
import { completedAt } from './when.ts'

export const SHEET_OUTCOMES = ['done', 'not done', 'not needed'] as const
export type SheetOutcome = (typeof SHEET_OUTCOMES)[number]

/** The plan that the sheet was written for, and the connection's newest, which may say something else by now. */
export interface SheetContext {
  readonly sheet: readonly ActionState[]
  readonly newest: readonly ActionState[]
  readonly clockOf: (practiceId: string) => WallClock
  /** Who did it, where a line does not say so. */
  readonly by: string | null
  readonly nowMs: EpochMs
}

export interface Report {
  readonly action: Action
  /** Of the newest plan, where that still asks for the same; else of the sheet's own. */
  readonly plan: 'newest' | 'sheet'
  readonly by: string
  readonly completedMs: EpochMs | null
  readonly note: string | null
}

export interface SheetRead {
  readonly done: readonly Report[]
  readonly notNeeded: readonly Report[]
  /** Reported before, or no longer asked for: nothing to record. */
  readonly already: number
  readonly faults: readonly { readonly line: number; readonly column: SheetColumn; readonly what: string }[]
}

type Tell = (column: SheetColumn, what: string) => void

export function readOutcomes(lines: readonly SheetLine[], context: SheetContext): SheetRead {
  const sheet = new Map(context.sheet.map((state) => [state.action.actionId, state]))
  const newest = new Map(context.newest.map((state) => [state.action.actionId, state]))
  const done: Report[] = []
  const notNeeded: Report[] = []
  const faults: SheetRead['faults'][number][] = []
  const seen = new Set<string>()
  let already = 0
  for (const { line, cells } of lines) {
    const before = faults.length
    const tell: Tell = (column, what) => faults.push({ line, column, what })
    const own = sheet.get(cells.action_id)
    if (own === undefined) {
      tell('action_id', 'there is no such action in the plan of this sheet, expected an id of its plan')
      continue
    }
    if (seen.has(cells.action_id))
      tell('action_id', 'the action is there twice, expected one line per action')
    seen.add(cells.action_id)
    const outcome = outcomeOf(cells.outcome, tell)
    if (outcome === null) continue
    const report = reportOf(cells, own.action, context, tell)
    const current = newest.get(cells.action_id)
    const isAsked = current !== undefined && sameAction(current.action, own.action)
    const state = isAsked ? current : own
    if (outcome === 'not needed' && !isAsked && faults.length === before) already++
    else if (!weigh(outcome, state, tell)) already++
    else if (faults.length === before && report !== null && outcome !== 'not done') {
      const list = outcome === 'done' ? done : notNeeded
      list.push({ ...report, action: state.action, plan: isAsked ? 'newest' : 'sheet' })
    }
  }
  return { done, notNeeded, already, faults }
}

/** Blank: nothing was done about it yet. */
function outcomeOf(text: string, tell: Tell): SheetOutcome | null {
  if (text === '') return null
  const plain = text.toLowerCase().replace(/[\s_-]+/g, ' ')
  const found = SHEET_OUTCOMES.find((word) => word === plain)
  if (found === undefined) tell('outcome', `unknown value, expected ${SHEET_OUTCOMES.join(', ')} or blank`)
  return found ?? null
}

function reportOf(
  cells: SheetLine['cells'],
  action: Action,
  { clockOf, by, nowMs }: SheetContext,
  tell: Tell,
): Omit<Report, 'action' | 'plan'> | null {
  const who = cells.completed_by || by
  if (who === null) tell('completed_by', 'the name is missing, expected who did it (or --by NAME)')
  else if (who.length > 200) tell('completed_by', 'the name is too long, expected at most 200 characters')
  if (cells.note.length > NOTE_LIMIT)
    tell('note', `the note is too long, expected at most ${NOTE_LIMIT} characters`)
  let completedMs: EpochMs | null = null
  if (cells.completed_at !== '') {
    completedMs = completedAt(cells.completed_at, clockOf(action.practiceId))
    if (completedMs === null) {
      tell('completed_at', 'bad value, expected a time such as 2026-11-20 10:30 or 20/11/2026 10:30')
    } else if (completedMs > nowMs + CLOCKS_DIFFER_MS) {
      tell('completed_at', 'the time lies in the future, expected when it was done')
    }
  }
  return who === null ? null : { by: who, completedMs, note: cells.note || null }
}

const NOTE_LIMIT = 2_000
const CLOCKS_DIFFER_MS = 10 * MINUTE_MS

/** Whether there is something to record. What was once told done, or was done by the machine, is not taken back. */
function weigh(outcome: SheetOutcome, { action, intent, outcome: ended }: ActionState, tell: Tell): boolean {
  const { status } = action
  if (ended?.outcome === 'applied') {
    if (outcome === 'not needed' || (outcome === 'not done' && intent?.byHand === true)) {
      tell('outcome', 'it was done before, and that cannot be taken back, expected done or blank')
    }
    return false
  }
  if (ended !== null && ended.outcome !== 'unknown') {
    if (outcome === 'done') {
      tell('outcome', `it has ended as ${ended.outcome}, expected blank: run again and use the new worklist`)
    }
    return false
  }
  if (outcome === 'not done') return false
  if (intent !== null) {
    tell(
      'outcome',
      'it has been begun by rejoin actions apply, and how that ended is not known yet, expected blank',
    )
    return false
  }
  if (outcome === 'done') return true
  if (status === 'held')
    tell('outcome', 'the newest run is held, so nothing can be decided, expected blank for now')
  return status !== 'rejected' && status !== 'held'
}
