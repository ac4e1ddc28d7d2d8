/** Tiny worlds worked out by hand from CONTRACT.md, one per tricky rule: they pin the oracle, which pins the core. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type {
  Booking,
  ConnectionEvent,
  Entry,
  PmsPatient,
  Session,
  Snapshot,
} from '../../src/reconcile/model.ts'
import { bundleFiles, expressible } from './bundle.ts'
import { oracle } from './oracle.ts'
import { world } from './worlds.ts'

/** `10:30` on Friday 20 November 2026, or `23 10:30` on another day of that month, on the wall in Brisbane. */
function at(time: string): number {
  const [day, clock] = time.includes(' ') ? time.split(' ') : ['20', time]
  return Date.parse(`2026-11-${day}T${clock}:00+10:00`)
}

const span = (from: string, to: string) => ({ startMs: at(from), endMs: at(to) })

const event = (time: string, what: ConnectionEvent['event']): ConnectionEvent => ({
  atMs: at(time),
  event: what,
})

/** Taken at 08:10, while the line was down, for Dr One and Ann, from 10:00. */
function booking(bookingId: string, given: Partial<Booking> = {}): Booking {
  return {
    bookingId,
    practiceId: 'practice',
    practitionerId: 'dr-one',
    appointmentTypeId: 'standard',
    patientId: 'ann',
    ...span('10:00', '10:30'),
    status: 'confirmed',
    patientTold: 'confirmed',
    acceptedMs: at('08:10'),
    changedMs: null,
    cancelledMs: null,
    pmsAppointmentId: null,
    syncedMs: null,
    base: null,
    videoLinkMs: null,
    ...given,
  }
}

/** In the book since yesterday, and moved online at 08:20. */
const moved = (
  bookingId: string,
  from: [string, string],
  to: [string, string],
  given: Partial<Booking> = {},
) =>
  booking(bookingId, {
    ...span(...to),
    acceptedMs: at('19 12:00'),
    changedMs: at('08:20'),
    syncedMs: at('19 12:01'),
    base: { practitionerId: 'dr-one', ...span(...from) },
    ...given,
  })

/** Somebody else's, with Dr One, from 10:00, made long ago. */
function entry(pmsAppointmentId: string, given: Partial<Entry> = {}): Entry {
  return {
    pmsAppointmentId,
    pmsLocationId: null,
    pmsPractitionerId: 'D1',
    pmsPatientId: 'M-other',
    pmsTypeId: null,
    ...span('10:00', '10:30'),
    status: 'booked',
    externalRef: null,
    createdMs: at('18 09:00'),
    changedMs: null,
    ...given,
  }
}

const pmsPatient = (pmsPatientId: string, given: Partial<PmsPatient> = {}): PmsPatient => ({
  pmsPatientId,
  familyName: 'Müller-Smith',
  givenName: 'Zoë',
  birthOn: '1980-02-29',
  mobile: null,
  status: 'active',
  ...given,
})

const session = (from: string, to: string, capacity: number): Session => ({
  pmsPractitionerId: 'D1',
  pmsLocationId: null,
  ...span(from, to),
  capacity,
  slotMinutes: 15,
})

