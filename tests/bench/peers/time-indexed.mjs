/**
 * The plain way to find new times, as a text book has it: a 0/1 variable for every free start of every booking, a row
 * for every booking, for every quarter hour of every practitioner and of every patient; then aim after aim, each solved
 * to its proven optimum by HiGHS as it comes, and held while the next is pursued.
 */
const QUARTER = 15 * 60_000
/** In their order of weight; all are to be as large as possible. */
export const AIMS = {
  placed: () => 1,
  own: ({ own }) => Number(own),
  sameDay: ({ otherDay }) => -Number(otherDay),
  nearness: ({ movedMs }) => -movedMs / QUARTER,
}

/** `seekers`: bookings, each with its openings. Null where the time ran out before all four were proven. */
export function solveInTurn(highs, seekers, seconds) {
  const columns = seekers.flatMap(({ openings, person }, seeker) =>
    openings.map((opening) => ({ seeker, person, opening })),
  )
  const rows = rowsOf(columns)
  const held = []
  const reached = {}
  const untilMs = performance.now() + seconds * 1000
  for (const [name, worthOf] of Object.entries(AIMS)) {
    const worth = Float64Array.from(columns, ({ opening }) => worthOf(opening))
    const values = solve(highs, worth, rows, held, (untilMs - performance.now()) / 1000)
    if (values === null) return null
    reached[name] = Math.round(worth.reduce((sum, each, i) => sum + each * Math.round(values[i]), 0))
    held.push({ worth, total: reached[name] })
  }
  return { ...reached, variables: columns.length }
}

/** Lists of columns of which at most one may be taken. */
function rowsOf(columns) {
  const rows = new Map()
  columns.forEach(({ seeker, person, opening }, column) => {
    const keys = [`booking ${seeker}`]
    for (let at = Math.floor(opening.startMs / QUARTER) * QUARTER; at < opening.endMs; at += QUARTER) {
      keys.push(`${opening.pmsPractitionerId} ${at}`, `${person} ${at}`)
    }
    for (const key of keys) {
      const members = rows.get(key)
      if (members === undefined) rows.set(key, [column])
      else members.push(column)
    }
  })
  return [...rows.values()].filter((members) => members.length > 1)
}

function solve(highs, worth, rows, held, seconds) {
  if (seconds <= 0) return null
  const starts = [0]
  const indices = []
  const values = []
  for (const members of rows) {
    for (const column of members) {
      indices.push(column)
      values.push(1)
    }
    starts.push(indices.length)
  }
  for (const { worth: earlier } of held) {
    earlier.forEach((value, column) => {
      if (value === 0) return
      indices.push(column)
      values.push(value)
    })
    starts.push(indices.length)
  }
  const numCols = worth.length
  const numRows = rows.length + held.length
  return highs.withModel((model) => {
    model.options.set({ output_flag: false, time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: 0.5 })
    model.passModel({
      numCols,
      numRows,
      sense: highs.constants.objectiveSense.maximize,
      colCost: worth,
      colLower: new Float64Array(numCols),
      colUpper: new Float64Array(numCols).fill(1),
      rowLower: Float64Array.from({ length: numRows }, (_, i) =>
        i < rows.length ? Number.NEGATIVE_INFINITY : held[i - rows.length].total - 0.001,
      ),
      rowUpper: Float64Array.from({ length: numRows }, (_, i) =>
        i < rows.length ? 1 : held[i - rows.length].total + 0.001,
      ),
      matrix: {
        format: 'csr',
        numRows,
        numCols,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
      integrality: new Array(numCols).fill(1),
    })
    model.run()
    return model.getModelStatus() === highs.constants.modelStatus.optimal
      ? model.getSolution().colValue
      : null
  })
}
