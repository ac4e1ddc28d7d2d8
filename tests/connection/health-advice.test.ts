/** What to do about it: online bookings, the steps to check, and what only shows beside the other connections. */
import { describe, expect, test } from 'vitest'
import type { Card, ConnectionFacts, Job, LastRun } from '../../src/connection/card.ts'
import { healthOf } from '../../src/connection/health.ts'
import { besideItsPeers, totalsOf, worstFirst } from '../../src/connection/peers.ts'
import { DEFAULT_THRESHOLDS } from '../../src/connection/thresholds.ts'
import type { Span } from '../../src/reconcile/span.ts'
import { at, facts, syncs, told } from './health-world.ts'

type Change = Partial<ConnectionFacts> & { readonly connectionId?: string }

const card = (events: string, asOf: string, change: Change = {}): Card =>
  healthOf(facts(asOf, events, change), at(asOf))

const span = (from: string, to: string): Span => ({ startMs: at(from), endMs: at(to) })

const run = (change: Partial<LastRun> = {}): LastRun => ({
  runId: 'r1',
  finishedMs: at('tue 10:10'),
  window: span('tue 09:00', 'tue 10:00'),
  holds: [],
  inconclusive: 0,
  forPeople: 0,
  unknown: 0,
  ...change,
})

const job = (change: Partial<Job> = {}): Job => ({
  askedMs: at('tue 10:00'),
  waitingFor: null,
  notBeforeMs: null,
  holder: null,
  attempts: 0,
  lastTrouble: null,
  ...change,
})

describe('online bookings', () => {
  const advice = (events: string, asOf: string, change: Change = {}): string => {
    const { advice, why } = card(events, asOf, change).advice
    return `${advice}: ${why}`
  }
  const DOWN = 'c mon 08:00, d tue 10:00'
  const OVER = 'c mon 08:00, d tue 09:00, c tue 10:00'
  const settled = { reconciled: [span('tue 09:00', 'tue 10:00')] }
  test.each([
    ['all well', 'c mon 08:00', 'tue 10:00', {}, 'keep: nothing-wrong'],
    ['just down', DOWN, 'tue 10:05', {}, 'keep: short-interruption'],
    ['down for two hours', DOWN, 'tue 12:00', {}, 'keep: short-interruption'],
    ['and longer', DOWN, 'tue 12:01', {}, 'pause: down-long'],
    [
      'two hours of live time, over a night',
      'c mon 08:00, d mon 17:00',
      'tue 09:00',
      {},
      'keep: short-interruption',
    ],
    ['and more of it', 'c mon 08:00, d mon 17:00', 'tue 09:01', {}, 'pause: down-long'],
    ['down for long, and now closed', DOWN, 'tue 20:00', {}, 'pause: down-long'],
    ['closed as every night', 'c mon 08:00, d tue 18:00', 'tue 20:00', {}, 'keep: closed'],
    [
      'a time that can be booked before it is back',
      DOWN,
      'tue 10:30',
      { nearestFreeMs: at('tue 10:45') },
      'pause: bookable-before-return',
    ],
    ['none before', DOWN, 'tue 10:30', { nearestFreeMs: at('tue 11:00') }, 'keep: short-interruption'],
    ['back, and not reconciled', OVER, 'tue 10:05', {}, 'keep: wait-for-run'],
    ['the run is held', OVER, 'tue 10:15', { run: run({ holds: ['read-incomplete'] }) }, 'keep: run-held'],
    ['the run is done', OVER, 'tue 10:15', { ...settled, run: run() }, 're-open: settled'],
    [
      'but could not tell of all',
      OVER,
      'tue 10:15',
      { ...settled, run: run({ inconclusive: 1 }) },
      'keep: inconclusive',
    ],
    [
      'a later run is held',
      OVER,
      'tue 12:00',
      { ...settled, run: run({ finishedMs: at('tue 11:00'), holds: ['wrong-database'] }) },
      'keep: run-held',
    ],
    ['a day later it is history', OVER, 'wed 10:15', { ...settled, run: run() }, 'keep: nothing-wrong'],
    [
      'settled longer ago than the events tell',
      'c tue 10:00',
      'tue 10:15',
      { settled: [span('tue 09:00', 'tue 10:00')], run: run() },
      're-open: settled',
    ],
  ] as const)('%s', (_, events, asOf, change, expected) =>
    expect(advice(events, asOf, change as Change)).toBe(expected),
  ) // prettier-ignore

  test('unhealthy for long by failing syncs alone', () => {
    const failing = { syncs: syncs('.fffff', 'tue 12:00', 'appointments', 'read', 60) }
    expect(advice('h tue 07:50..tue 12:00', 'tue 12:00', failing)).toBe('pause: down-long')
  })

  test('how long is long can be another', () => {
    const patient = { ...DEFAULT_THRESHOLDS, pauseAfterMs: 5 * 3_600_000 }
    expect(healthOf(facts('tue 12:01', DOWN), at('tue 12:01'), patient).advice.advice).toBe('keep')
  })
})

