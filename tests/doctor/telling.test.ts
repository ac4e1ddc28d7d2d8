/** How it is told: every code has words, nothing that was seen can act on a terminal, lines keep within the width. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shippedTriggers } from '../../db/rights.ts'
import { CHECKS, type Note, type Result } from '../../src/doctor/checkup.ts'
import { fact, notChecked, warning, wrong } from '../../src/doctor/mark.ts'
import { resultJson, resultText, totalsText } from '../../src/doctor/telling.ts'
import { textWidth } from '../../src/report/terminal/columns.ts'

const plain = { width: 80, colour: false }
const result = (notes: readonly Note[], connectionId: string | null = null): Result => ({
  ...{ check: 'book', connectionId, notes, tookMs: 12.4 },
})

test('a mark, a word, what was seen; beneath it each trouble with its sign and what to do', () => {
  const notes = [
    fact({ code: 'book', kind: 'http', place: 'pms:443', entries: 1, tookMs: 420, writable: false }),
    warning({ code: 'book-ahead', aheadMs: 61_000 }),
    wrong({ code: 'other-database', expected: 'db1', found: 'db2' }),
  ]
  expect(resultText(result(notes, 'c1'), plain)).toMatchInlineSnapshot(`
    "✗ WRONG        Book c1: http at pms:443, 1 entry seen in 0.4 s, read only
                   ! its clock is 61 s ahead of ours
                   → Have the clock of the book's server set by the network.
                   ✗ answers as database db2, and the connection belongs to db1
                   → Point rejoin.json to the right book. If the practice has a new
                     database, import the connection with its identity.
    "
  `)
})

test('colour only paints the mark: without the paint the text is the same', () => {
  const notes = [warning({ code: 'deaf' })]
  const painted = resultText(result(notes), { width: 80, colour: true })
  expect(painted.startsWith('\u001b[1;33m! warning\u001b[0m ')).toBe(true)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: paint is made of them
  expect(painted.replace(/\u001b\[[\d;]*m/g, '')).toBe(resultText(result(notes), plain))
})

test('what all come to', () => {
  const all = [
    result([fact({ code: 'hears' })]),
    result([warning({ code: 'deaf' })]),
    result([wrong({ code: 'tables-foreign' })]),
    result([notChecked({ code: 'offline' })]),
  ]
  expect(totalsText(all)).toBe('1 ok, 1 warning, 1 wrong, 1 not checked\n')
  expect(totalsText([result([fact({ code: 'hears' })])])).toBe('1 ok\n')
})

test('as JSON: codes and numbers for programs, words for whoever reads it', () => {
  const line = resultJson(result([wrong({ code: 'other-database', expected: 'a', found: 'b' })], 'c1'))
  expect(line).toEqual({
    ...{ formatVersion: 1, check: 'book', connectionId: 'c1', mark: 'wrong', milliseconds: 12 },
    notes: [
      {
        ...{ weight: 'wrong', code: 'other-database', expected: 'a', found: 'b' },
        saw: ['answers as database b, and the connection belongs to a'],
        toDo: expect.stringContaining('rejoin.json'),
      },
    ],
  })
})

test('whatever an id or a remark holds, a line is a line, and none is wider than the terminal', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b[2J', '\u202e', 'a\nb', '日本'),
  )
  fc.assert(
    fc.property(hostile, hostile, fc.integer({ min: 40, max: 120 }), (id, text, width) => {
      const notes = [
        fact({ code: 'remarks', count: 9, first: [{ weight: 'warning', subject: id, what: text }] }),
        wrong({ code: 'book-failed', why: text }),
        warning({ code: 'events-ahead', connectionIds: [id], aheadMs: 1 }),
      ]
      const told = resultText(result(notes, id), { width, colour: false })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
      for (const line of told.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width)
      expect(JSON.stringify(resultJson(result(notes, id)))).not.toContain('\n')
    }),
  )
})

test('a hundred ids do not bury the rest', () => {
  const ids = Array.from({ length: 100 }, (_, at) => `c${at}`)
  const told = resultText(result([warning({ code: 'no-events', connectionIds: ids })]), plain)
  expect(told).toContain('c7 and 92 more')
  expect(told).not.toContain('c8,')
})

test('checks are named once', () => expect(new Set(CHECKS).size).toBe(CHECKS.length))

test.each<[string, string[], string[]]>([
  ['made', ['create trigger a after insert on t for each row execute function f();'], ['t.a']],
  [
    'in another schema, in quotes',
    ['create or replace trigger "a" before update on "public"."t" for each row'],
    ['t.a'],
  ],
  ['of a constraint', ['create constraint trigger a after insert or update of x on t deferrable'], ['t.a']],
  [
    'two of one statement',
    ['create trigger a after insert on t x; create trigger b after delete on t y;'],
    ['t.a', 't.b'],
  ],
  ['made and taken away', ['create trigger a after insert on t x', 'drop trigger if exists a on t'], []],
  ['of another table', ['create trigger a after insert on t x', 'drop trigger a on u'], ['t.a']],
  ['gone with its table', ['create trigger a after insert on t x', 'drop table if exists public.t'], []],
  ['only spoken of', ['-- create trigger a after insert on t\nselect 1'], []],
  [
    'made anew',
    ['create trigger a after insert on t x; drop trigger a on t;', 'create trigger a after delete on t y'],
    ['t.a'],
  ],
])('triggers that migrations leave behind: %s', (_, statements, names) =>
  expect(shippedTriggers(statements).map(({ name, table }) => `${table}.${name}`)).toEqual(names),
)