/** The line was down from 08:00 to 09:00, the book was read at 09:05, and it is 09:10. */
function given(
  part: Partial<Omit<Snapshot, 'book'>> & { readonly book?: Partial<Snapshot['book']> },
): Snapshot {
  const { book, ...platform } = part
  const patient = (patientId: string, pmsPatientId: string | null) => ({
    patientId,
    practiceId: 'practice',
    familyName: 'Müller-Smith',
    givenName: 'Zoë',
    birthOn: '1980-02-29',
    mobile: null,
    email: null,
    pmsPatientId,
  })
  const practitioner = (practitionerId: string, pmsPractitionerId: string) => ({
    practitionerId,
    practiceId: 'practice',
    name: practitionerId,
    pmsPractitionerId,
    acceptsVideo: true,
  })
  return {
    connection: {
      connectionId: 'connection',
      name: 'Connection',
      timeZone: 'Australia/Brisbane',
      databaseIdentity: null,
    },
    practices: [
      {
        practiceId: 'practice',
        connectionId: 'connection',
        name: 'Practice',
        timeZone: 'Australia/Brisbane',
        pmsLocationId: null,
        managerEmail: null,
      },
    ],
    liveHours: [],
    practitioners: [practitioner('dr-one', 'D1'), practitioner('dr-two', 'D2')],
    appointmentTypes: [
      {
        appointmentTypeId: 'standard',
        practiceId: 'practice',
        name: 'Standard',
        durationMinutes: 30,
        mode: 'in_person',
        pmsTypeId: 'T1',
      },
    ],
    patients: [patient('ann', 'M-ann'), patient('bob', 'M-bob'), patient('zoe', null)],
    bookings: [],
    recalls: [],
    reminders: [],
    events: [event('08:00', 'disconnected'), event('09:00', 'connected')],
    syncs: [],
    reconciled: [],
    ...platform,
    book: {
      read: { takenMs: at('09:05'), complete: true, databaseIdentity: null, fromOn: null, toOn: null },
      entries: [],
      sessions: [],
      blocks: [],
      patients: [],
      recalls: [],
      ...book,
    },
  }
}

const judge = (snapshot: Snapshot, asOf = '09:10') => oracle(snapshot, { asOfMs: at(asOf) })
const verdicts = (snapshot: Snapshot) =>
  Object.fromEntries(judge(snapshot).judged.map((one) => [one.bookingId, one.verdict]))
const codes = (snapshot: Snapshot) => judge(snapshot).findings.map((one) => `${one.code} ${one.subjectIds}`)

describe('the window', () => {
  test('outages less than five minutes apart are one; five minutes apart are two', () => {
    const flapping = [
      event('08:00', 'disconnected'),
      event('08:10', 'connected'),
      event('08:14', 'disconnected'),
      event('08:30', 'connected'),
    ]
    expect(judge(given({ events: flapping })).window).toEqual(span('08:00', '08:30'))
    const twice = [...flapping, event('08:35', 'disconnected'), event('08:40', 'connected')]
    expect(judge(given({ events: twice })).window).toEqual(span('08:35', '08:40'))
  })

  test('a finished run lets W open with the earliest outage it has not seen', () => {
    const events = ['06:00', '07:00', '08:00'].flatMap((from) => [
      event(from, 'disconnected'),
      event(from.replace(':00', ':30'), 'connected'),
    ])
    expect(judge(given({ events, reconciled: [span('06:00', '06:30')] })).window).toEqual(
      span('07:00', '08:30'),
    )
    // A run that saw the last outage already is this one over again.
    expect(judge(given({ events, reconciled: [span('08:00', '08:30')] })).window).toEqual(
      span('08:00', '08:30'),
    )
  })

  test('with heartbeats the line was down since the last sign of life', () => {
    const events = [event('07:50', 'heartbeat'), event('07:58', 'heartbeat'), event('08:02', 'disconnected')]
    const back = [event('08:20', 'connected'), ...['08:30', '08:40'].map((time) => event(time, 'heartbeat'))]
    expect(judge(given({ events: [...events, ...back] }), '08:50').window).toEqual(span('07:58', '08:20'))
    const open = judge(given({ events }), '08:50')
    expect(open.window).toEqual(span('07:58', '08:50'))
    expect(open.holds).toContain('line-down')
  })

  test('silence counts above ten minutes only, and nothing at all is no window', () => {
    const beats = (...times: string[]) => given({ events: times.map((time) => event(time, 'heartbeat')) })
    expect(judge(beats('08:50', '09:00'), '09:10')).toEqual({
      window: null,
      holds: [],
      judged: [],
      findings: [],
    })
    expect(judge(beats('08:49', '09:00'), '09:10').window).toEqual(span('08:49', '09:00'))
  })

  test('the opening moves back to the last complete write of appointments', () => {
    const sync = { entity: 'appointments', direction: 'write', outcome: 'complete' } as const
    const syncs = [
      { ...sync, finishedMs: at('07:30') },
      { ...sync, finishedMs: at('07:50'), outcome: 'partial' as const },
      { ...sync, finishedMs: at('08:01') },
    ]
    expect(judge(given({ syncs })).window).toEqual(span('07:30', '09:00'))
  })
})

