/** PURE. By when a person has to act, for a row that needs one. */
import type { RunFacts } from './facts.ts'
import type { Subject } from './subjects.ts'

/**
 * Before the first moment at which the patient might stand at the desk, or at which the suggested time is gone; for a
 * recall, when its due day begins. Where that has passed, or nothing tells: at once.
 */
export function actByMs(facts: RunFacts, subject: Subject): number {
  const { asOfMs } = facts.reconciliation
  const { judgement, booking, entry, dueOn, reminder, span, practiceId } = subject
  if (dueOn !== null) return Math.max(facts.clock(practiceId).dayStart(dueOn), asOfMs)
  const moments = [
    span?.startMs,
    booking?.startMs,
    booking?.base?.startMs,
    entry?.startMs,
    reminder?.aboutStartMs,
    judgement?.alternative?.startMs,
  ]
  const ahead = moments.filter((ms) => ms !== undefined && ms !== null && ms > asOfMs).map(Number)
  return subject.urgency === 'overdue' || ahead.length === 0 ? asOfMs : Math.min(...ahead)
}
