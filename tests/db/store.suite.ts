/** What the database itself refuses, and what it gives back: the same cases on PGlite and on PostgreSQL. */
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectionOfBooking, connectionOfPractice, listConnections } from '../../db/connections.ts'
import { type Database, rowsOf } from '../../db/database.ts'
import { DatabaseMismatch, QueryFailed } from '../../db/errors.ts'
import { migrate } from '../../db/migrate.ts'
import {
  finishedWindows,
  listRuns,
  type RunRecord,
  readRun,
  recordRun,
  settledOutages,
} from '../../db/runs.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Reconciliation } from '../../src/reconcile/model.ts'
import { sampleFiles, writeBundle } from '../bundle/sample.ts'

const HOUR = 3_600_000
const T0 = Date.parse('2026-11-19T20:00:00.123Z')

export function storeSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  let sample: Reconciliation
  beforeAll(async () => {
    database = await freshDatabase()
    await importBundle(database, writeBundle(sampleFiles()))
    sample = await reconciliation(database)
  })
  beforeEach(async () => {
    await database.db.execute(sql`truncate runs, plans, outage_reconciliations, verdicts, findings, actions`)
  })

  const refusal = async (statement: string) => {
    const error: unknown = await database
      .transaction('try', ({ db }) => db.execute(sql.raw(statement)))
      .then(
        () => null,
        (caught: unknown) => caught,
      )
    return error instanceof QueryFailed ? error : null
  }

  describe('the database refuses', () => {
    const booking = (changes: Record<string, string>) => {
      const row: Record<string, string> = {
        booking_id: "'X'",
        practice_id: "'P1'",
        practitioner_id: "'D1'",
        appointment_type_id: "'T1'",
        patient_id: "'N1'",
        start_at: "'2026-01-01T00:00Z'",
        end_at: "'2026-01-01T00:15Z'",
        status: "'confirmed'",
        accepted_at: "'2026-01-01T00:00Z'",
        ...changes,
      } // prettier-ignore
      return `insert into bookings (${Object.keys(row).join()}) values (${Object.values(row).join()})`
    }
    const entry = (connection: string, status = 'booked', end = '2026-01-01T00:15Z') =>
      `insert into pms_appointments (connection_id, pms_appointment_id, pms_practitioner_id, start_at, end_at, status)
        values ('${connection}', 'A1', '1', '2026-01-01T00:00Z', '${end}', '${status}')`
    const cases: [string, string, string][] = [
      [
        'a practice without its connection',
        "insert into practices values ('P9', 'C9', 'x', 'UTC', null, null)",
        '23503',
      ],
      ['a booking of a practice that is not', booking({ practice_id: "'P9'" }), '23503'],
      ['a booking of a patient who is not', booking({ patient_id: "'N9'" }), '23503'],
      ['a base with a practitioner who is not', booking({ synced_practitioner_id: "'D9'" }), '23503'],
      ['a booking of no length', booking({ end_at: "'2026-01-01T00:00Z'" }), '23514'],
      ['an unknown status', booking({ status: "'perhaps'" }), '23514'],
      ['a booking twice', booking({ booking_id: "'B1'" }), '23505'],
      ['a recall paused by a booking that is not', "update recalls set paused_by_booking_id = 'B9'", '23503'],
      ['an entry without its connection', entry('C9'), '23503'],
      ['an entry twice', entry('C1'), '23505'],
      ['an entry of no length', entry('C2', 'booked', '2026-01-01T00:00Z'), '23514'],
      ['an unknown entry status', entry('C2', 'lost'), '23514'],
      [
        'a PMS patient without a connection',
        "insert into pms_patients values ('C9', '1', 'a', 'b', null, null, null)",
        '23503',
      ],
      [
        'entries that lose their connection',
        "update pms_appointments set connection_id = 'C9' where connection_id = 'C1'",
        '23503',
      ],
      [
        'two sessions that start together, both without location',
        "insert into pms_sessions values ('C1', '10', null, '2026-11-19T22:00Z', '2026-11-19T23:00Z', 1, 15)",
        '23505',
      ],
      [
        'a session for nobody',
        "insert into pms_sessions values ('C1', '11', null, '2026-11-19T22:00Z', '2026-11-19T23:00Z', 0, 15)",
        '23514',
      ],
      ['an event twice', 'insert into connection_events select * from connection_events', '23505'],
      ['a sync twice', 'insert into syncs select * from syncs', '23505'],
      [
        'hours that end before they begin',
        "insert into live_hours values ('P1', 2, '09:00', '08:00')",
        '23514',
      ],
      ['an eighth day', "insert into live_hours values ('P1', 8, '09:00', '10:00')", '23514'],
      [
        'two reads of one connection',
        "insert into pms_reads values ('C1', now(), true, null, null, null)",
        '23505',
      ],
    ] // prettier-ignore

    test.each(cases)('%s', async (_, statement, sqlState) => {
      const error = await refusal(statement)
      expect(error?.sqlState).toBe(sqlState)
    })

    test('and says so without values', async () => {
      const error = await refusal(
        "insert into patients values ('N1', 'P1', 'Secretname', 'x', null, null, null, null)",
      )
      expect(error?.constraint).toBe('patients_pkey')
      expect(JSON.stringify([error?.message, error?.stack, error])).not.toContain('Secretname')
      expect(error?.cause).toBeUndefined()
    })

    test('to rewrite what a run concluded', async () => {
      await recordRun(database, record('run-1'))
      expect((await refusal("update verdicts set verdict = 'in-step'"))?.sqlState).toBe('23001')
      expect((await refusal("update findings set details = '{}'"))?.sqlState).toBe('23001')
      expect((await refusal('update outage_reconciliations set closed_at = now()'))?.sqlState).toBe('23001')
      const again = "insert into verdicts select * from verdicts where run_id = 'run-1' limit 1"
      expect((await refusal(again))?.sqlState).toBe('23505')
      const outage =
        "insert into outage_reconciliations select connection_id, opened_at, closed_at + interval '1 hour', run_id from outage_reconciliations" // prettier-ignore
      expect((await refusal(outage))?.sqlState).toBe('23505')
    })
  })

  const record = (runId: string, changes: Partial<Reconciliation> = {}, at = T0): RunRecord => ({
    runId,
    trigger: 'test',
    startedMs: at,
    finishedMs: at + 5,
    reconciliation: { ...sample, ...changes },
    outages: [
      { startMs: T0, endMs: T0 + HOUR },
      { startMs: T0 + 2 * HOUR, endMs: T0 + 3 * HOUR },
    ],
  })

  test('a run comes back as it was recorded', async () => {
    expect(await recordRun(database, record('run-1'))).toHaveLength(2)
    const found = await readRun(database, 'run-1')
    expect(found?.reconciliation).toEqual(sample)
    expect(found).toMatchObject({
      trigger: 'test',
      startedMs: T0,
      finishedMs: T0 + 5,
      judged: sample.judgements.length,
    })
    expect(await readRun(database, 'nobody')).toBeNull()
  })

  test('a run without a window comes back too', async () => {
    const empty = { ...sample, window: null, read: null, judgements: [], findings: [], actions: [] }
    await recordRun(database, { ...record('run-1', empty), outages: [] })
    expect((await readRun(database, 'run-1'))?.reconciliation).toEqual(empty)
    expect(await finishedWindows(database.db, 'C1')).toEqual([])
  })

  test('an outage is settled by the first run that was not held', async () => {
    await recordRun(database, record('held', { holds: ['line-down', 'read-incomplete'] }))
    expect(await settledOutages(database.db, 'C1')).toEqual([])
    expect(await finishedWindows(database.db, 'C1')).toEqual([])
    await recordRun(database, record('first', {}, T0 + 1))
    expect(await recordRun(database, record('second', {}, T0 + 2))).toEqual([])
    expect((await settledOutages(database.db, 'C1')).map(({ runId }) => runId)).toEqual(['first', 'first'])
    expect(await finishedWindows(database.db, 'C1')).toEqual([sample.window, sample.window])
    expect((await gather(database, 'C1')).reconciled).toEqual([sample.window, sample.window])
    expect((await listRuns(database.db)).map(({ runId }) => runId)).toEqual(['second', 'first', 'held'])
    expect(await listRuns(database.db, 'C2')).toEqual([])
  })

  test('a run is recorded whole or not at all', async () => {
    const [first] = sample.judgements
    if (first === undefined) throw new Error('the sample has judgements')
    const judgements = [
      ...sample.judgements,
      { ...first, booking: { ...first.booking, bookingId: 'nowhere' } },
    ]
    await expect(recordRun(database, record('run-1', { judgements }))).rejects.toThrow(QueryFailed)
    expect(await listRuns(database.db)).toEqual([])
  })

  test('connections by code point, and the connection of a practice or booking', async () => {
    expect((await listConnections(database.db)).map(({ connectionId }) => connectionId)).toEqual(['C1', 'C2'])
    expect(await connectionOfPractice(database.db, 'P3')).toBe('C2')
    expect(await connectionOfPractice(database.db, 'nobody')).toBeNull()
    expect(await connectionOfBooking(database.db, 'B2')).toBe('C1')
  })

  test('instants keep their milliseconds, far back and far ahead', async () => {
    for (const text of ['1000-01-01T00:00:00.001Z', '2026-11-19T23:30:00.999Z', '9999-12-31T23:59:59.999Z']) {
      const [row] = await rowsOf(database.db, sql`select (${text}::timestamptz(3))::text as at`)
      const { instantOf } = await import('../../db/schema/columns.ts')
      expect(instantOf(String(row?.['at']))).toBe(Date.parse(text))
    }
  })

  test('migrating again does nothing, and a newer or foreign database is refused', async () => {
    expect((await migrate(database)).applied).toBe(0)
    const undo = async (work: () => Promise<void>) => {
      const saved = await rowsOf(
        database.db,
        sql`select id, hash, created_at from drizzle.__drizzle_migrations`,
      )
      try {
        await work()
      } finally {
        await database.db.execute(sql`delete from drizzle.__drizzle_migrations`)
        for (const { id, hash, created_at: at } of saved) {
          await database.db.execute(
            sql`insert into drizzle.__drizzle_migrations values (${id}, ${hash}, ${at})`,
          )
        }
      }
    }
    await undo(async () => {
      await database.db.execute(sql`insert into drizzle.__drizzle_migrations (hash) values ('newer')`)
      await expect(migrate(database)).rejects.toThrow(/newer rejoin/)
    })
    await undo(async () => {
      await database.db.execute(sql`update drizzle.__drizzle_migrations set hash = 'edited' where id = 1`)
      await expect(migrate(database)).rejects.toThrow(DatabaseMismatch)
    })
  })
}

