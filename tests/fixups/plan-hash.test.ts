/** What the hash of a plan depends on. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planHash, sameAction } from '../../src/fixups/plan-hash.ts'
import type { Action } from '../../src/reconcile/model.ts'
import { action, call } from './sample.ts'

const plan = [
  action('a'),
  call('b', { dependsOn: ['a'], basis: { noEntryFor: 'B1', databaseIdentity: 'x' } }),
]

describe('a plan’s hash', () => {
  test('is pinned: another one would make every approval lapse', () => {
    expect(planHash('C1', plan)).toBe('9569b4be60dd28e6b774643214e8729d1bf97bd4518427b3b58f51a71100f664')
    expect(planHash('C1', [])).not.toBe(planHash('C2', []))
  })
  test('leaves the status out, and the order of keys', () => {
    const turned = plan.map(
      (one) =>
        Object.fromEntries(
          Object.entries(one)
            .reverse()
            .concat([['status', 'applied']]),
        ) as unknown as Action,
    )
    expect(planHash('C1', turned)).toBe(planHash('C1', plan))
    expect(planHash('C1', JSON.parse(JSON.stringify(plan)))).toBe(planHash('C1', plan))
  })
  test('changes with everything else', () => {
    const changes: Partial<Action>[] = [
      { actionId: 'c' },
      { kind: 'review' },
      { who: 'support' },
      { because: 'insert' },
      { practiceId: 'P2' },
      { subjectIds: ['B2'] },
      { dependsOn: ['b'] },
      { basis: { noEntryFor: 'B2' } },
      { proposed: { practitionerId: 'D1', startMs: 1, endMs: 2 } },
    ]
    const hashes = changes.map((change) => planHash('C1', [{ ...action('a'), ...change }, call('b')]))
    expect(new Set([...hashes, planHash('C1', [action('a'), call('b')])]).size).toBe(changes.length + 1)
    expect(planHash('C1', [...plan].reverse())).not.toBe(planHash('C1', plan))
    expect(planHash('C1', plan, new Map([['a', 1]]))).not.toBe(planHash('C1', plan))
    expect(planHash('C1', plan, new Map([['a', 2]]))).not.toBe(planHash('C1', plan, new Map([['a', 1]])))
    expect(planHash('C1', plan, new Map([['z', 2]]))).toBe(planHash('C1', plan))
  })
  test('no two texts run into one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1 }),
        fc.array(fc.string(), { minLength: 1 }),
        (a, b) => {
          const hash = (subjectIds: string[]) => planHash('C1', [action('a', { subjectIds })])
          expect(hash(a) === hash(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
        },
      ),
    )
  })
})

test('the same action: whatever became of it and whatever it waits for', () => {
  const [one = action('a')] = plan
  expect(sameAction(one, { ...one, status: 'applied', dependsOn: ['x'] })).toBe(true)
  expect(sameAction(one, { ...one, basis: { noEntryFor: 'B9' } })).toBe(false)
})
