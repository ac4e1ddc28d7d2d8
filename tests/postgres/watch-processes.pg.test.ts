/**
 * Watchers as processes on one database: together, doubled, killed, frozen. However it goes, every outage has exactly
 * one finished run in the end. REJOIN_KILLS=300 for more.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { databaseNow } from '../../db/clock.ts'
import { readEvents } from '../../db/connections.ts'
import { type Database, rowsOf } from '../../db/database.ts'
import { readJobs } from '../../db/jobs.ts'
import { openDatabase } from '../../db/open.ts'
import { readPulls } from '../../db/pulls.ts'
import { finishedWindows, listRuns, settledOutages } from '../../db/runs.ts'
import { findOutages } from '../../src/connection/outage.ts'
import { contains } from '../../src/reconcile/span.ts'
import { until, Watcher } from '../watch/processes.ts'
import { lines, read, settle, tell } from '../watch/town.ts'
import { freshDatabases } from './fresh-database.ts'

const KILLS = Number(process.env['REJOIN_KILLS'] ?? 6)
const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
/** Times in seconds, instead of minutes. */
const QUICK = ['--settle', '0', '--every', '1', '--lease', '4']

const fresh = freshDatabases()
let url: string
let database: Database
let dir: string
let watchers: Watcher[] = []
beforeEach(async () => {
  url = await fresh.url()
  database = await openDatabase({ kind: 'postgres', url })
  dir = mkdtempSync(join(tmpdir(), 'rejoin watchers '))
})
afterEach(async () => {
  for (const watcher of watchers) await watcher.end('SIGKILL')
  watchers = []
  await database.close()
})

function watch(args: readonly string[] = [], cwd = dir): Watcher {
  const watcher = new Watcher(cwd, url, [...QUICK, ...args])
  watchers.push(watcher)
  return watcher
}

const quiet = async (): Promise<boolean> =>
  (await readJobs(database.db, null)).every(({ asks, handledAsks }) => asks === handledAsks)

/** Every outage of the newest weeks is judged by exactly one finished run, and settled once. */
async function expectEachOnce(ids: readonly string[]): Promise<void> {
  const nowMs = await databaseNow(database.db)
  for (const id of ids) {
    const outages = findOutages(await readEvents(database.db, id), nowMs)
    const windows = await finishedWindows(database.db, id)
    const runsOf = outages.map((outage) => windows.filter((window) => contains(window, outage)).length)
    expect([id, runsOf]).toEqual([id, outages.map(() => 1)])
    const settled = await settledOutages(database.db, id)
    expect([id, settled.length]).toEqual([id, outages.length])
  }
}

test('ten thousand times triggered from eight connections: one run', async () => {
  await settle(database, ['c1'])
  await read(database.db, ['c1'], -1)
  watch()
  const clients = await Promise.all(Array.from({ length: 8 }, () => openDatabase({ kind: 'postgres', url })))
  try {
    // Each tells, one statement after the other, of the same return and of many that came after it.
    await Promise.all(
      clients.map(async ({ db }, client) => {
        for (let i = 0; i < 1_250; i++)
          await tell(db, ['c1'], 'connected', -30 + ((i * 8 + client) % 5_000) / 1_000)
      }),
    )
  } finally {
    for (const client of clients) await client.close()
  }
  await until(quiet)
  await until(async () => (await listRuns(database.db, 'c1')).length > 0)
  await expectEachOnce(['c1'])
  expect(await listRuns(database.db)).toHaveLength(1)
}, 120_000)

test('three share sixty connections, whichever of them is told', async () => {
  const ids = lines(60)
  await settle(database, ids)
  const out = join(dir, 'out')
  const three = [1, 2, 3].map(() => watch(['--out', out, '--workers', '2']))
  await until(() => three.every((one) => one.says('watching')))
  await tell(database.db, ids, 'connected', -10)
  await read(database.db, ids, -5)
  await until(async () => (await listRuns(database.db)).length >= 60)
  await until(quiet)
  await expectEachOnce(ids)
  for (const id of ids) {
    const runs = await listRuns(database.db, id)
    expect(readdirSync(join(out, id))).toEqual(runs.map(({ runId }) => runId))
  }
  for (const one of three) expect(await one.end()).toBe(0)
}, 120_000)

test('a return that no trigger told of is found by the sweep', async () => {
  await settle(database, ['c1'])
  await read(database.db, ['c1'], -1)
  const one = watch()
  await until(() => one.says('line-down', 'c1'))
  for (const table of ['connection_events', 'pms_reads']) {
    await database.db.execute(sql.raw(`alter table ${table} disable trigger user`))
  }
  await tell(database.db, ['c1'], 'connected')
  await read(database.db, ['c1'])
  await until(async () => (await listRuns(database.db)).length > 0)
  await expectEachOnce(['c1'])
})

