/** The rows of the CSV files: what goes where, in which order, and what is told of whom. */
import { describe, expect, test } from 'vitest'
import { URGENCIES } from '../../src/reconcile/model.ts'
import { actionRows } from '../../src/report/actions-rows.ts'
import { columnsOf, REPORT_FILES } from '../../src/report/columns.ts'
import { cellText, restoreCell } from '../../src/report/csv.ts'
import { type ReportRow, reportRows } from '../../src/report/rows.ts'
import { SEVERITIES } from '../../src/report/triage.ts'
import { AS_OF, action, booking, judged, sydney, world } from './world.ts'

const rowsOf = (practiceId = 'p-1', options = {}) => {
  const { snapshot, reconciliation } = world()
  return reportRows(snapshot, reconciliation, 'run-1', practiceId, options)
}
const cell = (row: ReportRow | undefined, column: Parameters<typeof textOf>[1]): string => textOf(row, column)
function textOf(row: ReportRow | undefined, column: ReturnType<typeof columnsOf>[number]): string {
  return restoreCell(cellText(row?.cells()[column]))
}
const byCode = (rows: readonly ReportRow[], code: string) => rows.find((row) => row.code === code)

describe('the files of a practice', () => {
  test('hold one row per judged booking and per finding, each in its file', () => {
    const rows = rowsOf()
    expect(rows.bookings.map(({ code }) => code)).toEqual([
      'start-passed',
      'in-step',
      'time-already-taken',
      'already-entered',
      'book-overlap',
      'move-in-book',
      'insert',
    ])
    expect(rows.recalls.map(({ code }) => code)).toEqual(['recall-to-resume', 'recall-missing'])
    expect(rows.reminders.map(({ code }) => code)).toEqual(['reminder-missed'])
    expect(rows.video.map(({ code }) => code)).toEqual(['video-start-passed'])
  })

  test('are sorted by urgency, then severity, then id, with priorities 1 to n', () => {
    for (const file of REPORT_FILES) {
      const rows = rowsOf()[file]
      expect(rows.map(({ priority }) => priority)).toEqual(rows.map((_, index) => index + 1))
      const keys = rows.map(
        ({ urgency, severity }) => URGENCIES.indexOf(urgency) * 10 + SEVERITIES.indexOf(severity),
      )
      expect(keys).toEqual([...keys].sort((a, b) => a - b))
    }
  })

  test('begin and end with the same columns', () => {
    for (const file of REPORT_FILES) {
      expect(columnsOf(file).slice(0, 18)).toEqual(columnsOf('bookings').slice(0, 18))
      expect(columnsOf(file).slice(-4)).toEqual([
        'evidence_snapshot_at',
        'completed_by',
        'completed_at',
        'outcome',
      ])
    }
  })

  test('never hold another practice’s rows', () => {
    expect(rowsOf('p-2').bookings.map((row) => cell(row, 'booking_ref'))).toEqual(['b-other'])
    expect(JSON.stringify(rowsOf('p-1').bookings.map((row) => row.cells()))).not.toMatch(
      /OTHERPRACTICE|OTHERDOCTOR/,
    )
    expect(() => rowsOf('p-3')).toThrow(RangeError)
  })

  test('carry ids that do not change from run to run', () => {
    const { snapshot, reconciliation } = world()
    const again = reportRows(snapshot, { ...reconciliation, asOfMs: AS_OF + 1 }, 'run-2', 'p-1')
    expect(again.bookings.map(({ findingId }) => findingId)).toEqual(
      rowsOf().bookings.map(({ findingId }) => findingId),
    )
    expect(new Set(again.bookings.map(({ findingId }) => findingId)).size).toBe(again.bookings.length)
  })
})

