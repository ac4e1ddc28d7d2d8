/** SHELL. Reads afresh what one action's basis names, from the book and from the platform's tables. */
import { readConnection, readPractices } from '../../db/connections.ts'
import type { Queries } from '../../db/database.ts'
import { readAppointmentTypes, readPatients, readPractitioners } from '../../db/platform.ts'
import {
  bookingsOfPatient,
  readBooking,
  readPatient,
  readRecall,
  readReminder,
  recallOfPms,
} from '../../db/platform-writes.ts'
import type { ReadableBook } from '../books/book.ts'
import { type Identity, identities } from '../reconcile/identity.ts'
import type {
  Action,
  AppointmentType,
  Basis,
  Booking,
  Connection,
  Entry,
  Patient,
  Practice,
  Practitioner,
} from '../reconcile/model.ts'
import { compareIds } from '../reconcile/order.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { cancelledOnline } from '../reconcile/world.ts'
import { ELSEWHERE_MS, type Facts } from './guard.ts'

/** What hardly ever changes, read once. */
export interface Setup {
  readonly connection: Connection
  readonly practices: ReadonlyMap<string, Practice>
  readonly practitioners: ReadonlyMap<string, Practitioner>
  readonly types: ReadonlyMap<string, AppointmentType>
}

export async function readSetup(db: Queries, connectionId: string): Promise<Setup> {
  const connection = await readConnection(db, connectionId)
  if (connection === null) throw new Error('a plan of a connection that is not there')
  return {
    connection,
    practices: new Map((await readPractices(db, connectionId)).map((one) => [one.practiceId, one])),
    practitioners: new Map(
      (await readPractitioners(db, connectionId)).map((one) => [one.practitionerId, one]),
    ),
    types: new Map((await readAppointmentTypes(db, connectionId)).map((one) => [one.appointmentTypeId, one])),
  }
}

export interface Looking {
  readonly db: Queries
  readonly book: ReadableBook
  readonly setup: Setup
  readonly nowMs: EpochMs
  readonly plannedOverMs: EpochMs | null
  /** Where the plan's own steps have put this booking. */
  readonly bookingNow: (bookingId: string) => Basis['booking'] | null
}

export async function readFacts(looking: Looking, action: Action): Promise<Facts> {
  const { db, book, setup } = looking
  const { kind, basis, proposed } = action
  const bookingId = basis.booking?.bookingId ?? basis.noEntryFor ?? null
  const booking = bookingId === null ? null : await readBooking(db, bookingId)
  const recall = basis.recall === undefined ? null : await readRecall(db, basis.recall.recallId)
  const pmsRecall = basis.pmsRecall === undefined ? null : await book.recall(basis.pmsRecall.pmsRecallId)
  const patientId =
    kind === 'create-patient'
      ? (action.subjectIds[0] ?? '')
      : (booking?.patientId ?? recall?.patientId ?? null)
  const patient =
    kind === 'import-recall' && pmsRecall !== null
      ? await platformPatientOf(looking, action.practiceId, pmsRecall.pmsPatientId)
      : patientId === null
        ? null
        : await readPatient(db, patientId)
  const identity = patient === null ? null : await identify(book, patient)
  const pmsPatientId = identity?.kind === 'known' ? identity.pmsPatientId : (pmsRecall?.pmsPatientId ?? null)
  const bookings = patient === null ? [] : await bookingsOfPatient(db, patient.patientId)
  const place = proposed ?? null
  const pmsPractitionerId =
    place === null ? null : (setup.practitioners.get(place.practitionerId)?.pmsPractitionerId ?? null)
  const creates = kind === 'create-appointment'
  return {
    nowMs: looking.nowMs,
    plannedOverMs: looking.plannedOverMs,
    booking,
    bookingNow: bookingId === null ? null : looking.bookingNow(bookingId),
    practice: booking === null ? null : (setup.practices.get(booking.practiceId) ?? null),
    patient,
    identity,
    pmsPatient: pmsPatientId === null ? null : await book.patient(pmsPatientId),
    pmsPractitionerId,
    pmsTypeId: booking === null ? null : (setup.types.get(booking.appointmentTypeId)?.pmsTypeId ?? null),
    entry: basis.entry === undefined ? null : await book.entry(basis.entry.pmsAppointmentId),
    own: creates && booking !== null ? await ownEntries(book, booking) : [],
    ofPatient:
      creates && pmsPatientId !== null && place !== null
        ? await book.ofPatient(pmsPatientId, {
            startMs: place.startMs - ELSEWHERE_MS,
            endMs: place.endMs + ELSEWHERE_MS,
          })
        : [],
    linked: new Set(
      bookings.flatMap((other) =>
        other.bookingId === bookingId || other.pmsAppointmentId === null ? [] : [other.pmsAppointmentId],
      ),
    ),
    diary: pmsPractitionerId === null || place === null ? null : await book.within(pmsPractitionerId, place),
    recall,
    pmsRecall,
    recallKnown:
      kind === 'import-recall' &&
      basis.pmsRecall !== undefined &&
      (await recallOfPms(db, setup.connection.connectionId, basis.pmsRecall.pmsRecallId)) !== null,
    pausedFor:
      kind === 'pause-recall' && recall !== null
        ? standingVisit(bookings, recall.appointmentTypeId, looking.nowMs)
        : null,
    reminder: basis.reminder === undefined ? null : await readReminder(db, basis.reminder.reminderId),
  }
}

export async function identify(book: ReadableBook, patient: Patient): Promise<Identity> {
  if (patient.pmsPatientId !== null) return { kind: 'known', pmsPatientId: patient.pmsPatientId }
  return identities(await book.patientsLike(patient)).of(patient)
}

/** The platform patient who is this PMS patient; of several, one of the practice that the action is for. */
async function platformPatientOf(
  { db, book, setup }: Looking,
  practiceId: string,
  pmsPatientId: string,
): Promise<Patient | null> {
  const inPms = await book.patient(pmsPatientId)
  if (inPms === null) return null
  const same = identities(await book.patientsLike(inPms))
  const candidates = (await readPatients(db, setup.connection.connectionId))
    .filter((patient) => {
      const identity = same.of(patient)
      return identity.kind === 'known' && identity.pmsPatientId === pmsPatientId
    })
    .sort((a, b) => compareIds(a.patientId, b.patientId))
  return candidates.find((patient) => patient.practiceId === practiceId) ?? candidates[0] ?? null
}

async function ownEntries(book: ReadableBook, booking: Booking): Promise<readonly Entry[]> {
  const byRef = await book.byRef(booking.bookingId)
  const linked = booking.pmsAppointmentId === null ? null : await book.entry(booking.pmsAppointmentId)
  return linked === null ? byRef : [...byRef, linked]
}

/** The patient's next visit of this type that is in the book. */
function standingVisit(
  bookings: readonly Booking[],
  appointmentTypeId: string | null,
  nowMs: EpochMs,
): Booking | null {
  const standing = bookings.find(
    (booking) =>
      booking.appointmentTypeId === appointmentTypeId &&
      !cancelledOnline(booking) &&
      booking.pmsAppointmentId !== null &&
      booking.startMs > nowMs,
  )
  return standing ?? null
}
