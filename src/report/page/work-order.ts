/**
 * PURE. The work list: every row of the run's files that needs a person, exactly once, numbered in the order in which to
 * work. Calls come first, then decisions; of each the most urgent, and among those what is due first.
 */

import { addTo } from '../../reconcile/group.ts'
import { URGENCIES } from '../../reconcile/model.ts'
import { conflictCells } from '../cells.ts'
import { REPORT_FILES } from '../columns.ts'
import { compareTriaged, type ReportRow, type ReportRows } from '../rows.ts'
import type { Group } from '../triage.ts'

export interface WorkItem {
  /** 1 … n. */
  readonly number: number
  readonly row: ReportRow
  /** The numbers of other items about the same booking, patient or conflict. */
  readonly together: () => readonly number[]
}

export interface WorkOrder {
  readonly items: readonly WorkItem[]
  /** Of a row that is not on the list: null. */
  numberOf(row: ReportRow): number | null
}

export function workOrder(rows: ReportRows): WorkOrder {
  const ordered = REPORT_FILES.flatMap((file) => rows[file])
    // Who has a deadline has something to do: the same word as everywhere in the report.
    .filter(({ actByMs }) => actByMs !== null)
    .sort(compareWork)
  const numbers = new Map(ordered.map((row, index) => [row, index + 1]))
  const byTie = new Map<string, number[]>()
  for (const [row, number] of numbers) for (const tie of tiesOf(row)) addTo(byTie, tie, number)
  return {
    items: ordered.map((row, index) => ({
      number: index + 1,
      row,
      together: () => {
        const others = new Set(tiesOf(row).flatMap((tie) => nearest(byTie.get(tie) ?? [], index + 1)))
        others.delete(index + 1)
        return [...others].sort((a, b) => a - b)
      },
    })),
    numberOf: (row) => numbers.get(row) ?? null,
  }
}

const RANK: readonly Group[] = ['call', 'decide']

function compareWork(a: ReportRow, b: ReportRow): number {
  return (
    RANK.indexOf(a.group) - RANK.indexOf(b.group) ||
    URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency) ||
    (a.actByMs ?? 0) - (b.actByMs ?? 0) ||
    compareTriaged(a, b)
  )
}

function tiesOf({ subject }: ReportRow): readonly string[] {
  const { booking, patient } = subject
  const group = conflictCells(subject).conflict_group
  const person =
    patient === null
      ? ''
      : patient.pmsPatientId === null
        ? `own ${'patientId' in patient ? patient.patientId : ''}`
        : `pms ${patient.pmsPatientId}`
  return [
    ...(group === '' ? [] : [`group ${group}`]),
    ...(booking === null ? [] : [`booking ${booking.bookingId}`]),
    ...(person === '' ? [] : [`patient ${person}`]),
  ]
}

/** A conflict of hundreds would name hundreds at each: those next to it in the list are enough to find the rest. */
const MOST_TOGETHER = 6

function nearest(numbers: readonly number[], number: number): readonly number[] {
  const at = numbers.indexOf(number)
  const from = Math.max(0, Math.min(at - MOST_TOGETHER / 2, numbers.length - MOST_TOGETHER - 1))
  return numbers.slice(from, from + MOST_TOGETHER + 1)
}
