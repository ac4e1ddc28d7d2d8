/** A small practice for tests that read like an appointment page: everything has a default, a case names what matters. */
import type {
  Block,
  Book,
  Booking,
  ConnectionEvent,
  Entry,
  PmsRecall,
  Recall,
  Reconciliation,
  Reminder,
  Session,
  Snapshot,
} from '../../src/reconcile/model.ts'
import { reconcile } from '../../src/reconcile/reconcile.ts'
import { MINUTE_MS, type Span } from '../../src/reconcile/span.ts'

/** Thursday is the day of the outage; the line is down from 9:00 to 11:00, the book is read at 11:15. Brisbane time. */
const DAYS: Record<string, string> = {
  wed: '2026-11-18',
  thu: '2026-11-19',
  fri: '2026-11-20',
  sat: '2026-11-21',
  mon: '2026-11-23',
  far: '2026-12-16',
}

/** `at('fri 10:00')` → epoch ms. */
export function at(text: string): number {
  const [day = '', time = ''] = text.split(' ')
  return Date.parse(`${DAYS[day] ?? day}T${time}:00+10:00`)
}

/** `slot('fri 10:00')` → half an hour from then, or as many minutes as asked for. */
export const slot = (text: string, minutes = 30): Span => ({
  startMs: at(text),
  endMs: at(text) + minutes * MINUTE_MS,
})

export const AS_OF = at('thu 11:30')
export const DOWN: readonly ConnectionEvent[] = [
  { atMs: at('wed 08:00'), event: 'connected' },
  { atMs: at('thu 09:00'), event: 'disconnected' },
  { atMs: at('thu 11:00'), event: 'connected' },
]

/** Accepted during the outage for Friday 10:00 with Dr Lee, by Ann, never known to be in the book. */
export function booking(bookingId: string, fields: Partial<Booking> = {}): Booking {
  return {
    bookingId,
    practiceId: 'clinic',
    practitionerId: 'dr-lee',
    appointmentTypeId: 'standard',
    patientId: 'ann',
    ...slot('fri 10:00'),
    status: 'pending',
    patientTold: 'pending',
    acceptedMs: at('thu 09:30'),
    changedMs: null,
    cancelledMs: null,
    pmsAppointmentId: null,
    syncedMs: null,
    base: null,
    videoLinkMs: null,
    ...fields,
  }
}

/** Accepted last week, and in the book as entry `E-<id>` when platform and book last agreed: Friday 10:00, Dr Lee. */
export function synced(bookingId: string, fields: Partial<Booking> = {}): Booking {
  return booking(bookingId, {
    status: 'confirmed',
    patientTold: 'confirmed',
    acceptedMs: at('2026-11-10 09:00'),
    syncedMs: at('2026-11-10 09:01'),
    pmsAppointmentId: `E-${bookingId}`,
    base: { practitionerId: 'dr-lee', ...slot('fri 10:00') },
    ...fields,
  })
}

/** Ann with Dr Lee on Friday at 10:00, typed in by nobody knows whom or when. */
export function entry(pmsAppointmentId: string, fields: Partial<Entry> = {}): Entry {
  return {
    pmsAppointmentId,
    pmsLocationId: null,
    pmsPractitionerId: 'D1',
    pmsPatientId: 'P-ann',
    pmsTypeId: 'T1',
    ...slot('fri 10:00'),
    status: 'booked',
    externalRef: null,
    createdMs: null,
    changedMs: null,
    ...fields,
  }
}

export const session = (fields: Partial<Session> & Span): Session => ({
  pmsPractitionerId: 'D1',
  pmsLocationId: null,
  capacity: 1,
  slotMinutes: 15,
  ...fields,
})

export const block = (fields: Partial<Block> & Span): Block => ({
  pmsPractitionerId: 'D1',
  pmsLocationId: null,
  reason: 'leave',
  ...fields,
})

export const recall = (recallId: string, fields: Partial<Recall> = {}): Recall => ({
  recallId,
  practiceId: 'clinic',
  patientId: 'ann',
  pmsRecallId: `PR-${recallId}`,
  reason: 'bloods',
  dueOn: '2026-12-01',
  clinicallySignificant: false,
  status: 'active',
  lastContactedMs: null,
  pausedByBookingId: null,
  appointmentTypeId: 'standard',
  ...fields,
})

export const pmsRecall = (pmsRecallId: string, fields: Partial<PmsRecall> = {}): PmsRecall => ({
  pmsRecallId,
  pmsPatientId: 'P-ann',
  reason: 'bloods',
  dueOn: '2026-12-01',
  clinicallySignificant: false,
  status: 'active',
  ...fields,
})

