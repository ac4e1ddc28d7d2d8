/** What a watcher does for one connection: the same cases on PGlite and on PostgreSQL. */
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseNow } from '../../db/clock.ts'
import type { Database } from '../../db/database.ts'
import { type Job, readJobs } from '../../db/jobs.ts'
import { giveBackLease, takeLease } from '../../db/leases.ts'
import { readPulls } from '../../db/pulls.ts'
import { listRuns, settledOutages } from '../../db/runs.ts'
import type { BookRead, PullableBook } from '../../src/books/book.ts'
import { reportsInto } from '../../src/connection/watch/deliver.ts'
import { handle, type Watching } from '../../src/connection/watch/handle.ts'
import { round } from '../../src/connection/watch/round.ts'
import { MINUTE_MS } from '../../src/reconcile/span.ts'
import { read, settle, tell } from './town.ts'
import { watchingOver } from './watching.ts'

const NEVER = new AbortController().signal

export function handleSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  beforeAll(async () => {
    database = await freshDatabase()
    await settle(database, ['c1', 'c2'])
  })
  beforeEach(async () => {
    await database.db.execute(sql`truncate connection_events, pms_reads, reconciliation_jobs, connection_leases,
      runs, plans, outage_reconciliations, verdicts, findings, actions, pulls, pull_remarks, syncs`)
    await tell(database.db, ['c1', 'c2'], 'connected', -600)
    await tell(database.db, ['c1', 'c2'], 'disconnected', -120)
    await database.db.execute(sql`truncate reconciliation_jobs`)
  })

  const job = async (): Promise<Job | undefined> => (await readJobs(database.db, ['c1']))[0]
  const runs = () => listRuns(database.db, 'c1')
  const back = (minutes = -30) => tell(database.db, ['c1'], 'connected', minutes)
  const readAt = (minutes: number, more = {}) => read(database.db, ['c1'], minutes, more)
  const watching = (changes: Parameters<typeof watchingOver>[1] = {}) => watchingOver(database, changes)

  /** A book that holds nothing, and answers as often as it is told to. */
  const book = (...answers: (Partial<{ complete: boolean; takenMs: number }> | string)[]) => {
    let asked = 0
    const source: PullableBook = {
      async read(): Promise<BookRead> {
        const answer = answers[asked++]
        if (answer === undefined) throw new Error('the book was asked too often')
        if (typeof answer === 'string') return { kind: 'failed', why: answer, remarks: [] }
        const { complete = true, takenMs = await databaseNow(database.db) } = answer
        const taken = { takenMs, complete, databaseIdentity: null, fromOn: null, toOn: null }
        return {
          kind: complete ? 'complete' : 'partial',
          read: taken,
          book: { read: taken, entries: [], sessions: [], blocks: [], patients: [], recalls: [] },
          remarks: complete
            ? []
            : [{ weight: 'fault', subject: 'event 1', what: 'it ends before it starts' }],
        }
      },
    }
    return { source, asked: () => asked }
  }

  describe('a line that is back, and whose book was read since', () => {
    test('is reconciled once, however often it is asked', async () => {
      await back()
      await readAt(-10)
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'ran', held: false })
      for (let i = 0; i < 3; i++) {
        await tell(database.db, ['c1'], 'connected', -29 + i)
        expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'nothing' })
      }
      const made = await runs()
      expect(made).toMatchObject([{ trigger: 'reconnect', holds: [], judged: 1 }])
      expect(await settledOutages(database.db, 'c1')).toMatchObject([{ runId: made[0]?.runId }])
      expect(await job()).toMatchObject({
        asks: 5,
        handledAsks: 5,
        lastRunId: made[0]?.runId,
        undeliveredRunId: null,
      })
    })

    test('is judged by the database’s clock, however wrong the machine’s is', async () => {
      await back()
      await readAt(-10)
      for (const wrongBy of [-10 * MINUTE_MS, 10 * MINUTE_MS]) {
        await database.db.execute(
          sql`truncate runs, plans, outage_reconciliations, verdicts, findings, actions`,
        )
        const before = await databaseNow(database.db)
        await handle(watching({ processNow: () => Date.now() + wrongBy }), 'c1')
        const [made] = await runs()
        expect(made?.asOfMs).toBeGreaterThanOrEqual(before - 1)
        expect(made?.finishedMs).toBeLessThanOrEqual((await databaseNow(database.db)) + 1)
      }
    })

    test('is not reconciled while it settles, and is afterwards', async () => {
      await back(-1)
      await readAt(-0.5)
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'waits' })
      const waiting = await job()
      expect(waiting).toMatchObject({ waitingFor: 'settling', asks: 2, handledAsks: 0 })
      expect(waiting?.notBeforeMs).toBeGreaterThan(await databaseNow(database.db))
      expect(await runs()).toEqual([])
      expect(await handle(watching({ settleMs: 0 }), 'c1')).toMatchObject({ kind: 'ran' })
    })

    test('and is down again waits for the line; then one run covers both outages', async () => {
      await back(-60)
      await handle(watching(), 'c1')
      await tell(database.db, ['c1'], 'disconnected', -30)
      await readAt(-10)
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'waits' })
      expect(await job()).toMatchObject({ waitingFor: 'line', notBeforeMs: null })
      await back(-9)
      await readAt(-2)
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'ran' })
      const made = await runs()
      expect(made).toHaveLength(1)
      const settled = await settledOutages(database.db, 'c1')
      expect(settled.map(({ runId }) => runId)).toEqual([made[0]?.runId, made[0]?.runId])
      expect(await job()).toMatchObject({ owedFromMs: null })
    })

    test('fourteen times in an hour: one run, over all of it', async () => {
      for (let flap = 0; flap < 14; flap++) {
        await back(-100 + flap * 4)
        await handle(watching({ settleMs: 5 * MINUTE_MS }), 'c1')
        await tell(database.db, ['c1'], 'disconnected', -98 + flap * 4)
        await handle(watching(), 'c1')
      }
      await back(-20)
      await readAt(-15)
      await handle(watching(), 'c1')
      const made = await runs()
      expect(made).toHaveLength(1)
      const [outage, ...more] = await settledOutages(database.db, 'c1')
      expect(more).toEqual([])
      expect(outage).toEqual({ ...made[0]?.window, runId: made[0]?.runId })
      expect(((outage?.endMs ?? 0) - (outage?.startMs ?? 0)) / MINUTE_MS).toBeCloseTo(100, 1)
    })
  })

  describe('a line that drops while its run is being made', () => {
    /** What happens between the look at the world and the recording of what was concluded. */
    const meanwhile = (work: () => Promise<void>): Partial<Watching> => {
      const { loadSolver, ...rest } = watching()
      let done = false
      return {
        database: {
          ...rest.database,
          snapshot: async (label, look) => {
            const found = await rest.database.snapshot(label, look)
            if (label === 'gather' && !done) {
              done = true
              await work()
            }
            return found
          },
        },
      }
    }

    test('is not recorded as settled, and waits for the next return', async () => {
      await back()
      await readAt(-10)
      const handled = await handle(watching(meanwhile(() => tell(database.db, ['c1'], 'disconnected'))), 'c1')
      expect(handled).toMatchObject({ kind: 'waits', ran: null })
      expect(await runs()).toEqual([])
      expect(await settledOutages(database.db, 'c1')).toEqual([])
      expect(await job()).toMatchObject({ waitingFor: 'line' })
    })

    test('and is told of late: the run that is recorded covers that too', async () => {
      await back(-30)
      await readAt(-10)
      const late = async () => {
        await tell(database.db, ['c1'], 'disconnected', -29)
        await tell(database.db, ['c1'], 'connected', -27)
      }
      expect(await handle(watching(meanwhile(late)), 'c1')).toMatchObject({ kind: 'ran' })
      const made = await runs()
      expect(made).toHaveLength(1)
      expect(((made[0]?.window?.endMs ?? 0) - (made[0]?.window?.startMs ?? 0)) / MINUTE_MS).toBeCloseTo(93, 1)
    })

    test('or whose lease went to somebody else: nothing is recorded', async () => {
      await back()
      await readAt(-10)
      const theirs = async () => {
        await database.db.execute(
          sql`update connection_leases set until = clock_timestamp() - interval '1 second'`,
        )
        await takeLease(database.db, 'c1', 'somebody else', 60)
      }
      const slow = watching(meanwhile(theirs))
      expect(await handle(slow, 'c1')).toMatchObject({ kind: 'lost', ran: null })
      expect(slow.told).toContainEqual({ what: 'lost', connectionId: 'c1' })
      expect(await runs()).toEqual([])
      expect(await job()).toMatchObject({ handledAsks: 0 })
    })
  })

  describe('a book that was not read since', () => {
    test('and that nobody can read: waits for a read, and is done when it comes', async () => {
      await back()
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'waits', held: true })
      expect(await job()).toMatchObject({ waitingFor: 'read', notBeforeMs: null })
      await readAt(-60)
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'waits' })
      await readAt(-1)
      expect(await job()).toMatchObject({ waitingFor: null })
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'ran' })
    })

    test('is read first, if it can be', async () => {
      await back()
      const answering = book({})
      expect(await handle(watching({ book: answering.source }), 'c1')).toMatchObject({
        kind: 'ran',
        held: false,
      })
      expect(answering.asked()).toBe(1)
      expect(await readPulls(database.db, 'c1')).toMatchObject([{ outcome: 'complete', stored: true }])
      expect(await job()).toMatchObject({ asks: 2, handledAsks: 2 })
    })

    test.each<[string, Parameters<typeof book>, RegExp]>([
      ['does not answer', ['no answer', 'no answer'], /^pull \d+ failed: no answer$/],
      [
        'answers in part',
        [{ complete: false }, { complete: false }],
        /^pull \d+ could not read all of the book$/,
      ],
      ['answers with yesterday’s', [{ takenMs: 1 }, { takenMs: 2 }], /as it was before the line came back$/],
    ])('that %s is asked again later, and later still', async (_, answers, trouble) => {
      await back()
      const broken = book(...answers)
      const expected = [30_000, 60_000]
      for (const [attempt, waitMs] of expected.entries()) {
        const before = await databaseNow(database.db)
        expect(await handle(watching({ book: broken.source }), 'c1')).toMatchObject({ kind: 'trouble' })
        const found = await job()
        expect(found).toMatchObject({ waitingFor: 'retry', attempts: attempt + 1 })
        expect(found?.lastTrouble).toMatch(trouble)
        expect(found?.notBeforeMs).toBeGreaterThanOrEqual(before + waitMs - 1)
        expect(found?.notBeforeMs).toBeLessThanOrEqual((await databaseNow(database.db)) + waitMs)
      }
      expect(broken.asked()).toBe(2)
      expect(await runs()).toEqual([])
    })

    test('whose server is being read for somebody else: comes again soon, and keeps nobody waiting', async () => {
      await back()
      const busy = watching({ book: book().source })
      const way = busy.gate.enter('pms.example')
      expect(await handle(busy, 'c1')).toMatchObject({ kind: 'waits', held: false })
      const found = await job()
      expect(found).toMatchObject({ waitingFor: 'read', attempts: 0 })
      expect(found?.notBeforeMs).not.toBeNull()
      if ('leave' in way) way.leave()
      const free = { ...busy, withBook: watching({ book: book({}).source }).withBook }
      expect(await handle(free, 'c1')).toMatchObject({ kind: 'ran' })
    })
  })

  describe('a run that is held', () => {
    beforeEach(async () => {
      await database.db.execute(
        sql`update connections set database_identity = 'db-c1' where connection_id = 'c1'`,
      )
      await back()
      await readAt(-10, { identity: 'another database' })
    })

    test('settles nothing, and is not made again over the same read', async () => {
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'ran', held: true })
      for (let i = 0; i < 3; i++)
        expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'waits', held: true })
      expect(await runs()).toMatchObject([{ holds: ['wrong-database'] }])
      expect(await settledOutages(database.db, 'c1')).toEqual([])
      expect(await job()).toMatchObject({ waitingFor: 'person', handledAsks: 0 })
    })

    test('is made again over a newer one, and that may settle it', async () => {
      await handle(watching(), 'c1')
      await readAt(-5, { identity: 'db-c1' })
      expect(await job()).toMatchObject({ waitingFor: null })
      expect(await handle(watching(), 'c1')).toMatchObject({ kind: 'ran', held: false })
      expect(await runs()).toHaveLength(2)
      expect(await settledOutages(database.db, 'c1')).toHaveLength(1)
    })
  })

  describe('reports', () => {
    const outDir = () => mkdtempSync(join(tmpdir(), 'rejoin watch '))

    test('are there whole, under the connection and the run', async () => {
      await back()
      await readAt(-10)
      const out = outDir()
      await handle(watching({ afterRun: [reportsInto(out)] }), 'c1')
      const [made] = await runs()
      expect(readdirSync(join(out, 'c1'))).toEqual([made?.runId])
      expect(readdirSync(join(out, 'c1', made?.runId ?? '', 'p-c1'))).toContain('report.html')
    })

    test('that could not be written are written later, without another run', async () => {
      await back()
      await readAt(-10)
      const out = outDir()
      const full = async () => {
        throw new Error('the disk is full')
      }
      expect(await handle(watching({ afterRun: [reportsInto(out), full] }), 'c1')).toMatchObject({
        kind: 'trouble',
      })
      const [made] = await runs()
      expect(await job()).toMatchObject({
        waitingFor: 'retry',
        lastTrouble: 'the disk is full',
        undeliveredRunId: made?.runId,
      })
      const delivered: string[] = []
      const mail = async ({ runId }: { runId: string }) => void delivered.push(runId)
      await handle(watching({ afterRun: [reportsInto(out), mail] }), 'c1')
      expect(delivered).toEqual([made?.runId])
      expect(await runs()).toHaveLength(1)
      expect(readdirSync(join(out, 'c1'))).toEqual([made?.runId])
      expect(await job()).toMatchObject({ undeliveredRunId: null, waitingFor: null, attempts: 0 })
    })
  })

  describe('two at once', () => {
    test('the second finds it busy, and its job waits for the first', async () => {
      await back()
      await readAt(-10)
      const theirs = await takeLease(database.db, 'c1', 'rejoin run', 60)
      const second = watching()
      expect(await handle(second, 'c1')).toMatchObject({ kind: 'busy' })
      expect(second.told).toMatchObject([{ what: 'busy', holder: 'rejoin run' }])
      expect(await job()).toMatchObject({ waitingFor: 'lease' })
      expect(await runs()).toEqual([])
      if (theirs.lease !== null) await giveBackLease(database.db, theirs.lease)
      expect(await handle(second, 'c1')).toMatchObject({ kind: 'ran' })
    })

    test('one’s trouble does not stop the other', async () => {
      await tell(database.db, ['c1', 'c2'], 'connected', -30)
      await read(database.db, ['c1', 'c2'], -10)
      const afterRun = [
        async ({ connectionId }: { connectionId: string }) => {
          if (connectionId === 'c1') throw new Error('no room for c1')
        },
      ]
      const both = await round(watching({ afterRun }), null, 1, NEVER)
      expect(both.map(({ kind }) => kind).sort()).toEqual(['ran', 'trouble'])
      expect(await listRuns(database.db, 'c2')).toHaveLength(1)
    })
  })
}
