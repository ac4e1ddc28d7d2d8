/** Every CSV in LibreOffice, told to be as eager as it can, and in Python's csv module: text stays the text it was. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { restoreCell } from '../../src/report/csv.ts'
import { WORDS } from './hostile-words.ts'

type SheetCell = readonly [type: string | null, formula: string | null, text: string]

/** Comma, quotes, UTF-8, from the first line on, numbers, dates and formulas looked for, as Americans, Australians and Germans write them. */
const COUNTRIES = { 'en-US': 1033, 'en-AU': 3081, 'de-DE': 1031 }
const filterOf = (language: number): string => `44,34,76,1,,${language},false,true,false,false,false,0,true`

/** Our own values, written bare: times with their offset, days, counts. */
const TYPED_COLUMNS =
  /^(?:priority|work_order|after|act_by|birth_on|booked_at|appointment_(?:start|end)|proposed_(?:start|end)|pms_start|pms_created_at|recall_due_on|reminder_due_at|evidence_snapshot_at)$/

const folder = mkdtempSync(join(tmpdir(), 'rejoin-sheets-'))
const source = join(folder, 'csv')
const made = inject('made')
/** By the path within `made`. */
let names: readonly string[] = []
let plain: Readonly<Record<string, readonly (readonly string[])[]>> = {}
const sheets: Record<string, Readonly<Record<string, readonly (readonly SheetCell[])[]>>> = {}

beforeAll(() => {
  mkdirSync(source)
  names = readdirSync(made, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.csv') && !path.includes('bundle/'))
    .sort()
  for (const [n, name] of names.entries()) copyFileSync(join(made, name), join(source, `${n}.csv`))
  writeFileSync(join(source, 'eager.csv'), '"a","b","c"\n"=1+1","0400000000","2026-11-20"\n')
  plain = read('csv', source)
  for (const [country, language] of Object.entries(COUNTRIES)) {
    const out = join(folder, country)
    const paths = readdirSync(source).map((name) => join(source, name))
    execFileSync(inject('soffice'), [
      '--headless',
      `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
      `--infilter=CSV:${filterOf(language)}`,
      '--convert-to',
      'fods',
      '--outdir',
      out,
      ...paths,
    ])
    sheets[country] = read('fods', out)
  }
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function read<T>(ending: string, from: string): Record<string, T> {
  const paths = readdirSync(from)
    .filter((name) => name.endsWith(`.${ending}`))
    .map((name) => join(from, name))
  const script = fileURLToPath(new URL('read_sheets.py', import.meta.url))
  const found: Record<string, T> = JSON.parse(
    execFileSync(inject('python'), [script], {
      input: JSON.stringify(paths),
      encoding: 'utf8',
      maxBuffer: 2 ** 29,
    }),
  )
  return Object.fromEntries(
    Object.entries(found).map(([path, rows]) => [path.slice(from.length + 1, -ending.length - 1), rows]),
  )
}

test('all the sheets were opened, and LibreOffice is as eager as it was told to be', () => {
  const kinds = new Set(names.map((name) => name.split('/').at(-1)))
  const expected = ['actions', 'bookings', 'recalls', 'reminders', 'summary', 'video', 'worklist']
  expect([...kinds].sort()).toEqual(expected.map((name) => `${name}.csv`))
  for (const country of Object.keys(COUNTRIES)) {
    expect(Object.keys(sheets[country] ?? {})).toHaveLength(names.length + 1)
    const [, row = []] = sheets[country]?.['eager'] ?? []
    expect(row.map(([type, formula]) => [type, formula !== null])).toEqual([
      ['float', true],
      ['float', false],
      ['date', false],
    ])
  }
})

describe.each(Object.keys(COUNTRIES))('opened in %s', (country) => {
  test('not one cell is a formula, and nothing but our own times and counts is anything but text', () => {
    const bent: string[] = []
    for (const [n, name] of names.entries()) {
      const [header = [], ...rows] = sheets[country]?.[String(n)] ?? []
      expect(header[0]?.[2]).toMatch(/^(?:run_id|key|priority)$/)
      for (const row of rows)
        for (const [column, [type, formula, text]] of row.entries()) {
          const title = header[column]?.[2] ?? ''
          const isOurs = TYPED_COLUMNS.test(title) || (title === 'value' && /summary\.csv$/.test(name))
          if (formula !== null || (type !== null && type !== 'string' && !isOurs))
            bent.push(`${name} ${title}: ${type} ${JSON.stringify(text)}`)
        }
    }
    expect(bent).toEqual([])
  })

  test('every text is what Python reads, sign by sign', () => {
    const other: string[] = []
    for (const [n, name] of names.entries()) {
      const rows = sheets[country]?.[String(n)] ?? []
      for (const [line, cells] of (plain[String(n)] ?? []).entries())
        for (const [column, cell] of cells.entries()) {
          const [type, , text] = rows[line]?.[column] ?? [null, null, '']
          if ((type === 'string' || cell === '') && bare(text) === bare(cell)) continue
          if (type !== 'string' && type !== null) continue
          other.push(`${name}:${line + 1}: ${JSON.stringify(text)} is not ${JSON.stringify(cell)}`)
        }
    }
    expect(other).toEqual([])
  })
})

/** Its file format has no control characters, and one kind of line's end. */
const bare = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes away
  text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')

test('one apostrophe less, and every name, number and id is had back', () => {
  const rows = records('words/reports/p1/bookings.csv')
  const byBooking = new Map(rows.map((row) => [row['booking_ref'], row]))
  for (const [n, text] of WORDS.entries()) {
    const row = byBooking.get(`b${n}`)
    expect(restoreCell(row?.['mobile'] ?? '')).toBe(text)
    expect(restoreCell(row?.['patient_ref'] ?? '')).toBe(text)
    expect(restoreCell(row?.['patient_name'] ?? '')).toContain(text)
  }
})

function records(name: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = plain[String(names.indexOf(name))] ?? []
  return rows.map((row) => Object.fromEntries(row.map((cell, column) => [header[column] ?? '', cell])))
}
