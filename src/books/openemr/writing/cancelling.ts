/** SHELL. Frees time: an appointment is marked as cancelled and stays in the book; our own placeholder goes. */
import type { WriteAnswer } from '../../book.ts'
import { markerIn } from '../mapping/marker.ts'
import { CANCELLED, statusOf } from '../mapping/statuses.ts'
import { EVENTS } from '../sql/events-asked.ts'
import { done, Refused, type Writing } from './answering.ts'
import { attempt, inTime } from './attempt.ts'
import { asRead, change, type Standing, standing, whyNot } from './standing.ts'

export async function cancel(all: Writing, pmsAppointmentId: string): Promise<WriteAnswer> {
  const found = await standing(all, pmsAppointmentId)
  if (found.entry.status === 'cancelled') return done(pmsAppointmentId)
  if (found.entry.status !== 'booked') throw new Refused('entry-changed')
  return markCancelled(all, found)
}

export async function removePlaceholder(all: Writing, pmsAppointmentId: string): Promise<WriteAnswer> {
  const found = await standing(all, pmsAppointmentId)
  if (found.entry.status === 'cancelled') return done(pmsAppointmentId)
  if (found.entry.status !== 'placeholder') throw new Refused('entry-changed')
  const { row } = found
  // What we did not make is not ours to delete.
  if (markerIn(row.pc_hometext)?.isHold !== true) return markCancelled(all, found)
  const { line, lastMs } = all
  const read = asRead(row)
  const sql = `delete e from ${EVENTS} e where ${read.sql} and ${inTime(line, lastMs, null)}`
  if ((await attempt(line, 'remove placeholder', sql, read.values)) === 1) return done(pmsAppointmentId)
  throw (await whyNot(all, row)) ?? new Refused('other')
}

async function markCancelled(all: Writing, { row, entry }: Standing): Promise<WriteAnswer> {
  // The practice may have given that character another meaning.
  if (statusOf(CANCELLED, all.options.statuses) !== 'cancelled') throw new Refused('not-allowed')
  const set = 'e.pc_apptstatus = ?, e.pc_time = now()'
  if (await change(all, 'cancel', row, set, [CANCELLED])) return done(entry.pmsAppointmentId)
  throw (await whyNot(all, row)) ?? new Refused('other')
}
