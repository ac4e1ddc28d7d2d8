/** PURE. How long to leave alone what went wrong: longer each time, and never so long that a line is forgotten. */
import { MINUTE_MS } from '../../reconcile/span.ts'

const FIRST_MS = 30_000
const LONGEST_MS = 10 * MINUTE_MS

/** `attempts`: how often in a row it has gone wrong by now, from 1. */
export const retryAfterMs = (attempts: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 10))
