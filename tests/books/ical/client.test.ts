/** Calendars by subscription and as files: what is fetched, from whom, and what is told when it cannot be had. */
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseConfig } from '../../../bin/config-file.ts'
import { IcalBook, type IcalBookOptions, type IcalCalendar } from '../../../src/books/ical/client.ts'
import { MOST_BYTES } from '../../../src/books/ical/fetching.ts'
import { wallClock } from '../../../src/books/wall-time.ts'
import { calendar, event, pageOf } from './page.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')
const SCOPE = {
  fromOn: '2026-11-16',
  toOn: '2026-11-27',
  people: [],
  pmsPatientIds: [],
  pmsAppointmentIds: [],
  bookingIds: [],
}
const MORNING = calendar(event('UID:m', 'DTSTART:20261119T220000Z', 'DURATION:PT30M'))
const clock = wallClock('Australia/Sydney')
const folder = mkdtempSync(join(tmpdir(), 'rejoin ical '))

type Answer = (request: IncomingMessage, response: ServerResponse) => void
let answers: Record<string, Answer>
let seen: IncomingMessage[]
const listen = () => {
  const server = createServer((request, response) => {
    seen.push(request)
    const answer = answers[request.url ?? '']
    if (answer === undefined) response.writeHead(404).end('Jane Citizen is not here')
    else answer(request, response)
  })
  return new Promise<{ base: string; close: () => void }>((ready) =>
    server.listen(0, '127.0.0.1', () => {
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const close = () => {
        server.closeAllConnections()
        server.close()
      }
      ready({ base, close })
    }),
  )
}
let here: Awaited<ReturnType<typeof listen>>
let elsewhere: Awaited<ReturnType<typeof listen>>
beforeAll(async () => {
  here = await listen()
  elsewhere = await listen()
})
afterAll(() => {
  here.close()
  elsewhere.close()
})
beforeEach(() => {
  seen = []
  answers = { '/secret-token/basic.ics': (_, response) => response.end(MORNING) }
})

const at = (path: string, header: { name: string; value: string } | null = null): IcalCalendar['source'] => ({
  address: here.base + path,
  header,
})
const of = (pmsPractitionerId: string, source: IcalCalendar['source']): IcalCalendar => ({
  pmsPractitionerId,
  pmsLocationId: null,
  source,
})
const book = (calendars: IcalCalendar[], more: Partial<IcalBookOptions> = {}): IcalBook =>
  new IcalBook({
    calendars,
    timeoutMs: 10_000,
    pastDays: null,
    futureDays: null,
    clock,
    now: () => NOW,
    ...more,
  })
const GOOD = '/secret-token/basic.ics'
const file = (name: string, text: string, modified = NOW): { file: string } => {
  const path = join(folder, name)
  writeFileSync(path, text)
  utimesSync(path, modified / 1000, modified / 1000)
  return { file: path }
}

