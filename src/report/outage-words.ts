/** PURE. The outage as the lead sentence of page and mail tells it. */
import type { Reconciliation } from '../reconcile/model.ts'
import type { OutageWords, Words } from './language.ts'
import type { Summary } from './summary.ts'
import type { Spoken } from './when.ts'

/** Null: there was none to reconcile. */
export function outageWords(
  { window }: Reconciliation,
  practice: string,
  { outage, judged }: Summary,
  times: Spoken,
  words: Words,
): OutageWords | null {
  if (window === null || outage === null) return null
  const [from, to] = times.range(window.startMs, window.endMs)
  return {
    practice,
    from,
    to,
    duration: words.duration(outage.minutes),
    open: outage.openMinutes === null ? null : words.duration(outage.openMinutes),
    judged,
  }
}
