/** What somebody may have meant: near enough to be of use, never a list of everything. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { didYouMean, nearest } from '../../bin/suggest.ts'

const CONNECTIONS = ['wattle-group', 'wattle-street', 'jacaranda', 'c1', 'c2', 'c10']

test.each<readonly [string, readonly string[], readonly string[]]>([
  ['wattle-grop', CONNECTIONS, ['wattle-group']],
  ['WATTLE-GROUP', CONNECTIONS, ['wattle-group']],
  ['jacarnada', CONNECTIONS, ['jacaranda']],
  // Short ids are all near each other; only the same in another case, or a beginning, says something.
  ['c9', CONNECTIONS, []],
  ['C1', CONNECTIONS, ['c1', 'c10']],
  ['wattle', CONNECTIONS, ['wattle-group', 'wattle-street']],
  ['conected', ['connected', 'disconnected', 'heartbeat'], ['connected']],
  ['maping', ['kind', 'folder', 'mapping'], ['mapping']],
  ['colour', ['kind', 'folder', 'mapping'], []],
  ['lst', ['list', 'show', 'approve'], ['list']],
  ['', CONNECTIONS, []],
  ['x', CONNECTIONS, []],
  // More than three are no help; the nearest come first.
  [
    'booking-0',
    ['booking-4', 'booking-33', 'booking-1', 'booking-2', 'booking-3'],
    ['booking-1', 'booking-2', 'booking-3'],
  ],
])('%j → %j', (typed, candidates, found) => expect(nearest(typed, candidates)).toEqual(found))

test('as words', () => {
  expect(didYouMean('conected', ['connected'])).toBe('; did you mean connected?')
  expect(didYouMean('wattle', CONNECTIONS)).toBe('; did you mean wattle-group or wattle-street?')
  expect(didYouMean('abcdef', ['abcdeg', 'abcdeh', 'abcdei'])).toBe(
    '; did you mean abcdeg, abcdeh or abcdei?',
  )
  expect(didYouMean('zzz', CONNECTIONS)).toBe('')
})

test('only of what there is, at most three, never what was typed, whatever the order', () => {
  const id = fc.string({ minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(id, fc.array(id, { maxLength: 30 }), (typed, candidates) => {
      const found = nearest(typed, candidates)
      expect(found.length).toBeLessThanOrEqual(3)
      expect(new Set(found).size).toBe(found.length)
      expect(found).not.toContain(typed)
      for (const one of found) expect(candidates).toContain(one)
      expect(nearest(typed, [...candidates].reverse())).toEqual(found)
    }),
  )
})
