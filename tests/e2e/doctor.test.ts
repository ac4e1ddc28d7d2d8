/** `rejoin doctor` as support meets it: on a fresh machine, on one where all is well, and where something is not. */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../../db/database.ts'
import { lockFolder } from '../../db/lock.ts'
import { openAsItIs } from '../../db/open.ts'
import { CHECKS, MARKS } from '../../src/doctor/checkup.ts'
import { Sim } from '../pms-sim/start.ts'
import { freshFolder, type Ran, rejoin, smallBundle, writeBundle } from './program.ts'

interface Line {
  readonly formatVersion: number
  readonly check: string
  readonly connectionId: string | null
  readonly mark: string
  readonly milliseconds: number
  readonly notes: readonly {
    readonly weight: string
    readonly code: string
    readonly saw: readonly string[]
    readonly toDo: string | null
    readonly [more: string]: unknown
  }[]
}

const linesOf = ({ stdout }: Ran): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

function look(cwd: string, env: Record<string, string> = {}, ...flags: string[]) {
  const ran = rejoin(cwd, ['doctor', '--json', ...flags], env)
  expect(ran.stderr).toBe('')
  const lines = linesOf(ran)
  const of = (check: string, connectionId: string | null = null): Line => {
    const found = lines.find((line) => line.check === check && line.connectionId === connectionId)
    if (found === undefined) throw new Error(`no line for ${check} ${connectionId}`)
    return found
  }
  const codes = (check: string, connectionId: string | null = null): string[] =>
    of(check, connectionId).notes.map(({ weight, code }) => `${weight} ${code}`)
  return { ...ran, lines, of, codes }
}

/** How old the Node that we run on is is its own matter. */
const isWell = (lines: readonly Line[]): boolean =>
  lines.every(({ check, mark }) => check === 'node' || mark === 'ok')

/** All of long ago, so that nothing lies in the future whenever this runs. */
const LONG_AGO = {
  'connection_events.csv': 'connection_id,at,event\nc1,2020-01-01T08:00:00Z,connected\n',
  'pms_reads.csv': 'connection_id,taken_at,complete,database_identity\nc1,2020-01-01T08:15:00Z,true,db1\n',
}

function practice(change: Record<string, string> = {}): string {
  const cwd = freshFolder()
  expect(rejoin(cwd, ['import', writeBundle(smallBundle({ ...LONG_AGO, ...change }))]).code).toBe(0)
  return cwd
}

const tell = (cwd: string, config: object): void =>
  writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify(config))

/** A practice in which all is well but for what rejoin.json says; each test writes its own. */
let shared = ''
beforeAll(() => {
  shared = practice()
})
afterEach(() => rmSync(join(shared, 'rejoin.json'), { force: true }))

let sim: Sim | null = null
let server: Server | null = null
afterEach(async () => {
  await sim?.stop()
  sim = null
  server?.close()
  server = null
})

async function book(seed: object = {}): Promise<string> {
  const folder = freshFolder()
  const whole = {
    databaseIdentity: 'db1',
    entries: [],
    sessions: [],
    blocks: [],
    patients: [],
    recalls: [],
    ...seed,
  }
  writeFileSync(join(folder, 'seed.json'), JSON.stringify(whole))
  sim = await Sim.start(join(folder, 'seed.json'), join(folder, 'ledger.jsonl'))
  return sim.url
}

