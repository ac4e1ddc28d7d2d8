/** The contract's small words, one function each, for the oracle: slow, literal, and shared with nothing in src. */
import { DateTime } from 'luxon'
import type {
  Booking,
  Entry,
  Patient,
  PmsPatient,
  Practice,
  Session,
  Snapshot,
} from '../../src/reconcile/model.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'

export const MINUTES = 60_000
export const HOURS = 60 * MINUTES
export const DAYS = 24 * HOURS

/** Half-open spans share at least one instant. */
export const shareTime = (a: Span, b: Span): boolean =>
  Math.max(a.startMs, b.startMs) < Math.min(a.endMs, b.endMs)

export const liesIn = (instant: EpochMs, span: Span): boolean =>
  span.startMs <= instant && instant < span.endMs

export const wholeSpanIn = (inner: Span, outer: Span): boolean =>
  outer.startMs <= inner.startMs && inner.endMs <= outer.endMs

/** In W: both ends included. */
export const inWindow = (instant: EpochMs | null, window: Span): boolean =>
  instant !== null && window.startMs <= instant && instant <= window.endMs

export function byCodePoint(a: string, b: string): number {
  const left = [...a].map((char) => char.codePointAt(0) ?? 0)
  const right = [...b].map((char) => char.codePointAt(0) ?? 0)
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? -1) - (right[at] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}

const days = new Map<string, string>()

/** The calendar day of an instant on a wall clock, `YYYY-MM-DD`. */
export function localDay(instant: EpochMs, zone: string): string {
  const key = `${zone} ${instant}`
  const known = days.get(key)
  if (known !== undefined) return known
  const day = DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd')
  if (days.size > 200_000) days.clear()
  days.set(key, day)
  return day
}

export const dayAfter = (day: string): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd')

/** Every local day that a half-open span touches. */
export function daysTouched(span: Span, zone: string): string[] {
  const last = localDay(span.endMs - 1, zone)
  const touched = [localDay(span.startMs, zone)]
  for (let day = touched[0] ?? last; day < last; ) {
    day = dayAfter(day)
    touched.push(day)
  }
  return touched
}

/** A read is complete for a span when it is complete and every local day of the span was read. */
export function readCompleteFor(world: Snapshot, span: Span): boolean {
  const read = world.book.read
  if (read === null || !read.complete) return false
  return daysTouched(span, world.connection.timeZone).every(
    (day) => (read.fromOn === null || read.fromOn <= day) && (read.toOn === null || day <= read.toOn),
  )
}

function the<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`the world refers to ${what}, which is not in it`)
  return found
}

export const practiceOf = (world: Snapshot, owner: { practiceId: string }): Practice =>
  the(
    world.practices.find((practice) => practice.practiceId === owner.practiceId),
    `practice ${owner.practiceId}`,
  )

export const practitionerNamed = (world: Snapshot, practitionerId: string) =>
  the(
    world.practitioners.find((practitioner) => practitioner.practitionerId === practitionerId),
    `practitioner ${practitionerId}`,
  )

/** The PMS id of the booking's practitioner as the booking is now. */
export const pmsPractitionerOf = (world: Snapshot, booking: Booking): string | null =>
  practitionerNamed(world, booking.practitionerId).pmsPractitionerId

export const typeOf = (world: Snapshot, booking: Booking) =>
  the(
    world.appointmentTypes.find((type) => type.appointmentTypeId === booking.appointmentTypeId),
    `appointment type ${booking.appointmentTypeId}`,
  )

export const patientNamed = (world: Snapshot, patientId: string): Patient =>
  the(
    world.patients.find((patient) => patient.patientId === patientId),
    `patient ${patientId}`,
  )

export const cancelledOnline = (booking: Booking): boolean =>
  booking.status === 'cancelled' || booking.status === 'dismissed'

export const attended = (entry: Entry): boolean =>
  entry.status === 'arrived' || entry.status === 'in_consult' || entry.status === 'completed'

export const live = (entry: Entry): boolean => entry.status === 'booked' || attended(entry)

const bareName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/\s/gu, '')
    .replace(/[\p{Pd}\u00AD\u2212]/gu, '')
    .replace(/['’‘‛ʼʻʹ`´′＇]/gu, '')

/** The PMS patients that a patient without a pms id may be: name, name and birth date, inactive ones last. */
export function lookAlikes(world: Snapshot, patient: Patient): PmsPatient[] {
  if (patient.birthOn === null) return []
  const alike = world.book.patients.filter(
    (other) =>
      other.birthOn === patient.birthOn &&
      bareName(other.familyName) === bareName(patient.familyName) &&
      bareName(other.givenName) === bareName(patient.givenName),
  )
  const notInactive = alike.filter((other) => other.status !== 'inactive')
  return notInactive.length > 0 ? notInactive : alike
}

/** Who the platform's patient is in the PMS, or null when that cannot be told. */
export function pmsPatientOf(world: Snapshot, patientId: string): string | null {
  const patient = patientNamed(world, patientId)
  if (patient.pmsPatientId !== null) return patient.pmsPatientId
  const alike = lookAlikes(world, patient)
  return alike.length === 1 ? (alike[0]?.pmsPatientId ?? null) : null
}

export function samePatient(world: Snapshot, booking: Booking, entry: Entry): boolean {
  return entry.pmsPatientId !== null && entry.pmsPatientId === pmsPatientOf(world, booking.patientId)
}

export const samePractitioner = (world: Snapshot, booking: Booking, entry: Entry): boolean =>
  entry.pmsPractitionerId === pmsPractitionerOf(world, booking)

export const sameType = (world: Snapshot, booking: Booking, entry: Entry): boolean =>
  entry.pmsTypeId !== null && entry.pmsTypeId === typeOf(world, booking).pmsTypeId

export const startsApart = (booking: Span, entry: Span): number => Math.abs(booking.startMs - entry.startMs)

/** The sessions of the booking's practitioner that count at the booking's practice. */
export function sessionsFor(world: Snapshot, booking: Booking): Session[] {
  const location = practiceOf(world, booking).pmsLocationId
  return world.book.sessions.filter(
    (session) =>
      session.pmsPractitionerId === pmsPractitionerOf(world, booking) &&
      (session.pmsLocationId === null || location === null || session.pmsLocationId === location),
  )
}

export const largest = (sessions: readonly Session[]): number =>
  sessions.length === 0 ? 1 : Math.max(...sessions.map((session) => session.capacity))
