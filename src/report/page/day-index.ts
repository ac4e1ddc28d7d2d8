/**
 * PURE. The book and the bookings by whose column they stand in, put together once for all practices of a run: a book
 * may hold a million entries, and no picture looks at all of them again.
 */
import { addTo } from '../../reconcile/group.ts'
import type { Block, Booking, Entry, Practitioner, Session } from '../../reconcile/model.ts'
import type { RunFacts } from '../facts.ts'

export interface DayIndex {
  readonly entries: ReadonlyMap<string, readonly Entry[]>
  readonly bookings: ReadonlyMap<string, readonly Booking[]>
  readonly sessions: ReadonlyMap<string, readonly Session[]>
  readonly blocks: ReadonlyMap<string, readonly Block[]>
  /** The booking that an entry answers for, by entry id; what the run found goes before what the platform noted. */
  readonly bookingOf: ReadonlyMap<string, Booking>
  /** Entries of patients who are double-booked, by PMS patient. */
  readonly patients: ReadonlyMap<string, readonly Entry[]>
  /** Whose column a booking of this practitioner stands in. */
  staffOf(practitionerId: string): string
}

/** Who is not in the PMS has no column there, only wishes. */
export const staffKey = ({ pmsPractitionerId, practitionerId }: Practitioner): string =>
  pmsPractitionerId === null ? `own ${practitionerId}` : pmsKey(pmsPractitionerId)

export const pmsKey = (pmsPractitionerId: string): string => `pms ${pmsPractitionerId}`

export function dayIndex(facts: RunFacts): DayIndex {
  const known = memory.get(facts)
  if (known !== undefined) return known
  const made = indexed(facts)
  memory.set(facts, made)
  return made
}

const memory = new WeakMap<RunFacts, DayIndex>()

function indexed({ snapshot, reconciliation, practitioners, bookings, patients }: RunFacts): DayIndex {
  const staffOf = (practitionerId: string): string => {
    const practitioner = practitioners.get(practitionerId)
    return practitioner === undefined ? `own ${practitionerId}` : staffKey(practitioner)
  }
  const doubled = new Set(
    reconciliation.findings.flatMap(({ code, subjectIds: [id = ''] }) =>
      code === 'patient-double-booked'
        ? (patients.get(bookings.get(id)?.patientId ?? '')?.pmsPatientId ?? [])
        : [],
    ),
  )
  const byPatient = new Map<string, Entry[]>()
  const byStaff = new Map<string, Entry[]>()
  const byRef = new Map<string, Booking>()
  for (const entry of snapshot.book.entries) {
    addTo(byStaff, pmsKey(entry.pmsPractitionerId), entry)
    if (entry.pmsPatientId !== null && doubled.has(entry.pmsPatientId))
      addTo(byPatient, entry.pmsPatientId, entry)
    const carried = entry.externalRef === null ? undefined : bookings.get(entry.externalRef)
    if (carried !== undefined) byRef.set(entry.pmsAppointmentId, carried)
  }
  const noted = snapshot.bookings.flatMap((booking) =>
    booking.pmsAppointmentId === null ? [] : [[booking.pmsAppointmentId, booking] as const],
  )
  const paired = reconciliation.judgements.flatMap(({ booking, pair }) =>
    pair === null ? [] : [[pair.entry.pmsAppointmentId, booking] as const],
  )
  return {
    entries: byStaff,
    bookings: grouped(snapshot.bookings, ({ practitionerId }) => staffOf(practitionerId)),
    sessions: grouped(snapshot.book.sessions, ({ pmsPractitionerId }) => pmsKey(pmsPractitionerId)),
    blocks: grouped(snapshot.book.blocks, ({ pmsPractitionerId }) => pmsKey(pmsPractitionerId)),
    bookingOf: new Map([...noted, ...byRef, ...paired]),
    patients: byPatient,
    staffOf,
  }
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) addTo(groups, key(item), item)
  return groups
}