/** Takes connections, as the kernel does by itself, and never says a word. */
async function silence(): Promise<string> {
  const silent = createServer(() => undefined)
  server = silent
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

test('a fresh machine: there is no database, it says how to make one, and makes none itself', () => {
  const cwd = freshFolder()
  const found = look(cwd)
  expect(found.code).toBe(2)
  expect(found.codes('database')).toEqual(['warning no-database'])
  expect(found.of('database').notes[0]?.toDo).toContain('rejoin import DIR')
  expect(found.of('migrations').mark).toBe('not-checked')
  expect(found.codes('mail')).toEqual(['fact no-mail'])
  expect(readdirSync(cwd)).toEqual([])
})

describe('all is well', () => {
  test('every line says so, in one shape', () => {
    const { lines, code } = look(shared)
    expect(lines.filter(({ check, mark }) => check !== 'node' && mark !== 'ok')).toEqual([])
    expect(code).toBe(lines[0]?.mark === 'ok' ? 0 : 2)
    for (const line of lines) {
      expect(line).toMatchObject({ formatVersion: 1, connectionId: null })
      expect(CHECKS).toContain(line.check)
      expect(MARKS).toContain(line.mark)
      expect(line.milliseconds).toBeGreaterThanOrEqual(0)
      for (const { weight, saw, toDo } of line.notes) {
        expect(saw.length).toBeGreaterThan(0)
        expect(toDo === null).toBe(weight === 'fact' || weight === 'not-checked')
      }
    }
    // Nothing is left behind: the folder is free for the next.
    expect(readdirSync(join(shared, '.rejoin')).filter((name) => name.startsWith('lock'))).toEqual([])
  })

  test('for people: a mark and a word on each line, in the order of the checks, and what it comes to', () => {
    const { stdout } = rejoin(shared, ['doctor', '--offline'])
    expect(stdout).toMatch(/^✓ ok {11}Database: embedded PostgreSQL \d+\.\d+ in /m)
    expect(stdout).toMatch(/^– not checked {2}Book: left out because of --offline$/m)
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ ok(, 1 warning)?, 2 not checked$/)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toContain('MARKER')
  })

  test('a folder that was open to others is told, and closed', () => {
    chmodSync(join(shared, '.rejoin'), 0o755)
    expect(look(shared).codes('database')).toEqual(['fact embedded', 'warning folder-open'])
    expect(statSync(join(shared, '.rejoin')).mode & 0o777).toBe(0o700)
    expect(look(shared).codes('database')).toEqual(['fact embedded'])
  })

  test('who has it open is named, and everything else is looked at all the same', async () => {
    const release = await lockFolder(join(shared, '.rejoin'))
    try {
      const found = look(shared)
      expect(found.of('database')).toMatchObject({
        mark: 'warning',
        notes: [{ code: 'in-use', pid: process.pid }],
      })
      expect(found.of('database').notes[0]?.saw[0]).toContain(`process ${process.pid}`)
      expect(found.codes('connections')).toEqual(['not-checked database-closed'])
      expect(found.of('mail').mark).toBe('ok')
      expect(found.code).toBe(2)
    } finally {
      release()
    }
  })

  test.each([
    ['--timeout', '0'],
    ['--timeout', 'soon'],
  ])('%s %s is refused', (...flags) => {
    const { code, stderr } = rejoin(shared, ['doctor', ...flags])
    expect(code).toBe(1)
    expect(stderr).toContain('--timeout')
  })
})

