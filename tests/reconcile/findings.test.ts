/** Every finding of contract § 4, when it is there and when it is not. */
import { describe, expect, test } from 'vitest'
import type { Booking, Recall } from '../../src/reconcile/model.ts'
import {
  AS_OF,
  at,
  block,
  booking,
  diary,
  entry,
  findings,
  judgeAt,
  pmsRecall,
  recall,
  reminder,
  session,
  slot,
  synced,
} from './diary.ts'

const CANCELLED = { status: 'cancelled', cancelledMs: at('thu 10:00') } as const

describe('recalls', () => {
  const recalls = (mine: Recall[], theirs = [pmsRecall('PR-R1')], bookings: Booking[] = [], asOf = AS_OF) =>
    findings(diary({ recalls: mine, bookings, book: { recalls: theirs } }), asOf)

  test('closed in the PMS: completed there, or absent from a complete read that has recalls', () => {
    expect(recalls([recall('R1')], [pmsRecall('PR-R1', { status: 'completed' })])).toEqual([
      'recall-closed-in-pms R1',
    ])
    expect(
      recalls([recall('R1', { status: 'paused' })], [pmsRecall('other', { status: 'cancelled' })]),
    ).toEqual(['recall-closed-in-pms R1'])
    expect(recalls([recall('R1')], [])).toEqual([])
    expect(
      recalls([recall('R1', { pmsRecallId: null })], [pmsRecall('other', { status: 'cancelled' })]),
    ).toEqual([])
    const world = diary({
      recalls: [recall('R1')],
      book: { recalls: [pmsRecall('x', { status: 'completed' })] },
    })
    const { read } = world.book
    const partial = { ...world, book: { ...world.book, read: read && { ...read, complete: false } } }
    expect(findings(partial)).toEqual([])
  })
  test('missing, and overdue by the local date of the connection', () => {
    expect(recalls([])).toEqual(['recall-missing PR-R1'])
    const overdue = (dueOn: string) =>
      judgeAt(diary({ book: { recalls: [pmsRecall('PR-R1', { dueOn })] } })).findings.map(
        (f) => f.overdue ?? false,
      )
    expect(overdue('2026-11-19')).toEqual([true])
    expect(overdue('2026-11-20')).toEqual([false])
    expect(recalls([], [pmsRecall('PR-R1', { status: 'completed' })])).toEqual([])
  })
  test('still open in the PMS', () => {
    expect(recalls([recall('R1', { status: 'completed' })])).toEqual(['recall-still-open-in-pms R1'])
    expect(recalls([recall('R1', { status: 'cancelled' })])).toEqual(['recall-still-open-in-pms R1'])
  })
  test('to resume: paused by a booking that leaves the patient without an appointment', () => {
    const paused = recall('R1', { status: 'paused', pausedByBookingId: 'B1' })
    const taken = diary({
      recalls: [paused],
      bookings: [booking('B1')],
      entries: [entry('E1', { pmsPatientId: 'P-bob' })],
      book: { recalls: [pmsRecall('PR-R1')] },
    })
    expect(findings(taken)).toEqual(['recall-to-resume R1'])
    expect(recalls([paused], undefined, [booking('B1', CANCELLED)])).toEqual(['recall-to-resume R1'])
    expect(recalls([paused], undefined, [synced('B1', CANCELLED)])).toEqual(['recall-to-resume R1'])
    expect(recalls([paused], undefined, [booking('B1')])).toEqual([])
    expect(
      recalls([recall('R1', { pausedByBookingId: 'B1', appointmentTypeId: null })], undefined, [
        booking('B1', CANCELLED),
      ]),
    ).toEqual([])
  })
  test('not to resume: the old entry stays where a move could not be made', () => {
    const moved = synced('B1', { ...slot('fri 14:00'), changedMs: at('thu 09:40') })
    const world = diary({
      recalls: [recall('R1', { status: 'paused', pausedByBookingId: 'B1' })],
      bookings: [moved],
      entries: [entry('E-B1'), entry('E2', { pmsPatientId: 'P-bob', ...slot('fri 14:00') })],
      book: { recalls: [pmsRecall('PR-R1')] },
    })
    expect(judgeAt(world).judgements[0]?.verdict).toBe('time-already-taken')
    expect(findings(world)).toEqual([])
  })
  test('booked: a judged booking of its type stands, or is about to, after as-of', () => {
    expect(recalls([recall('R1')], undefined, [booking('B1')])).toEqual(['recall-booked R1'])
    expect(recalls([recall('R1', { appointmentTypeId: null })], undefined, [booking('B1')])).toEqual([])
    expect(recalls([recall('R1')], undefined, [booking('B1', slot('thu 11:00'))])).toEqual([])
  })
  test('changed: the PMS is right; what it leaves empty is no difference', () => {
    expect(recalls([recall('R1')], [pmsRecall('PR-R1', { dueOn: '2027-01-01' })])).toEqual([
      'recall-changed R1',
    ])
    expect(recalls([recall('R1', { reason: null })])).toEqual(['recall-changed R1'])
    expect(recalls([recall('R1', { clinicallySignificant: true })])).toEqual(['recall-changed R1'])
    expect(
      recalls([recall('R1')], [pmsRecall('PR-R1', { reason: null, clinicallySignificant: null })]),
    ).toEqual([])
  })
  test('overdue: active on both sides, due, never contacted', () => {
    const due = { dueOn: '2026-11-19' }
    expect(recalls([recall('R1', due)], [pmsRecall('PR-R1', due)])).toEqual(['recall-overdue R1'])
    expect(recalls([recall('R1', { ...due, lastContactedMs: 0 })], [pmsRecall('PR-R1', due)])).toEqual([])
    expect(recalls([recall('R1', { ...due, status: 'paused' })], [pmsRecall('PR-R1', due)])).toEqual([])
  })
})

