/**
 * Whose turn it is (contract § 3.4): claims in the order in which patients made them, and after every success again from
 * the earliest that is not served yet. Asking all of them again each time would take the square of a connection's claims.
 */

import type { Booking } from './model.ts'
import type { Claim, Holder } from './occupancy.ts'
import { compareIds } from './order.ts'
import type { EpochMs } from './span.ts'
import { Timetable } from './timetable.ts'

/** Of those that were refused, only one whose time was freed since can fit now: these alone are asked again, in order. */
export class ServingOrder {
  private readonly ordered: readonly Claim[]
  private reached = 0
  private readonly turns = new Map<Claim, number>()
  private readonly refused = new Timetable<Claim>()
  /** Refused ones that may fit now, the earliest last. */
  private again: Claim[] = []

  constructor(claims: readonly Claim[]) {
    this.ordered = [...claims].sort(byClaimTime)
    for (const [turn, claim] of this.ordered.entries()) this.turns.set(claim, turn)
  }

  next(): Claim | null {
    return this.again.pop() ?? this.ordered[this.reached++] ?? null
  }

  refuse(claim: Claim): void {
    this.refused.add(claim.pmsPractitionerId, claim)
  }

  freed({ pmsPractitionerId, startMs, endMs }: Holder): void {
    const hopeful = this.refused.overlapping(pmsPractitionerId, { startMs, endMs })
    if (hopeful.length === 0) return
    for (const claim of hopeful) this.refused.remove(pmsPractitionerId, claim)
    const turn = (claim: Claim): number => this.turns.get(claim) ?? 0
    this.again = [...this.again, ...hopeful].sort((a, b) => turn(b) - turn(a))
  }
}

/** A claim's turn: when the patient booked, or for a move when they asked to move. */
export function claimTime(booking: Booking): EpochMs {
  return booking.base === null ? booking.acceptedMs : (booking.changedMs ?? booking.acceptedMs)
}

const byClaimTime = (a: Claim, b: Claim): number =>
  claimTime(a.booking) - claimTime(b.booking) || compareIds(a.booking.bookingId, b.booking.bookingId)
