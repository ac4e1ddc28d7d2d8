/** PURE. Two judgements of one outage, before and after the fix-ups: what was mended, what is open, what got worse. */
import type { Reconciliation, VerdictCode } from '../reconcile/model.ts'
import { compareIds } from '../reconcile/order.ts'

/** `in-step` is also what a booking is that a run has no reason to look at any more. */
export interface Changed {
  readonly bookingId: string
  readonly practiceId: string
  readonly before: VerdictCode
  readonly after: VerdictCode
  readonly outcome: 'fixed' | 'open' | 'worse'
}

export interface Comparison {
  /** By booking id; what was in order before and still is, is not listed. */
  readonly bookings: readonly Changed[]
  readonly findings: { readonly before: number; readonly after: number; readonly gone: number }
}

/** Nothing has to be done about these: both sides say the same, or there is nothing to say. */
const SETTLED: ReadonlySet<VerdictCode> = new Set<VerdictCode>([
  'in-step',
  'nothing-to-insert',
  'attended',
  'did-not-attend',
])

export function compare(before: Reconciliation, after: Reconciliation): Comparison {
  const was = verdicts(before)
  const is = verdicts(after)
  const practices = new Map(
    [...before.judgements, ...after.judgements].map(({ booking }) => [booking.bookingId, booking.practiceId]),
  )
  const bookings = [...practices].flatMap(([bookingId, practiceId]): Changed[] => {
    const from = was.get(bookingId) ?? 'in-step'
    const to = is.get(bookingId) ?? 'in-step'
    if (SETTLED.has(from) && SETTLED.has(to)) return []
    const outcome = SETTLED.has(to) ? 'fixed' : SETTLED.has(from) ? 'worse' : 'open'
    return [{ bookingId, practiceId, before: from, after: to, outcome }]
  })
  const still = new Set(after.findings.map(subject))
  return {
    bookings: bookings.sort((a, b) => compareIds(a.bookingId, b.bookingId)),
    findings: {
      before: before.findings.length,
      after: after.findings.length,
      gone: before.findings.filter((finding) => !still.has(subject(finding))).length,
    },
  }
}

const verdicts = (run: Reconciliation): ReadonlyMap<string, VerdictCode> =>
  new Map(run.judgements.map(({ booking, verdict }) => [booking.bookingId, verdict]))

const subject = ({ code, subjectIds }: Reconciliation['findings'][number]): string =>
  JSON.stringify([code, subjectIds])
