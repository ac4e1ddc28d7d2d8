/**
 * PURE. What the letter says, before it becomes text or HTML: counts, times to act by, the run's id and where the
 * report is. No patient, no practitioner, no booking's number. A time to act by is told without any of them: it is
 * needed to be on time, and who has that appointment only the appointment book tells.
 */
import type { Reconciliation, Snapshot } from '../reconcile/model.ts'
import type { LetterKind, Words } from '../report/language.ts'
import { outageWords } from '../report/outage-words.ts'
import { type ReportRow, reportRows } from '../report/rows.ts'
import { isVerdict } from '../report/sayings.ts'
import { type Summary, summarise } from '../report/summary.ts'
import { GROUPS, type Group } from '../report/triage.ts'
import { type Spoken, spoken } from '../report/when.ts'
import type { Attached } from './attachments.ts'
import { addsUp, footer, foundHeaps, groupHeap, isForPeople, passages } from './letter-parts.ts'
import { shownName } from './shown.ts'

export interface Counted {
  readonly title: string
  readonly count: number
}

/** One of the four counts, or one kind of what was found besides, with what is in it. */
export interface Heap extends Counted {
  readonly group: Group | null
  readonly note: string | null
  readonly items: readonly Counted[]
}

/** A heading and what stands under it; `url`: the one link of the letter. */
export interface Passage {
  readonly title: string
  readonly sentences: readonly string[]
  readonly url?: string | undefined
}

export interface LetterBody {
  readonly kind: LetterKind
  /** Somebody is to be called now. */
  readonly isUrgent: boolean
  readonly practice: string
  /** What the subject counts. */
  readonly bookings: number
  readonly others: number
  readonly heading: string
  readonly lead: readonly string[]
  readonly holds: readonly { readonly title: string; readonly means: string }[]
  readonly outage: Passage
  readonly bookingsTitle: string
  readonly groups: readonly Heap[]
  readonly addsUp: readonly string[]
  readonly othersTitle: string
  readonly found: readonly Heap[]
  readonly passages: readonly Passage[]
  readonly footer: readonly string[]
}

export interface LetterContext {
  readonly snapshot: Snapshot
  readonly reconciliation: Reconciliation
  readonly runId: string
  readonly practiceId: string
  readonly words: Words
  /** Where the report is, as whoever runs Rejoin has put it; null: not told. */
  readonly reportAt: string | null
  readonly attached: Attached
}

/** Null: nothing was booked, found, planned or held. Then there is nothing to write about. */
export function letterBody(context: LetterContext): LetterBody | null {
  const { snapshot, reconciliation, runId, practiceId, words } = context
  const summary = summarise(snapshot, reconciliation, practiceId)
  const rows = reportRows(snapshot, reconciliation, runId, practiceId, { words })
  const all = [...rows.bookings, ...rows.recalls, ...rows.reminders, ...rows.video]
  const isHeld = summary.holds.length > 0
  if (all.length === 0 && summary.byAction.length === 0 && !isHeld) return null
  const verdicts = all.filter(({ code }) => isVerdict(code))
  const open = all.filter(isForPeople)
  const kind = kindOf(summary, all, open)
  const practice = snapshot.practices.find((one) => one.practiceId === practiceId)
  const name = shownName(practice?.name ?? '', practiceId)
  const times = spoken(practice?.timeZone ?? snapshot.connection.timeZone, words.locale)
  const counted = kind === 'action' ? open : kind === 'automatic' ? all.filter(isAutomatic) : all
  const bookings = counted.filter(({ code }) => isVerdict(code)).length
  // Work for people that no row of the report stands for is still work.
  const others = counted.length - bookings || (kind === 'action' && bookings === 0 ? 1 : 0)
  return {
    kind,
    isUrgent: kind === 'action' && open.some(({ group }) => group === 'call'),
    practice: name,
    bookings,
    others,
    heading: words.mail.headings[kind],
    lead: lead(kind, open, reconciliation.asOfMs, times, words),
    holds: summary.holds.map((hold) => words.holds[hold]),
    outage: { title: words.mail.outage, sentences: [outage(context, summary, name, times, words)] },
    bookingsTitle: words.mail.bookings,
    groups: GROUPS.map((group) => groupHeap(group, summary.byGroup[group], verdicts, words)),
    addsUp: addsUp(summary, all, words),
    othersTitle: words.mail.others,
    found: foundHeaps(rows, words),
    passages: passages(context, times),
    footer: footer(context),
  }
}

const isAutomatic = ({ group }: ReportRow): boolean => group === 'automatic'

function kindOf(summary: Summary, all: readonly ReportRow[], open: readonly ReportRow[]): LetterKind {
  if (summary.holds.length > 0) return 'hold'
  if (open.length > 0 || summary.attention === 'someone') return 'action'
  return all.some(isAutomatic) ? 'automatic' : 'nothing'
}

function lead(
  kind: LetterKind,
  open: readonly ReportRow[],
  asOfMs: number,
  times: Spoken,
  { mail }: Words,
): readonly string[] {
  if (kind === 'hold') return open.length === 0 ? [] : [mail.heldUntil(firstAndNext(open, asOfMs, times)[0])]
  if (kind !== 'action') return [mail.nothingElse]
  const calls = open.filter(({ group }) => group === 'call')
  const decisions = open.filter(({ group }) => group === 'decide')
  return [
    ...(calls.length === 0
      ? []
      : [mail.calls(...bothKinds(calls)), mail.firstCall(...firstAndNext(calls, asOfMs, times))]),
    ...(decisions.length === 0
      ? []
      : [
          mail.decisions(...bothKinds(decisions)),
          mail.firstDecision(...firstAndNext(decisions, asOfMs, times)),
        ]),
  ]
}

/** When the first is due; where that is at once, also when the first of the others is. */
function firstAndNext(
  rows: readonly ReportRow[],
  asOfMs: number,
  times: Spoken,
): readonly [string | null, string | null] {
  const due = rows.map(({ actByMs }) => actByMs ?? asOfMs)
  const ahead = due.filter((ms) => ms > asOfMs)
  const next = ahead.length === 0 ? null : times.at(ahead.reduce((a, b) => Math.min(a, b)))
  return ahead.length === due.length ? [next, null] : [null, next]
}

function bothKinds(rows: readonly ReportRow[]): readonly [number, number] {
  const bookings = rows.filter(({ code }) => isVerdict(code)).length
  return [bookings, rows.length - bookings]
}

function outage(
  { reconciliation }: LetterContext,
  summary: Summary,
  practice: string,
  times: Spoken,
  words: Words,
): string {
  const told = outageWords(reconciliation, practice, summary, times, words)
  return told === null ? words.page.noOutage(practice) : words.page.outage(told)
}