describe('reminders', () => {
  const reminders = (
    fields: Parameters<typeof reminder>[1],
    one: Booking = booking('B1'),
    entries = [entry('E1')],
  ) => findings(diary({ bookings: [one], reminders: [reminder('M1', fields)], entries }))
  test('missed: due in the window, not sent, its booking still ahead', () => {
    expect(reminders({})).toEqual(['reminder-missed M1'])
    expect(reminders({}, booking('B1'), [])).toEqual(['reminder-missed M1'])
    expect(reminders({ dueMs: at('thu 09:00') })).toEqual(['reminder-missed M1'])
    expect(reminders({ dueMs: at('thu 11:01') })).toEqual([])
    expect(reminders({}, booking('B1', CANCELLED))).toEqual([])
  })
  test('out of date: sent about a time that is no longer so', () => {
    const sent = { sentMs: at('thu 08:00') }
    expect(reminders({ ...sent, aboutStartMs: at('fri 09:00') })).toEqual(['reminder-out-of-date M1'])
    expect(reminders({ ...sent, aboutStartMs: at('fri 10:00') })).toEqual([])
    expect(reminders(sent)).toEqual([])
    expect(reminders(sent, booking('B1', CANCELLED))).toEqual(['reminder-out-of-date M1'])
    expect(reminders(sent, booking('B1', { ...CANCELLED, patientTold: 'cancelled' }))).toEqual([])
    expect(reminders({ ...sent, aboutStartMs: at('thu 10:00') }, booking('B1', CANCELLED))).toEqual([])
  })
})

