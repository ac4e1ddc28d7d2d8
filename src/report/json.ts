/**
 * PURE. A run as the JSON of CONTRACT § 7. The keys are written in the contract's order by hand, since what comes out
 * of a database (jsonb) has an order of its own, and two runs over the same data are to print the same bytes.
 */
import {
  ACTION_KINDS,
  type Action,
  type Alternative,
  type Basis,
  FINDINGS,
  type Finding,
  type Judgement,
  type Reconciliation,
  type Snapshot,
  VERDICTS,
} from '../reconcile/model.ts'
import { isoInstant } from '../reconcile/span.ts'
import { type Tally, tally } from './summary.ts'

export const FORMAT_VERSION = 1

export function runToJson(reconciliation: Reconciliation, snapshot: Snapshot, runId: string): object {
  const { asOfMs, window, read, holds, judgements, findings, actions } = reconciliation
  return {
    formatVersion: FORMAT_VERSION,
    run: {
      runId,
      connectionId: snapshot.connection.connectionId,
      asOf: isoInstant(asOfMs),
      windowStart: window === null ? null : isoInstant(window.startMs),
      windowEnd: window === null ? null : isoInstant(window.endMs),
      readTakenAt: read === null ? null : isoInstant(read.takenMs),
      readComplete: read?.complete ?? false,
      holds: [...holds],
      alternativesProvenBest: reconciliation.alternativesProvenBest,
    },
    totals: {
      judged: judgements.length,
      byVerdict: counts(
        tally(
          VERDICTS,
          judgements.map(({ verdict }) => verdict),
        ),
      ),
      byFinding: counts(
        tally(
          FINDINGS,
          findings.map(({ code }) => code),
        ),
      ),
      byAction: counts(
        tally(
          ACTION_KINDS,
          actions.map(({ kind }) => kind),
        ),
      ),
    },
    verdicts: judgements.map(verdictJson),
    findings: findings.map(findingJson),
    actions: actions.map(actionJson),
  }
}

const counts = (of: Tally<string>): Record<string, number> =>
  Object.fromEntries(of.map(({ code, count }) => [code, count]))

function verdictJson({
  booking,
  verdict,
  pair,
  conflictsWith,
  conflictGroup,
  urgency,
  alternative,
}: Judgement): object {
  return {
    bookingId: booking.bookingId,
    practiceId: booking.practiceId,
    verdict,
    pmsAppointmentId: pair?.entry.pmsAppointmentId ?? null,
    matchedBy: pair?.matchedBy ?? null,
    conflictsWith: {
      bookingIds: [...conflictsWith.bookingIds],
      pmsAppointmentIds: [...conflictsWith.pmsAppointmentIds],
    },
    conflictGroup,
    urgency,
    alternative: placeJson(alternative),
  }
}

function findingJson({
  code,
  practiceId,
  subjectIds,
  overdue,
  bookingId,
  clinicallySignificant,
}: Finding): object {
  return {
    code,
    practiceId,
    subjectIds: [...subjectIds],
    ...(overdue ? { overdue } : {}),
    ...(bookingId === undefined ? {} : { bookingId }),
    ...(clinicallySignificant === undefined ? {} : { clinicallySignificant }),
  }
}

export function actionJson(action: Action): object {
  return {
    actionId: action.actionId,
    kind: action.kind,
    who: action.who,
    because: action.because,
    practiceId: action.practiceId,
    subjectIds: [...action.subjectIds],
    dependsOn: [...action.dependsOn],
    basis: basisJson(action.basis),
    status: action.status,
    proposed: placeJson(action.proposed),
  }
}

function placeJson(place: Alternative | null): object | null {
  if (place === null) return null
  return {
    practitionerId: place.practitionerId,
    startAt: isoInstant(place.startMs),
    endAt: isoInstant(place.endMs),
  }
}

/** JSON leaves out what is undefined; what stays has one order of keys. */
function basisJson({
  entry,
  noEntryFor,
  free,
  booking,
  recall,
  pmsRecall,
  reminder,
  databaseIdentity,
}: Basis): object {
  return {
    entry: entry && {
      pmsAppointmentId: entry.pmsAppointmentId,
      pmsPractitionerId: entry.pmsPractitionerId,
      pmsPatientId: entry.pmsPatientId,
      startAt: entry.startAt,
      endAt: entry.endAt,
      status: entry.status,
    },
    noEntryFor,
    free: free && { pmsPractitionerId: free.pmsPractitionerId, startAt: free.startAt, endAt: free.endAt },
    booking: booking && {
      bookingId: booking.bookingId,
      status: booking.status,
      practitionerId: booking.practitionerId,
      startAt: booking.startAt,
      endAt: booking.endAt,
    },
    recall: recall && { recallId: recall.recallId, status: recall.status, dueOn: recall.dueOn },
    pmsRecall: pmsRecall && {
      pmsRecallId: pmsRecall.pmsRecallId,
      status: pmsRecall.status,
      dueOn: pmsRecall.dueOn,
    },
    reminder: reminder && { reminderId: reminder.reminderId, sentAt: reminder.sentAt },
    databaseIdentity,
  }
}
