/** What of writing into OpenEMR can be told without a server: where a span stands, what an error means, how late is late. */
import { expect, test } from 'vitest'
import { BookSilent } from '../../../src/books/book.ts'
import type { Line } from '../../../src/books/openemr/sql/server.ts'
import { isRolledBack, refusalOf, ServerRefused, troubleOf } from '../../../src/books/openemr/sql/trouble.ts'
import { inTime, lastStartMs } from '../../../src/books/openemr/writing/attempt.ts'
import { spotOf } from '../../../src/books/openemr/writing/spot.ts'
import { uuidOf } from '../../../src/books/openemr/writing/uuid.ts'
import { wallClock } from '../../../src/books/wall-time.ts'

const SYDNEY = wallClock('Australia/Sydney')
const spot = (start: string, end: string) =>
  spotOf(SYDNEY, { startMs: Date.parse(start), endMs: Date.parse(end) })

test('a span as the columns keep it', () => {
  expect(spot('2026-08-17T10:00:00+10:00', '2026-08-17T10:45:00+10:00')).toEqual({
    day: '2026-08-17',
    start: '10:00:00',
    end: '10:45:00',
    fromSecond: 36_000,
    toSecond: 38_700,
  })
  expect(spot('2026-04-05T02:10:00+11:00', '2026-04-05T02:40:00+11:00')).toMatchObject({ start: '02:10:00' })
})

test.each([
  ['over midnight', '2026-08-17T23:45:00+10:00', '2026-08-18T00:15:00+10:00'],
  ['until midnight', '2026-08-17T23:45:00+10:00', '2026-08-18T00:00:00+10:00'],
  ['in the second of two equal hours', '2026-04-05T02:10:00+10:00', '2026-04-05T02:40:00+10:00'],
  ['from the first into the second', '2026-04-05T02:45:00+11:00', '2026-04-05T02:15:00+10:00'],
  ['across the hour that is skipped', '2026-10-04T01:45:00+10:00', '2026-10-04T03:15:00+11:00'],
  ['between two seconds', '2026-08-17T10:00:00.500+10:00', '2026-08-17T10:30:00+10:00'],
])('no columns for a span %s', (_, start, end) => {
  expect(spot(start, end)).toBeNull()
})

const driverError = (errno: number, code: string, sqlState?: string) =>
  Object.assign(new Error("Duplicate entry 'Ann Lee' for key"), { errno, code, sqlState })

test.each<[string, unknown, 'refused' | 'silent']>([
  ['a deadlock', driverError(1213, 'ER_LOCK_DEADLOCK', '40001'), 'refused'],
  ['a missing grant', driverError(1142, 'ER_TABLEACCESS_DENIED_ERROR', '42000'), 'refused'],
  ['a server that goes down', driverError(1053, 'ER_SERVER_SHUTDOWN', '08S01'), 'silent'],
  ['a commit that failed', driverError(1180, 'ER_ERROR_DURING_COMMIT', 'HY000'), 'silent'],
  ['a killed connection', driverError(1927, 'ER_CONNECTION_KILLED', '70100'), 'silent'],
  ['a line that broke', driverError(-104, 'ECONNRESET'), 'silent'],
  ['something odd', 'Ann Lee', 'silent'],
])('%s, without a word of what was asked', (_, error, expected) => {
  const trouble = troubleOf(error, 'create', 'the database openemr at db:3306')
  expect(trouble).toBeInstanceOf(expected === 'refused' ? ServerRefused : BookSilent)
  expect(trouble.message).toContain('create')
  expect(trouble.message).not.toContain('Ann')
})

test.each([
  [1213, true, 'other'],
  [1205, true, 'other'],
  [1467, true, 'other'],
  [1969, false, 'too-late'],
  [3024, false, 'too-late'],
  [1142, false, 'not-allowed'],
  [1290, false, 'not-allowed'],
  [1406, false, 'other'],
] as const)('error %i', (errno, again, why) => {
  const error = new ServerRefused('create', errno, 'CODE')
  expect([isRolledBack(error), refusalOf(error)]).toEqual([again, why])
})

test('the last statement begins long before the end, and longer where no limit ends it', () => {
  const line = (isMariaDb: boolean) => ({ isMariaDb }) as Line
  expect(lastStartMs(line(true), 100_000, 30_000)).toBe(85_000)
  expect(lastStartMs(line(false), 100_000, 30_000)).toBe(85_000)
  expect(lastStartMs(line(false), 100_000, 4_000)).toBe(88_000)
  // MariaDB ends a late one before it waits for anybody; MySQL looks at the clock once it has waited.
  expect(inTime(line(true), 85_000, 'select 1')).toBe(
    'if(unix_timestamp(now(3)) <= 85.000, not exists (select 1), false)',
  )
  expect(inTime(line(false), 85_000, 'select 1')).toBe(
    'if(exists (select 1), false, unix_timestamp(sysdate(3)) <= 85.000)',
  )
})

test('one write has one id', () => {
  expect(uuidOf('a')).toEqual(uuidOf('a'))
  expect(uuidOf('a')).not.toEqual(uuidOf('b'))
  expect(uuidOf('a').toString('hex')).toMatch(/^.{12}4.{3}[89ab].{15}$/)
})
