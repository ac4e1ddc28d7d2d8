/** SHELL. Before anything is written for a booking: what of it stands already, and is its time free? */
import type { How } from '../mapping/mapping.ts'
import { carrying } from '../reading/searches.ts'
import type { Version } from '../rest.ts'
import { readAgain } from './entry.ts'
import { type Line, WriteRefused } from './line.ts'
import { rowsAt } from './look.ts'
import { verdict } from './rivals.ts'
import { type At, isAt, type Row, rowOf } from './row.ts'
import { type Goal, standing } from './standing.ts'

export async function rowsOf(line: Line, bookingId: string, how: How): Promise<readonly Row[]> {
  const found = await line.all('Appointment', carrying(how.options.identifierSystem, bookingId))
  return found.map((resource) => rowOf(resource, how))
}

/** The id of the entry that is there as asked for; what is to be taken over; or null: nothing of the booking stands. */
export async function standingOf(
  line: Line,
  rows: readonly Row[],
  goal: Goal,
  how: How,
): Promise<string | Version | null> {
  const stands = standing(rows, goal, how)
  switch (stands.kind) {
    case 'none':
      return null
    case 'other':
      throw new WriteRefused('entry-changed')
    case 'open': {
      const version = await readAgain(line, stands.id)
      const now = standing([rowOf(version.resource, how)], goal, how)
      if (now.kind !== 'open') throw new WriteRefused('entry-changed')
      return version
    }
    case 'done': {
      // An attempt that ended before its last look may have left it beside somebody else.
      const own = { id: stands.id, bookingId: goal.wanted.bookingId }
      const all = await rowsAt(line, goal.wanted, how)
      if (verdict(all, own, goal.wanted, 'settled', how) !== 'stay') throw new WriteRefused('entry-changed')
      return stands.id
    }
    default:
      return stands satisfies never
  }
}

/** Nobody is there, as far as one can see before anything is written: most refusals leave no trace in the book. */
export async function requireFree(
  line: Line,
  found: Version | null,
  at: At & { readonly bookingId: string },
  how: How,
): Promise<void> {
  const row = found === null ? null : rowOf(found.resource, how)
  const isHere = found !== null && isAt(found.resource, at, how)
  // Seen by all who came since; what it is worth is found out once it is ours.
  if (isHere && row?.hold === 'claim') return
  const own = { id: row?.id ?? null, bookingId: at.bookingId }
  const phase = isHere ? 'settled' : 'before'
  if (verdict(await rowsAt(line, at, how), own, at, phase, how) !== 'stay') {
    throw new WriteRefused('time-taken')
  }
}
