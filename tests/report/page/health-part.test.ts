/** Connection health on a practice's page: as it was known at as-of, and nothing of other practices. */
import { describe, expect, test } from 'vitest'
import type { HoldCode, Snapshot } from '../../../src/reconcile/model.ts'
import { reportPage } from '../../../src/report/page/report-page.ts'
import { AS_OF, sydney, world } from '../world.ts'

const beats = (fromMs: number, toMs: number) =>
  Array.from({ length: Math.floor((toMs - fromMs) / 300_000) + 1 }, (_, at) => ({
    atMs: fromMs + at * 300_000,
    event: 'heartbeat' as const,
  }))

const EVENTS = [
  ...beats(sydney(20, '06:58'), sydney(20, '07:58')),
  { atMs: sydney(20, '11:32'), event: 'connected' as const },
]

function part(change: Partial<Snapshot> = {}, holds: readonly HoldCode[] = []): string {
  const { snapshot, reconciliation } = world()
  const page = reportPage(
    { ...snapshot, events: EVENTS, ...change },
    { ...reconciliation, holds },
    'run-1',
    'p-1',
  )
  return page.slice(page.indexOf('<h2 id="health"'), page.indexOf('<h2 id="actions"'))
}

describe('connection health', () => {
  test('says how the line is, since when, and that bookings may be re-opened once all is settled', () => {
    expect(part()).toContain('<p class="state healthy">Healthy</p>')
    expect(part()).toContain('Fri 20 Nov 2026, 11:32 am AEDT, for 8 min')
    expect(part()).toContain('Re-open online bookings')
    expect(part()).toContain('1 in the last 28 days, together 3 h 34 min')
    expect(part()).not.toContain('OTHERPRACTICE')
  })

  test('advises to wait while the run is held, and quotes it to support', () => {
    expect(part({}, ['wrong-database'])).toContain('Leave online bookings as they are')
    expect(part({}, ['wrong-database'])).toContain('quote run run-1')
  })

  test('knows nothing that came after as-of', () => {
    const later = {
      events: [...EVENTS, { atMs: AS_OF + 60_000, event: 'disconnected' as const }],
      syncs: [
        { entity: 'recalls', direction: 'read', finishedMs: AS_OF + 1, outcome: 'complete' },
        ...[1, 2, 3, 4, 5].map((at) => ({
          entity: 'patients' as const,
          direction: 'read' as const,
          finishedMs: AS_OF + at,
          outcome: 'failed' as const,
        })),
      ] satisfies Snapshot['syncs'],
      reconciled: [{ startMs: 0, endMs: AS_OF + 1 }],
    }
    expect(part(later)).toBe(part())
  })

  test('tells of each kind of data when it was last synced', () => {
    const syncs = [
      { entity: 'recalls', direction: 'read', finishedMs: AS_OF - 26 * 3_600_000, outcome: 'complete' },
    ] satisfies Snapshot['syncs']
    expect(part({ syncs })).toContain('1 d 2 h ago, stale')
    expect(part({ syncs })).toContain('Recalls were not synced for long.')
  })

  test('of a line that never told anything says so', () => {
    expect(part({ events: [] })).toContain('Nothing was ever recorded of this line')
  })
})
