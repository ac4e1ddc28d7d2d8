/** An action while it is being planned: it names what it waits for, and gets its id when the plan is closed. */
import { createHash } from 'node:crypto'
import type { Action, ActionStatus, Alternative } from '../model.ts'
import { compareIds, sortedIds } from '../order.ts'

export interface Draft extends Omit<Action, 'actionId' | 'dependsOn' | 'status'> {
  readonly after: readonly Draft[]
}

/**
 * Gives every draft its id and resolves what it waits for. The id is drawn from what the action is about and does,
 * never from the run: the same world gives the same id. Order: by id of the subject, dependencies first.
 */
export function closePlan(connectionId: string, drafts: readonly Draft[], status: ActionStatus): Action[] {
  const ids = new Map<Draft, string>()
  const seen = new Map<string, Draft>()
  for (const draft of drafts) {
    const id = actionId(connectionId, draft)
    const twin = seen.get(id)
    if (twin !== undefined) throw new Error(`two actions of one plan have the id ${id} (${draft.kind})`)
    seen.set(id, draft)
    ids.set(draft, id)
  }
  const idOf = (draft: Draft): string => {
    const id = ids.get(draft)
    if (id === undefined) throw new Error(`a ${draft.kind} action is waited for but is not in the plan`)
    return id
  }
  return inOrder(drafts).map((draft) => ({
    actionId: idOf(draft),
    kind: draft.kind,
    who: draft.who,
    because: draft.because,
    practiceId: draft.practiceId,
    subjectIds: sortedIds(draft.subjectIds),
    dependsOn: sortedIds(new Set(draft.after.map(idOf))),
    basis: draft.basis,
    status,
    proposed: draft.proposed,
  }))
}

function actionId(connectionId: string, draft: Draft): string {
  const { kind, because, proposed } = draft
  const about = [connectionId, kind, because, sortedIds(draft.subjectIds), proposed && placeOf(proposed)]
  return `act-${createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 20)}`
}

const placeOf = (place: Alternative): unknown[] => [place.practitionerId, place.startMs, place.endMs]

/** Subjects in code point order; what an action waits for stands before it. A cycle would be a broken belief. */
function inOrder(drafts: readonly Draft[]): Draft[] {
  const ordered = new Set<Draft>()
  const open = new Set<Draft>()
  const visit = (draft: Draft): void => {
    if (ordered.has(draft)) return
    if (open.has(draft)) throw new Error(`the plan goes in a circle at a ${draft.kind} action`)
    open.add(draft)
    for (const earlier of draft.after) visit(earlier)
    open.delete(draft)
    ordered.add(draft)
  }
  const subject = (draft: Draft): string => JSON.stringify(sortedIds(draft.subjectIds))
  for (const draft of [...drafts].sort((a, b) => compareIds(subject(a), subject(b)))) visit(draft)
  return [...ordered]
}
