/** PURE. The parts of a letter below its lead: the counts and what is in them, what else was found, where the report is. */
import { FINDINGS, VERDICTS } from '../reconcile/model.ts'
import type { Words } from '../report/language.ts'
import type { ReportRow, ReportRows } from '../report/rows.ts'
import { isVerdict, titleOf } from '../report/sayings.ts'
import { type Summary, tally } from '../report/summary.ts'
import { type Code, type Group, isSettled } from '../report/triage.ts'
import type { Spoken } from '../report/when.ts'
import type { Counted, Heap, LetterContext, Passage } from './letter-body.ts'
import { placeOf } from './place.ts'

export const isForPeople = ({ group, status }: ReportRow): boolean =>
  (group === 'call' || group === 'decide') && !isSettled(status)

/** One of the four counts, and which verdicts are in it. */
export function groupHeap(group: Group, count: number, verdicts: readonly ReportRow[], words: Words): Heap {
  const inGroup = verdicts.filter((row) => row.group === group)
  return {
    title: words.groups[group].title,
    count,
    group,
    note: null,
    items: items(VERDICTS, inGroup, words),
  }
}

/** That the four counts add up, and how much of it somebody has done, or the plan has not done yet. */
export function addsUp(summary: Summary, all: readonly ReportRow[], { mail }: Words): readonly string[] {
  const settled = all.filter(({ status }) => isSettled(status)).length
  const planned = all.filter(({ status }) => status === 'planned').length
  return [
    mail.addsUp(summary.judged),
    ...(settled === 0 ? [] : [mail.settled(settled)]),
    ...(planned === 0 ? [] : [mail.planned(planned)]),
  ]
}

/** Where staff look for it: recalls, reminders, video, the appointment book. Kinds of which nothing was found are left out. */
export function foundHeaps(rows: ReportRows, words: Words): readonly Heap[] {
  const { page, mail } = words
  const kinds = [
    [page.recalls, rows.recalls],
    [page.reminders, rows.reminders],
    [page.video, rows.video],
    [mail.book, rows.bookings.filter(({ code }) => !isVerdict(code))],
  ] as const
  return kinds
    .filter(([, found]) => found.length > 0)
    .map(([title, found]) => {
      const people = found.filter(isForPeople).length
      return {
        title,
        count: found.length,
        group: null,
        note: people === 0 ? null : mail.forPeople(people),
        items: items(FINDINGS, found, words),
      }
    })
}

function items(order: readonly Code[], rows: readonly ReportRow[], words: Words): readonly Counted[] {
  return tally(
    order,
    rows.map(({ code }) => code),
  ).map(({ code, count }) => ({ title: titleOf(words, code), count }))
}

/** What the letter rests on, where the report is, and what is attached. */
export function passages(context: LetterContext, times: Spoken): readonly Passage[] {
  const { words, reconciliation, attached } = context
  const { mail, page } = words
  const { read } = reconciliation
  const names = attached.files.map(({ fileName }) => fileName).join(', ')
  const isZip = attached.attach === 'full-zip'
  const about = attached.tooLarge
    ? mail.tooLarge
    : isZip
      ? mail.attachedZip(names)
      : mail.attachedMinimal(names)
  return [
    report(context),
    ...(names === '' && !attached.tooLarge ? [] : [{ title: mail.attached, sentences: [about] }]),
    {
      title: mail.evidence,
      sentences: [read === null ? page.neverRead : page.readAt(times.at(read.takenMs), read.complete)],
    },
  ]
}

function report({ snapshot, runId, practiceId, reportAt, words: { mail } }: LetterContext): Passage {
  const place = reportAt === null ? null : placeOf(reportAt, snapshot, runId, practiceId)
  const sentences =
    place === null ? [mail.askForReport(runId)] : [mail.reportAt, ...(place.isLink ? [] : [place.text])]
  return { title: mail.where, sentences, ...(place?.isLink ? { url: place.text } : {}) }
}

export function footer({ runId, words: { mail } }: LetterContext): readonly string[] {
  return [mail.run(runId), mail.noNames, mail.automatic]
}
