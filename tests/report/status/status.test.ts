/** The cards as people read them: at a terminal, in a log, on a page, and as JSON for whoever watches from outside. */
import { defaultTreeAdapter, parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import type { Card, ConnectionFacts } from '../../../src/connection/card.ts'
import { ADVICE, ADVICE_REASONS, REASONS, STEPS } from '../../../src/connection/card.ts'
import { healthOf } from '../../../src/connection/health.ts'
import { worstFirst } from '../../../src/connection/peers.ts'
import { statusJson } from '../../../src/report/status/json.ts'
import { statusPage } from '../../../src/report/status/page.ts'
import { statusCards, statusLine, statusScreen, totalsLine } from '../../../src/report/status/terminal.ts'
import { statusWords } from '../../../src/report/status/words.ts'
import { textWidth } from '../../../src/report/terminal/columns.ts'
import { at, facts, practice, syncs } from '../../connection/health-world.ts'
import { naughtyStrings } from '../world.ts'

const ASOF = 'tue 12:00'
const card = (connectionId: string, events: string, change: Partial<ConnectionFacts> = {}): Card =>
  healthOf(facts(ASOF, events, { connectionId, ...change }), at(ASOF))

const down = card('harbour', 'h tue 08:00..tue 10:59', {
  syncs: [
    ...syncs('.', 'tue 10:58'),
    ...syncs('.', 'tue 10:50', 'appointments', 'write'),
    ...syncs('.ff', 'mon 09:00', 'recalls'),
  ],
  waiting: { count: 3, earliestMs: at('tue 14:00') },
  run: {
    runId: 'run-7',
    finishedMs: at('mon 10:00'),
    window: null,
    holds: ['read-incomplete'],
    inconclusive: 0,
    forPeople: 2,
    unknown: 1,
  },
  job: {
    askedMs: at('tue 11:30'),
    waitingFor: 'retry',
    notBeforeMs: at('tue 12:05'),
    holder: null,
    attempts: 2,
    lastTrouble: 'the book did not answer',
  },
  nearestFreeMs: at('tue 12:15'),
})
const well = card('island', 'h tue 08:00..tue 12:00', { syncs: syncs('.', 'tue 11:55') })
const off = card('coast', 'd mon 18:00', {
  liveHours: [{ practiceId: 'p1', weekday: 1, opens: '08:00', closes: '18:00' }],
})

describe('at the terminal', () => {
  test('a whole card says everything in the order of reading', () => {
    expect(statusCards([down], { width: 100, colour: false })).toMatchInlineSnapshot(`
      "UNHEALTHY   harbour Line (Australia/Sydney)
        Why       The line gives no sign of life. Recalls were not synced for long.
        Since     2026-11-17 10:58 +11:00, for 1 h 2 min
        Practices p1 Practice p1
        Last sign 2026-11-17 10:58 +11:00, 1 h 2 min ago
        Hours     open, closes 2026-11-17 18:00 +11:00
        Last sync      Read                                         Written
        Patients       never                                        never
        Appointments   1 h 2 min ago, due                           1 h 10 min ago, due
        Locations      never                                        never
        Practitioners  never                                        never
        Recalls        1 d 3 h ago, stale, failed 2 times in a row  never
        Waiting   3 online bookings are not in the book yet, the earliest for 2026-11-17 14:00 +11:00
        Window    open since 2026-11-17 10:50 +11:00
        Queue     waits to be tried again, asked for 30 min ago, not before 2026-11-17 12:05 +11:00, went
                  wrong 2 times: the book did not answer
        Last run  run-7, finished 2026-11-16 10:00 +11:00; on hold: read-incomplete; 2 actions wait for a
                  person; 1 action has an unknown outcome
        Bookings  Pause online bookings: the nearest time that can be booked comes before the line is
                  likely to be back. Likely back 2026-11-17 13:02 +11:00, if it takes as long again; no
                  earlier outage was longer. The nearest time that can be booked is 2026-11-17 12:15
                  +11:00.
        Next      1. On the computer that runs the practice software: is it on, is the booking sidebar
                     running, and are its services started? Restart them.
                  2. Is that computer on the network and on the internet?
                  3. Was the server, the database or the practice software replaced, moved, updated or
                     restored lately?
                  4. Ask your IT: does a firewall or antivirus block the services or their ports since
                     recently?
                  5. Contact support and quote run run-7.

      1 connection: 1 unhealthy; 1 with stale data; 3 online bookings wait, the earliest 2026-11-17 14:00
      +11:00 (harbour); 1 outage to be reconciled; as of 2026-11-17 12:00 +11:00
      "
    `)
  })

  test('one line for each that needs no look, where there are many', () => {
    const many = Array.from({ length: 8 }, (_, n) => ({ ...well, connectionId: `well-${n}` }))
    const text = statusCards(worstFirst([...many, off, down]), { width: 100, colour: false })
    const lines = text.split('\n')
    expect(lines.filter((line) => /^ {2}Healthy\s+well-\d\s+just now\s+5 min ago$/.test(line))).toHaveLength(
      8,
    )
    expect(lines.filter((line) => line.includes('coast'))).toEqual([
      expect.stringMatching(/Closed \(expected\) +coast/),
    ])
    expect(lines.findIndex((line) => line.startsWith('UNHEALTHY'))).toBe(0)
    expect(text).toContain('10 connections: 1 unhealthy, 1 closed (expected), 8 healthy; 1 with stale data')
  })

  test('in a storm the worst ones whole, a line for each other, and how far the work is', () => {
    const { job } = down
    if (job === null) throw new Error('no job')
    const storm = Array.from({ length: 300 }, (_, n) => ({
      ...down,
      connectionId: `storm-${n}`,
      job: { ...job, holder: n < 4 ? 'watch on host 1' : null },
    }))
    const text = statusCards(storm, { width: 400, colour: false })
    expect(text.match(/^UNHEALTHY/gm)).toHaveLength(50)
    expect(text).toContain('To look at too (250)')
    expect(text).toContain('300 outages to be reconciled, 4 being worked on')
    const html = statusPage(storm)
    expect(html.match(/<article/g)).toHaveLength(200)
    expect(html.match(/<tr class="unhealthy">/g)).toHaveLength(100)
  })

  test('fits whatever width there is, and wide names too', () => {
    const wide = card('港', 'd tue 11:55', {
      practices: [practice('p1'), { ...practice('p2'), name: '港の近くの小さな診療所'.repeat(4) }],
    })
    for (const width of [40, 60, 79, 132]) {
      for (const line of statusCards([down, wide, well], { width, colour: false }).split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width)
      }
    }
  })

  test('colours the state alone, and only where asked', () => {
    expect(statusCards([down, well], { width: 100, colour: false })).not.toContain('\u001b')
    expect(statusCards([down, well], { width: 100, colour: true }).split('\u001b')).toHaveLength(5)
  })

  test('on a screen, what all come to stands first', () => {
    const [first, second, third] = statusScreen([down, well], 30, { width: 400, colour: false }).split('\n')
    expect(first).toBe(totalsLine([down, well]))
    expect([second, third]).toEqual(['looks again every 30 s; q or Ctrl-C ends', ''])
  })

  test('in a log, a line each', () => {
    expect(statusLine(down)).toBe(
      '2026-11-17 12:00 +11:00  harbour  Unhealthy  The line gives no sign of life. Recalls were not synced for long.  3 online bookings are not in the book yet, the earliest for 2026-11-17 14:00 +11:00',
    )
    expect(totalsLine([well])).toBe(
      '1 connection: 1 healthy; no online booking waits; as of 2026-11-17 12:00 +11:00',
    )
  })

  test('with nothing there, what to do first', () => {
    expect(statusCards([], { width: 100, colour: false })).toContain('rejoin import')
  })

  test('obeys nothing that stands in a name', () => {
    const evil = card('x', 'd tue 11:55', { practices: [{ ...practice(), name: 'a\u001b[2Jb\u202ec' }] })
    expect(statusCards([evil], { width: 100, colour: false })).toContain('p1 a␛[2Jb[U+202E]c')
  })
})

