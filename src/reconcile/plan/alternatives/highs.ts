/** SHELL: HiGHS in WebAssembly behind the solver's port. Loading it takes about 50 ms, so only who needs it does. */
import type { Highs, Model } from 'highs'
import type { Answer, Program, Solver } from './solver.ts'

/** One per process. Loading is asynchronous, solving is not. */
export function loadSolver(): Promise<Solver> {
  loading ??= load()
  return loading
}

let loading: Promise<Solver> | undefined

async function load(): Promise<Solver> {
  const { default: exported } = await import('highs')
  // Its types are read as CommonJS, where `default` is one level deeper than in the ES module that is loaded.
  const loadHighs = exported as unknown as typeof exported.default
  const highs = await loadHighs()
  return { solve: (program) => solve(highs, program) }
}

function solve(highs: Highs, program: Program): Answer {
  try {
    return highs.withModel((model: Model) => run(highs, model, program))
  } catch {
    // A solver out of memory costs the proof, never the run: the caller has an answer of its own.
    return {
      outcome: 'failed',
      values: null,
      rowPrices: null,
      bound: null,
      seconds: program.timeLimitSeconds,
    }
  }
}

function run(highs: Highs, model: Model, program: Program): Answer {
  const numCols = program.worth.length
  const numRows = program.rowLower.length
  model.options.set({
    output_flag: false,
    // HiGHS 1.15.3 with presolve may lose answers of programs such as ours (it says so itself: its bound is then better
    // than its "optimal" answer); our programs are cut down beforehand, and without it they are even solved faster.
    presolve: 'off',
    time_limit: program.timeLimitSeconds,
    mip_rel_gap: 0,
    // All worths are whole numbers: nothing better fits into less than one.
    mip_abs_gap: 0.5,
  })
  model.passModel({
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: program.worth,
    colLower: new Float64Array(numCols),
    colUpper: new Float64Array(numCols).fill(1),
    rowLower: program.rowLower,
    rowUpper: program.rowUpper,
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts: program.rowStarts,
      indices: program.columns,
      values: program.factors,
    },
    ...(program.whole ? { integrality: new Array<1>(numCols).fill(1) } : {}),
  })
  if (program.start !== undefined) model.setSolution({ colValue: program.start })
  model.run()
  const status = model.getModelStatus()
  const optimal = status === highs.constants.modelStatus.optimal
  // 2: HiGHS found the values feasible.
  const usable = model.info.get('primal_solution_status') === 2
  const solution = usable ? model.getSolution() : null
  return {
    outcome: optimal ? 'optimal' : status === highs.constants.modelStatus.timeLimit ? 'stopped' : 'failed',
    values: solution === null ? null : solution.colValue,
    rowPrices: solution !== null && optimal && !program.whole ? solution.rowDual : null,
    bound: program.whole ? Number(model.info.get('mip_dual_bound')) : null,
    seconds: model.getRunTime(),
  }
}
