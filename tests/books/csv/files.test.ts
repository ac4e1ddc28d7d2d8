/** The files of an export: which there are, when they were taken, and which days they cover. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wallClock } from '../../../src/books/wall-time.ts'
import {
  bookIn,
  bookOf,
  entriesIn,
  faultsIn,
  folderOf,
  HEADER,
  mappingOf,
  ROW,
  readOne,
  SCOPE,
  TAKEN,
  utc,
  warningsIn,
} from './exports.ts'

describe('files', () => {
  const several = { file: 'a*.csv' }
  const second = `${HEADER}2,D1,P2,2026-11-20 09:00,15,Booked\n`

  test.each<[string, Record<string, string>, object, string]>([
    ['no folder', {}, { folder: 'gone' }, 'the folder of the exports cannot be read (ENOENT)'],
    ['no file', { 'b.csv': HEADER }, {}, 'appointments: the folder has no file a.csv'],
    ['an empty file', { 'a.csv': '' }, {}, 'appointments: the file is empty, without a header'],
    [
      'a header without the columns',
      { 'a.csv': 'Id,Dr,SECRET\n' },
      {},
      'appointments: the header has no column "Patient", "Mins", "Status", "Start"',
    ],
    ['a column twice', { 'a.csv': `Id,${HEADER}` }, {}, 'appointments: the header has column "Id" twice'],
    [
      'a header that never ends',
      { 'a.csv': '"Id,Dr\n' },
      {},
      'appointments: a quote opens here and never closes, expected a closing quote',
    ],
    [
      'two files where one is meant',
      { 'a1.csv': HEADER, 'A2.CSV': HEADER },
      several,
      'appointments: 2 files of the folder fit a*.csv: keep one there, or let the mapping say "several": "all"',
    ],
  ])('%s: no book', async (_, files, more, why) => {
    const { folder: gone, ...appointments } = more as { folder?: string }
    const folder = folderOf(files)
    const book = bookOf(mappingOf(appointments), gone === undefined ? folder : join(folder, gone))
    expect(await book.read(SCOPE)).toEqual({ kind: 'failed', why, remarks: [] })
  })

  test('several files are read as one when the mapping says so, as of the oldest', async () => {
    const folder = folderOf(
      { 'a1.csv': HEADER + ROW, 'A2.csv': second, '~a3.csv': 'lock' },
      { 'A2.csv': TAKEN - 60_000 },
    )
    const read = await bookOf(mappingOf({ ...several, several: 'all' }), folder).read(SCOPE)
    expect(read).toMatchObject({
      kind: 'complete',
      read: { takenMs: TAKEN - 60_000, fromOn: '2026-11-19', toOn: '2026-11-20' },
    })
    expect(entriesIn(read)).toHaveLength(2)
  })

  test('days that no file covers are a fault, unless the mapping says which days there are', async () => {
    const files = { 'a1.csv': HEADER + ROW, 'a2.csv': second.replace('11-20', '11-23') }
    const read = await bookOf(mappingOf({ ...several, several: 'all' }), folderOf(files)).read(SCOPE)
    expect(faultsIn(read)).toEqual([
      expect.stringContaining('no file covers the days between 2026-11-19 and 2026-11-23'),
    ])
    const covers = { covers: { from: '2026-11-16', to: '2026-11-29' } }
    const said = await bookOf(mappingOf({ ...several, several: 'all' }, covers), folderOf(files)).read(SCOPE)
    expect(said).toMatchObject({ kind: 'complete', read: { fromOn: '2026-11-16', toOn: '2026-11-29' } })
  })

  test('another part that is missing, or cannot be used, makes the read partial', async () => {
    const fields = { practitioner: 'Dr', start: 'Start', end: 'End' }
    const mapping = mappingOf(
      {},
      {
        sessions: { file: 's.csv', fields },
        blocks: { file: 'b.csv', fields },
        recalls: { file: 'r.csv', mayBeAbsent: true, fields: { pmsRecallId: 1, patient: 2, dueOn: 3 } },
      },
    )
    const read = await bookOf(mapping, folderOf({ 'a.csv': HEADER + ROW, 'b.csv': 'Dr,Start\n' })).read(SCOPE)
    expect(read.kind).toBe('partial')
    expect(faultsIn(read)).toEqual([
      'sessions the folder has no file s.csv',
      'blocks the header has no column "End"',
    ])
  })

  test('a file that somebody writes into while it is read is a fault', async () => {
    const folder = folderOf({ 'a.csv': HEADER + ROW })
    const clock = wallClock('Australia/Sydney')
    // The clock is asked for the first time while the file is being read.
    const toInstant = (local: string) => {
      appendFileSync(join(folder, 'a.csv'), ROW)
      return clock.toInstant(local)
    }
    const reading = bookOf(mappingOf({}), folder, { ...clock, toInstant }).read(SCOPE)
    expect(faultsIn(await reading)).toContain('appointments the file changed while it was read')
  })
})

describe('when it was taken, and which days it covers', () => {
  test.each<[string, unknown, string, string]>([
    [
      'the name of the file',
      { fileName: 'a_(\\d{8}-\\d{4})', format: 'yyyyMMdd-HHmm' },
      'a_20261119-1130.csv',
      '2026-11-19T00:30Z',
    ],
    ['a fixed wall-clock time', { fixed: '2026-11-19T11:30' }, 'a.csv', '2026-11-19T00:30Z'],
    ['a fixed instant', { fixed: '2026-11-19T00:45:00Z' }, 'a.csv', '2026-11-19T00:45Z'],
    ['the file itself', 'modified', 'a.csv', utc(TAKEN)],
  ])('taken: %s', async (_, takenAt, name, expected) => {
    const read = await bookOf(
      mappingOf({ file: 'a*.csv' }, { takenAt }),
      folderOf({ [name]: HEADER + ROW }),
    ).read(SCOPE)
    expect(utc(bookIn(read).read.takenMs)).toBe(expected)
  })

  test.each<[string, unknown]>([
    ['a name that does not tell', { fileName: 'a_(\\d{8}-\\d{4})', format: 'yyyyMMdd-HHmm' }],
    ['the future', { fixed: '2026-11-21T00:00:00Z' }],
    ['an hour that never was', { fixed: '2026-10-04T02:30' }],
  ])('taken: %s is no book', async (_, takenAt) => {
    expect((await readOne(HEADER + ROW, {}, { takenAt })).kind).toBe('failed')
  })

  test.each<[string, unknown, string, (string | null)[]]>([
    ['first to last', 'first-to-last', 'a.csv', ['2026-11-19', '2026-11-19']],
    ['as asked', 'asked', 'a.csv', ['2026-11-19', '2026-11-20']],
    ['said', { from: '2026-11-01', to: '2026-11-30' }, 'a.csv', ['2026-11-01', '2026-11-30']],
    [
      'in the name',
      { fileName: '(\\d{8})-(\\d{8})', format: 'yyyyMMdd' },
      'a20261101-20261130.csv',
      ['2026-11-01', '2026-11-30'],
    ],
  ])('days: %s', async (_, covers, name, expected) => {
    const read = await bookOf(
      mappingOf({ file: 'a*.csv' }, { covers }),
      folderOf({ [name]: HEADER + ROW }),
    ).read({ ...SCOPE, toOn: '2026-11-20' })
    const { fromOn, toOn } = bookIn(read).read
    expect([read.kind, fromOn, toOn]).toEqual(['complete', ...expected])
    // What is asked for and not covered is said.
    expect(warningsIn(read)).toHaveLength(expected[1] === '2026-11-19' ? 1 : 0)
  })

  test('a file without rows covers nothing by itself, and everything that the mapping promises', async () => {
    const read = await readOne(HEADER)
    expect(read.kind).toBe('partial')
    expect(faultsIn(read)).toEqual(['appointments it has no rows, so it does not tell which days it covers'])
    expect(await readOne(HEADER, {}, { covers: 'asked' })).toMatchObject({
      kind: 'complete',
      book: { entries: [] },
    })
  })

  test('people whom only a list of patients could tell apart are a warning without one', async () => {
    const person = { familyName: 'X', givenName: 'Y', birthOn: null }
    const read = await bookOf(mappingOf({}), folderOf({ 'a.csv': HEADER + ROW })).read({
      ...SCOPE,
      people: [person],
    })
    expect(warningsIn(read)).toEqual([expect.stringContaining('patients are not mapped')])
  })
})
