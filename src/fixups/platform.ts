/**
 * SHELL. What an action changes in the platform's tables, inside the transaction of its outcome: its own change, or what
 * follows from a write into the book. Returns what is there afterwards, for the audit: ids, places and states, no names.
 */
import { createHash } from 'node:crypto'
import type { Queries } from '../../db/database.ts'
import {
  addPatient,
  addRecall,
  type BookingChange,
  changeBooking,
  changeRecall,
  queueReminder,
  readPatient,
  recordWritten,
  setPmsPatient,
} from '../../db/platform-writes.ts'
import type { Action, Booking, Entry, Recall } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { isoInstant } from '../reconcile/span.ts'
import type { Facts } from './guard.ts'
import { bookingSaid, entrySaid, recallSaid } from './said.ts'

/** What the book made of a write. */
export interface Written {
  readonly entry: Entry | null
  readonly pmsPatientId: string | null
}

/** Somebody changed the row in between: nothing of the transaction may stay. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile'
}

export async function afterWrite(
  db: Queries,
  action: Action,
  facts: Facts,
  written: Written,
  nowMs: EpochMs,
): Promise<object> {
  const { booking } = facts
  const { entry, pmsPatientId } = written
  switch (action.kind) {
    case 'create-patient': {
      const { patient } = facts
      if (patient === null || pmsPatientId === null) return { pmsPatientId }
      // Somebody may have given the patient another file meanwhile: then this one is left to be found by a run.
      const set = await setPmsPatient(db, patient.patientId, pmsPatientId)
      return { pmsPatientId, linked: set !== null }
    }
    case 'create-appointment':
    case 'move-appointment': {
      if (booking === null || entry === null || action.proposed === null)
        return { entry: entry && entrySaid(entry) }
      const now = await recordWritten(db, booking.bookingId, {
        pmsAppointmentId: entry.pmsAppointmentId,
        ...agreed({ practitionerId: action.proposed.practitionerId, ...spanOf(entry) }, nowMs),
        bookStatus: entry.status,
      })
      return { entry: entrySaid(entry), ...(now === null ? {} : { booking: bookingSaid(now) }) }
    }
    default:
      return { entry: entry && entrySaid(entry) }
  }
}

/** An action that is the platform's alone. */
export async function onPlatform(
  db: Queries,
  connectionId: string,
  action: Action,
  facts: Facts,
  nowMs: EpochMs,
): Promise<object> {
  const { booking, entry, recall, pmsRecall, reminder } = facts
  switch (action.kind) {
    case 'link-booking':
      return booking === null || entry === null
        ? changed()
        : toldBooking(await link(db, action, booking, entry, nowMs))
    case 'update-booking':
      return booking === null || entry === null
        ? changed()
        : toldBooking(await mirror(db, action, booking, entry, nowMs))
    case 'cancel-booking':
      return booking === null
        ? changed()
        : toldBooking(
            await changeBooking(db, booking, {
              status: 'cancelled',
              cancelledAt: nowMs,
              ...(entry === null
                ? {}
                : { pmsAppointmentId: entry.pmsAppointmentId, bookStatus: entry.status }),
            }),
          )
    case 'confirm-booking':
      return booking === null
        ? changed()
        : toldBooking(await changeBooking(db, booking, { status: 'confirmed' }))
    case 'import-recall':
      return importRecall(db, connectionId, action, facts)
    case 'update-recall':
      return recall === null || pmsRecall === null
        ? changed()
        : toldRecall(
            await changeRecall(db, recall, {
              dueOn: pmsRecall.dueOn,
              reason: pmsRecall.reason ?? recall.reason,
              clinicallySignificant: pmsRecall.clinicallySignificant ?? recall.clinicallySignificant,
            }),
          )
    case 'close-recall':
      return recall === null
        ? changed()
        : toldRecall(
            // Gone without a trace was not completed, as far as anybody can tell.
            await changeRecall(db, recall, {
              status: pmsRecall?.status === 'completed' ? 'completed' : 'cancelled',
            }),
          )
    case 'pause-recall':
      return recall === null || facts.pausedFor === null
        ? changed()
        : toldRecall(
            await changeRecall(db, recall, {
              status: 'paused',
              pausedByBookingId: facts.pausedFor.bookingId,
            }),
          )
    case 'resume-recall':
      return recall === null
        ? changed()
        : toldRecall(await changeRecall(db, recall, { status: 'active', pausedByBookingId: null }))
    case 'send-reminder': {
      if (reminder === null) return changed()
      const queued = await queueReminder(db, reminder.reminderId, nowMs)
      return queued === null
        ? changed()
        : { reminder: { reminderId: queued.reminderId, dueAt: isoInstant(queued.dueMs) } }
    }
    default:
      throw new Error(`a ${action.kind} action is not the platform's`)
  }
}

