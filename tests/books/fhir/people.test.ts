/** Patients and recalls of FHIR: who somebody is, and who is due when. */
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/books/fhir/rest.ts'
import { actor, mapped, patient, told } from './made.ts'

describe('a patient', () => {
  const one = (more: Json) => {
    const { patients, remarks } = told(mapped({ patients: [patient('p1', more)] }))
    return { found: patients[0] ?? null, remarks }
  }

  test('in full', () => {
    const { found, remarks } = one({
      active: true,
      telecom: [
        { system: 'phone', use: 'home', value: '02 9999 0000' },
        { system: 'phone', use: 'mobile', value: '0491 570 006', period: { end: '2020-01-01' } },
        { system: 'phone', use: 'mobile', value: '0491 570 156' },
      ],
    })
    expect(found).toEqual({
      pmsPatientId: 'p1',
      familyName: 'Nguyen',
      givenName: 'Kim',
      birthOn: '1980-02-29',
      mobile: '0491 570 156',
      status: 'active',
    })
    expect(remarks).toEqual([])
  })

  const official = { use: 'official', family: 'Nguyen', given: ['Kim', 'Anh'] }
  test.each<[string, readonly Json[], string | null]>([
    [
      'the official one first',
      [{ use: 'usual', family: 'Ng', given: ['Kimmy'] }, official],
      'Nguyen/Kim Anh',
    ],
    [
      'the usual one next',
      [
        { family: 'Ngo', given: ['Kim'] },
        { use: 'usual', family: 'Ng', given: ['K'] },
      ],
      'Ng/K',
    ],
    [
      'one without a use',
      [
        { use: 'maiden', family: 'Tran', given: ['Kim'] },
        { family: 'Ngo', given: ['Kim'] },
      ],
      'Ngo/Kim',
    ],
    [
      'not one that has ended',
      [
        { ...official, period: { end: '2001-01-01' } },
        { ...official, family: 'Ngo' },
      ],
      'Ngo/Kim Anh',
    ],
    ['but that rather than none', [{ ...official, period: { end: '2001-01-01' } }], 'Nguyen/Kim Anh'],
    [
      'not half of one',
      [
        { use: 'official', family: 'Nguyen' },
        { use: 'usual', family: 'Ng', given: ['Kim'] },
      ],
      'Ng/Kim',
    ],
    ['only a maiden name', [{ use: 'maiden', family: 'Tran', given: ['Kim'] }], null],
    ['only a text', [{ text: 'Kim Nguyen' }], null],
    ['only a given name', [{ given: ['Kim'] }], null],
    ['none', [], null],
  ])('has a name: %s', (_, name, expected) => {
    const { found, remarks } = one({ name })
    expect(found === null ? null : `${found.familyName}/${found.givenName}`).toBe(expected)
    expect(remarks).toEqual(
      expected === null ? ['warning: Patient p1: it has no name in parts, and was left out'] : [],
    )
  })

  test.each<[unknown, string | null, number]>([
    ['1980-02-29', '1980-02-29', 0],
    ['1980-02', null, 0],
    ['1980', null, 0],
    ['1981-02-29', null, 1],
    ['29/02/1980', null, 1],
    [1980, null, 1],
    [undefined, null, 0],
  ])('was born on %s', (birthDate, birthOn, doubts) => {
    const { found, remarks } = one({ birthDate })
    expect(found?.birthOn).toBe(birthOn)
    expect(remarks).toHaveLength(doubts)
  })

  test.each<[Json, string]>([
    [{}, 'active'],
    [{ active: false }, 'inactive'],
    [{ active: true, link: [{ type: 'replaced-by', other: { reference: 'Patient/p2' } }] }, 'inactive'],
    [{ link: [{ type: 'seealso', other: { reference: 'Patient/p2' } }] }, 'active'],
    [{ deceasedBoolean: false }, 'active'],
    [{ deceasedBoolean: true }, 'deceased'],
    [{ active: false, deceasedDateTime: '2026' }, 'deceased'],
  ])('%j is %s', (more, status) => {
    expect(one(more).found?.status).toBe(status)
  })
})

