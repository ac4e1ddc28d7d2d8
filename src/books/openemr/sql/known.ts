/**
 * SHELL. Entries that we know of, wherever they are now: by their ids, and by the booking that their comment names. The
 * desk may have moved one out of the days that are read.
 */
import type { Scope } from '../../book.ts'
import { eventOf } from '../mapping/ids.ts'
import type { Days } from '../mapping/mapping.ts'
import { markersIn } from '../mapping/marker.ts'
import type { EventRow } from '../rows.ts'
import { eventsByIds, eventsOfOurs } from './events-asked.ts'
import type { Line } from './server.ts'

/** By the day on which each is to be looked for; days that are read as a whole are left out. */
export async function knownEvents(
  line: Line,
  scope: Pick<Scope, 'pmsAppointmentIds' | 'bookingIds'>,
  { fromOn, toOn }: Days,
): Promise<ReadonlyMap<string, readonly EventRow[]>> {
  const days = new Map<string, Map<string, EventRow>>()
  const add = (row: EventRow, on: string | null): void => {
    if (on === null || (on >= fromOn && on <= toOn) || !/^[1-9]/.test(on)) return
    days.set(on, (days.get(on) ?? new Map<string, EventRow>()).set(row.pc_eid, row))
  }
  const ids = scope.pmsAppointmentIds.map(eventOf).filter((id) => id !== null)
  const rows = new Map(
    (await eventsByIds(line, [...new Set(ids.map(({ eid }) => eid))])).map((row) => [row.pc_eid, row]),
  )
  for (const { eid, on } of ids) {
    const row = rows.get(eid)
    if (row !== undefined) add(row, on ?? row.pc_eventDate)
  }
  const bookings = new Set(scope.bookingIds)
  const ours = bookings.size === 0 ? [] : await eventsOfOurs(line)
  for (const row of ours) {
    if (markersIn(row.pc_hometext).some(({ bookingId }) => bookings.has(bookingId)))
      add(row, row.pc_eventDate)
  }
  return new Map([...days].map(([on, found]) => [on, [...found.values()]]))
}
