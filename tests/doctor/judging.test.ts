/** What the doctor makes of what was looked at: tables of what was seen, and the codes that come of it. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { BookRead } from '../../src/books/book.ts'
import { judgeBook } from '../../src/doctor/book.ts'
import { MARKS, type Note, type Result } from '../../src/doctor/checkup.ts'
import {
  judgeEmbedded,
  judgeListening,
  judgeMigrations,
  judgeRights,
  judgeServer,
  judgeSession,
  judgeTriggers,
  type ServerSeen,
} from '../../src/doctor/database.ts'
import { judgeDisks, judgeNode, modeText, NODE_NEEDED } from '../../src/doctor/machine.ts'
import { exitCodeOf, fact, markOf, notChecked, warning, wrong } from '../../src/doctor/mark.ts'
import { type JobSeen, judgeMails, judgeWatch } from '../../src/doctor/watch.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')

/** `wrong other-database`, without what it holds. */
const told = (notes: readonly Note[]): string[] => notes.map(({ weight, said }) => `${weight} ${said.code}`)

describe('what the notes of a check come to', () => {
  const [good, little, bad, gap] = [
    fact({ code: 'hears' }),
    warning({ code: 'deaf' }),
    wrong({ code: 'tables-foreign' }),
    notChecked({ code: 'offline' }),
  ]
  test.each([
    [[good, gap], 'ok'],
    [[gap], 'not-checked'],
    [[good, little, gap], 'warning'],
    [[little, bad, good], 'wrong'],
    [[], 'ok'],
  ] as const)('%#', (notes, mark) => expect(markOf(notes)).toBe(mark))

  const result = (...notes: Note[]): Result => ({ check: 'node', connectionId: null, notes, tookMs: 1 })
  test.each([
    [[], 0],
    [[result(good), result(gap)], 0],
    [[result(good), result(little)], 2],
    [[result(little), result(bad), result(gap)], 1],
  ] as const)('exit code %#', (results, code) => expect(exitCodeOf(results)).toBe(code))

  test('marks are named once', () => expect(new Set(MARKS).size).toBe(MARKS.length))
})

describe('the machine', () => {
  test('what Node is needed is what package.json says', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(engines.node).toBe(`>=${NODE_NEEDED}`)
  })
  test.each([
    ['18.20.4', ['fact node', 'wrong node-too-old']],
    ['20.18.9', ['fact node', 'wrong node-too-old']],
    ['20.19.0', ['fact node', 'warning node-ended']],
    ['22.1.0', ['fact node']],
    ['99.0.0', ['fact node']],
  ])('Node %s in November 2026', (version, codes) =>
    expect(told(judgeNode({ version, platform: 'linux x64' }, NOW))).toEqual(codes),
  )
  test('an end is one only once it has come', () =>
    expect(
      told(judgeNode({ version: '20.19.0', platform: 'linux x64' }, Date.parse('2026-04-29T23:59:59Z'))),
    ).toEqual(['fact node']))
  test.each([
    [5e9, 'fact disk-free'],
    [1e9, 'fact disk-free'],
    [999_999_999, 'warning disk-low'],
    [99_999_999, 'wrong disk-low'],
    [0, 'wrong disk-low'],
  ])('%d bytes free', (freeBytes, code) =>
    expect(told(judgeDisks([{ folder: '/x', freeBytes }]))).toEqual([code]),
  )
  test.each([
    [0o100600, '0600'],
    [0o100007, '0007'],
    [0o40755, '0755'],
  ])('mode %d', (mode, text) => expect(modeText(mode)).toBe(text))
})

