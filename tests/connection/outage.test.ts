/** Outage windows, event by event (contract § 2). Times are minutes after midnight UTC of one day. */
import { describe, expect, test } from 'vitest'
import { findOutages, windowOf } from '../../src/connection/outage.ts'
import type { ConnectionEvent, ConnectionEventKind, Sync } from '../../src/reconcile/model.ts'
import { MINUTE_MS } from '../../src/reconcile/span.ts'
import { diary } from '../reconcile/diary.ts'

const KINDS: Record<string, ConnectionEventKind> = { c: 'connected', d: 'disconnected', h: 'heartbeat' }

/** `'c0 d100 c160'` → events; `'h0..30'` → a heartbeat every five minutes. */
function events(text: string): ConnectionEvent[] {
  return text.split(' ').flatMap((word) => {
    const event = KINDS[word[0] ?? ''] ?? 'heartbeat'
    const [from = 0, to = from] = word.slice(1).split('..').map(Number)
    const times = []
    for (let minute = from; minute <= to; minute += 5) times.push({ atMs: minute * MINUTE_MS, event })
    return times
  })
}

const outages = (text: string, asOf = 600) =>
  findOutages(events(text), asOf * MINUTE_MS)
    .map((o) => `${o.startMs / MINUTE_MS}-${o.open ? 'open' : ''}${o.endMs / MINUTE_MS}`)
    .join(' ')

describe('without heartbeats', () => {
  test.each([
    ['no events: up', 'c0', ''],
    ['down and up again', 'c0 d100 c160', '100-160'],
    ['still down', 'c0 d100', '100-open600'],
    ['down from the first event on', 'd100 c160', '100-160'],
    ['said twice', 'c0 d100 d120 c160', '100-160'],
    ['up said twice', 'c0 d100 c160 c170', '100-160'],
    ['order of the file is no matter', 'c160 d100 c0', '100-160'],
    ['after as-of is not known yet', 'c0 d100 c160 d700 c800', '100-160'],
    ['at as-of counts', 'c0 d100 c600', '100-600'],
    ['no length is none', 'c0 d100 c100', ''],
    ['down at as-of itself has no length', 'c0 d600', ''],
    ['at one instant down comes first', 'c0 c100 d100 c160', ''],
    ['less than five minutes apart are one', 'c0 d100 c110 d114 c120', '100-120'],
    ['five minutes apart are two', 'c0 d100 c110 d115 c120', '100-110 115-120'],
    ['silence is no outage', 'c0 c500', ''],
  ])('%s', (_name, text, expected) => {
    expect(outages(text)).toBe(expected)
  })
})

describe('with heartbeats', () => {
  test.each([
    ['begins at the last sign of life', 'h0..95 d100 h160..600', '95-160'],
    ['silence of more than ten minutes', 'h0..95 h106..596', '95-106'],
    ['silence of ten minutes is none', 'h0..95 h105..595', ''],
    ['silence at the end is open', 'h0..95', '95-open600'],
    ['ten minutes before as-of is not', 'h0..590', ''],
    ['nothing before: from the event', 'd100 h160..600', '100-160'],
    ['silence before the first heartbeat does not count', 'c0 h300..600', ''],
    ['a connection is a sign of life', 'h0..95 c106 h110..600', '95-106'],
    [
      'an outage said before the first heartbeat begins at the last connection',
      'c0 d100 c160 h165..600',
      '0-160',
    ],
    ['heartbeat at the instant of the outage comes after it', 'h0..100 d100 h105..600', '95-100'],
  ])('%s', (_name, text, expected) => {
    expect(outages(text)).toBe(expected)
  })
  test('flapping fourteen times in an hour is one outage', () => {
    const flaps = Array.from({ length: 14 }, (_, i) => `d${101 + i * 4} c${103 + i * 4}`).join(' ')
    expect(outages(`c0 ${flaps}`)).toBe('101-155')
  })
})

describe('the window of a run', () => {
  const window = (
    text: string,
    more: { reconciled?: [number, number][]; writes?: [number, Partial<Sync>?][] } = {},
  ) => {
    const found = windowOf(
      diary({
        events: events(text),
        reconciled: (more.reconciled ?? []).map(([a, b]) => ({
          startMs: a * MINUTE_MS,
          endMs: b * MINUTE_MS,
        })),
        syncs: (more.writes ?? []).map(([minute, fields]) => ({
          entity: 'appointments',
          direction: 'write',
          outcome: 'complete',
          finishedMs: minute * MINUTE_MS,
          ...fields,
        })),
      }),
      { asOfMs: 600 * MINUTE_MS },
    )
    return found === null ? null : `${found.startMs / MINUTE_MS}-${found.endMs / MINUTE_MS}`
  }
  const THREE = 'c0 d100 c160 d200 c260 d300 c360'

  test('no outage, no window', () => expect(window('c0')).toBeNull())
  test('the most recent outage', () => expect(window(THREE)).toBe('300-360'))
  test('opens with the earliest outage after the last finished run', () =>
    expect(window(THREE, { reconciled: [[100, 160]] })).toBe('200-360'))
  test('running again over the same data finds the same window', () =>
    expect(
      window(THREE, {
        reconciled: [
          [100, 160],
          [200, 360],
        ],
      }),
    ).toBe('200-360'))
  test('opens at the last complete write of appointments before it', () =>
    expect(window(THREE, { writes: [[280], [299], [301]] })).toBe('299-360'))
  test('a write at the opening itself changes nothing', () =>
    expect(window(THREE, { writes: [[300]] })).toBe('300-360'))
  test('reads, other entities and failed writes do not count', () =>
    expect(
      window(THREE, {
        writes: [
          [280, { direction: 'read' }],
          [281, { entity: 'patients' }],
          [282, { outcome: 'partial' }],
        ],
      }),
    ).toBe('300-360'))
  test('a window by hand replaces all this', () =>
    expect(windowOf(diary({ events: [] }), { asOfMs: 0, window: { startMs: 1, endMs: 2 } })).toEqual({
      startMs: 1,
      endMs: 2,
    }))
})
