/**
 * PURE. report.html: one self-contained page per practice and run, for a practice manager on a busy morning and for
 * print. No scripts, nothing from outside, and the same rule on names as the CSV files.
 */
import type { Reconciliation, Snapshot } from '../../reconcile/model.ts'
import { actionRows } from '../actions-rows.ts'
import { REPORT_FILES } from '../columns.ts'
import { runFacts } from '../facts.ts'
import { outageWords } from '../outage-words.ts'
import { type ReportRow, type RowOptions, reportRows } from '../rows.ts'
import { isVerdict } from '../sayings.ts'
import { summarise } from '../summary.ts'
import { isSettled } from '../triage.ts'
import { english } from '../words.ts'
import { verdictChart } from './chart.ts'
import { countsPart, PART_OF } from './counts-part.ts'
import { dayStyle } from './day-style.ts'
import { dayPictures } from './days.ts'
import { contentsPart, deadlineOf, evidencePart, holdsPart } from './frame.ts'
import { healthPart } from './health-part.ts'
import { html } from './markup.ts'
import { pageTimes } from './page-times.ts'
import { actionsPart, pageHead, rowsPart } from './parts.ts'
import { reportStyle } from './report-style.ts'
import { stripPart } from './strip-part.ts'
import { pageStyle } from './style.ts'
import { workOrder } from './work-order.ts'
import { worklistPart } from './worklist-part.ts'

export function reportPage(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
  practiceId: string,
  options: RowOptions = {},
): string {
  const words = options.words ?? english
  const facts = runFacts(snapshot, reconciliation)
  const practice = facts.practice(practiceId)
  const times = pageTimes(practice.timeZone, words.locale, reconciliation.asOfMs)
  const summary = summarise(snapshot, reconciliation, practiceId)
  const rows = reportRows(snapshot, reconciliation, runId, practiceId, options)
  const work = workOrder(rows)
  const actions = actionRows(snapshot, reconciliation, runId, practiceId, words)
  const judged = rows.bookings.filter(({ code }) => isVerdict(code))
  const part = { facts, words, times, work }
  const { page, groups } = words
  const outage = outageWords(reconciliation, practice.name, summary, times, words)
  const deadline = deadlineOf(work, reconciliation.asOfMs, times, page)
  const ofGroup = (group: 'automatic' | 'nothing') => judged.filter((row) => row.group === group)
  const settled = judged.filter(
    ({ group, status }) => (group === 'call' || group === 'decide') && isSettled(status),
  )
  const days = dayPictures(part, practiceId)
  const document = html`${pageHead(words.locale, page.title(practice.name), [pageStyle, reportStyle, dayStyle])}
<body>
<a class="skip" href="#work">${page.skip}</a>
<header>
<h1>${page.title(practice.name)}</h1>
<p class="lead">${outage === null ? page.noOutage(practice.name) : page.outage(outage)}</p>
${deadline === null ? null : html`<p class="deadline">${deadline}</p>`}
${summary.attention === 'nobody' ? html`<p class="deadline">${page.nothingNeeded}</p>` : null}
</header>
<main>
${holdsPart(summary, words)}
${countsPart(summary, judged, reconciliation.window, words)}
${contentsPart(work, rows, actions.length, days !== null, words)}
${worklistPart(work.items, part)}
${days}
${outage === null ? null : stripPart(facts, practiceId, judged, outage, part)}
${verdictChart(judged, words)}
${rowsPart(PART_OF.automatic, groups.automatic.title, ofGroup('automatic'), 'bookings.csv', part)}
${rowsPart(PART_OF.nothing, groups.nothing.title, ofGroup('nothing'), 'bookings.csv', part)}
${settled.length === 0 ? null : rowsPart('settled', page.settled, settled, 'bookings.csv', part)}
${rowsPart('also', page.alsoFound, rows.bookings.filter(isFinding), 'bookings.csv', part)}
${rowsPart('recalls', page.recalls, rows.recalls, 'recalls.csv', part)}
${rowsPart('reminders', page.reminders, rows.reminders, 'reminders.csv', part)}
${rowsPart('video', page.video, rows.video, 'video.csv', part)}
${healthPart(runId, part)}
${actionsPart(actions, part)}
</main>
${evidencePart(
  reconciliation,
  runId,
  practice.timeZone,
  [...REPORT_FILES, 'actions', 'summary'].map((file) => `${file}.csv`),
  part,
)}
</body>
</html>
`
  return document.toString()
}

const isFinding = ({ code }: ReportRow): boolean => !isVerdict(code)