describe('the database', () => {
  const server: ServerSeen = {
    ...{ version: '16.4', major: 16, user: 'rejoin_app', isReplica: false, readOnly: false },
    ...{ timeZone: 'UTC', dateStyle: 'ISO, MDY', statementTimeoutMs: 900_000, triggersOn: true },
  }
  test.each<[Partial<ServerSeen>, string[]]>([
    [{}, ['fact server']],
    [{ version: '13.9', major: 13 }, ['fact server', 'wrong server-too-old']],
    [{ isReplica: true }, ['fact server', 'wrong replica']],
  ])('server %#', (change, codes) =>
    expect(told(judgeServer({ ...server, ...change }, 'h:5432/d'))).toEqual(codes),
  )
  test.each<[Partial<ServerSeen>, string[]]>([
    [{}, ['fact session']],
    [{ statementTimeoutMs: 0 }, ['fact session']],
    [{ statementTimeoutMs: 30_000 }, ['warning statements-cut']],
    [{ timeZone: 'Australia/Sydney' }, ['wrong setting-lost']],
    [{ timeZone: 'GMT', dateStyle: 'German' }, ['wrong setting-lost', 'wrong setting-lost']],
  ])('session %#', (change, codes) => expect(told(judgeSession({ ...server, ...change }))).toEqual(codes))
  test.each([
    [{ standing: 'current', applied: 12, shipped: 12 }, 'fact migrations'],
    [{ standing: 'pending', applied: 9, shipped: 12 }, 'warning migrations-pending'],
    [{ standing: 'pending', applied: 0, shipped: 12 }, 'warning tables-missing'],
    [{ standing: 'newer', applied: 13, shipped: 12 }, 'wrong tables-newer'],
    [{ standing: 'foreign', applied: 3, shipped: 12 }, 'wrong tables-foreign'],
  ] as const)('migrations %#', (seen, code) => expect(told(judgeMigrations(seen))).toEqual([code]))
  test.each([
    [null, ['fact embedded']],
    [0o700, ['fact embedded']],
    [0o750, ['fact embedded']],
    [0o755, ['fact embedded', 'warning folder-open']],
    [0o701, ['fact embedded', 'warning folder-open']],
  ])('folder of mode %o', (mode, codes) =>
    expect(told(judgeEmbedded({ folder: '/x', mode }, '18.4'))).toEqual(codes),
  )
  test.each([
    [{ ...server, missing: [] }, 'fact rights'],
    [{ ...server, missing: [{ on: 'bookings', rights: ['update'] }] }, 'wrong rights-missing'],
    [
      { ...server, readOnly: true, missing: [{ on: 'bookings', rights: ['select'] }] },
      'warning may-only-read',
    ],
  ])('rights %#', (seen, code) => expect(told(judgeRights(seen))).toEqual([code]))
  test.each([
    ['connection_events_ask', 'on', true, ['fact triggers']],
    ['connection_events_ask', 'off', true, ['warning asks-off']],
    ['pms_reads_ask_added', 'off', true, ['warning asks-off']],
    ['pms_reads_ask_added', 'missing', true, ['wrong triggers-missing']],
    ['verdicts_stay', 'off', true, ['wrong guards-off']],
    // Its name holds the letters, and it asks for nothing.
    ['tasks_stay', 'off', true, ['wrong guards-off']],
    ['verdicts_stay', 'on', false, ['wrong triggers-off']],
  ] as const)('trigger %s is %s', (name, state, triggersOn, codes) =>
    expect(told(judgeTriggers({ user: 'u', triggersOn, triggers: [{ name, table: 't', state }] }))).toEqual(
      codes,
    ),
  )
  test('listening', () =>
    expect([told(judgeListening(true)), told(judgeListening(false))]).toEqual([
      ['fact hears'],
      ['warning deaf'],
    ]))
})