describe('when the line is likely to be back', () => {
  const back = (asOf: string, earlier: string, settled: readonly Span[] = []): string => {
    const { likelyReturn } = card(`${earlier}d tue 10:00`, asOf, { settled }).advice
    if (likelyReturn === null) return 'up'
    return `${told(likelyReturn.atMs)} by ${likelyReturn.basis} ${likelyReturn.outages}`
  }
  test.each([
    ['no earlier outage: as long again', 'tue 10:30', '', 'tue 11:00 by as-long-again 0'],
    ['one that took an hour', 'tue 10:20', 'd mon 09:00, c mon 10:00, ', 'tue 11:00 by past-outages 1'],
    [
      'it is longer than that one was',
      'tue 11:10',
      'd mon 09:00, c mon 10:00, ',
      'tue 12:20 by as-long-again 0',
    ],
    [
      'the middle of three',
      'tue 10:10',
      'd mon 09:00, c mon 09:30, d mon 11:00, c mon 12:00, d mon 14:00, c mon 17:00, ',
      'tue 11:00 by past-outages 3',
    ],
    [
      'only those that were longer',
      'tue 10:40',
      'd mon 09:00, c mon 09:30, d mon 11:00, c mon 12:00, d mon 14:00, c mon 17:00, ',
      'tue 12:00 by past-outages 2',
    ],
    [
      'nights do not count as outages',
      'tue 10:20',
      'd -fri 18:00, c mon 08:00, d mon 09:00, c mon 10:00, ',
      'tue 11:00 by past-outages 1',
    ],
    ['in live time', 'tue 17:50', 'd mon 08:00, c mon 18:00, ', 'wed 10:00 by past-outages 1'],
  ])('%s', (_, asOf, earlier, expected) => expect(back(asOf, earlier)).toBe(expected)) // prettier-ignore

  test('settled outages that the events do not tell of any more count too, and none of them twice', () => {
    const older = span('-wed 09:00', '-wed 11:00')
    const same = span('mon 09:00', 'mon 10:00')
    expect(back('tue 10:20', 'd mon 09:00, c mon 10:00, ', [same, older])).toBe('tue 11:30 by past-outages 2')
  })

  test('nobody asks while it is up', () => {
    expect(card('c mon 08:00', 'tue 10:00').advice.likelyReturn).toBeNull()
  })
})

describe('what to check next', () => {
  const ALL = ['sidebar-and-services', 'network', 'recent-changes', 'firewall-and-ports', 'support']
  const OVER = 'c mon 08:00, d tue 09:00, c tue 10:00'
  const fresh = { syncs: syncs('.', 'tue 10:15') }
  test.each([
    ['all well', 'c mon 08:00', 'tue 10:20', fresh, []],
    ['delayed: the first two', 'c mon 08:00, d tue 10:15', 'tue 10:20', fresh, ALL.slice(0, 2)],
    ['unhealthy: all, in their order', 'c mon 08:00, d tue 09:00', 'tue 10:20', fresh, ALL],
    ['closed as every night', 'd mon 18:00', 'mon 20:00', {}, []],
    ['down before closing: before it opens', 'd mon 12:00', 'mon 20:00', {}, ALL],
    [
      'it speaks, but its syncs fail: not the network',
      'h tue 08:00..tue 10:20',
      'tue 10:20',
      { syncs: syncs('.fffff', 'tue 10:20') },
      ['sidebar-and-services', 'recent-changes', 'firewall-and-ports', 'support'],
    ],
    [
      'another database: what was changed first',
      'd mon 12:00',
      'tue 10:20',
      { run: run({ holds: ['wrong-database'] }) },
      ['recent-changes', 'sidebar-and-services', 'network', 'firewall-and-ports', 'support'],
    ],
    [
      'the line is up, the database another',
      'c mon 08:00',
      'tue 10:20',
      { ...fresh, run: run({ holds: ['wrong-database'] }) },
      ['recent-changes', 'support'],
    ],
    [
      'appointments older than a day: support',
      'c mon 08:00',
      'tue 10:20',
      { syncs: syncs('.', 'mon 09:00') },
      ['sidebar-and-services', 'recent-changes', 'support'],
    ],
    [
      'patients older than a day',
      'c mon 08:00',
      'tue 10:20',
      { syncs: syncs('.', 'mon 09:00', 'patients') },
      ['sidebar-and-services', 'recent-changes'],
    ],
    ['back, and nobody reconciles', OVER, 'tue 10:20', fresh, ['reconcile']],
    [
      'somebody does',
      OVER,
      'tue 10:20',
      { ...fresh, job: job({ waitingFor: 'settling', notBeforeMs: at('tue 10:11') }) },
      [],
    ],
    [
      'held for want of a read',
      OVER,
      'tue 10:20',
      {
        ...fresh,
        run: run({ holds: ['book-not-read-since-reconnect'] }),
        job: job({ waitingFor: 'person' }),
      },
      ['read-book', 'reconcile'],
    ],
    [
      'it went wrong again and again',
      OVER,
      'tue 10:20',
      {
        ...fresh,
        job: job({ waitingFor: 'retry', notBeforeMs: at('tue 10:19'), attempts: 3, lastTrouble: 'x' }),
      },
      ['support'],
    ],
  ] as const)('%s', (_, events, asOf, change, expected) =>
    expect(card(events, asOf, change as Change).steps).toEqual(expected),
  ) // prettier-ignore
})

