/** The table of docs/actions.md, row by row: what each verdict and finding asks for, of whom, and in which order. */
import { describe, expect, test } from 'vitest'
import type { Action } from '../../src/reconcile/model.ts'
import {
  at,
  block,
  booking,
  diary,
  entry,
  judgeAt,
  type Parts,
  pmsRecall,
  recall,
  reminder,
  session,
  slot,
  synced,
} from './diary.ts'

const CANCELLED = { status: 'cancelled', cancelledMs: at('thu 10:00') } as const
const MOVED = { ...slot('fri 14:00'), changedMs: at('thu 09:40') }
const actionsOf = (world: Parts): readonly Action[] => judgeAt(diary(world)).actions
/** `kind (who)`, in the order of the plan. */
const kinds = (world: Parts): string[] => actionsOf(world).map(({ kind, who }) => `${kind} (${who})`)
const kept = (world: Parts, code: string): string[] =>
  actionsOf(world).flatMap(({ kind, who, because }) => (because === code ? [`${kind} (${who})`] : []))
const placeholder = (ref: string, fields = {}) =>
  entry('H1', { status: 'placeholder', pmsPatientId: null, externalRef: ref, ...fields })

describe('verdicts', () => {
  test.each<[string, Parts, string[]]>([
    [
      'insert',
      { bookings: [booking('B1')] },
      ['create-appointment (automatic)', 'confirm-booking (automatic)'],
    ],
    [
      'insert, confirmed already',
      { bookings: [booking('B1', { status: 'confirmed' })] },
      ['create-appointment (automatic)'],
    ],
    [
      'insert of a new patient, over its own placeholder',
      { bookings: [booking('B1', { patientId: 'new' })], entries: [placeholder('B1')] },
      [
        'create-patient (automatic)',
        'remove-placeholder (automatic)',
        'create-appointment (automatic)',
        'confirm-booking (automatic)',
      ],
    ],
    [
      'move-in-book',
      { bookings: [synced('B1', { ...MOVED, videoLinkMs: at('wed 09:00') })], entries: [entry('E-B1')] },
      ['move-appointment (reception)', 'resend-video-link (reception)'],
    ],
    [
      'already-inserted',
      { bookings: [booking('B1')], entries: [entry('E1', { externalRef: 'B1' })] },
      ['link-booking (automatic)', 'confirm-booking (automatic)'],
    ],
    [
      'already-entered',
      { bookings: [booking('B1')], entries: [entry('E1')] },
      ['link-booking (automatic)', 'confirm-booking (automatic)'],
    ],
    [
      'entered-elsewhere',
      {
        bookings: [booking('B1')],
        entries: [entry('E1', { ...slot('mon 10:00'), createdMs: at('thu 10:00') })],
      },
      ['link-booking (reception)', 'update-booking (reception)'],
    ],
    [
      'cancel-in-book, our own entry',
      { bookings: [synced('B1', CANCELLED)], entries: [entry('E-B1')] },
      ['cancel-appointment (automatic)'],
    ],
    [
      'cancel-in-book, typed by the desk',
      { bookings: [booking('B1', CANCELLED)], entries: [entry('E1')] },
      ['cancel-appointment (reception)'],
    ],
    [
      'cancelled-in-book, near',
      { bookings: [booking('B1')], entries: [entry('E1', { status: 'cancelled' })] },
      ['cancel-booking (automatic)', 'call-patient (reception)'],
    ],
    [
      'cancelled-in-book, far and never confirmed',
      {
        bookings: [booking('B1', slot('far 10:00'))],
        entries: [entry('E1', { ...slot('far 10:00'), status: 'cancelled' })],
      },
      ['cancel-booking (automatic)', 'notify-patient (reception)'],
    ],
    [
      'cancelled-in-book, far but confirmed to the patient',
      {
        bookings: [booking('B1', { ...slot('far 10:00'), patientTold: 'reminded' })],
        entries: [entry('E1', { ...slot('far 10:00'), status: 'cancelled' })],
      },
      ['cancel-booking (automatic)', 'call-patient (reception)'],
    ],
    [
      'moved-in-book',
      { bookings: [synced('B1')], entries: [entry('E-B1', slot('fri 15:00'))] },
      ['update-booking (automatic)', 'call-patient (reception)'],
    ],
    [
      'moved-in-book by delete and re-enter',
      {
        bookings: [synced('B1')],
        entries: [entry('E9', { ...slot('fri 15:00'), createdMs: at('thu 10:00') })],
      },
      ['link-booking (automatic)', 'update-booking (automatic)', 'call-patient (reception)'],
    ],
    [
      'time-already-taken',
      { bookings: [booking('B1')], entries: [entry('E1', { pmsPatientId: 'P-bob' })] },
      ['call-patient (reception)', 'offer-alternative (reception)'],
    ],
    [
      'practitioner-unavailable',
      { bookings: [booking('B1')], book: { blocks: [block(slot('fri 10:00'))] } },
      ['call-patient (reception)', 'offer-alternative (reception)'],
    ],
    [
      'outside-session',
      { bookings: [booking('B1')], book: { sessions: [session(slot('fri 15:00'))] } },
      ['call-patient (reception)', 'offer-alternative (reception)'],
    ],
    [
      'vanished-from-book',
      { bookings: [synced('B1')] },
      ['review (reception)', 'offer-alternative (reception)'],
    ],
    ['start-passed', { bookings: [booking('B1', slot('thu 11:00'))] }, ['call-patient (reception)']],
    [
      'patient-unclear',
      { bookings: [booking('B1', { patientId: 'twin' })] },
      ['hold-slot (automatic)', 'review (reception)'],
    ],
    [
      'patient-unclear, held by its placeholder',
      { bookings: [booking('B1', { patientId: 'twin' })], entries: [placeholder('B1')] },
      ['review (reception)'],
    ],
    [
      'setup-missing',
      { bookings: [booking('B1', { appointmentTypeId: 'unmapped' })] },
      ['hold-slot (automatic)', 'fix-setup (practice-manager)'],
    ],
    [
      'setup-missing, no practitioner to hold',
      { bookings: [booking('B1', { practitionerId: 'dr-new' })] },
      ['fix-setup (practice-manager)'],
    ],
    [
      'inserted-twice',
      {
        bookings: [booking('B1')],
        entries: [
          entry('E1', { externalRef: 'B1' }),
          entry('E2', { externalRef: 'B1', ...slot('mon 10:00') }),
          entry('E3', { externalRef: 'B1', ...slot('mon 12:00'), status: 'arrived' }),
        ],
      },
      ['link-booking (automatic)', 'cancel-appointment (reception)', 'review (reception)'],
    ],
    [
      'attended',
      { bookings: [synced('B1')], entries: [entry('E-B1', { status: 'arrived' })] },
      ['update-booking (automatic)'],
    ],
    [
      'did-not-attend',
      { bookings: [booking('B1')], entries: [entry('E1', { status: 'did_not_attend' })] },
      ['link-booking (automatic)', 'update-booking (automatic)'],
    ],
    [
      'cancelled-but-attended',
      { bookings: [synced('B1', CANCELLED)], entries: [entry('E-B1', { status: 'completed' })] },
      ['update-booking (automatic)', 'review (reception)'],
    ],
    [
      'cancelled-but-marked-dna',
      { bookings: [synced('B1', CANCELLED)], entries: [entry('E-B1', { status: 'did_not_attend' })] },
      ['review (reception)'],
    ],
    [
      'moved-on-both-sides',
      { bookings: [synced('B1', MOVED)], entries: [entry('E-B1', slot('fri 16:00'))] },
      ['review (reception)'],
    ],
    [
      'moved-online-cancelled-in-book',
      { bookings: [synced('B1', MOVED)], entries: [entry('E-B1', { status: 'cancelled' })] },
      ['review (reception)'],
    ],
    [
      'cancelled-online-moved-in-book',
      { bookings: [synced('B1', CANCELLED)], entries: [entry('E-B1', slot('fri 16:00'))] },
      ['review (reception)'],
    ],
    ['inconclusive', { bookings: [booking('B1')], book: { read: null } }, ['review (support)']],
    ['nothing-to-insert', { bookings: [booking('B1', CANCELLED)] }, []],
    ['in-step', { bookings: [synced('B1', { changedMs: at('thu 10:00') })], entries: [entry('E-B1')] }, []],
    [
      'in-step by re-entering at the same place',
      {
        bookings: [synced('B1', { changedMs: at('thu 10:00') })],
        entries: [entry('E9', { createdMs: at('thu 10:00') })],
      },
      ['link-booking (automatic)'],
    ],
  ])('%s', (name, world, expected) => {
    const verdict = judgeAt(diary(world)).judgements[0]?.verdict ?? ''
    expect(name.startsWith(verdict)).toBe(true)
    expect(kept(world, verdict).sort()).toEqual([...expected].sort())
  })
})