describe('a row', () => {
  test('of a time already taken names what takes it, who was first, the rule and the time to offer', () => {
    const row = byCode(rowsOf().bookings, 'time-already-taken')
    expect(row?.group).toBe('call')
    const got = Object.fromEntries(columnsOf('bookings').map((column) => [column, textOf(row, column)]))
    expect(got).toMatchObject({
      run_id: 'run-1',
      urgency: 'today',
      severity: 'Critical',
      type: 'Time already taken',
      who: 'Reception',
      act_by: '2026-11-20T14:00:00+11:00',
      status: 'Open',
      appointment_start: '2026-11-20T14:00:00+11:00',
      time_zone: 'Australia/Sydney',
      booking_ref: 'b-taken',
      conflicting_pms_id: '4000; 6000',
      conflicting_booking_ref: 'b-other',
      conflict_group: 'b-other',
      patient_ref: '9001',
      pms_created_at: '2026-11-20T09:00:00+11:00',
      patient_told: 'Confirmed',
      decision_rule: '§ 3.2 time already taken: the book’s own entry stands first',
      suggested_slots: '2026-11-20T15:30:00+11:00 Dr Okonkwo',
      completed_by: '',
    })
  })

  test('of a patient without a number gives initials and the end of our id', () => {
    expect(cell(byCode(rowsOf().bookings, 'start-passed'), 'patient_ref')).toBe('GF-002')
  })

  test('whose start has passed is to be acted on at once', () => {
    expect(byCode(rowsOf().bookings, 'start-passed')?.actByMs).toBe(AS_OF)
  })

  test('names the patient only where the practice asked for it', () => {
    expect(columnsOf('bookings')).not.toContain('patient_name')
    expect(columnsOf('bookings')).not.toContain('appointment_type')
    const row = byCode(rowsOf('p-1', { full: true, appointmentTypes: true }).bookings, 'time-already-taken')
    expect(cell(row, 'patient_name')).toBe('GIVENMARK FAMILYMARK')
    expect(cell(row, 'mobile')).toBe('0400111222')
    expect(cellText(row?.cells().mobile)).toBe("'0400111222")
    expect(cell(row, 'appointment_type')).toBe('TYPEMARK consult')
  })

  test('of a held run tells nobody to act', () => {
    const { snapshot, reconciliation } = world()
    const rows = reportRows(snapshot, { ...reconciliation, holds: ['book-looks-restored'] }, 'run-1', 'p-1')
    const row = byCode(rows.bookings, 'start-passed')
    expect(cell(row, 'status')).toBe('On hold')
    expect(cell(row, 'action_needed')).toMatch(/^On hold: /)
  })

  test('of a booking whose patient is deceased is never automatic', () => {
    const { snapshot, reconciliation } = world()
    const free = booking('b-free', sydney(25, '09:00'))
    const rows = reportRows(
      snapshot,
      {
        ...reconciliation,
        judgements: [judged('insert', free, { urgency: 'this-week' })],
        findings: [
          { code: 'patient-deceased', practiceId: 'p-1', subjectIds: ['b-free'], bookingId: 'b-free' },
        ],
        actions: [],
      },
      'run-1',
      'p-1',
    )
    expect(byCode(rows.bookings, 'insert')?.group).toBe('decide')
    expect(cell(byCode(rows.bookings, 'insert'), 'action_needed')).toMatch(/^Send nothing/)
    expect(rows.bookings).toHaveLength(2)
  })

  test('of a deceased patient asks nobody to call, however urgent', () => {
    const { snapshot, reconciliation } = world()
    const patients = snapshot.book.patients.map((one) => ({ ...one, status: 'deceased' as const }))
    const rows = reportRows(
      { ...snapshot, book: { ...snapshot.book, patients } },
      { ...reconciliation },
      'run-1',
      'p-1',
    )
    const row = byCode(rows.bookings, 'time-already-taken')
    expect(row?.group).toBe('decide')
    expect(cell(row, 'who')).toBe('Practice manager')
    for (const one of [...rows.recalls, ...rows.reminders, ...rows.video]) {
      expect(cell(one, 'action_needed')).toMatch(/^Send nothing and call nobody/)
    }
  })

  test('of a deceased patient’s recall is in the recalls file', () => {
    const { snapshot, reconciliation } = world()
    const findings = [{ code: 'patient-deceased', practiceId: 'p-1', subjectIds: ['rec-1'] }] as const
    const rows = reportRows(snapshot, { ...reconciliation, findings }, 'run-1', 'p-1')
    expect(rows.recalls.map(({ code }) => code)).toEqual(['patient-deceased'])
  })
})

describe('the action list', () => {
  test('is in working order: urgent first, nothing before what it depends on, one practice only', () => {
    const { snapshot, reconciliation } = world()
    const rows = actionRows(snapshot, reconciliation, 'run-1', 'p-1')
    expect(rows.map(({ action }) => action.actionId)).toEqual([
      'a-call',
      'a-resume',
      'a-hold',
      'a-offer',
      'a-link',
      'a-insert',
    ])
    const offer = rows[3]?.cells()
    expect(cellText(offer?.depends_on)).toBe('a-hold')
    expect(cellText(offer?.proposed_start)).toBe('2026-11-20T15:30:00+11:00')
    expect(cellText(offer?.practitioner)).toBe('Dr Okonkwo')
  })

  test('takes what is waited for as urgent as what waits for it', () => {
    const { snapshot, reconciliation } = world()
    const actions = [
      ...reconciliation.actions,
      action('a-file', { kind: 'create-patient', because: 'insert', subjectIds: ['patient-009'] }),
    ].map((one) => (one.actionId === 'a-insert' ? { ...one, dependsOn: ['a-file'] } : one))
    const rows = actionRows(snapshot, { ...reconciliation, actions }, 'run-1', 'p-1')
    expect(rows.find((row) => row.action.actionId === 'a-file')?.urgency).toBe('this-week')
  })
})
