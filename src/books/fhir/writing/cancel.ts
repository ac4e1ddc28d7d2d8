/** SHELL. An entry gives its time back: an appointment that is called off, a placeholder, or a slot kept for a booking. */
import { BookSilent, type Write } from '../../book.ts'
import type { How } from '../mapping/mapping.ts'
import { identifiersOf } from '../mapping/resource.ts'
import { slotEntryId, slotOfEntry } from '../mapping/slots.ts'
import { carrying } from '../reading/searches.ts'
import { cancelledBody, freedSlot, ownSystems } from './body.ts'
import { updated, verify } from './entry.ts'
import { type Line, WriteRefused } from './line.ts'
import { leave } from './move.ts'
import { rowOf } from './row.ts'
import { isFree } from './slots.ts'

export async function cancel(
  line: Line,
  { kind, pmsAppointmentId }: Extract<Write, { kind: 'cancel' | 'remove-placeholder' }>,
  how: How,
): Promise<string> {
  const slot = slotOfEntry(pmsAppointmentId)
  if (slot !== null) {
    if (kind === 'cancel') throw new WriteRefused('not-allowed')
    return freeHeldSlot(line, slot, how)
  }
  const before = await line.read('Appointment', pmsAppointmentId)
  if (before === null) throw new WriteRefused('no-such-entry')
  const { status } = rowOf(before.resource, how)
  if (status === 'cancelled' || status === 'outside') return pmsAppointmentId
  // Who has arrived is not called off; and a placeholder that has become an appointment meanwhile is none.
  if (status !== 'placeholder' && (kind === 'remove-placeholder' || status !== 'booked')) {
    throw new WriteRefused('entry-changed')
  }
  await updated(line, pmsAppointmentId, { resource: cancelledBody(before.resource), etag: before.etag })
  await verify(line, pmsAppointmentId, (row) => row.hold === 'free', how)
  await leave(line, pmsAppointmentId, before.resource, [], how)
  return pmsAppointmentId
}

/** A slot that carries a booking's id and has no appointment: what an unfinished write left behind. */
async function freeHeldSlot(line: Line, id: string, how: How): Promise<string> {
  const before = await line.read('Slot', id)
  if (before === null) throw new WriteRefused('no-such-entry')
  if (isFree(before.resource)) return slotEntryId(id)
  const { identifierSystem } = how.options
  const [bookingId] = identifiersOf(before.resource, identifierSystem)
  if (bookingId === undefined) throw new WriteRefused('entry-changed')
  const ofBooking = await line.all('Appointment', carrying(identifierSystem, bookingId))
  if (ofBooking.some((one) => rowOf(one, how).hold !== 'free')) throw new WriteRefused('entry-changed')
  const resource = freedSlot(before.resource, ownSystems(how.options))
  await line.update('Slot', { resource, etag: before.etag }, 'entry-changed')
  const after = await line.read('Slot', id)
  if (after !== null && !isFree(after.resource))
    throw new BookSilent('the book does not show what was written')
  return slotEntryId(id)
}
