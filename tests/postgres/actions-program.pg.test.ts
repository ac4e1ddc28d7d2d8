/** `rejoin actions …` as its callers see it: a plan decided about, handed out and taken back. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import {
  AS_OF,
  type Files,
  freshFolder,
  onServer,
  rejoin,
  smallBundle,
  TAKEN,
  writeBundle,
} from '../e2e/program.ts'

onServer(inject('postgresUrl'))

/** b1 finds its time taken, b2 can be inserted. */
const BUNDLE: Files = {
  'pms_appointments.csv': TAKEN,
  'pms_sessions.csv':
    'connection_id,pms_practitioner_id,start_local,end_local,capacity,slot_minutes\nc1,D1,2026-11-20T08:00,2026-11-20T18:00,1,15\n',
  'bookings.csv': `${smallBundle()['bookings.csv']}b2,p1,d1,t1,u2,2026-11-20T14:00:00Z,2026-11-20T14:15:00Z,pending,2026-11-19T10:05:00Z\n`,
}

interface Line {
  readonly actionId: string
  readonly kind: string
  readonly status: string
  readonly who: string
  readonly planHash: string
}

let cwd: string
const program = (...args: string[]) => rejoin(cwd, args)
const newRun = (): string => {
  const { code, stdout, stderr } = program('run', '--all', '--as-of', AS_OF, '--json')
  if (code !== 2 && code !== 0) throw new Error(stderr)
  return JSON.parse(stdout).run.runId
}
const listed = (...args: string[]): Line[] =>
  program('actions', 'list', ...args, '--json')
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
const idOf = (run: string, kind: string): string =>
  listed(run, '--kind', kind)[0]?.actionId ?? `no ${kind} in the plan`
const statusOf = (run: string, kind: string) => listed(run, '--kind', kind).map(({ status }) => status)

function freshPlan(): string {
  cwd = freshFolder()
  expect(program('import', writeBundle(smallBundle(BUNDLE))).code).toBe(0)
  return newRun()
}

