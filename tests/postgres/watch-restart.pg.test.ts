/**
 * The server goes down without a word and comes back, again and again, while watchers work. REJOIN_RESTARTS=60 for more
 * than a few times.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseNow } from '../../db/clock.ts'
import { readEvents } from '../../db/connections.ts'
import type { Database } from '../../db/database.ts'
import { readJobs } from '../../db/jobs.ts'
import { openDatabase } from '../../db/open.ts'
import { listRuns, settledOutages } from '../../db/runs.ts'
import { findOutages } from '../../src/connection/outage.ts'
import { until, Watcher } from '../watch/processes.ts'
import { lines, read, settle, tell } from '../watch/town.ts'
import { type OwnServer, startServer } from './server.ts'

const RESTARTS = Number(process.env['REJOIN_RESTARTS'] ?? 3)
const QUICK = ['--settle', '0', '--every', '1', '--lease', '4', '--workers', '3']

let server: OwnServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

async function once(work: (database: Database) => Promise<unknown>): Promise<true> {
  const database = await openDatabase({ kind: 'postgres', url: server.url })
  try {
    await work(database)
    return true
  } finally {
    await database.close()
  }
}

/** A platform tries until it has told; a client whose connection broke may wait for an answer for ever. */
async function surely(work: (database: Database) => Promise<unknown>): Promise<void> {
  for (;;) {
    const done = await Promise.race([once(work).catch(() => false), pause(10_000)])
    if (done === true) return
    await pause(100)
  }
}

test(
  `${RESTARTS} restarts in immediate mode: every outage has exactly one run, and nobody gives up`,
  async () => {
    const ids = lines(12)
    const began = -10 * (RESTARTS + 2)
    await surely(async (database) => {
      if ((await readJobs(database.db, null)).length === 0) await settle(database, ids, undefined, began - 60)
      await tell(database.db, ids, 'connected', began)
      await read(database.db, ids)
    })
    const dir = mkdtempSync(join(tmpdir(), 'rejoin restarts '))
    const watchers = [1, 2].map(() => new Watcher(dir, server.url, QUICK))
    try {
      const made = async (): Promise<number> => {
        let runs = 0
        await surely(async (database) => {
          runs = (await listRuns(database.db)).length
        })
        return runs
      }
      await until(async () => (await made()) >= ids.length)
      for (let restart = 0; restart < RESTARTS; restart++) {
        const minute = -10 * (RESTARTS - restart + 1)
        const before = await made()
        await surely(async (database) => {
          await tell(database.db, ids, 'disconnected', minute)
          await tell(database.db, ids, 'connected', minute + 1)
          await read(database.db, ids)
        })
        // In the middle of the work: some are done, and some are not.
        await until(async () => (await made()) > before, 10)
        await server.restartAtOnce()
      }
      await until(async () => {
        let open = -1
        await surely(async (database) => {
          open = (await readJobs(database.db, null)).filter(
            ({ asks, handledAsks }) => asks > handledAsks,
          ).length
        })
        return open === 0
      })
      await surely(async (database) => {
        const nowMs = await databaseNow(database.db)
        for (const id of ids) {
          const outages = findOutages(await readEvents(database.db, id), nowMs)
          const settled = await settledOutages(database.db, id)
          expect([id, settled.length]).toEqual([id, outages.length])
          expect((await listRuns(database.db, id)).length).toBe(
            new Set(settled.map(({ runId }) => runId)).size,
          )
        }
      })
      for (const watcher of watchers) {
        const code = await watcher.end()
        expect({ code, stderr: watcher.stderr }).toEqual({ code: 0, stderr: [] })
      }
    } finally {
      for (const watcher of watchers) await watcher.end('SIGKILL')
    }
  },
  180_000 + RESTARTS * 20_000,
)
