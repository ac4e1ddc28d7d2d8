/** The SQL of docs/platform-tables.md, as it stands there, over a small schema like Cal.com's; and a run over what it copies. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, rowsOf } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { readBooking } from '../../db/platform-writes.ts'
import { gather } from '../../src/reconcile/gather.ts'
import { reconcile } from '../../src/reconcile/reconcile.ts'
import { freshDatabases } from './fresh-database.ts'

const PAGE = readFileSync(new URL('../../docs/platform-tables.md', import.meta.url), 'utf8')

/** The block of the page whose first line is `-- NAME`. */
function block(name: string): string {
  const found = [...PAGE.matchAll(/```sql\n-- ([^\n]*)\n([\s\S]*?)```/g)].find(([, title]) => title === name)
  if (found?.[2] === undefined) throw new Error(`the page has no block "${name}"`)
  return found[2]
}

const ALL_BLOCKS = [...PAGE.matchAll(/```sql\n-- ([^\n]*)\n/g)].map(([, title]) => title)

/** The part of Cal.com's tables that the views look at. */
const CALCOM = `
create schema calcom;
create type calcom."BookingStatus" as enum ('cancelled', 'accepted', 'rejected', 'pending', 'awaiting_host');
create table calcom."Team" (id serial primary key, name text not null, "timeZone" text not null default 'Europe/London');
create table calcom.users (id serial primary key, name text, email text not null, "defaultScheduleId" integer);
create table calcom."Schedule" (id serial primary key, "userId" integer not null, name text not null, "timeZone" text);
create table calcom."Availability" (id serial primary key, "userId" integer, "eventTypeId" integer, days integer[],
  "startTime" time not null, "endTime" time not null, date date, "scheduleId" integer);
create table calcom."EventType" (id serial primary key, title text not null, length integer not null, "userId" integer,
  "teamId" integer, "parentId" integer);
create table calcom."Booking" (id serial primary key, uid text not null unique, "userId" integer, "eventTypeId" integer,
  title text not null, responses jsonb, "startTime" timestamp(3) not null, "endTime" timestamp(3) not null,
  "createdAt" timestamp(3) not null default now(), "updatedAt" timestamp(3),
  status calcom."BookingStatus" not null default 'accepted', rescheduled boolean, "fromReschedule" text);
create table calcom."Attendee" (id serial primary key, email text not null, name text not null, "timeZone" text not null,
  "phoneNumber" text, "bookingId" integer, "noShow" boolean default false);
create table calcom."BookingReference" (id serial primary key, type text not null, uid text not null, "bookingId" integer,
  "externalCalendarId" text, deleted boolean);

insert into calcom."Team" (name, "timeZone") values ('Harbour Practice', 'Australia/Sydney');
insert into calcom.users (name, email, "defaultScheduleId") values ('Dr One', 'one@x', 1), ('Dr Two', 'two@x', 2);
insert into calcom."Schedule" ("userId", name, "timeZone") values (1, 'Hours', 'Australia/Sydney'), (2, 'Hours', null);
insert into calcom."Availability" (days, "startTime", "endTime", "scheduleId", date) values
  ('{1,2,3,4,5}', '09:00', '17:00', 1, null), ('{0,1}', '08:30', '23:59', 2, null), ('{6}', '09:00', '12:00', 1, '2026-12-26');
insert into calcom."EventType" (title, length, "teamId", "parentId") values ('Standard', 15, 1, null), ('Standard', 15, null, 1);
insert into calcom."Booking" (uid, "userId", "eventTypeId", title, "startTime", "endTime", "createdAt", "updatedAt", status, responses) values
  ('known', 1, 1, 'x', '2026-11-20 00:00', '2026-11-20 00:15', '2026-11-01', '2026-11-01 00:05', 'accepted', '{"birth-date": "1980-02-29"}'),
  ('in-outage', 1, 2, 'x', '2026-11-20 01:00', '2026-11-20 01:15', '2026-11-19 10:00', null, 'accepted', '{"birth-date": "1980-02-29"}'),
  ('taken', 1, 1, 'x', '2026-11-20 02:00', '2026-11-20 02:15', '2026-11-19 10:05', null, 'pending', '{"birth-date": "29 Feb"}'),
  ('moved-away', 1, 1, 'x', '2026-11-20 03:00', '2026-11-20 03:15', '2026-11-01', '2026-11-19 10:10', 'cancelled', null),
  ('moved-to', 2, 1, 'x', '2026-11-20 04:00', '2026-11-20 04:15', '2026-11-19 10:10', null, 'accepted', null),
  ('nobody', null, 1, 'x', '2026-11-20 05:00', '2026-11-20 05:15', '2026-11-19 10:10', null, 'awaiting_host', null);
insert into calcom."Attendee" (email, name, "timeZone", "phoneNumber", "bookingId") values
  ('Ann@example.org', 'Ann Lee', 'Australia/Sydney', '0400 000 001', 1), ('ann@example.org', 'ann lee ', 'Australia/Sydney', '0400 000 002', 2),
  ('ann@example.org', 'Bob Lee', 'Australia/Sydney', null, 3), ('cy@example.org', 'Cy', 'Australia/Sydney', null, 4),
  ('cy@example.org', 'Cy', 'Australia/Sydney', null, 5), ('guest@example.org', 'Guest', 'Australia/Sydney', null, 1);
insert into calcom."BookingReference" (type, uid, "bookingId", deleted) values
  ('google_calendar', 'g1', 1, null), ('pms', 'old', 1, true), ('pms', 'E1', 1, null), ('pms', 'E4', 4, null);
`

/** Who is who, as somebody has to tell; a line that was down from nine to eleven; the book as it was read afterwards. */
const PRACTICE = `
insert into connections values ('harbour', 'Harbour line', 'Australia/Sydney', null);
insert into rejoin_calcom.practice values (1, 'harbour-practice', 'harbour', null, null);
insert into rejoin_calcom.practitioner values (1, 1, 'D1', true), (1, 2, 'D2', null);
insert into rejoin_calcom.appointment_type values (1, 'in_person', 'T1'), (2, 'in_person', 'T1');
`
const BOOK = `
insert into pms_reads values ('harbour', '2026-11-19T11:15Z', true, null, null, null);
insert into pms_patients values ('harbour', '501', 'Lee', 'Ann', '1980-02-29', null, 'active'), ('harbour', '502', 'Lee', 'Bob', null, null, 'active'),
  ('harbour', '503', 'Cy', '-', null, null, 'active');
insert into pms_appointments (connection_id, pms_appointment_id, pms_practitioner_id, pms_patient_id, pms_type_id, start_at, end_at, status) values
  ('harbour', 'E1', 'D1', '501', 'T1', '2026-11-20T00:00Z', '2026-11-20T00:15Z', 'booked'),
  ('harbour', 'E4', 'D1', '503', 'T1', '2026-11-20T03:00Z', '2026-11-20T03:15Z', 'booked'),
  ('harbour', 'P7', 'D1', '777', 'T1', '2026-11-20T02:00Z', '2026-11-20T02:30Z', 'booked');
`

const PLATFORM = `rejoin_platform_${randomBytes(4).toString('hex')}`
const fresh = freshDatabases()
let url = ''
let database: Database
let admin: postgres.Sql

beforeAll(async () => {
  url = await fresh.url()
  database = await openDatabase({ kind: 'postgres', url })
  admin = postgres(url, { max: 1, onnotice: () => undefined })
  await admin.unsafe(CALCOM)
  await admin.unsafe(block('calcom: what it cannot know'))
  await admin.unsafe(block('calcom: views'))
  await admin.unsafe(PRACTICE)
})
afterAll(async () => {
  await admin.unsafe(`drop owned by ${PLATFORM}; drop role ${PLATFORM}`)
  await admin.end()
  await database.close()
})

const copy = () => admin.begin(async (tx) => void (await tx.unsafe(block('calcom: copy what is new'))))
const rows = (text: string) => rowsOf(database.db, sql.raw(text))
/** Every row of every table that is copied, with the transaction that wrote it last. */
const versions = async () =>
  Promise.all(
    ['practices', 'live_hours', 'practitioners', 'appointment_types', 'patients', 'bookings'].map((table) =>
      rows(`select '${table}' as of, xmin::text, t::text from ${table} t order by t::text`),
    ),
  )

test('every block of the page is one that is tried here', () => {
  expect(ALL_BLOCKS).toEqual([
    'gateway: a line came back',
    'gateway: a sync is over',
    'role: the platform',
    'calcom: what it cannot know',
    'calcom: views',
    'calcom: copy what is new',
    'calcom: what Rejoin has decided, and Cal.com does not know yet',
  ])
})

describe('copied', () => {
  test('practice, hours, people and bookings, in our words', async () => {
    await copy()
    expect(await rows('select * from live_hours order by weekday')).toEqual(
      [
        [1, '08:30', '24:00'],
        [2, '09:00', '17:00'],
        [3, '09:00', '17:00'],
        [4, '09:00', '17:00'],
        [5, '09:00', '17:00'],
        [7, '08:30', '24:00'],
      ].map(([weekday, opens, closes]) => ({ practice_id: 'harbour-practice', weekday, opens, closes })),
    )
    expect(
      await rows(
        'select patient_id, family_name, given_name, birth_on::text, mobile from patients order by patient_id',
      ),
    ).toEqual([
      {
        patient_id: 'harbour-practice/a1',
        family_name: 'lee',
        given_name: 'ann',
        birth_on: '1980-02-29',
        mobile: '0400 000 002',
      },
      {
        patient_id: 'harbour-practice/a3',
        family_name: 'Lee',
        given_name: 'Bob',
        birth_on: null,
        mobile: null,
      },
      { patient_id: 'harbour-practice/a4', family_name: 'Cy', given_name: '-', birth_on: null, mobile: null },
    ]) // prettier-ignore
    expect(
      await rows(`select booking_id, practitioner_id, appointment_type_id, status, pms_appointment_id,
        synced_start_at is not null as base, start_at = '2026-11-20T00:00Z' as midnight from bookings order by accepted_at, booking_id`),
    ).toEqual([
      {
        booking_id: 'known',
        practitioner_id: 'harbour-practice/u1',
        appointment_type_id: 'harbour-practice/e1',
        status: 'confirmed',
        pms_appointment_id: 'E1',
        base: true,
        midnight: true,
      },
      {
        booking_id: 'moved-away',
        practitioner_id: 'harbour-practice/u1',
        appointment_type_id: 'harbour-practice/e1',
        status: 'cancelled',
        pms_appointment_id: 'E4',
        base: true,
        midnight: false,
      },
      {
        booking_id: 'in-outage',
        practitioner_id: 'harbour-practice/u1',
        appointment_type_id: 'harbour-practice/e2',
        status: 'confirmed',
        pms_appointment_id: null,
        base: false,
        midnight: false,
      },
      {
        booking_id: 'taken',
        practitioner_id: 'harbour-practice/u1',
        appointment_type_id: 'harbour-practice/e1',
        status: 'pending',
        pms_appointment_id: null,
        base: false,
        midnight: false,
      },
      {
        booking_id: 'moved-to',
        practitioner_id: 'harbour-practice/u2',
        appointment_type_id: 'harbour-practice/e1',
        status: 'confirmed',
        pms_appointment_id: null,
        base: false,
        midnight: false,
      },
    ]) // prettier-ignore
  })

  test('twice, and nothing is written the second time; two at once wait for each other', async () => {
    const before = await versions()
    await copy()
    expect(await versions()).toEqual(before)
    const other = postgres(url, { max: 1, onnotice: () => undefined })
    await Promise.all([
      copy(),
      other.begin(async (tx) => void (await tx.unsafe(block('calcom: copy what is new')))),
    ])
    await other.end()
    expect(await versions()).toEqual(before)
  })

  test('a run over it finds what a bundle would have shown', async () => {
    await admin.unsafe(BOOK)
    await admin`insert into connection_events values ('harbour', '2026-11-19T09:00Z', 'disconnected')`
    await admin.unsafe(block('gateway: a line came back'))
    await admin.unsafe(block('gateway: a sync is over'))
    // Told again, it is nothing new.
    await admin.unsafe(block('gateway: a line came back'))
    expect(await rows('select count(*)::int as n from connection_events')).toEqual([{ n: 2 }])
    expect(await rows('select connection_id, asks > handled_asks as asked from reconciliation_jobs')).toEqual(
      [{ connection_id: 'harbour', asked: true }],
    )
    const run = reconcile(await gather(database, 'harbour'), { asOfMs: Date.parse('2026-11-19T11:30Z') })
    expect(run.holds).toEqual([])
    expect(run.judgements.map(({ booking, verdict }) => `${booking.bookingId} ${verdict}`)).toEqual([
      'in-outage insert',
      'moved-away cancel-in-book',
      'moved-to insert',
      'taken time-already-taken',
    ])
  })
})

describe('changed on both sides', () => {
  test('what Rejoin has decided stays, until the booking changes over there', async () => {
    await admin`update bookings set status = 'cancelled', cancelled_at = now() where booking_id = 'taken'`
    await admin`update bookings set pms_appointment_id = 'E9', synced_at = now(), synced_practitioner_id = practitioner_id,
      synced_start_at = start_at, synced_end_at = end_at where booking_id = 'in-outage'`
    await copy()
    expect(await readBooking(database.db, 'taken')).toMatchObject({ status: 'cancelled' })
    const decided = await admin.unsafe(
      block('calcom: what Rejoin has decided, and Cal.com does not know yet'),
    )
    expect(
      decided.map(({ booking_id, there, here, entry_here }) => [booking_id, there, here, entry_here]),
    ).toEqual([
      ['in-outage', 'confirmed', 'confirmed', 'E9'],
      ['taken', 'pending', 'cancelled', null],
    ])
    // The platform takes one of them over, and the patient takes the other to another doctor.
    await admin`update calcom."Booking" set status = 'cancelled', "updatedAt" = now() where uid = 'taken'`
    await admin`update calcom."Booking" set "userId" = 2, "updatedAt" = now() where uid = 'in-outage'`
    await copy()
    expect(await readBooking(database.db, 'taken')).toMatchObject({ status: 'cancelled' })
    // Its base and entry are those that Rejoin knows of: the next run sees that it was moved.
    expect(await readBooking(database.db, 'in-outage')).toMatchObject({
      practitionerId: 'harbour-practice/u2',
      pmsAppointmentId: 'E9',
      base: { practitionerId: 'harbour-practice/u1' },
    })
  })

  test('another entry over there is another base', async () => {
    await admin`update calcom."BookingReference" set deleted = true where uid = 'E1'`
    await admin`insert into calcom."BookingReference" (type, uid, "bookingId") values ('pms', 'E1b', 1)`
    await admin`update calcom."Booking" set "userId" = 2 where uid = 'known'`
    await copy()
    expect(await readBooking(database.db, 'known')).toMatchObject({
      pmsAppointmentId: 'E1b',
      base: { practitionerId: 'harbour-practice/u2' },
    })
  })
})

test('the role of the platform may tell of events and bookings, and nothing else', async () => {
  // Roles are the whole server's: this one gets a name of its own, so that two runs at once do not meet.
  const role = block('role: the platform').replaceAll('rejoin_platform', PLATFORM)
  await admin.unsafe(role)
  await admin.unsafe(role)
  const as = (statement: string) =>
    admin
      .begin(async (tx) => {
        await tx`set local role ${tx(PLATFORM)}`
        await tx.unsafe(statement)
      })
      .then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
  const back = `insert into connection_events values ('harbour', '2026-11-19T13:00Z', 'connected')`
  expect(await as(back)).toBe('done')
  expect(await as(`update bookings set status = 'confirmed' where booking_id = 'known'`)).toBe('done')
  for (const refused of [
    'delete from bookings',
    'update connection_events set at = now()',
    'delete from connection_events',
    'select * from pms_patients',
    'insert into pms_reads select * from pms_reads',
    'select * from runs',
    'select * from action_decisions',
    'drop table bookings',
  ]) {
    expect([refused, await as(refused)]).toEqual([refused, '42501'])
  }
})
