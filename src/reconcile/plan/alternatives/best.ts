/**
 * The best assignment of one part, by all aims and to the last tie: aim after aim on the face that the aims before it
 * leave. Without the time to prove it, the best found, which is never worse than first come, first served.
 */
import type { Opening, Seeker } from '../openings.ts'
import { compareByAims, mainAims, packed } from './aims.ts'
import { at, type Column, columnsOf, exclude } from './cliques.ts'
import { type Face, type Taken, wholeFace } from './face.ts'
import { maximize, type Step } from './maximize.ts'
import type { Solver } from './solver.ts'
import { compareByTies, settleTies } from './ties.ts'

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
  const places = new Map(columns.map(({ opening }, place) => [opening, place]))
  const start = greedy.flatMap((opening) => (opening === null ? [] : [places.get(opening) ?? 0]))
  const { taken, proven } = pursue(wholeFace(columns, part.length), start, solver, limits)
  const final = proven || compareAnswers(columns, part.length, taken, start) <= 0 ? taken : start
  const given = new Map(final.map((place) => [at(columns, place).seeker, at(columns, place).opening]))
  return { given: part.map((_, seeker) => given.get(seeker) ?? null), proven }
}

function pursue(whole: Face, start: Taken, solver: Solver, limits: Limits): Omit<Step, 'face'> {
  const patience = { secondsLeft: limits.secondsPerPart }
  let face = whole
  let taken = start
  for (const worth of packed(mainAims(whole.columns))) {
    const step = maximize(face, worth, taken, solver, patience)
    if (!step.proven) return step
    face = step.face
    taken = step.taken
  }
  return settleTies(face, taken, solver, patience)
}

function firstComeFirstServed(part: readonly Seeker[]): (Opening | null)[] {
  const served: { readonly opening: Opening; readonly person: string }[] = []
  return part.map(({ openings, person }) => {
    const free = openings.find(
      (opening) => !served.some((other) => exclude(opening, person, other.opening, other.person)),
    )
    if (free !== undefined) served.push({ opening: free, person })
    return free ?? null
  })
}

/** Below 0: the first is better. */
function compareAnswers(columns: readonly Column[], seekers: number, a: Taken, b: Taken): number {
  return compareByAims(mainAims(columns), a, b) || compareByTies(columns, seekers, a, b)
}
