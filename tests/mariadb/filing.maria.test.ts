/** New patients' files in OpenEMR. */
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { Person, Write, WriteAnswer } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { openPractice, type Practice } from './practice.ts'

let practice: Practice
let book: OpenEmrBook
beforeAll(async () => {
  practice = await openPractice()
  book = practice.book()
})
beforeEach(async () => {
  await practice.desk.query('delete from patient_data where pid > 3')
})

/** Without waiting for each other. */
const RUDE = { writing: { informant: 1, queueMs: 0 } }

const DEE: Person = { familyName: 'Diaz', givenName: 'Dee', birthOn: '2001-05-06' }
const file = (person: Person, mobile: string | null = '0400 111 222'): Write => ({
  kind: 'create-patient',
  mobile,
  ...person,
})
const filed = (pmsPatientId: string): WriteAnswer => ({ kind: 'done', pmsAppointmentId: null, pmsPatientId })
const EXISTS: WriteAnswer = { kind: 'refused', why: 'patient-exists' }

test('a file with the next number, as OpenEMR counts them', async () => {
  expect(await practice.write(book, file(DEE))).toEqual(filed('4'))
  const [row] = await practice.rows('select * from patient_data where pid = 4')
  expect(row).toMatchObject({
    pubpid: '4',
    fname: 'Dee',
    lname: 'Diaz',
    mname: '',
    DOB: '2001-05-06',
    sex: '',
    phone_cell: '0400 111 222',
  })
  expect(row?.['date']).toMatch(/^20/)
  expect(row?.['regdate']).toMatch(/^20/)
  expect(await book.patient('4')).toEqual({
    pmsPatientId: '4',
    ...DEE,
    mobile: '0400 111 222',
    status: 'active',
  })
})

test.each<[string, Person]>([
  ['as written', { familyName: "O'Brien", givenName: 'Bo', birthOn: '1990-07-01' }],
  ['without the apostrophe', { familyName: 'OBRIEN', givenName: 'bo', birthOn: '1990-07-01' }],
  ['with accents and a space', { familyName: 'O’ Brién', givenName: 'Bô', birthOn: '1990-07-01' }],
  ['without a birth date', { familyName: 'Nguyen', givenName: 'Cy', birthOn: null }],
])('nobody gets a second file: %s', async (_, person) => {
  expect(await practice.write(book, file(person))).toEqual(EXISTS)
})

test('a twin, a namesake and somebody without a birth date or mobile get files of their own', async () => {
  expect(
    await practice.write(book, file({ familyName: "O'Brien", givenName: 'Mo', birthOn: '1990-07-01' })),
  ).toEqual(filed('4'))
  expect(
    await practice.write(book, file({ familyName: "O'Brien", givenName: 'Bo', birthOn: '1991-07-01' })),
  ).toEqual(filed('5'))
  expect(await practice.write(book, file({ ...DEE, birthOn: null }, null))).toEqual(filed('6'))
})

test('refused when it is too late, or the birth date is none', async () => {
  const late = await practice.write(book, file(DEE), { notAfterMs: Date.now() })
  expect(late).toEqual({ kind: 'refused', why: 'too-late' })
  const odd = await practice.write(book, file({ ...DEE, birthOn: '2001-02-30' }))
  expect(odd).toEqual({ kind: 'refused', why: 'not-allowed' })
  expect(await practice.rows('select pid from patient_data where pid > 3')).toEqual([])
})

test('a name that does not fit is refused, and never cut', async () => {
  const answer = await practice.write(book, file({ ...DEE, familyName: 'x'.repeat(300) }))
  expect(answer).toEqual({ kind: 'refused', why: 'other' })
  expect(await practice.rows('select pid from patient_data where pid > 3')).toEqual([])
})

test('the same write from everywhere makes one file; twelve people at once get twelve', async () => {
  const programs = Array.from({ length: 12 }, () => practice.book(RUDE))
  const same = await Promise.all(programs.map((one) => practice.write(one, file(DEE), { key: 'dee' })))
  expect(new Set(same.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(filed('4'))]))

  const others = await Promise.all(
    programs.map((one, at) => practice.write(one, file({ ...DEE, givenName: `Dee ${'abcdefghijkl'[at]}` }))),
  )
  const pids = others.map((answer) => (answer.kind === 'done' ? Number(answer.pmsPatientId) : null))
  expect(pids.toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 12 }, (_, at) => at + 5),
  )
})

test('one person asked for by twelve programs gets one file', async () => {
  const programs = Array.from({ length: 12 }, () => practice.book(RUDE))
  const answers = await Promise.all(programs.map((one) => practice.write(one, file(DEE))))
  expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1)
  expect(answers.filter(({ kind }) => kind !== 'done')).toEqual(Array.from({ length: 11 }, () => EXISTS))
  expect(await practice.rows('select pid from patient_data where pid > 3')).toHaveLength(1)
})
