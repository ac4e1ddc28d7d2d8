/** The joint answer of one part against brute force: every assignment of small random parts, compared aim by aim. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { bestFor, DEFAULT_LIMITS } from '../../src/reconcile/plan/alternatives/best.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { independentParts } from '../../src/reconcile/plan/alternatives/parts.ts'
import type { Program, Solver } from '../../src/reconcile/plan/alternatives/solver.ts'
import type { Opening } from '../../src/reconcile/plan/openings.ts'
import { byWish, type Seeker } from '../../src/reconcile/plan/seekers.ts'
import { booking } from './diary.ts'

const MIN = 60_000
let highs: Solver
beforeAll(async () => {
  highs = await loadSolver()
})

/** Prices that are wrong: every bound gets worse, and most steps need a search. */
const misled: Solver = {
  solve(program: Program) {
    const answer = highs.solve(program)
    return {
      ...answer,
      rowPrices: answer.rowPrices?.map((price, row) => price + ((row * 7) % 5) - 2) ?? null,
    }
  },
}

/** Drawn in slots of a quarter hour; `odd`: some of them nearly two weeks away, and distances that share no divisor but a second. */
const partOf = (seekers: number, openings: number) =>
  fc.record({
    odd: fc.constantFrom(0, 0, 0, 7),
    seekers: fc.array(
      fc.record({
        length: fc.constantFrom(1, 2, 2, 3, 4),
        wanted: fc.nat({ max: 12 }),
        practitioner: fc.nat({ max: 2 }),
        person: fc.nat({ max: 7 }),
        accepted: fc.nat({ max: 3 }),
        openings: fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 14 })), { maxLength: openings }),
      }),
      { minLength: 2, maxLength: seekers },
    ),
  })
type Drawn = ReturnType<typeof partOf> extends fc.Arbitrary<infer T> ? T : never

function build({ odd, seekers }: Drawn): Seeker[] {
  return seekers
    .map((drawn, index): Seeker => {
      const startMs = drawn.wanted * 15 * MIN + odd * index * 13_000
      const own = `dr-${drawn.practitioner}`
      const openings = new Map<string, Opening>()
      for (const [practitioner, slot] of drawn.openings) {
        const at = slot * 15 * MIN + (odd > 0 && slot >= 8 ? 13 * 1440 * MIN : 0)
        openings.set(`${practitioner} ${slot}`, {
          practitionerId: `dr-${practitioner}`,
          // dr-3 is a second record of the practitioner behind dr-0.
          pmsPractitionerId: `D${practitioner % 3}`,
          startMs: at,
          endMs: at + drawn.length * 15 * MIN,
          movedMs: Math.abs(at - startMs),
          own: `dr-${practitioner}` === own,
          otherDay: slot >= 8 !== drawn.wanted >= 8,
        })
      }
      return {
        booking: booking(`B${index}`, {
          startMs,
          endMs: startMs + drawn.length * 15 * MIN,
          acceptedMs: drawn.accepted,
          practitionerId: own,
        }),
        person: `person-${drawn.person}`,
        openings: [...openings.values()].sort(byWish),
      }
    })
    .sort(
      (a, b) =>
        a.booking.acceptedMs - b.booking.acceptedMs || (a.booking.bookingId < b.booking.bookingId ? -1 : 1),
    )
}

/** All assignments, one after the other; nothing is shared with the code under test but the nouns. */
function bruteForce(seekers: readonly Seeker[]): (Opening | null)[] {
  let best: (Opening | null)[] = []
  let bestRank: (number | string)[] | null = null
  const taken: (Opening | null)[] = []
  const visit = (index: number): void => {
    const seeker = seekers[index]
    if (seeker === undefined) {
      const rank = rankOf(taken)
      if (bestRank === null || isBefore(rank, bestRank)) {
        best = [...taken]
        bestRank = rank
      }
      return
    }
    for (const opening of [...seeker.openings, null]) {
      const clash = taken.some(
        (other, nth) =>
          opening !== null &&
          other !== null &&
          opening.startMs < other.endMs &&
          other.startMs < opening.endMs &&
          (opening.pmsPractitionerId === other.pmsPractitionerId || seekers[nth]?.person === seeker.person),
      )
      if (clash) continue
      taken.push(opening)
      visit(index + 1)
      taken.pop()
    }
  }
  visit(0)
  return best
}

