/** PURE. Which actions of a plan a person may decide about, and why not about the others. */
import { ACTION_KINDS, type Action, type ActionKind } from '../reconcile/model.ts'

/** `all` and `allAutomatic` choose from the whole plan; `kind` and `practiceId` narrow it; ids stand for themselves. */
export interface Selection {
  readonly actionIds?: readonly string[] | undefined
  readonly kind?: ActionKind | undefined
  readonly practiceId?: string | undefined
  readonly allAutomatic?: boolean | undefined
  readonly all?: boolean | undefined
}

export interface Decidable {
  /** With its status as it stands. */
  readonly action: Action
  /** Being carried out, or carried out. */
  readonly intent: unknown
}

export interface Choice {
  /** To be recorded. */
  readonly chosen: readonly Action[]
  /** Decided so before: nothing to record. */
  readonly already: readonly Action[]
  /** Selected, but cannot be decided so. */
  readonly refused: readonly { readonly actionId: string; readonly why: string }[]
}

export type DecisionWord = 'approved' | 'rejected'

export function choose(states: readonly Decidable[], selection: Selection, decision: DecisionWord): Choice {
  const byId = new Map(states.map((state) => [state.action.actionId, state]))
  const named = selection.actionIds !== undefined
  const unknown = (selection.actionIds ?? []).filter((id) => !byId.has(id))
  const refused = unknown.map((actionId) => ({ actionId, why: 'there is no such action in this plan' }))
  const lost = lostBefore(byId)
  const chosen: Action[] = []
  const already: Action[] = []
  for (const state of states) {
    const { action } = state
    if (!isSelected(action, selection)) continue
    if (action.status === decision) already.push(action)
    else {
      const why = whyNot(state, decision, named, lost)
      if (why === null) chosen.push(action)
      else refused.push({ actionId: action.actionId, why })
    }
  }
  return { chosen, already, refused }
}

function isSelected(action: Action, selection: Selection): boolean {
  const { actionIds, kind, practiceId, allAutomatic } = selection
  return (
    (actionIds === undefined || actionIds.includes(action.actionId)) &&
    (kind === undefined || action.kind === kind) &&
    (practiceId === undefined || action.practiceId === practiceId) &&
    (allAutomatic !== true || action.who === 'automatic')
  )
}

function whyNot(
  { action, intent }: Decidable,
  decision: DecisionWord,
  named: boolean,
  lost: (action: Action) => Action | null,
): string | null {
  const { status } = action
  if (status === 'held') return 'the run is held'
  if (status === 'applied' || status === 'declined' || status === 'failed') return `it is ${status} already`
  if (intent !== null) return 'it has been begun, and how it ended is not known yet'
  if (decision === 'rejected') return null
  // What somebody looked at and refused is not carried along by an approval of everything.
  if (status === 'rejected' && !named) return 'it was rejected; approve it by its id'
  const before = lost(action)
  return before === null ? null : `it follows ${before.actionId}, which is ${before.status}`
}

/** For each action: something that it waits for, however far back, and that will not happen any more. */
function lostBefore(byId: ReadonlyMap<string, Decidable>): (action: Action) => Action | null {
  const known = new Map<string, Action | null>()
  const lost = ({ actionId, dependsOn }: Action): Action | null => {
    const found = known.get(actionId)
    if (found !== undefined) return found
    known.set(actionId, null)
    for (const id of dependsOn) {
      const before = byId.get(id)?.action
      if (before === undefined) continue
      const first = LOST.has(before.status) ? before : lost(before)
      if (first === null) continue
      known.set(actionId, first)
      return first
    }
    return null
  }
  return lost
}

const LOST: ReadonlySet<string> = new Set(['rejected', 'declined', 'failed'])

/** Approved, but something that they wait for is not, so that they would stay where they are. */
export function stillWaiting(states: readonly Decidable[], approved: readonly Action[]): readonly Action[] {
  const ids = new Set(approved.map(({ actionId }) => actionId))
  const status = new Map(states.map(({ action }) => [action.actionId, action.status]))
  return approved.filter(({ dependsOn }) =>
    dependsOn.some((id) => !ids.has(id) && status.get(id) === 'proposed'),
  )
}

export const isKind = (text: string): text is ActionKind => ACTION_KINDS.some((kind) => kind === text)