describe('as JSON', () => {
  test('one stable object, in codes', () => {
    expect(statusJson(down)).toMatchInlineSnapshot(`
      {
        "asOf": "2026-11-17T01:00:00.000Z",
        "connectionId": "harbour",
        "entities": {
          "appointments": {
            "read": {
              "ageSeconds": 3720,
              "failedInARow": 0,
              "freshness": "due",
              "lastAt": "2026-11-16T23:58:00.000Z",
              "partialAt": null,
            },
            "write": {
              "ageSeconds": 4200,
              "failedInARow": 0,
              "freshness": "due",
              "lastAt": "2026-11-16T23:50:00.000Z",
              "partialAt": null,
            },
          },
          "locations": {
            "read": {
              "ageSeconds": null,
              "failedInARow": 0,
              "freshness": "never",
              "lastAt": null,
              "partialAt": null,
            },
            "write": {
              "ageSeconds": null,
              "failedInARow": 0,
              "freshness": "never",
              "lastAt": null,
              "partialAt": null,
            },
          },
          "patients": {
            "read": {
              "ageSeconds": null,
              "failedInARow": 0,
              "freshness": "never",
              "lastAt": null,
              "partialAt": null,
            },
            "write": {
              "ageSeconds": null,
              "failedInARow": 0,
              "freshness": "never",
              "lastAt": null,
              "partialAt": null,
            },
          },
          "providers": {
            "read": {
              "ageSeconds": null,
              "failedInARow": 0,
              "freshness": "never",
              "lastAt": null,
              "partialAt": null,
            },
            "write": {
              "ageSeconds": null,
              "failedInARow": 0,
              "freshness": "never",
              "lastAt": null,
              "partialAt": null,
            },
          },
          "recalls": {
            "read": {
              "ageSeconds": 97800,
              "failedInARow": 2,
              "freshness": "stale",
              "lastAt": "2026-11-15T21:50:00.000Z",
              "partialAt": null,
            },
            "write": {
              "ageSeconds": null,
              "failedInARow": 0,
              "freshness": "never",
              "lastAt": null,
              "partialAt": null,
            },
          },
        },
        "formatVersion": 1,
        "grade": "alarm",
        "job": {
          "askedAt": "2026-11-17T00:30:00.000Z",
          "attempts": 2,
          "holder": null,
          "lastTrouble": "the book did not answer",
          "notBefore": "2026-11-17T01:05:00.000Z",
          "waitingFor": "retry",
        },
        "lastRun": {
          "finishedAt": "2026-11-15T23:00:00.000Z",
          "forPeople": 2,
          "holds": [
            "read-incomplete",
          ],
          "inconclusive": 0,
          "runId": "run-7",
          "unknown": 1,
        },
        "lastSignAt": "2026-11-16T23:58:00.000Z",
        "live": {
          "changesAt": "2026-11-17T07:00:00.000Z",
          "now": true,
        },
        "next": [
          "sidebar-and-services",
          "network",
          "recent-changes",
          "firewall-and-ports",
          "support",
        ],
        "onlineBookings": {
          "advice": "pause",
          "likelyReturn": {
            "at": "2026-11-17T02:02:00.000Z",
            "basis": "as-long-again",
            "outages": 0,
          },
          "nearestBookableAt": "2026-11-17T01:15:00.000Z",
          "why": "bookable-before-return",
        },
        "practiceIds": [
          "p1",
        ],
        "silentSeconds": 3720,
        "since": "2026-11-16T23:58:00.000Z",
        "staleAlone": [],
        "state": "unhealthy",
        "waiting": {
          "count": 3,
          "earliestStartAt": "2026-11-17T03:00:00.000Z",
        },
        "why": [
          "silent",
          "recalls-stale",
        ],
        "window": {
          "endAt": null,
          "startAt": "2026-11-16T23:50:00.000Z",
        },
      }
    `)
  })
})

