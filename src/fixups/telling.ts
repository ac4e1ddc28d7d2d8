/** PURE. An action as it stands, as a line of JSON, a row of a list and a page of its own. */
import type { ActionState } from '../../db/action-states.ts'
import type { Plan } from '../../db/plans.ts'
import type { Action, ActionStatus } from '../reconcile/model.ts'
import { isoInstant } from '../reconcile/span.ts'
import { actionJson } from '../report/json.ts'
import { wrapped } from '../report/terminal/columns.ts'
import { type Cell, type ListingOptions, listing } from '../report/terminal/listing.ts'
import type { Ink } from '../report/terminal/paint.ts'
import { visible } from '../report/visible.ts'
import { english } from '../report/words.ts'
import { HANDS } from './hands.ts'

export function stateJson(plan: Plan, { action, decision, intent, outcome }: ActionState): object {
  return {
    runId: plan.runId,
    planHash: plan.hash,
    ...actionJson(action),
    decision: decision && {
      decision: decision.decision,
      by: decision.by,
      why: decision.why,
      at: isoInstant(decision.atMs),
    },
    intent: intent && { key: intent.key, byHand: intent.byHand, by: intent.by, at: isoInstant(intent.atMs) },
    outcome: outcome && {
      outcome: outcome.outcome,
      reason: outcome.reason,
      after: outcome.after,
      by: outcome.by,
      at: isoInstant(outcome.atMs),
    },
  }
}

/** A row per action. Nothing is cut, whatever the width: ids are there to be copied. */
export function listText(
  states: readonly ActionState[],
  { width, colour }: Omit<ListingOptions, 'headsAlways'>,
): string {
  const lines = listing(LIST_HEADS, states.map(listRow), { width, colour, headsAlways: true })
  return `${lines.join('\n')}\n`
}

const LIST_HEADS = ['action', 'status', 'who', 'kind', 'practice', 'because', 'about']

function listRow(state: ActionState): readonly Cell[] {
  const { actionId, who, kind, practiceId, because, subjectIds, status } = state.action
  const ink = INKS[status]
  const text = statusText(state)
  return [actionId, ink === null ? text : [text, ink], who, kind, practiceId, because, subjectIds.join(' ')]
}

/** What only waits for a decision is the usual, and stays as it is. */
const INKS: Readonly<Record<ActionStatus, Ink | null>> = {
  proposed: null,
  approved: 'head',
  rejected: 'faint',
  held: 'alarm',
  applied: 'good',
  declined: 'decide',
  failed: 'call',
}

/** What has been begun without an end is `approved`, and yet more than that. */
export function statusText({ action, intent, outcome }: Omit<ActionState, 'decision'>): string {
  if (action.status !== 'approved' || intent === null) return action.status
  return outcome === null ? 'approved (begun)' : 'approved (unknown, being settled)'
}

export function statePage(
  plan: Plan,
  state: ActionState,
  others: ReadonlyMap<string, ActionState>,
  width: number,
): string {
  const { action, decision, intent, outcome } = state
  const lines: string[] = []
  const say = (label: string, text: string): void => {
    lines.push(...wrapped(`${label}:`.padEnd(INDENT), visible(text), width, INDENT))
  }
  say('Action', `${action.actionId} of run ${plan.runId}`)
  say('What', `${action.kind}: ${english.actions[action.kind].todo}`)
  say('Status', statusText(state))
  say('Who', `${english.actors[action.who]}; ${CARRIED_OUT[HANDS[action.kind]]}`)
  say('Because', `${action.because}, about ${action.subjectIds.join(', ')} of practice ${action.practiceId}`)
  if (action.proposed !== null) say('Proposed', placeText(action.proposed))
  for (const id of action.dependsOn) say('Waits for', waitsFor(id, others.get(id)))
  for (const fact of basisTexts(action)) say('Must hold', fact)
  if (decision !== null) {
    const why = decision.why === null ? '' : `: ${decision.why}`
    say('Decided', `${decision.decision} by ${decision.by} at ${isoInstant(decision.atMs)}${why}`)
  }
  if (intent !== null) {
    const how = intent.byHand ? 'done by hand, told' : 'begun'
    say('Begun', `${how} by ${intent.by} at ${isoInstant(intent.atMs)}, key ${intent.key}`)
  }
  if (outcome !== null) {
    const reason = outcome.reason === null ? '' : `: ${outcome.reason}`
    say('Outcome', `${outcome.outcome} at ${isoInstant(outcome.atMs)} by ${outcome.by}${reason}`)
  }
  say('Plan', plan.hash)
  return `${lines.join('\n')}\n`
}

const INDENT = 12

const CARRIED_OUT = {
  book: 'written to the appointment book by rejoin actions apply, or by hand from a worklist',
  platform: 'written to the platform by rejoin actions apply',
  person: 'done by a person, from a worklist',
} as const

function waitsFor(id: string, state: ActionState | undefined): string {
  return state === undefined ? id : `${id}, ${state.action.kind}, ${statusText(state)}`
}

const placeText = ({ practitionerId, startMs, endMs }: NonNullable<Action['proposed']>): string =>
  `${practitionerId}, ${isoInstant(startMs)} to ${isoInstant(endMs)}`

/** One line per fact of the basis, `what: field value, field value`. */
function basisTexts({ basis }: Action): readonly string[] {
  return Object.entries(basis).map(([what, fact]) =>
    typeof fact === 'string'
      ? `${what} ${fact}`
      : `${what}: ${Object.entries(fact as Record<string, unknown>)
          .map(([field, value]) => `${field} ${value ?? 'none'}`)
          .join(', ')}`,
  )
}
