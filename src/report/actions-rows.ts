/**
 * PURE. The action list of one practice, in the order in which to work: what is urgent first, and nothing before what
 * it depends on.
 */
import {
  type Action,
  type Reconciliation,
  type Snapshot,
  URGENCIES,
  type Urgency,
} from '../reconcile/model.ts'
import { compareIds } from '../reconcile/order.ts'
import type { ActionColumn } from './columns.ts'
import { type Cells, own } from './csv.ts'
import { type RunFacts, runFacts } from './facts.ts'
import type { Words } from './language.ts'
import { triaged } from './rows.ts'
import { titleOf } from './sayings.ts'
import { english } from './words.ts'

export interface ActionRow {
  readonly action: Action
  /** 1 … n. */
  readonly workOrder: number
  readonly urgency: Urgency
  readonly cells: () => Cells<ActionColumn>
}

export function actionRows(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  practiceId: string,
  words: Words = english,
): readonly ActionRow[] {
  const facts = runFacts(snapshot, reconciliation)
  const urgencyBy = new Map<string, Urgency>()
  for (const { code, subject, urgency } of triaged(facts, practiceId)) {
    for (const id of subject.subjectIds) urgencyBy.set(JSON.stringify([code, id]), urgency)
  }
  const actions = facts.actionsOf(practiceId)
  const urgencyOf = urgencies(actions, ({ because, subjectIds }) => {
    const known = subjectIds.map((id) => urgencyBy.get(JSON.stringify([because, id])))
    return known.find((urgency) => urgency !== undefined) ?? 'later'
  })
  return inWorkingOrder(actions, urgencyOf).map(({ action, urgency }, index) => {
    const row = { action, urgency, workOrder: index + 1 }
    return { ...row, cells: () => cellsOf(facts, words, runId, row) }
  })
}

interface Ready {
  readonly action: Action
  readonly urgency: Urgency
}

/** What is waited for is as urgent as the most urgent that waits for it: a patient's file as the appointment. */
function urgencies(
  actions: readonly Action[],
  ofSubject: (action: Action) => Urgency,
): (action: Action) => Urgency {
  const byId = new Map(actions.map((action) => [action.actionId, action]))
  const known = new Map(actions.map((action) => [action.actionId, URGENCIES.indexOf(ofSubject(action))]))
  const hurry = (action: Action, rank: number): void => {
    for (const id of action.dependsOn) {
      const before = byId.get(id)
      if (before === undefined || (known.get(id) ?? 0) <= rank) continue
      known.set(id, rank)
      hurry(before, rank)
    }
  }
  for (const action of actions) hurry(action, known.get(action.actionId) ?? 0)
  return ({ actionId }) => URGENCIES[known.get(actionId) ?? 0] ?? 'later'
}

/** Most urgent first; an action pulls what it depends on (within the practice) in front of itself. */
function inWorkingOrder(
  actions: readonly Action[],
  urgencyOf: (action: Action) => Urgency,
): readonly Ready[] {
  const wanted = actions
    .map((action) => ({ action, urgency: urgencyOf(action) }))
    .sort(
      (a, b) =>
        URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) ||
        compareIds(a.action.subjectIds[0] ?? '', b.action.subjectIds[0] ?? '') ||
        compareIds(a.action.actionId, b.action.actionId),
    )
  const byId = new Map(wanted.map((ready) => [ready.action.actionId, ready]))
  const ordered = new Set<Ready>()
  const begun = new Set<Ready>()
  const place = (ready: Ready): void => {
    if (begun.has(ready)) return
    begun.add(ready)
    for (const id of ready.action.dependsOn) {
      const before = byId.get(id)
      if (before !== undefined) place(before)
    }
    ordered.add(ready)
  }
  for (const ready of wanted) place(ready)
  return [...ordered]
}

function cellsOf(
  facts: RunFacts,
  words: Words,
  runId: string,
  { action, urgency, workOrder }: Omit<ActionRow, 'cells'>,
): Cells<ActionColumn> {
  const { kind, who, because, status, proposed, practiceId } = action
  const clock = facts.clock(practiceId)
  const { title, todo } = words.actions[kind]
  return {
    run_id: runId,
    action_id: action.actionId,
    work_order: own(workOrder),
    urgency: own(urgency),
    kind,
    title,
    what_to_do: status === 'held' ? words.whileHeld(todo) : todo,
    who: words.actors[who],
    because,
    because_title: titleOf(words, because),
    status: words.actionStatuses[status],
    subject_ids: action.subjectIds.join('; '),
    depends_on: action.dependsOn.join('; '),
    practitioner: proposed === null ? '' : facts.practitionerName(proposed.practitionerId, practiceId),
    proposed_start: proposed === null ? '' : own(clock.localIso(proposed.startMs)),
    proposed_end: proposed === null ? '' : own(clock.localIso(proposed.endMs)),
    time_zone: clock.timeZone,
  }
}