export const reminder = (reminderId: string, fields: Partial<Reminder> = {}): Reminder => ({
  reminderId,
  bookingId: 'B1',
  channel: 'sms',
  dueMs: at('thu 10:00'),
  sentMs: null,
  aboutStartMs: null,
  ...fields,
})

const person = (patientId: string, familyName: string, pmsPatientId: string | null) => ({
  patientId,
  practiceId: 'clinic',
  familyName,
  givenName: 'Kim',
  birthOn: '1980-02-03',
  mobile: null,
  email: null,
  pmsPatientId,
})

const pmsPerson = (pmsPatientId: string, familyName: string) => ({
  pmsPatientId,
  familyName,
  givenName: 'Kim',
  birthOn: '1980-02-03',
  mobile: null,
  status: 'active' as const,
})

export interface Parts extends Omit<Partial<Snapshot>, 'book'> {
  readonly book?: Partial<Book>
  /** The book's entries, named so often that they have a place of their own. */
  readonly entries?: readonly Entry[]
}

export function diary(parts: Parts = {}): Snapshot {
  const { book, entries, ...rest } = parts
  return {
    connection: {
      connectionId: 'line',
      name: 'Line',
      timeZone: 'Australia/Brisbane',
      databaseIdentity: 'db-1',
    },
    practices: [
      {
        practiceId: 'clinic',
        connectionId: 'line',
        name: 'Clinic',
        timeZone: 'Australia/Brisbane',
        pmsLocationId: null,
        managerEmail: null,
      },
    ],
    liveHours: [],
    practitioners: [
      {
        practitionerId: 'dr-lee',
        practiceId: 'clinic',
        name: 'Dr Lee',
        pmsPractitionerId: 'D1',
        acceptsVideo: true,
      },
      {
        practitionerId: 'dr-ray',
        practiceId: 'clinic',
        name: 'Dr Ray',
        pmsPractitionerId: 'D2',
        acceptsVideo: false,
      },
      {
        practitionerId: 'dr-new',
        practiceId: 'clinic',
        name: 'Dr New',
        pmsPractitionerId: null,
        acceptsVideo: null,
      },
    ],
    appointmentTypes: [
      {
        appointmentTypeId: 'standard',
        practiceId: 'clinic',
        name: 'Standard',
        durationMinutes: 30,
        mode: 'in_person',
        pmsTypeId: 'T1',
      },
      {
        appointmentTypeId: 'video',
        practiceId: 'clinic',
        name: 'Video',
        durationMinutes: 30,
        mode: 'video',
        pmsTypeId: 'T2',
      },
      {
        appointmentTypeId: 'unmapped',
        practiceId: 'clinic',
        name: 'Unmapped',
        durationMinutes: 30,
        mode: 'video',
        pmsTypeId: null,
      },
    ],
    patients: [
      person('ann', 'Ash', 'P-ann'),
      person('bob', 'Birch', 'P-bob'),
      person('cy', 'Cedar', 'P-cy'),
      person('new', 'Novak', null),
      person('twin', "O'Neill-Smith", null),
    ],
    bookings: [],
    recalls: [],
    reminders: [],
    events: DOWN,
    syncs: [],
    reconciled: [],
    ...rest,
    book: {
      read: { takenMs: at('thu 11:15'), complete: true, databaseIdentity: 'db-1', fromOn: null, toOn: null },
      entries: entries ?? [],
      sessions: [],
      blocks: [],
      patients: [
        pmsPerson('P-ann', 'Ash'),
        pmsPerson('P-bob', 'Birch'),
        pmsPerson('P-cy', 'Cedar'),
        pmsPerson('P-twin-1', 'ONeill Smith'),
        pmsPerson('P-twin-2', 'O’NEILL–SMITH'),
      ],
      recalls: [],
      ...book,
    },
  }
}

export const judgeAt = (snapshot: Snapshot, asOfMs = AS_OF): Reconciliation => reconcile(snapshot, { asOfMs })

/** `B1 insert` and so on, one line per judged booking. */
export const verdicts = (snapshot: Snapshot, asOfMs = AS_OF): string[] =>
  judgeAt(snapshot, asOfMs).judgements.map(({ booking: { bookingId }, verdict }) => `${bookingId} ${verdict}`)

/** `code subject+subject` for every finding. */
export const findings = (snapshot: Snapshot, asOfMs = AS_OF): string[] =>
  judgeAt(snapshot, asOfMs).findings.map(({ code, subjectIds }) => `${code} ${subjectIds.join('+')}`)
