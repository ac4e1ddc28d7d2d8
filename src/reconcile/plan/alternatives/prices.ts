/**
 * A bound that needs no trust in floating point. Whatever whole prices are put on the shared times, no answer is worth
 * more than all prices plus what each seeker gains most beyond them; so the solver's prices, rounded, prove how good an
 * answer can be at best, and a column whose slack is more than what is missing to that bound is in no best answer.
 */
import { at } from './cliques.ts'
import type { Budget, Face, Row } from './face.ts'
import { keep } from './face.ts'

export interface Prices {
  /** No answer of the face is worth more. */
  readonly bound: number
  /** By row of `face.shared` and of `face.seekers`. */
  readonly shared: readonly number[]
  readonly seekers: readonly number[]
  /** What an answer loses against the bound by taking this column. */
  readonly slack: ReadonlyMap<number, number>
}

/** `guess`: prices of the shared rows, any numbers at all; the better they are, the lower the bound. */
export function pricesOf(face: Face, worth: readonly number[], guess: ArrayLike<number>): Prices {
  const gain = new Map(face.alive.map((place) => [place, at(worth, place)]))
  let bound = 0
  const shared = face.shared.map(({ members, must }, index) => {
    const rounded = Math.round(guess[index] ?? 0)
    const price = must ? rounded : Math.max(0, rounded)
    bound += price
    if (price !== 0) for (const place of members) gain.set(place, (gain.get(place) ?? 0) - price)
    return price
  })
  const slack = new Map<number, number>()
  const seekers = face.seekers.map(({ members, must }) => {
    const most = members.reduce(
      (best, place) => Math.max(best, gain.get(place) ?? 0),
      must ? Number.NEGATIVE_INFINITY : 0,
    )
    for (const place of members) slack.set(place, most - (gain.get(place) ?? 0))
    bound += most
    return most
  })
  return { bound, shared, seekers, slack }
}

/** The answers of the face that miss the bound by `gap` at most, and maybe a few more. */
export function within(face: Face, prices: Prices, gap: number): Face {
  const needed = (rows: readonly Row[], price: readonly number[]): Row[] =>
    rows.map((row, index) => (at(price, index) > gap ? { ...row, must: true } : row))
  return keep(
    { ...face, seekers: needed(face.seekers, prices.seekers), shared: needed(face.shared, prices.shared) },
    (place) => (prices.slack.get(place) ?? 0) <= gap,
  )
}

/** Exactly the answers that miss the bound by `gap` at most. With no gap `within` says it all. */
export function exactlyWithin(face: Face, prices: Prices, gap: number): Face {
  const near = within(face, prices, gap)
  return gap === 0 ? near : { ...near, budgets: [...near.budgets, budgetOf(face, prices, gap)] }
}

/** What is lost by columns taken and by priced rows left empty: slack + Σ price × (1 − taken in the row) ≤ gap. */
function budgetOf(face: Face, prices: Prices, gap: number): Budget {
  const factors = new Map(prices.slack)
  let most = gap
  const count = (rows: readonly Row[], price: readonly number[]): void => {
    rows.forEach(({ members, must }, index) => {
      const each = at(price, index)
      // A row that is never empty loses nothing, and neither does one without a price.
      if (must || each === 0 || each > gap) return
      most -= each
      for (const place of members) factors.set(place, (factors.get(place) ?? 0) - each)
    })
  }
  count(face.seekers, prices.seekers)
  count(face.shared, prices.shared)
  return { factors, most }
}
