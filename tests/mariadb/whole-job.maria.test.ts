/** The whole job on OpenEMR: read after an outage, judged, agreed to, written, and nothing left for a second run. */
import { beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { pull } from '../../src/books/pull.ts'
import { applyPlan } from '../../src/fixups/apply.ts'
import { HANDS } from '../../src/fixups/hands.ts'
import type { Action } from '../../src/reconcile/model.ts'
import { writeBundle } from '../bundle/sample.ts'
import { approve, load, runOnce } from '../fixups/practice.ts'
import { hold, openPractice, type Practice, span } from './practice.ts'

/** The line was down on Sunday from ten to two; it is four o'clock, and Monday is what it is about. */
const AS_OF = Date.parse('2026-08-16T16:00:00+10:00')
const ACCEPTED = '2026-08-16T12:00:00+10:00'
const LONG_AGO = '2026-08-10T12:00:00+10:00'

let practice: Practice
let database: Database
beforeAll(async () => {
  practice = await openPractice()
  database = await openDatabase({ kind: 'throwaway' })
  return () => database.close()
})

test('what was booked, moved and cancelled online stands in the book as it should', async () => {
  const book = practice.book()
  await practice.hours()
  const cancelled = await practice.event({
    pc_hometext: '[rejoin:B-3]',
    pc_startTime: '12:00:00',
    pc_endTime: '12:30:00',
  })
  const moved = await practice.event({
    pc_hometext: '[rejoin:B-4]',
    pc_pid: '2',
    pc_startTime: '13:00:00',
    pc_endTime: '13:30:00',
  })
  await practice.write(book, hold('B-5', span('15:00', '15:30')))
  await practice.desk.query(
    `insert into patient_data (pid, fname, lname, DOB) values (8, 'Kim', 'Twin', '1970-01-01'), (9, 'Kim', 'Twin', '1970-01-01')`,
  )
  await load(database, writeBundle(bundle({ cancelled, moved })))

  const read = () => pull(database, 'c1', book, { asOfMs: AS_OF }, Date.now)
  expect((await read()).pull).toMatchObject({ outcome: 'complete' })
  const { plan, run } = await runOnce(database, 'c1', AS_OF)
  expect(run.holds).toEqual([])
  await approve(database, plan, isOurs)
  const applied = await applyPlan({ database, book, now: Date.now, asOfMs: AS_OF, by: 'Robin Tester' }, plan)
  expect(applied.stopped).toBeNull()
  expect(applied.steps.filter(({ result }) => result !== 'applied')).toEqual([])
  const kinds = applied.steps.map(({ action }) => action.kind).filter((kind) => HANDS[kind] === 'book')
  expect(kinds.toSorted()).toEqual([
    'cancel-appointment',
    'create-appointment',
    'create-appointment',
    'create-appointment',
    'create-patient',
    'hold-slot',
    'move-appointment',
    'remove-placeholder',
  ])

  const rows = await practice.rows(
    `select pc_startTime, pc_pid, pc_apptstatus, pc_hometext from openemr_postcalendar_events
     where pc_hometext <> '' order by pc_startTime`,
  )
  expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
    '10:00:00 1 - [rejoin:B-1]',
    '11:00:00 10 - [rejoin:B-2]',
    '12:00:00 1 x [rejoin:B-3]',
    '14:00:00 2 - [rejoin:B-4]',
    '15:00:00 2 - [rejoin:B-5]',
    '16:00:00  - [rejoin-hold:B-6]',
  ])

  expect((await read()).pull).toMatchObject({ outcome: 'complete' })
  const again = await runOnce(database, 'c1', AS_OF)
  expect(again.run.actions.filter(isOurs)).toEqual([])
})

const isOurs = ({ kind }: Action): boolean => HANDS[kind] !== 'person'

function bundle(entries: { readonly cancelled: string; readonly moved: string }): Record<string, string> {
  const at = (clock: string): string => `2026-08-17T${clock}:00+10:00`
  const synced = (entry: string, start: string, end: string): string =>
    `${entry},${LONG_AGO},d1,${at(start)},${at(end)}`
  return {
    'connections.csv': 'connection_id,name,time_zone\nc1,OpenEMR,Australia/Sydney\n',
    'practices.csv':
      'practice_id,connection_id,name,time_zone,pms_location_id\np1,c1,Harbour,Australia/Sydney,3\n',
    'practitioners.csv': 'practitioner_id,practice_id,name,pms_practitioner_id\nd1,p1,Dr Chan,4\n',
    'appointment_types.csv':
      'appointment_type_id,practice_id,name,duration_minutes,mode,pms_type_id\nt1,p1,Visit,30,in_person,5\n',
    'patients.csv': [
      'patient_id,practice_id,family_name,given_name,birth_on,pms_patient_id',
      'u1,p1,Lee,Ann,1980-02-29,1',
      "u2,p1,O'Brien,Bo,1990-07-01,",
      'new,p1,Newman,Kim,1990-01-01,',
      'twin,p1,Twin,Kim,1970-01-01,',
      '',
    ].join('\n'),
    'bookings.csv': [
      'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,accepted_at,changed_at,cancelled_at,pms_appointment_id,synced_at,synced_practitioner_id,synced_start_at,synced_end_at',
      `B-1,p1,d1,t1,u1,${at('10:00')},${at('10:30')},pending,${ACCEPTED},,,,,,,`,
      `B-2,p1,d1,t1,new,${at('11:00')},${at('11:30')},pending,${ACCEPTED},,,,,,,`,
      `B-3,p1,d1,t1,u1,${at('12:00')},${at('12:30')},cancelled,${LONG_AGO},,${ACCEPTED},${synced(entries.cancelled, '12:00', '12:30')}`,
      `B-4,p1,d1,t1,u2,${at('14:00')},${at('14:30')},confirmed,${LONG_AGO},${ACCEPTED},,${synced(entries.moved, '13:00', '13:30')}`,
      `B-5,p1,d1,t1,u2,${at('15:00')},${at('15:30')},pending,${ACCEPTED},,,,,,,`,
      `B-6,p1,d1,t1,twin,${at('16:00')},${at('16:30')},pending,${ACCEPTED},,,,,,,`,
      '',
    ].join('\n'),
    'connection_events.csv': [
      'connection_id,at,event',
      'c1,2026-08-10T10:00:00+10:00,connected',
      'c1,2026-08-16T10:00:00+10:00,disconnected',
      'c1,2026-08-16T14:00:00+10:00,connected',
      '',
    ].join('\n'),
    'pms_reads.csv': 'connection_id,taken_at,complete\n',
    'pms_appointments.csv':
      'connection_id,pms_appointment_id,pms_practitioner_id,start_local,end_local,status\n',
  }
}
