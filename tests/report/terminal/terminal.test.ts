/** The terminal summary: fits its width, adds up, shouts about holds, and names no patient. */
import { describe, expect, test } from 'vitest'
import { textWidth } from '../../../src/report/terminal/columns.ts'
import { terminalSummary } from '../../../src/report/terminal/summary.ts'
import { booking, judged, MARKERS, quietWorld, sydney, world } from '../world.ts'

const { snapshot, reconciliation } = world()
const plain = { width: 80, colour: false }

describe('the terminal summary', () => {
  test('reads at a glance', () => {
    expect(terminalSummary(snapshot, reconciliation, 'run-1', plain)).toBe(`Run         run-1
Connection  con-1 Wattle Street Family Practice (Australia/Sydney)
Practices   p-1 Wattle Street Family Practice, p-2 OTHERPRACTICE
Outage      2026-11-20 07:58 → 11:32 +11:00 Australia/Sydney (3 h 34 min)
Book read   2026-11-20 11:35 +11:00, complete
As of       2026-11-20 11:40 +11:00

Totals      7 judged = 1 already-entered + 1 start-passed + 1 time-already-taken
            + 2 insert + 1 in-step + 1 move-in-book
            7 judged = 2 needs a phone call now + 1 needs a decision
            + 3 done automatically + 1 nothing to do

NEEDS A PHONE CALL NOW (2)
  booking   verdict             when              practitioner  in the book
  b-passed  start-passed        2026-11-20 10:00  dr-1
  b-taken   time-already-taken  2026-11-20 14:00  dr-1
      taken by 4000 6000 b-other, offer 2026-11-20 15:30 dr-1

Today (1)
  booking  verdict  when              practitioner  in the book
  b-other  insert   2026-11-20 14:00  dr-2

Next day (1)
  booking  verdict          when              practitioner  in the book
  b-typed  already-entered  2026-11-21 09:00  dr-1          5001

This week (2)
  booking  verdict       when              practitioner  in the book
  b-moved  move-in-book  2026-11-23 09:00  dr-1          3000
  b-free   insert        2026-11-25 09:00  dr-1

Findings
  1 recall-missing: R2
  1 recall-to-resume: rec-1
  1 reminder-missed: rem-1
  1 video-start-passed: b-video
  1 book-overlap: 7000/7001

Actions (7)
  Automatic         5 = 2 create-appointment + 1 hold-slot + 1 link-booking
                    + 1 resume-recall
  Reception         2 = 1 offer-alternative + 1 call-patient
`)
  })

  test('puts holds first', () => {
    const held = { ...reconciliation, holds: ['book-looks-restored', 'line-down'] as const }
    const lines = terminalSummary(snapshot, held, 'run-1', plain).split('\n')
    expect(lines[0]).toMatch(/^!! HELD\s+book-looks-restored: /)
    expect(terminalSummary(snapshot, held, 'run-1', { ...plain, colour: true })).toContain(
      '\u001b[1;97;41m!! HELD',
    )
  })

  test('keeps within the width, even with long ids, and carries no escapes without colour', () => {
    const id = `${'long-booking-id-'.repeat(8)}\u001b[31m漢字`
    const judgements = [
      judged('moved-online-cancelled-in-book', booking(id, sydney(20, '14:00')), {
        urgency: 'today',
        conflictsWith: { bookingIds: [id], pmsAppointmentIds: [] },
      }),
    ]
    for (const width of [40, 60, 80, 120]) {
      const text = terminalSummary(snapshot, { ...reconciliation, judgements }, id, { width, colour: false })
      for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width)
      expect(text).not.toContain('\u001b')
    }
  })

  test('no longer calls for what is done, and its totals still add up', () => {
    const before = terminalSummary(snapshot, reconciliation, 'run-1', plain)
    expect(before).not.toContain('resolved since')
    const actions = reconciliation.actions.map((one) =>
      one.actionId === 'a-call' ? { ...one, status: 'applied' as const } : one,
    )
    const after = terminalSummary(snapshot, { ...reconciliation, actions }, 'run-1', plain)
    const calls = (text: string) => /PHONE CALL NOW \((\d+)\)/.exec(text)?.[1]
    expect(Number(calls(after))).toBe(Number(calls(before)) - 1)
    expect(after).toContain('1 of these done or resolved since')
    const totals = (text: string) => text.split('\n').filter((line) => line.includes(' judged = '))
    expect(totals(after)).toEqual(totals(before))
  })

  test('names no patient', () => {
    const text = terminalSummary(snapshot, reconciliation, 'run-1', plain)
    for (const mark of [
      MARKERS.family,
      MARKERS.given,
      MARKERS.mobile,
      MARKERS.birthOn,
      'REASONMARK',
      'TYPEMARK',
      MARKERS.practitioner,
    ]) {
      expect(text).not.toContain(mark)
    }
  })

  test('says so when there was no outage, and when nobody is needed', () => {
    const quiet = quietWorld()
    const none = { ...quiet.reconciliation, window: null, read: null }
    expect(terminalSummary(quiet.snapshot, none, 'run-1', plain)).toContain('no outage to reconcile')
    const judgements = [judged('in-step', booking('b-1', sydney(25, '09:00')))]
    const text = terminalSummary(quiet.snapshot, { ...quiet.reconciliation, judgements }, 'run-1', plain)
    expect(text).toContain('Nothing needs anyone')
    expect(terminalSummary(quiet.snapshot, quiet.reconciliation, 'run-1', plain)).toContain('0 judged = 0')
  })
})
