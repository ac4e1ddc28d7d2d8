/** Lists fit whatever width there is, and an id is never cut. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clipped, textWidth, wrapped } from '../../../src/report/terminal/columns.ts'
import { broken, type Cell, listing } from '../../../src/report/terminal/listing.ts'
import { visible } from '../../../src/report/visible.ts'

const RUN = '6f9619ff-8b86-4011-b42d-00cf4fc964ff'
const HEADS = ['run', 'connection', 'finished', '', 'outage', '']
const ROWS: Cell[][] = [
  [
    RUN,
    'wattle-group',
    '2026-11-20T00:40:00Z',
    '49 judged',
    '2026-11-18T21:38:00Z to 2026-11-19T00:55:00Z',
    '',
  ],
  [RUN, 'c1', '2026-11-20T00:40:00Z', '1 judged', 'none', ['HELD: line-down', 'alarm']],
]
const at = (width: number, rows = ROWS) => listing(HEADS, rows, { width, colour: false })

describe('a list', () => {
  test('of a terminal that is wide enough is a table', () => {
    expect(`\n${at(170).join('\n')}\n`).toBe(`
  run                                   connection    finished                         outage
  ${RUN}  wattle-group  2026-11-20T00:40:00Z  49 judged  2026-11-18T21:38:00Z to 2026-11-19T00:55:00Z
  ${RUN}  c1            2026-11-20T00:40:00Z  1 judged   none                                          HELD: line-down
`)
  })

  test('of 80 columns puts beneath a row what finds no room beside it', () => {
    expect(`\n${at(80).join('\n')}\n`).toBe(`
  run                                   connection    finished
  ${RUN}  wattle-group  2026-11-20T00:40:00Z
    49 judged · outage 2026-11-18T21:38:00Z to 2026-11-19T00:55:00Z
  ${RUN}  c1            2026-11-20T00:40:00Z
    1 judged · outage none · HELD: line-down
`)
  })

  test('of 40 columns still has every id whole', () => {
    const lines = at(40)
    expect(lines.filter((line) => line.trim() === RUN)).toHaveLength(2)
  })

  test('in a pipe has one line for each row, and no heads', () => {
    const lines = at(Number.POSITIVE_INFINITY)
    expect(lines).toHaveLength(2)
    expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual([RUN, RUN])
  })

  test('paints words and not blanks, and carries the same text', () => {
    for (const width of [40, 80, 200]) {
      const painted = listing(HEADS, ROWS, { width, colour: true })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what this looks for
      expect(painted.map((line) => line.replace(/\u001b\[[\d;]*m/g, '').trimEnd())).toEqual(at(width))
      expect(painted.join('\n')).toContain('\u001b[1;97;41mHELD: line-down\u001b[0m')
    }
  })
})

const HOSTILE = [
  '\u001b[31mred\u001b[2J',
  '\u009b31m',
  '漢字漢字漢字漢字',
  '👩‍👩‍👧‍👦🏳️‍🌈❤️',
  'e\u0301\u0302\u0303e',
  '\u202eright to left',
  'a\u00a0b',
  '\r\n\t',
  '한국어',
  'x'.repeat(120),
  '  ',
  '',
]
const cell = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 90 }),
)
const row = fc.array(cell, { minLength: 4, maxLength: 4 })
const bare = (text: string): string => text.replace(/\s/g, '')

describe('whatever is in it', () => {
  test.each([20, 40, 80, 200])('no line is longer than %i columns, no cell is cut, nothing acts', (width) => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const lines = listing(['id', 'what', '', 'a long head'], rows, { width, colour: false })
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
        const all = bare(lines.join('\n'))
        for (const text of rows.flat()) expect(all).toContain(bare(visible(text)))
        expect(lines.join('')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
      }),
    )
  })

  test.each([20, 40, 80])('a line that stands for itself fits %i columns', (width) => {
    const label = fc.constantFrom('', '  warning  ', 'Mapping   ', '  a label that takes all the room  ')
    fc.assert(
      fc.property(label, cell, (before, text) => {
        const lines = broken(before + text, width)
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
        expect(bare(lines.join('\n'))).toBe(bare(visible(before + text)))
      }),
    )
  })

  test('a clipped text fits and begins as it began', () => {
    fc.assert(
      fc.property(cell.map(visible), fc.integer({ min: 2, max: 60 }), (text, width) => {
        const short = clipped(text, width)
        expect(textWidth(short)).toBeLessThanOrEqual(width)
        expect(text.startsWith(short.replace(/…$/, ''))).toBe(true)
      }),
    )
  })

  test('a word after its label stays beneath it', () => {
    expect(broken('  fault    line 3: this is no date, expected one', 30)).toEqual([
      '  fault    line 3: this is no',
      '           date, expected one',
    ])
    expect(wrapped('', 'a b', 20, 0)).toEqual(['a b'])
  })
})
