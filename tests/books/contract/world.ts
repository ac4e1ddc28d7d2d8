/**
 * A few days of one practice in Sydney, in our own nouns, for every kind of book to hold in its own way. Ids are numbers,
 * since some books know no others. On Sunday the 4th of October 2026 the clocks skip the hour from 2 to 3.
 */
import { wallClock } from '../../../src/books/wall-time.ts'
import type { Book, Entry } from '../../../src/reconcile/model.ts'
import type { Span } from '../../../src/reconcile/span.ts'

export const ZONE = 'Australia/Sydney'
export const CLOCK = wallClock(ZONE)
export const SCOPE = {
  fromOn: '2026-10-04',
  toOn: '2026-10-07',
  people: [{ familyName: 'Twin', givenName: 'Kim', birthOn: '1970-01-01' }],
  pmsPatientIds: ['1', '2', '3', '4'],
  // 110 was moved to December, 111 carries our reference there: both are ours to find.
  pmsAppointmentIds: ['101', '110', '999'],
  bookingIds: ['BK-1', 'BK-0'],
}

const DAYS: Readonly<Record<string, string>> = { sun: '2026-10-04', mon: '2026-10-05', tue: '2026-10-06' }

/** `at('mon 10:00')` → epoch ms. */
export function at(text: string): number {
  const [day = '', time = ''] = text.split(' ')
  const found = CLOCK.toInstant(`${DAYS[day] ?? day}T${time}`)
  if (found.kind === 'missing') throw new Error(`${text} never was`)
  return found.kind === 'exact' ? found.ms : found.firstMs
}

export const span = (from: string, to: string): Span => ({ startMs: at(from), endMs: at(to) })

const D1 = '11'
const D2 = '12'
const AT_ONE_PLACE = { pmsLocationId: '3' }

function entry(id: string, practitioner: string, when: Span, rest: Partial<Entry> = {}): Entry {
  return {
    pmsAppointmentId: id,
    pmsPractitionerId: practitioner,
    pmsPatientId: '2',
    pmsTypeId: '9',
    status: 'booked',
    externalRef: null,
    createdMs: at('2026-09-28 09:00'),
    changedMs: at('2026-09-28 09:00'),
    ...AT_ONE_PLACE,
    ...when,
    ...rest,
  }
}

const patient = (id: string, familyName: string, givenName: string, birthOn: string) => ({
  pmsPatientId: id,
  familyName,
  givenName,
  birthOn,
  mobile: null,
  status: 'active' as const,
})

const session = (practitioner: string, when: Span) => ({
  pmsPractitionerId: practitioner,
  capacity: 1,
  slotMinutes: 15,
  ...AT_ONE_PLACE,
  ...when,
})

export const WORLD: Omit<Book, 'read'> = {
  entries: [
    entry('101', D1, span('mon 10:00', 'mon 10:30'), { pmsPatientId: '1', externalRef: 'BK-1' }),
    entry('102', D2, span('mon 10:00', 'mon 10:30'), { pmsPatientId: '1' }),
    entry('103', D1, span('mon 11:00', 'mon 11:30'), { status: 'cancelled' }),
    entry('104', D1, span('mon 09:00', 'mon 09:15'), { status: 'arrived' }),
    entry('105', D1, span('mon 09:15', 'mon 09:30'), { status: 'completed' }),
    entry('106', D1, span('mon 09:30', 'mon 10:00'), { status: 'did_not_attend' }),
    entry('107', D1, span('sun 01:30', 'sun 03:30')),
    entry('108', D1, span('sun 03:30', 'sun 04:00'), { pmsPatientId: '3' }),
    entry('109', D2, span('tue 09:00', 'tue 09:30'), { pmsPatientId: '4' }),
    entry('110', D2, span('2026-12-15 09:00', '2026-12-15 09:30')),
    entry('111', D2, span('2026-12-15 10:00', '2026-12-15 10:30'), { externalRef: 'BK-0' }),
  ],
  sessions: [
    session(D1, span('sun 01:00', 'sun 05:00')),
    session(D1, span('mon 09:00', 'mon 17:00')),
    session(D2, span('mon 09:00', 'mon 17:00')),
    session(D2, span('tue 09:00', 'tue 12:00')),
  ],
  blocks: [{ pmsPractitionerId: D1, reason: null, ...AT_ONE_PLACE, ...span('mon 12:00', 'mon 13:00') }],
  patients: [
    patient('1', 'Twin', 'Kim', '1970-01-01'),
    patient('2', 'Twin', 'Kim', '1970-01-01'),
    patient('3', 'Markerfamily', 'Marisol', '1985-05-05'),
    { ...patient('4', 'Late', 'Lou', '1940-04-04'), status: 'deceased' },
  ],
  recalls: [
    {
      pmsRecallId: '501',
      pmsPatientId: '3',
      reason: 'Skin check',
      dueOn: '2026-10-20',
      clinicallySignificant: null,
      status: 'active',
    },
  ],
}

/** What must never be told in a remark, an error or a log. */
export const MARKERS = ['Markerfamily', 'Marisol', 'Twin', '1985-05-05', '1970-01-01', 'Skin check']
