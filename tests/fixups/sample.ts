/** Small plans to try things on: actions of practice P1 on connection C1 of the sample bundle. */
import type { ActionState } from '../../db/action-states.ts'
import type { Action, Reconciliation } from '../../src/reconcile/model.ts'

export const T0 = Date.parse('2026-11-19T20:00:00Z')

export function action(actionId: string, change: Partial<Action> = {}): Action {
  return {
    actionId,
    kind: 'link-booking',
    who: 'automatic',
    because: 'already-entered',
    practiceId: 'P1',
    subjectIds: ['B1'],
    dependsOn: [],
    basis: {},
    status: 'proposed',
    proposed: null,
    ...change,
  }
}

export const call = (actionId: string, change: Partial<Action> = {}): Action =>
  action(actionId, { kind: 'call-patient', who: 'reception', because: 'time-already-taken', ...change })

export const state = (planned: Action, change: Partial<ActionState> = {}): ActionState => ({
  action: planned,
  decision: null,
  intent: null,
  outcome: null,
  ...change,
})

export function reconciliation(change: Partial<Reconciliation> = {}): Reconciliation {
  return {
    connectionId: 'C1',
    asOfMs: T0,
    window: null,
    read: { takenMs: T0, complete: true, databaseIdentity: null, fromOn: null, toOn: null },
    holds: [],
    alternativesProvenBest: true,
    judgements: [],
    findings: [],
    actions: [],
    ...change,
  }
}
