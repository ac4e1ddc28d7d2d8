/** PURE. A subject put into words: its title, what happened, what to do, and the rule that decided. */
import { VERDICTS, type VerdictCode } from '../reconcile/model.ts'
import type { Circumstances, Phrase, Words } from './language.ts'
import type { Subject } from './subjects.ts'
import type { Code } from './triage.ts'

export interface Saying {
  readonly title: string
  readonly happened: string
  readonly todo: string
  /** `§ 3.2 time already taken: …`: the place in the contract, and the rule in short. */
  readonly rule: string
}

export function saying(words: Words, subject: Subject): Saying {
  const { code } = subject
  const circumstances = circumstancesOf(subject)
  const say = (phrase: Phrase): string => (typeof phrase === 'string' ? phrase : phrase(circumstances))
  const { title, happened, todo } = isVerdict(code) ? words.verdicts[code] : words.findings[code]
  return {
    title: say(title),
    happened: say(happened),
    todo: say(todo),
    rule: isVerdict(code)
      ? `${circumstances.hadBase ? '§ 3.3' : '§ 3.2'} ${say(words.verdicts[code].rule)}`
      : `§ 4 ${code}`,
  }
}

/** The title alone, for places that know a code and no subject. */
export function titleOf(words: Words, code: Code): string {
  const { title } = isVerdict(code) ? words.verdicts[code] : words.findings[code]
  return typeof title === 'string' ? title : title(PLAIN)
}

export const isVerdict = (code: Code): code is VerdictCode => VERDICT_CODES.has(code)

const VERDICT_CODES: ReadonlySet<string> = new Set(VERDICTS)

const PLAIN: Circumstances = {
  cancelledOnline: false,
  hadBase: false,
  hasAlternative: false,
  takenBy: 'unknown',
  overdue: false,
  clinicallySignificant: false,
}

function circumstancesOf({ booking, judgement, overdue, clinicallySignificant }: Subject): Circumstances {
  const conflicts = judgement?.conflictsWith
  const byEntry = (conflicts?.pmsAppointmentIds.length ?? 0) > 0
  const byBooking = (conflicts?.bookingIds.length ?? 0) > 0
  return {
    cancelledOnline: booking?.status === 'cancelled' || booking?.status === 'dismissed',
    hadBase: booking?.base != null,
    hasAlternative: judgement?.alternative != null,
    takenBy: byEntry ? (byBooking ? 'both' : 'entry') : byBooking ? 'booking' : 'unknown',
    overdue,
    clinicallySignificant,
  }
}
