/**
 * PURE. A run's rows for one practice, file by file: one row per judged booking and per finding, sorted by urgency,
 * then severity, then id. Rows are light; their cells are worked out when they are written.
 */
import { createHash } from 'node:crypto'
import {
  type Action,
  type Judgement,
  type Reconciliation,
  type Snapshot,
  URGENCIES,
} from '../reconcile/model.ts'
import { compareIds } from '../reconcile/order.ts'
import { actByMs } from './act-by.ts'
import { cellsOf, type RowFacts } from './cells.ts'
import type { Disclosure, ReportColumn, ReportFile } from './columns.ts'
import type { Cells } from './csv.ts'
import { type RunFacts, runFacts } from './facts.ts'
import type { Words } from './language.ts'
import { isVerdict } from './sayings.ts'
import { type Subject, subjectOfFinding, subjectOfJudgement } from './subjects.ts'
import { actorsOf, type Group, groupOf, isSettled, SEVERITIES, severityOf, statusOf } from './triage.ts'
import { english } from './words.ts'

export interface ReportRow extends RowFacts {
  readonly cells: () => Cells<ReportColumn>
}

export type ReportRows = Readonly<Record<ReportFile, readonly ReportRow[]>>

export interface RowOptions extends Disclosure {
  readonly words?: Words | undefined
}

export function reportRows(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  practiceId: string,
  options: RowOptions = {},
): ReportRows {
  const facts = runFacts(snapshot, reconciliation)
  const words = options.words ?? english
  // A practice that is not of this connection is a caller's mistake, not an empty report.
  facts.practice(practiceId)
  const files: Record<ReportFile, Triaged[]> = { bookings: [], recalls: [], reminders: [], video: [] }
  for (const row of triaged(facts, practiceId)) files[fileOf(row.subject)].push(row)
  const finished = (rows: Triaged[]): ReportRow[] =>
    rows.sort(compareTriaged).map((row, index) => {
      const numbered = { ...row, priority: index + 1, findingId: findingId(facts, row.subject) }
      return { ...numbered, cells: () => cellsOf(facts, words, runId, numbered, options) }
    })
  return {
    bookings: finished(files.bookings),
    recalls: finished(files.recalls),
    reminders: finished(files.reminders),
    video: finished(files.video),
  }
}

export type Triaged = Omit<ReportRow, 'priority' | 'findingId' | 'cells'>

/** Everything of the practice that was judged or found, in no particular order. */
export function triaged(facts: RunFacts, practiceId: string): Triaged[] {
  return [
    ...facts
      .judgementsOf(practiceId)
      .map((judgement) =>
        triage(facts, subjectOfJudgement(facts, judgement), facts.actionsForBooking(judgement)),
      ),
    ...facts.findingsOf(practiceId).map((finding) => {
      const subject = subjectOfFinding(facts, finding)
      return triage(facts, subject, facts.actionsFor(finding.code, finding.subjectIds))
    }),
  ]
}

/** The group in which a judged booking is counted. */
export const groupOfJudgement = (facts: RunFacts, judgement: Judgement): Group =>
  triage(facts, subjectOfJudgement(facts, judgement), facts.actionsForBooking(judgement)).group

export function compareTriaged(a: Triaged, b: Triaged): number {
  return (
    URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareIds(a.subject.subjectIds[0] ?? '', b.subject.subjectIds[0] ?? '') ||
    compareIds(a.subject.subjectIds.join('\n'), b.subject.subjectIds.join('\n')) ||
    compareIds(a.code, b.code)
  )
}

function triage(facts: RunFacts, subject: Subject, actions: readonly Action[]): Triaged {
  const { code, urgency, clinicallySignificant } = subject
  const isDeceased = facts.isDeceased(subject.patient)
  const group = isDeceased ? 'decide' : groupOfSubject(facts, subject, actions)
  const status = statusOf(code, group, actions, facts.reconciliation.holds.length > 0)
  const isForPeople = (group === 'call' || group === 'decide') && !isSettled(status)
  return {
    subject,
    code,
    group,
    urgency,
    severity: severityOf(code, urgency, clinicallySignificant),
    status,
    actions,
    isDeceased,
    actors: isDeceased ? actorsOf('patient-deceased', []) : actorsOf(code, actions),
    actByMs: isForPeople ? actByMs(facts, subject) : null,
  }
}

/** A double-booked patient takes the booking out of the program's hands. */
function groupOfSubject(
  facts: RunFacts,
  { code, urgency, booking }: Subject,
  actions: readonly Action[],
): Group {
  const group = groupOf(code, urgency, actions)
  const isInDoubt = isVerdict(code) && facts.isDoubleBooked(booking?.bookingId ?? '')
  return isInDoubt && group !== 'call' ? 'decide' : group
}

function fileOf({ code, recall, pmsRecall }: Subject): ReportFile {
  if (code.startsWith('recall-')) return 'recalls'
  if (code.startsWith('reminder-')) return 'reminders'
  if (code.startsWith('video-')) return 'video'
  return code === 'patient-deceased' && (recall !== null || pmsRecall !== null) ? 'recalls' : 'bookings'
}

/** The same world gives the same id, whatever the run. */
function findingId(facts: RunFacts, { practiceId, code, subjectIds }: Subject): string {
  const { connectionId } = facts.snapshot.connection
  const key = JSON.stringify([connectionId, practiceId, code, subjectIds])
  return `F-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
}