describe('a subscription', () => {
  test('is read as of when it was asked for, for the days that were asked for', async () => {
    const read = await book([of('D1', at(GOOD))]).read(SCOPE)
    expect(read).toMatchObject({
      kind: 'complete',
      remarks: [],
      read: {
        takenMs: NOW,
        complete: true,
        databaseIdentity: null,
        fromOn: '2026-11-16',
        toOn: '2026-11-27',
      },
    })
    expect(pageOf(read)).toEqual(['2026-11-20T09:00+11:00 30 min booked'])
  })

  test('that comes out of a cache is as old as it says', async () => {
    answers['/old'] = (_, response) =>
      response.setHeader('date', 'Thu, 19 Nov 2026 12:00:00 GMT').end(MORNING)
    const read = await book([of('D1', at('/old'))]).read(SCOPE)
    expect(read).toMatchObject({ read: { takenMs: Date.parse('2026-11-19T12:00:00Z') } })
  })

  test('that says how far it reaches counts for no more days', async () => {
    const read = await book([of('D1', at(GOOD))], { pastDays: 1, futureDays: 3 }).read(SCOPE)
    expect(read).toMatchObject({ read: { fromOn: '2026-11-19', toOn: '2026-11-23' } })
    const later = { ...SCOPE, fromOn: '2027-01-01', toOn: '2027-01-31' }
    expect(await book([of('D1', at(GOOD))], { futureDays: 3 }).read(later)).toMatchObject({
      kind: 'failed',
      why: 'the calendars do not reach the days that are asked for',
    })
  })

  const header = { name: 'X-Key', value: 'hunter2' }

  test('may want a header, which goes to that host and no other', async () => {
    const moved =
      (target: string): Answer =>
      (_, response) =>
        response.writeHead(302, { location: target }).end()
    answers['/moved'] = moved(GOOD)
    const read = await book([of('D1', at('/moved', header))]).read(SCOPE)
    expect(read.kind).toBe('complete')
    expect(seen.map(({ url, headers }) => [url, headers['x-key']])).toEqual([
      ['/moved', 'hunter2'],
      [GOOD, 'hunter2'],
    ])
  })

  test.each([
    ['not there', '/nothing', 'HTTP 404'],
    ['empty', '/empty', 'it is empty'],
    ['a login page', '/login', 'it is no iCalendar'],
    ['cut off', '/cut', 'it is cut off'],
    ['closed half-way', '/closed', null],
    ['an error', '/error', 'HTTP 500'],
    ['part of it', '/part', 'HTTP 206'],
    ['moved into the open', '/open', 'redirected to a place that is not https'],
    ['moved in circles', '/circle', 'redirected too often'],
    ['moved to nowhere', '/nowhere', 'redirected to nowhere'],
    ['too slow', '/slow', 'too slow'],
    ['too large', '/large', 'it is too large'],
  ])('that is %s is a failed read, and nothing of it is told but the host', async (_, path, why) => {
    answers['/empty'] = (_, response) => response.end('')
    answers['/login'] = (_, response) => response.end('<html>Jane Citizen</html>')
    answers['/cut'] = (_, response) => response.end(MORNING.slice(0, -15))
    answers['/closed'] = (_, response) => {
      response.writeHead(200, { 'content-length': MORNING.length })
      response.write(MORNING.slice(0, 50), () => response.destroy())
    }
    answers['/error'] = (_, response) => response.writeHead(500).end('Jane Citizen')
    answers['/part'] = (_, response) => response.writeHead(206).end(MORNING)
    answers['/open'] = (_, response) => response.writeHead(301, { location: elsewhere.base + GOOD }).end()
    answers['/circle'] = (_, response) => response.writeHead(301, { location: '/circle' }).end()
    answers['/nowhere'] = (_, response) => response.writeHead(301, { location: 'http://' }).end()
    answers['/slow'] = () => undefined
    answers['/large'] = (_, response) => {
      const piece = 'x'.repeat(1024 * 1024)
      let sent = 0
      const go = (): void => {
        while (sent <= MOST_BYTES && !response.destroyed) {
          sent += piece.length
          if (!response.write(piece)) return void response.once('drain', go)
        }
        response.end()
      }
      go()
    }
    const timeoutMs = path === '/slow' ? 50 : 10_000
    const read = await book([of('D1', at(path, header))], { timeoutMs }).read(SCOPE)
    expect(read.kind).toBe('failed')
    if (why !== null) expect(read.kind === 'failed' ? read.why : '').toContain(why)
    expect(JSON.stringify(read)).not.toMatch(/Jane|hunter2|secret-token/)
    expect(JSON.stringify(read)).not.toContain(`${path}"`)
    expect(seen.every((request) => request.headers.host === new URL(here.base).host)).toBe(true)
  })
})

describe('several calendars', () => {
  test('are one book, and one that cannot be read makes it partial', async () => {
    const two = [of('D1', at(GOOD)), of('D2', at('/nothing'))]
    const read = await book(two).read(SCOPE)
    expect(read).toMatchObject({
      kind: 'partial',
      read: { complete: false },
      book: { entries: [{ pmsPractitionerId: 'D1' }] },
    })
    expect(read.remarks).toEqual([
      {
        weight: 'fault',
        subject: 'calendar 2',
        what: `no usable answer from ${new URL(here.base).host} (HTTP 404)`,
      },
    ])
  })

  test('that cannot be read, any of them, are a failed read', async () => {
    const read = await book([of('D1', at('/a')), of('D2', { file: join(folder, 'none.ics') })]).read(SCOPE)
    expect(read.kind === 'failed' ? read.why : '').toMatch(
      /^calendar 1: .*404\); calendar 2: the file cannot be read \(ENOENT\)$/,
    )
  })

  test('tell which one a remark is about', async () => {
    const bad = calendar(event('UID:x', 'DTSTART:never'))
    const read = await book([of('D1', at(GOOD)), of('D2', file('bad.ics', bad))]).read(SCOPE)
    expect(read.remarks.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^calendar 2, event 1 \([0-9a-f]{8}\)$/),
    ])
  })
})

