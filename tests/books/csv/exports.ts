/** Exports for the tests: a folder of files, a mapping, and the book that is read from them. */
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BookRead, Scope } from '../../../src/books/book.ts'
import { CsvBook } from '../../../src/books/csv/book.ts'
import { parseMapping } from '../../../src/books/csv/mapping/parse-mapping.ts'
import { type WallClock, wallClock } from '../../../src/books/wall-time.ts'

export const NOW = Date.parse('2026-11-20T00:00:00Z')
export const TAKEN = Date.parse('2026-11-19T01:00:00Z')
export const SCOPE: Scope = {
  fromOn: '2026-11-19',
  toOn: '2026-11-19',
  people: [],
  pmsPatientIds: [],
  pmsAppointmentIds: [],
  bookingIds: [],
}

/** Written at `TAKEN`, unless the test says when. */
export function folderOf(
  files: Readonly<Record<string, string | Buffer>>,
  times: Readonly<Record<string, number>> = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'rejoin csv '))
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content)
    const seconds = (times[name] ?? TAKEN) / 1000
    utimesSync(join(folder, name), seconds, seconds)
  }
  return folder
}

export const bookOf = (
  mapping: unknown,
  folder: string,
  zone: string | WallClock = 'Australia/Sydney',
  connectionId = 'c1',
): CsvBook =>
  new CsvBook({
    folder,
    mapping: parseMapping(JSON.stringify(mapping)),
    connectionId,
    clock: typeof zone === 'string' ? wallClock(zone) : zone,
    now: () => NOW,
  })

/** A mapping with these appointments, and perhaps other parts. */
export const mappingOf = (appointments: object, more: object = {}): object => ({
  formatVersion: 1,
  name: 'test',
  appointments: { file: 'a.csv', fields: FIELDS, ...appointments },
  ...more,
})

export const FIELDS = {
  pmsAppointmentId: 'Id',
  practitioner: 'Dr',
  patient: 'Patient',
  start: { column: 'Start', format: 'yyyy-MM-dd HH:mm' },
  lengthMinutes: 'Mins',
  status: { column: 'Status', words: { Booked: 'booked', Here: 'arrived', Cancelled: 'cancelled' } },
}
export const HEADER = 'Id,Dr,Patient,Start,Mins,Status\n'
export const ROW = '1,D1,P1,2026-11-19 09:00,15,Booked\n'

/** One file `a.csv`, read. */
export const readOne = (
  text: string | Buffer,
  appointments: object = {},
  more: object = {},
  zone?: string,
): Promise<BookRead> => bookOf(mappingOf(appointments, more), folderOf({ 'a.csv': text }), zone).read(SCOPE)

export const faultsIn = (read: BookRead): string[] => saidIn(read, 'fault')
export const warningsIn = (read: BookRead): string[] => saidIn(read, 'warning')

function saidIn({ remarks }: BookRead, wanted: 'fault' | 'warning'): string[] {
  return remarks.filter(({ weight }) => weight === wanted).map(({ subject, what }) => `${subject} ${what}`)
}

/** The book of a read that did not fail. */
export function bookIn(read: BookRead): Extract<BookRead, { kind: 'complete' | 'partial' }> {
  if (read.kind === 'failed') throw new Error(read.why)
  return read
}
export const entriesIn = (read: BookRead) => bookIn(read).book.entries
export const utc = (ms: number): string => new Date(ms).toISOString().replace(':00.000Z', 'Z')
