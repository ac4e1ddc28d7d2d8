/** Handing out, by pg-boss: most urgent first, each once, and nothing is decided there. */
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, rowsOf } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { openQueue, type Queue } from '../../db/queue.ts'
import { freshDatabases } from './fresh-database.ts'

const fresh = freshDatabases()
let url: string
let database: Database
let queues: Queue[] = []
beforeEach(async () => {
  url = await fresh.url()
  database = await openDatabase({ kind: 'postgres', url })
})
afterEach(async () => {
  for (const queue of queues) await queue.close()
  queues = []
  await database.close()
})

const open = async (): Promise<Queue> => {
  const queue = await openQueue(url, database, (error) => {
    throw error
  })
  queues.push(queue)
  return queue
}
const turn = (connectionId: string, earliestStartMs: number | null = null) => ({
  connectionId,
  earliestStartMs,
})
const names = async (queue: Queue, atMost: number) =>
  (await queue.fetch(atMost)).map(({ connectionId }) => connectionId)
const MINUTE = 60_000

test('the next appointment first, whatever came first; where none waits, last', async () => {
  const queue = await open()
  const nowMs = Date.now()
  await queue.offer([turn('none'), turn('late', nowMs + 90 * MINUTE), turn('soon', nowMs + 5 * MINUTE)])
  await queue.offer([turn('sooner', nowMs + MINUTE)])
  const order: string[] = []
  for (let i = 0; i < 4; i++) order.push(...(await names(queue, 1)))
  expect(order).toEqual(['sooner', 'soon', 'late', 'none'])
  expect(await names(queue, 1)).toEqual([])
})

test('one that waits is not offered twice; one that a worker died with is', async () => {
  const queue = await open()
  await queue.offer([turn('c1'), turn('c2')])
  await queue.offer([turn('c1'), turn('c2')])
  expect((await names(queue, 10)).sort()).toEqual(['c1', 'c2'])
  // Neither was ever finished.
  await queue.offer([turn('c1')])
  expect(await names(queue, 10)).toEqual(['c1'])
})

test('each goes to one of several, who made the queue at once', async () => {
  const both = await Promise.all([open(), open(), open()])
  const ids = Array.from({ length: 60 }, (_, i) => `c${i}`)
  await both[0]?.offer(ids.map((id) => turn(id)))
  const fetched = await Promise.all(both.map((queue) => queue.fetch(40)))
  expect(fetched.flatMap((offers) => offers.map(({ connectionId }) => connectionId)).sort()).toEqual(
    [...ids].sort(),
  )
  for (const [i, queue] of both.entries()) for (const offer of fetched[i] ?? []) await queue.done(offer)
  const left = await rowsOf(database.db, sql`select distinct state::text from pgboss.job`)
  expect(left).toEqual([{ state: 'completed' }])
})

test('without the right to make anything, where it is made already', async () => {
  await open()
  const role = `rejoin_test_worker_${Date.now()}`
  await database.db.execute(sql.raw(`create role ${role} login password 'test'`))
  try {
    await database.db.execute(
      sql.raw(`grant usage on schema pgboss to ${role};
      grant select, insert, update, delete on all tables in schema pgboss to ${role};
      grant execute on all functions in schema pgboss to ${role}`),
    )
    const theirs = new URL(url)
    theirs.username = role
    theirs.password = 'test'
    const queue = await openQueue(theirs.href, database, () => undefined)
    queues.push(queue)
    await queue.offer([turn('c1')])
    const [offer] = await queue.fetch(1)
    expect(offer?.connectionId).toBe('c1')
    if (offer !== undefined) await queue.done(offer)
  } finally {
    for (const queue of queues.splice(0)) await queue.close()
    await database.db.execute(sql.raw(`drop owned by ${role}; drop role ${role}`))
  }
})