/**
 * From now on this entry is the booking's. An entry at most ten minutes off is the same appointment (contract § 3.1), so
 * the booking takes its exact time; any other difference stays, for the next run to judge against this base.
 */
function link(
  db: Queries,
  { because }: Action,
  booking: Booking,
  entry: Entry,
  nowMs: EpochMs,
): Promise<Booking | null> {
  const change = { pmsAppointmentId: entry.pmsAppointmentId }
  if (booking.base !== null) return changeBooking(db, booking, { ...change, syncedAt: nowMs })
  const same = because === 'already-inserted' || because === 'already-entered'
  const span = same ? spanOf(entry) : spanOf(booking)
  return changeBooking(db, booking, {
    ...change,
    startAt: span.startMs,
    endAt: span.endMs,
    ...agreed({ practitionerId: booking.practitionerId, ...span }, nowMs),
  })
}

/** The book was there first: its place where the plan proposes one, and its word on who came. */
function mirror(
  db: Queries,
  { proposed }: Action,
  booking: Booking,
  entry: Entry,
  nowMs: EpochMs,
): Promise<Booking | null> {
  const change: BookingChange = {
    // Who was there, or is in the book, has an appointment, whatever the platform called it.
    status: 'confirmed',
    cancelledAt: null,
    pmsAppointmentId: entry.pmsAppointmentId,
    bookStatus: entry.status,
  }
  if (proposed !== null) {
    return changeBooking(db, booking, {
      ...change,
      practitionerId: proposed.practitionerId,
      startAt: proposed.startMs,
      endAt: proposed.endMs,
      ...agreed(proposed, nowMs),
    })
  }
  const place = booking.base ?? { practitionerId: booking.practitionerId, ...spanOf(booking) }
  return changeBooking(db, booking, { ...change, ...agreed(place, nowMs) })
}

const agreed = (
  place: { readonly practitionerId: string; readonly startMs: EpochMs; readonly endMs: EpochMs },
  nowMs: EpochMs,
) => ({
  syncedAt: nowMs,
  syncedPractitionerId: place.practitionerId,
  syncedStartAt: place.startMs,
  syncedEndAt: place.endMs,
})

/** The recall, and its patient too where the platform does not know them: nobody who never booked online has a row. */
async function importRecall(
  db: Queries,
  connectionId: string,
  { practiceId }: Action,
  { pmsRecall, pmsPatient, patient }: Facts,
): Promise<object> {
  if (pmsRecall === null || pmsPatient === null) return changed()
  const patientId = patient?.patientId ?? madeId('patient', connectionId, pmsPatient.pmsPatientId)
  if (patient === null && (await readPatient(db, patientId)) === null) {
    const { status: _, ...person } = pmsPatient
    await addPatient(db, { patientId, practiceId, email: null, ...person })
  }
  const recallId = madeId('recall', connectionId, pmsRecall.pmsRecallId)
  await addRecall(db, {
    recallId,
    practiceId,
    patientId,
    pmsRecallId: pmsRecall.pmsRecallId,
    reason: pmsRecall.reason,
    dueOn: pmsRecall.dueOn,
    clinicallySignificant: pmsRecall.clinicallySignificant,
    status: 'active',
    lastContactedMs: null,
    pausedByBookingId: null,
    appointmentTypeId: null,
  })
  return {
    recall: { recallId, pmsRecallId: pmsRecall.pmsRecallId, status: 'active', dueOn: pmsRecall.dueOn },
  }
}

/** The same row of the PMS gives the same id, so that it cannot come in twice. */
const madeId = (what: string, ...about: readonly string[]): string =>
  `pms-${what}-${createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 20)}`

function changed(): never {
  throw new ChangedMeanwhile('the row was changed in between')
}

/** What a change came to; nothing: the row was not what it was. */
const toldBooking = (booking: Booking | null): object =>
  booking === null ? changed() : { booking: bookingSaid(booking) }
const toldRecall = (recall: Recall | null): object =>
  recall === null ? changed() : { recall: recallSaid(recall) }

const spanOf = ({ startMs, endMs }: { readonly startMs: EpochMs; readonly endMs: EpochMs }) => ({
  startMs,
  endMs,
})
