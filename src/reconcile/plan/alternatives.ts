/**
 * The best new times for those who lost theirs (contract § 6, last part). The planner asks through this one type; the
 * answer is a set of proposals and whether it was proven best. How it is found: every booking's openings → parts that
 * do not compete → the best assignment of each part.
 */
import type { Scene } from '../checks/scene.ts'
import type { Alternative } from '../model.ts'
import { bestFor, DEFAULT_LIMITS, type Limits } from './alternatives/best.ts'
import { freeOptions } from './alternatives/options.ts'
import { independentParts } from './alternatives/parts.ts'
import type { Solver } from './alternatives/solver.ts'
import type { Opening } from './openings.ts'
import { asAlternative, seekersOf } from './seekers.ts'

export interface Alternatives {
  /** By booking id; a booking that could not be placed is not here. */
  readonly proposals: ReadonlyMap<string, Alternative>
  readonly provenBest: boolean
  /**
   * Up to two more times per booking, best first, that stay free when every proposal is taken: what reception can
   * offer by phone. Each booking by itself: two bookings may have the same option.
   */
  readonly options: ReadonlyMap<string, readonly Alternative[]>
}

export type FindAlternatives = (scene: Scene) => Alternatives

/** Pure: the solver was loaded before (`loadSolver`), and is only called for parts in which bookings compete. */
export function findAlternativesWith(solver: Solver, limits: Limits = DEFAULT_LIMITS): FindAlternatives {
  return (scene) => {
    const seekers = seekersOf(scene)
    const given = new Map<string, Opening>()
    let provenBest = true
    for (const part of independentParts(seekers)) {
      const best = bestFor(part, solver, limits)
      if (!best.proven) provenBest = false
      part.forEach((seeker, index) => {
        const opening = best.given[index]
        if (opening !== undefined && opening !== null) given.set(seeker.booking.bookingId, opening)
      })
    }
    const options = freeOptions(seekers, given)
    return { proposals: mapValues(given, asAlternative), provenBest, options }
  }
}

const mapValues = <A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> =>
  new Map([...map].map(([key, value]) => [key, change(value)]))
