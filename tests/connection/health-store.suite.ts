/** What health is judged by, read for many connections at once: the same as one connection's own rows tell. */
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { asItStands } from '../../db/action-states.ts'
import { readEvents } from '../../db/connections.ts'
import type { Database } from '../../db/database.ts'
import {
  openIntent,
  readActionStates,
  recordByHand,
  recordDecisions,
  recordOutcome,
} from '../../db/fixups.ts'
import { readNearestFree } from '../../db/free-time.ts'
import { readWaiting } from '../../db/health.ts'
import { readNewestEvents, readNewestSyncs } from '../../db/line-signs.ts'
import { lineOf } from '../../src/connection/line.ts'
import { lookAt } from '../../src/connection/look.ts'
import { DEFAULT_THRESHOLDS } from '../../src/connection/thresholds.ts'
import { CONNECTION_EVENTS } from '../../src/reconcile/model.ts'
import { HOUR_MS, isoInstant, MINUTE_MS } from '../../src/reconcile/span.ts'
import { AS_OF, smallBundle, TAKEN, writeBundle } from '../e2e/program.ts'
import { load, runOnce } from '../fixups/practice.ts'

const NOW = Date.parse(AS_OF)

export function healthStoreSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  const execute = (statement: string) => database.db.execute(sql.raw(statement))
  const look = async (which: readonly string[] | null = null, asOfMs = NOW) =>
    lookAt(database, which, asOfMs, DEFAULT_THRESHOLDS)
  const only = async (asOfMs = NOW) => {
    const [card] = await look(['c1'], asOfMs)
    if (card === undefined) throw new Error('no card')
    return card
  }

  describe('one practice whose line was down from nine to eleven', () => {
    beforeAll(async () => {
      database = await freshDatabase()
      const more = {
        'pms_appointments.csv': TAKEN,
        'syncs.csv': [
          'connection_id,entity,direction,finished_at,outcome',
          'c1,appointments,write,2026-11-19T08:50:00Z,complete',
          'c1,appointments,write,2026-11-19T11:20:00Z,complete',
          'c1,patients,read,2026-11-19T11:10:00Z,complete',
          'c1,patients,read,2026-11-19T11:20:00Z,failed',
          'c1,patients,read,2026-11-19T11:25:00Z,failed',
          'c1,patients,read,2026-11-19T12:25:00Z,complete',
        ].join('\n'),
      }
      await load(database, writeBundle(smallBundle(more)))
    })

    test('before any run: the window opens with the last write before the outage, not the newest', async () => {
      const card = await only()
      expect(card).toMatchObject({
        connectionId: 'c1',
        state: 'healthy',
        sinceMs: Date.parse('2026-11-19T11:00Z'),
        window: {
          startMs: Date.parse('2026-11-19T08:50Z'),
          endMs: Date.parse('2026-11-19T11:00Z'),
          open: false,
        },
        waiting: { count: 1, earliestMs: Date.parse('2026-11-20T10:00Z') },
        run: null,
        advice: { advice: 'keep', why: 'wait-for-run' },
      })
      expect(card.job).toMatchObject({ attempts: 0, holder: null })
      const patients = card.entities.find(({ entity }) => entity === 'patients')
      expect(patients?.read).toMatchObject({ lastMs: Date.parse('2026-11-19T11:10Z'), failed: 2 })
      // Taken at 11:15 by the bundle.
      expect(card.entities.find(({ entity }) => entity === 'appointments')?.read.ageMs).toBe(15 * MINUTE_MS)
    })

    test('as of earlier, what came later is not known', async () => {
      expect(await only(Date.parse('2026-11-19T10:30Z'))).toMatchObject({
        state: 'unhealthy',
        window: { open: true },
        sinceMs: Date.parse('2026-11-19T09:00Z'),
      })
    })

    test('after the run: settled, and what it leaves to people', async () => {
      const { plan } = await runOnce(database, 'c1', NOW)
      const states = await readActionStates(database.db, plan)
      const people = states.filter(({ action }) => action.who !== 'automatic')
      expect(people.length).toBeGreaterThan(1)
      const card = await only()
      expect(card.window).toBeNull()
      expect(card.run).toMatchObject({ runId: plan.runId, forPeople: people.length, unknown: 0, holds: [] })
      expect(card.advice).toMatchObject({ advice: 're-open', why: 'settled' })
    })

    test('the count follows what becomes of the actions, as the plan itself tells it', async () => {
      const { plan, run } = await runOnce(database, 'c1', NOW)
      const people = run.actions.filter(({ who }) => who !== 'automatic')
      const [first, second] = people
      if (first === undefined || second === undefined) throw new Error('two are needed')
      const by = { by: 'Robin Tester', why: 'not needed', atMs: Date.now() }
      const open = async (runId = plan.runId) => {
        const { actions } = await asItStands(database.db, runId, run)
        const waits = actions.filter(
          ({ who, status }) => who !== 'automatic' && status !== 'applied' && status !== 'rejected',
        )
        expect((await only()).run?.forPeople).toBe(waits.length)
        return waits.length
      }
      const before = await open()
      await recordDecisions(database, plan, [first.actionId], { decision: 'rejected', ...by })
      expect(await open()).toBe(before - 1)
      await recordDecisions(database, plan, [first.actionId], { decision: 'approved', ...by })
      expect(await open()).toBe(before)
      const intentId = await openIntent(database, plan, first, { by: by.by, atMs: by.atMs, before: null })
      await recordDecisions(database, plan, [first.actionId], { decision: 'rejected', ...by })
      // It has been begun: a rejection comes too late.
      expect(await open()).toBe(before)
      expect((await only()).run?.unknown).toBe(1)
      const outcome = { outcome: 'applied', reason: null, after: null, by: by.by, atMs: by.atMs } as const
      await database.transaction('end', (tx) => recordOutcome(tx, intentId ?? '', outcome))
      expect(await open()).toBe(before - 1)
      expect((await only()).run?.unknown).toBe(0)
      await database.transaction('by hand', (tx) => recordByHand(tx, plan, second, outcome))
      expect(await open()).toBe(before - 2)
    })

    test('what a person has done counts under a later plan that asks for the same', async () => {
      await execute(
        `insert into patients (patient_id, practice_id, family_name, given_name) values ('u3','p1','C','D')`,
      )
      await execute(`insert into bookings (booking_id, practice_id, practitioner_id, appointment_type_id, patient_id,
        start_at, end_at, status, accepted_at) values ('b3','p1','d1','t1','u3','2026-11-20T12:00Z','2026-11-20T12:15Z',
        'pending','2026-11-19T10:00Z')`)
      const { plan, run } = await runOnce(database, 'c1', NOW)
      const { actions } = await asItStands(database.db, plan.runId, run)
      expect(actions.some(({ status }) => status === 'applied')).toBe(true)
      const waits = actions.filter(
        ({ who, status }) => who !== 'automatic' && status !== 'applied' && status !== 'rejected',
      )
      expect((await only()).run?.forPeople).toBe(waits.length)
    })

    test('of an unknown or empty choice there is nothing', async () => {
      expect(await look([])).toEqual([])
      expect(await look(['c9'])).toEqual([])
    })
  })

  describe('the nearest time that can be booked', () => {
    beforeAll(async () => {
      database = await freshDatabase()
      const sessions = [
        'connection_id,pms_practitioner_id,start_local,end_local,capacity,slot_minutes',
        'c1,D1,2026-11-19T11:00,2026-11-19T14:00,1,15',
        'c1,D9,2026-11-19T11:00,2026-11-19T14:00,1,15',
      ]
      const taken = [
        'connection_id,pms_appointment_id,pms_practitioner_id,start_local,end_local,status',
        'c1,E1,D1,2026-11-19T11:00,2026-11-19T11:40,booked',
        'c1,E2,D1,2026-11-19T11:45,2026-11-19T12:00,booked',
        'c1,E3,D1,2026-11-19T12:00,2026-11-19T12:30,cancelled',
      ]
      const blocks = [
        'connection_id,pms_practitioner_id,start_local,end_local',
        'c1,D1,2026-11-19T12:00,2026-11-19T12:15',
      ]
      const booking =
        'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,accepted_at\n' +
        'b1,p1,d1,t1,u1,2026-11-19T12:15:00Z,2026-11-19T12:30:00Z,pending,2026-11-19T10:00:00Z\n'
      await load(
        database,
        writeBundle(
          smallBundle({
            'pms_sessions.csv': sessions.join('\n'),
            'pms_appointments.csv': taken.join('\n'),
            'pms_blocks.csv': blocks.join('\n'),
            'bookings.csv': booking,
          }),
        ),
      )
    })
    const free = async (asOf: string, until: string): Promise<string | null> => {
      const asked = [{ connectionId: 'c1', untilMs: Date.parse(until) }]
      const found = (await readNearestFree(database.db, Date.parse(asOf), asked)).get('c1')
      return found === undefined ? null : isoInstant(found)
    }

    test('not where an entry, a block or a booking is, nor in a gap that is too short, nor of who cannot be booked', async () => {
      expect(await free('2026-11-19T11:30Z', '2026-11-19T18:00Z')).toBe('2026-11-19T12:30:00.000Z')
      expect(await free('2026-11-19T13:00Z', '2026-11-19T18:00Z')).toBe('2026-11-19T13:00:00.000Z')
      expect(await free('2026-11-19T11:30Z', '2026-11-19T12:30Z')).toBeNull()
      expect(await free('2026-11-19T15:00Z', '2026-11-19T18:00Z')).toBeNull()
    })

    test('where several may share the time it is not known to be full', async () => {
      await execute('update pms_sessions set capacity = 2')
      expect(await free('2026-11-19T11:30Z', '2026-11-19T18:00Z')).toBe('2026-11-19T11:30:00.000Z')
      await execute('update pms_sessions set capacity = 1')
    })

    test('it makes the advice', async () => {
      await execute(`insert into connection_events values ('c1', '2026-11-19T12:20Z', 'disconnected')`)
      const card = await only(Date.parse('2026-11-19T12:35Z'))
      // Down for a quarter of an hour, of earlier outages one took two hours: back at 14:20.
      expect(card.advice).toMatchObject({
        advice: 'pause',
        why: 'bookable-before-return',
        nearestFreeMs: Date.parse('2026-11-19T12:35Z'),
        likelyReturn: { atMs: Date.parse('2026-11-19T14:20Z'), basis: 'past-outages' },
      })
    })
  })

  describe('many connections', () => {
    const CONNECTIONS = 12
    beforeAll(async () => {
      database = await freshDatabase()
      await execute(
        `insert into connections select 'n' || n, 'Line', 'UTC', null from generate_series(1, ${CONNECTIONS}) n`,
      )
      await execute(
        `insert into practices select 'n' || n || 'p', 'n' || n, 'P', 'UTC', null, null from generate_series(1, ${CONNECTIONS}) n`,
      )
    })

    test('their events, cut to what says something, make the same lines', async () => {
      const step = fc.record({
        gap: fc.oneof(fc.constantFrom(0, 1, 2, 5), fc.constantFrom(9, 10, 11, 45)),
        event: fc.oneof(
          { weight: 10, arbitrary: fc.constant('heartbeat' as const) },
          fc.constantFrom(...CONNECTION_EVENTS),
        ),
      })
      const histories = fc.sample(fc.array(step, { minLength: 60, maxLength: 80 }), {
        numRuns: CONNECTIONS,
        seed: 5,
      })
      for (const [index, history] of histories.entries()) {
        let atMs = NOW
        const rows = history.map(({ gap, event }) => {
          atMs += gap * MINUTE_MS
          return `('n${index + 1}', '${isoInstant(atMs)}', '${event}')`
        })
        if (rows.length > 0)
          await execute(`insert into connection_events values ${rows.join()} on conflict do nothing`)
      }
      const asOfMs = NOW + 3 * HOUR_MS
      const found = await readNewestEvents(database.db, null, asOfMs, CONNECTIONS)
      let leftOut = 0
      for (let n = 1; n <= CONNECTIONS; n++) {
        const all = await readEvents(database.db, `n${n}`)
        const kept = found.get(`n${n}`) ?? []
        leftOut += all.length - kept.length
        expect(lineOf(kept, asOfMs)).toEqual(lineOf(all, asOfMs))
      }
      expect(leftOut).toBeGreaterThan(20)
    })

    test('of each kind of sync the newest complete one and the newest few', async () => {
      const at = (minutes: number): string => isoInstant(NOW - minutes * MINUTE_MS)
      const outcomes = ['failed', 'failed', 'failed', 'complete', 'complete', 'failed']
      for (const [index, outcome] of outcomes.entries()) {
        await execute(`insert into syncs values ('n1', 'recalls', 'write', '${at(index)}', '${outcome}')`)
      }
      await execute(`insert into syncs values ('n2', 'recalls', 'write', '${at(5)}', 'partial')`)
      const found = await readNewestSyncs(database.db, null, NOW, 2)
      const told = (id: string) =>
        (found.get(id) ?? [])
          .map(({ outcome, finishedMs }) => `${outcome} ${(NOW - finishedMs) / MINUTE_MS}`)
          .sort()
      expect(told('n1')).toEqual(['complete 3', 'failed 0', 'failed 1'])
      expect(told('n2')).toEqual(['partial 5'])
      expect(await readNewestSyncs(database.db, ['n2'], NOW - HOUR_MS, 2)).toEqual(new Map())
    })

    test('waiting are those that never came into the book, are not cancelled and are still to come', async () => {
      await execute(`insert into practitioners values ('d', 'n1p', 'Dr', 'D', null)`)
      await execute(`insert into appointment_types values ('t', 'n1p', 'T', 15, 'in_person', 'T')`)
      await execute(
        `insert into patients (patient_id, practice_id, family_name, given_name) values ('u', 'n1p', 'A', 'B')`,
      )
      const book = (id: string, hours: number, status: string, base: 'none' | 'same' | 'moved') => {
        const start = isoInstant(NOW + hours * HOUR_MS)
        const end = isoInstant(NOW + hours * HOUR_MS + 15 * MINUTE_MS)
        const old = base === 'same' ? [start, end] : [isoInstant(NOW), isoInstant(NOW + MINUTE_MS)]
        const synced = base === 'none' ? 'null, null, null, null' : `now(), 'd', '${old[0]}', '${old[1]}'`
        return execute(`insert into bookings (booking_id, practice_id, practitioner_id, appointment_type_id, patient_id,
          start_at, end_at, status, accepted_at, synced_at, synced_practitioner_id, synced_start_at, synced_end_at)
          values ('${id}', 'n1p', 'd', 't', 'u', '${start}', '${end}', '${status}', now(), ${synced})`)
      }
      await book('past', -1, 'pending', 'none')
      await book('next', 2, 'confirmed', 'none')
      await book('later', 5, 'pending', 'none')
      await book('cancelled', 1, 'cancelled', 'none')
      await book('dismissed', 1, 'dismissed', 'none')
      await book('known', 1, 'confirmed', 'same')
      await book('moved', 1, 'confirmed', 'moved')
      expect(await readWaiting(database.db, null, NOW)).toEqual(
        new Map([['n1', { count: 2, earliestMs: NOW + 2 * HOUR_MS }]]),
      )
      expect(await readWaiting(database.db, ['n2'], NOW)).toEqual(new Map())
    })

    test('cards for all of them, in order of their ids', async () => {
      const cards = await look()
      expect(cards.map(({ connectionId }) => connectionId)).toEqual(
        Array.from({ length: CONNECTIONS }, (_, n) => `n${n + 1}`).sort(),
      )
    })
  })
}
