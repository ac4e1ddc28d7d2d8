/** The work list: nothing that needs a person is missing or there twice, and what cannot wait stands first. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Reconciliation, URGENCIES, VERDICTS } from '../../../src/reconcile/model.ts'
import { REPORT_FILES } from '../../../src/report/columns.ts'
import { reportPage } from '../../../src/report/page/report-page.ts'
import { workOrder } from '../../../src/report/page/work-order.ts'
import { type ReportRow, reportRows } from '../../../src/report/rows.ts'
import { booking, judged, sydney, type World, world } from '../world.ts'

const rowsOf = ({ snapshot, reconciliation }: World) => reportRows(snapshot, reconciliation, 'run-1', 'p-1')

const anyWorld = fc
  .array(
    fc.record({
      verdict: fc.constantFrom(...VERDICTS),
      urgency: fc.constantFrom(...URGENCIES),
      hour: fc.integer({ min: 0, max: 200 }),
      group: fc.constantFrom(null, 'g-1', 'g-2'),
    }),
    { maxLength: 40 },
  )
  .map((list): World => {
    const { snapshot, reconciliation } = world()
    const judgements = list.map(({ verdict, urgency, hour, group }, at) =>
      judged(verdict, booking(`b-${at}`, sydney(20, '00:00') + hour * 3_600_000), {
        urgency,
        conflictGroup: verdict === 'time-already-taken' ? group : null,
      }),
    )
    const bookings = judgements.map((judgement) => judgement.booking)
    const own: Reconciliation = { ...reconciliation, judgements, actions: [] }
    return { snapshot: { ...snapshot, bookings: [...snapshot.bookings, ...bookings] }, reconciliation: own }
  })

describe('the work list', () => {
  test('holds every row that needs a person exactly once, numbered from 1', () => {
    fc.assert(
      fc.property(anyWorld, (one) => {
        const rows = rowsOf(one)
        const { items, numberOf } = workOrder(rows)
        const all = REPORT_FILES.flatMap((file) => rows[file])
        const wanted = all.filter(
          ({ status, group }) => (group === 'call' || group === 'decide') && status !== 'resolved',
        )
        expect(items.map(({ row }) => row.findingId).sort()).toEqual(
          wanted.map((row) => row.findingId).sort(),
        )
        expect(items.map(({ number }) => number)).toEqual(items.map((_, index) => index + 1))
        for (const { number, row } of items) expect(numberOf(row)).toBe(number)
        for (const row of all.filter((other) => !wanted.includes(other))) expect(numberOf(row)).toBeNull()
      }),
    )
  })

  test('begins with calls, then goes by urgency and deadline', () => {
    fc.assert(
      fc.property(anyWorld, (one) => {
        const keys = workOrder(rowsOf(one)).items.map(({ row }) => key(row))
        for (const [at, [call = 0, urgency = 0, by = 0]] of keys.entries()) {
          const [c = 0, u = 0, b = 0] = keys[at - 1] ?? []
          expect(c - call || u - urgency || b - by).toBeLessThanOrEqual(0)
        }
      }),
    )
  })

  test('names what belongs together from both sides, and only a few of many', () => {
    fc.assert(
      fc.property(anyWorld, (one) => {
        for (const { number, together } of workOrder(rowsOf(one)).items) {
          expect(together()).not.toContain(number)
          expect(together().length).toBeLessThanOrEqual(18)
        }
      }),
    )
    const { items } = workOrder(rowsOf(world()))
    const byCode = new Map(items.map((item) => [item.row.code, item]))
    expect(byCode.get('start-passed')?.together()).toEqual([])
  })

  test('is on the page in the same order, each with its own id, and tables refer to it', () => {
    const one = world()
    const { items } = workOrder(rowsOf(one))
    const page = reportPage(one.snapshot, one.reconciliation, 'run-1', 'p-1')
    expect(
      [...page.matchAll(/<li class="item (\w+)" id="work-(\d+)">/g)].map(([, group, id]) => [
        group,
        Number(id),
      ]),
    ).toEqual(items.map(({ row, number }) => [row.group, number]))
    const video = items.find(({ row }) => row.code === 'video-start-passed')
    const part = page.slice(page.indexOf('<h2 id="video"'), page.indexOf('<h2 id="health"'))
    expect(part).toContain(`<a href="#work-${video?.number}">No. ${video?.number} in the work list</a>`)
  })

  test('leaves out what was done or rejected since', () => {
    const one = world()
    const actions = one.reconciliation.actions.map((action) =>
      action.because === 'start-passed' ? { ...action, status: 'applied' as const } : action,
    )
    const after = { ...one, reconciliation: { ...one.reconciliation, actions } }
    const codes = workOrder(rowsOf(after)).items.map(({ row }) => row.code)
    expect(codes).not.toContain('start-passed')
    const page = reportPage(after.snapshot, after.reconciliation, 'run-1', 'p-1')
    expect(page).toContain('Resolved since (1)')
    // It is still one of the bookings that were checked.
    expect(page).toContain('2 + 1 + 2 + 1 = 6 online bookings checked')
  })
})

const key = ({ group, urgency, actByMs }: ReportRow): number[] => [
  group === 'call' ? 0 : 1,
  URGENCIES.indexOf(urgency),
  actByMs ?? 0,
]
