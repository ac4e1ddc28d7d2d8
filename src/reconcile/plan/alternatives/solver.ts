/** The port to the optimiser: a linear program in, its answer out. `highs.ts` is the one that is used. */

/** Always solvable: maximise `worth · x` over 0 ≤ x ≤ 1, where every row's sum lies between its bounds. Rows are packed one by one. */
export interface Program {
  readonly worth: Float64Array
  /** Row r has its columns and factors at `rowStarts[r]` … `rowStarts[r + 1]`. */
  readonly rowStarts: Int32Array
  readonly columns: Int32Array
  readonly factors: Float64Array
  readonly rowLower: Float64Array
  readonly rowUpper: Float64Array
  /** Every x is 0 or 1; otherwise anything between. */
  readonly whole: boolean
  readonly timeLimitSeconds: number
  /** A valid answer to begin with. */
  readonly start?: Float64Array
}

export interface Answer {
  /** `stopped`: the time was up. */
  readonly outcome: 'optimal' | 'stopped' | 'failed'
  /** The best found, if any. */
  readonly values: Float64Array | null
  /** What one more unit of each row would be worth; only for an optimal answer in fractions. */
  readonly rowPrices: Float64Array | null
  /** No whole answer is worth more; only for a search. */
  readonly bound: number | null
  readonly seconds: number
}

export interface Solver {
  solve(program: Program): Answer
}
