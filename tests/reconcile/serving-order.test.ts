/** The order of serving against its plain form: after every success from the earliest again. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Booking } from '../../src/reconcile/model.ts'
import type { Claim } from '../../src/reconcile/occupancy.ts'
import { claimTime, ServingOrder } from '../../src/reconcile/serving-order.ts'
import { overlaps, type Span } from '../../src/reconcile/span.ts'

interface Held extends Span {
  readonly who: string
}

interface Wish extends Claim {
  /** What its old entry holds, and gives back once it is served. */
  readonly old: Held | null
}

const spans = fc
  .tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 4 }))
  .map(([startMs, length]) => ({ startMs, endMs: startMs + length }))
const who = fc.constantFrom('a', 'b')

const wishes = fc
  .array(fc.tuple(spans, who, fc.option(fc.tuple(spans, who)), fc.integer({ min: 0, max: 5 })), {
    maxLength: 10,
  })
  .map((list) =>
    list.map(([span, pmsPractitionerId, old, acceptedMs], index): Wish => {
      const booking = { bookingId: `B${index}`, base: null, acceptedMs } as unknown as Booking
      const held = old === null ? null : { ...old[0], who: old[1] }
      return { ...span, booking, pmsPractitionerId, own: null, frees: null, old: held }
    }),
  )

/** A day in which nobody shares time with anybody. */
class Diary {
  private held: Held[]
  constructor(claims: readonly Wish[]) {
    this.held = claims.flatMap(({ old }) => (old === null ? [] : [old]))
  }
  fits(claim: Wish): boolean {
    return !this.held.some(
      (one) => one.who === claim.pmsPractitionerId && one !== claim.old && overlaps(one, claim),
    )
  }
  serve(claim: Wish): void {
    this.held = [
      ...this.held.filter((one) => one !== claim.old),
      { startMs: claim.startMs, endMs: claim.endMs, who: claim.pmsPractitionerId },
    ]
  }
}

function plainly(claims: readonly Wish[]): string[] {
  const diary = new Diary(claims)
  const waiting = [...claims].sort(
    (a, b) =>
      claimTime(a.booking) - claimTime(b.booking) || (a.booking.bookingId < b.booking.bookingId ? -1 : 1),
  )
  const served: string[] = []
  for (;;) {
    const claim = waiting.find((one) => diary.fits(one))
    if (claim === undefined) return served
    waiting.splice(waiting.indexOf(claim), 1)
    diary.serve(claim)
    served.push(claim.booking.bookingId)
  }
}

function inTurn(claims: readonly Wish[]): string[] {
  const diary = new Diary(claims)
  const order = new ServingOrder(claims)
  const served: string[] = []
  for (let next = order.next(); next !== null; next = order.next()) {
    const claim = next as Wish
    if (!diary.fits(claim)) {
      order.refuse(claim)
      continue
    }
    diary.serve(claim)
    served.push(claim.booking.bookingId)
    const { old } = claim
    if (old !== null) order.freed({ ...old, pmsPractitionerId: old.who, entry: null, bookingId: null })
  }
  return served
}

test('serves whom the plain form serves, in the same order', () => {
  fc.assert(
    fc.property(wishes, (claims) => {
      expect(inTurn(claims)).toEqual(plainly(claims))
    }),
    { numRuns: 20_000 },
  )
})
