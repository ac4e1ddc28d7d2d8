/**
 * The most that a face can reach. First in fractions, which is fast and nearly always whole already; then the bound is
 * recomputed in whole numbers, and what cannot be as good as the best found is dropped; only the rest, if any, needs a
 * search.
 */
import { at } from './cliques.ts'
import { type Face, isWithin, type Row, sumOf, type Taken } from './face.ts'
import { isTight, type Prices, pricesOf, within } from './prices.ts'
import type { Answer, Program, Solver } from './solver.ts'

export interface Step {
  readonly taken: Taken
  readonly proven: boolean
  /** All answers that are at least as good as this one, and maybe others; `exact`: and no others. */
  readonly face: Face
  readonly exact: boolean
  /** False: the solver could not even say how good an answer can be. */
  readonly bounded: boolean
}

/** Asks the solver, as long as there is time; `wholeFrom`: for whole answers only, with one to begin from. */
export type Ask = (face: Face, worth: readonly number[], wholeFrom: Taken | null) => Answer | null

export function asking(solver: Solver, seconds: number): Ask {
  let left = seconds
  return (face, worth, wholeFrom) => {
    if (left <= 0) return null
    const answer = solver.solve(programOf(face, worth, wholeFrom, left))
    left -= answer.seconds
    return answer
  }
}

/** Without a search: proven only where the fractions happen to be whole. `current`: an answer of the face. */
export function relax(face: Face, worth: readonly number[], current: Taken, ask: Ask): Step {
  return bounded(face, worth, current, ask)?.step ?? unproven(face, current)
}

/** `worth`: whole numbers by column. */
export function maximize(face: Face, worth: readonly number[], current: Taken, ask: Ask): Step {
  const root = bounded(face, worth, current, ask)
  if (root === null) return unproven(face, current)
  const { step, prices } = root
  if (step.proven) return step
  const answer = ask(step.face, worth, step.taken)
  const found = answer === null ? null : takenIn(step.face, answer)
  const taken = better(step.face, worth, found, step.taken)
  const proven = isProof(answer, sumOf(worth, taken)) || sumOf(worth, taken) === prices.bound
  return { ...stepTo(face, worth, prices, taken), proven }
}

/** Worths are whole numbers: a bound that is less than one away is reached. A status alone is not taken for a proof. */
const isProof = (answer: Answer | null, reached: number): boolean =>
  answer?.outcome === 'optimal' && answer.bound !== null && answer.bound < reached + 0.75

function bounded(
  face: Face,
  worth: readonly number[],
  current: Taken,
  ask: Ask,
): { readonly step: Step; readonly prices: Prices } | null {
  const answer = ask(face, worth, null)
  if (answer?.outcome !== 'optimal' || answer.rowPrices === null) return null
  const prices = pricesOf(face, worth, answer.rowPrices)
  const taken = better(face, worth, takenIn(face, answer), current)
  return { step: stepTo(face, worth, prices, taken), prices }
}

function stepTo(face: Face, worth: readonly number[], prices: Prices, taken: Taken): Step {
  const reached = sumOf(worth, taken)
  const proven = reached === prices.bound
  return {
    taken,
    proven,
    face: within(face, prices, reached),
    exact: proven && isTight(prices),
    bounded: true,
  }
}

const unproven = (face: Face, taken: Taken): Step => ({
  taken,
  proven: false,
  face,
  exact: false,
  bounded: false,
})

function better(face: Face, worth: readonly number[], found: Taken | null, than: Taken): Taken {
  return found !== null && isWithin(face, found) && sumOf(worth, found) > sumOf(worth, than) ? found : than
}

function takenIn(face: Face, answer: Answer): Taken | null {
  const { values } = answer
  return values === null ? null : face.alive.filter((_, index) => (values[index] ?? 0) > 0.5)
}

function programOf(
  face: Face,
  worth: readonly number[],
  wholeFrom: Taken | null,
  timeLimitSeconds: number,
): Program {
  const index = new Map(face.alive.map((place, position) => [place, position]))
  const rows: readonly Row[] = [...face.seekers, ...face.shared]
  const numRows = rows.length + face.sums.length
  const rowStarts = new Int32Array(numRows + 1)
  const rowLower = new Float64Array(numRows).fill(Number.NEGATIVE_INFINITY)
  const rowUpper = new Float64Array(numRows).fill(1)
  const columns: number[] = []
  const factors: number[] = []
  rows.forEach(({ members, must }, row) => {
    for (const place of members) {
      const column = index.get(place)
      if (column === undefined) continue
      columns.push(column)
      factors.push(1)
    }
    if (must) rowLower[row] = 1
    rowStarts[row + 1] = columns.length
  })
  face.sums.forEach((sum, nth) => {
    const row = rows.length + nth
    face.alive.forEach((place, column) => {
      if (at(sum.factors, place) === 0) return
      columns.push(column)
      factors.push(at(sum.factors, place))
    })
    rowLower[row] = sum.total
    rowUpper[row] = sum.total
    rowStarts[row + 1] = columns.length
  })
  const chosen = new Set(wholeFrom)
  return {
    worth: Float64Array.from(face.alive, (place) => at(worth, place)),
    rowStarts,
    columns: Int32Array.from(columns),
    factors: Float64Array.from(factors),
    rowLower,
    rowUpper,
    whole: wholeFrom !== null,
    timeLimitSeconds,
    ...(wholeFrom !== null
      ? { start: Float64Array.from(face.alive, (place) => Number(chosen.has(place))) }
      : {}),
  }
}
