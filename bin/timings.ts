/**
 * SHELL. `--timings`: how long each stage of a command took, as one table on stderr when it ends. The commands measure
 * around what they call; nothing beneath them reads a clock for it.
 */
import { performance } from 'node:perf_hooks'
import type { Terminal } from './terminal.ts'

export interface TimingFlags {
  readonly timings?: boolean
}

export interface Timings {
  /** Does the work, and counts its time under this name; where it is a promise, until that settles. */
  of<T>(stage: string, work: () => T): T
  tell(): void
}

/** `clock`: milliseconds since the process began, so that loading the program itself is the first stage. */
export function timingsOf(
  flags: TimingFlags,
  terminal: Terminal,
  clock: () => number = () => performance.now(),
): Timings {
  if (flags.timings !== true) return UNTIMED
  const stages = new Map<string, number[]>([['start', [clock()]]])
  const count = (stage: string, sinceMs: number): void => {
    const took = clock() - sinceMs
    const all = stages.get(stage)
    if (all === undefined) stages.set(stage, [took])
    else all.push(took)
  }
  return {
    of<T>(stage: string, work: () => T): T {
      const sinceMs = clock()
      const result = work()
      if (result instanceof Promise) return result.finally(() => count(stage, sinceMs)) as T
      count(stage, sinceMs)
      return result
    },
    tell: () => terminal.say(tableOf(stages, clock())),
  }
}

export const UNTIMED: Timings = { of: (_stage, work) => work(), tell: () => undefined }

/** Stages in the order in which they first ended. Those of several connections may overlap; then they add up to more. */
function tableOf(stages: ReadonlyMap<string, readonly number[]>, wholeMs: number): string {
  const known = [...stages].map(([stage, took]) => ({ stage, took, sumMs: sum(took) }))
  const otherMs = wholeMs - sum(known.map(({ sumMs }) => sumMs))
  const lines = known.map(({ stage, took, sumMs }) =>
    row(stage, took.length, sumMs, Math.max(...took), wholeMs),
  )
  if (otherMs > 0) lines.push(row('other', null, otherMs, null, wholeMs))
  return [
    'rejoin: timings      times         ms   share    longest',
    ...lines,
    row('whole', null, wholeMs, null, wholeMs),
  ].join('\n')
}

function row(
  stage: string,
  times: number | null,
  ms: number,
  longestMs: number | null,
  wholeMs: number,
): string {
  const share = `${Math.round((100 * ms) / wholeMs)} %`
  const longest = longestMs === null ? '' : longestMs.toFixed(1)
  return `  ${stage.padEnd(16)}${String(times ?? '').padStart(8)}${ms.toFixed(1).padStart(11)}${share.padStart(8)}${longest.padStart(11)}`.trimEnd()
}

const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0)