describe('watch and mails', () => {
  const job: JobSeen = {
    ...{ connectionId: 'c1', asks: 2, handledAsks: 1, notBeforeMs: NOW - 3_600_000, waitingFor: null },
    ...{ attempts: 0, lastTrouble: null, undeliveredRunId: null, changedMs: NOW - 3_600_000 },
    checkedUntilMs: null,
  }
  const quiet = { nowMs: NOW, holders: [], jobs: [], queue: null }
  const jobOf = (change: Partial<JobSeen>) => ({ ...quiet, jobs: [{ ...job, ...change }] })
  test.each([
    ['nothing at all', quiet, ['fact never-watched', 'fact jobs']],
    ['asked for, and nobody ever watched', jobOf({ handledAsks: 0 }), ['fact never-watched', 'fact jobs']],
    [
      'asked for, and looked at once',
      jobOf({ handledAsks: 0, checkedUntilMs: 1 }),
      ['fact no-watcher', 'fact jobs', 'warning jobs-overdue'],
    ],
    ['nobody takes it', jobOf({}), ['fact no-watcher', 'fact jobs', 'warning jobs-overdue']],
    ['somebody is at work', { ...jobOf({}), holders: ['watch@h'] }, ['fact holders', 'fact jobs']],
    ['its turn has just come', jobOf({ notBeforeMs: NOW - 60_000 }), ['fact no-watcher', 'fact jobs']],
    ['it waits for the line', jobOf({ waitingFor: 'line' }), ['fact no-watcher', 'fact jobs']],
    [
      'it waits for somebody to ask',
      jobOf({ notBeforeMs: null, waitingFor: 'person' }),
      ['fact no-watcher', 'fact jobs'],
    ],
    [
      'a retry that nobody makes',
      jobOf({ waitingFor: 'retry' }),
      ['fact no-watcher', 'fact jobs', 'warning jobs-overdue'],
    ],
    [
      'it goes wrong again and again',
      jobOf({ attempts: 3, lastTrouble: 'BookUnread', waitingFor: 'retry', notBeforeMs: NOW + 1 }),
      ['fact no-watcher', 'fact jobs', 'warning jobs-failing'],
    ],
    [
      'done, and the reports are not written',
      jobOf({ handledAsks: 2, undeliveredRunId: 'r1' }),
      ['fact no-watcher', 'fact jobs', 'warning reports-unwritten'],
    ],
    [
      'a queue that was kept a minute ago',
      { ...quiet, queue: { isThere: true, keptHouseMs: NOW - 60_000 } },
      ['fact watchers-signed', 'fact jobs'],
    ],
    [
      'a queue that was kept yesterday',
      { ...quiet, queue: { isThere: true, keptHouseMs: NOW - 86_400_000 } },
      ['fact no-watcher', 'fact jobs'],
    ],
    [
      'no queue',
      { ...quiet, queue: { isThere: false, keptHouseMs: null } },
      ['fact never-watched', 'fact jobs', 'warning queue-missing'],
    ],
  ])('%s', (_, seen, codes) => expect(told(judgeWatch(seen))).toEqual(codes))

  test('mails', () => {
    expect(told(judgeMails({ waiting: 3, late: 0, sent: 9, unknown: 0, failed: 0 }))).toEqual(['fact mails'])
    expect(told(judgeMails({ waiting: 3, late: 1, sent: 9, unknown: 1, failed: 1 }))).toEqual([
      ...['fact mails', 'warning mails-failed', 'warning mails-unknown', 'warning mails-late'],
    ])
  })
})

describe('a book', () => {
  const book = { entries: [], sessions: [], blocks: [], patients: [], recalls: [] }
  const read = { takenMs: NOW, complete: true, databaseIdentity: 'db1', fromOn: null, toOn: null }
  const seen = (found: BookRead, expected: string | null = 'db1') =>
    judgeBook({
      ...{ kind: 'http', place: 'h:1', writable: true, found, finishedMs: NOW, tookMs: 20, expected },
    })
  const complete = (change: Partial<typeof read> = {}, remarks: BookRead['remarks'] = []): BookRead => ({
    kind: 'complete',
    read: { ...read, ...change } as never,
    book: book as never,
    remarks,
  })
  const doubt = { weight: 'warning', subject: 'event 1', what: 'a doubt' } as const
  const fault = { weight: 'fault', subject: 'event 2', what: 'unreadable' } as const
  test.each<[string, Note[], string[]]>([
    ['well', seen(complete()), ['fact book', 'fact book-identity']],
    [
      'of another database',
      seen(complete({ databaseIdentity: 'db2' })),
      ['fact book', 'wrong other-database'],
    ],
    [
      'that does not tell its database',
      seen(complete({ databaseIdentity: null as never })),
      ['fact book', 'not-checked identity-unknown'],
    ],
    [
      'of a connection that was never told its database',
      seen(complete(), null),
      ['fact book', 'not-checked identity-unknown'],
    ],
    [
      'with a clock that is ahead',
      seen(complete({ takenMs: NOW + 11_000 })),
      ['fact book', 'fact book-identity', 'warning book-ahead'],
    ],
    [
      'with an old copy of itself',
      seen(complete({ takenMs: NOW - 86_400_000 })),
      ['fact book', 'fact book-identity'],
    ],
    ['with doubts', seen(complete({}, [doubt])), ['fact book', 'fact book-identity', 'fact remarks']],
    [
      'read in part',
      seen({ ...complete({}, [fault, doubt]), kind: 'partial' } as BookRead),
      ['fact book', 'fact book-identity', 'warning book-partial', 'fact remarks'],
    ],
    ['that failed', seen({ kind: 'failed', why: 'HTTP 500', remarks: [] }), ['wrong book-failed']],
  ])('%s', (_, notes, codes) => expect(told(notes)).toEqual(codes))

  test('of many faults the first three are told, and how many there are', () => {
    const many = Array.from({ length: 9 }, (_, at) => ({ ...fault, subject: `event ${at}` }))
    const notes = seen({ ...complete({}, many), kind: 'partial' } as BookRead)
    const partial = notes.find(({ said }) => said.code === 'book-partial')
    expect(partial?.said).toMatchObject({ count: 9, first: many.slice(0, 3) })
  })
})
