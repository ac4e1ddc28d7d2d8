/** `rejoin doctor` on a real server: rights, triggers, sessions that hear each other, and clocks that differ. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { type DoctorFlags, doctor } from '../../bin/commands/doctor.ts'
import type { Terminal } from '../../bin/terminal.ts'
import { openDatabase } from '../../db/open.ts'
import { openQueue } from '../../db/queue.ts'
import { readOffsets } from '../../db/server.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { rejoin, smallBundle, writeBundle } from '../e2e/program.ts'
import { freshDatabases } from './fresh-database.ts'

const fresh = freshDatabases()

interface Line {
  readonly check: string
  readonly mark: string
  readonly notes: readonly {
    readonly weight: string
    readonly code: string
    readonly [more: string]: unknown
  }[]
}

/** In this process, so that its clock can be another. */
async function look(
  url: string,
  { aheadMs = 0, flags = {} }: { aheadMs?: number; flags?: DoctorFlags } = {},
) {
  let stdout = ''
  const terminal: Terminal = {
    env: { DATABASE_URL: url, REJOIN_CONFIG: join(FOLDER, 'none', 'rejoin.json') },
    now: () => Date.now() + aheadMs,
    async print(text) {
      stdout += text
    },
    say: () => undefined,
    progress: () => undefined,
    ...{ width: 80, listWidth: 80, colour: false, sayColour: false },
  }
  const code = await doctor({ json: true, offline: true, ...flags }, terminal)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  const of = (check: string): Line => {
    const found = lines.find((line) => line.check === check)
    if (found === undefined) throw new Error(`no line for ${check}`)
    return found
  }
  return {
    code,
    stdout,
    of,
    codes: (check: string) => of(check).notes.map((one) => `${one.weight} ${one.code}`),
  }
}

const FOLDER = mkdtempSync(join(tmpdir(), 'rejoin doctor '))

/** With a connection, and the queue of the watchers. */
async function practice(): Promise<string> {
  const url = await fresh.url()
  const database = await openDatabase({ kind: 'postgres', url })
  try {
    const files = smallBundle({
      'connection_events.csv': 'connection_id,at,event\nc1,2020-01-01T08:00:00Z,connected\n',
      'pms_reads.csv': 'connection_id,taken_at,complete\nc1,2020-01-01T08:15:00Z,true\n',
      'practices.csv': 'practice_id,connection_id,name,time_zone\np1,c1,Practice,Australia/Sydney\n',
    })
    await importBundle(database, writeBundle(files), { setAside: false })
    await (await openQueue(url, database, () => undefined)).close()
  } finally {
    await database.close()
  }
  return url
}

async function change(url: string, ...statements: string[]): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => undefined })
  for (const statement of statements) await admin.unsafe(statement)
  await admin.end()
}

test('all is well', async () => {
  const found = await look(await practice())
  for (const check of [
    'database',
    'session',
    'migrations',
    'rights',
    'triggers',
    'listening',
    'clock',
    'zones',
  ]) {
    expect(found.of(check)).toMatchObject({ check, mark: 'ok' })
  }
  expect(found.codes('listening')).toEqual(['fact hears'])
  expect(found.codes('watch')).not.toContain('warning queue-missing')
  // The address of a server is no secret, the password in it is.
  expect(found.stdout).not.toMatch(/postgres:\w+@/)
})

describe('a clock that is off', () => {
  test.each([
    [90_000, 'wrong clock-off'],
    [-90_000, 'wrong clock-off'],
    [10_000, 'warning clock-off'],
    [0, 'fact clock'],
  ])('by %d ms', async (aheadMs, code) => {
    const found = await look(await fresh.url(), { aheadMs })
    expect(found.codes('clock')).toEqual([code])
    const [note] = found.of('clock').notes
    expect(Math.abs(Number(note?.['aheadMs']) + aheadMs)).toBeLessThan(2_000)
  })
})

