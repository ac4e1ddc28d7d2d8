/**
 * The best assignment of one part, by all aims and to the last tie: aim after aim on the face that the aims before it
 * leave. Without the time to prove it, the best found, which is never worse than first come, first served.
 */
import type { Opening, Seeker } from '../openings.ts'
import { byTie, isBetter, mainAims, packed, tieAims } from './aims.ts'
import { at, columnsOf, exclude } from './cliques.ts'
import { type Face, settle, type Taken, wholeFace } from './face.ts'
import { maximize, type Patience } from './maximize.ts'
import type { Solver } from './solver.ts'

export interface Limits {
  /** For one part; what is not proven best by then is given as the best found. */
  readonly secondsPerPart: number
}

export const DEFAULT_LIMITS: Limits = { secondsPerPart: 10 }

export interface Assignment {
  /** By seeker of the part. */
  readonly given: readonly (Opening | null)[]
  readonly proven: boolean
}

export function bestFor(part: readonly Seeker[], solver: Solver, limits: Limits): Assignment {
  const greedy = firstComeFirstServed(part)
  // Everybody has the best they could wish for: nothing to weigh.
  if (part.every(({ openings }, index) => (openings[0] ?? null) === greedy[index])) {
    return { given: greedy, proven: true }
  }
  const columns = columnsOf(part)
  const place = new Map(columns.map(({ opening }, index) => [opening, index]))
  const start = greedy.flatMap((opening) => (opening === null ? [] : [place.get(opening) ?? 0]))
  const aims = mainAims(columns)
  const patience = { secondsLeft: limits.secondsPerPart }

  let face = wholeFace(columns, part.length)
  let taken: Taken = start
  for (const worth of packed(aims)) {
    const step = maximize(face, worth, taken, solver, patience)
    ;({ taken } = step)
    if (!step.proven) return { given: givenBy(face, taken), proven: false }
    ;({ face } = step)
  }
  const settled = settleTies(face, taken, solver, patience)
  // With no time left for the ties, the answer that was there first may break them better.
  const final = settled.proven || isBetter(aims, settled.taken, start) ? settled.taken : earlier(face, settled.taken, start)
  return { given: givenBy(face, final), proven: settled.proven }
}
