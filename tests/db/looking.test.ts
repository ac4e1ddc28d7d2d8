/** Looking at a database without changing it: what there is, whose tables they are, what they hold at a glance. */
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { embeddedVersion } from '../../db/embedded.ts'
import { readGlance, readMailCounts, readWatchSigns } from '../../db/glance.ts'
import { takeLease } from '../../db/leases.ts'
import { migrate, migrationsOf, shippedHashes } from '../../db/migrate.ts'
import { openAsItIs, openDatabase } from '../../db/open.ts'
import { missingRights, readTriggers } from '../../db/rights.ts'
import { readOffsets, readServer } from '../../db/server.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { smallBundle, writeBundle } from '../e2e/program.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase({ kind: 'throwaway' })
  const practices =
    'practice_id,connection_id,name,time_zone,manager_email\np1,c1,One,UTC,\np2,c1,Two,Australia/Sydney,MARKER@practice.example\n'
  const connections = 'connection_id,name,time_zone,database_identity\nc1,Line,UTC,db1\nc2,Other,UTC,\n'
  const bundle = smallBundle({ 'practices.csv': practices, 'connections.csv': connections })
  await importBundle(database, writeBundle(bundle), { setAside: false })
})
afterAll(() => database.close())

test('where there is nothing, nothing is made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rejoin looking '))
  expect(embeddedVersion(join(folder, 'not there'))).toBeNull()
  expect(await openAsItIs({ kind: 'embedded', dir: folder })).toBeNull()
  expect(await openAsItIs({ kind: 'embedded', dir: join(folder, 'not there') })).toBeNull()
  expect(existsSync(join(folder, 'not there'))).toBe(false)
  expect(readdirSync(folder)).toEqual([])
})

test('whose tables they are: of this program, an earlier, a newer one, somebody else', async () => {
  const shipped = shippedHashes().length
  const after = (change: ReturnType<typeof sql>) =>
    database
      .transaction('try', async ({ db }) => {
        await db.execute(change)
        const found = await migrationsOf(db)
        throw Object.assign(new Error('enough seen'), { found })
      })
      .catch((error: unknown) => (error as { found: unknown }).found)
  expect(await migrationsOf(database.db)).toEqual({ standing: 'current', applied: shipped, shipped })
  const books = sql`drizzle.__drizzle_migrations`
  expect(await after(sql`delete from ${books} where id > 3`)).toEqual({
    standing: 'pending',
    applied: 3,
    shipped,
  })
  expect(await after(sql`drop schema drizzle cascade`)).toEqual({ standing: 'pending', applied: 0, shipped })
  expect(await after(sql`insert into ${books} (hash) values ('x')`)).toEqual({
    ...{ standing: 'newer', applied: shipped + 1, shipped },
  })
  expect(await after(sql`update ${books} set hash = 'x' where id = 1`)).toMatchObject({ standing: 'foreign' })
  expect(await migrate(database)).toEqual({ applied: 0, total: shipped })
})

test('an owner has every right, all triggers fire, the session is as we ask for it', async () => {
  expect(await missingRights(database.db)).toEqual([])
  const triggers = await readTriggers(database.db, shippedHashes().length)
  expect(triggers.map(({ name }) => name)).toContain('connection_events_ask')
  expect(new Set(triggers.map(({ state }) => state))).toEqual(new Set(['on']))
  expect(await readServer(database.db)).toMatchObject({
    ...{ isReplica: false, readOnly: false, timeZone: 'UTC', triggersOn: true },
  })
})

test('connections at a glance, without a name or an address', async () => {
  const glance = await readGlance(database.db)
  expect(glance).toEqual([
    {
      ...{ connectionId: 'c1', timeZone: 'UTC', databaseIdentity: 'db1' },
      practices: [
        { practiceId: 'p1', timeZone: 'UTC', hasAddress: false },
        { practiceId: 'p2', timeZone: 'Australia/Sydney', hasAddress: true },
      ],
      newestEventMs: Date.parse('2026-11-19T11:00:00Z'),
      readTakenMs: Date.parse('2026-11-19T11:15:00Z'),
    },
    {
      ...{ connectionId: 'c2', timeZone: 'UTC', databaseIdentity: null, practices: [] },
      ...{ newestEventMs: null, readTakenMs: null },
    },
  ])
  expect(JSON.stringify(glance)).not.toContain('MARKER')
})

test('who is at work, and what waits to be sent', async () => {
  expect(await readWatchSigns(database.db)).toEqual({ holders: [], queue: false, keptHouseMs: null })
  await takeLease(database.db, 'c1', 'watch of 7 on somewhere', 60)
  expect((await readWatchSigns(database.db)).holders).toEqual(['watch of 7 on somewhere'])
  expect(await readMailCounts(database.db)).toEqual({ waiting: 0, late: 0, sent: 0, unknown: 0, failed: 0 })
})

test('the offsets of zones, day by day; none for a zone that is not known', async () => {
  const zones = ['Australia/Lord_Howe', 'UTC', 'No/Where']
  const offsets = await readOffsets(database.db, zones, Date.parse('2026-04-04T00:00:00Z'), 2)
  expect([...offsets].sort()).toEqual([
    ['Australia/Lord_Howe', [660, 630]],
    ['UTC', [0, 0]],
  ])
  expect((await readOffsets(database.db, [], 0, 2)).size).toBe(0)
})
