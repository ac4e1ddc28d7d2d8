/** A run's conclusions as rows of their tables, and back. */
import type { Action, Finding, Judgement } from '../src/reconcile/model.ts'
import type { CopyValue } from './database.ts'
import type { actions, findings, verdicts } from './schema.ts'

type Row = Record<string, CopyValue>

export function verdictRow({ booking, pair, alternative, options, ...judgement }: Judgement): Row {
  return {
    booking_id: booking.bookingId,
    verdict: judgement.verdict,
    matched_by: pair?.matchedBy ?? null,
    pms_appointment_id: pair?.entry.pmsAppointmentId ?? null,
    conflict_booking_ids: judgement.conflictsWith.bookingIds,
    conflict_pms_appointment_ids: judgement.conflictsWith.pmsAppointmentIds,
    conflict_group: judgement.conflictGroup,
    urgency: judgement.urgency,
    alternative_practitioner_id: alternative?.practitionerId ?? null,
    alternative_start_at: iso(alternative?.startMs),
    alternative_end_at: iso(alternative?.endMs),
    alternative_options: JSON.stringify(options),
    booking: JSON.stringify(booking),
    entry: pair === null ? null : JSON.stringify(pair.entry),
  }
}

export function judgementOf(row: typeof verdicts.$inferSelect): Judgement {
  const { booking, entry, matchedBy, alternativePractitionerId, alternativeStartAt, alternativeEndAt } = row
  return {
    booking,
    verdict: row.verdict,
    pair: entry === null || matchedBy === null ? null : { booking, entry, matchedBy },
    conflictsWith: { bookingIds: row.conflictBookingIds, pmsAppointmentIds: row.conflictPmsAppointmentIds },
    conflictGroup: row.conflictGroup,
    urgency: row.urgency,
    alternative: spanOf(alternativePractitionerId, alternativeStartAt, alternativeEndAt),
    options: row.alternativeOptions,
  }
}

export function findingRow({ code, practiceId, subjectIds, ...details }: Finding, position: number): Row {
  return {
    position,
    code,
    practice_id: practiceId,
    subject_ids: subjectIds,
    details: JSON.stringify(details),
  }
}

export function findingOf({ code, practiceId, subjectIds, details }: typeof findings.$inferSelect): Finding {
  return { code, practiceId, subjectIds, ...(details as Omit<Finding, 'code' | 'practiceId' | 'subjectIds'>) }
}

export function actionRow({ proposed, ...action }: Action, position: number): Row {
  return {
    position,
    action_id: action.actionId,
    kind: action.kind,
    who: action.who,
    because: action.because,
    practice_id: action.practiceId,
    subject_ids: action.subjectIds,
    depends_on: action.dependsOn,
    basis: JSON.stringify(action.basis),
    status: action.status,
    proposed_practitioner_id: proposed?.practitionerId ?? null,
    proposed_start_at: iso(proposed?.startMs),
    proposed_end_at: iso(proposed?.endMs),
  }
}

export function actionOf(row: typeof actions.$inferSelect): Action {
  return {
    actionId: row.actionId,
    kind: row.kind,
    who: row.who,
    because: row.because,
    practiceId: row.practiceId,
    subjectIds: row.subjectIds,
    dependsOn: row.dependsOn,
    basis: row.basis,
    status: row.status,
    proposed: spanOf(row.proposedPractitionerId, row.proposedStartAt, row.proposedEndAt),
  }
}

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())

function spanOf(practitionerId: string | null, startMs: number | null, endMs: number | null) {
  return practitionerId === null || startMs === null || endMs === null
    ? null
    : { practitionerId, startMs, endMs }
}