describe('the entry of a booking', () => {
  test('typed in by hand within ten minutes is already entered; an hour later it is elsewhere', () => {
    const typed = (from: string, to: string) =>
      verdicts(
        given({
          bookings: [booking('b1')],
          book: {
            entries: [entry('e1', { pmsPatientId: 'M-ann', createdMs: at('08:30'), ...span(from, to) })],
          },
        }),
      )
    expect(typed('10:10', '10:40')).toEqual({ b1: 'already-entered' })
    expect(typed('11:00', '11:30')).toEqual({ b1: 'entered-elsewhere' })
  })

  test('a name without its accents is the same patient, unless two of them are', () => {
    const zoe = (...patients: PmsPatient[]) =>
      verdicts(
        given({
          bookings: [booking('b1', { patientId: 'zoe' })],
          book: { patients, entries: [entry('e1', { pmsPatientId: 'M1' })] },
        }),
      )
    const bare = pmsPatient('M1', { familyName: 'MULLER SMITH', givenName: 'zoe' })
    expect(zoe(bare)).toEqual({ b1: 'already-entered' })
    expect(zoe(bare, pmsPatient('M2', { status: 'inactive' }))).toEqual({ b1: 'already-entered' })
    expect(zoe(bare, pmsPatient('M2'))).toEqual({ b1: 'patient-unclear' })
  })

  test('step 5: deleted and entered again, but only where exactly one entry can be meant', () => {
    const kept = booking('b1', {
      acceptedMs: at('19 12:00'),
      syncedMs: at('19 12:01'),
      base: { practitionerId: 'dr-one', ...span('10:00', '10:30') },
    })
    const old = entry('e1', { externalRef: 'b1', status: 'cancelled', pmsPatientId: 'M-ann' })
    const again = entry('e2', {
      pmsPatientId: 'M-ann',
      createdMs: at('08:30'),
      ...span('23 10:00', '23 10:30'),
    })
    expect(judge(given({ bookings: [kept], book: { entries: [old, again] } })).judged).toMatchObject([
      { verdict: 'moved-in-book', matchedBy: 're-entered', pmsAppointmentId: 'e2' },
    ])
    const third = { ...again, pmsAppointmentId: 'e3' }
    expect(judge(given({ bookings: [kept], book: { entries: [old, again, third] } })).judged).toMatchObject([
      { verdict: 'cancelled-in-book', matchedBy: 'external-ref', pmsAppointmentId: 'e1' },
    ])
  })

  test('gone from an incomplete read is inconclusive, even when cancelled online', () => {
    const kept = moved('b1', ['10:00', '10:30'], ['10:00', '10:30'], { status: 'cancelled' })
    expect(verdicts(given({ bookings: [kept] }))).toEqual({ b1: 'in-step' })
    const read = {
      takenMs: at('09:05'),
      complete: true,
      databaseIdentity: null,
      fromOn: '2026-11-21',
      toOn: null,
    }
    expect(verdicts(given({ bookings: [kept], book: { read } }))).toEqual({ b1: 'inconclusive' })
  })
})

