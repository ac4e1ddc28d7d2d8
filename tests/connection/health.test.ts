/** How a connection is: state, reasons, since when. The practice is open Monday to Friday from 8 to 6. */
import { describe, expect, test } from 'vitest'
import type { ConnectionFacts } from '../../src/connection/card.ts'
import { healthOf } from '../../src/connection/health.ts'
import { DEFAULT_THRESHOLDS } from '../../src/connection/thresholds.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/reconcile/span.ts'
import { at, facts, practice, syncs, told, weekdays } from './health-world.ts'

type Change = Partial<ConnectionFacts>

/** `delayed: silent, since tue 10:00`. */
const health = (events: string, asOf: string, change: Change = {}): string => {
  const { state, why, sinceMs } = healthOf(facts(asOf, events, change), at(asOf))
  return `${state}: ${why.join(' ')}, since ${told(sinceMs)}`
}

describe('by its signs of life', () => {
  const BEATS = 'c tue 07:50, h tue 07:52..tue 10:00'
  test.each([
    ['just now', 'tue 10:00', 'healthy: signs-of-life, since -'],
    ['nine minutes ago', 'tue 10:09', 'healthy: signs-of-life, since -'],
    ['ten: delayed', 'tue 10:10', 'delayed: silent, since tue 10:00'],
    ['twenty: still delayed', 'tue 10:20', 'delayed: silent, since tue 10:00'],
    ['more than twenty', 'tue 10:21', 'unhealthy: silent, since tue 10:00'],
  ])('%s', (_, asOf, expected) => expect(health(BEATS, asOf)).toBe(expected))

  test.each([
    ['nothing was ever heard', '', 'tue 10:00', 'healthy: no-events, since -'],
    ['connected is enough, however long ago', 'c -mon 08:00', 'tue 10:00', 'healthy: connected, since -'],
    [
      'it says so: delayed at once',
      'c mon 08:00, d tue 10:00',
      'tue 10:00',
      'delayed: disconnected, since tue 10:00',
    ],
    [
      'and unhealthy after twenty minutes',
      'c mon 08:00, d tue 10:00',
      'tue 10:21',
      'unhealthy: disconnected, since tue 10:00',
    ],
    ['said twice', 'd tue 10:00, d tue 10:15', 'tue 10:21', 'unhealthy: disconnected, since tue 10:00'],
    ['back again', 'd tue 10:00, c tue 11:00', 'tue 11:00', 'healthy: connected, since tue 11:00'],
    [
      'said and back at one instant',
      'c mon 08:00, d tue 10:00, c tue 10:00',
      'tue 10:30',
      'healthy: connected, since -',
    ],
    [
      'with heartbeats, down since the last of them',
      'h tue 08:00..tue 10:00, d tue 10:05',
      'tue 10:06',
      'delayed: disconnected, since tue 10:00',
    ],
    [
      'back after an outage: since its return',
      'h tue 08:00..tue 09:00, h tue 09:30..tue 10:00',
      'tue 10:01',
      'healthy: signs-of-life, since tue 09:30',
    ],
    [
      'flapping is one outage',
      'h tue 08:00..tue 09:00, h tue 09:30..tue 09:32',
      'tue 09:54',
      'unhealthy: silent, since tue 09:00',
    ],
    [
      'what is yet to come counts for nothing',
      'h tue 09:00..tue 09:30, d tue 11:00',
      'tue 09:31',
      'healthy: signs-of-life, since -',
    ],
  ])('%s', (_, events, asOf, expected) => expect(health(events, asOf)).toBe(expected)) // prettier-ignore
})

