/** Who gets the time (contract § 3.4), and which bookings must be decided together. */
import { describe, expect, test } from 'vitest'
import type { Booking } from '../../src/reconcile/model.ts'
import { at, block, booking, diary, entry, judgeAt, session, slot, synced, verdicts } from './diary.ts'

const move = (
  id: string,
  patientId: string,
  from: string,
  to: string,
  changed: string,
  fields: Partial<Booking> = {},
) =>
  synced(id, {
    patientId,
    ...slot(to),
    base: { practitionerId: 'dr-lee', ...slot(from) },
    changedMs: at(changed),
    ...fields,
  })
const of = (id: string, patient: string, start: string) =>
  entry(`E-${id}`, { pmsPatientId: `P-${patient}`, ...slot(start) })

describe('claims', () => {
  test('the first accepted wins; ties go by id', () => {
    const late = booking('A', { patientId: 'bob', acceptedMs: at('thu 09:31') })
    expect(verdicts(diary({ bookings: [late, booking('B')] }))).toEqual(['A time-already-taken', 'B insert'])
    expect(verdicts(diary({ bookings: [booking('A', { patientId: 'bob' }), booking('B')] }))).toEqual([
      'A insert',
      'B time-already-taken',
    ])
  })
  test('touching is not overlapping', () => {
    const next = booking('B2', { patientId: 'bob', ...slot('fri 10:30') })
    expect(verdicts(diary({ bookings: [booking('B1'), next] }))).toEqual(['B1 insert', 'B2 insert'])
  })
  test('a session with capacity two takes two, at every instant', () => {
    const world = diary({
      bookings: [
        booking('B1', { patientId: 'cy', ...slot('fri 10:00', 60) }),
        booking('B2', { patientId: 'bob', ...slot('fri 10:30', 60), acceptedMs: at('thu 09:31') }),
      ],
      entries: [
        entry('E1', { pmsPatientId: 'P-x', ...slot('fri 10:00') }),
        entry('E2', { pmsPatientId: 'P-y', ...slot('fri 10:30', 15) }),
      ],
      book: { sessions: [session({ ...slot('fri 09:00', 240), capacity: 2 })] },
    })
    expect(verdicts(world)).toEqual(['B1 insert', 'B2 time-already-taken'])
  })
  test('capacity comes from a session around the whole span, of this practice or of no location', () => {
    const sessions = [
      session({ ...slot('fri 10:00', 30), capacity: 2, pmsLocationId: 'elsewhere' }),
      session(slot('fri 09:00', 240)),
    ]
    const practices = diary().practices.map((practice) => ({ ...practice, pmsLocationId: 'here' }))
    const world = {
      bookings: [booking('B1')],
      entries: [entry('E1', { pmsPatientId: 'P-x' })],
      practices,
      book: { sessions },
    }
    expect(verdicts(diary(world))).toEqual(['B1 time-already-taken'])
    expect(verdicts(diary({ ...world, practices: diary().practices }))).toEqual(['B1 insert'])
  })
  test('a cancellation online frees the time', () => {
    const gone = synced('B0', { patientId: 'bob', status: 'cancelled', cancelledMs: at('thu 10:00') })
    expect(
      verdicts(diary({ bookings: [gone, booking('B1')], entries: [of('B0', 'bob', 'fri 10:00')] })),
    ).toEqual(['B0 cancel-in-book', 'B1 insert'])
  })
  test('a served move frees its old time for somebody earlier, and serving starts again', () => {
    const world = diary({
      bookings: [
        booking('B1', { acceptedMs: at('thu 09:05') }),
        move('M1', 'bob', 'fri 10:00', 'fri 14:00', 'thu 09:50'),
        booking('B2', { patientId: 'cy', acceptedMs: at('thu 09:40') }),
      ],
      entries: [of('M1', 'bob', 'fri 10:00')],
    })
    expect(verdicts(world)).toEqual(['B1 insert', 'B2 time-already-taken', 'M1 move-in-book'])
  })
  test('two moves that wait for each other both stay', () => {
    const world = diary({
      bookings: [
        move('M1', 'ann', 'fri 10:00', 'fri 11:00', 'thu 09:30'),
        move('M2', 'bob', 'fri 11:00', 'fri 10:00', 'thu 09:31'),
      ],
      entries: [of('M1', 'ann', 'fri 10:00'), of('M2', 'bob', 'fri 11:00')],
    })
    expect(verdicts(world)).toEqual(['M1 time-already-taken', 'M2 time-already-taken'])
    expect(judgeAt(world).judgements.map((j) => [j.conflictsWith, j.conflictGroup])).toEqual([
      [{ bookingIds: [], pmsAppointmentIds: ['E-M2'] }, 'M1'],
      [{ bookingIds: [], pmsAppointmentIds: ['E-M1'] }, 'M2'],
    ])
  })
  test('a move is not in its own way', () => {
    const world = diary({
      bookings: [move('M1', 'ann', 'fri 10:00', 'fri 10:15', 'thu 09:30')],
      entries: [of('M1', 'ann', 'fri 10:00')],
    })
    expect(verdicts(world)).toEqual(['M1 move-in-book'])
  })
  test('who cannot be written yet holds the time in turn', () => {
    const later = booking('Z', { patientId: 'bob', acceptedMs: at('thu 10:00') })
    for (const first of [
      booking('A', { patientId: 'twin' }),
      booking('A', { appointmentTypeId: 'unmapped' }),
    ]) {
      const result = judgeAt(diary({ bookings: [first, later] }))
      expect(result.judgements[1]?.verdict).toBe('time-already-taken')
      expect(result.judgements[1]?.conflictsWith.bookingIds).toEqual(['A'])
      expect(result.judgements.map((j) => j.conflictGroup)).toEqual(['A', 'A'])
    }
    const onLeave = diary({
      bookings: [booking('A', { patientId: 'twin' }), later],
      book: { blocks: [block(slot('fri 10:00', 10))] },
    })
    expect(
      judgeAt({ ...onLeave, book: { ...onLeave.book, patients: diary().book.patients } }).judgements.map(
        (j) => j.conflictGroup,
      ),
    ).toEqual([null, null])
  })
})