describe('findings', () => {
  const recalls = (mine: Parts['recalls'], theirs = [pmsRecall('PR-R1')]): Parts => ({
    ...(mine && { recalls: mine }),
    book: { recalls: theirs },
  })
  test.each<[string, Parts, string[]]>([
    [
      'recall-closed-in-pms',
      recalls([recall('R1')], [pmsRecall('PR-R1', { status: 'completed' })]),
      ['close-recall (automatic)'],
    ],
    ['recall-missing', recalls([]), ['import-recall (automatic)']],
    [
      'recall-missing',
      recalls([], [pmsRecall('PR-R1', { dueOn: '2026-11-01' })]),
      ['import-recall (automatic)', 'send-recall (reception)'],
    ],
    [
      'recall-missing',
      recalls([], [pmsRecall('PR-R1', { dueOn: '2026-11-01', clinicallySignificant: true })]),
      ['import-recall (automatic)', 'send-recall (clinician)'],
    ],
    ['recall-still-open-in-pms', recalls([recall('R1', { status: 'completed' })]), ['review (reception)']],
    [
      'recall-to-resume',
      {
        ...recalls([recall('R1', { status: 'paused', pausedByBookingId: 'B1' })]),
        bookings: [booking('B1', CANCELLED)],
      },
      ['resume-recall (automatic)'],
    ],
    [
      'recall-booked',
      { ...recalls([recall('R1')]), bookings: [booking('B1')] },
      ['pause-recall (automatic)'],
    ],
    ['recall-changed', recalls([recall('R1', { dueOn: '2027-01-01' })]), ['update-recall (automatic)']],
    [
      'recall-overdue',
      recalls([recall('R1', { dueOn: '2026-11-01' })], [pmsRecall('PR-R1', { dueOn: '2026-11-01' })]),
      ['send-recall (reception)'],
    ],
    [
      'reminder-missed',
      { bookings: [booking('B1')], reminders: [reminder('M1')] },
      ['send-reminder (automatic)'],
    ],
    [
      'reminder-missed',
      { bookings: [booking('B1', slot('thu 13:00'))], reminders: [reminder('M1')] },
      ['call-patient (reception)'],
    ],
    [
      'reminder-out-of-date',
      {
        bookings: [booking('B1')],
        reminders: [reminder('M1', { sentMs: 0, aboutStartMs: at('fri 09:00') })],
      },
      ['send-correction (reception)'],
    ],
    [
      'patient-double-booked',
      { bookings: [booking('B1'), booking('B2', { practitionerId: 'dr-ray' })] },
      ['call-patient (reception)', 'call-patient (reception)'],
    ],
    [
      'duration-differs',
      { bookings: [booking('B1')], entries: [entry('E1', slot('fri 10:00', 15))] },
      ['review (reception)'],
    ],
    [
      'stale-placeholder',
      { bookings: [booking('B1', CANCELLED)], entries: [placeholder('B1')] },
      ['remove-placeholder (automatic)'],
    ],
    ['stale-placeholder', { entries: [placeholder('nobody')] }, ['remove-placeholder (reception)']],
  ])('%s', (code, world, expected) => {
    expect(kept(world, code)).toEqual(expected)
  })
})

