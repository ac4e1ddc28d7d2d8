/**
 * The best assignment of one part, by all aims and to the last tie: aim after aim on the face that the aims before it
 * leave. Without the time to prove it, the best found, which is never worse than first come, first served.
 */
import type { Opening } from '../openings.ts'
import type { Seeker } from '../seekers.ts'
import { compareByAims, fitTogether, mainAims, weighted } from './aims.ts'
import { at, type Column, columnsOf, exclude } from './cliques.ts'
import { type Face, sumOf, type Taken, wholeFace } from './face.ts'
import { type Ask, asking, maximize, relax } from './maximize.ts'
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
  const { taken, proven } = search(
    wholeFace(columns, part.length),
    start,
    asking(solver, limits.secondsPerPart),
  )
  const final = proven || compareAnswers(columns, part.length, taken, start) <= 0 ? taken : start
  const given = new Map(final.map((place) => [at(columns, place).seeker, at(columns, place).opening]))
  return { given: part.map((_, seeker) => given.get(seeker) ?? null), proven }
}

interface Found {
  readonly taken: Taken
  readonly proven: boolean
}

function search(whole: Face, start: Taken, ask: Ask): Found {
  const aims = mainAims(whole.columns)
  let face = whole
  let taken = start
  let exact = false
  if (fitTogether(aims)) {
    const step = relax(face, weighted(aims), taken, ask)
    ;({ face, taken, exact } = step)
    if (step.proven && exact) return settleTies(face, taken, ask)
  }
  for (const { worth } of aims) {
    const step = maximize(face, worth, taken, ask)
    ;({ face, taken } = step)
    if (!step.proven) return { taken, proven: false }
    if (!step.exact) face = { ...face, sums: [...face.sums, { factors: worth, total: sumOf(worth, taken) }] }
  }
  return settleTies(face, taken, ask)
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
