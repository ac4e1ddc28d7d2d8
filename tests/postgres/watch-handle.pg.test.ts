/** A watcher at work on PostgreSQL, and a person's run beside it. */
import { expect, test } from 'vitest'
import { giveBackLease, readLease, takeLease } from '../../db/leases.ts'
import { ConnectionBusy, underLease } from '../../src/connection/watch/hold-lease.ts'
import { handleSuite } from '../watch/handle.suite.ts'
import { settle } from '../watch/town.ts'
import { freshDatabases } from './fresh-database.ts'

const fresh = freshDatabases()

handleSuite(fresh.open)

test('a person’s run says whom it waits for, and waits until they are done', async () => {
  const database = await fresh.open()
  await settle(database, ['c1'])
  const theirs = await takeLease(database.db, 'c1', 'a watcher', 60)
  const waited: string[] = []
  const run = underLease(
    database,
    'c1',
    'rejoin run',
    30,
    ({ holder }) => {
      waited.push(holder)
      if (theirs.lease !== null) void giveBackLease(database.db, theirs.lease)
    },
    async () => (await readLease(database.db, 'c1'))?.holder,
  )
  expect(await run).toBe('rejoin run')
  expect(waited).toEqual(['a watcher'])
  expect(await readLease(database.db, 'c1')).toBeNull()
})

test('a person’s run that waited long enough says who has it', async () => {
  const database = await fresh.open()
  await settle(database, ['c1'])
  await takeLease(database.db, 'c1', 'a watcher', 60)
  const run = underLease(
    database,
    'c1',
    'rejoin run',
    0,
    () => undefined,
    async () => 'ran',
  )
  await expect(run).rejects.toThrow(ConnectionBusy)
  await expect(run).rejects.toThrow(/^a watcher is at work on it, at least until/)
})
