/** Whether an outage is due, line by line. Times are minutes after midnight UTC of one day. */
import { describe, expect, test } from 'vitest'
import { type Due, dueOf, type Line } from '../../src/connection/watch/due.ts'
import type { ConnectionEvent, ConnectionEventKind } from '../../src/reconcile/model.ts'
import { MINUTE_MS, type Span } from '../../src/reconcile/span.ts'

const KINDS: Record<string, ConnectionEventKind> = { c: 'connected', d: 'disconnected', h: 'heartbeat' }

/** `'c0 d100 c160'` → events; `'h0..30'` → a heartbeat every minute. */
function events(text: string): ConnectionEvent[] {
  return text.split(' ').flatMap((word) => {
    const event = KINDS[word[0] ?? ''] ?? 'heartbeat'
    const [from = 0, to = from] = word.slice(1).split('..').map(Number)
    const times = []
    for (let minute = from; minute <= to; minute++) times.push({ atMs: minute * MINUTE_MS, event })
    return times
  })
}

const span = ([start, end]: readonly [number, number]): Span => ({
  startMs: start * MINUTE_MS,
  endMs: end * MINUTE_MS,
})

interface Case {
  readonly asOf?: number
  /** When the newest read was taken; `partial`: and it is not complete. */
  readonly read?: number | null
  readonly partial?: boolean
  readonly finished?: readonly (readonly [number, number])[]
  readonly held?: readonly (readonly [number, number])[]
  readonly settle?: number
  /** What an earlier look left behind. */
  readonly owed?: number
}

function due(
  text: string,
  { asOf = 600, read = 170, partial, finished, held, settle = 5, owed }: Case,
): string {
  const line: Line = {
    events: events(text),
    syncs: [],
    reconciled: (finished ?? []).map(span),
    read:
      read === null
        ? null
        : {
            takenMs: read * MINUTE_MS,
            complete: partial !== true,
            databaseIdentity: null,
            fromOn: null,
            toOn: null,
          },
    owedFromMs: owed === undefined ? null : owed * MINUTE_MS,
    held: (held ?? []).map((window, i) => ({ runId: `held-${i}`, window: span(window) })),
  }
  return inWords(dueOf(line, asOf * MINUTE_MS, settle * MINUTE_MS))
}

const minutes = ({ startMs, endMs }: Span) => `${startMs / MINUTE_MS}-${endMs / MINUTE_MS}`

function inWords(found: Due): string {
  switch (found.kind) {
    case 'settling':
      return `settling until ${found.untilMs / MINUTE_MS}`
    case 'waiting-for-read':
    case 'due':
      return `${found.kind} ${minutes(found.window)}`
    case 'held':
      return `held by ${found.runId}`
    default:
      return found.kind
  }
}

describe('a line without heartbeats', () => {
  test.each<[string, string, Case, string]>([
    ['was never down', 'c0', {}, 'nothing'],
    ['is down', 'c0 d100', {}, 'line-down'],
    ['is back, and read since', 'c0 d100 c160', {}, 'due 100-160'],
    ['is back since a moment', 'c0 d100 c160', { asOf: 164 }, 'settling until 165'],
    ['is back just long enough', 'c0 d100 c160', { asOf: 165, read: 161 }, 'due 100-160'],
    ['is back, and nobody wants to wait', 'c0 d100 c160', { asOf: 160, read: 160, settle: 0 }, 'due 100-160'],
    ['dropped again while it settled', 'c0 d100 c160 d163', { asOf: 170 }, 'line-down'],
    ['was flapping', 'c0 d100 c160 d163 c180', { asOf: 200, read: 190 }, 'due 100-180'],
    [
      'was flapping, and settles from the last return',
      'c0 d100 c160 d163 c180',
      { asOf: 181 },
      'settling until 185',
    ],
    ['was read before it came back', 'c0 d100 c160', { read: 159 }, 'waiting-for-read 100-160'],
    ['was never read', 'c0 d100 c160', { read: null }, 'waiting-for-read 100-160'],
    ['was read in part', 'c0 d100 c160', { partial: true }, 'waiting-for-read 100-160'],
    ['was read at the very moment', 'c0 d100 c160', { read: 160 }, 'due 100-160'],
    ['has its run', 'c0 d100 c160', { finished: [[100, 160]] }, 'nothing'],
    [
      'has a run that opened earlier, at the last write',
      'c0 d100 c160',
      { finished: [[80, 160]] },
      'nothing',
    ],
    ['has a run of a part of it only', 'c0 d100 c160', { finished: [[120, 160]] }, 'due 100-160'],
    ['grew after its run', 'c0 d100 c160 d163 c180', { read: 190, finished: [[100, 160]] }, 'due 100-180'],
    ['is down again after its run', 'c0 d100 c160 d300', { finished: [[100, 160]] }, 'line-down'],
    ['has a held run over the same read', 'c0 d100 c160', { held: [[100, 160]] }, 'held by held-0'],
    [
      'has a held run, and went down and came back since',
      'c0 d100 c160 d300 c310',
      { read: 320, held: [[100, 160]] },
      'due 300-310',
    ],
    ['what comes after as-of is not known yet', 'c0 d100 c700', {}, 'line-down'],
  ])('%s', (_name, text, given, expected) => {
    expect(due(text, given)).toBe(expected)
  })
})

