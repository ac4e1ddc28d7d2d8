/** `rejoin mapping check`, as its caller sees it, and what it works out to help. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Check, checkSample } from '../../../src/books/csv/check/check.ts'
import { checkWords, isAllGood } from '../../../src/books/csv/check/check-words.ts'
import { parseMapping } from '../../../src/books/csv/mapping/parse-mapping.ts'
import { wallClock } from '../../../src/books/wall-time.ts'
import { rejoin } from '../../e2e/program.ts'
import { bookIn, bookOf, FIELDS, folderOf, HEADER, mappingOf, ROW, SCOPE, utc } from './exports.ts'

const OPTIONS = { connectionId: '', clock: wallClock('Australia/Sydney'), rows: 5, full: false }

async function checked(text: string, mapping: object, options: object = {}, at = 0): Promise<Check> {
  const folder = folderOf({ 'a.csv': text })
  const understood = parseMapping(JSON.stringify(mapping))
  const part = understood.parts[at]
  if (part === undefined) throw new Error('no such part')
  return checkSample(understood, part, join(folder, 'a.csv'), { ...OPTIONS, ...options })
}
const startAs = (format: string) => mappingOf({ fields: { ...FIELDS, start: { column: 'Start', format } } })

test('a good file is told field by field, and nothing is left to look at', async () => {
  const check = await checked(HEADER.replace('\n', ',Extra\n') + ROW.replace('\n', ',x\n'), mappingOf({}))
  expect(isAllGood(check)).toBe(true)
  expect(check).toMatchObject({
    delimiter: 'comma',
    wouldBeFound: true,
    columns: { used: ['Id', 'Dr', 'Patient', 'Start', 'Mins', 'Status'], unused: ['Extra'], missing: [] },
    rows: { total: 1, good: { entry: 1 }, leftOut: 0, bad: 0 },
    days: { from: '2026-11-19', to: '2026-11-19' },
  })
  const text = checkWords(check).join('\n')
  expect(text).toMatch(/start +Thu 2026-11-19 09:00 \(\+11:00\)/)
  expect(text).toMatch(/end +Thu 2026-11-19 09:15 \(\+11:00\), after 15 minutes/)
  expect(text).toMatch(/status +"Booked" → booked/)
})

describe('when a date does not fit, the formats that fit the whole column are told', () => {
  const rows = (...starts: string[]) =>
    HEADER + starts.map((start, i) => `${i},D1,P1,${start},15,Booked\n`).join('')
  test.each([
    ['dd/MM/yyyy HH:mm', rows('11/13/2026 09:00', '11/04/2026 09:00'), 1, 'MM/dd/yyyy HH:mm'],
    ['yyyy-MM-dd HH:mm', rows('19/11/2026 09:00', '5/12/2026 10:30'), 2, 'd/M/yyyy HH:mm'],
    ['dd/MM/yyyy HH:mm', rows('19/11/2026 9:00 AM', '20/11/2026 1:30 PM'), 2, 'dd/MM/yyyy h:mm a'],
    ['dd/MM/yyyy HH:mm', rows('2026-11-19T09:00:00Z'), 1, 'iso'],
  ])('%s', async (format, text, misfits, fitting) => {
    const check = await checked(text, startAs(format))
    expect(check.formats).toMatchObject([{ field: 'start', misfits }])
    expect(check.formats[0]?.fitting).toContain(fitting)
    expect(checkWords(check).join('\n')).toMatch(
      new RegExp(`${misfits} cells? do(es)? not fit ${format}; all of them fit`),
    )
  })

  test('and when nothing fits all, that is told', async () => {
    const check = await checked(rows('19/11/2026 09:00', 'soon'), startAs('dd/MM/yyyy HH:mm'))
    expect(checkWords(check).join('\n')).toContain('no known format fits all of them')
  })

  test('day and month that could be either are pointed out', async () => {
    const check = await checked(rows('05/04/2026 09:00', '06/04/2026 09:00'), startAs('dd/MM/yyyy HH:mm'))
    expect(check.formats).toMatchObject([{ field: 'start', misfits: 0, swapped: 'MM/dd/yyyy HH:mm' }])
    expect(isAllGood(check)).toBe(true)
    expect(
      (await checked(rows('05/04/2026 09:00', '13/04/2026 09:00'), startAs('dd/MM/yyyy HH:mm'))).formats,
    ).toEqual([])
  })
})

test('a column that is missing is told with those that may be meant', async () => {
  const check = await checked('Id,Doctor,Patient No,Start,Minutes,status,Price\n', mappingOf({}))
  expect(check.unusable).toBe('the header has no column "Dr", "Patient", "Mins"')
  expect(check.columns.missing).toEqual([
    { name: 'Dr', near: ['Doctor'] },
    { name: 'Patient', near: ['Patient No'] },
    { name: 'Mins', near: ['Minutes'] },
  ])
})

test('a file without a header is not shown as if its first row were one', async () => {
  const row = '1;D1;MADEUP;2026-11-19 09:00;15;Booked\n'
  const check = await checked(row, mappingOf({}))
  expect(JSON.stringify(check)).not.toContain('MADEUP')
  expect(JSON.stringify(await checked(row, mappingOf({}), { full: true }))).toContain('MADEUP')
})

test('words that are no status of the mapping are counted; long ones are not shown', async () => {
  const remark = 'Mrs Madeup called and wants another time'
  const rows = ['Gone', 'Gone', remark, 'Booked'].map((word, i) => `${i},D1,P1,2026-11-19 09:00,15,${word}\n`)
  const check = await checked(HEADER + rows.join(''), mappingOf({}))
  expect(check).toMatchObject({ strangeWords: { Gone: 2 }, longWords: 1, rows: { good: { entry: 4 } } })
  expect(isAllGood(check)).toBe(false)
  expect(JSON.stringify(check)).not.toContain('Madeup')
})

test('names, birth dates and mobiles are masked unless they are asked for', async () => {
  const fields = { patient: 'No', familyName: 'F', givenName: 'G', birthOn: 'B', mobile: 'M' }
  const mapping = mappingOf({}, { patients: { file: 'a.csv', fields } })
  const text = 'No,F,G,B,M\nP1,Madeup,Anna,1980-01-02,0400111222\n'
  const [first] = (await checked(text, mapping, {}, 1)).first
  expect(first?.fields).toMatchObject({
    pmsPatientId: 'P1',
    familyName: 'M***',
    givenName: 'A***',
    birthOn: '****-**-**',
    mobile: '***',
  })
  const [open] = (await checked(text, mapping, { full: true }, 1)).first
  expect(open?.fields).toMatchObject({ familyName: 'Madeup', birthOn: '1980-01-02', mobile: '0400111222' })
})

describe('the program', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'rejoin csv '))
  const check = (...args: string[]) => rejoin(cwd, ['mapping', 'check', ...args])
  const write = (name: string, content: unknown): string => {
    writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content))
    return name
  }

  test('says 0 for a good file, 2 for one to look at, 1 for one that cannot be read', () => {
    const mapping = write('own.json', mappingOf({}))
    const good = check(mapping, '--sample', write('a.csv', HEADER + ROW), '--zone', 'Australia/Sydney')
    expect([good.code, good.stderr]).toEqual([0, ''])
    expect(good.stdout).toContain('1 row: 1 good (1 appointment), 0 left out, 0 bad')
    const bad = check(
      mapping,
      '--sample',
      write('b.csv', `${HEADER}${ROW}2,D1\u001b[2J,MADEUP,soon,15,Booked\n`),
      '--json',
    )
    expect(bad.code).toBe(2)
    expect(JSON.parse(bad.stdout)).toMatchObject({
      formatVersion: 1,
      wouldBeFound: false,
      rows: { total: 2, bad: 1 },
      faults: [{ subject: 'line 3', what: 'start does not fit its format' }],
    })
    expect(bad.stdout).not.toContain('MADEUP')
    const none = check(mapping, '--sample', 'gone.csv')
    expect([none.code, none.stdout.includes('the file cannot be read (ENOENT)')]).toEqual([1, true])
  })

  test('says 1 and every fault of the mapping', () => {
    const { code, stderr } = check(
      write('bad.json', { name: 'x', appointments: { fields: {} } }),
      '--sample',
      'a.csv',
    )
    expect(code).toBe(1)
    for (const fault of ['formatVersion must be 1', 'appointments.file is missing', 'needs practitioner']) {
      expect(stderr).toContain(fault)
    }
  })

  test('knows the mappings that come with it, by name, and whose rows they pick', () => {
    const text =
      'connection_id,pms_appointment_id,pms_location_id,pms_practitioner_id,pms_patient_id,pms_type_id,start_local,end_local,status,external_ref,created_local,changed_local\nc1,E1,,D1,,,2026-11-20T10:00,2026-11-20T10:30,booked,,,\nc2,E2,,D1,,,2026-11-20T10:00,2026-11-20T10:30,booked,,,\n'
    const args = ['rejoin-bundle', '--sample', write('pms_appointments.csv', text)]
    expect(check(...args).stderr).toContain('--connection ID')
    expect(check(...args, '--connection', 'c1').stdout).toContain(
      '2 rows: 1 good (1 appointment), 1 left out',
    )
    expect(check('no-such', '--sample', 'a.csv').stderr).toContain('with the program come bp-premier-view')
  })
})

test('the example of docs/mappings.md is what it says', async () => {
  const page = readFileSync(new URL('../../../docs/mappings.md', import.meta.url), 'utf8')
  const block = (after: string, kind: string): string => {
    const found = new RegExp(`\`\`\`${kind}\n([^\`]+)\`\`\``).exec(page.slice(page.indexOf(after)))
    return found?.[1] ?? ''
  }
  const name = 'Appts 20261119-1130.csv'
  const folder = folderOf({ [name]: block('first lines of', 'csv') })
  const mapping = parseMapping(block('The name tells.', 'json'))
  const [part] = mapping.parts
  if (part === undefined) throw new Error('no part')
  const check = await checkSample(mapping, part, join(folder, name), OPTIONS)
  expect(check).toMatchObject({
    delimiter: 'semicolon',
    wouldBeFound: true,
    rows: { total: 4, good: { entry: 3, block: 1 } },
    days: { from: '2026-11-19', to: '2026-12-01' },
  })
  expect(check.first[0]?.fields).toMatchObject({
    start: 'Thu 2026-11-19 09:00 (+11:00)',
    externalRef: 'BK-1042',
  })
  expect(isAllGood(check)).toBe(true)
  const book = bookOf(JSON.parse(block('The name tells.', 'json')), folder)
  expect(utc(bookIn(await book.read(SCOPE)).read.takenMs)).toBe('2026-11-19T00:30Z')
})
