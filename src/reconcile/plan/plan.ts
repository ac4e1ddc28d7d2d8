/** Verdicts and findings → the plan's actions, each with what it waits for and what must still be true. */
import type { Scene } from '../checks/scene.ts'
import type { Action, Alternative, Finding, HoldCode } from '../model.ts'
import { planBookings } from './booking-actions.ts'
import { closePlan } from './draft.ts'
import { planFindings, planPlaceholders } from './finding-actions.ts'
import type { Urgencies } from './urgency.ts'

export function planActions(
  scene: Scene,
  findings: readonly Finding[],
  urgencies: Urgencies,
  alternatives: ReadonlyMap<string, Alternative>,
  holds: readonly HoldCode[],
): Action[] {
  const placeholders = planPlaceholders(scene, findings)
  const bookings = planBookings(scene, urgencies, alternatives, placeholders)
  const rest = planFindings(scene, findings, urgencies, bookings)
  const drafts = [...placeholders.map(({ draft }) => draft), ...bookings.drafts, ...rest]
  return closePlan(
    scene.world.snapshot.connection.connectionId,
    drafts,
    holds.length > 0 ? 'held' : 'proposed',
  )
}