describe('a plan', () => {
  let run: string
  beforeAll(() => {
    run = freshPlan()
  })

  test('is listed, whole or in part, by run or as the newest of a connection', () => {
    const all = listed(run)
    expect(all.map(({ kind }) => kind).sort()).toEqual(
      expect.arrayContaining(['call-patient', 'confirm-booking', 'create-appointment']),
    )
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['proposed']))
    expect(listed('--connection', 'c1')).toEqual(all)
    expect(listed(run, '--practice', 'p9')).toEqual([])
    const text = program('actions', 'list', run)
    for (const { actionId } of all) expect(text.stdout).toContain(actionId)
    expect(text.stderr).toContain(`${all.length} actions of run ${run}`)
  })
  test('one action is shown with what it waits for and what must hold', () => {
    const id = idOf(run, 'confirm-booking')
    const { code, stdout } = program('actions', 'show', run, id)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Action: +act-/)
    expect(stdout).toContain(`Waits for:  ${idOf(run, 'create-appointment')}, create-appointment, proposed`)
    expect(stdout).toContain('Must hold:')
    expect(JSON.parse(program('actions', 'show', run, id, '--json').stdout)).toMatchObject({
      actionId: id,
      status: 'proposed',
      decision: null,
      intent: null,
      outcome: null,
    })
  })
  test('what cannot be is said', () => {
    const said = (...args: string[]) => {
      const { code, stdout, stderr } = program('actions', ...args)
      expect([code, stdout]).toEqual([1, ''])
      return stderr
    }
    expect(said('list')).toMatch(/give a run or --connection/)
    expect(said('list', run, '--status', 'x', '--kind', 'y')).toMatch(/--status must be.*\n.*--kind must be/)
    expect(said('list', 'nope')).toMatch(/there is no run nope/)
    expect(said('list', '--connection', 'nope')).toMatch(/there is no connection nope/)
    expect(said('show', run, 'nope')).toMatch(/no action nope/)
    expect(said('approve', run, '--by', 'Ann')).toMatch(/say which/)
    expect(said('approve', run, '--all', '--kind', 'review', '--by', 'Ann')).toMatch(/--all stands alone/)
    expect(said('approve', run, '--all')).toMatch(/--by/)
    expect(said('approve', run, '--all', '--by', ' ')).toMatch(/name of a person/)
    expect(said('reject', run, '--all', '--by', 'Ann')).toMatch(/--why/)
    expect(said('approve', run, '--kind', 'review', '--by', 'Ann')).toMatch(/nothing to be approved/)
    expect(said('export', run, '--out', 'x', '--practice', 'p9')).toMatch(/no practice p9/)
    expect(said('import-outcomes', 'nowhere.csv')).toMatch(/ENOENT/)
  })
  test('is approved and rejected, by whom and why; ids all or none', () => {
    const create = idOf(run, 'create-appointment')
    const none = program('actions', 'approve', run, '--action', create, 'act-nope', '--by', 'Ann Lee')
    expect(none.code).toBe(1)
    expect(none.stderr).toMatch(/act-nope: there is no such action in this plan\n.*nothing was recorded/)
    expect(statusOf(run, 'create-appointment')).toEqual(['proposed'])
    const some = program('actions', 'approve', run, '--all-automatic', '--by', 'Ann Lee')
    expect(some.code).toBe(0)
    expect(some.stdout.split('\n')).toContain(create)
    expect(statusOf(run, 'create-appointment')).toEqual(['approved'])
    expect(statusOf(run, 'call-patient')).toEqual(['proposed'])
    const again = program('actions', 'approve', run, '--all-automatic', '--by', 'Ann Lee')
    expect([again.code, again.stdout]).toEqual([0, ''])
    const no = program('actions', 'reject', run, '--action', create, '--by', 'Bo Tan', '--why', 'not now')
    expect(no.code).toBe(0)
    expect(program('actions', 'show', run, create).stdout).toMatch(
      /Decided: +rejected by Bo Tan at \S+: not now/,
    )
    const lost = program('actions', 'approve', run, '--action', idOf(run, 'confirm-booking'), '--by', 'Ann')
    expect(lost.code).toBe(0)
    expect(program('actions', 'approve', run, '--action', create, '--by', 'Ann Lee').code).toBe(0)
  })
  test('a second run over the same world keeps what was decided, and tells it', () => {
    const again = newRun()
    expect(again).not.toBe(run)
    expect(statusOf(again, 'create-appointment')).toEqual(['approved'])
    const report = JSON.parse(program('report', again, '--json').stdout)
    const create = report.actions.find(({ kind }: Line) => kind === 'create-appointment')
    expect(create.status).toBe('approved')
  })
  test('a changed plan lets it lapse, and the stale one is refused', () => {
    expect(program('import', writeBundle(smallBundle())).code).toBe(0)
    const next = newRun()
    expect(listed(next).every(({ status }) => status === 'proposed')).toBe(true)
    const stale = program('actions', 'approve', run, '--all', '--by', 'Ann Lee')
    expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining('is stale')])
    expect(program('actions', 'export', run, '--out', 'x').stderr).toContain('is stale')
    expect(program('actions', 'list', run).stderr).toMatch(/has lapsed/)
  })
  test('of a held run nothing is decided or handed out', () => {
    const read = 'connection_id,taken_at,complete,database_identity\nc1,2026-11-19T11:15:00Z,false,db1\n'
    expect(program('import', writeBundle(smallBundle({ 'pms_reads.csv': read }))).code).toBe(0)
    const { code, stdout } = program('run', '--all', '--as-of', AS_OF, '--json')
    expect(code).toBe(3)
    const held = JSON.parse(stdout).run.runId
    expect(program('actions', 'approve', held, '--all', '--by', 'Ann').stderr).toMatch(/is held/)
    expect(program('actions', 'export', held, '--out', 'x').stderr).toMatch(/is held/)
  })
})

