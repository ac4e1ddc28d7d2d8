/** The core against the independent oracle, over generated worlds: not one difference is allowed. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../src/reconcile/model.ts'
import { compareIds } from '../../src/reconcile/order.ts'
import { reconcile } from '../../src/reconcile/reconcile.ts'
import { oracle } from '../oracle/oracle.ts'
import { type World, world } from '../oracle/worlds.ts'

const RUNS = Number(process.env['REJOIN_TEST_WORLDS'] ?? 1500)

/** What both sides answer, in one shape. */
function answer({ snapshot, options }: World) {
  const found = reconcile(snapshot, options)
  return {
    window: found.window,
    holds: found.holds,
    judged: found.judgements.map((judgement) => ({
      bookingId: judgement.booking.bookingId,
      verdict: judgement.verdict,
      pmsAppointmentId: judgement.pair?.entry.pmsAppointmentId ?? null,
      matchedBy: judgement.pair?.matchedBy ?? null,
      conflictsWith: judgement.conflictsWith,
      conflictGroup: judgement.conflictGroup,
      urgency: judgement.urgency,
    })),
    findings: sorted(
      found.findings.map(({ code, subjectIds, overdue }) => ({
        code,
        subjectIds,
        ...(overdue ? { overdue } : {}),
      })),
    ),
  }
}

function expected({ snapshot, options }: World) {
  const { window, holds, judged, findings } = oracle(snapshot, options)
  return {
    window,
    holds,
    judged,
    findings: sorted(
      findings.map(({ code, subjectIds, overdue }) => ({
        code,
        subjectIds,
        ...(overdue ? { overdue } : {}),
      })),
    ),
  }
}

const sorted = <T>(items: T[]): T[] => items.sort((a, b) => compareIds(JSON.stringify(a), JSON.stringify(b)))

const holds = (property: (one: World) => void, runs = RUNS) =>
  fc.assert(fc.property(world(), property), { numRuns: runs })

describe('generated worlds', { timeout: 10 * 60_000 }, () => {
  test('the core and the oracle agree', () => {
    holds((one) => {
      expect(answer(one)).toEqual(expected(one))
    })
  })

  test('one verdict each, pairs one to one, totals add up', () => {
    holds(({ snapshot, options }) => {
      const { judgements } = reconcile(snapshot, options)
      const ids = judgements.map((judgement) => judgement.booking.bookingId)
      expect(new Set(ids).size).toBe(ids.length)
      const entries = judgements.flatMap((judgement) => judgement.pair?.entry.pmsAppointmentId ?? [])
      expect(new Set(entries).size).toBe(entries.length)
    }, RUNS / 3)
  })

  test('the order of rows never changes the answer', () => {
    fc.assert(
      fc.property(world(), fc.integer(), ({ snapshot, options }, seed) => {
        const shuffled = reconcile(shuffle(snapshot, seed), options)
        expect(shuffled).toEqual(reconcile(snapshot, options))
      }),
      { numRuns: RUNS / 3 },
    )
  })

  test('a plan has no circles, stable ids, and nothing automatic about the deceased or when held', () => {
    holds(({ snapshot, options }) => {
      const { actions, holds: why, findings } = reconcile(snapshot, options)
      const earlier = new Set<string>()
      const deceased = new Set(
        findings.filter((f) => f.code === 'patient-deceased').flatMap((f) => f.subjectIds),
      )
      for (const action of actions) {
        expect(earlier.has(action.actionId)).toBe(false)
        for (const id of action.dependsOn) expect(earlier.has(id)).toBe(true)
        earlier.add(action.actionId)
        expect(action.status).toBe(why.length > 0 ? 'held' : 'proposed')
        if (action.subjectIds.some((id) => deceased.has(id))) expect(action.kind).toBe('review')
      }
    }, RUNS / 3)
  })
})

/** Every list of the snapshot in another order, drawn from the seed. */
function shuffle(snapshot: Snapshot, seed: number): Snapshot {
  let state = seed >>> 0
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const mix = (value: unknown): unknown =>
    Array.isArray(value)
      ? value
          .map((item) => ({ item, at: random() }))
          .sort((a, b) => a.at - b.at)
          .map(({ item }) => item)
      : value
  const mixed = (record: object) => Object.fromEntries(Object.entries(record).map(([k, v]) => [k, mix(v)]))
  return { ...snapshot, ...mixed(snapshot), book: { ...snapshot.book, ...mixed(snapshot.book) } } as Snapshot
}
