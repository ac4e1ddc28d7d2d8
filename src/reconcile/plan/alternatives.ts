/**
 * The best new times for those who lost theirs (contract § 6, last part). The planner asks through this one type; the
 * answer is a set of proposals and whether it was proven best.
 */
import type { Scene } from '../checks/scene.ts'
import type { Alternative } from '../model.ts'

export interface Alternatives {
  /** By booking id; a booking that could not be placed is not here. */
  readonly proposals: ReadonlyMap<string, Alternative>
  readonly provenBest: boolean
}

export type FindAlternatives = (scene: Scene) => Alternatives
