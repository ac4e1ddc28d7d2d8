/**
 * PURE. Who yields when several want one time. A FHIR server takes any number of appointments for one time, so whoever
 * writes must look, write, and look again:
 *
 *   look ─▶ claim (pending, marked) ─▶ look ─▶ settle (booked, or a placeholder) ─▶ look ─▶ done
 *
 * **At most one stays.** Who has settled stays only if a look, begun after that, shows nobody else settled at this
 * time. Suppose two of ours both stayed, and X settled before Y. Y's last look began after Y had settled, hence after
 * X had; X stayed, so it never took its row back; so Y saw X, and did not stay. This holds for every interleaving and
 * any number of programs, and for moved entries, which arrive settled; it needs only that a search sees finished writes.
 * That is checked as far as it can be: a look that does not show our own row as we wrote it proves nothing.
 *
 * **The desk wins.** An entry that is not ours makes us yield in every look. What the desk types after the last one, it
 * types over an appointment that it can see.
 *
 * **Somebody gets it**, mostly. Ids decide: the larger yields at once, and the smaller waits for that with a few more
 * looks before it yields too. So neither a claim that was left behind nor an answer that was lost in the
 * middle can make two: only the time may stay empty until the next plan. A program that dies after settling and before
 * its last look leaves an entry that nobody has vouched for; its write has no answer, and the next read shows all there is.
 */
import { compareIds } from '../../../reconcile/order.ts'
import type { How } from '../mapping/mapping.ts'
import { type At, mayTouch, type Row } from './row.ts'

/** Where a write stands: nothing of it is in the book yet; a claim is; it has settled. */
export type Phase = 'before' | 'claimed' | 'settled'

export interface Own {
  /** Null: nothing is in the book yet. */
  readonly id: string | null
  readonly bookingId: string | null
}

export type Verdict = 'stay' | 'wait' | 'yield'

export function verdict(rows: readonly Row[], own: Own, at: At, phase: Phase, how: How): Verdict {
  let found: Verdict = 'stay'
  for (const row of rows) {
    if (row.hold === 'free' || row.id === own.id || !mayTouch(row, at, how)) continue
    const one = against(row, own, phase)
    if (one === 'yield') return one
    if (one === 'wait') found = one
  }
  return found
}

function against(rival: Row, own: Own, phase: Phase): Verdict {
  // The desk's, or of somebody who does not know these rules.
  if (rival.bookingId === null) return 'yield'
  // The booking's own placeholder keeps the time for it.
  if (rival.hold === 'held' && rival.bookingId === own.bookingId) return 'stay'
  if (phase === 'before' || own.id === null) return 'yield'
  const isFirst = compareIds(rival.id, own.id) < 0
  if (rival.hold === 'claim') {
    // A larger claim will see us, or yields to us when it looks after settling.
    if (!isFirst) return 'stay'
    return phase === 'claimed' ? 'yield' : 'wait'
  }
  return isFirst || phase === 'claimed' ? 'yield' : 'wait'
}
