/**
 * PURE. Which part of a book a run needs. Bookings *accepted* in the outage, the book for the days on which they *take
 * place*, with room on both sides for what the desk moved (contract § 3.1: 28 days) and for other times to offer (14).
 */
import { windowOf } from '../connection/outage.ts'
import type { Booking, RunOptions, Snapshot } from '../reconcile/model.ts'
import { DAY_MS, type EpochMs } from '../reconcile/span.ts'
import type { Scope } from './book.ts'
import { wallClock } from './wall-time.ts'

const AROUND_MS = 28 * DAY_MS

export function scopeOf(snapshot: Snapshot, options: RunOptions): Scope {
  const { connection, bookings, patients, recalls } = snapshot
  const openedMs = Math.min(windowOf(snapshot, options)?.startMs ?? options.asOfMs, options.asOfMs)
  const concerned = bookings.filter((booking) => lastMs(booking) >= openedMs)
  const starts = concerned.flatMap(({ startMs, base }) =>
    base === null ? [startMs] : [startMs, base.startMs],
  )
  // The desk may have put off what was just over, and reminders and video links follow it.
  const lookedFor = bookings.filter((booking) => lastMs(booking) >= openedMs - AROUND_MS)
  const ids = new Set([
    ...concerned.map(({ patientId }) => patientId),
    ...recalls
      .filter(({ status }) => status === 'active' || status === 'paused')
      .map(({ patientId }) => patientId),
  ])
  const theirs = patients.filter(({ patientId }) => ids.has(patientId))
  return {
    ...daysAround(connection.timeZone, [openedMs, options.asOfMs, ...starts]),
    // All of them: a recall of the book's may be anybody's, and who has a namesake there must be seen to have one.
    people: patients.filter(({ pmsPatientId }) => pmsPatientId === null),
    pmsPatientIds: known(theirs.map(({ pmsPatientId }) => pmsPatientId)),
    pmsAppointmentIds: known(lookedFor.map(({ pmsAppointmentId }) => pmsAppointmentId)),
    bookingIds: lookedFor.map(({ bookingId }) => bookingId),
  }
}

const known = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))]

/** The local days from four weeks before the first of these instants to four weeks after the last. */
export function daysAround(
  timeZone: string,
  instants: readonly [EpochMs, ...EpochMs[]],
): Pick<Scope, 'fromOn' | 'toOn'> {
  const clock = wallClock(timeZone)
  const first = instants.reduce((a, b) => Math.min(a, b))
  const last = instants.reduce((a, b) => Math.max(a, b))
  return { fromOn: clock.localDay(first - AROUND_MS), toOn: clock.localDay(last + AROUND_MS) }
}

/** The latest instant that a booking has to do with: when it takes or took place, or when something happened to it. */
const lastMs = ({ startMs, base, acceptedMs, changedMs, cancelledMs }: Booking): EpochMs =>
  Math.max(startMs, base?.startMs ?? startMs, acceptedMs, changedMs ?? acceptedMs, cancelledMs ?? acceptedMs)
