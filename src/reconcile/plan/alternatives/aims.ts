/**
 * What "best" means, in order (contract § 6), as whole numbers per column. Aims are packed into one objective with
 * weights so large that the least step of an aim outweighs everything after it; the numbers stay small enough for
 * doubles, or else the aims are pursued in several steps.
 */
import { at, type Column } from './cliques.ts'
import { sumOf, type Taken } from './face.ts'

export interface Aim {
  /** By column; a seeker without a time counts 0. */
  readonly worth: readonly number[]
  /** Two answers differ by this much at most. */
  readonly range: number
}

/** Beyond this an objective would strain the solver's tolerances (about 10⁻⁷ of its largest numbers). */
const MOST = 2 ** 42

/** Placed; with their own practitioner; on the same local day; few minutes away. */
export function mainAims(columns: readonly Column[]): Aim[] {
  // Times lie on grids, so the distances have a large common divisor: milliseconds become quarter hours.
  const unit = columns.reduce((divisor, { opening }) => gcd(divisor, opening.movedMs), 0) || 1
  return [
    aim(columns, () => 1),
    aim(columns, ({ opening }) => Number(opening.own)),
    aim(columns, ({ opening }) => -Number(opening.otherDay)),
    aim(columns, ({ opening }) => -opening.movedMs / unit),
  ]
}

/** Whether one objective can hold them all. */
export const fitTogether = (aims: readonly Aim[]): boolean => spanOf(aims) <= MOST

/** Each aim outweighs all that follow it. */
export function weighted(aims: readonly Aim[]): number[] {
  const columns = aims[0]?.worth.length ?? 0
  const sum = new Array<number>(columns).fill(0)
  let weight = 1
  for (const { worth, range } of [...aims].reverse()) {
    worth.forEach((value, place) => {
      sum[place] = at(sum, place) + weight * value
    })
    weight *= range + 1
  }
  return sum
}

const spanOf = (aims: readonly Aim[]): number => aims.reduce((span, { range }) => span * (range + 1), 1)

/** The first difference decides. */
export function compareByAims(aims: readonly Aim[], a: Taken, b: Taken): number {
  for (const { worth } of aims) {
    const difference = sumOf(worth, b) - sumOf(worth, a)
    if (difference !== 0) return difference
  }
  return 0
}

function aim(columns: readonly Column[], value: (column: Column) => number): Aim {
  const most = new Map<number, number>()
  const worth = columns.map((column) => {
    const each = value(column)
    most.set(column.seeker, Math.max(most.get(column.seeker) ?? 0, Math.abs(each)))
    return each
  })
  return { worth, range: [...most.values()].reduce((sum, each) => sum + each, 0) }
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
