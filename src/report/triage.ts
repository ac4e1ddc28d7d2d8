/**
 * PURE. How much each verdict and finding matters: severity, the group it is counted in, and who looks at it where
 * the plan says nothing. No prose: the words for these codes are in `words.ts`.
 */
import type { Action, ActionActor, FindingCode, Urgency, VerdictCode } from '../reconcile/model.ts'

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

/** `call` = a phone call now, `decide` = a person's decision, `automatic` = without anyone, `nothing` = as it should be. */
export const GROUPS = ['call', 'decide', 'automatic', 'nothing'] as const
export type Group = (typeof GROUPS)[number]

export type RowStatus = 'open' | 'planned' | 'on-hold' | 'done' | 'resolved' | 'inconclusive' | 'none'

export type Code = VerdictCode | FindingCode

interface Weight {
  readonly severity: Severity
  /** When the appointment is at most a day away: somebody may be standing at the desk for nothing. */
  readonly soon?: Severity
  /** When the recall is clinically significant. */
  readonly clinical?: Severity
  readonly group: Group
  readonly who: ActionActor | 'nobody'
}

export const WEIGHTS: Readonly<Record<Code, Weight>> = {
  'cancelled-but-attended': { severity: 'medium', group: 'decide', who: 'reception' },
  'cancelled-but-marked-dna': { severity: 'medium', group: 'decide', who: 'reception' },
  'cancel-in-book': { severity: 'high', group: 'decide', who: 'reception' },
  'nothing-to-insert': { severity: 'info', group: 'nothing', who: 'nobody' },
  'did-not-attend': { severity: 'low', group: 'automatic', who: 'automatic' },
  'inserted-twice': { severity: 'high', group: 'decide', who: 'reception' },
  'cancelled-in-book': { severity: 'high', soon: 'critical', group: 'call', who: 'reception' },
  'already-inserted': { severity: 'low', group: 'automatic', who: 'automatic' },
  'already-entered': { severity: 'low', group: 'automatic', who: 'automatic' },
  'entered-elsewhere': { severity: 'high', group: 'decide', who: 'reception' },
  inconclusive: { severity: 'medium', soon: 'high', group: 'decide', who: 'support' },
  'setup-missing': { severity: 'high', group: 'decide', who: 'practice-manager' },
  'patient-unclear': { severity: 'medium', soon: 'high', group: 'decide', who: 'reception' },
  'start-passed': { severity: 'critical', group: 'call', who: 'reception' },
  'practitioner-unavailable': { severity: 'high', soon: 'critical', group: 'call', who: 'reception' },
  'outside-session': { severity: 'high', soon: 'critical', group: 'call', who: 'reception' },
  'time-already-taken': { severity: 'high', soon: 'critical', group: 'call', who: 'reception' },
  insert: { severity: 'info', group: 'automatic', who: 'automatic' },
  'in-step': { severity: 'info', group: 'nothing', who: 'nobody' },
  'moved-in-book': { severity: 'medium', soon: 'high', group: 'automatic', who: 'automatic' },
  'vanished-from-book': { severity: 'critical', group: 'call', who: 'reception' },
  attended: { severity: 'info', group: 'nothing', who: 'nobody' },
  'move-in-book': { severity: 'medium', soon: 'high', group: 'decide', who: 'reception' },
  'moved-on-both-sides': { severity: 'high', soon: 'critical', group: 'call', who: 'reception' },
  'moved-online-cancelled-in-book': { severity: 'high', soon: 'critical', group: 'call', who: 'reception' },
  'cancelled-online-moved-in-book': { severity: 'high', group: 'decide', who: 'reception' },
  'recall-closed-in-pms': { severity: 'high', group: 'automatic', who: 'automatic' },
  'recall-missing': { severity: 'medium', clinical: 'critical', group: 'automatic', who: 'automatic' },
  'recall-still-open-in-pms': { severity: 'high', clinical: 'critical', group: 'decide', who: 'clinician' },
  'recall-to-resume': { severity: 'critical', group: 'automatic', who: 'automatic' },
  'recall-booked': { severity: 'info', group: 'automatic', who: 'automatic' },
  'recall-changed': { severity: 'low', clinical: 'medium', group: 'automatic', who: 'automatic' },
  'recall-overdue': { severity: 'high', clinical: 'critical', group: 'decide', who: 'reception' },
  'reminder-missed': { severity: 'high', group: 'automatic', who: 'automatic' },
  'reminder-out-of-date': { severity: 'high', group: 'decide', who: 'reception' },
  'video-start-passed': { severity: 'critical', group: 'call', who: 'reception' },
  'video-link-pending': { severity: 'low', soon: 'high', group: 'nothing', who: 'nobody' },
  'video-practitioner-not-enabled': { severity: 'high', group: 'decide', who: 'practice-manager' },
  'video-type-not-linked': { severity: 'high', group: 'decide', who: 'practice-manager' },
  'video-practitioner-in-several-practices': { severity: 'high', group: 'decide', who: 'support' },
  'video-link-missing': { severity: 'medium', soon: 'high', group: 'decide', who: 'support' },
  'patient-double-booked': { severity: 'high', group: 'decide', who: 'reception' },
  'duration-differs': { severity: 'low', group: 'decide', who: 'reception' },
  'type-differs': { severity: 'medium', group: 'decide', who: 'reception' },
  'book-overlap': { severity: 'medium', soon: 'high', group: 'decide', who: 'reception' },
  'stale-placeholder': { severity: 'medium', group: 'automatic', who: 'automatic' },
  'patient-deceased': { severity: 'critical', group: 'decide', who: 'practice-manager' },
}