/** One with everything in it that a run can conclude. */
async function reconciliation(database: Database): Promise<Reconciliation> {
  const { bookings, book } = await gather(database, 'C1')
  const judged = [...bookings].sort((a, b) => (a.bookingId < b.bookingId ? -1 : 1))
  const entry = book.entries.find(({ pmsAppointmentId }) => pmsAppointmentId === 'A1')
  const proposed = { practitionerId: 'D2', startMs: T0 + HOUR, endMs: T0 + 2 * HOUR }
  return {
    connectionId: 'C1',
    asOfMs: T0 + 4 * HOUR,
    window: { startMs: T0, endMs: T0 + 3 * HOUR },
    read: book.read,
    holds: [],
    alternativesProvenBest: true,
    judgements: judged.map((booking, i) => ({
      booking,
      verdict: i === 0 ? 'already-inserted' : 'time-already-taken',
      pair: i === 0 && entry ? { booking, entry, matchedBy: 'external-ref' } : null,
      conflictsWith:
        i === 0
          ? { bookingIds: [], pmsAppointmentIds: [] }
          : { bookingIds: ['a"b', 'c\\d', 'e\tf,{}'], pmsAppointmentIds: [''] }, // prettier-ignore
      conflictGroup: i === 0 ? null : 'a"b',
      urgency: 'today',
      alternative: i === 0 ? null : proposed,
      options:
        i === 0 ? [] : [{ ...proposed, startMs: proposed.startMs + HOUR, endMs: proposed.endMs + HOUR }],
    })),
    findings: [
      {
        code: 'recall-missing',
        practiceId: 'P1',
        subjectIds: ['7'],
        overdue: true,
        clinicallySignificant: false,
      },
      { code: 'book-overlap', practiceId: 'P2', subjectIds: ['A1', 'A2'] },
      { code: 'video-link-missing', practiceId: 'P2', subjectIds: ['B2'], bookingId: 'B2' },
    ],
    actions: [
      {
        actionId: 'one',
        kind: 'offer-alternative',
        who: 'reception',
        because: 'time-already-taken',
        practiceId: 'P1',
        subjectIds: ['B2'],
        dependsOn: ['two'],
        basis: { noEntryFor: 'B2', recall: { recallId: 'R1', status: 'paused', dueOn: '2026-12-01' } },
        status: 'proposed',
        proposed,
      },
      {
        actionId: 'two',
        kind: 'review',
        who: 'support',
        because: 'book-overlap',
        practiceId: 'P2',
        subjectIds: [],
        dependsOn: [],
        basis: {},
        status: 'held',
        proposed: null,
      },
    ],
  }
}
