/**
 * The most that one aim can reach on a face. First in fractions, which is fast and nearly always whole already; then
 * the bound is recomputed in whole numbers, and what cannot reach it any more is dropped; only the rest, if any, needs
 * a search.
 */
import { at } from './cliques.ts'
import { type Face, isWithin, type Row, type Taken } from './face.ts'
import { exactlyWithin, pricesOf, within } from './prices.ts'
import type { Answer, Program, Solver } from './solver.ts'

const FIRST_GUESS = 4

export interface Step {
  readonly taken: Taken
  readonly proven: boolean
  /** All answers that are as good as this one, as far as the aim goes. */
  readonly face: Face
}

/** The seconds that a part has left; the solver says how many it used. */
export interface Patience {
  secondsLeft: number
}

/** `worth`: whole numbers by column. `current`: an answer of the face, which the new one is never worse than. */
export function maximize(
  face: Face,
  worth: readonly number[],
  current: Taken,
  solver: Solver,
  patience: Patience,
): Step {
  const worthOf = (taken: Taken): number => taken.reduce((sum, place) => sum + at(worth, place), 0)
  const better = (found: Taken | null, than: Taken): Taken =>
    found !== null && isWithin(face, found) && worthOf(found) > worthOf(than) ? found : than
  const ask = (on: Face, whole: boolean, start: Taken): Answer | null => {
    if (patience.secondsLeft <= 0) return null
    const answer = solver.solve(programOf(on, worth, whole, start, patience.secondsLeft))
    patience.secondsLeft -= answer.seconds
    return answer
  }
  const stopped = (taken: Taken): Step => ({ taken, proven: false, face })

  const relaxed = ask(face, false, current)
  if (relaxed?.outcome !== 'optimal' || relaxed.rowPrices === null) return stopped(current)
  const prices = pricesOf(face, worth, relaxed.rowPrices.subarray(face.seekers.length))
  let taken = better(takenIn(face, relaxed), current)
  if (process.env['V']) process.stderr.write(`    bound ${prices.bound} have ${worthOf(taken)} gap ${prices.bound-worthOf(taken)} lpobj ${(relaxed.values as Float64Array).reduce((q,v,i)=>q+v*(worth[face.alive[i]??0]??0),0)} frac ${(relaxed.values as Float64Array).filter(v=>v>1e-6&&v<1-1e-6).length} fracduals ${[...relaxed.rowPrices].filter(v=>Math.abs(v-Math.round(v))>1e-6).length} survivors ${within(face,prices,prices.bound-worthOf(taken)).alive.length}\n`)
  for (let guess = FIRST_GUESS; worthOf(taken) < prices.bound; guess *= 8) {
    const gap = prices.bound - worthOf(taken)
    const near = Math.min(guess, gap)
    const rest = within(face, prices, near)
    const searched = ask(rest, true, isWithin(rest, taken) ? taken : [])
    if (process.env['V']) process.stderr.write(`    near ${near} of ${gap} columns ${rest.alive.length} ${searched?.outcome}\n`)
    if (searched === null) return stopped(taken)
    const found = takenIn(rest, searched)
    taken = better(found, taken)
    if (searched.outcome === 'infeasible' && near < gap) continue
    // An answer that is not what the solver thought it was proves nothing.
    if (searched.outcome !== 'optimal' || found === null || !isWithin(rest, found)) return stopped(taken)
    if (prices.bound - worthOf(taken) <= near) break
  }
  return { taken, proven: true, face: exactlyWithin(face, prices, prices.bound - worthOf(taken)) }
}

function takenIn(face: Face, answer: Answer): Taken | null {
  const { values } = answer
  return values === null ? null : face.alive.filter((_, index) => (values[index] ?? 0) > 0.5)
}

function programOf(
  face: Face,
  worth: readonly number[],
  whole: boolean,
  start: Taken,
  timeLimitSeconds: number,
): Program {
  const index = new Map(face.alive.map((place, position) => [place, position]))
  const rows: readonly Row[] = [...face.seekers, ...face.shared]
  const numRows = rows.length + face.budgets.length
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
  face.budgets.forEach((budget, nth) => {
    const row = rows.length + nth
    for (const [place, factor] of budget.factors) {
      const column = index.get(place)
      if (column === undefined || factor === 0) continue
      columns.push(column)
      factors.push(factor)
    }
    rowUpper[row] = budget.most
    rowStarts[row + 1] = columns.length
  })
  const chosen = new Set(start)
  return {
    worth: Float64Array.from(face.alive, (place) => at(worth, place)),
    rowStarts,
    columns: Int32Array.from(columns),
    factors: Float64Array.from(factors),
    rowLower,
    rowUpper,
    whole,
    timeLimitSeconds,
    ...(whole ? { start: Float64Array.from(face.alive, (place) => Number(chosen.has(place))) } : {}),
  }
}