export function severityOf(code: Code, urgency: Urgency, clinicallySignificant: boolean): Severity {
  const { severity, soon, clinical } = WEIGHTS[code]
  if (clinicallySignificant && clinical !== undefined) return clinical
  return soon !== undefined && (isForToday(urgency) || urgency === 'next-day') ? soon : severity
}

/**
 * The plan says what is left for people; the table stands in where the plan is silent. A verdict that the table
 * wants a call for is never less than a decision, whatever the plan holds.
 */
export function groupOf(code: Code, urgency: Urgency, actions: readonly Action[]): Group {
  const table = WEIGHTS[code].group
  if (table === 'call' && isForToday(urgency)) return 'call'
  const byPeople = actions.filter((action) => action.who !== 'automatic')
  if (byPeople.some((action) => CALLS.has(action.kind)) && isForToday(urgency)) return 'call'
  if (byPeople.length > 0 || table === 'call') return 'decide'
  return actions.length > 0 ? 'automatic' : table
}

/** Who does the work: the people of the plan in its order, else the table's. */
export function actorsOf(code: Code, actions: readonly Action[]): readonly (ActionActor | 'nobody')[] {
  const people = new Set(actions.map(({ who }) => who).filter((who) => who !== 'automatic'))
  if (people.size > 0) return [...people]
  return actions.length > 0 ? ['automatic'] : [WEIGHTS[code].who]
}

export function statusOf(code: Code, group: Group, actions: readonly Action[], held: boolean): RowStatus {
  if (code === 'inconclusive') return 'inconclusive'
  if (group === 'nothing') return 'none'
  if (actions.length > 0 && actions.every(({ status }) => status === 'applied' || status === 'rejected')) {
    return group === 'automatic' ? 'done' : 'resolved'
  }
  if (held) return 'on-hold'
  return group === 'automatic' ? 'planned' : 'open'
}

/** Nobody has anything left to do about it. */
export const isSettled = (status: RowStatus): boolean => status === 'resolved' || status === 'done'

/** What cannot wait until tomorrow. */
export const isForToday = (urgency: Urgency): boolean =>
  urgency === 'overdue' || urgency === 'now' || urgency === 'today'

export const CALLS: ReadonlySet<string> = new Set(['call-patient', 'offer-alternative'])
