/** SHELL. Looking at a time of a practitioner: who else is there, and does that mean that we must yield? */
import { DAY_MS, type Span } from '../../../reconcile/span.ts'
import { BookSilent } from '../../book.ts'
import type { How } from '../mapping/mapping.ts'
import { appointmentsStarting } from '../reading/searches.ts'
import type { Line } from './line.ts'
import { type Own, type Phase, verdict } from './rivals.ts'
import { type At, isAt, type Row, rowOf } from './row.ts'

/** A rival that must yield to us needs two or three requests for it. */
const LOOKS = 6
const FIRST_PAUSE_MS = 100

export type Found =
  | { readonly kind: 'ours'; readonly own: Row | null }
  | { readonly kind: 'yield'; readonly own: Row | null }

/**
 * Is the time ours, as far as anybody can tell now? `isWritten`: how our own row must look by now. A list that does not
 * show it so lags behind, and what is missing in it is not absent.
 */
export async function look(
  line: Line,
  at: At,
  own: Own,
  phase: Phase,
  how: How,
  isWritten: (own: Row) => boolean,
): Promise<Found> {
  for (let tries = 1, pauseMs = FIRST_PAUSE_MS; ; tries++, pauseMs *= 2) {
    const rows = await rowsAt(line, at, how)
    const mine = rows.find(({ id }) => id === own.id) ?? null
    const found = verdict(rows, own, at, phase, how)
    if (found === 'yield') return { kind: 'yield', own: mine }
    const lags = own.id !== null && (mine === null || !isAt(mine.resource, at, how) || !isWritten(mine))
    if (!lags && found === 'stay') return { kind: 'ours', own: mine }
    if (tries === LOOKS) {
      if (lags) throw new BookSilent('the list of appointments does not show what was written')
      return { kind: 'yield', own: mine }
    }
    await line.pause(pauseMs)
  }
}

/**
 * Everything that may hold some of this time, and more. A search knows starts only, so it begins a day earlier; servers
 * differ in how they are asked for one practitioner, so it asks for all; and it asks for every status, so that no row
 * leaves the list, and shifts its pages, while they are read.
 */
export async function rowsAt(line: Line, { startMs, endMs }: Span, how: How): Promise<readonly Row[]> {
  const found = await line.all('Appointment', appointmentsStarting({ startMs: startMs - DAY_MS, endMs }))
  return found.map((resource) => rowOf(resource, how))
}
