/** A snapshot with the look-ups that the judging needs, built once: who is who, and what is where. */
import { type WallClock, wallClock } from '../books/wall-time.ts'
import { addTo } from './group.ts'
import { type Identities, identities } from './identity.ts'
import type {
  AppointmentType,
  Block,
  Booking,
  Entry,
  EntryStatus,
  Patient,
  PmsPatient,
  PmsRecall,
  Practice,
  Practitioner,
  Recall,
  Reminder,
  Session,
  Snapshot,
} from './model.ts'
import { compareIds } from './order.ts'
import { contains, type Span } from './span.ts'
import { Timetable } from './timetable.ts'

export interface World {
  readonly snapshot: Snapshot
  readonly clock: WallClock
  readonly identities: Identities
  readonly practices: ReadonlyMap<string, Practice>
  readonly practitioners: ReadonlyMap<string, Practitioner>
  readonly types: ReadonlyMap<string, AppointmentType>
  readonly patients: ReadonlyMap<string, Patient>
  readonly bookings: ReadonlyMap<string, Booking>
  readonly recalls: ReadonlyMap<string, Recall>
  readonly reminders: ReadonlyMap<string, Reminder>
  readonly pmsPatients: ReadonlyMap<string, PmsPatient>
  readonly pmsRecalls: ReadonlyMap<string, PmsRecall>
  readonly entries: ReadonlyMap<string, Entry>
  /** Entries by the booking id that they carry. */
  readonly entriesByRef: ReadonlyMap<string, readonly Entry[]>
  readonly sessions: Timetable<Session>
  readonly blocks: Timetable<Block>
}

export function worldOf(snapshot: Snapshot): World {
  const sessions = new Timetable<Session>()
  for (const session of snapshot.book.sessions) sessions.add(session.pmsPractitionerId, session)
  const blocks = new Timetable<Block>()
  for (const block of snapshot.book.blocks) blocks.add(block.pmsPractitionerId, block)
  return {
    snapshot,
    clock: wallClock(snapshot.connection.timeZone),
    identities: identities(snapshot.book.patients),
    practices: by(snapshot.practices, (practice) => practice.practiceId),
    practitioners: by(snapshot.practitioners, (practitioner) => practitioner.practitionerId),
    types: by(snapshot.appointmentTypes, (type) => type.appointmentTypeId),
    patients: by(snapshot.patients, (patient) => patient.patientId),
    bookings: by(snapshot.bookings, (booking) => booking.bookingId),
    recalls: by(snapshot.recalls, (recall) => recall.recallId),
    reminders: by(snapshot.reminders, (reminder) => reminder.reminderId),
    pmsPatients: by(snapshot.book.patients, (patient) => patient.pmsPatientId),
    pmsRecalls: by(snapshot.book.recalls, (recall) => recall.pmsRecallId),
    entries: by(snapshot.book.entries, (entry) => entry.pmsAppointmentId),
    entriesByRef: refs(snapshot.book.entries),
    sessions,
    blocks,
  }
}

const LIVE: ReadonlySet<EntryStatus> = new Set<EntryStatus>(['booked', 'arrived', 'in_consult', 'completed'])
const ATTENDED: ReadonlySet<EntryStatus> = new Set<EntryStatus>(['arrived', 'in_consult', 'completed'])

export const isLive = (entry: Entry): boolean => LIVE.has(entry.status)
export const isAttended = (entry: Entry): boolean => ATTENDED.has(entry.status)
export const cancelledOnline = (booking: Booking): boolean =>
  booking.status === 'cancelled' || booking.status === 'dismissed'

/** Facts that the database's foreign keys promise; their absence is a broken belief, not a finding. */
export function known<T>(map: ReadonlyMap<string, T>, id: string, what: string): T {
  const found = map.get(id)
  if (found === undefined) throw new Error(`${what} ${id} is referred to but is not in the snapshot`)
  return found
}

export const practitionerOf = (world: World, booking: Booking): Practitioner =>
  known(world.practitioners, booking.practitionerId, 'practitioner')
export const typeOf = (world: World, booking: Booking): AppointmentType =>
  known(world.types, booking.appointmentTypeId, 'appointment type')
export const patientOf = (world: World, booking: Booking): Patient =>
  known(world.patients, booking.patientId, 'patient')
export const practiceOf = (world: World, booking: Booking): Practice =>
  known(world.practices, booking.practiceId, 'practice')

/** The PMS patient that a platform patient is (contract § 3.1, "same patient"), or null. */
export function pmsPatientIdOf(world: World, patientId: string): string | null {
  const identity = world.identities.of(known(world.patients, patientId, 'patient'))
  return identity.kind === 'known' ? identity.pmsPatientId : null
}

export function isDeceased(world: World, pmsPatientId: string | null): boolean {
  return pmsPatientId !== null && world.pmsPatients.get(pmsPatientId)?.status === 'deceased'
}

/** The local days of the connection that a half-open span touches, first to last. */
export function daysTouched(world: World, span: Span): { readonly first: string; readonly last: string } {
  return { first: world.clock.localDay(span.startMs), last: world.clock.localDay(span.endMs - 1) }
}

/** True when the read proves absences over the whole of this span: complete, and every day it touches was read. */
export function readCompleteFor(world: World, span: Span): boolean {
  const read = world.snapshot.book.read
  if (read === null || !read.complete) return false
  const { first, last } = daysTouched(world, span)
  return (read.fromOn === null || first >= read.fromOn) && (read.toOn === null || last <= read.toOn)
}

/** The practitioner's sessions that count for a booking of this practice and contain the whole span. */
export function sessionsAround(
  world: World,
  pmsPractitionerId: string,
  practice: Practice,
  span: Span,
): Session[] {
  return world.sessions
    .overlapping(pmsPractitionerId, span)
    .filter((session) => contains(session, span) && sessionCounts(session, practice))
}

/** A session counts for a practice when its location is that practice's, or either is not known. */
export const sessionCounts = (session: Session, practice: Practice): boolean =>
  session.pmsLocationId === null ||
  practice.pmsLocationId === null ||
  session.pmsLocationId === practice.pmsLocationId

function by<T>(items: readonly T[], id: (item: T) => string): Map<string, T> {
  return new Map(items.map((item) => [id(item), item]))
}

function refs(entries: readonly Entry[]): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (entry.externalRef === null) continue
    addTo(found, entry.externalRef, entry)
  }
  for (const list of found.values()) list.sort((a, b) => compareIds(a.pmsAppointmentId, b.pmsAppointmentId))
  return found
}