describe('a worklist', () => {
  let run: string
  let sheet: string
  beforeAll(() => {
    run = freshPlan()
    const { code, stdout } = program('actions', 'export', run, '--out', 'work lists')
    expect(code).toBe(0)
    sheet = stdout.trim()
  })
  /** The sheet with these outcomes filled in, by action id; the last four columns are the blank ones. */
  const filled = (outcomes: Record<string, readonly string[]>, from = sheet): string => {
    const text = readFileSync(from, 'utf8').replace(/^.*\r\n/gm, (line) => {
      const id = Object.keys(outcomes).find((one) => line.includes(`,"${one}",`))
      const cells = id === undefined ? null : outcomes[id]
      return cells == null
        ? line
        : line.replace(/"","","",""\r\n$/, `${cells.map((c) => `"${c}"`).join()}\r\n`)
    })
    const path = join(freshFolder(), 'sheet.csv')
    writeFileSync(path, text)
    return path
  }

  test('lies in the practice’s folder and holds what is for people in a book that cannot be written', () => {
    expect(sheet).toMatch(/work lists[/\\]p1[/\\]worklist\.csv$/)
    const text = readFileSync(sheet, 'utf8')
    for (const { actionId, kind } of listed(run)) {
      expect([kind, text.includes(actionId)]).toEqual([kind, kind !== 'confirm-booking'])
    }
    expect(text).not.toContain('MARKER')
    const config = join(cwd, 'rejoin.json')
    writeFileSync(config, JSON.stringify({ books: { c1: { kind: 'http', url: 'http://127.0.0.1:1' } } }))
    const writable = rejoin(cwd, ['actions', 'export', run, '--out', 'others'], { REJOIN_CONFIG: config })
    const others = readFileSync(writable.stdout.trim(), 'utf8')
    expect(others).not.toContain(idOf(run, 'create-appointment'))
    expect(others).toContain(idOf(run, 'call-patient'))
    writeFileSync(config, '{}')
  })
  test('is refused whole, with the place of every fault', () => {
    const call = idOf(run, 'call-patient')
    const bad = filled({
      [call]: ['perhaps', '', '', ''],
      [idOf(run, 'create-appointment')]: ['done', '', 'noon', ''],
    })
    const { code, stdout, stderr } = program('actions', 'import-outcomes', bad)
    expect([code, stdout]).toEqual([1, ''])
    const places = stderr.split('\n').filter((line) => line.startsWith(bad))
    expect(places.map((line) => line.slice(bad.length).split(':')[2]).sort()).toEqual([
      'completed_at',
      'completed_by',
      'outcome',
    ])
    expect(stderr).toContain('nothing was recorded')
    expect(statusOf(run, 'call-patient')).toEqual(['proposed'])
    const foreign = filled({})
    writeFileSync(foreign, readFileSync(foreign, 'utf8').replaceAll(/"[0-9a-f]{64}"/g, '"beef"'))
    expect(program('actions', 'import-outcomes', foreign).stderr).toMatch(
      /:2:plan_hash: this database has no such plan/,
    )
  })
  test('comes back, says what is still open, and twice is once', () => {
    const call = idOf(run, 'call-patient')
    const create = idOf(run, 'create-appointment')
    const path = filled({
      [call]: ['Done', 'Bo Tan', '2026-11-20 08:30', "'=called, agreed"],
      [create]: ['not done', 'Bo Tan', '', ''],
    })
    const first = program('actions', 'import-outcomes', path)
    expect(first.code).toBe(2)
    expect(first.stderr).toMatch(/1 action done, 0 not needed.*\n.*still open/)
    expect(first.stdout).toContain(create)
    expect(first.stdout).not.toContain(call)
    const shown = JSON.parse(program('actions', 'show', run, call, '--json').stdout)
    expect(shown).toMatchObject({
      status: 'applied',
      intent: { byHand: true, by: 'Bo Tan' },
      outcome: {
        outcome: 'applied',
        reason: '=called, agreed',
        after: { completedAt: '2026-11-20T08:30:00.000Z' },
      },
    })
    const second = program('actions', 'import-outcomes', path)
    expect(second.code).toBe(2)
    expect(second.stderr).toMatch(/0 actions done, 0 not needed, 2 with nothing to record/)
    const back = program('actions', 'import-outcomes', filled({ [call]: ['not done', 'Bo', '', ''] }))
    expect([back.code, back.stderr]).toEqual([1, expect.stringContaining('cannot be taken back')])
    const rows = readFileSync(
      join(cwd, program('report', run, '--out', 'reports').code === 1 ? '' : 'reports/p1/actions.csv'),
      'utf8',
    ).split('\r\n')
    expect(rows.find((row) => row.includes(call))).toContain('"Done"')
  })
  test('not needed is a rejection; with nothing open the code is 0', () => {
    const open = listed(run).filter(({ status, kind }) => status === 'proposed' && kind !== 'confirm-booking')
    const path = filled(
      Object.fromEntries(open.map(({ actionId }) => [actionId, ['not needed', '', '', 'moved away']])),
    )
    const { code, stderr } = program('actions', 'import-outcomes', path, '--by', 'Ann Lee')
    expect([code, stderr]).toEqual([0, expect.stringContaining('nothing is open')])
    expect(program('actions', 'show', run, open[0]?.actionId ?? '').stdout).toMatch(
      /Decided: +rejected by Ann Lee at \S+: moved away/,
    )
  })
  test('of an older plan still counts, where the newest asks for the same', () => {
    cwd = freshFolder()
    const { 'bookings.csv': _, ...withoutSecond } = BUNDLE
    expect(program('import', writeBundle(smallBundle(withoutSecond))).code).toBe(0)
    run = newRun()
    sheet = program('actions', 'export', run, '--out', 'old').stdout.trim()
    const call = idOf(run, 'call-patient')
    expect(program('import', writeBundle(smallBundle(BUNDLE))).code).toBe(0)
    const next = newRun()
    expect(listed(next)[0]?.planHash).not.toBe(listed(run)[0]?.planHash)
    const { stderr } = program('actions', 'import-outcomes', filled({ [call]: ['done', 'Bo', '', ''] }))
    expect(stderr).toContain('1 action done')
    expect(statusOf(next, 'call-patient')).toEqual(['applied'])
  })
})
