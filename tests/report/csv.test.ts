/** Cells that a spreadsheet cannot run or bend, and the way back. */
import { PassThrough, Writable } from 'node:stream'
import fc from 'fast-check'
import { parseString } from 'fast-csv'
import { describe, expect, test } from 'vitest'
import { type Cells, own, protectCell, restoreCell, writeCsv } from '../../src/report/csv.ts'
import { naughtyStrings } from './world.ts'

async function written(rows: Iterable<Cells<'a' | 'b'>>): Promise<string> {
  const target = new PassThrough()
  const chunks: Buffer[] = []
  target.on('data', (chunk: Buffer) => chunks.push(chunk))
  await writeCsv(target, ['a', 'b'] as const, rows)
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(csv: string): Promise<Record<string, string>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, string>[] = []
    parseString(csv, { headers: true, strictColumnHandling: true })
      .on('data', (row: Record<string, string>) => rows.push(row))
      .on('data-invalid', reject)
      .on('error', reject)
      .on('end', () => resolve(rows))
  })
}

describe('a protected cell', () => {
  test('gives back exactly what went in, for every string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => restoreCell(protectCell(text)) === text),
      { numRuns: 5000 },
    )
    for (const text of naughtyStrings) expect(restoreCell(protectCell(text))).toBe(text)
  })

  test('never begins with a sign that runs, whatever a spreadsheet skips before it', () => {
    const blank = fc.constantFrom('', ' ', '\t', '\r\n', '\u00a0', '\u200b', '\ufeff', '\u2060', '\u3000')
    const sign = fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠')
    fc.assert(
      fc.property(fc.array(blank), sign, fc.string(), (blanks, trigger, rest) =>
        protectCell(blanks.join('') + trigger + rest).startsWith("'"),
      ),
    )
  })

  test.each([
    '0400000000',
    '+61400000000',
    '00123',
    '123456789012345678',
    '1E5',
    '1e-5',
    '1-2',
    '1/2',
    '3 1/2',
    '12:30',
    '9:30pm',
    '9 a',
    'TRUE',
    'false',
    '50%',
    '$5',
    '€ 7',
    '(5)',
    '1,000',
    '1.5',
    '.5',
    '4000; 6000',
    '1 Mar',
    'MAR1',
    'SEPT2',
    '5 March 2020',
    'Fri, Mar 1',
    '2026-11-20',
    '2026-11-20T10:30:00+11:00',
    '１２３',
    '٣٤',
    ' 12 ',
    '\u200b12',
    '-1',
    '=1+1',
    '\tx',
    '\rx',
    '\nx',
    "'",
    "'=x",
  ])('%j is kept as text', (text) => expect(protectCell(text)).toBe(`'${text}`))

  test.each([
    '',
    'b-17',
    'decide',
    'December group',
    'May',
    'Dr March',
    'Mr O’Neil',
    'P-1',
    'F-0b113de0efc13418',
    'a=b',
    'R2',
    'é',
    '😀',
  ])('%j stays as it is', (text) => expect(protectCell(text)).toBe(text))
})

describe('a CSV file', () => {
  test('has a BOM and a header even when there are no rows', async () => {
    expect(await written([])).toBe('\ufeff"a","b"\r\n')
  })

  test('quotes every field and ends lines with CRLF; own values stay as they are', async () => {
    const rows = [{ a: 'say "hi"', b: own('2026-11-20T10:30:00+11:00') }, { a: own(3) }]
    expect(await written(rows)).toBe(
      '\ufeff"a","b"\r\n"say ""hi""","2026-11-20T10:30:00+11:00"\r\n"3",""\r\n',
    )
  })

  test('brings hostile strings back through another parse', async () => {
    const rows = await parsed(await written(naughtyStrings.map((text) => ({ a: text, b: 'x' }))))
    expect(rows.map(({ a = '' }) => restoreCell(a))).toEqual(naughtyStrings)
  })

  test('brings every well-formed string back, with NUL made visible', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme-composite' }), { minLength: 1 }),
        async (texts) => {
          const rows = await parsed(await written(texts.map((text) => ({ a: text, b: 'x' }))))
          expect(rows.map(({ a = '' }) => restoreCell(a))).toEqual(texts)
        },
      ),
    )
    expect(await written([{ a: 'a\0b' }])).toContain('"a\u2400b"')
  })

  test('does not run ahead of a slow reader', async () => {
    let made = 0
    let read = 0
    let mostAhead = 0
    const total = 20_000
    function* rows(): Generator<Cells<'a' | 'b'>> {
      for (; made < total; made++) yield { a: 'x'.repeat(100), b: '' }
    }
    const slow = new Writable({
      highWaterMark: 1024,
      write(chunk: Buffer, _encoding, done) {
        read += chunk.toString().split('\r\n').length - 1
        mostAhead = Math.max(mostAhead, made - read)
        setImmediate(done)
      },
    })
    await writeCsv(slow, ['a', 'b'] as const, rows())
    expect(made).toBe(total)
    expect(mostAhead).toBeLessThan(2000)
  })
})
