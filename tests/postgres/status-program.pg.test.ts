/** `rejoin status` as its callers see it: cards, codes, a page, and a program that goes on looking. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import {
  AS_OF,
  environmentOf,
  freshFolder,
  onServer,
  rejoin,
  smallBundle,
  writeBundle,
} from '../e2e/program.ts'

onServer(inject('postgresUrl'))

/** The line of c1 was down from nine to eleven; c2 sends heartbeats, the last of them at 11:25. */
function practices(): string {
  const cwd = freshFolder()
  const more = smallBundle()
  const bundle = writeBundle({
    ...more,
    'connections.csv': `${more['connections.csv']}c2,Other line,Australia/Sydney,\n`,
    'practices.csv': `${more['practices.csv']}p2,c2,Other practice,Australia/Sydney\n`,
    'connection_events.csv': `${more['connection_events.csv']}c2,2026-11-19T11:20:00Z,heartbeat\nc2,2026-11-19T11:25:00Z,heartbeat\n`,
    'syncs.csv':
      'connection_id,entity,direction,finished_at,outcome\nc2,appointments,read,2026-11-19T11:25:00Z,complete\n',
  })
  expect(rejoin(cwd, ['import', bundle]).code).toBe(0)
  return cwd
}

let cwd = ''
beforeAll(() => {
  cwd = practices()
})

const status = (asOf: string, ...flags: string[]) => rejoin(cwd, ['status', '--as-of', asOf, ...flags])
const lines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the exit code', () => {
  test.each<readonly [string, string, number, readonly string[]]>([
    ['all as it should be', AS_OF, 0, []],
    ['one is delayed', '2026-11-19T11:36:00Z', 2, []],
    ['one is unhealthy', '2026-11-19T11:50:00Z', 3, []],
    ['of one that is well, though another is not', '2026-11-19T11:50:00Z', 0, ['--connection', 'c1']],
    ['of the other', '2026-11-19T11:50:00Z', 3, ['--practice', 'p2']],
    ['one is stale', '2026-11-20T12:00:00Z', 2, ['--connection', 'c1']],
  ])('%s', (_, asOf, code, flags) => expect(status(asOf, ...flags).code).toBe(code))
})

test('cards, worst first, and what they come to', () => {
  const { stdout, stderr } = status('2026-11-19T11:50:00Z')
  expect(stderr).toBe('')
  expect(stdout.indexOf('UNHEALTHY   c2 Other line')).toBe(0)
  expect(stdout).toContain('HEALTHY     c1 Line')
  expect(stdout).toContain(
    '1 online booking is not in the book yet, the earliest for 2026-11-20 10:00 +00:00',
  )
  expect(stdout).toMatch(/2 connections: 1 unhealthy, 1 healthy; 1 online booking waits/)
  expect(stdout).not.toContain('MARKER')
  expect(stdout).not.toContain('\u001b')
})

test('one line of JSON for each, in order of their ids, the same bytes every time', () => {
  const first = status(AS_OF, '--json')
  expect(lines(first.stdout).map(({ connectionId, state }) => [connectionId, state])).toEqual([
    ['c1', 'healthy'],
    ['c2', 'healthy'],
  ])
  expect(status(AS_OF, '--json').stdout).toBe(first.stdout)
})

test('after a run the window is settled and bookings may be re-opened', () => {
  const own = practices()
  const one = () => lines(rejoin(own, ['status', '--as-of', AS_OF, '--json', '--connection', 'c1']).stdout)[0]
  expect(one()).toMatchObject({ onlineBookings: { advice: 'keep', why: 'wait-for-run' }, lastRun: null })
  const run = lines(rejoin(own, ['run', '--connection', 'c1', '--as-of', AS_OF, '--json']).stdout)[0].run
  expect(one()).toMatchObject({
    window: null,
    lastRun: { runId: run.runId, holds: [] },
    onlineBookings: { advice: 're-open', why: 'settled' },
  })
})

test('a page that is there whole, with nothing beside it', () => {
  const folder = join(freshFolder(), 'wall')
  const page = join(folder, 'status.html')
  expect(status(AS_OF, '--html', page).code).toBe(0)
  expect(readFileSync(page, 'utf8')).toContain('Other line')
  expect(status('2026-11-19T11:50:00Z', '--html', page).code).toBe(3)
  expect(readFileSync(page, 'utf8')).toContain('<article class="card unhealthy">')
  expect(readdirSync(folder)).toEqual(['status.html'])
})

test('thresholds are those of rejoin.json; a fault in them is told with its place', () => {
  const config = join(freshFolder(), 'rejoin.json')
  const asOf = (text: string) => {
    writeFileSync(config, text)
    return rejoin(cwd, ['status', '--as-of', '2026-11-19T11:50:00Z'], { REJOIN_CONFIG: config })
  }
  expect(asOf('{"health": {"delayedAfterMinutes": 30, "unhealthyAfterMinutes": 60}}').code).toBe(0)
  const bad = asOf(
    '{"health": {"failedSyncs": 0, "staleAfterHours": {"bookings": 1}, "unhealthyAfterMinutes": 5}}',
  )
  expect(bad.code).toBe(1)
  expect(bad.stderr).toContain('health.failedSyncs must be a whole number from 1')
  expect(bad.stderr).toContain('health.staleAfterHours knows no "bookings"')
  expect(bad.stderr).toContain('health.unhealthyAfterMinutes must not be less than delayedAfterMinutes')
})

test('what cannot be is said', () => {
  const said = (...args: string[]): string => {
    const { code, stderr } = rejoin(cwd, args)
    expect(code).toBe(1)
    return stderr
  }
  expect(said('status', '--connection', 'c9')).toContain('there is no connection c9')
  expect(said('status', '--connection', 'c1', '--practice', 'p1')).toContain('not several')
  expect(said('status', '--watch', '--as-of', AS_OF)).toContain('does not go with --as-of')
  expect(said('status', '--as-of', 'noon')).toContain('not an instant')
  expect(rejoin(freshFolder(), ['status']).stdout).toContain('There is no connection yet')
})

test('--watch goes on until it is told to stop; where nobody watches it tells what has changed', async () => {
  const own = practices()
  const page = join(own, 'status.html')
  const program = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
  const env = environmentOf(own)
  const child = spawn(process.execPath, [program, 'status', '--watch', '--html', page], { cwd: own, env })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  await expect.poll(() => printed, { timeout: 30_000 }).toContain('2 connections')
  // The database is free between two looks, so that others can work.
  expect(rejoin(own, ['events', 'add', 'c2', 'heartbeat']).code).toBe(0)
  child.kill('SIGTERM')
  expect([0, 2, 3]).toContain(await ended)
  expect(printed).not.toContain('\u001b')
  expect(printed.split('\n').filter((line) => line.includes('  c1  '))).toHaveLength(1)
  expect(existsSync(page)).toBe(true)
})