describe('what comes before what', () => {
  const waitsFor = (world: Parts): Record<string, string[]> => {
    const actions = actionsOf(world)
    const name = (id: string): string => {
      const action = actions.find(({ actionId }) => actionId === id)
      return `${action?.kind} ${action?.subjectIds.join('+')}`
    }
    return Object.fromEntries(
      actions.map((action) => [name(action.actionId), action.dependsOn.map(name).sort()]),
    )
  }
  test('a cancellation frees the time that an insert takes', () => {
    const gone = synced('B0', { ...CANCELLED, patientId: 'bob' })
    const world = { bookings: [gone, booking('B1')], entries: [entry('E-B0', { pmsPatientId: 'P-bob' })] }
    expect(waitsFor(world)).toEqual({
      'cancel-appointment B0': [],
      'create-appointment B1': ['cancel-appointment B0'],
      'confirm-booking B1': ['create-appointment B1'],
    })
  })
  test('a move frees the time that an insert takes', () => {
    const world = {
      bookings: [synced('B0', { ...MOVED, patientId: 'bob' }), booking('B1')],
      entries: [entry('E-B0', { pmsPatientId: 'P-bob' })],
    }
    expect(waitsFor(world)['create-appointment B1']).toEqual(['move-appointment B0'])
  })
  test('a placeholder leaves once, also when its booking moves or somebody else takes the time', () => {
    const world = {
      bookings: [synced('B0', { ...MOVED, patientId: 'bob' }), booking('B1', slot('fri 14:30'))],
      entries: [entry('E-B0', { pmsPatientId: 'P-bob' }), placeholder('B0', slot('fri 14:00', 60))],
    }
    expect(kinds(world).filter((kind) => kind.startsWith('remove-placeholder'))).toHaveLength(1)
    expect(waitsFor(world)['move-appointment B0']).toEqual(['remove-placeholder H1'])
    expect(waitsFor(world)['create-appointment B1']).toEqual(['remove-placeholder H1'])
  })
  test('reminder and recall wait for the booking to be written', () => {
    const world = {
      bookings: [booking('B1', { patientId: 'new' })],
      reminders: [reminder('M1')],
      recalls: [recall('R1', { patientId: 'new', pmsRecallId: null })],
    }
    expect(waitsFor(world)).toMatchObject({
      'create-appointment B1': ['create-patient new'],
      'send-reminder M1': ['create-appointment B1'],
      'pause-recall R1': ['create-appointment B1'],
    })
  })
  test('one file for a new patient, however many bookings', () => {
    const world = {
      bookings: [
        booking('B1', { patientId: 'new' }),
        booking('B2', { patientId: 'new', ...slot('mon 10:00') }),
      ],
    }
    expect(kinds(world).filter((kind) => kind.startsWith('create-patient'))).toHaveLength(1)
  })
})

test('ids are stable over runs, and another place is another action', () => {
  const ids = (world: Parts): string[] => actionsOf(world).map(({ actionId }) => actionId)
  expect(ids({ bookings: [booking('B1')] })).toEqual(ids({ bookings: [booking('B1')] }))
  expect(ids({ bookings: [booking('B1')] })[0]).not.toBe(
    ids({ bookings: [booking('B1', slot('fri 11:00'))] })[0],
  )
})
