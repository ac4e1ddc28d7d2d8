/** Totals that add up, opening hours, and the JSON of a run. */
import { describe, expect, test } from 'vitest'
import { FINDINGS, URGENCIES, VERDICTS } from '../../src/reconcile/model.ts'
import { cellText } from '../../src/report/csv.ts'
import { runToJson } from '../../src/report/json.ts'
import { openMs } from '../../src/report/open-hours.ts'
import { summarise, summaryRows } from '../../src/report/summary.ts'
import { GROUPS, groupOf, severityOf } from '../../src/report/triage.ts'
import { booking, judged, quietWorld, sydney, world } from './world.ts'

describe('the totals', () => {
  test('of each practice and of the connection add up to the judged bookings', () => {
    const { snapshot, reconciliation } = world()
    for (const [practiceId, judgedCount] of [
      ['p-1', 6],
      ['p-2', 1],
      [null, 7],
    ] as const) {
      const summary = summarise(snapshot, reconciliation, practiceId)
      expect(summary.judged).toBe(judgedCount)
      expect(GROUPS.reduce((sum, group) => sum + summary.byGroup[group], 0)).toBe(judgedCount)
      expect(summary.byVerdict.reduce((sum, { count }) => sum + count, 0)).toBe(judgedCount)
    }
    expect(summarise(snapshot, reconciliation, 'p-1').byGroup).toEqual({
      call: 2,
      decide: 1,
      automatic: 2,
      nothing: 1,
    })
  })

  test('add up for every verdict at every urgency', () => {
    const { snapshot, reconciliation } = quietWorld()
    const judgements = VERDICTS.flatMap((verdict) =>
      URGENCIES.map((urgency) =>
        judged(verdict, booking(`b-${verdict}-${urgency}`, sydney(25, '09:00')), { urgency }),
      ),
    )
    const summary = summarise(snapshot, { ...reconciliation, judgements }, null)
    expect(summary.judged).toBe(VERDICTS.length * URGENCIES.length)
  })

  test('that do not add up stop the report', () => {
    const { snapshot, reconciliation } = world()
    const stray = judged('insert', booking('b-stray', sydney(25, '09:00'), { practiceId: 'p-unknown' }))
    const broken = { ...reconciliation, judgements: [...reconciliation.judgements, stray] }
    expect(() => summarise(snapshot, broken, null)).toThrow('do not add up')
  })

  test('tell whether anyone is needed', () => {
    const { snapshot, reconciliation } = world()
    const quiet = quietWorld()
    expect(summarise(snapshot, reconciliation, null).attention).toBe('someone')
    expect(summarise(snapshot, { ...reconciliation, holds: ['line-down'] }, null).attention).toBe('held')
    expect(summarise(quiet.snapshot, quiet.reconciliation, null).attention).toBe('nobody')
    const inconclusive = [judged('inconclusive', booking('b-1', sydney(25, '09:00')))]
    expect(
      summarise(quiet.snapshot, { ...quiet.reconciliation, judgements: inconclusive }, null).attention,
    ).toBe('held')
  })

  test('stand in summary.csv with an explanation each', () => {
    const { snapshot, reconciliation } = world()
    const rows = summaryRows(snapshot, reconciliation, 'run-1', 'p-1')
    const values = Object.fromEntries(rows.map(({ key, value }) => [cellText(key), cellText(value)]))
    expect(values).toMatchObject({
      judged: '6',
      call: '2',
      decide: '1',
      automatic: '2',
      nothing: '1',
      outage_minutes: '214',
      outage_minutes_in_opening_hours: '152',
      first_deadline: '2026-11-20T11:40:00+11:00',
    })
    expect(rows.every(({ explanation }) => cellText(explanation) !== '')).toBe(true)
  })
})

describe('every code', () => {
  test('has a severity and a group, and is never quieter when it is for today', () => {
    for (const code of [...VERDICTS, ...FINDINGS]) {
      for (const urgency of URGENCIES) {
        expect(severityOf(code, urgency, false)).toBeTruthy()
        expect(GROUPS).toContain(groupOf(code, urgency, []))
      }
    }
  })
})