test(
  `killed ${KILLS} times at any moment, while lines drop and return`,
  async () => {
    const ids = lines(8)
    const seed = Number(process.env['REJOIN_SEED'] ?? Date.now() % 1_000_000)
    const random = randomFrom(seed)
    // Outages that are more than five minutes apart are outages of their own, so it all began long ago.
    let minute = -10 * (KILLS + 2)
    await settle(database, ids, undefined, minute - 60)
    await tell(database.db, ids, 'connected', minute)
    await read(database.db, ids)
    const args = ['--out', join(dir, 'out'), '--workers', '2']
    let alive = [watch(args), watch(args)]
    // Before the first run of all, only the newest outage would count.
    await until(async () => (await listRuns(database.db)).length >= ids.length)
    for (let kill = 0; kill < KILLS; kill++) {
      const some = ids.filter(() => random() < 0.5)
      minute += 10
      await tell(database.db, some, 'disconnected', minute - 1)
      await tell(database.db, some, 'connected', minute)
      await read(database.db, some)
      await new Promise((resolve) => setTimeout(resolve, random() * 1_500))
      const victim = random() < 0.5 ? 0 : 1
      await alive[victim]?.end('SIGKILL')
      alive = alive.map((one, i) => (i === victim ? watch(args) : one))
    }
    await until(quiet)
    const nowMs = await databaseNow(database.db)
    for (const id of ids) {
      const outages = findOutages(await readEvents(database.db, id), nowMs)
      const settled = await settledOutages(database.db, id)
      expect([seed, id, settled.map(({ startMs }) => startMs)]).toEqual([
        seed,
        id,
        outages.map(({ startMs }) => startMs),
      ])
      const runs = await listRuns(database.db, id)
      // Nobody left a run behind that settled nothing, and every one of them is reported.
      expect(new Set(settled.map(({ runId }) => runId)).size).toBe(runs.length)
      expect(
        readdirSync(join(dir, 'out', id))
          .filter((name) => !name.startsWith('.'))
          .sort(),
      ).toEqual(runs.map(({ runId }) => runId).sort())
    }
  },
  120_000 + KILLS * 5_000,
)

test('frozen beyond its lease, and thawed: it stores nothing, and the one who took over does', async () => {
  await settle(database, ['c1'])
  const slow = await Book.start()
  const prompt = await Book.start()
  try {
    prompt.answer()
    const frozen = watch([], withBook('slow', slow))
    await until(() => frozen.says('watching'))
    await tell(database.db, ['c1'], 'connected', -10)
    await until(() => slow.asked > 0)
    // A person who would run it now is told who has it.
    const byHand = spawnSync(process.execPath, [PROGRAM, 'run', '--connection', 'c1', '--wait', '0'], {
      env: { ...process.env, DATABASE_URL: url },
      cwd: dir,
      encoding: 'utf8',
    })
    expect(byHand.status).toBe(1)
    expect(byHand.stderr).toMatch(/connection c1: rejoin watch \(process \d+ on .*\) is at work on it/)
    frozen.signal('SIGSTOP')
    const other = watch([], withBook('prompt', prompt))
    await until(() => other.says('delivered', 'c1'))
    slow.answer()
    frozen.signal('SIGCONT')
    await until(() => frozen.says('lost', 'c1'))
    await until(quiet)
    expect(await readPulls(database.db, 'c1')).toHaveLength(1)
    await expectEachOnce(['c1'])
    expect(await frozen.end()).toBe(0)
  } finally {
    slow.close()
    prompt.close()
  }
})

test('told to stop, it brings to its end what it has begun', async () => {
  await settle(database, ['c1'])
  const slow = await Book.start()
  try {
    const one = watch([], withBook('slow', slow))
    await until(() => one.says('watching'))
    await tell(database.db, ['c1'], 'connected', -10)
    await until(() => slow.asked > 0)
    one.signal('SIGTERM')
    await until(() => one.says('stopping'))
    slow.answer()
    expect(await one.end('SIGTERM')).toBe(0)
    expect(one.says('delivered', 'c1')).toBe(true)
    await expectEachOnce(['c1'])
    const [left] = await rowsOf(database.db, sql`select count(*)::int as leases from connection_leases`)
    expect(left?.['leases']).toBe(0)
  } finally {
    slow.close()
  }
})

/** A folder with a rejoin.json in which c1 has this book. */
function withBook(name: string, book: Book): string {
  const folder = join(dir, name)
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'rejoin.json'),
    JSON.stringify({ books: { c1: { kind: 'http', url: book.url } } }),
  )
  return folder
}

/** An empty book behind the protocol of docs/books.md, that answers when it is told to. */
class Book {
  asked = 0
  private readonly server: Server
  private mayAnswer: () => void = () => undefined
  private readonly answering = new Promise<void>((resolve) => {
    this.mayAnswer = resolve
  })

  private constructor(server: Server) {
    this.server = server
    server.on('request', async (_, response) => {
      this.asked++
      await this.answering
      const book = {
        complete: true,
        fromOn: null,
        toOn: null,
        databaseIdentity: 'db-c1',
        takenAt: new Date().toISOString(),
      }
      const rows = { entries: [], sessions: [], blocks: [], patients: [], recalls: [] }
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...book, ...rows }))
    })
  }

  static async start(): Promise<Book> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Book(server)
  }

  get url(): string {
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return `http://127.0.0.1:${address.port}`
  }

  answer(): void {
    this.mayAnswer()
  }

  close(): void {
    this.answer()
    this.server.closeAllConnections()
    this.server.close()
  }
}

/** Mulberry32: the same seed gives the same moments. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
