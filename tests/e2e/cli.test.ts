/** The program as its callers see it: stdout, stderr, exit codes, files (contract §§ 1 and 7). */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AS_OF, freshFolder, rejoin, smallBundle, TAKEN, writeBundle } from './program.ts'

const example = new URL('../../examples/two-practices', import.meta.url).pathname.replaceAll('%20', ' ')
const withoutRunId = (text: string): string => text.replace(/"runId":"[^"]*"/g, '')

describe('exit codes of a run', () => {
  const run = (files: Record<string, string> = {}, ...more: string[]) =>
    rejoin(freshFolder(), [
      'run',
      '--bundle',
      writeBundle(smallBundle(files)),
      '--as-of',
      AS_OF,
      '--json',
      ...more,
    ])

  test('0: nothing needs anyone', () => {
    const { code, stdout } = run()
    expect(code).toBe(0)
    const line = JSON.parse(stdout)
    expect(line.verdicts).toEqual([
      {
        bookingId: 'b1',
        practiceId: 'p1',
        verdict: 'insert',
        pmsAppointmentId: null,
        matchedBy: null,
        conflictsWith: { bookingIds: [], pmsAppointmentIds: [] },
        conflictGroup: null,
        urgency: 'next-day',
        alternative: null,
      },
    ])
    expect(line.run).toMatchObject({
      connectionId: 'c1',
      asOf: '2026-11-19T11:30:00.000Z',
      windowStart: '2026-11-19T09:00:00.000Z',
      windowEnd: '2026-11-19T11:00:00.000Z',
      readTakenAt: '2026-11-19T11:15:00.000Z',
      readComplete: true,
      holds: [],
    })
    expect(line.totals).toMatchObject({ judged: 1, byVerdict: { insert: 1 }, byFinding: {} })
  })
  test('0: no outage to reconcile', () => {
    const events = { 'connection_events.csv': 'connection_id,at,event\nc1,2026-11-19T08:00:00Z,connected\n' }
    const { code, stdout } = run(events)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      run: { windowStart: null, windowEnd: null, holds: [] },
      totals: { judged: 0, byVerdict: {}, byFinding: {}, byAction: {} },
      verdicts: [],
      findings: [],
      actions: [],
    })
    const text = rejoin(freshFolder(), [
      'run',
      '--bundle',
      writeBundle(smallBundle(events)),
      '--as-of',
      AS_OF,
    ])
    expect(text.stdout).toMatch(/no outage to reconcile/i)
  })
  test('2: something needs someone', () => {
    const { code, stdout } = run({ 'pms_appointments.csv': TAKEN })
    expect(code).toBe(2)
    expect(JSON.parse(stdout).verdicts[0]).toMatchObject({
      verdict: 'time-already-taken',
      conflictsWith: { bookingIds: [], pmsAppointmentIds: ['E1'] },
      conflictGroup: 'b1',
    })
  })
  test('3: held', () => {
    const { code, stdout } = run({
      'pms_reads.csv': 'connection_id,taken_at,complete\nc1,2026-11-19T10:59:00Z,true\n',
    })
    expect(code).toBe(3)
    const line = JSON.parse(stdout)
    expect(line.run.holds).toEqual(['book-not-read-since-reconnect'])
    expect(line.actions.every((action: { status: string }) => action.status === 'held')).toBe(true)
  })
  test('3: inconclusive, though the read itself is complete', () => {
    const { code, stdout } = run({
      'pms_reads.csv': 'connection_id,taken_at,complete,to_on\nc1,2026-11-19T11:15:00Z,true,2026-11-19\n',
    })
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ run: { holds: [] }, verdicts: [{ verdict: 'inconclusive' }] })
  })
  test('1: a bad bundle, every fault with its place, and nothing on stdout', () => {
    const { code, stdout, stderr } = run({
      'connections.csv': 'connection_id,name,time_zone\nc1,Line,Mars/Olympus\n',
      'pms_reads.csv':
        'connection_id,taken_at,complete\nc1,2026-11-19 11:15,yes\nc9,2026-11-19T11:15:00Z,true\n',
    })
    expect([code, stdout]).toEqual([1, ''])
    const places = stderr.split('\n').flatMap((line) => /^[\w.]+:\d+:[\w]+(?=: )/.exec(line) ?? [])
    expect(places).toEqual(
      expect.arrayContaining([
        'connections.csv:2:time_zone',
        'pms_reads.csv:2:taken_at',
        'pms_reads.csv:2:complete',
        'pms_reads.csv:3:connection_id',
      ]),
    )
    expect(stderr).not.toMatch(/MARKER/)
  })
  test('1: usage', () => {
    const dir = freshFolder()
    const bundle = writeBundle(smallBundle())
    for (const [args, words] of [
      [['run'], /--connection ID, --practice ID or --all/],
      [['run', '--all', '--as-of', 'yesterday'], /--as-of "yesterday" is not an instant/],
      [['run', '--all', '--until', AS_OF], /--until needs --since/],
      [
        ['run', '--bundle', bundle, '--since', '2026-11-19T12:00:00Z', '--as-of', AS_OF],
        /--since is after as-of/,
      ],
      [['run', '--bundle', bundle, '--connection', 'nope'], /there is no connection nope/],
      [['run', '--bundle', bundle, '--practice', 'nope'], /there is no practice nope/],
      [['run', '--bundle', join(dir, 'nowhere')], /there is no folder/],
      [['run', '--all', '--wat'], /unknown option/],
      [['conjure'], /unknown command/],
      [['run', '--all', '--practice', 'p1'], /give one of/],
    ] as const) {
      const { code, stdout, stderr } = rejoin(dir, args)
      expect([args.join(' '), code, stdout]).toEqual([args.join(' '), 1, ''])
      expect(stderr).toMatch(words)
    }
    expect(rejoin(dir, ['--help']).code).toBe(0)
    expect(rejoin(dir, ['run', '--help']).stdout).toMatch(/--since/)
    expect(rejoin(dir, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
  test('a database that cannot be reached: 1, what to do, and no password', () => {
    const { code, stderr } = rejoin(freshFolder(), ['runs'], {
      DATABASE_URL: 'postgres://me:SECRETWORD@127.0.0.1:1/none',
    })
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/SECRETWORD/)
    expect(stderr.length).toBeGreaterThan(20)
    expect(rejoin(freshFolder(), ['runs'], { DATABASE_URL: 'mysql://x:SECRETWORD@y/z' }).stderr).toMatch(
      /postgres:\/\//,
    )
  })
  test('several connections: the gravest exit code, a line each in order of id', () => {
    const add = (file: string, rows: string) => `${smallBundle()[file]}${rows}`
    const { code, stdout } = run({
      'connections.csv': add('connections.csv', 'c0,Other,UTC,\n'),
      'practices.csv': add('practices.csv', 'p0,c0,Other,UTC\n'),
      'connection_events.csv': add('connection_events.csv', 'c0,2026-11-19T09:00:00Z,disconnected\n'),
    })
    expect(code).toBe(3)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).run.connectionId),
    ).toEqual(['c0', 'c1'])
  })
})

