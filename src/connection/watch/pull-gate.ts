/**
 * How many books are read at once: so many in all, and one of each server, for after a regional outage hundreds of
 * practices want theirs read in the same minute. Who is turned away is told when to come again and keeps nobody waiting.
 */
import type { EpochMs } from '../../reconcile/span.ts'

export interface PullGate {
  /** A way in, to be closed when done; or how long to stay away. `server`: what must not be asked twice at once. */
  enter(server: string): { readonly leave: () => void } | { readonly awayMs: EpochMs }
}

/** The more were turned away, the longer the next one is: each of them costs a look at its job. */
const STEP_MS = 3_000
const LONGEST_MS = 60_000

export function pullGate(atOnce: number): PullGate {
  const inside = new Set<string>()
  let turnedAway = 0
  return {
    enter(server) {
      if (inside.size >= atOnce || inside.has(server)) {
        turnedAway++
        return { awayMs: Math.min(LONGEST_MS, STEP_MS * Math.ceil(turnedAway / atOnce)) }
      }
      turnedAway = Math.max(0, turnedAway - 1)
      inside.add(server)
      return { leave: () => inside.delete(server) }
    },
  }
}