test('a database without tables: told, and none are made', async () => {
  const url = await fresh.url()
  const found = await look(url)
  expect(found.codes('migrations')).toEqual(['warning tables-missing'])
  expect(found.codes('rights')).toEqual(['not-checked other-tables'])
  const admin = postgres(url, { max: 1 })
  expect(
    await admin`select 1 from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  ).toHaveLength(0)
  await admin.end()
})

test('triggers that are switched off, dropped, or do not fire at all', async () => {
  const url = await practice()
  await change(
    url,
    'alter table connection_events disable trigger connection_events_ask',
    'alter table verdicts disable trigger verdicts_stay',
    'drop trigger plans_stay on plans',
  )
  const found = await look(url)
  expect(found.of('triggers').notes).toMatchObject([
    { weight: 'wrong', code: 'triggers-missing', triggers: ['plans_stay on plans'] },
    { weight: 'wrong', code: 'guards-off', triggers: ['verdicts_stay on verdicts'] },
    { weight: 'warning', code: 'asks-off', triggers: ['connection_events_ask on connection_events'] },
  ])
  expect(found.code).toBe(1)
})

test('a pooler in between that keeps what others say to itself', async () => {
  const url = new URL(await practice())
  const { hostname, port } = url
  const between = createServer((client) => {
    const server = connect(Number(port), hostname)
    client.pipe(server)
    // A message that begins with A is what somebody said on a channel.
    server.on('data', (data: Buffer) => void (data[0] === 0x41 || client.write(data)))
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('close', () => other.destroy()).on('error', () => other.destroy())
    }
  })
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done))
  const address = between.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  url.host = `127.0.0.1:${address.port}`
  const found = await look(url.href)
  between.close()
  expect(found.codes('listening')).toEqual(['warning deaf'])
  expect(found.of('triggers').mark).toBe('ok')
})

test('a table that somebody keeps locked costs its time, and the program ends all the same', async () => {
  const url = await practice()
  const holder = postgres(url, { max: 1 })
  await holder.unsafe('begin; lock table connections in access exclusive mode')
  const ran = rejoin(FOLDER, ['doctor', '--json', '--offline', '--timeout', '3'], { DATABASE_URL: url })
  await holder.unsafe('rollback')
  await holder.end()
  const marks = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .map(({ check, notes }) => `${check}: ${notes.at(-1)?.code}`)
  expect(marks).toContain('connections: no-answer')
  expect(marks).toContain('rights: rights')
  expect(marks).toContain('mails: mails')
  expect(marks.at(-1)).toBe('mail: offline')
  expect(ran.code).toBe(1)
})

test('the queue is not there yet', async () => {
  const url = await practice()
  await change(url, 'drop schema pgboss cascade')
  expect((await look(url)).codes('watch')).toContain('warning queue-missing')
})

test.each([
  ['a wrong name of the database', (url: URL) => (url.pathname = '/rejoin_test_is_not_there'), '3D000'],
  ['nobody listens', (url: URL) => (url.port = '1'), 'ECONNREFUSED'],
])('%s', async (_, change, reason) => {
  const url = new URL(await fresh.url())
  change(url)
  const found = await look(url.href)
  expect(found.of('database')).toMatchObject({ mark: 'wrong', notes: [{ code: 'unreachable', reason }] })
  expect(found.code).toBe(1)
})

describe('the roles of deploy/roles.sql', () => {
  const MARK = `rejoin_${randomBytes(4).toString('hex')}_`
  const ROLES = readFileSync(new URL('../../deploy/roles.sql', import.meta.url), 'utf8').replaceAll(
    'rejoin_',
    MARK,
  )
  const names = ['owner', 'app', 'readonly'].map((name) => MARK + name)
  let address = ''
  afterAll(async () => {
    if (address === '') return
    await change(address, ...names.map((name) => `drop owned by ${name} cascade`))
    await change(address, ...names.map((name) => `drop role if exists ${name}`))
  })
  const as = (name: string): string => {
    const url = new URL(address)
    url.username = name
    url.password = 'test'
    return url.href
  }

  test('the app has what it needs; who only looks is told so; what is taken away is named', async () => {
    address = await fresh.url()
    const [owner = '', app = '', readonly = ''] = names
    await change(address, ROLES, ...names.map((name) => `alter role ${name} password 'test'`))
    await change(as(owner), 'select 1')
    const database = await openDatabase({ kind: 'postgres', url: as(owner) })
    await (await openQueue(as(owner), database, () => undefined)).close()
    await database.db.execute(sql`select 1`)
    await database.close()
    await change(address, ROLES)
    expect((await look(as(app))).codes('rights')).toEqual(['fact rights'])
    const reader = await look(as(readonly))
    expect(reader.codes('rights')).toEqual(['warning may-only-read'])
    expect(reader.of('listening').mark).toBe('ok')
    for (const check of ['connections', 'zones', 'triggers', 'watch']) {
      expect([check, reader.of(check).notes.filter(({ code }) => code === 'failed')]).toEqual([check, []])
    }
    await change(address, `revoke update on bookings from ${app}`, `revoke all on lease_tokens from ${app}`)
    expect((await look(as(app))).of('rights').notes).toMatchObject([
      { weight: 'wrong', code: 'rights-missing', missing: ['bookings: update', 'lease_tokens: usage'] },
    ])
  })
})

test("a server's offsets are those of its zones, and of zones that it does not know there are none", async () => {
  const database = await fresh.open()
  const from = Date.parse('2026-04-04T00:00:00Z')
  const offsets = await readOffsets(
    database.db,
    ['Australia/Sydney', 'America/St_Johns', 'Nowhere/Land'],
    from,
    3,
  )
  expect([...offsets].sort()).toEqual([
    ['America/St_Johns', [-150, -150, -150]],
    ['Australia/Sydney', [660, 600, 600]],
  ])
})
