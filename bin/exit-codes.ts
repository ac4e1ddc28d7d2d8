/** What the program tells its caller (contract § 7). */
import type { Reconciliation } from '../src/reconcile/model.ts'

export const NOTHING_TO_DO = 0
export const COULD_NOT_RUN = 1
export const NEEDS_SOMEONE = 2
export const HELD_OR_INCONCLUSIVE = 3

export type ExitCode =
  | typeof NOTHING_TO_DO
  | typeof COULD_NOT_RUN
  | typeof NEEDS_SOMEONE
  | typeof HELD_OR_INCONCLUSIVE

/** Something needs someone when an action of the plan waits for a person and is neither done nor rejected. */
export function exitCodeOf(result: Reconciliation): ExitCode {
  const inconclusive = result.judgements.some((judgement) => judgement.verdict === 'inconclusive')
  if (result.holds.length > 0 || inconclusive) return HELD_OR_INCONCLUSIVE
  const waits = result.actions.some(
    ({ who, status }) => who !== 'automatic' && status !== 'applied' && status !== 'rejected',
  )
  return waits ? NEEDS_SOMEONE : NOTHING_TO_DO
}

const GRAVEST_FIRST: readonly ExitCode[] = [COULD_NOT_RUN, HELD_OR_INCONCLUSIVE, NEEDS_SOMEONE]

/** With several connections, the first of 1, 3, 2, 0 that applies. */
export function gravest(codes: readonly ExitCode[]): ExitCode {
  return GRAVEST_FIRST.find((code) => codes.includes(code)) ?? NOTHING_TO_DO
}