describe('on the page', () => {
  const page = (cards: readonly Card[]): string => statusPage(worstFirst(cards))
  type Node = Parameters<typeof defaultTreeAdapter.isElementNode>[0]
  const skeleton = (node: Node): unknown => {
    const children = 'childNodes' in node ? node.childNodes : []
    const tag = defaultTreeAdapter.isElementNode(node) ? node.tagName : node.nodeName
    return [tag, children.filter((child) => child.nodeName !== '#text').map(skeleton)]
  }

  test('is one valid, self-contained document without scripts', () => {
    const errors: string[] = []
    parse(page([down, well, off]), { onParseError: ({ code }) => errors.push(code) })
    expect(errors).toEqual([])
    expect(page([down, well])).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page([down, well])).not.toMatch(
      /<script|<img|<link|<a |href=|src=|url\(|@import|\son[a-z]+=|https?:/i,
    )
    const ids = [...page([down, well]).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('counts every state, and shows what needs a look first', () => {
    const text = page([well, off, down])
    const counts = [...text.matchAll(/<dt>([^<]+)<\/dt><dd>(\d+)<\/dd>/g)].map(
      ([, title, n]) => `${n} ${title}`,
    )
    expect(counts).toEqual(['1 Unhealthy', '0 Delayed', '1 Closed (expected)', '1 Healthy'])
    expect(text.indexOf('harbour')).toBeLessThan(text.indexOf('island'))
    expect(text).toContain('<td class="stale">1 d 3 h ago, stale, failed 2 times in a row</td>')
  })

  test('keeps the same elements whatever practices are called', () => {
    const named = (name: string) =>
      page([
        { ...down, name, practices: [{ practiceId: 'p1', name }] },
        { ...well, name },
      ])
    const benign = JSON.stringify(skeleton(parse(named('Harbour'))))
    for (const text of naughtyStrings.filter((one) => one.trim() !== '')) {
      expect(JSON.stringify(skeleton(parse(named(text))))).toBe(benign)
    }
  })

  test('says so when there is nothing', () => {
    expect(page([])).toContain('rejoin import')
  })
})

test('every code has its words, and every sentence an end', () => {
  for (const code of REASONS) expect(statusWords.reasons[code]).toMatch(/\.$/)
  for (const code of STEPS) expect(statusWords.steps[code]('r')).toMatch(/[.?]$/)
  for (const code of ADVICE) expect(statusWords.advice[code]).not.toBe('')
  for (const code of ADVICE_REASONS) expect(statusWords.adviceReasons[code]).toMatch(/\.$/)
})