describe('tables of another state', () => {
  let cwd = ''
  beforeAll(() => {
    cwd = practice()
  })

  /** The migrations' own table. */
  async function books(...statements: ReturnType<typeof sql>[]): Promise<unknown[]> {
    const database = await openAsItIs({ kind: 'embedded', dir: join(cwd, '.rejoin') })
    if (database === null) throw new Error('no database')
    try {
      for (const statement of statements) await database.db.execute(statement)
      return await rowsOf(database.db, sql`select hash from drizzle.__drizzle_migrations order by id`)
    } finally {
      await database.close()
    }
  }
  const keep = sql`create table if not exists kept as select * from drizzle.__drizzle_migrations`
  const restore = [
    sql`truncate drizzle.__drizzle_migrations`,
    sql`insert into drizzle.__drizzle_migrations select * from kept`,
  ]

  test.each([
    [
      'newer',
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1)`,
      'wrong tables-newer',
      1,
    ],
    [
      'foreign',
      sql`update drizzle.__drizzle_migrations set hash = 'x' where id = 3`,
      'wrong tables-foreign',
      1,
    ],
    ['none', sql`truncate drizzle.__drizzle_migrations`, 'warning tables-missing', 2],
    ['pending', sql`delete from drizzle.__drizzle_migrations where id > 9`, 'warning migrations-pending', 2],
  ] as const)('%s: told, and left as it is', async (_, change, code, exit) => {
    await books(keep)
    const before = await books(...restore, change)
    const found = look(cwd)
    expect(found.codes('migrations')).toEqual([code])
    expect(found.codes('connections')).toEqual(['not-checked other-tables'])
    expect(found.of('clock').mark).toBe('ok')
    expect(found.code).toBe(exit)
    expect(await books()).toEqual(before)
  })
})

describe('what it was told', () => {
  test('every fault of rejoin.json at once, and no book is looked at', () => {
    const cwd = freshFolder()
    const books = {
      c1: { kind: 'htp', url: 'http://far.example' },
      c2: { kind: 'http', url: 'http://far.example' },
    }
    writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ books, healht: {} }))
    const found = look(cwd, {}, '--connection', 'c1')
    const [note] = found.of('configuration').notes
    expect(note?.code).toBe('configuration-faults')
    expect(note?.saw).toHaveLength(3)
    expect(note?.saw.join()).toMatch(/books\.c1\.kind.*books\.c2\.url/s)
    expect(found.codes('book', 'c1')).toEqual(['not-checked configuration-faulty'])
    expect(found.codes('mail')).toEqual(['not-checked configuration-faulty'])
    expect(found.code).toBe(1)
  })

  test('no JSON, and not a word of what stands there', () => {
    const cwd = freshFolder()
    writeFileSync(join(cwd, 'rejoin.json'), '{"token": "MARKERSECRET"')
    const found = look(cwd)
    expect(found.of('configuration').notes[0]?.saw).toEqual(['this is not JSON'])
    expect(found.stdout).not.toContain('MARKERSECRET')
  })

  test('secrets that others can read, that are empty, missing or not set; never what they are', () => {
    const cwd = freshFolder()
    mkdirSync(join(cwd, 'secrets'))
    const put = (name: string, text: string, mode: number) => {
      writeFileSync(join(cwd, 'secrets', name), text)
      chmodSync(join(cwd, 'secrets', name), mode)
      return `secrets/${name}`
    }
    const http = { kind: 'http', url: 'http://127.0.0.1:1' }
    const openemr = { kind: 'openemr', host: 'localhost', database: 'd', user: 'u' }
    const books = {
      c1: { ...http, tokenFile: put('open', 'MARKERSECRET1', 0o644) },
      c2: { ...http, tokenFile: put('closed', 'MARKERSECRET2', 0o600) },
      c3: { ...http, tokenFile: put('empty', '', 0o600) },
      c4: { ...http, tokenFile: 'secrets/missing' },
      c5: { ...openemr, password: { env: 'EMR_PASSWORD' } },
      c6: { ...openemr, password: { env: 'OTHER_PASSWORD' } },
    }
    writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ books }))
    const found = look(cwd, { OTHER_PASSWORD: 'MARKERSECRET3', REJOIN_CONFG: 'x' })
    expect(found.of('secrets').notes.slice(1)).toMatchObject([
      { weight: 'wrong', code: 'secret-empty', file: join(cwd, 'secrets/empty') },
      { weight: 'wrong', code: 'secret-unreadable', file: join(cwd, 'secrets/missing'), reason: 'ENOENT' },
      { weight: 'warning', code: 'secret-open', file: join(cwd, 'secrets/open'), mode: '0644' },
      { weight: 'warning', code: 'secret-not-set', name: 'EMR_PASSWORD' },
    ])
    expect(found.of('configuration').notes.at(-1)).toMatchObject({
      code: 'variable-unknown',
      near: ['REJOIN_CONFIG'],
    })
    expect(found.codes('book', 'c4')).toEqual(['wrong book-unopened'])
    expect(found.stdout).not.toContain('MARKERSECRET')
  })

  test.each([
    [
      'postgres://u:MARKERPASSWORD@127.0.0.1:1/rejoin?sslpassword=MARKERPASSWORD',
      'unreachable',
      '127.0.0.1:1/rejoin',
    ],
    ['mysql://u:MARKERPASSWORD@127.0.0.1:1/rejoin', 'failed', 'DATABASE_URL must begin'],
    ['postgres://u:MARKERPASSWORD@@@', 'unreachable', 'DATABASE_URL'],
  ])('a database that cannot be had: %s', (url, code, said) => {
    const found = look(freshFolder(), { DATABASE_URL: url })
    expect(found.of('database')).toMatchObject({ mark: 'wrong', notes: [{ code }] })
    expect(found.of('database').notes[0]?.saw.join()).toContain(said)
    expect(found.code).toBe(1)
    expect(found.stdout).not.toContain('MARKERPASSWORD')
    expect(rejoin(freshFolder(), ['doctor'], { DATABASE_URL: url }).stdout).not.toContain('MARKERPASSWORD')
  })
})

describe('books', () => {
  const http = (url: string) => ({ books: { c1: { kind: 'http', url } } })

  test('one that answers: what it is, whose it is; and nothing is stored', async () => {
    tell(shared, http(await book()))
    const found = look(shared)
    expect(found.codes('book', 'c1')).toEqual(['fact book', 'fact book-identity'])
    expect(found.codes('connections')).toEqual(['fact connections', 'warning reads-old'])
    expect(found.of('book', 'c1').notes[0]).toMatchObject({ kind: 'http', entries: 0, writable: true })
    expect(rejoin(shared, ['pulls', '--json']).stdout).toBe('')
  })

  test('one that belongs to another practice', async () => {
    tell(shared, http(await book({ databaseIdentity: 'db2' })))
    const found = look(shared)
    expect(found.of('book', 'c1')).toMatchObject({
      mark: 'wrong',
      notes: [{ code: 'book' }, { code: 'other-database', expected: 'db1', found: 'db2' }],
    })
    expect(found.code).toBe(1)
  })

  test('one that is silent costs its time and no more: the others are looked at', async () => {
    const [silent, well] = [await silence(), await book()]
    const books = {
      c1: { kind: 'http', url: silent, timeoutSeconds: 600 },
      c2: { kind: 'http', url: well },
      c3: { kind: 'http', url: 'http://127.0.0.1:1' },
    }
    tell(shared, { books })
    const found = look(shared, {}, '--timeout', '5')
    expect(found.of('book', 'c1')).toMatchObject({
      mark: 'wrong',
      notes: [{ code: 'no-answer', seconds: 5 }],
    })
    expect(found.of('book', 'c1').notes[0]?.saw).toEqual(['did not answer within 5 s'])
    expect(found.of('book', 'c2').mark).toBe('ok')
    expect(found.of('book', 'c3')).toMatchObject({ mark: 'wrong', notes: [{ code: 'book-failed' }] })
    expect(found.of('connections').notes).toContainEqual(
      expect.objectContaining({ code: 'book-of-nobody', connectionId: 'c3' }),
    )
    expect(
      found.lines.filter(({ check }) => check === 'book').map(({ connectionId }) => connectionId),
    ).toEqual([...['c1', 'c2', 'c3']])
    expect(found.of('mail').mark).toBe('ok')
  })

  test('a single one of them, without a database to compare it with', async () => {
    const cwd = freshFolder()
    const url = await book()
    const books = { c1: { kind: 'http', url }, c2: { kind: 'http', url } }
    writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ books }))
    const found = look(cwd, {}, '--connection', 'c2')
    expect(found.codes('book', 'c2')).toEqual(['fact book', 'not-checked identity-unknown'])
    expect(found.lines.some(({ connectionId }) => connectionId === 'c1')).toBe(false)
    expect(look(cwd, {}, '--connection', 'c9').codes('book', 'c9')).toEqual(['not-checked no-book-here'])
    expect(existsSync(join(cwd, '.rejoin'))).toBe(false)
  })

  test('a connection that nobody knows', () => {
    const found = look(shared, {}, '--connection', 'c9')
    expect(found.codes('connections')).toEqual(['wrong no-such-connection', 'fact connections'])
    expect(found.code).toBe(1)
  })

  test('an export that others would have to make is not asked for', () => {
    const books = { c1: { kind: 'fhir', from: 'export', url: 'http://127.0.0.1:1/fhir' } }
    const cwd = freshFolder()
    tell(cwd, { books })
    expect(look(cwd).codes('book', 'c1')).toEqual(['not-checked whole-export'])
  })

  test('offline means that nobody is asked', async () => {
    const cwd = freshFolder()
    tell(cwd, { ...http(await silence()), mail: { from: 'a@b.example' } })
    const found = look(cwd, {}, '--offline')
    expect(found.codes('book')).toEqual(['not-checked offline'])
    expect(found.codes('mail')).toEqual(['not-checked offline'])
  })
})

describe('what the tables hold', () => {
  const now = Date.now()
  const at = (ms: number) => new Date(ms).toISOString()
  const events = (...ms: number[]) =>
    `connection_id,at,event\n${ms.map((one) => `c1,${at(one)},connected\n`).join('')}`

  test('events of the future name the connection, and so does a line of which nothing was ever told', () => {
    const connections = 'connection_id,name,time_zone,database_identity\nc1,Line,UTC,db1\nc2,Other,UTC,\n'
    const found = look(
      practice({
        'connections.csv': connections,
        'connection_events.csv': events(now - 60_000, now + 3_600_000),
      }),
    )
    expect(found.of('clock').notes).toContainEqual(
      expect.objectContaining({ code: 'events-ahead', connectionIds: ['c1'] }),
    )
    expect(found.of('connections').notes.at(-1)).toMatchObject({ code: 'no-events', connectionIds: ['c2'] })
  })

  test('no address for the mail that is set up; a folder takes mail', () => {
    tell(shared, { mail: { from: 'rejoin@platform.example' } })
    const found = look(shared)
    expect(found.codes('connections')).toEqual(['fact connections', 'warning no-address'])
    expect(found.codes('mail')).toEqual(['fact mail'])
    const practices = { p1: { to: ['manager@practice.example'] } }
    tell(shared, { mail: { from: 'rejoin@platform.example', practices } })
    expect(isWell(look(shared).lines)).toBe(true)
  })

  test('a mail server that is down, and one that is silent', async () => {
    const cwd = freshFolder()
    const smtp = (port: number) =>
      tell(cwd, { mail: { from: 'a@b.example', smtp: { host: '127.0.0.1', port, tls: 'none' } } })
    smtp(1)
    const down = look(cwd)
    expect(down.of('mail')).toMatchObject({ mark: 'wrong', notes: [{ code: 'mail-trouble' }] })
    expect(down.of('mail').notes[0]?.saw[0]).toContain('127.0.0.1:1')
    expect(down.code).toBe(1)
    smtp(Number(new URL(await silence()).port))
    expect(look(cwd, {}, '--timeout', '2').codes('mail')).toEqual(['wrong no-answer'])
  })
})
