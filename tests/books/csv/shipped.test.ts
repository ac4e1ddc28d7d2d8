/** The mappings that come with the program, each with its sample; and an export of a hundred thousand rows. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../bin/config-file.ts'
import { openDatabase } from '../../../db/open.ts'
import { CsvBook } from '../../../src/books/csv/book.ts'
import { parseMapping } from '../../../src/books/csv/mapping/parse-mapping.ts'
import { wallClock } from '../../../src/books/wall-time.ts'
import { importBundle } from '../../../src/bundle/load.ts'
import { gather } from '../../../src/reconcile/gather.ts'
import type { Book } from '../../../src/reconcile/model.ts'
import { bookIn, SCOPE, utc } from './exports.ts'

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const shipped = (name: string) => parseMapping(readFileSync(root(`mappings/${name}.json`), 'utf8'))
const readShipped = async (name: string, folder: string, connectionId = 'c1') =>
  bookIn(
    await new CsvBook({
      folder,
      mapping: shipped(name),
      connectionId,
      clock: wallClock('Australia/Sydney'),
      now: () => Date.parse('2126-01-01T00:00:00Z'),
    }).read(SCOPE),
  )
const sample = (name: string) => readShipped(name, root('mappings/samples'))

test('every mapping that comes with the program can be read', () => {
  const names = readdirSync(root('mappings')).filter((name) => name.endsWith('.json'))
  expect(names.map((name) => shipped(name.slice(0, -5)).name)).toHaveLength(4)
})

describe('samples', () => {
  test('bp-premier-view', async () => {
    const read = await sample('bp-premier-view')
    expect(read).toMatchObject({ kind: 'complete', read: { fromOn: '2026-11-19', toOn: '2026-11-23' } })
    expect(read.book.entries).toHaveLength(8)
    expect(read.book.entries.map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'in_consult',
      'arrived',
      ...Array(4).fill('booked'),
    ])
    expect(read.book.entries[1]).toMatchObject({
      pmsAppointmentId: 'Dr A Example|2026-11-19|33300|102',
      pmsPractitionerId: 'Dr A Example',
      pmsPatientId: '102',
      pmsTypeId: 'Long appt.',
      startMs: Date.parse('2026-11-19T09:15:00+11:00'),
      endMs: Date.parse('2026-11-19T09:45:00+11:00'),
    })
    expect(read.book.entries[7]?.pmsTypeId).toBeNull()
    expect(read.remarks).toEqual([])
  })

  test('openemr-events', async () => {
    const read = await sample('openemr-events')
    expect(read).toMatchObject({
      kind: 'complete',
      read: { fromOn: '2026-11-19', toOn: '2026-11-24' },
      remarks: [],
    })
    expect(read.book.entries.map(({ pmsAppointmentId, status }) => `${pmsAppointmentId} ${status}`)).toEqual([
      '201 completed',
      '202 did_not_attend',
      '203 cancelled',
      '204 arrived',
      '205 in_consult',
      '207 booked',
      '208 booked',
    ])
    expect(read.book.blocks).toMatchObject([
      { pmsPractitionerId: '7', reason: 'Lunch', endMs: Date.parse('2026-11-20T13:00:00+11:00') },
    ])
  })

  test('openemr-events: a series, and a book whose dates were shifted, are not taken for a good read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rejoin csv '))
    const text = readFileSync(root('mappings/samples/openemr-events.csv'), 'utf8')
    writeFileSync(
      join(folder, 'openemr-events.csv'),
      text.replace(',900,0,,>', ',900,1,a:0:{},>').replace('09:15:00,09:30:00', '09:15:00,09:00:00'),
    )
    const read = await readShipped('openemr-events', folder)
    expect(read.remarks.filter(({ weight }) => weight === 'fault')).toEqual([
      { weight: 'fault', subject: 'appointments:2', what: 'the mapping says that such a row cannot be read' },
      { weight: 'fault', subject: 'appointments:3', what: 'it ends before it starts' },
    ])
  })

  test('easyappointments', async () => {
    const read = await sample('easyappointments')
    expect(read).toMatchObject({
      kind: 'complete',
      read: { fromOn: '2026-11-19', toOn: '2026-11-23' },
      remarks: [],
    })
    expect(read.book.entries.map(({ pmsAppointmentId, status }) => `${pmsAppointmentId} ${status}`)).toEqual([
      '31 booked',
      '32 booked',
      '33 cancelled',
      '35 booked',
    ])
    expect(read.book.entries[0]?.createdMs).toBe(Date.parse('2026-11-02T10:11:12+11:00'))
    expect(read.book.blocks).toMatchObject([{ pmsPractitionerId: '2' }])
  })
})

test('rejoin-bundle: the book is the one that the import of the bundle makes', async () => {
  const folder = root('examples/two-practices')
  const read = await readShipped('rejoin-bundle', folder, 'wattle-group')
  const database = await openDatabase({ kind: 'throwaway' })
  try {
    await importBundle(database, folder, { setAside: false })
    const { book } = await gather(database, 'wattle-group')
    expect(book.entries.length).toBeGreaterThan(100)
    expect(inOrder(read.book)).toEqual(inOrder(book))
    expect(read.kind).toBe('complete')
    expect(read.remarks.filter(({ weight }) => weight === 'fault')).toEqual([])
  } finally {
    await database.close()
  }
})

test('rejoin-bundle: another connection has no read in it, and so no book', async () => {
  const folder = root('examples/two-practices')
  await expect(readShipped('rejoin-bundle', folder, 'another')).rejects.toThrow(
    'the file that tells when the export was taken has no such row',
  )
})

describe('in rejoin.json', () => {
  const open = (settings: object) => {
    const text = JSON.stringify({ books: { c1: { kind: 'csv', ...settings } } })
    const book = parseConfig(text, root('mappings/rejoin.json')).books.get('c1')
    if (book === undefined) throw new Error('no book')
    expect(book.canWrite).toBe(false)
    return book.open({
      connectionId: 'c1',
      env: {},
      now: () => Date.now(),
      clock: wallClock('Australia/Sydney'),
    })
  }

  test.each(['easyappointments', 'easyappointments.json', './easyappointments.json'])(
    'a mapping is a name or a path: %s',
    async (mapping) => {
      const { source, writable } = await open({ folder: 'samples', mapping })
      expect(writable).toBeNull()
      expect(bookIn(await source.read(SCOPE)).book.entries).toHaveLength(4)
    },
  )

  test('what is wrong is told before anything is read', async () => {
    await expect(open({ folder: 'samples', mapping: 'gone.json' })).rejects.toThrow(
      /cannot read the mapping .*ENOENT/,
    )
    await expect(open({ folder: 'samples', mapping: 'easyappointments.sql' })).rejects.toThrow('is not JSON')
    const unsettled = () => open({ mapping: 'easyappointments', pattern: '*' })
    expect(unsettled).toThrow('books.c1.folder must be a path')
    expect(unsettled).toThrow('knows no "pattern"')
  })
})

test('a hundred thousand rows come back as they were written', async () => {
  const count = 100_000
  const rowOf = (i: number): { seconds: number; day: number; length: number } => ({
    seconds: 28_800 + (i % 120) * 300,
    day: 1 + (Math.floor(i / 120) % 28),
    length: 300 + (i % 7) * 300,
  })
  const lines = Array.from({ length: count }, (_, i) => {
    const { seconds, day, length } = rowOf(i)
    const date = `2026-11-${String(day).padStart(2, '0')}`
    const words = ['Booked', 'Waiting', 'With doctor', 'At billing', 'Completed']
    return `"Madeup, ""N${i}""",${i},${date},${seconds},${length},Dr ${i % 40},No,"Type
${i % 3}",${words[i % 5]},0,0,Desk`
  })
  const folder = mkdtempSync(join(tmpdir(), 'rejoin csv '))
  const header = readFileSync(root('mappings/samples/BPS_Appointments.csv'), 'utf8').split('\n')[0]
  writeFileSync(join(folder, 'BPS_Appointments.csv'), `${header}\n${lines.join('\n')}\n`)
  const { kind, book } = await readShipped('bp-premier-view', folder)
  expect(kind).toBe('complete')
  expect(book.entries).toHaveLength(count)
  const statuses = ['booked', 'arrived', 'in_consult', 'completed', 'completed']
  const midnight = Date.parse('2026-11-01T00:00:00+11:00')
  const strange = book.entries.filter((entry, i) => {
    const { seconds, day, length } = rowOf(i)
    const startMs = midnight + ((day - 1) * 86_400 + seconds) * 1000
    return (
      entry.pmsPatientId !== String(i) ||
      entry.pmsPractitionerId !== `Dr ${i % 40}` ||
      entry.pmsTypeId !== `Type\n${i % 3}` ||
      entry.status !== statuses[i % 5] ||
      entry.startMs !== startMs ||
      entry.endMs !== startMs + length * 1000
    )
  })
  expect(strange).toEqual([])
  expect(utc(book.entries[count - 1]?.startMs ?? 0)).toMatch(/^2026-11-/)
})

/** Lists of a book are in no particular order. */
function inOrder({ read, ...lists }: Book): unknown {
  const sorted = Object.entries(lists).map(([name, rows]) => [
    name,
    rows.map((row: object) => JSON.stringify(Object.entries(row).sort())).sort(),
  ])
  return { read, lists: Object.fromEntries(sorted) }
}
