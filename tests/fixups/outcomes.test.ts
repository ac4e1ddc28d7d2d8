/** A worklist that comes back: what is read, what is refused and where. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ActionState } from '../../db/action-states.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import { readOutcomes } from '../../src/fixups/outcomes.ts'
import { readSheet, type SheetLine } from '../../src/fixups/sheet.ts'
import { completedAt } from '../../src/fixups/when.ts'
import type { ActionStatus } from '../../src/reconcile/model.ts'
import { call, state, T0 } from './sample.ts'

const sydney = wallClock('Australia/Sydney')

describe('when something was done', () => {
  test.each([
    ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00Z'],
    ['2026-11-20T20:30:00+11:00', '2026-11-20T09:30:00Z'],
    ['2026-11-20T20:30', '2026-11-20T09:30:00Z'],
    ['2026-11-20 20:30:15', '2026-11-20T09:30:15Z'],
    ['2026-11-20 8:30', '2026-11-19T21:30:00Z'],
    ['2026-11-20', '2026-11-19T13:00:00Z'],
    ['20/11/2026 20:30', '2026-11-20T09:30:00Z'],
    ['20/11/2026, 8:30 pm', '2026-11-20T09:30:00Z'],
    ['1/2/2026 12:05 am', '2026-01-31T13:05:00Z'],
    ['20/11/2026', '2026-11-19T13:00:00Z'],
    ['5/4/2026 2:30', '2026-04-04T15:30:00Z'],
  ])('%s', (text, expected) => {
    expect(completedAt(text, sydney)).toBe(Date.parse(expected))
  })
  test.each([
    '',
    'yesterday',
    '11/20/2026',
    '31/02/2026',
    '20/11/26',
    '20/11/2026 25:00',
    '20/11/2026 13:00 pm',
    '4/10/2026 2:30',
    '20-11-2026',
    '2026-11-20 20:30 x',
  ])('no moment: %s', (text) => {
    expect(completedAt(text, sydney)).toBeNull()
  })
})

const line = (actionId: string, outcome: string, change: Partial<SheetLine['cells']> = {}): SheetLine => ({
  line: 2,
  cells: {
    plan_hash: 'h',
    action_id: actionId,
    outcome,
    completed_by: 'Bo',
    completed_at: '',
    note: '',
    ...change,
  },
})

describe('a line', () => {
  const read = (
    lines: readonly SheetLine[],
    sheet: readonly ActionState[],
    newest = sheet,
    by: string | null = null,
  ) => readOutcomes(lines, { sheet, newest, clockOf: () => sydney, by, nowMs: T0 })
  const faultOf = (one: SheetLine, own = state(call('a'))) => {
    const { faults, done, notNeeded } = read([one], [own])
    if (faults.length > 0) expect([done, notNeeded]).toEqual([[], []])
    return faults.map(({ column, what }) => `${column}: ${what}`).join('\n')
  }

  test('tells what was done, by whom and when', () => {
    const { done, faults } = read(
      [line('a', 'Done', { completed_at: '20/11/2026 06:30', note: 'left a message' })],
      [state(call('a'))],
    )
    expect(faults).toEqual([])
    expect(done).toEqual([
      {
        action: call('a'),
        plan: 'newest',
        by: 'Bo',
        completedMs: Date.parse('2026-11-19T19:30:00Z'),
        note: 'left a message',
      },
    ])
  })
  test.each(['not done', 'NOT DONE', 'not-done', 'not_done', ''])('leaves open what is %j', (outcome) => {
    const { done, notNeeded, faults } = read([line('a', outcome)], [state(call('a'))])
    expect([done, notNeeded, faults]).toEqual([[], [], []])
  })
  test('takes who did it from the caller where it is blank', () => {
    const blank = line('a', 'not needed', { completed_by: '' })
    expect(read([blank], [state(call('a'))], undefined, 'Ann').notNeeded[0]?.by).toBe('Ann')
    expect(faultOf(blank)).toMatch(/^completed_by: the name is missing/)
  })
  test('is refused where it cannot be understood', () => {
    expect(faultOf(line('z', 'done'))).toMatch(/^action_id: there is no such action/)
    expect(faultOf(line('a', 'perhaps'))).toMatch(
      /^outcome: unknown value, expected done, not done, not needed/,
    )
    expect(faultOf(line('a', 'done', { completed_at: 'noon' }))).toMatch(/^completed_at: bad value/)
    expect(faultOf(line('a', 'done', { completed_at: '2027-01-01' }))).toMatch(/^completed_at: the time lies/)
    expect(faultOf(line('a', 'done', { note: 'x'.repeat(2_001) }))).toMatch(/^note: the note is too long/)
    expect(read([line('a', 'done'), line('a', 'done')], [state(call('a'))]).faults[0]?.what).toMatch(/twice/)
  })

  const ended = (status: ActionStatus, byHand: boolean, outcome = status): ActionState =>
    state(call('a', { status }), {
      intent: { intentId: 'i', key: 'k', byHand, by: 'x', atMs: T0 },
      outcome: { outcome: outcome as 'applied', reason: null, after: null, by: 'x', atMs: T0 },
    })
  test('twice is once', () => {
    expect(read([line('a', 'done')], [ended('applied', true)])).toMatchObject({
      done: [],
      already: 1,
      faults: [],
    })
    const rejected = state(call('a', { status: 'rejected' }))
    expect(read([line('a', 'not needed')], [rejected])).toMatchObject({
      notNeeded: [],
      already: 1,
      faults: [],
    })
  })
  test('takes nothing back', () => {
    expect(faultOf(line('a', 'not done'), ended('applied', true))).toMatch(/cannot be taken back/)
    expect(faultOf(line('a', 'not needed'), ended('applied', false))).toMatch(/cannot be taken back/)
    expect(faultOf(line('a', 'not done'), ended('applied', false))).toBe('')
    expect(faultOf(line('a', 'done'), ended('failed', false))).toMatch(/ended as failed/)
    expect(faultOf(line('a', 'not done'), ended('failed', false))).toBe('')
  })
  test('waits for what the program has begun', () => {
    const begun = state(call('a', { status: 'approved' }), { intent: ended('applied', false).intent })
    expect(faultOf(line('a', 'done'), begun)).toMatch(/has been begun/)
    expect(faultOf(line('a', 'done'), ended('approved', false, 'unknown' as ActionStatus))).toMatch(
      /has been begun/,
    )
  })
  test('done after all, though it was rejected or the run is held by now', () => {
    for (const status of ['rejected', 'held'] as const) {
      expect(read([line('a', 'done')], [state(call('a', { status }))]).done).toHaveLength(1)
    }
    expect(faultOf(line('a', 'not needed'), state(call('a', { status: 'held' })))).toMatch(/is held/)
  })
  test('of an older plan counts for the newest, where that asks for the same', () => {
    const moved = state(call('a', { basis: { noEntryFor: 'B1' } }))
    const own = [state(call('a'))]
    expect(read([line('a', 'done')], own, own).done[0]?.plan).toBe('newest')
    expect(read([line('a', 'done')], own, [moved]).done[0]?.plan).toBe('sheet')
    expect(read([line('a', 'done')], own, []).done[0]?.plan).toBe('sheet')
    expect(read([line('a', 'not needed')], own, [])).toMatchObject({ notNeeded: [], already: 1, faults: [] })
  })
})

describe('a sheet', () => {
  const sheet = async (text: string | Buffer) => {
    const path = join(mkdtempSync(join(tmpdir(), 'rejoin-sheet-')), 'worklist.csv')
    writeFileSync(path, text)
    const { lines, faults } = await readSheet(path, 'w.csv')
    return { lines, faults: faults.map(({ line: at, column, what }) => `${at}:${column}: ${what}`) }
  }
  const HEAD = 'plan_hash,action_id,outcome,completed_by,completed_at,note'

  test('in any order, with columns of their own, cells guarded as we guard them', async () => {
    const text = `\ufeffnote,mine,action_id,outcome,plan_hash,completed_at,completed_by\r\n"'=1+1","x","a"," Done ","h","'20/11/2026","Bo"\r\n,,,,,,\r\n\r\n`
    const { lines, faults } = await sheet(text)
    expect(faults).toEqual([])
    expect(lines).toEqual([
      {
        line: 2,
        cells: {
          plan_hash: 'h',
          action_id: 'a',
          outcome: 'Done',
          completed_by: 'Bo',
          completed_at: '20/11/2026',
          note: '=1+1',
        },
      },
    ])
  })
  test('with a note over several lines: the lines behind it keep their numbers', async () => {
    const { lines } = await sheet(`${HEAD}\nh,a,done,Bo,,"one\ntwo"\nh,b,done,Bo,,\n`)
    expect(lines.map(({ line: at }) => at)).toEqual([2, 4])
  })
  test('shorter rows are blank at their end', async () => {
    expect((await sheet(`${HEAD}\nh,a\n`)).lines[0]?.cells.outcome).toBe('')
  })
  test.each([
    ['', ['1:-: the file is empty, expected a worklist']],
    [
      `${HEAD.replaceAll(',', ';')}\nh;a;done;Bo;;\n`,
      [expect.stringMatching(/^1:-: the columns are not separated by commas/)],
    ],
    ['plan_hash,action_id\n', [1, 2, 3, 4].map(() => expect.stringMatching(/^1:\w+: the column is missing/))],
    [`${HEAD},note\n`, ['1:note: the column is there twice, expected it once']],
    [`${HEAD}\nh,a,done,Bo,,,slipped\n`, ['2:-: the row has more cells than the header, expected 6']],
    [`${HEAD}\nh,a,"done\n`, [expect.stringMatching(/^2:outcome: a quote opens here/)]],
    [Buffer.from(`${HEAD}\nh,a,done,B\u00f6,,\n`, 'latin1'), [expect.stringMatching(/^2:.*not UTF-8/)]],
  ])('refused: %j', async (text, expected) => {
    expect((await sheet(text)).faults).toEqual(expected)
  })
})
