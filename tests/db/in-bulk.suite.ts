/** Rows read by copy against the plain select, with texts that copy has to escape: on PGlite and on PostgreSQL. */
import { eq, inArray } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { BOOKINGS, ENTRIES, EVENTS, PATIENTS, PMS_PATIENTS, REMINDERS } from '../../db/in-bulk.ts'
import { bookingOf } from '../../db/platform.ts'
import {
  bookings,
  connectionEvents,
  patients,
  pmsAppointments,
  pmsPatients,
  practices,
  reminders,
} from '../../db/schema.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { sampleFiles, writeBundle } from '../bundle/sample.ts'

/** What copy escapes, what it means by null, and what decoders like to drop. */
const TEXTS = [
  '\\N',
  '\\',
  '\\t',
  'a\tb',
  'a\nb\r\nc',
  '\b\f\v',
  '\ufeffBOM',
  'in\ufeffside',
  'naïve Łódź 東京 🏥',
  '.',
  '\\.',
  '',
  ' ',
  "it's; drop table patients --",
]

export function inBulkSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  beforeAll(async () => {
    database = await freshDatabase()
    await importBundle(database, writeBundle(sampleFiles()))
  })
  afterAll(() => database.close())

  const ids = async () =>
    (await database.db.select().from(practices).where(eq(practices.connectionId, 'C1'))).map(
      ({ practiceId }) => practiceId,
    )

  describe('by copy as by select', () => {
    test('every kind of row of the sample', async () => {
      const { db } = database
      const own = await ids()
      const [entries, files, people, booked, reminded, events] = await database.snapshot(
        'all',
        async (_, copyOut) => [
          await copyOut(ENTRIES, 'C1'),
          await copyOut(PMS_PATIENTS, 'C1'),
          await copyOut(PATIENTS, 'C1'),
          await copyOut(BOOKINGS, 'C1'),
          await copyOut(REMINDERS, 'C1'),
          await copyOut(EVENTS, 'C1'),
        ],
      )
      const ofBook = await db.select().from(pmsAppointments).where(eq(pmsAppointments.connectionId, 'C1'))
      same(
        entries,
        ofBook.map(({ connectionId: _, startAt, endAt, createdAt, changedAt, ...entry }) => ({
          ...entry,
          startMs: startAt,
          endMs: endAt,
          createdMs: createdAt,
          changedMs: changedAt,
        })),
      )
      const filed = await db.select().from(pmsPatients).where(eq(pmsPatients.connectionId, 'C1'))
      same(
        files,
        filed.map(({ connectionId: _, ...file }) => file),
      )
      same(people, await db.select().from(patients).where(inArray(patients.practiceId, own)))
      const bookingRows = await db.select().from(bookings).where(inArray(bookings.practiceId, own))
      same(booked, bookingRows.map(bookingOf))
      const bookingIds = bookingRows.map(({ bookingId }) => bookingId)
      const reminderRows = await db.select().from(reminders).where(inArray(reminders.bookingId, bookingIds))
      same(
        reminded,
        reminderRows.map(({ dueAt, sentAt, aboutStartAt, ...reminder }) => ({
          ...reminder,
          dueMs: dueAt,
          sentMs: sentAt,
          aboutStartMs: aboutStartAt,
        })),
      )
      const told = await db.select().from(connectionEvents).where(eq(connectionEvents.connectionId, 'C1'))
      same(
        events,
        told.map(({ at, event }) => ({ atMs: at, event })),
      )
      for (const rows of [entries, files, people, booked, reminded, events])
        expect(rows.length).toBeGreaterThan(0)
    })

    test('texts of every kind come back as they went in', async () => {
      const text = fc.oneof(
        fc.constantFrom(...TEXTS),
        fc.string({ unit: 'binary', maxLength: 20 }).filter((one) => !one.includes('\0')),
      )
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(text, text, fc.option(text)), { maxLength: 30 }),
          async (names) => {
            await database.db.delete(pmsPatients).where(eq(pmsPatients.connectionId, 'C2'))
            const rows = names.map(([family, given, mobile], index) => [
              'C2',
              `f${index}`,
              family,
              given,
              null,
              mobile,
              null,
            ])
            const columns = ['pms_patient_id', 'family_name', 'given_name', 'birth_on', 'mobile', 'status']
            await database.transaction('load', (tx) =>
              tx.copyInto('pms_patients', ['connection_id', ...columns], rows),
            )
            const read = await database.snapshot('read', (_, copyOut) => copyOut(PMS_PATIENTS, 'C2'))
            same(
              read,
              names.map(([familyName, givenName, mobile], index) => ({
                pmsPatientId: `f${index}`,
                familyName,
                givenName,
                birthOn: null,
                mobile,
                status: null,
              })),
            )
          },
        ),
        { numRuns: 60 },
      )
    })

    test('an id is never part of a statement', async () => {
      const read = await database.snapshot('read', (_, copyOut) => copyOut(ENTRIES, "C1' or 'a' = 'a"))
      expect(read).toEqual([])
    })

    test('a reader that has fallen behind leaves the connection as it was', async () => {
      const many = Array.from({ length: 20_000 }, (_, index) => [
        'C2',
        `m${index}`,
        `Family ${index}`,
        'x'.repeat(50),
        null,
        null,
        null,
      ])
      const columns = ['pms_patient_id', 'family_name', 'given_name', 'birth_on', 'mobile', 'status']
      await database.transaction('load', (tx) =>
        tx.copyInto('pms_patients', ['connection_id', ...columns], many),
      )
      await database.snapshot('twice', async (db, copyOut) => {
        for (let turn = 0; turn < 2; turn++) {
          expect((await copyOut(PMS_PATIENTS, 'C2')).length).toBeGreaterThanOrEqual(20_000)
          expect(await db.select().from(practices)).not.toEqual([])
        }
      })
    })
  })
}

function same(read: readonly object[], plain: readonly object[]): void {
  const sorted = (rows: readonly object[]) =>
    rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()
  expect(sorted(read)).toEqual(sorted(plain))
}
