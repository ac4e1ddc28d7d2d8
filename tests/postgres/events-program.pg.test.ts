/** `rejoin events` as its callers see it: one by hand, many by a file, and what is there. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { freshFolder, onServer, rejoin, smallBundle, writeBundle } from '../e2e/program.ts'

onServer(inject('postgresUrl'))

let cwd = ''
beforeEach(() => {
  cwd = freshFolder()
  expect(rejoin(cwd, ['import', writeBundle(smallBundle())]).code).toBe(0)
})

const list = (...flags: string[]): string[] =>
  rejoin(cwd, ['events', 'list', 'c1', ...flags])
    .stdout.trim()
    .split('\n')

describe('add', () => {
  const add = (...args: string[]) => rejoin(cwd, ['events', 'add', ...args])

  test('an event that happened, once however often it is told', () => {
    const at = ['--at', '2026-11-19T12:00:00+11:00']
    expect(add('c1', 'disconnected', ...at).stderr).toBe(
      'rejoin: c1 disconnected at 2026-11-19T01:00:00.000Z\n',
    )
    expect(add('c1', 'disconnected', ...at).stderr).toContain('was known already')
    expect(list()).toHaveLength(4)
  })

  test('without a time: now; one that is still to come is told of', () => {
    expect(add('c1', 'heartbeat').code).toBe(0)
    expect(add('c1', 'heartbeat', '--at', '2999-01-01T00:00:00Z').stderr).toContain('lies in the future')
  })

  test('an outage that is told of is seen', () => {
    add('c1', 'disconnected', '--at', '2026-11-19T13:00:00Z')
    const outages = rejoin(cwd, ['outages', '--as-of', '2026-11-19T14:00:00Z']).stdout
    expect(outages).toContain('still down')
  })

  test('what cannot be is said', () => {
    for (const [args, words] of [
      [['c9', 'connected'], 'there is no connection c9'],
      [['c1', 'asleep'], 'there is no event "asleep", only connected, disconnected, heartbeat'],
      [['c1', 'connected', '--at', 'noon'], '--at "noon" is not an instant'],
    ] as const) {
      const { code, stderr } = add(...args)
      expect([code, stderr]).toEqual([1, expect.stringContaining(words)])
    }
  })
})

describe('import', () => {
  const load = (text: string) => {
    writeFileSync(join(cwd, 'from the gateway.csv'), text)
    return rejoin(cwd, ['events', 'import', 'from the gateway.csv'])
  }
  const GOOD =
    'event,connection_id,at\ndisconnected,c1,2026-11-19T13:00:00Z\nconnected,c1,2026-11-19T14:00:00Z\n'

  test('a file, twice as well as once', () => {
    expect(load(GOOD)).toMatchObject({ code: 0, stderr: expect.stringContaining('the file has 2 events') })
    expect(load(GOOD).code).toBe(0)
    expect(list()).toHaveLength(5)
  })

  test('whole or not at all, every fault with file, line and column', () => {
    const { code, stderr } = load(`${GOOD}connected,c9,2026-11-19T15:00:00Z\nwoke,c1,2026-11-19T15:00:00\n`)
    expect(code).toBe(1)
    expect(stderr).toContain('from the gateway.csv:4:connection_id: refers to "c9", which is nowhere')
    expect(stderr).toContain('from the gateway.csv:5:at: bad value')
    expect(stderr).toContain('from the gateway.csv:5:event: unknown value "woke", expected one of connected')
    expect(stderr).toContain('nothing was loaded: 3 faults')
    expect(list()).toHaveLength(3)
  })

  test('a missing column, a row twice, no file at all', () => {
    expect(load('connection_id,at\nc1,2026-11-19T13:00:00Z\n')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('from the gateway.csv:1:event: the column is missing'),
    })
    const twice = load(`${GOOD}connected,c1,2026-11-19T14:00:00Z\n`)
    expect([twice.code, twice.stderr]).toEqual([
      0,
      expect.stringContaining('warning: from the gateway.csv:4'),
    ])
    expect(load('').stderr).toContain('the file is empty')
    expect(load(`${GOOD}"connected,c1`).stderr).toContain('never closes')
    const none = rejoin(cwd, ['events', 'import', 'nowhere.csv'])
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('there is no file')])
  })
})

describe('list', () => {
  test('in order of time by the wall clock of the connection, heartbeats in a row as one', () => {
    const beats = [0, 5, 10, 15, 40].map(
      (n) => `c1,2026-11-19T12:${String(n).padStart(2, '0')}:00Z,heartbeat`,
    )
    writeFileSync(join(cwd, 'beats.csv'), `connection_id,at,event\n${beats.join('\n')}\n`)
    rejoin(cwd, ['events', 'import', 'beats.csv'])
    expect(list('--since', '2026-11-19T11:00:00Z')).toEqual([
      '2026-11-19T11:00:00+00:00  connected',
      '2026-11-19T12:00:00+00:00  heartbeat  4 up to 2026-11-19T12:15:00+00:00',
      '2026-11-19T12:40:00+00:00  heartbeat',
    ])
    expect(list('--until', '2026-11-19T09:00:00Z', '--json').map((line) => JSON.parse(line))).toEqual([
      { connectionId: 'c1', at: '2026-11-19T08:00:00.000Z', event: 'connected' },
      { connectionId: 'c1', at: '2026-11-19T09:00:00.000Z', event: 'disconnected' },
    ])
    const last = rejoin(cwd, ['events', 'list', 'c1', '--last', '2', '--json'])
    expect(last.stdout.trim().split('\n')).toHaveLength(2)
    expect(last.stderr).toContain('there are earlier ones')
  })
})
