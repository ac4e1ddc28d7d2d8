/**
 * PURE. The letter that follows a run, for one practice: subject, text and HTML from the same body. It must not look like
 * routine mail, and it says first who is to be called today; where nothing is needed it says so, since silence looks
 * just like a failure.
 */
import type { Reconciliation, Snapshot } from '../reconcile/model.ts'
import type { Words } from '../report/language.ts'
import { english } from '../report/words.ts'
import { type Attached, NOTHING_ATTACHED } from './attachments.ts'
import { type LetterBody, letterBody } from './letter-body.ts'
import { letterHtml } from './letter-html.ts'
import { letterText } from './letter-text.ts'
import type { Letter } from './mail.ts'
import { shortRun } from './shown.ts'

export interface LetterOptions {
  /** Where the report is (`place.ts`); null: nobody said. */
  readonly reportAt: string | null
  readonly attached?: Attached | undefined
  readonly words?: Words | undefined
}

/** Null: nothing was booked, found, planned or held, so there is nothing to write about. */
export function letterOf(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  practiceId: string,
  { reportAt, attached = NOTHING_ATTACHED, words = english }: LetterOptions,
): Letter | null {
  const body = letterBody({ snapshot, reconciliation, runId, practiceId, reportAt, attached, words })
  if (body === null) return null
  const subject = subjectOf(body, runId, words)
  return { subject, text: letterText(body), html: letterHtml(body, subject, words.locale) }
}

function subjectOf({ kind, bookings, others, practice }: LetterBody, runId: string, { mail }: Words): string {
  return mail.subjects[kind]({ bookings, others, practice, run: shortRun(runId) })
}
