/**
 * Answers that are equal by every aim: seeker by seeker, first accepted first, the first difference decides. Placed
 * comes before not placed, then fewer minutes moved, the earlier start, the practitioner's id.
 */
import { byLastTie } from '../seekers.ts'
import { type Aim, weighted } from './aims.ts'
import { at, type Column } from './cliques.ts'
import { type Face, settle, type Taken } from './face.ts'
import { type Ask, maximize, relax } from './maximize.ts'

/** Several seekers are settled in one step, as long as their weights stay small enough to be solved fast. */
const MOST = 2 ** 30

/** `whole`: the answers that are equally good; `current`: one of them. */
export function settleTies(
  whole: Face,
  current: Taken,
  ask: Ask,
): { readonly taken: Taken; readonly proven: boolean } {
  let face = whole
  let taken = current
  let together = Number.POSITIVE_INFINITY
  for (let seeker = 0; seeker < face.seekers.length; ) {
    const { members, must } = at(face.seekers, seeker)
    const has = takenBy(face, seeker, taken)
    if (members.length === 0 || (members.length === 1 && must)) {
      seeker++
    } else if (has !== null && has === byTie(face.columns, members)[0]) {
      face = settle(face, seeker, has)
      seeker++
    } else {
      const next = tieAims(face, seeker, together)
      const alone = next.seekers.length === 1
      const step = (alone ? maximize : relax)(face, weighted(next.aims), taken, ask)
      // The order of the ties is kept: what is narrowed away is worse than the answer at hand.
      ;({ face, taken } = step)
      if (step.proven) for (const one of next.seekers) face = settle(face, one, takenBy(face, one, taken))
      else if (alone || !step.bounded) return { taken, proven: false }
      // Where several at once need a search, fewer may not.
      together = step.proven ? 2 * next.seekers.length : Math.ceil(next.seekers.length / 4)
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
function tieAims(
  face: Face,
  from: number,
  most: number,
): { readonly aims: Aim[]; readonly seekers: number[] } {
  const aims: Aim[] = []
  const seekers: number[] = []
  let span = 1
  for (let seeker = from; seeker < face.seekers.length && seekers.length < most; seeker++) {
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