describe('several outages', () => {
  const two = 'c0 d100 c160 d300 c360'
  test.each<[string, string, Case, string]>([
    ['before the first run of all only the newest counts', two, { read: 370 }, 'due 300-360'],
    [
      'before the first run, but seen before: one run covers both',
      two,
      { read: 370, owed: 100 },
      'due 100-360',
    ],
    ['the next one after a run', two, { read: 370, finished: [[100, 160]] }, 'due 300-360'],
    [
      'two since the last run: one run covers both',
      `${two} d400 c460`,
      { read: 470, finished: [[100, 160]] },
      'due 300-460',
    ],
    [
      'all have theirs',
      two,
      {
        read: 370,
        finished: [
          [100, 160],
          [300, 360],
        ],
      },
      'nothing',
    ],
    [
      'one of a held run, and the newest: one run covers both',
      two,
      { read: 370, finished: [[10, 20]], held: [[100, 160]] },
      'due 100-360',
    ],
    [
      'one that was told of after the run of a later one',
      two,
      {
        read: 370,
        finished: [
          [10, 20],
          [300, 360],
        ],
      },
      'due 100-360',
    ],
    ['one of before the first run, told of late', two, { read: 370, finished: [[300, 360]] }, 'nothing'],
    [
      'the newest waits for a read: so do the others',
      two,
      { read: 200, finished: [[10, 20]] },
      'waiting-for-read 100-360',
    ],
  ])('%s', (_name, text, given, expected) => {
    expect(due(text, given)).toBe(expected)
  })

  test('fourteen times in an hour is one, and settles once', () => {
    const flaps = Array.from({ length: 14 }, (_, i) => `d${101 + i * 4} c${103 + i * 4}`)
    const text = (cycles: number) => ['c0', ...flaps.slice(0, cycles)].join(' ')
    for (let cycle = 1; cycle <= 14; cycle++) {
      expect(due(text(cycle), { asOf: 101 + cycle * 4 - 1, read: 99 + cycle * 4 })).toMatch(/^settling/)
    }
    expect(due(text(14), { asOf: 200, read: 160 })).toBe('due 101-155')
  })
})

describe('a line with heartbeats', () => {
  test.each<[string, string, Case, string]>([
    ['is silent', 'h0..95', { asOf: 106 }, 'line-down'],
    ['is back after silence', 'h0..95 h160..200', { asOf: 200 }, 'due 95-160'],
    ['is back since a moment', 'h0..95 h160..163', { asOf: 163 }, 'settling until 165'],
    // It may have gone again at its last sign of life, and then it would be the same outage.
    [
      'has not been heard of since before it had settled',
      'h0..95 h160..164',
      { asOf: 166 },
      'settling until 166.33333333333334',
    ],
    ['was heard of after it had settled', 'h0..95 h160..165', { asOf: 166, read: 161 }, 'due 95-160'],
    ['fell silent again while it settled', 'h0..95 h160..164', { asOf: 175 }, 'line-down'],
  ])('%s', (_name, text, given, expected) => {
    expect(due(text, given)).toBe(expected)
  })
})