describe('over a stored database', () => {
  test('import, run twice, outages, runs, report, explain: the same answer each time', () => {
    const cwd = freshFolder()
    expect(rejoin(cwd, ['import', example])).toMatchObject({ code: 0, stdout: '' })
    expect(statSync(join(cwd, '.rejoin')).mode & 0o777).toBe(0o700)
    expect(rejoin(cwd, ['import', example]).code).toBe(0)
    const asOf = ['--as-of', '2026-11-19T01:10:00Z']

    const first = rejoin(cwd, ['run', '--practice', 'jacaranda', '--json', ...asOf])
    const second = rejoin(cwd, ['run', '--all', '--json', ...asOf])
    const thrown = rejoin(cwd, ['run', '--bundle', example, '--json', ...asOf])
    expect([first.code, second.code, thrown.code]).toEqual([2, 2, 2])
    expect(withoutRunId(second.stdout)).toBe(withoutRunId(first.stdout))
    expect(withoutRunId(thrown.stdout)).toBe(withoutRunId(first.stdout))

    const runs = rejoin(cwd, ['runs', '--json'])
      .stdout.trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(runs.map((run) => [run.connectionId, run.judged, run.holds])).toEqual([
      ['wattle-group', 49, []],
      ['wattle-group', 49, []],
    ])
    const firstId = JSON.parse(first.stdout).run.runId
    const outages = rejoin(cwd, ['outages', '--json', ...asOf])
      .stdout.trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(outages.at(-1)?.runId).toBe(firstId)
    expect(rejoin(cwd, ['report', firstId, '--json']).stdout).toBe(first.stdout)
    expect(rejoin(cwd, ['report', 'nope']).code).toBe(1)

    const explained = rejoin(cwd, ['explain', 'BK-1010'])
    expect(explained.stdout).toMatch(/time-already-taken/)
    expect(explained.stdout).toMatch(/PMS-88210/)
    expect(rejoin(cwd, ['explain', 'nope'])).toMatchObject({ code: 1, stdout: '' })
    expect(rejoin(cwd, ['db', 'migrate']).code).toBe(0)
  }, 120_000)

  test('an empty database says what to do', () => {
    expect(rejoin(freshFolder(), ['run', '--all'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/rejoin import DIR/),
    })
  })

  test('a refused bundle leaves the database as it was; set aside, the rest is judged as not complete', () => {
    const cwd = freshFolder()
    expect(rejoin(cwd, ['import', writeBundle(smallBundle())]).code).toBe(0)
    const before = rejoin(cwd, ['run', '--all', '--json', '--as-of', AS_OF]).stdout
    const bad = writeBundle(
      smallBundle({ 'pms_appointments.csv': TAKEN.replace('10:30,booked', '10:30,lunch') }),
    )
    const refused = rejoin(cwd, ['import', bad])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/^pms_appointments\.csv:2:status: /m)
    expect(withoutRunId(rejoin(cwd, ['run', '--all', '--json', '--as-of', AS_OF]).stdout)).toBe(
      withoutRunId(before),
    )
    expect(rejoin(cwd, ['import', bad, '--set-aside']).code).toBe(0)
    const after = rejoin(cwd, ['run', '--all', '--json', '--as-of', AS_OF])
    expect(after.code).toBe(3)
    expect(JSON.parse(after.stdout)).toMatchObject({
      run: { readComplete: false, holds: ['read-incomplete'] },
      verdicts: [{ verdict: 'inconclusive' }],
    })
  }, 120_000)

  test('--since and --until replace the window', () => {
    const bundle = writeBundle(smallBundle())
    const out = rejoin(freshFolder(), [
      'run',
      '--bundle',
      bundle,
      '--json',
      '--as-of',
      AS_OF,
      '--since',
      '2026-11-19T09:30:00+00:00',
      '--until',
      '2026-11-19T20:15:00+10:00',
    ])
    expect(JSON.parse(out.stdout).run).toMatchObject({
      windowStart: '2026-11-19T09:30:00.000Z',
      windowEnd: '2026-11-19T10:15:00.000Z',
    })
  })
})

