/**
 * PURE. What is left for people of one practice to do, as a sheet to work off from top to bottom: who is to be called
 * now comes first, and nothing before what it waits for.
 */
import type { Action, Booking, Patient, PmsPatient, Reconciliation, Snapshot } from '../reconcile/model.ts'
import { type ActionRow, actionRows } from './actions-rows.ts'
import { patientRef, personCells } from './cells.ts'
import type { WorklistColumn } from './columns.ts'
import { type Cell, type Cells, own } from './csv.ts'
import { type RunFacts, runFacts } from './facts.ts'
import type { RowOptions } from './rows.ts'
import { CALLS, isForToday } from './triage.ts'
import { english } from './words.ts'

export interface WorklistPlan {
  readonly runId: string
  readonly hash: string
  /** Whether an action belongs on the list. */
  readonly isOpen: (action: Action) => boolean
}

export function worklistRows(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  plan: WorklistPlan,
  practiceId: string,
  options: RowOptions = {},
): readonly Cells<WorklistColumn>[] {
  const words = options.words ?? english
  const facts = runFacts(snapshot, reconciliation)
  const open = actionRows(snapshot, reconciliation, plan.runId, practiceId, words).filter(({ action }) =>
    plan.isOpen(action),
  )
  const { calls, rest } = callsFirst(open)
  const ordered = [...calls, ...rest]
  const numbers = new Map(ordered.map(({ action }, index) => [action.actionId, index + 1]))
  return ordered.map((row, index) => {
    const { action } = row
    const { kind: _, because: __, depends_on: ___, practitioner: proposedTo, ...cells } = row.cells()
    const after = action.dependsOn.flatMap((id) => numbers.get(id) ?? [])
    const patient = patientOf(facts, action)
    return {
      ...cells,
      plan_hash: plan.hash,
      work_order: own(index + 1),
      group: words.worklistGroups[index < calls.length ? 'call-now' : 'to-do'],
      // Words of our own: a lone number is to stay one, and several are no date.
      after: after.length === 0 ? '' : own(after.sort((a, b) => a - b).join('; ')),
      location: facts.practice(practiceId).name,
      ...appointmentCells(facts, action),
      proposed_practitioner: proposedTo ?? '',
      pms_appointment_id: action.basis.entry?.pmsAppointmentId ?? '',
      patient_ref: patientRef(patient),
      ...(options.full ? personCells(patient) : {}),
      outcome: '',
      completed_by: '',
      completed_at: '',
      note: '',
    }
  })
}

/** Calls that cannot wait until tomorrow, each behind what it waits for; the order within each part stays. */
function callsFirst(rows: readonly ActionRow[]): { calls: readonly ActionRow[]; rest: readonly ActionRow[] } {
  const byId = new Map(rows.map((row) => [row.action.actionId, row]))
  const first = new Set<ActionRow>()
  const pull = (row: ActionRow): void => {
    if (first.has(row)) return
    first.add(row)
    for (const id of row.action.dependsOn) {
      const before = byId.get(id)
      if (before !== undefined) pull(before)
    }
  }
  for (const row of rows) if (CALLS.has(row.action.kind) && isForToday(row.urgency)) pull(row)
  return { calls: rows.filter((row) => first.has(row)), rest: rows.filter((row) => !first.has(row)) }
}

function appointmentCells(facts: RunFacts, action: Action): Cells<WorklistColumn> {
  const booking = bookingOf(facts, action)
  if (booking === null)
    return { practitioner: '', appointment_start: '', appointment_end: '', booking_ref: '' }
  const clock = facts.clock(action.practiceId)
  const at = (ms: number): Cell => own(clock.localIso(ms))
  return {
    practitioner: facts.practitionerName(booking.practitionerId, action.practiceId),
    appointment_start: at(booking.startMs),
    appointment_end: at(booking.endMs),
    booking_ref: booking.bookingId,
  }
}

/** As the run saw it; of another practice's nothing is told. */
function bookingOf(facts: RunFacts, { subjectIds, practiceId, basis }: Action): Booking | null {
  const reminded = subjectIds.map((id) => facts.reminders.get(id)?.bookingId)
  for (const id of [...subjectIds, ...reminded, basis.booking?.bookingId, basis.noEntryFor]) {
    const booking =
      id === undefined ? undefined : (facts.judgementByBooking.get(id)?.booking ?? facts.bookings.get(id))
    if (booking?.practiceId === practiceId) return booking
  }
  return null
}

function patientOf(facts: RunFacts, action: Action): Patient | PmsPatient | null {
  const booking = bookingOf(facts, action)
  if (booking !== null) return facts.patients.get(booking.patientId) ?? null
  for (const id of action.subjectIds) {
    const recall = facts.recalls.get(id)
    if (recall?.practiceId === action.practiceId) return facts.patients.get(recall.patientId) ?? null
    const pmsRecall = facts.pmsRecalls.get(id)
    if (pmsRecall !== undefined) return facts.pmsPatients.get(pmsRecall.pmsPatientId) ?? null
  }
  return null
}
