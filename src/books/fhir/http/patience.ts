/** SHELL. A request that may be made again is made again, a few times, after a pause: as long as the server asks for, if that is not too long. */
import type { EpochMs } from '../../../reconcile/span.ts'
import { NoAnswer } from './exchange.ts'

export interface Patience {
  readonly now: () => EpochMs
  readonly pause: (ms: number) => Promise<void>
}

const MOST_ATTEMPTS = 4
const FIRST_PAUSE_MS = 500
/** Who asks for more than this does not want to be read now. */
export const LONGEST_PAUSE_MS = 60_000

/** The last answer, good or not. Only for requests that change nothing. */
export async function patiently<A extends { readonly status: number; readonly headers: Headers }>(
  ask: () => Promise<A>,
  { now, pause }: Patience,
): Promise<A> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === MOST_ATTEMPTS
    let waitMs = FIRST_PAUSE_MS * 2 ** (attempt - 1)
    try {
      const answer = await ask()
      if (isLast || !isPassing(answer.status)) return answer
      waitMs = retryAfterMs(answer.headers, now()) ?? waitMs
      if (waitMs > LONGEST_PAUSE_MS) return answer
    } catch (error) {
      if (isLast || !(error instanceof NoAnswer) || !error.isPassing) throw error
    }
    await pause(waitMs)
  }
}

/** 501 is for good. */
const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status !== 501)

/** Seconds, or the date of an hour; null: the server does not say. */
export function retryAfterMs(headers: Headers, nowMs: EpochMs): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const dateMs = text === '' ? Number.NaN : Date.parse(text)
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs)
}