describe('files', () => {
  test('a folder per practice, whole files, and nobody’s data without --full', () => {
    const cwd = freshFolder()
    const bundle = writeBundle(smallBundle({ 'pms_appointments.csv': TAKEN }))
    expect(rejoin(cwd, ['run', '--bundle', bundle, '--as-of', AS_OF, '--out', 'out'])).toMatchObject({
      code: 2,
    })
    const names = [
      'actions.csv',
      'bookings.csv',
      'recalls.csv',
      'reminders.csv',
      'report.html',
      'summary.csv',
      'video.csv',
    ]
    expect(readdirSync(join(cwd, 'out', 'p1')).sort()).toEqual(names)
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual(['index.html', 'p1'])
    expect(readFileSync(join(cwd, 'out', 'index.html'), 'utf8')).toContain('href="p1/report.html"')
    for (const name of names) {
      const text = readFileSync(join(cwd, 'out', 'p1', name), 'utf8')
      expect(text).not.toMatch(/MARKER|0400111|1980-01-01/)
      if (name.endsWith('.csv')) expect(text).toMatch(/^\ufeff[^\n]*\r\n/)
    }
    rejoin(cwd, ['run', '--bundle', bundle, '--as-of', AS_OF, '--out', 'out', '--full'])
    expect(readFileSync(join(cwd, 'out', 'p1', 'bookings.csv'), 'utf8')).toMatch(/MARKERFAMILY/)
  })
  test('the terminal says ids, never names', () => {
    const { stdout, stderr } = rejoin(freshFolder(), [
      'run',
      '--bundle',
      writeBundle(smallBundle({ 'pms_appointments.csv': TAKEN })),
      '--as-of',
      AS_OF,
    ])
    expect(stdout).toMatch(/b1/)
    expect(stdout + stderr).not.toMatch(/MARKER/)
  })
  test('the demo tells where its files are', () => {
    const cwd = freshFolder()
    const { code, stdout, stderr } = rejoin(cwd, ['demo'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/49 judged/)
    expect(stderr).toMatch(/rejoin-out\/demo\/reports/)
    expect(existsSync(join(cwd, 'rejoin-out/demo/reports/wattle-street/report.html'))).toBe(true)
    expect(rejoin(cwd, ['demo']).code).toBe(0)
  }, 60_000)
})