describe('who gets the time', () => {
  test('two moves that wait for each other both lose, and keep their old time', () => {
    const swap = given({
      bookings: [
        moved('b1', ['10:00', '10:30'], ['10:30', '11:00']),
        moved('b2', ['10:30', '11:00'], ['10:00', '10:30'], { patientId: 'bob' }),
      ],
      book: {
        entries: [
          entry('e1', { externalRef: 'b1', pmsPatientId: 'M-ann' }),
          entry('e2', { externalRef: 'b2', pmsPatientId: 'M-bob', ...span('10:30', '11:00') }),
        ],
      },
    })
    expect(judge(swap).judged).toMatchObject([
      { verdict: 'time-already-taken', conflictsWith: { bookingIds: [], pmsAppointmentIds: ['e2'] } },
      { verdict: 'time-already-taken', conflictsWith: { bookingIds: [], pmsAppointmentIds: ['e1'] } },
    ])
    // b1 — e2 and b2 — e1: the claims themselves do not overlap.
    expect(judge(swap).judged.map((one) => one.conflictGroup)).toEqual(['b1', 'b2'])
  })

  test('a served move frees its old time for the earlier claim that was turned away', () => {
    const chain = given({
      bookings: [
        moved('b1', ['10:00', '10:30'], ['10:30', '11:00']),
        moved('b2', ['10:30', '11:00'], ['11:00', '11:30'], { patientId: 'bob', changedMs: at('08:40') }),
        booking('b3', { patientId: 'bob', ...span('10:30', '11:00'), acceptedMs: at('08:30') }),
      ],
      book: {
        entries: [
          entry('e1', { externalRef: 'b1', pmsPatientId: 'M-ann' }),
          entry('e2', { externalRef: 'b2', pmsPatientId: 'M-bob', ...span('10:30', '11:00') }),
        ],
      },
    })
    expect(verdicts(chain)).toEqual({ b1: 'move-in-book', b2: 'move-in-book', b3: 'time-already-taken' })
    expect(judge(chain).judged[2]).toMatchObject({
      conflictsWith: { bookingIds: ['b1'], pmsAppointmentIds: [] },
      conflictGroup: 'b1',
    })
  })

  test('a placeholder keeps the time for its booking, though another one asked first', () => {
    const held = given({
      bookings: [booking('early', { patientId: 'bob' }), booking('late', { acceptedMs: at('08:50') })],
      book: { entries: [entry('p1', { status: 'placeholder', externalRef: 'late', pmsPatientId: null })] },
    })
    expect(verdicts(held)).toEqual({ early: 'time-already-taken', late: 'insert' })
    expect(judge(held).judged[0]?.conflictsWith).toEqual({ bookingIds: ['late'], pmsAppointmentIds: [] })
    expect(codes(held)).toEqual([])
    const stale = given({ book: held.book })
    expect(codes(stale)).toEqual(['stale-placeholder p1'])
  })

  test('capacity 2 has room for one more, at every instant, in a session that holds the whole span', () => {
    const three = (sessions: Session[]) =>
      given({
        bookings: [
          booking('b1', { patientId: 'bob' }),
          booking('b2', { acceptedMs: at('08:20'), ...span('10:15', '10:45') }),
        ],
        book: { entries: [entry('e1')], sessions },
      })
    expect(verdicts(three([session('10:00', '12:00', 2)]))).toEqual({
      b1: 'insert',
      b2: 'time-already-taken',
    })
    expect(judge(three([session('10:00', '12:00', 2)])).judged[1]).toMatchObject({
      conflictsWith: { bookingIds: ['b1'], pmsAppointmentIds: ['e1'] },
      conflictGroup: 'b1',
    })
    expect(verdicts(three([session('10:00', '10:40', 3), session('09:00', '12:00', 1)]))).toEqual({
      b1: 'insert',
      b2: 'time-already-taken',
    })
  })

  test('a booking with an unclear patient takes its turn and holds the time', () => {
    const unclear = given({
      bookings: [booking('b1', { patientId: 'zoe' }), booking('b2', { acceptedMs: at('08:20') })],
      book: { patients: [pmsPatient('M1'), pmsPatient('M2')] },
    })
    expect(verdicts(unclear)).toEqual({ b1: 'patient-unclear', b2: 'time-already-taken' })
    expect(judge(unclear).judged.map((one) => one.conflictGroup)).toEqual(['b1', 'b1'])
  })
})