describe('by its live hours', () => {
  test.each([
    ['off at night', 'h mon 07:50..mon 18:10', 'mon 23:00', 'closed: closed, since mon 18:10'],
    [
      'off before closing time: closed since closing',
      'h mon 07:50..mon 17:52',
      'mon 23:00',
      'closed: closed, since mon 18:00',
    ],
    [
      'off at noon, and nobody came',
      'h mon 07:50..mon 12:00',
      'mon 23:00',
      'closed: closed down-before-closing, since mon 18:00',
    ],
    ['all weekend', 'h fri 07:50..fri 18:02', 'sun 12:00', 'closed: closed, since fri 18:02'],
    ['on at night all the same', 'h mon 07:50..mon 23:00', 'mon 23:00', 'healthy: signs-of-life, since -'],
    [
      'on at night, and said to be down',
      'c mon 08:00, d mon 22:00',
      'mon 22:30',
      'closed: closed, since mon 22:00',
    ],
    [
      'the first minutes of the morning',
      'h mon 07:50..mon 18:10',
      'tue 08:09',
      'healthy: just-opened, since tue 08:00',
    ],
    ['then it is late', 'h mon 07:50..mon 18:10', 'tue 08:10', 'delayed: silent, since mon 18:10'],
    ['then it is down', 'h mon 07:50..mon 18:10', 'tue 08:21', 'unhealthy: silent, since mon 18:10'],
    [
      'minutes before closing count too',
      'h mon 07:50..mon 17:52',
      'tue 08:13',
      'unhealthy: silent, since mon 17:52',
    ],
    [
      'down since yesterday noon: at once',
      'h mon 07:50..mon 12:00',
      'tue 08:00',
      'unhealthy: silent, since mon 12:00',
    ],
    [
      'monday after a weekend',
      'h -fri 07:50..-fri 18:00',
      'mon 08:05',
      'healthy: just-opened, since mon 08:00',
    ],
  ])('%s', (_, events, asOf, expected) => expect(health(events, asOf)).toBe(expected)) // prettier-ignore

  test('a practice whose hours are not known is always open', () => {
    const none: Change = { liveHours: [] }
    expect(health('h mon 07:50..mon 18:00', 'mon 23:00', none)).toBe('unhealthy: silent, since mon 18:00')
    const second: Change = { practices: [practice('p1'), practice('p2')] }
    expect(health('h mon 07:50..mon 18:00', 'mon 23:00', second)).toBe('unhealthy: silent, since mon 18:00')
  })

  test('closed only where all its practices are, each by its own clock', () => {
    const perth: Change = {
      practices: [practice('p1'), practice('p2', 'Australia/Perth')],
      liveHours: [...weekdays(), ...weekdays('08:00', '18:00', 'p2')],
    }
    // Perth is three hours behind.
    expect(health('h mon 07:50..mon 18:00', 'mon 20:59', perth)).toBe('unhealthy: silent, since mon 18:00')
    expect(health('h mon 07:50..mon 20:58', 'mon 21:30', perth)).toBe('closed: closed, since mon 21:00')
  })

  test('what is booked meanwhile waits all the same', () => {
    const waiting = { count: 2, earliestMs: at('tue 08:15') }
    const card = healthOf(facts('mon 23:00', 'h mon 07:50..mon 18:10', { waiting }), at('mon 23:00'))
    expect(card).toMatchObject({ state: 'closed', waiting, advice: { advice: 'keep', why: 'closed' } })
    expect(told(card.live.changesMs)).toBe('tue 08:00')
  })

  test('an unknown time zone takes nobody down: always open, and said so', () => {
    const change: Change = { practices: [practice('p1', 'Mars/Olympus')] }
    expect(health('h mon 07:50..mon 23:00', 'mon 23:00', change)).toBe(
      'healthy: signs-of-life unknown-time-zone, since -',
    )
  })
})

describe('by its syncs', () => {
  const BEATS = 'h tue 07:50..tue 12:00'
  test.each([
    ['five failed in a row', '..fffff', 'unhealthy: syncs-failing, since tue 11:40'],
    ['four are not enough', '..ffff', 'healthy: signs-of-life, since -'],
    ['one that came through in between', 'ffff.ffff', 'healthy: signs-of-life, since -'],
    ['a partial one came through too', 'ffffpffff', 'healthy: signs-of-life, since -'],
    ['never anything else', 'fffff', 'unhealthy: syncs-failing, since tue 11:40'],
  ])('%s', (_, outcomes, expected) =>
    expect(health(BEATS, 'tue 12:00', { syncs: syncs(outcomes, 'tue 12:00') })).toBe(expected),
  )

  test('five of one entity and direction, not of several together', () => {
    const mixed = [...syncs('.fff', 'tue 12:00'), ...syncs('.fff', 'tue 12:00', 'patients')]
    expect(health(BEATS, 'tue 12:00', { syncs: mixed })).toBe('healthy: signs-of-life, since -')
  })

  test('those of the night do not count', () => {
    const night = { syncs: syncs('.ffffffffff', 'tue 03:00') }
    expect(health('h mon 07:50..tue 08:04', 'tue 08:05', night)).toBe('healthy: signs-of-life, since -')
    const evening = { syncs: syncs('.fffff', 'mon 17:59') }
    expect(health('h mon 07:50..mon 22:00', 'mon 22:00', evening)).toBe(
      'closed: closed syncs-failing, since mon 18:00',
    )
  })
})