/** Smaller is better, from left to right. */
function rankOf(taken: readonly (Opening | null)[]): (number | string)[] {
  const placed = taken.filter((opening) => opening !== null)
  return [
    -placed.length,
    -placed.filter((opening) => opening.own).length,
    placed.filter((opening) => opening.otherDay).length,
    placed.reduce((sum, opening) => sum + opening.movedMs, 0),
    ...taken.flatMap((opening) =>
      opening === null ? [1, 0, 0, ''] : [0, opening.movedMs, opening.startMs, opening.practitionerId],
    ),
  ]
}

function isBefore(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? 0
    if (left !== right) return left < right
  }
  return false
}

function solved(seekers: readonly Seeker[], solver: Solver, limits = DEFAULT_LIMITS) {
  const given = new Map<string, Opening | null>()
  let proven = true
  for (const part of independentParts(seekers)) {
    const best = bestFor(part, solver, limits)
    proven &&= best.proven
    part.forEach((seeker, index) => {
      given.set(seeker.booking.bookingId, best.given[index] ?? null)
    })
  }
  return { given: seekers.map((seeker) => given.get(seeker.booking.bookingId) ?? null), proven }
}

describe('the joint answer', () => {
  test('is the best of all assignments, to the last tie', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(partOf(6, 6), (drawn) => {
        const seekers = build(drawn)
        expect(solved(seekers, highs)).toEqual({ given: bruteForce(seekers), proven: true })
      }),
      { numRuns: 3000 },
    )
  })

  test('does not depend on the prices that the solver names: they only make it fast', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(partOf(5, 6), (drawn) => {
        const seekers = build(drawn)
        expect(solved(seekers, misled)).toEqual({ given: bruteForce(seekers), proven: true })
      }),
      { numRuns: 800 },
    )
  })

  test('a solver that fails costs the proof, not the run', () => {
    const broken: Solver = {
      solve: () => ({ outcome: 'failed', values: null, rowPrices: null, bound: null, seconds: 0 }),
    }
    const opening: Opening = {
      practitionerId: 'dr-0',
      pmsPractitionerId: 'D0',
      startMs: 0,
      endMs: 30 * MIN,
      movedMs: 0,
      own: true,
      otherDay: false,
    }
    const seeker = (id: string): Seeker => ({ booking: booking(id), person: id, openings: [{ ...opening }] })
    expect(bestFor([seeker('B1'), seeker('B2')], broken, DEFAULT_LIMITS)).toEqual({
      given: [opening, null],
      proven: false,
    })
  })

  test('without time is never worse than first come, first served, and says that it is not proven', () => {
    fc.assert(
      fc.property(partOf(6, 6), (drawn) => {
        const seekers = build(drawn)
        const { given, proven } = solved(seekers, highs, { secondsPerPart: 0 })
        const best = bruteForce(seekers)
        if (proven) expect(given).toEqual(best)
        else expect(isBefore(rankOf(given), rankOf(best))).toBe(false)
        const served: (Opening | null)[] = []
        for (const seeker of seekers) {
          served.push(
            seeker.openings.find((opening) =>
              served.every(
                (other, nth) =>
                  other === null ||
                  opening.endMs <= other.startMs ||
                  other.endMs <= opening.startMs ||
                  (opening.pmsPractitionerId !== other.pmsPractitionerId &&
                    seekers[nth]?.person !== seeker.person),
              ),
            ) ?? null,
          )
        }
        expect(isBefore(rankOf(served), rankOf(given))).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})
