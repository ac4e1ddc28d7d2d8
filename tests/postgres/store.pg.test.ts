/** The store on PostgreSQL, and what only a real server can show: several at once. */
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { rowsOf } from '../../db/database.ts'
import { DatabaseUnreachable } from '../../db/errors.ts'
import { shippedHashes } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { sampleFiles, writeBundle } from '../bundle/sample.ts'
import { storeSuite } from '../db/store.suite.ts'
import { freshDatabases } from './fresh-database.ts'

const fresh = freshDatabases()

storeSuite(fresh.open)

test('three that migrate at once: the tables are made once, and all three can work', async () => {
  const url = await fresh.url()
  const databases = await Promise.all([1, 2, 3].map(() => openDatabase({ kind: 'postgres', url })))
  try {
    for (const { db } of databases) {
      const [row] = await rowsOf(
        db,
        sql`select count(*)::int as migrations from drizzle.__drizzle_migrations`,
      )
      expect(row?.['migrations']).toBe(shippedHashes().length)
    }
  } finally {
    for (const database of databases) await database.close()
  }
})

test('two imports at once, one after the other', async () => {
  const url = await fresh.url()
  const databases = await Promise.all([1, 2].map(() => openDatabase({ kind: 'postgres', url })))
  try {
    const dir = writeBundle(sampleFiles())
    const results = await Promise.all(databases.map((database) => importBundle(database, dir)))
    expect(results.map(({ refused }) => refused)).toEqual([false, false])
  } finally {
    for (const database of databases) await database.close()
  }
})

test('a server that is not there, or turns us away: said without the password', async () => {
  const url = new URL(await fresh.url())
  url.password = 'hunter2'
  url.pathname = '/no_such_database'
  const refused = openDatabase({ kind: 'postgres', url: url.href })
  await expect(refused).rejects.toThrow(DatabaseUnreachable)
  await expect(refused).rejects.not.toThrow(/hunter2/)
  url.port = '1'
  await expect(openDatabase({ kind: 'postgres', url: url.href })).rejects.toThrow(
    /ECONNREFUSED.*DATABASE_URL/,
  )
  await expect(openDatabase({ kind: 'postgres', url: 'postgres://[' })).rejects.toThrow(DatabaseUnreachable)
})
