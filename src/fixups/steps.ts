/** What applying a plan comes to, step by step, and where a test may end it. No behaviour. */
import type { Action } from '../reconcile/model.ts'
import type { SettledIntent } from './settle.ts'

/** Where a test may end the process. */
export const CRASH_POINTS = [
  'after-intent',
  'after-guard',
  'before-write',
  'after-write',
  'after-read-back',
  'before-outcome',
  'after-outcome',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

export interface Step {
  readonly action: Action
  /** `waits`: for another action. `by-hand`: the book cannot be written. `unknown`: sent, no answer yet. */
  readonly result: 'applied' | 'declined' | 'failed' | 'unknown' | 'waits' | 'by-hand'
  readonly reason: string | null
}

export interface Applied {
  readonly settled: readonly SettledIntent[]
  /** What was tried now, in order. */
  readonly steps: readonly Step[]
  /** Why the rest was left alone; null: everything approved was looked at. */
  readonly stopped: string | null
  /** Approved actions that were not looked at. */
  readonly left: number
}

/** The plan as it is cannot be applied. Says what to do instead. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable'
}
