/** What the doctor makes of rejoin.json, the environment, secrets, clocks, zones and what the tables hold. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearest } from '../../bin/suggest.ts'
import type { Note } from '../../src/doctor/checkup.ts'
import { judgeClock, judgeStamps, judgeZones } from '../../src/doctor/clocks.ts'
import { type ConnectionSeen, type Expected, judgeConnections } from '../../src/doctor/connections.ts'
import { judgeConfiguration, judgeSecrets, judgeVariables, secretPlaces } from '../../src/doctor/settings.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')
const DAY = 86_400_000
const told = (notes: readonly Note[]): string[] => notes.map(({ weight, said }) => `${weight} ${said.code}`)

describe('configuration', () => {
  const seen = { path: '/x/rejoin.json', books: 2, isThere: true, mode: 0o640, faults: [] }
  test.each([
    ['in order', seen, ['fact configuration']],
    ['not there', { ...seen, isThere: false, mode: null }, ['fact no-configuration']],
    ['with faults', { ...seen, faults: ['a', 'b'] }, ['wrong configuration-faults']],
    ['readable by all: it holds no secret', { ...seen, mode: 0o644 }, ['fact configuration']],
    ['to be changed by all', { ...seen, mode: 0o666 }, ['fact configuration', 'wrong configuration-open']],
    ['where there are no modes', { ...seen, mode: null }, ['fact configuration']],
  ])('%s', (_, config, codes) => expect(told(judgeConfiguration(config))).toEqual(codes))

  test.each<[string[], string[], string[]]>([
    [['PATH', 'REJOIN_DATA', 'REJOIN_CONFIG', 'REJOIN_BOOK_TOKEN'], [], []],
    [['REJOIN_TEST_POSTGRES_URL', 'REJOIN_TEST', 'REJOIN_CRASH_AT'], [], []],
    [['REJOIN_CLINIC_TOKEN'], ['REJOIN_CLINIC_TOKEN'], []],
    [['REJOIN_CLINIC_TOKEN'], [], ['warning variable-unknown']],
    [['REJOIN_DATA', 'DATABASE_URL'], [], ['warning variable-of-no-use']],
  ])('variables %#', (names, pointedTo, codes) =>
    expect(told(judgeVariables(names, pointedTo, nearest))).toEqual(codes),
  )

  test('a slip of the pen is told with what it may mean', () => {
    const [note] = judgeVariables(['REJOIN_DATE'], [], nearest)
    expect(note?.said).toMatchObject({ name: 'REJOIN_DATE', near: ['REJOIN_DATA'] })
  })
})

describe('secrets', () => {
  test('found wherever rejoin.json points to them, and nothing else', () => {
    const raw = {
      books: {
        c1: { kind: 'http', url: 'https://x', tokenFile: 'secrets/c1' },
        c2: { kind: 'openemr', password: { env: 'EMR_PASSWORD' }, caFile: 'ca.pem' },
        c3: {
          kind: 'ical',
          calendars: [
            { pmsPractitionerId: 'D1', file: 'calendar.ics' },
            { pmsPractitionerId: 'D2', address: { file: 'secrets/calendar' } },
          ],
        },
      },
      mail: { login: { user: 'u', password: { file: 'secrets/smtp' } } },
    }
    expect(secretPlaces(raw)).toEqual({
      files: ['secrets/c1', 'secrets/calendar', 'secrets/smtp'],
      variables: ['EMR_PASSWORD'],
    })
  })

  test('whatever the file holds, looking for secrets does not choke on it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const { files, variables } = secretPlaces(raw)
        expect([...files, ...variables].every((one) => typeof one === 'string')).toBe(true)
      }),
    )
  })

  const file = { file: '/s', reason: null, bytes: 8, mode: 0o600 }
  test.each([
    [file, []],
    [{ ...file, mode: 0o640 }, []],
    [{ ...file, mode: null }, []],
    [{ ...file, mode: 0o644 }, ['warning secret-open']],
    [{ ...file, bytes: 0 }, ['wrong secret-empty']],
    [{ ...file, bytes: 0, mode: 0o666 }, ['wrong secret-empty', 'warning secret-open']],
    [{ ...file, reason: 'ENOENT', bytes: 0 }, ['wrong secret-unreadable']],
  ])('file %#', (one, codes) => expect(told(judgeSecrets([one], []))).toEqual(['fact secrets', ...codes]))

  test('a variable that is not set', () =>
    expect(
      told(
        judgeSecrets(
          [],
          [
            { name: 'A', isSet: true },
            { name: 'B', isSet: false },
          ],
        ),
      ),
    ).toEqual(['fact secrets', 'warning secret-not-set']))
})

describe('clocks', () => {
  const sample = (aheadMs: number, wayMs = 10) => ({
    askedMs: NOW,
    answerMs: NOW + wayMs / 2 + aheadMs,
    heardMs: NOW + wayMs,
  })
  test.each([
    [[], 'fact same-clock'],
    [[sample(0)], 'fact clock'],
    [[sample(1_900)], 'fact clock'],
    [[sample(2_100)], 'warning clock-off'],
    [[sample(-2_100)], 'warning clock-off'],
    [[sample(59_000)], 'warning clock-off'],
    [[sample(61_000)], 'wrong clock-off'],
    [[sample(-3_600_000)], 'wrong clock-off'],
    // What lies within the way there and back may be no difference at all.
    [[sample(3_000, 4_000)], 'fact clock'],
    // The quickest answer counts.
    [[sample(5_000, 20_000), sample(0)], 'fact clock'],
  ])('%#', (samples, code) => expect(told(judgeClock(samples))).toEqual([code]))

  test('behind and ahead are not mixed up', () => {
    const [note] = judgeClock([sample(90_000)])
    // The database is ahead, so this machine is behind.
    expect(note?.said).toMatchObject({ code: 'clock-off', aheadMs: 90_000 })
  })

  const stamps = (newestEventMs: number | null, readTakenMs: number | null) => [
    { connectionId: 'c1', newestEventMs, readTakenMs },
    { connectionId: 'c2', newestEventMs: NOW, readTakenMs: null },
  ]
  test.each<[number | null, number | null, string[]]>([
    [null, null, []],
    [NOW + 9_000, NOW, []],
    [NOW + 11_000, NOW, ['warning events-ahead']],
    [NOW, NOW + 11_000, ['warning reads-ahead']],
    [NOW + DAY, NOW + DAY, ['warning events-ahead', 'warning reads-ahead']],
  ])('stamps %#', (event, read, codes) => {
    const notes = judgeStamps(stamps(event, read), NOW)
    expect(told(notes)).toEqual(codes)
    for (const { said } of notes) expect(said).toMatchObject({ connectionIds: ['c1'] })
  })
})

describe('time zones', () => {
  const days = 300
  const offsetsOf = (zone: string): number[] =>
    Array.from({ length: days }, (_, day) => {
      const at = new Date(NOW + day * DAY)
      const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).format(at)
      const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? []
      return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
    })
  const zones = ['Australia/Sydney', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC', 'Asia/Kolkata']
  const judge = (change: object = {}) =>
    judgeZones({
      data: '2026a',
      zones: new Map(zones.map((zone) => [zone, ['c1']])),
      offsets: new Map(zones.map((zone) => [zone, offsetsOf(zone)])),
      fromMs: NOW,
      ...change,
    })
  test('half hours and the half-hour change of Lord Howe are understood', () =>
    expect(told(judge())).toEqual(['fact zones']))
  test('a change that comes a day later is told with its day', () => {
    const sydney = offsetsOf('Australia/Sydney')
    const change = sydney.findIndex((minutes) => minutes !== sydney[0])
    expect(change).toBeGreaterThan(0)
    const late = sydney.with(change, sydney[0] ?? 0)
    const notes = judge({
      offsets: new Map(zones.map((zone) => [zone, zone === 'Australia/Sydney' ? late : offsetsOf(zone)])),
    })
    expect(notes[1]).toMatchObject({
      weight: 'warning',
      said: { code: 'zones-differ', zones: [{ zone: 'Australia/Sydney', on: '2027-04-04' }] },
    })
  })
  test('a zone that the database does not know', () =>
    expect(told(judge({ offsets: new Map(zones.slice(1).map((zone) => [zone, offsetsOf(zone)])) }))).toEqual([
      'fact zones',
      'warning zone-unknown-to-database',
    ]))
  test('a zone that nobody knows is told with who goes by it', () => {
    const notes = judge({ zones: new Map([['Australia/Sidney', ['c7', 'p9']]]), offsets: new Map() })
    expect(notes[1]).toMatchObject({
      weight: 'wrong',
      said: { code: 'zone-unknown', zone: 'Australia/Sidney', of: ['c7', 'p9'] },
    })
  })
  test('data of the year before last', () => {
    expect(told(judge({ data: '2024b' }))).toContain('warning zones-old')
    expect(told(judge({ data: '2025c' }))).not.toContain('warning zones-old')
  })
})

describe('connections', () => {
  const one = (connectionId: string, change: Partial<ConnectionSeen> = {}): ConnectionSeen => ({
    connectionId,
    practices: [{ practiceId: `p-${connectionId}`, hasAddress: true }],
    newestEventMs: NOW,
    readTakenMs: NOW,
    ...change,
  })
  const expected: Expected = { books: [], mail: false, asked: null, nowMs: NOW }
  const codes = (seen: ConnectionSeen[], change: Partial<Expected> = {}) =>
    told(judgeConnections(seen, { ...expected, ...change }, nearest))
  test.each<[string, ConnectionSeen[], Partial<Expected>, string[]]>([
    ['none', [], {}, ['warning no-connections']],
    ['without any live book', [one('c1')], {}, ['fact connections']],
    [
      'one with a book, one without',
      [one('c1'), one('c2')],
      { books: ['c1'] },
      ['fact connections', 'fact no-live-book'],
    ],
    ['faulty rejoin.json', [one('c1')], { books: null }, ['fact connections']],
    [
      'a book of nobody',
      [one('c1')],
      { books: ['c1', 'zz'] },
      ['fact connections', 'warning book-of-nobody'],
    ],
    [
      'a line that never told anything',
      [one('c1', { newestEventMs: null })],
      {},
      ['fact connections', 'warning no-events'],
    ],
    [
      'a live book not read for a day',
      [one('c1', { readTakenMs: NOW - DAY - 1 })],
      { books: ['c1'] },
      ['fact connections', 'warning reads-old'],
    ],
    [
      'a live book never read',
      [one('c1', { readTakenMs: null })],
      { books: ['c1'] },
      ['fact connections', 'warning reads-old'],
    ],
    ['a bundle of last week', [one('c1', { readTakenMs: NOW - 7 * DAY })], {}, ['fact connections']],
    [
      'no address, and no mail',
      [one('c1', { practices: [{ practiceId: 'p', hasAddress: false }] })],
      {},
      ['fact connections'],
    ],
    [
      'no address for the mail',
      [one('c1', { practices: [{ practiceId: 'p', hasAddress: false }] })],
      { mail: true },
      ['fact connections', 'warning no-address'],
    ],
    [
      'asked for what is not there',
      [one('clinic-north')],
      { asked: 'clinic-nort' },
      ['wrong no-such-connection', 'fact connections'],
    ],
  ])('%s', (_, seen, change, expectedCodes) => expect(codes(seen, change)).toEqual(expectedCodes))

  test('a book of nobody is told with the connection that has none and is named like it', () => {
    const notes = judgeConnections([one('clinic-north')], { ...expected, books: ['clinic-nroth'] }, nearest)
    expect(notes.find(({ said }) => said.code === 'book-of-nobody')?.said).toMatchObject({
      near: ['clinic-north'],
    })
  })
})