describe('a recall', () => {
  const request = (more: Json = {}): Json => ({
    resourceType: 'ServiceRequest',
    id: 'r1',
    status: 'active',
    subject: { reference: 'Patient/p1' },
    occurrenceDateTime: '2026-12-01',
    code: { text: 'Skin check' },
    ...more,
  })
  const one = (resource: Json) => {
    const { recalls, remarks } = told(mapped({ recalls: [resource] }))
    return { found: recalls[0] ?? null, remarks }
  }

  test('in full', () => {
    expect(one(request())).toEqual({
      found: {
        pmsRecallId: 'r1',
        pmsPatientId: 'p1',
        reason: 'Skin check',
        dueOn: '2026-12-01',
        clinicallySignificant: null,
        status: 'active',
      },
      remarks: [],
    })
  })

  test.each([
    ...['draft', 'active', 'on-hold', 'unknown'].map((word) => [word, 'active']),
    ...['requested', 'received', 'accepted', 'ready', 'in-progress', 'failed'].map((word) => [
      word,
      'active',
    ]),
    ...['proposed', 'waitlist', 'pending', 'noshow'].map((word) => [word, 'active']),
    ...['completed', 'booked', 'arrived', 'checked-in', 'fulfilled'].map((word) => [word, 'completed']),
    ...['revoked', 'cancelled', 'stopped', 'rejected', 'entered-in-error'].map((word) => [word, 'cancelled']),
  ])('%s is %s', (status, expected) => {
    expect(one(request({ status }))).toMatchObject({ found: { status: expected }, remarks: [] })
  })

  test('of an unknown status is active, with a doubt', () => {
    expect(one(request({ status: 'perhaps' }))).toMatchObject({
      found: { status: 'active' },
      remarks: ['warning: ServiceRequest r1: its status is not in the standard; it was taken as active'],
    })
  })

  const bare = { occurrenceDateTime: undefined }
  test.each<[Json, string | null]>([
    [{ occurrenceDateTime: '2026-12-01' }, '2026-12-01'],
    // Sydney's day has begun.
    [{ occurrenceDateTime: '2026-11-30T13:30:00Z' }, '2026-12-01'],
    [{ ...bare, occurrencePeriod: { start: '2026-12-02', end: '2026-12-09' } }, '2026-12-02'],
    [
      { ...bare, restriction: { period: { end: '2026-12-03' } }, executionPeriod: { end: '2026-12-04' } },
      '2026-12-03',
    ],
    [{ ...bare, executionPeriod: { start: '2026-12-04', end: '2026-12-05' } }, '2026-12-05'],
    [{ ...bare, executionPeriod: { start: '2026-12-04' } }, '2026-12-04'],
    [{ ...bare, requestedPeriod: [{ start: '2026-12-06' }] }, '2026-12-06'],
    [{ occurrenceDateTime: '2026-12' }, null],
    [{ occurrenceDateTime: '2026-12-01T09:00:00' }, null],
    [{ occurrenceDateTime: 'soon' }, null],
    [bare, null],
  ])('%j is due on %s', (more, dueOn) => {
    const { found, remarks } = one(request(more))
    expect(found?.dueOn ?? null).toBe(dueOn)
    expect(remarks).toEqual(dueOn === null ? ['fault: ServiceRequest r1: it has no due day'] : [])
  })

  test('may be a task or an appointment', () => {
    const task = request({ resourceType: 'Task', subject: undefined, for: { reference: 'Patient/p2' } })
    expect(one(task).found?.pmsPatientId).toBe('p2')
    const wish = request({
      resourceType: 'Appointment',
      status: 'proposed',
      subject: undefined,
      occurrenceDateTime: undefined,
      start: '2026-11-30T13:30:00Z',
      participant: [actor('Practitioner/dr1'), actor('Patient/p3')],
    })
    expect(one(wish).found).toMatchObject({ pmsPatientId: 'p3', dueOn: '2026-12-01', status: 'active' })
  })

  test.each<[Json, string | null]>([
    [{ code: { coding: [{ code: '1' }, { display: 'Pap smear' }] } }, 'Pap smear'],
    [{ code: undefined, reasonCode: [{ text: 'Follow up' }] }, 'Follow up'],
    [{ code: undefined, reasonCode: { text: 'Follow up' } }, 'Follow up'],
    [{ code: undefined }, null],
  ])('%j is for %s', (more, reason) => {
    expect(one(request(more)).found?.reason).toBe(reason)
  })

  test('of nobody is a fault; that must not be done is none', () => {
    expect(one(request({ subject: { reference: 'Group/g1' } }))).toEqual({
      found: null,
      remarks: ['fault: ServiceRequest r1: its patient has no id of this server'],
    })
    expect(one(request({ doNotPerform: true }))).toEqual({ found: null, remarks: [] })
  })
})