describe('findings and holds', () => {
  test('three vanished of fifteen look like a restored backup; three of sixteen do not', () => {
    const kept = (n: number) => {
      const time = `${21 + Math.floor(n / 8)} ${10 + (n % 8)}`
      return booking(`b${n}`, {
        ...span(`${time}:00`, `${time}:30`),
        acceptedMs: at('19 12:00'),
        syncedMs: at('19 12:01'),
        base: { practitionerId: 'dr-one', ...span(`${time}:00`, `${time}:30`) },
      })
    }
    const book = (size: number) => {
      const bookings = Array.from({ length: size }, (_, n) => kept(n))
      const entries = bookings
        .slice(3)
        .map((one) =>
          entry(`e-${one.bookingId}`, { startMs: one.startMs, endMs: one.endMs, externalRef: one.bookingId }),
        )
      return judge(given({ bookings, book: { entries } }))
    }
    expect(book(15).judged.map((one) => one.verdict)).toEqual(Array(3).fill('vanished-from-book'))
    expect(book(15).holds).toEqual(['book-looks-restored'])
    expect(book(16).holds).toEqual([])
  })

  test('a double booked time is told only on a day that a judged booking touches, and above the capacity', () => {
    const crowd = (day: string, sessions: Session[]) =>
      codes(
        given({
          bookings: [booking('b1', span(`${day} 15:00`, `${day} 15:30`))],
          book: { entries: [entry('e1'), entry('e2', span('10:15', '10:45'))], sessions },
        }),
      )
    expect(crowd('20', [])).toEqual(['book-overlap e1,e2'])
    expect(crowd('21', [])).toEqual([])
    expect(crowd('20', [session('10:00', '10:30', 2)])).toEqual([])
    expect(crowd('20', [session('10:00', '10:20', 2)])).toEqual(['book-overlap e1,e2'])
  })

  test('a recall has one finding, the first of the table', () => {
    const recall = {
      recallId: 'r1',
      practiceId: 'practice',
      patientId: 'ann',
      pmsRecallId: 'pr1',
      reason: null,
      dueOn: '2026-11-20',
      clinicallySignificant: null,
      status: 'active',
      lastContactedMs: null,
      pausedByBookingId: null,
      appointmentTypeId: 'standard',
    } as const
    const theirs = {
      pmsRecallId: 'pr1',
      pmsPatientId: 'M-ann',
      reason: null,
      dueOn: '2026-11-20',
      clinicallySignificant: null,
      status: 'active',
    } as const
    const book = { recalls: [theirs] }
    expect(codes(given({ recalls: [recall], book }))).toEqual(['recall-overdue r1'])
    expect(
      codes(given({ recalls: [recall], book: { recalls: [{ ...theirs, dueOn: '2026-11-01' }] } })),
    ).toEqual(['recall-changed r1'])
    expect(codes(given({ recalls: [recall], bookings: [booking('b1')], book }))).toEqual(['recall-booked r1'])
    const paused = { ...recall, status: 'paused', pausedByBookingId: 'b1' } as const
    const turnedAway = { ...book, entries: [entry('e1')] }
    expect(codes(given({ recalls: [paused], bookings: [booking('b1')], book: turnedAway }))).toEqual([
      'recall-to-resume r1',
    ])
  })
})

describe('worlds', () => {
  test('are judged without a stumble, one verdict each, and can mostly be written as a bundle', () => {
    let written = 0
    fc.assert(
      fc.property(world(), ({ snapshot, options }) => {
        const result = oracle(snapshot, options)
        const ids = result.judged.map((one) => one.bookingId)
        expect(new Set(ids).size).toBe(ids.length)
        if (!expressible(snapshot)) return
        written += 1
        expect(bundleFiles([snapshot]).size).toBe(17)
      }),
      { numRuns: 300, seed: 1 },
    )
    expect(written).toBeGreaterThan(100)
  })
})