describe('video links', () => {
  const video = (fields: Partial<Booking> = {}, asOf = AS_OF) =>
    findings(
      diary({
        bookings: [synced('B1', { appointmentTypeId: 'video', changedMs: at('thu 10:00'), ...fields })],
        entries: [
          entry('E-B1', {
            startMs: fields.startMs ?? at('fri 10:00'),
            endMs: fields.endMs ?? at('fri 10:30'),
            pmsPractitionerId: fields.practitionerId === 'dr-ray' ? 'D2' : 'D1',
          }),
        ],
      }),
      asOf,
    )
  test('in the order in which the causes can be mended', () => {
    expect(video()).toEqual(['video-link-missing B1'])
    expect(video({ videoLinkMs: at('thu 09:00') })).toEqual([])
    expect(video({}, at('fri 10:00'))).toEqual(['video-start-passed B1'])
    expect(video({ syncedMs: at('thu 11:16') })).toEqual(['video-link-pending B1'])
    expect(video({ syncedMs: at('thu 11:15') })).toEqual(['video-link-missing B1'])
    expect(video({ practitionerId: 'dr-ray' })).toEqual(['video-practitioner-not-enabled B1'])
    expect(video({ appointmentTypeId: 'unmapped' })).toEqual(['video-type-not-linked B1'])
  })
  test('a practitioner whom two practices have in one PMS', () => {
    const { practices, practitioners } = diary()
    const [practice] = practices
    const [lee] = practitioners
    if (practice === undefined || lee === undefined) throw new Error('the diary is empty')
    const world = diary({
      practices: [...practices, { ...practice, practiceId: 'branch' }],
      practitioners: [...practitioners, { ...lee, practitionerId: 'lee-at-branch', practiceId: 'branch' }],
      bookings: [synced('B1', { appointmentTypeId: 'video', changedMs: at('thu 10:00') })],
      entries: [entry('E-B1')],
    })
    expect(findings(world)).toEqual(['video-practitioner-in-several-practices B1'])
  })
  test('what is only about to be written has no link to miss yet', () => {
    expect(findings(diary({ bookings: [booking('B1', { appointmentTypeId: 'video' })] }))).toEqual([])
  })
})

test('a patient with two practitioners at once', () => {
  const elsewhere = entry('E1', { pmsPractitionerId: 'D2', ...slot('fri 10:15'), createdMs: at('wed 09:00') })
  expect(findings(diary({ bookings: [booking('B1')], entries: [elsewhere] }))).toEqual([
    'patient-double-booked B1',
  ])
  const both = [booking('B1'), booking('B2', { practitionerId: 'dr-ray' })]
  expect(findings(diary({ bookings: both }))).toEqual([
    'patient-double-booked B1',
    'patient-double-booked B2',
  ])
})

test('length and type of what the desk typed', () => {
  const world = diary({
    bookings: [booking('B1')],
    entries: [entry('E1', { ...slot('fri 10:00', 15), pmsTypeId: 'T9' })],
  })
  expect(findings(world)).toEqual(['duration-differs B1', 'type-differs B1'])
  expect(findings(diary({ bookings: [booking('B1')], entries: [entry('E1', { pmsTypeId: null })] }))).toEqual(
    [],
  )
})

describe('the book was double booked already', () => {
  const twoAt = (start: string, more = {}) =>
    findings(
      diary({
        bookings: [booking('B1', slot('fri 16:00'))],
        entries: [
          entry('E2', { pmsPatientId: 'P-x', ...slot(start) }),
          entry('E1', { pmsPatientId: 'P-y', startMs: at(start) + 900_000, endMs: at(start) + 2_700_000 }),
        ],
        ...more,
      }),
    )
  test('on a day that a judged booking touches', () => {
    expect(twoAt('fri 10:00')).toEqual(['book-overlap E1+E2'])
    expect(twoAt('mon 10:00')).toEqual([])
  })
  test('not within the capacity of a session', () => {
    expect(
      twoAt('fri 10:00', { book: { sessions: [session({ ...slot('fri 08:00', 600), capacity: 2 })] } }),
    ).toEqual([])
    expect(
      twoAt('fri 10:00', {
        book: {
          sessions: [session({ ...slot('fri 08:00', 140), capacity: 2 }), session(slot('fri 10:20', 600))],
        },
      }),
    ).toEqual(['book-overlap E1+E2'])
  })
})

test('stale placeholders', () => {
  const held = (fields = {}) =>
    entry('H1', {
      status: 'placeholder',
      pmsPatientId: null,
      externalRef: 'B1',
      ...slot('mon 10:00'),
      ...fields,
    })
  const stale = (one: Booking[], entries = [held()]) => findings(diary({ bookings: one, entries }))
  expect(stale([booking('B1')])).toEqual([])
  expect(stale([booking('B1', CANCELLED)])).toEqual(['stale-placeholder H1'])
  expect(stale([booking('B1')], [held(), entry('E1')])).toEqual(['stale-placeholder H1'])
  expect(stale([])).toEqual(['stale-placeholder H1'])
  expect(stale([booking('B1', { pmsAppointmentId: 'H1' })], [held({ externalRef: null })])).toEqual([])
})

