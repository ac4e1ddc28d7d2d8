/**
 * PURE. report.html: one self-contained page per practice and run, for a practice manager on a busy morning and for
 * print. No scripts, nothing from outside, and the same rule on names as the CSV files.
 */
import type { Reconciliation, Snapshot } from '../../reconcile/model.ts'
import { actionRows } from '../actions-rows.ts'
import type { RunFacts } from '../facts.ts'
import { runFacts } from '../facts.ts'
import type { OutageWords, Words } from '../language.ts'
import { type ReportRow, type RowOptions, reportRows } from '../rows.ts'
import { isVerdict } from '../sayings.ts'
import { type Summary, summarise } from '../summary.ts'
import { GROUPS } from '../triage.ts'
import { type Spoken, spoken } from '../when.ts'
import { english } from '../words.ts'
import { html, type Markup } from './markup.ts'
import { actionTable, pageHead, rowSection } from './parts.ts'
import { outageStrip } from './strip.ts'
import { pageStyle } from './style.ts'

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
  const times = spoken(practice.timeZone, words.locale)
  const summary = summarise(snapshot, reconciliation, practiceId)
  const rows = reportRows(snapshot, reconciliation, runId, practiceId, options)
  const actions = actionRows(snapshot, reconciliation, runId, practiceId, words)
  const outage = outageWords(facts, practice.name, summary, times, words)
  const judged = rows.bookings.filter(({ code }) => isVerdict(code))
  const found = rows.bookings.filter(({ code }) => !isVerdict(code))
  const part = { facts, words, times }
  const { page } = words
  const document = html`${pageHead(words.locale, page.title(practice.name), [pageStyle])}
<body>
<header>
<h1>${page.title(practice.name)}</h1>
<p class="lead">${outage === null ? page.noOutage(practice.name) : page.outage(outage)}</p>
${summary.attention === 'nobody' ? html`<p>${page.nothingNeeded}</p>` : null}
${summary.firstDeadlineMs === null ? null : html`<p>${page.firstDeadline(times.at(summary.firstDeadlineMs))}</p>`}
</header>
<main>
${holds(summary, words)}
${counts(summary, words)}
${outage === null ? null : strip(facts, judged, outage, words)}
${GROUPS.map((group) => {
  const inGroup = judged.filter((row) => row.group === group)
  return rowSection(`group-${group}`, words.groups[group].title, inGroup, 'bookings.csv', part)
})}
${rowSection('also', page.alsoFound, found, 'bookings.csv', part)}
${rowSection('recalls', page.recalls, rows.recalls, 'recalls.csv', part)}
${rowSection('reminders', page.reminders, rows.reminders, 'reminders.csv', part)}
${rowSection('video', page.video, rows.video, 'video.csv', part)}
${actionTable(actions, part)}
</main>
${evidence(reconciliation, runId, times, words)}
</body>
</html>
`
  return document.toString()
}

function outageWords(
  { reconciliation: { window } }: RunFacts,
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

function holds({ holds }: Summary, words: Words): Markup | null {
  if (holds.length === 0) return null
  return html`<section class="hold" aria-labelledby="hold">
<h2 id="hold">${words.page.onHold}</h2>
${holds.map((hold) => html`<p><strong>${words.holds[hold].title}.</strong> ${words.holds[hold].means}</p>`)}
</section>`
}

function counts({ byGroup, judged }: Summary, words: Words): Markup {
  return html`<section aria-labelledby="counts">
<h2 id="counts">${words.page.counts}</h2>
<dl class="counts">
${GROUPS.map(
  (group) => html`<div class="${group}"><dt>${words.groups[group].title}</dt><dd>${byGroup[group]}</dd></div>
`,
)}</dl>
<p class="meta">${words.page.addsUp(judged)}</p>
</section>`
}

function strip(
  { reconciliation: { window } }: RunFacts,
  rows: readonly ReportRow[],
  outage: OutageWords,
  words: Words,
): Markup | null {
  if (window === null) return null
  const ticks = rows.map(({ group, subject: { booking } }) => ({
    group,
    acceptedMs: booking?.acceptedMs ?? 0,
  }))
  const within = ticks.filter(({ acceptedMs }) => acceptedMs >= window.startMs && acceptedMs <= window.endMs)
  const text = words.page.stripText({ ...outage, judged: within.length })
  const { from, to } = outage
  return html`<section aria-labelledby="strip">
<h2 id="strip">${words.page.strip}</h2>
${outageStrip({ window, ticks: within, text, from, to }, words)}
</section>`
}

function evidence(reconciliation: Reconciliation, runId: string, times: Spoken, { page }: Words): Markup {
  const { read, actions, alternativesProvenBest } = reconciliation
  return html`<footer>
<h2>${page.evidence}</h2>
<p>${read === null ? page.neverRead : page.readAt(times.at(read.takenMs), read.complete)}</p>
${
  actions.some(({ proposed }) => proposed !== null)
    ? html`<p>${alternativesProvenBest ? page.provenBest : page.notProvenBest}</p>`
    : null
}
<p>${page.run} ${runId}</p>
</footer>`
}
