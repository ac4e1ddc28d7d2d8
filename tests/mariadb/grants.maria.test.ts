/** What Rejoin's own database user must be allowed, and nothing more: these are the statements of docs/books.md. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteAnswer } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { create, hold, move, openPractice, type Practice, SCOPE, span } from './practice.ts'

const READING = [
  `select (pc_eid, pc_catid, pc_aid, pc_pid, pc_eventDate, pc_endDate, pc_startTime, pc_endTime, pc_duration,
    pc_alldayevent, pc_recurrtype, pc_recurrspec, pc_apptstatus, pc_eventstatus, pc_prefcatid, pc_facility,
    pc_hometext, pc_time) on openemr_postcalendar_events`,
  'select (pc_catid, pc_constant_id, pc_cattype) on openemr_postcalendar_categories',
  'select (pid, lname, fname, DOB, phone_cell, deceased_date) on patient_data',
  'select (r_ID, r_pid, r_eventDate, r_reason) on medex_recalls',
  'select (id, active, authorized, calendar) on users',
  'select (gl_name, gl_value) on globals',
]

const WRITING = [
  'select (uuid, pc_multiple), insert, delete on openemr_postcalendar_events',
  `update (pc_eventDate, pc_startTime, pc_endTime, pc_duration, pc_aid, pc_apptstatus, pc_time)
    on openemr_postcalendar_events`,
  'select (pc_catname) on openemr_postcalendar_categories',
  'select (facility_id) on users',
  `select (uuid), insert (pid, pubpid, uuid, fname, lname, mname, DOB, sex, phone_cell, date, regdate)
    on patient_data`,
]

let practice: Practice
const users: string[] = []
beforeAll(async () => {
  practice = await openPractice()
  await practice.hours()
})
afterAll(async () => {
  for (const user of users) await practice.desk.query(`drop user if exists '${user}'@'%'`)
})

async function bookOf(grants: readonly string[]): Promise<OpenEmrBook> {
  const user = `${practice.database.slice(-12)}_${users.length}`
  users.push(user)
  await practice.desk.query(`create user '${user}'@'%' identified by 'one two'`)
  for (const grant of grants) {
    const [what, table] = grant.split(/ on (?=\w+$)/)
    await practice.desk.query(`grant ${what} on ${practice.database}.${table} to '${user}'@'%'`)
  }
  return practice.book({ user, password: 'one two' })
}

const id = (answer: WriteAnswer): string => {
  if (answer.kind !== 'done' || answer.pmsAppointmentId === null) throw new Error(JSON.stringify(answer))
  return answer.pmsAppointmentId
}

describe('a user who may only read', () => {
  test('reads the whole book and answers every question', async () => {
    const book = await bookOf(READING)
    const eid = await practice.event({})
    expect(await book.read({ ...SCOPE, pmsAppointmentIds: [eid], bookingIds: ['B'] })).toMatchObject({
      kind: 'complete',
    })
    expect(await book.entry(eid)).not.toBeNull()
    expect(await book.byRef('B')).toEqual([])
    expect(await book.ofPatient('1', span('10:00', '10:30'))).toHaveLength(1)
    expect((await book.within('4', span('10:00', '10:30'))).sessionsKnown).toBe(true)
    expect(await book.patient('1')).not.toBeNull()
    expect(await book.patientsLike({ familyName: 'Lee', givenName: 'Ann', birthOn: null })).toHaveLength(1)
    expect(await book.recall('recall:1')).toBeNull()
    expect(await book.identity()).not.toBeNull()
    await practice.desk.query('delete from openemr_postcalendar_events where pc_eid = ?', [eid])
  })

  test('writes nothing, whatever the settings say', async () => {
    const book = await bookOf(READING)
    const answer = await practice.write(book, create('B-1', span('10:00', '10:30')))
    expect(answer).toEqual({ kind: 'refused', why: 'not-allowed' })
    expect(await practice.liveAt('10:00', '10:30')).toEqual([])
  })

  test('and without one of its grants reads nothing, rather than less', async () => {
    for (const missing of READING) {
      const book = await bookOf(READING.filter((grant) => grant !== missing))
      expect(await book.read(SCOPE)).toMatchObject({ kind: 'failed', why: expect.stringContaining('DENIED') })
    }
  })
})

test('a user who may write writes every kind', async () => {
  const book = await bookOf([...READING, ...WRITING])
  const visit = id(await practice.write(book, create('B-1', span('10:00', '10:30'))))
  const held = id(await practice.write(book, hold('B-2', span('11:00', '11:30'))))
  id(await practice.write(book, move(visit, span('15:00', '15:30'))))
  id(await practice.write(book, { kind: 'cancel', pmsAppointmentId: visit }))
  id(await practice.write(book, { kind: 'remove-placeholder', pmsAppointmentId: held }))
  const person = { familyName: 'Diaz', givenName: 'Dee', birthOn: '2001-05-06', mobile: null }
  expect(await practice.write(book, { kind: 'create-patient', ...person })).toMatchObject({ kind: 'done' })
})

test('a table that knows no transactions is not written', async () => {
  const book = practice.book()
  await practice.desk.query('alter table openemr_postcalendar_events engine = MyISAM')
  const answer = await practice.write(book, create('B-9', span('16:00', '16:30')))
  expect(answer).toEqual({ kind: 'refused', why: 'not-allowed' })
  const read = await book.read(SCOPE)
  expect(read.remarks).toContainEqual(
    expect.objectContaining({ subject: 'table openemr_postcalendar_events' }),
  )
  await practice.desk.query('alter table openemr_postcalendar_events engine = InnoDB')
})

test('what is to be encrypted never goes in plain text', async () => {
  const read = await practice.book({ tls: { ca: null } }).read(SCOPE)
  expect(read).toMatchObject({ kind: 'failed', why: expect.stringContaining('connect') })
})