test('deceased: found in bookings and recalls of both sides, and only a review is planned', () => {
  const world = diary({
    bookings: [booking('B1')],
    recalls: [recall('R1')],
    book: { recalls: [pmsRecall('PR-R1'), pmsRecall('PR-2')] },
  })
  const patients = world.book.patients.map((patient) => ({ ...patient, status: 'deceased' as const }))
  const result = judgeAt({ ...world, book: { ...world.book, patients } })
  expect(result.findings.filter((f) => f.code === 'patient-deceased').map((f) => f.subjectIds[0])).toEqual([
    'B1',
    'PR-2',
    'R1',
  ])
  expect(new Set(result.actions.map((action) => `${action.kind} ${action.who}`))).toEqual(
    new Set(['review practice-manager']),
  )
})

describe('holds (§ 5)', () => {
  const holds = (world: Parameters<typeof diary>[0], asOf = AS_OF) =>
    judgeAt(diary({ bookings: [booking('B1')], ...world }), asOf).holds
  const { read } = diary().book
  if (read === null) throw new Error('the diary was never read')
  test('none', () => expect(holds({})).toEqual([]))
  test('line down', () =>
    expect(holds({ events: diary().events.slice(0, 2) })).toEqual([
      'line-down',
      'book-not-read-since-reconnect',
    ]))
  test('not read since reconnect', () => {
    expect(holds({ book: { read: { ...read, takenMs: at('thu 10:59') } } })).toEqual([
      'book-not-read-since-reconnect',
    ])
    expect(holds({ book: { read: { ...read, takenMs: at('thu 11:00') } } })).toEqual([])
    expect(holds({ book: { read: null } })).toEqual(['book-not-read-since-reconnect', 'read-incomplete'])
  })
  test('read incomplete', () =>
    expect(holds({ book: { read: { ...read, complete: false } } })).toEqual(['read-incomplete']))
  test('wrong database', () => {
    expect(holds({ book: { read: { ...read, databaseIdentity: 'db-2' } } })).toEqual(['wrong-database'])
    expect(holds({ book: { read: { ...read, databaseIdentity: null } } })).toEqual([])
  })
  test('the book looks restored: three vanished, and a fifth of them', () => {
    const many = (vanished: number, kept: number) => ({
      bookings: Array.from({ length: vanished + kept }, (_, i) => {
        const when = slot(`2026-11-${20 + Math.floor(i / 10)} ${10 + (i % 10)}:00`)
        return synced(`B${i}`, { ...when, base: { practitionerId: 'dr-lee', ...when } })
      }),
      entries: Array.from({ length: kept }, (_, k) => {
        const i = vanished + k
        return entry(`E-B${i}`, slot(`2026-11-${20 + Math.floor(i / 10)} ${10 + (i % 10)}:00`))
      }),
    })
    expect(holds(many(2, 0))).toEqual([])
    expect(holds(many(3, 12))).toEqual(['book-looks-restored'])
    expect(holds(many(3, 13))).toEqual([])
  })
  test('a held run still judges, and every action is held', () => {
    const result = judgeAt(
      diary({ bookings: [booking('B1')], book: { read: { ...read, databaseIdentity: 'db-2' } } }),
    )
    expect(result.judgements[0]?.verdict).toBe('insert')
    expect(new Set(result.actions.map((action) => action.status))).toEqual(new Set(['held']))
  })
})

test('leave that only touches, and blocks of others, are in nobody’s way', () => {
  const blocks = [block(slot('fri 10:30')), block({ ...slot('fri 10:00'), pmsPractitionerId: 'D2' })]
  expect(judgeAt(diary({ bookings: [booking('B1')], book: { blocks } })).judgements[0]?.verdict).toBe(
    'insert',
  )
})
