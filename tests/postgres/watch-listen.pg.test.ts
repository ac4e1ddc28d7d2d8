/** Being told at once, and noticing when nobody tells any more. */
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { listen } from '../../db/listen.ts'
import { openDatabase } from '../../db/open.ts'
import { until } from '../watch/processes.ts'
import { settle, tell } from '../watch/town.ts'
import { freshDatabases } from './fresh-database.ts'
import { TcpProxy } from './tcp-proxy.ts'

const fresh = freshDatabases()
const QUICK = { checkEveryMs: 100, answerWithinMs: 500 }

let url: string
let database: Database
let ear: { stop(): Promise<void> } | null = null
let proxy: TcpProxy | null = null
let asked = 0
let deaf = 0
beforeEach(async () => {
  url = await fresh.url()
  database = await openDatabase({ kind: 'postgres', url })
  await settle(database, ['c1'])
  asked = 0
  deaf = 0
})
afterEach(async () => {
  await ear?.stop()
  proxy?.close()
  await database.close()
})

const hear = async (at: string) => {
  ear = listen(
    at,
    () => asked++,
    () => deaf++,
    QUICK,
  )
  await until(() => asked > 0)
}

test('a line that is back is heard of at once', async () => {
  await hear(url)
  const before = asked
  await tell(database.db, ['c1'], 'connected')
  await until(() => asked > before)
  expect(deaf).toBe(0)
})

test('a listener whose session is ended listens anew, and looks for what it missed', async () => {
  await hear(url)
  const before = asked
  await database.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen %' or query ilike '%pg_listening_channels%'
      and pid <> pg_backend_pid()`)
  await until(() => deaf > 0 && asked > before)
  const again = asked
  await tell(database.db, ['c1'], 'connected')
  await until(() => asked > again)
})

test('a half-open connection: it is noticed, and a new one hears again', async () => {
  proxy = await TcpProxy.before(new URL(url))
  await hear(proxy.url(new URL(url)))
  proxy.blackHole()
  await tell(database.db, ['c1'], 'connected')
  // Nobody is told of this one. The listener finds out by itself that it hears nothing, and looks.
  const before = asked
  await until(() => deaf > 0 && asked > before)
  const again = asked
  await tell(database.db, ['c1'], 'connected', 1)
  await until(() => asked > again)
})
