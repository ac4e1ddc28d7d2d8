/** How many books are read at once. */
import { expect, test } from 'vitest'
import { pullGate } from '../../src/connection/watch/pull-gate.ts'
import { retryAfterMs } from '../../src/connection/watch/retry.ts'

test('so many in all, and never two of one server', () => {
  const gate = pullGate(2)
  const first = gate.enter('a')
  expect(first).toHaveProperty('leave')
  expect(gate.enter('a')).toHaveProperty('awayMs')
  expect(gate.enter('b')).toHaveProperty('leave')
  expect(gate.enter('c')).toHaveProperty('awayMs')
  if ('leave' in first) first.leave()
  expect(gate.enter('c')).toHaveProperty('leave')
})

test('the more are turned away, the longer they stay away, and never longer than a minute', () => {
  const gate = pullGate(1)
  gate.enter('a')
  const away = Array.from({ length: 100 }, () => {
    const way = gate.enter('a')
    return 'awayMs' in way ? way.awayMs : 0
  })
  expect(away).toEqual([...away].sort((a, b) => a - b))
  expect(away[0]).toBeGreaterThan(0)
  expect(away.at(-1)).toBe(60_000)
})

test.each([
  [1, 30],
  [2, 60],
  [3, 120],
  [5, 480],
  [6, 600],
  [1_000, 600],
])('after going wrong %s times in a row: %s seconds', (attempts, seconds) => {
  expect(retryAfterMs(attempts)).toBe(seconds * 1_000)
})
