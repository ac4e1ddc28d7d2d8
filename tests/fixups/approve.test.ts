/** Which actions may be decided about. */
import { describe, expect, test } from 'vitest'
import { choose, type Selection, stillWaiting } from '../../src/fixups/approve.ts'
import { HANDS, isLeftToPeople } from '../../src/fixups/hands.ts'
import { ACTION_KINDS, type ActionStatus } from '../../src/reconcile/model.ts'
import { action, call, state } from './sample.ts'

const states = [
  state(action('a')),
  state(action('b', { practiceId: 'P2', kind: 'cancel-booking' })),
  state(call('c', { dependsOn: ['a'] })),
  state(call('d', { practiceId: 'P2' })),
]
const ids = (list: readonly { actionId: string }[]) => list.map(({ actionId }) => actionId)

describe('a selection', () => {
  test.each<[string, Selection, string[]]>([
    ['by ids', { actionIds: ['c', 'a'] }, ['a', 'c']],
    ['by kind', { kind: 'call-patient' }, ['c', 'd']],
    ['by practice', { practiceId: 'P2' }, ['b', 'd']],
    ['by kind and practice', { kind: 'call-patient', practiceId: 'P1' }, ['c']],
    ['everything automatic', { allAutomatic: true }, ['a', 'b']],
    ['everything automatic of a practice', { allAutomatic: true, practiceId: 'P2' }, ['b']],
    ['everything', { all: true }, ['a', 'b', 'c', 'd']],
    ['nothing of that kind', { kind: 'review' }, []],
  ])('%s', (_, selection, expected) => {
    const { chosen, already, refused } = choose(states, selection, 'approved')
    expect(ids(chosen)).toEqual(expected)
    expect([already, refused]).toEqual([[], []])
  })
  test('an id that is not of the plan is refused', () => {
    expect(choose(states, { actionIds: ['a', 'z'] }, 'approved').refused).toEqual([
      { actionId: 'z', why: 'there is no such action in this plan' },
    ])
  })
})

describe('a decision', () => {
  const decide = (status: ActionStatus, decision: 'approved' | 'rejected', intent: object | null = null) => {
    const one = [{ action: action('a', { status }), intent }]
    const { chosen, already, refused } = choose(one, { actionIds: ['a'] }, decision)
    return chosen.length > 0 ? 'taken' : already.length > 0 ? 'already' : refused[0]?.why
  }
  test.each<[ActionStatus, string, string]>([
    ['proposed', 'taken', 'taken'],
    ['approved', 'already', 'taken'],
    ['rejected', 'taken', 'already'],
    ['held', 'the run is held', 'the run is held'],
    ['applied', 'it is applied already', 'it is applied already'],
    ['declined', 'it is declined already', 'it is declined already'],
    ['failed', 'it is failed already', 'it is failed already'],
  ])('over what is %s', (status, approved, rejected) => {
    expect(decide(status, 'approved')).toBe(approved)
    expect(decide(status, 'rejected')).toBe(rejected)
  })
  test('comes too late for what has been begun', () => {
    expect(decide('approved', 'rejected', {})).toBe('it has been begun, and how it ended is not known yet')
  })
  test('of everything does not carry along what was rejected', () => {
    const rejected = [state(action('a', { status: 'rejected' })), state(action('b'))]
    const { chosen, refused } = choose(rejected, { all: true }, 'approved')
    expect([ids(chosen), ids(refused)]).toEqual([['b'], ['a']])
  })
  test('is refused where something before it is lost, however far before', () => {
    const chain = [
      state(action('a', { status: 'declined' })),
      state(action('b', { dependsOn: ['a'] })),
      state(action('c', { dependsOn: ['b'] })),
    ]
    expect(choose(chain, { all: true }, 'approved').refused).toEqual([
      { actionId: 'a', why: 'it is declined already' },
      { actionId: 'b', why: 'it follows a, which is declined' },
      { actionId: 'c', why: 'it follows a, which is declined' },
    ])
    expect(ids(choose(chain, { all: true }, 'rejected').chosen)).toEqual(['b', 'c'])
  })
  test('says what will have to wait', () => {
    const chosen = choose(states, { kind: 'call-patient' }, 'approved').chosen
    expect(ids(stillWaiting(states, chosen))).toEqual(['c'])
    expect(stillWaiting(states, choose(states, { all: true }, 'approved').chosen)).toEqual([])
  })
})

test('what is left to people', () => {
  for (const kind of ACTION_KINDS) {
    const one = state(action('a', { kind }))
    expect(isLeftToPeople(one, true)).toBe(HANDS[kind] === 'person')
    expect(isLeftToPeople(one, false)).toBe(HANDS[kind] !== 'platform')
  }
  const of = (status: ActionStatus, intent: object | null = null) =>
    isLeftToPeople({ action: call('a', { status }), intent }, true)
  expect(
    (['proposed', 'approved', 'held', 'rejected', 'applied', 'declined', 'failed'] as const).filter((s) =>
      of(s),
    ),
  ).toEqual(['proposed', 'approved'])
  expect(of('approved', {})).toBe(false)
})
