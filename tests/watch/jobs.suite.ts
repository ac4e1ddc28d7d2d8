/** Who asks, who may work, and how it ends: the same cases on PGlite and on PostgreSQL. */
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { putBackTurns, sweep, takeTurns, untilNextTurn } from '../../db/asking.ts'
import { databaseNow } from '../../db/clock.ts'
import type { Database } from '../../db/database.ts'
import { type Ending, endHandling, type Job, readJobs, waitForLease } from '../../db/jobs.ts'
import {
  giveBackLease,
  type Lease,
  LeaseLost,
  readLease,
  renewLease,
  requireLease,
  takeLease,
} from '../../db/leases.ts'
import { read, settle, tell } from './town.ts'

export function jobsSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  beforeAll(async () => {
    database = await freshDatabase()
    await settle(database, ['c1', 'c2', 'c3'], (id) => ({ c1: 300, c2: 100, c3: 200 })[id] ?? 0)
  })
  beforeEach(async () => {
    await database.db.execute(
      sql`truncate connection_events, pms_reads, reconciliation_jobs, connection_leases`,
    )
  })

  const job = async (id = 'c1'): Promise<Job | undefined> => (await readJobs(database.db, [id]))[0]
  const asks = async (id = 'c1'): Promise<number> => (await job(id))?.asks ?? 0
  const lease = async (id = 'c1', seconds = 60): Promise<Lease> => {
    const taken = await takeLease(database.db, id, 'test', seconds)
    if (taken.lease === null) throw new Error(`held by ${taken.held.holder}`)
    return taken.lease
  }
  const end = async (ending: Ending, seen: number, id = 'c1') =>
    endHandling(database, await lease(id), ending, {
      asks: seen,
      checkedUntilMs: await databaseNow(database.db),
      owedFromMs: null,
    })
  const waits = (
    waitingFor: 'read' | 'line' | 'retry' | 'settling',
    untilMs: number | null = null,
  ): Ending => ({
    kind: 'waits',
    waitingFor,
    untilMs,
    attempts: waitingFor === 'retry' ? 1 : 0,
    trouble: waitingFor === 'retry' ? 'no answer' : null,
  })

  describe('it is asked', () => {
    // What is there already → what is told → how often it is asked then.
    test.each<[string, string, string, number]>([
      ['when the line is back', 'd-60', 'c0', 1],
      ['when it says so twice', 'd-60', 'c-1 c0', 1],
      ['not when it goes down', 'c-60', 'd0', 0],
      ['not by a heartbeat among others', 'h-60 h-59 h-58', 'h-57', 0],
      ['by a heartbeat after more than ten minutes', 'h-60', 'h-49', 1],
      ['not by one after ten minutes', 'h-60', 'h-50', 0],
      ['by a heartbeat after it was said to be down', 'h-60 d-59', 'h-58', 1],
      ['not by the one after that', 'h-60 d-59 h-58', 'h-57', 0],
      ['not by the first heartbeat of all', '', 'h0', 0],
      ['when it is told late that it was down', 'c-60 c-10', 'd-30', 1],
      ['not when down and up are told in the wrong order, before the up', '', 'd-30', 0],
      ['by a whole file of events, once', '', 'c-60 d-50 c-40 d-30 c-20', 1],
      ['by many heartbeats at once, whatever they tell', 'h-60', 'h-59 h-58 h-57 h-56 h-55 h-54', 1],
      ['by a heartbeat of the very instant at which it was down', 'h-60', 'h-50 d-50', 1],
    ])('%s', async (_, before, told, expected) => {
      const events = { c: 'connected', d: 'disconnected', h: 'heartbeat' } as const
      const insert = async (text: string) => {
        const rows = text
          .split(' ')
          .filter(Boolean)
          .map((word) => ({
            event: events[word[0] as keyof typeof events],
            minutes: Number(word.slice(1)),
          }))
        if (rows.length === 0) return
        await database.db.execute(sql`insert into connection_events (connection_id, at, event)
          select 'c1', timestamptz '2026-11-20T10:00Z' + minutes * interval '1 minute', event
          from json_to_recordset(${JSON.stringify(rows)}::json) as told (event text, minutes int)`)
      }
      await insert(before)
      const already = await asks()
      await insert(told)
      expect((await asks()) - already).toBe(expected)
    })

    test('of every line that is told of at once', async () => {
      await tell(database.db, ['c3', 'c1'], 'connected')
      expect((await readJobs(database.db, null)).map(({ connectionId }) => connectionId)).toEqual([
        'c1',
        'c3',
      ])
    })

    test('and neither without the other: what is undone asks for nothing', async () => {
      const undone = database.transaction('try', async ({ db }) => {
        await tell(db, ['c1'], 'connected')
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      expect(await asks()).toBe(0)
    })

    test('by a fresh read, where something is left to do, and only there', async () => {
      await tell(database.db, ['c1', 'c2'], 'connected')
      await end({ kind: 'done' }, 1, 'c2')
      await end(waits('read'), 1)
      await read(database.db, ['c1', 'c2', 'c3'])
      expect(await job()).toMatchObject({ asks: 2, waitingFor: null })
      expect((await job())?.notBeforeMs).not.toBeNull()
      expect(await job('c2')).toMatchObject({ asks: 1, handledAsks: 1, notBeforeMs: null })
      expect(await job('c3')).toBeUndefined()
    })
  })

  describe('a lease', () => {
    test('is one holder’s, and tells the others whose', async () => {
      const mine = await lease()
      const theirs = await takeLease(database.db, 'c1', 'somebody else', 60)
      expect(theirs).toMatchObject({ lease: null, held: { holder: 'test' } })
      await giveBackLease(database.db, mine)
      expect(await readLease(database.db, 'c1')).toBeNull()
      expect((await takeLease(database.db, 'c1', 'somebody else', 60)).lease?.token).toBeGreaterThan(
        mine.token,
      )
    })

    test('that ran out is the next one’s, and the old holder writes nothing any more', async () => {
      const old = await lease('c1', 0)
      const mine = await lease()
      expect(mine.token).toBeGreaterThan(old.token)
      expect(await renewLease(database.db, old, 60)).toBe(false)
      await expect(database.transaction('try', ({ db }) => requireLease(db, old))).rejects.toThrow(LeaseLost)
      await giveBackLease(database.db, old)
      expect(await readLease(database.db, 'c1')).toMatchObject({ holder: 'test' })
      await database.transaction('try', ({ db }) => requireLease(db, mine))
    })

    test('that ran out is lost, even if nobody else wants it', async () => {
      const mine = await lease('c1', 0)
      expect(await renewLease(database.db, mine, 60)).toBe(false)
      await expect(database.transaction('try', ({ db }) => requireLease(db, mine))).rejects.toThrow(LeaseLost)
    })

    test('is renewed from now on', async () => {
      const mine = await lease('c1', 5)
      expect(await renewLease(database.db, mine, 600)).toBe(true)
      const held = await readLease(database.db, 'c1')
      expect(held?.untilMs).toBeGreaterThan((await databaseNow(database.db)) + 500_000)
    })
  })

  describe('a handling ends', () => {
    beforeEach(() => tell(database.db, ['c1'], 'connected'))

    test('done, and the lease is free', async () => {
      await end({ kind: 'done' }, 1)
      expect(await job()).toMatchObject({ asks: 1, handledAsks: 1, waitingFor: null, notBeforeMs: null })
      expect(await readLease(database.db, 'c1')).toBeNull()
    })

    test('done, but it was asked again since it looked: there is more to do', async () => {
      await tell(database.db, ['c1'], 'connected', 1)
      await end({ kind: 'done' }, 1)
      const found = await job()
      expect(found).toMatchObject({ asks: 2, handledAsks: 1, waitingFor: null })
      expect(found?.notBeforeMs).not.toBeNull()
    })

    test('waiting for something, unless it was asked again since it looked', async () => {
      await end(waits('read'), 1)
      expect(await job()).toMatchObject({ asks: 1, handledAsks: 0, waitingFor: 'read', notBeforeMs: null })
      await tell(database.db, ['c1'], 'connected', 1)
      await end(waits('read'), 1)
      expect(await job()).toMatchObject({ asks: 2, waitingFor: null })
      expect((await job())?.notBeforeMs).not.toBeNull()
    })

    test('in trouble, which is told', async () => {
      const untilMs = (await databaseNow(database.db)) + 30_000
      await end(waits('retry', untilMs), 1)
      expect(await job()).toMatchObject({ attempts: 1, lastTrouble: 'no answer', notBeforeMs: untilMs })
      await end({ kind: 'done' }, 1)
      expect(await job()).toMatchObject({ attempts: 0, lastTrouble: null })
    })

    test('not at all under a lease that is lost', async () => {
      const old = await lease('c1', 0)
      const ending = endHandling(
        database,
        old,
        { kind: 'done' },
        { asks: 1, checkedUntilMs: null, owedFromMs: null },
      )
      await expect(ending).rejects.toThrow(LeaseLost)
      expect(await job()).toMatchObject({ handledAsks: 0 })
    })
  })

  describe('its turn comes', () => {
    const turns = async () => (await takeTurns(database.db, null)).map(({ connectionId }) => connectionId)

    test('in order of the next appointment that waits, not of arrival', async () => {
      for (const id of ['c1', 'c3', 'c2']) await tell(database.db, [id], 'connected')
      expect(await turns()).toEqual(['c2', 'c3', 'c1'])
      const earliest = (await readJobs(database.db, null)).map(({ earliestStartMs }) => earliestStartMs)
      expect(earliest).not.toContain(null)
    })

    test('once, until it is asked again, put back, or lost', async () => {
      await tell(database.db, ['c1', 'c2', 'c3'], 'connected')
      expect(await turns()).toHaveLength(3)
      expect(await turns()).toEqual([])
      await tell(database.db, ['c3'], 'connected', 1)
      expect(await turns()).toEqual(['c3'])
      await putBackTurns(database.db, ['c2'])
      expect(await turns()).toEqual(['c2'])
      await database.db.execute(sql`update reconciliation_jobs set offered_at = now() - interval '2 minutes'
        where connection_id = 'c1'`)
      expect(await turns()).toEqual(['c1'])
    })

    test('not while somebody is at work on it, and at once when they are done', async () => {
      await tell(database.db, ['c1'], 'connected')
      const theirs = await lease()
      expect(await turns()).toEqual([])
      await waitForLease(database.db, 'c1', (await databaseNow(database.db)) + 60_000)
      expect(await turns()).toEqual([])
      await giveBackLease(database.db, theirs)
      expect(await turns()).toEqual(['c1'])
    })

    test('when the time has come that it waits for', async () => {
      await tell(database.db, ['c1'], 'connected')
      await end(waits('settling', (await databaseNow(database.db)) + 90_000), 1)
      expect(await turns()).toEqual([])
      expect(await untilNextTurn(database.db, null)).toBeGreaterThan(60_000)
      expect(await untilNextTurn(database.db, ['c2'])).toBeNull()
      await database.db.execute(sql`update reconciliation_jobs set not_before = now()`)
      expect(await turns()).toEqual(['c1'])
    })
  })

  describe('the sweep', () => {
    /** As when triggers are off, or another program's copy of the tables was loaded. */
    const behindItsBack = async (work: () => Promise<void>) => {
      for (const table of ['connection_events', 'pms_reads']) {
        await database.db.execute(sql.raw(`alter table ${table} disable trigger user`))
      }
      try {
        await work()
      } finally {
        for (const table of ['connection_events', 'pms_reads']) {
          await database.db.execute(sql.raw(`alter table ${table} enable trigger user`))
        }
      }
    }
    const aged = (text: string) =>
      database.db.execute(sql`update reconciliation_jobs
        set checked_until = checked_until - ${text}::interval, changed_at = changed_at - ${text}::interval`)

    test('finds a line that nobody ever looked at, and none that has no events', async () => {
      await behindItsBack(() => tell(database.db, ['c1'], 'connected'))
      expect(await sweep(database, null)).toBe(1)
      expect(await readJobs(database.db, null)).toMatchObject([{ connectionId: 'c1', asks: 1 }])
    })

    test('finds what came since it was last looked at, and only that', async () => {
      await tell(database.db, ['c1', 'c2'], 'connected', -30)
      await end({ kind: 'done' }, 1, 'c1')
      await end({ kind: 'done' }, 1, 'c2')
      expect(await sweep(database, null)).toBe(0)
      await aged('20 minutes')
      await behindItsBack(() => tell(database.db, ['c2'], 'connected', -1))
      expect(await sweep(database, null)).toBe(1)
      expect(await job('c2')).toMatchObject({ asks: 2, handledAsks: 1 })
      // The quiet one is not looked through again from so long ago.
      expect((await job('c1'))?.checkedUntilMs).toBeGreaterThan((await databaseNow(database.db)) - 5 * 60_000)
    })

    test('looks again after hours at what is done, after minutes at what waits to be told', async () => {
      await tell(database.db, ['c1', 'c2'], 'connected', -30)
      await end({ kind: 'done' }, 1, 'c1')
      await end(waits('read'), 1, 'c2')
      await aged('11 minutes')
      await sweep(database, null)
      expect(await job('c1')).toMatchObject({ asks: 1, handledAsks: 1 })
      expect(await job('c2')).toMatchObject({ asks: 1, handledAsks: 0, waitingFor: null })
      await aged('7 hours')
      await sweep(database, null)
      expect(await job('c1')).toMatchObject({ asks: 2, handledAsks: 1 })
    })

    test('leaves alone what somebody is at work on, and connections that were not asked for', async () => {
      await behindItsBack(() => tell(database.db, ['c1', 'c2'], 'connected'))
      await lease('c1')
      expect(await sweep(database, ['c1', 'c3'])).toBe(0)
      expect(await sweep(database, null)).toBe(1)
    })
  })
}