test('files are as old as the oldest of them, and never of tomorrow', async () => {
  const old = file('old.ics', MORNING, NOW - 3_600_000)
  const young = file('young.ics', MORNING, NOW + 3_600_000)
  expect(await book([of('D1', young), of('D2', old)]).read(SCOPE)).toMatchObject({
    read: { takenMs: NOW - 3_600_000 },
  })
  expect(await book([of('D1', young)]).read(SCOPE)).toMatchObject({ read: { takenMs: NOW } })
})

describe('in rejoin.json', () => {
  const parse = (more: object) =>
    parseConfig(
      JSON.stringify({ books: { c1: { kind: 'ical', ...more } } }),
      join(folder, 'rejoin.json'),
    ).books.get('c1')
  const around = (env: Record<string, string> = {}) => ({ connectionId: 'c1', env, now: () => NOW, clock })

  test('a calendar is a file beside it, an address, or an address that is a secret', async () => {
    file('book.ics', MORNING)
    const settings = {
      calendars: [
        { pmsPractitionerId: 'D1', file: 'book.ics' },
        { pmsPractitionerId: 'D2', pmsLocationId: 'L', address: { env: 'CALENDAR' } },
      ],
    }
    const found = parse(settings)
    expect(found?.canWrite).toBe(false)
    const open = await found?.open(around({ CALENDAR: here.base + GOOD }))
    expect(open?.writable).toBeNull()
    const read = await open?.source.read(SCOPE)
    expect(read).toMatchObject({ kind: 'complete', book: { entries: [{}, { pmsLocationId: 'L' }] } })
  })

  test.each([['http://calendar.example/secret.ics'], ['https://me:secret@calendar.example/'], ['secret']])(
    'an address that is none is not quoted: %s',
    async (address) => {
      const open = parse({ calendars: [{ pmsPractitionerId: 'D1', address: { env: 'CALENDAR' } }] })?.open(
        around({ CALENDAR: address }),
      )
      const words = await open?.then(String, (error: Error) => error.message)
      expect(words).toMatch(/calendars\[0\]\.address must/)
      expect(words).not.toContain('secret')
    },
  )

  test('webcal is https', async () => {
    const settings = { calendars: [{ pmsPractitionerId: 'D1', address: { env: 'CALENDAR' } }] }
    await expect(
      parse(settings)?.open(around({ CALENDAR: 'webcal://calendar.example/a.ics' })),
    ).resolves.toBeDefined()
  })

  test.each([
    ['no calendar', {}, 'calendars must be a list with at least one calendar'],
    ['no place', { calendars: [{ pmsPractitionerId: 'D1' }] }, 'exactly one of them'],
    [
      'two places',
      { calendars: [{ pmsPractitionerId: 'D1', file: 'a', url: 'https://b.example' }] },
      'exactly one of them',
    ],
    ['nobody', { calendars: [{ file: 'a' }] }, 'pmsPractitionerId must be a text'],
    [
      'a secret in the open',
      { calendars: [{ pmsPractitionerId: 'D1', url: 'https://b.example/?key=1' }] },
      'must hold no user',
    ],
    [
      'a header for a file',
      { calendars: [{ pmsPractitionerId: 'D1', file: 'a', header: { name: 'X', value: { env: 'X' } } }] },
      'is for an address',
    ],
    [
      'a header that is none',
      { calendars: [{ pmsPractitionerId: 'D1', url: 'https://b.example', header: { name: 'a b' } }] },
      'must be the name of a header',
    ],
    [
      'a slip of the pen',
      { calendars: [{ pmsPractitionerId: 'D1', file: 'a', colour: 'red' }] },
      'knows no "colour"',
    ],
  ])('%s is a fault', (_, more, what) => {
    expect(() => parse(more)).toThrow(what)
  })
})
