/**
 * Answers that are equal by every aim: seeker by seeker, first accepted first, the first difference decides. Placed
 * comes before not placed, then fewer minutes moved, the earlier start, the practitioner's id.
 */
import { byLastTie } from '../openings.ts'
import { type Aim, weighted } from './aims.ts'
import { at, type Column } from './cliques.ts'
import { type Face, settle, type Taken } from './face.ts'
import { maximize, type Patience, type Step } from './maximize.ts'
import type { Solver } from './solver.ts'

/** Several seekers are settled in one step, as long as their weights stay small enough to be solved fast. */
const MOST = 2 ** 30

/** `face`: the answers that are equally good; `current`: one of them. */
export function settleTies(
  whole: Face,
  current: Taken,
  solver: Solver,
  patience: Patience,
): Omit<Step, 'face'> {
  let face = whole
  let taken = current
  for (let seeker = 0; seeker < face.seekers.length; ) {
    const { members, must } = at(face.seekers, seeker)
    const has = takenBy(face, seeker, taken)
    if (members.length === 0 || (members.length === 1 && must)) {
      seeker++
    } else if (has !== null && has === byTie(face.columns, members)[0]) {
      face = settle(face, seeker, has)
      seeker++
    } else {
      const next = tieAims(face, seeker)
      const step = maximize(face, weighted(next.aims), taken, solver, patience)
      if (!step.proven) return step
      taken = step.taken
      for (const settled of next.seekers) face = settle(face, settled, takenBy(face, settled, taken))
    }
  }
  return { taken, proven: true }
}

/** Below 0: the first is better. */
export function compareByTies(columns: readonly Column[], seekers: number, a: Taken, b: Taken): number {
  const bySeeker = (taken: Taken): Map<number, Column> =>
    new Map(taken.map((place) => [at(columns, place).seeker, at(columns, place)]))
  const left = bySeeker(a)
  const right = bySeeker(b)
  for (let seeker = 0; seeker < seekers; seeker++) {
    const one = left.get(seeker)
    const other = right.get(seeker)
    if (one === undefined && other === undefined) continue
    if (one === undefined) return 1
    if (other === undefined) return -1
    const difference = byLastTie(one.opening, other.opening)
    if (difference !== 0) return difference
  }
  return 0
}

/** One aim per seeker, the first one always, and after it as many as fit. */
function tieAims(face: Face, from: number): { readonly aims: Aim[]; readonly seekers: number[] } {
  const aims: Aim[] = []
  const seekers: number[] = []
  let span = 1
  for (let seeker = from; seeker < face.seekers.length; seeker++) {
    const { members } = at(face.seekers, seeker)
    span *= members.length + 1
    if (seekers.length > 0 && span > MOST) break
    const worth = new Array<number>(face.columns.length).fill(0)
    byTie(face.columns, members).forEach((place, rank) => {
      worth[place] = members.length - rank
    })
    aims.push({ worth, range: members.length })
    seekers.push(seeker)
  }
  return { aims, seekers }
}

/** Best first. */
const byTie = (columns: readonly Column[], members: readonly number[]): number[] =>
  [...members].sort((a, b) => byLastTie(at(columns, a).opening, at(columns, b).opening))

function takenBy(face: Face, seeker: number, taken: Taken): number | null {
  return taken.find((place) => at(face.columns, place).seeker === seeker) ?? null
}
