/** A line of which the heartbeats that say nothing new are left out is the same line. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineOf, type SparseEvent } from '../../src/connection/line.ts'
import { findOutages } from '../../src/connection/outage.ts'
import { CONNECTION_EVENTS, type ConnectionEvent } from '../../src/reconcile/model.ts'
import { MINUTE_MS } from '../../src/reconcile/span.ts'

const NEAR_MS = 10 * MINUTE_MS

/** As `readNewestEvents` does in SQL. */
function thinned(events: readonly ConnectionEvent[]): SparseEvent[] {
  const near = (a: ConnectionEvent | undefined, b: ConnectionEvent | undefined): boolean =>
    a !== undefined && b !== undefined && b.atMs - a.atMs <= NEAR_MS
  return events.flatMap((event, index) => {
    const before = events[index - 1]
    const after = events[index + 1]
    const saysNothing =
      [before, event, after].every((one) => one?.event === 'heartbeat') &&
      near(before, event) &&
      near(event, after)
    return saysNothing ? [] : [{ ...event, unbroken: near(before, event) }]
  })
}

const histories = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constantFrom(1, 2, 3, 4, 5), fc.constantFrom(9, 10, 11, 12, 40)),
      event: fc.oneof(
        { weight: 12, arbitrary: fc.constant('heartbeat' as const) },
        fc.constantFrom(...CONNECTION_EVENTS),
      ),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let atMs = 0
    return steps.map(({ gap, event }) => {
      atMs += gap * MINUTE_MS
      return { atMs, event }
    })
  })

test('whatever happened on it', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 60 }), (events, later) => {
      const asOfMs = (events.at(-1)?.atMs ?? 0) + later * MINUTE_MS
      const whole = lineOf(events, asOfMs)
      expect(whole.outages).toEqual(findOutages(events, asOfMs))
      expect(lineOf(thinned(events), asOfMs)).toEqual(whole)
    }),
    { numRuns: 3_000 },
  )
})

test('and much is left out', () => {
  const beats = Array.from({ length: 1_000 }, (_, n) => ({
    atMs: n * MINUTE_MS,
    event: 'heartbeat' as const,
  }))
  expect(thinned(beats)).toHaveLength(2)
})