describe('placeholders', () => {
  const held = (fields = {}) =>
    entry('H1', { status: 'placeholder', pmsPatientId: null, externalRef: 'B1', ...fields })
  const rival = booking('B0', { patientId: 'bob', acceptedMs: at('thu 09:01') })
  test('hold the time for their booking, even against an earlier claim', () => {
    expect(verdicts(diary({ bookings: [rival, booking('B1')], entries: [held()] }))).toEqual([
      'B0 time-already-taken',
      'B1 insert',
    ])
  })
  test('also by the id alone', () => {
    const mine = booking('B1', { pmsAppointmentId: 'H1' })
    expect(verdicts(diary({ bookings: [rival, mine], entries: [held({ externalRef: null })] }))).toEqual([
      'B0 time-already-taken',
      'B1 insert',
    ])
  })
  test('hold nothing once the booking is cancelled online or has its own entry', () => {
    const cancelled = booking('B1', { status: 'cancelled', cancelledMs: at('thu 10:00') })
    expect(verdicts(diary({ bookings: [rival, cancelled], entries: [held()] }))[0]).toBe('B0 insert')
    const elsewhere = entry('E1', { externalRef: 'B1', ...slot('mon 09:00') })
    expect(verdicts(diary({ bookings: [rival, booking('B1')], entries: [held(), elsewhere] }))[0]).toBe(
      'B0 insert',
    )
  })
  test('of nobody known hold', () => {
    expect(verdicts(diary({ bookings: [rival], entries: [held({ externalRef: 'nobody' })] }))).toEqual([
      'B0 time-already-taken',
    ])
  })
})

test('a chain is one group: by overlap, and by the entry that two are up against', () => {
  const world = diary({
    bookings: [
      booking('B1', { patientId: 'ann', ...slot('fri 09:45') }),
      booking('B2', { patientId: 'bob', ...slot('fri 10:30'), acceptedMs: at('thu 09:31') }),
      booking('B3', { patientId: 'cy', ...slot('fri 10:45'), acceptedMs: at('thu 09:32') }),
      booking('B4', { patientId: 'new', ...slot('fri 15:00') }),
    ],
    entries: [entry('E1', { pmsPatientId: 'P-x', ...slot('fri 10:00', 45) })],
  })
  expect(judgeAt(world).judgements.map((j) => [j.booking.bookingId, j.verdict, j.conflictGroup])).toEqual([
    ['B1', 'time-already-taken', 'B1'],
    ['B2', 'time-already-taken', 'B1'],
    ['B3', 'insert', 'B1'],
    ['B4', 'insert', null],
  ])
})
