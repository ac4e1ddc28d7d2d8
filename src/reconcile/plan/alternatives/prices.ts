/**
 * A bound that needs no trust in floating point. Whatever prices are put on the shared times and on the sums that are
 * settled, no answer is worth more than all prices plus what each seeker gains most beyond them. So the solver's
 * prices, rounded, prove in whole numbers how good an answer can be at best, and a column whose slack is more than
 * what an answer may miss is in no such answer.
 */
import { at } from './cliques.ts'
import { type Face, keep, type Row } from './face.ts'

export interface Prices {
  /** No answer of the face is worth more. */
  readonly bound: number
  /** The same before rounding down, and everything below, in this many parts of one. */
  readonly parts: number
  readonly boundInParts: number
  /** By row of `face.shared` and of `face.seekers`. */
  readonly shared: readonly number[]
  readonly seekers: readonly number[]
  /** What an answer loses against the bound by taking this column. */
  readonly slack: ReadonlyMap<number, number>
}

/** Prices are often halves or thirds. */
const PARTS = 12
/** Sums of these stay exact in a double. */
const LARGEST = 2 ** 48

/** `guess`: prices of the seekers', shared and sum rows, any numbers at all; the better, the lower the bound. */
export function pricesOf(face: Face, worth: readonly number[], guess: Float64Array): Prices {
  const from = face.seekers.length
  const shared = guess.subarray(from, from + face.shared.length)
  const sums = guess.subarray(from + face.shared.length)
  const parts = face.alive.some((place) => Math.abs(at(worth, place)) > LARGEST / PARTS / 64) ? 1 : PARTS
  return (
    priced(face, worth, shared, sums, parts) ??
    priced(face, worth, new Float64Array(shared.length), new Float64Array(sums.length), 1) ?? {
      bound: Number.POSITIVE_INFINITY,
      parts: 1,
      boundInParts: Number.POSITIVE_INFINITY,
      shared: face.shared.map(() => 0),
      seekers: face.seekers.map(() => 0),
      slack: new Map(),
    }
  )
}

/** Null when a number gets too large to be exact. */
function priced(
  face: Face,
  worth: readonly number[],
  sharedGuess: Float64Array,
  sumGuess: Float64Array,
  parts: number,
): Prices | null {
  let exact = true
  const safe = (value: number): number => {
    if (Math.abs(value) > LARGEST) exact = false
    return value
  }
  const gain = new Map(face.alive.map((place) => [place, safe(parts * at(worth, place))]))
  const pay = (place: number, price: number): void => {
    gain.set(place, safe((gain.get(place) ?? 0) - price))
  }
  let bound = 0
  const shared = face.shared.map(({ members, must }, index) => {
    const rounded = Math.round(parts * at(sharedGuess, index))
    const price = must ? rounded : Math.max(0, rounded)
    if (price !== 0) for (const place of members) pay(place, price)
    bound = safe(bound + price)
    return price
  })
  face.sums.forEach(({ factors, total }, index) => {
    const price = Math.round(parts * at(sumGuess, index))
    if (price !== 0) for (const place of face.alive) pay(place, safe(price * at(factors, place)))
    bound = safe(bound + safe(price * total))
  })
  const slack = new Map<number, number>()
  const seekers = face.seekers.map(({ members, must }) => {
    let most = must ? Number.NEGATIVE_INFINITY : 0
    for (const place of members) most = Math.max(most, gain.get(place) ?? 0)
    for (const place of members) slack.set(place, most - (gain.get(place) ?? 0))
    bound = safe(bound + most)
    return most
  })
  return exact
    ? { bound: Math.floor(bound / parts), parts, boundInParts: bound, shared, seekers, slack }
    : null
}

/** `face` is the one that the prices are of. Every answer of it that is worth `least` or more, and maybe a few others. */
export function within(face: Face, prices: Prices, least: number): Face {
  const gap = prices.boundInParts - prices.parts * least
  const needed = (rows: readonly Row[], price: readonly number[]): Row[] =>
    rows.map((row, index) => (at(price, index) > gap ? { ...row, must: true } : row))
  return keep(
    { ...face, seekers: needed(face.seekers, prices.seekers), shared: needed(face.shared, prices.shared) },
    (place) => (prices.slack.get(place) ?? 0) <= gap,
  )
}

/** True when `within` of the bound itself leaves nothing but answers that reach it. */
export const isTight = (prices: Prices): boolean => prices.boundInParts === prices.parts * prices.bound