describe('opening hours', () => {
  const hours = (weekday: number, opens: string, closes: string) => ({
    practiceId: 'p',
    weekday,
    opens,
    closes,
  })
  const hour = 3_600_000

  test('are not known when there are none', () => {
    expect(openMs({ startMs: 0, endMs: 1 }, [], 'Australia/Sydney')).toBeNull()
  })

  test('count once where they overlap, and only within the outage', () => {
    const friday = [hours(5, '09:00', '12:00'), hours(5, '11:00', '13:00'), hours(6, '09:00', '10:00')]
    expect(
      openMs({ startMs: sydney(20, '08:00'), endMs: sydney(21, '09:30') }, friday, 'Australia/Sydney'),
    ).toBe(4.5 * hour)
    expect(
      openMs({ startMs: sydney(20, '12:30'), endMs: sydney(20, '18:00') }, friday, 'Australia/Sydney'),
    ).toBe(0.5 * hour)
  })

  test('are longer by an hour on the night that has one twice, and shorter where one is missing', () => {
    const sunday = [hours(7, '00:00', '06:00')]
    const night = (day: string) => ({
      startMs: Date.parse(`${day}T00:00:00Z`) - 24 * hour,
      endMs: Date.parse(`${day}T23:00:00Z`),
    })
    expect(openMs(night('2026-04-05'), sunday, 'Australia/Sydney')).toBe(7 * hour)
    expect(openMs(night('2026-10-04'), sunday, 'Australia/Sydney')).toBe(5 * hour)
    expect(openMs(night('2026-10-04'), [hours(7, '02:15', '03:15')], 'Australia/Sydney')).toBe(0.25 * hour)
  })
})

describe('the JSON of a run', () => {
  const { snapshot, reconciliation } = world()

  test('has the contract’s keys in its order', () => {
    const json = JSON.parse(JSON.stringify(runToJson(reconciliation, snapshot, 'run-1')))
    expect(Object.keys(json)).toEqual(['formatVersion', 'run', 'totals', 'verdicts', 'findings', 'actions'])
    expect(json.run).toEqual({
      runId: 'run-1',
      connectionId: 'con-1',
      asOf: '2026-11-20T00:40:00.000Z',
      windowStart: '2026-11-19T20:58:00.000Z',
      windowEnd: '2026-11-20T00:32:00.000Z',
      readTakenAt: '2026-11-20T00:35:00.000Z',
      readComplete: true,
      holds: [],
      alternativesProvenBest: true,
    })
    expect(Object.keys(json.totals.byVerdict)).toEqual([
      'already-entered',
      'start-passed',
      'time-already-taken',
      'insert',
      'in-step',
      'move-in-book',
    ])
    expect(json.verdicts.find((one: { bookingId: string }) => one.bookingId === 'b-taken')).toEqual({
      bookingId: 'b-taken',
      practiceId: 'p-1',
      verdict: 'time-already-taken',
      pmsAppointmentId: null,
      matchedBy: null,
      conflictsWith: { bookingIds: ['b-other'], pmsAppointmentIds: ['4000', '6000'] },
      conflictGroup: 'b-other',
      urgency: 'today',
      alternative: {
        practitionerId: 'dr-1',
        startAt: '2026-11-20T04:30:00.000Z',
        endAt: '2026-11-20T04:45:00.000Z',
      },
    })
    expect(json.findings[0]).toEqual({ code: 'recall-missing', practiceId: 'p-1', subjectIds: ['R2'] })
  })

  test('is the same whatever order a database gives the keys of a basis', () => {
    const basis = { noEntryFor: 'b-1', free: { startAt: 's', endAt: 'e', pmsPractitionerId: 'p' } }
    const shuffled = { free: { pmsPractitionerId: 'p', endAt: 'e', startAt: 's' }, noEntryFor: 'b-1' }
    const print = (one: typeof basis): string => {
      const actions = reconciliation.actions.map((action) => ({ ...action, basis: one }))
      return JSON.stringify(runToJson({ ...reconciliation, actions }, snapshot, 'run-1'))
    }
    expect(print(basis)).toBe(print(shuffled))
  })

  test('of no outage is empty', () => {
    const empty = { ...reconciliation, window: null, read: null, judgements: [], findings: [], actions: [] }
    expect(runToJson(empty, snapshot, 'run-1')).toMatchObject({
      run: { windowStart: null, windowEnd: null, readTakenAt: null, readComplete: false },
      totals: { judged: 0, byVerdict: {}, byFinding: {}, byAction: {} },
      verdicts: [],
    })
  })
})