test('a job that is about nothing is not told of', () => {
  const told = (events: string, asOf: string, change: Partial<Job>) =>
    card(events, asOf, { job: job(change) }).job !== null
  const OVER = 'c mon 08:00, d tue 09:00, c tue 10:00'
  expect(told(OVER, 'tue 10:20', {})).toBe(true)
  expect(told('c mon 08:00', 'tue 10:20', {})).toBe(false)
  expect(told('d mon 18:00', 'mon 20:00', {})).toBe(false)
  expect(told('d mon 18:00', 'mon 20:00', { waitingFor: 'line' })).toBe(true)
  expect(told('c mon 08:00', 'tue 10:20', { holder: 'watch on host' })).toBe(true)
  expect(told('c mon 08:00', 'tue 10:20', { attempts: 1, waitingFor: 'retry', lastTrouble: 'x' })).toBe(true)
})

describe('beside the others', () => {
  const one = (connectionId: string, lastAt: string, events = 'h tue 10:00..tue 12:00') =>
    card(events, 'tue 12:00', { connectionId, syncs: syncs('.', lastAt) })
  const alone = (cards: readonly Card[]) =>
    besideItsPeers(cards).map(({ connectionId, staleAlone, why }) =>
      why.includes('stale-alone') ? `${connectionId} ${staleAlone.join()}` : connectionId,
    )

  test('one that is stale while all others are fresh stands out', () => {
    const cards = [one('c1', 'tue 11:50'), one('c2', 'mon 08:00'), one('c3', 'tue 11:00')]
    expect(alone(cards)).toEqual(['c1', 'c2 appointments', 'c3'])
    expect(besideItsPeers(cards)[1]?.steps).toContain('recent-changes')
  })

  test('two of them do not, nor does one that has no others', () => {
    expect(alone([one('c1', 'mon 08:00'), one('c2', 'mon 08:00'), one('c3', 'tue 11:00')])).toEqual([
      'c1',
      'c2',
      'c3',
    ])
    expect(alone([one('c1', 'mon 08:00')])).toEqual(['c1'])
    const never = card('', 'tue 12:00', { connectionId: 'c9' })
    expect(alone([one('c1', 'mon 08:00'), never])).toEqual(['c1', 'c9'])
  })

  test('worst first, of equals the nearest waiting booking; and what it comes to', () => {
    const waiting = (id: string, earliest: string, events = 'h tue 10:00..tue 12:00') =>
      card(events, 'tue 12:00', {
        connectionId: id,
        syncs: syncs('.', 'tue 11:50'),
        waiting: { count: 1, earliestMs: at(earliest) },
      })
    const cards = [
      one('well', 'tue 11:50'),
      waiting('soon', 'tue 13:00'),
      one('down', 'tue 11:50', 'd tue 11:00'),
      waiting('down-soon', 'tue 13:00', 'd tue 11:00'),
      one('late', 'tue 11:50', 'd tue 11:55'),
      one('stale', 'mon 08:00'),
    ]
    expect(worstFirst(cards).map(({ connectionId }) => connectionId)).toEqual([
      'down-soon',
      'down',
      'late',
      'stale',
      'soon',
      'well',
    ])
    expect(totalsOf(cards)).toEqual({
      connections: 6,
      byState: { unhealthy: 2, delayed: 1, closed: 0, healthy: 3 },
      stale: 1,
      waiting: 2,
      queued: 0,
      working: 0,
      grade: 'alarm',
    })
    expect(totalsOf([one('late', 'tue 11:50', 'd tue 11:55')]).grade).toBe('look')
    expect(totalsOf([one('stale', 'mon 08:00')]).grade).toBe('look')
    expect(totalsOf([one('well', 'tue 11:50')]).grade).toBe('well')
    const night = card('d mon 18:00', 'mon 20:00')
    expect(totalsOf([night])).toMatchObject({ grade: 'well', byState: { closed: 1 } })
  })
})