describe('freshness', () => {
  const read = (asOf: string, lastAt: string, entity: 'appointments' | 'providers' = 'appointments') => {
    const known = { syncs: syncs('.', lastAt, entity) }
    const card = healthOf(facts(asOf, `h ${lastAt}..${asOf}`, known), at(asOf))
    return card.entities.find((one) => one.entity === entity)?.read.freshness
  }
  test.each([
    ['twenty minutes', 'tue 12:20', 'tue 12:00', 'fresh'],
    ['more', 'tue 12:21', 'tue 12:00', 'due'],
    ['a day', 'wed 12:00', 'tue 12:00', 'due'],
    ['more than a day', 'wed 12:01', 'tue 12:00', 'stale'],
    ['over night, in closed hours', 'wed 08:05', 'tue 17:55', 'fresh'],
    ['over the weekend: not stale before it is due', 'mon 08:10', '-fri 17:55', 'fresh'],
    ['but then it is', 'mon 08:16', '-fri 17:55', 'stale'],
  ])('%s', (_, asOf, lastAt, expected) => expect(read(asOf, lastAt)).toBe(expected))

  test('practitioners may be a week old', () => {
    expect(read('tue 12:00', '-tue 12:00', 'providers')).toBe('due')
    expect(read('tue 12:01', '-tue 12:00', 'providers')).toBe('stale')
  })

  test('never is said, and is no alarm; a partial sync is told of and does not count', () => {
    const known = { syncs: [...syncs('.', 'mon 12:00'), ...syncs('p', 'tue 11:59')] }
    const [patients, appointments] = healthOf(
      facts('tue 12:30', 'h tue 08:00..tue 12:30', known),
      at('tue 12:30'),
    ).entities
    expect(patients?.read).toMatchObject({ freshness: 'never', ageMs: null })
    expect(appointments?.read).toMatchObject({
      freshness: 'stale',
      lastMs: at('mon 12:00'),
      partialMs: at('tue 11:59'),
    })
  })

  test('a complete read that came in by a bundle is a read of appointments', () => {
    const card = (complete: boolean) =>
      healthOf(facts('tue 12:00', '', { read: { takenMs: at('tue 11:50'), complete } }), at('tue 12:00'))
    expect(card(true).entities[1]?.read).toMatchObject({ freshness: 'fresh', ageMs: 10 * MINUTE_MS })
    expect(card(false).entities[1]?.read.freshness).toBe('never')
  })

  test('stale things are reasons; recalls that are stale for days have one of their own', () => {
    const why = (lastAt: string) =>
      healthOf(
        facts('fri 12:00', 'h fri 11:00..fri 12:00', {
          syncs: [...syncs('.', 'wed 12:00'), ...syncs('.', lastAt, 'recalls')],
        }),
        at('fri 12:00'),
      ).why
    expect(why('wed 12:00')).toEqual(['signs-of-life', 'appointments-stale', 'recalls-stale'])
    expect(why('mon 12:00')).toEqual(['signs-of-life', 'appointments-stale', 'recalls-stale-for-days'])
  })
})

test('every threshold can be another', () => {
  const strict = {
    ...DEFAULT_THRESHOLDS,
    delayedMs: 2 * MINUTE_MS,
    unhealthyMs: 3 * MINUTE_MS,
    failedSyncs: 2,
    dueMs: MINUTE_MS,
    staleMs: { ...DEFAULT_THRESHOLDS.staleMs, appointments: HOUR_MS },
  }
  const state = (asOf: string, change: Change = {}) =>
    healthOf(facts(asOf, 'h tue 10:00', change), at(asOf), strict).state
  expect([state('tue 10:01'), state('tue 10:02'), state('tue 10:04')]).toEqual([
    'healthy',
    'delayed',
    'unhealthy',
  ])
  expect(state('tue 10:01', { syncs: syncs('.ff', 'tue 10:01') })).toBe('unhealthy')
  const stale = healthOf(
    facts('tue 12:00', 'h tue 12:00', { syncs: syncs('.', 'tue 10:00') }),
    at('tue 12:00'),
    strict,
  )
  expect(stale.entities[1]?.read.freshness).toBe('stale')
})

describe('the window that waits for a run', () => {
  const window = (events: string, asOf: string, change: Change = {}): string => {
    const { window } = healthOf(facts(asOf, events, change), at(asOf))
    return window === null ? 'none' : `${told(window.startMs)} to ${window.open ? 'now' : told(window.endMs)}`
  }
  const OUTAGE = { startMs: at('tue 09:00'), endMs: at('tue 10:00') }
  test.each([
    ['no outage', 'c tue 08:00', {}, 'none'],
    ['an open one', 'd tue 09:00', {}, 'tue 09:00 to now'],
    ['one that is over', 'd tue 09:00, c tue 10:00', {}, 'tue 09:00 to tue 10:00'],
    [
      'opened by the last good write',
      'd tue 09:00, c tue 10:00',
      { syncs: syncs('.', 'tue 08:40', 'appointments', 'write') },
      'tue 08:40 to tue 10:00',
    ],
    [
      'a run has judged it',
      'd tue 09:00, c tue 10:00',
      { reconciled: [{ ...OUTAGE, startMs: at('tue 08:40') }] },
      'none',
    ],
    ['a run has settled it', 'd tue 09:00, c tue 10:00', { settled: [OUTAGE] }, 'none'],
    [
      'a run before it has not',
      'd tue 09:00, c tue 10:00',
      { reconciled: [{ startMs: at('mon 09:00'), endMs: at('mon 10:00') }] },
      'tue 09:00 to tue 10:00',
    ],
    [
      'it was judged before it grew',
      'd tue 09:00, c tue 10:00, d tue 10:03, c tue 10:30',
      { reconciled: [OUTAGE] },
      'tue 09:00 to tue 10:30',
    ],
  ])('%s', (_, events, change, expected) => expect(window(events, 'tue 12:00', change)).toBe(expected)) // prettier-ignore
})
