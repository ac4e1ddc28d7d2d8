/**
 * PURE. What frames the page: the sentence on what happened and the first deadline, what keeps everybody from acting, where
 * to find what, and what the report rests on.
 */
import type { Reconciliation } from '../../reconcile/model.ts'
import type { PageWords, Words } from '../language.ts'
import type { ReportRows } from '../rows.ts'
import type { Summary } from '../summary.ts'
import { html, type Markup } from './markup.ts'
import type { PageTimes } from './page-times.ts'
import type { PagePart } from './parts.ts'
import type { WorkOrder } from './work-order.ts'

/** What has come already is for at once; the reader then wants to know how long the rest may wait. */
export function deadlineOf(
  { items }: WorkOrder,
  asOfMs: number,
  times: PageTimes,
  page: PageWords,
): string | null {
  const deadlines = items.map(({ row }) => row.actByMs ?? asOfMs)
  const ahead = deadlines.filter((ms) => ms > asOfMs)
  const next = ahead.length === 0 ? null : times.at(ahead.reduce((a, b) => Math.min(a, b)))
  if (deadlines.length === 0) return null
  if (ahead.length < deadlines.length) return page.deadlineNow(next)
  return next === null ? null : page.deadline(next)
}

export function holdsPart({ holds }: Summary, words: Words): Markup | null {
  if (holds.length === 0) return null
  return html`<section class="hold" aria-labelledby="hold">
<h2 id="hold">${words.page.onHold}</h2>
<p><strong>${words.page.nobodyActs}</strong></p>
<ul>${holds.map(
    (hold) => html`<li><strong>${words.holds[hold].title}.</strong> ${words.holds[hold].means}</li>
`,
  )}</ul>
</section>
`
}

/** Links within the page. */
export function contentsPart(
  { items }: WorkOrder,
  rows: ReportRows,
  actions: number,
  hasDays: boolean,
  { page }: Words,
): Markup {
  const entries: readonly (readonly [string, string, number | null])[] = [
    ['work', page.work, items.length],
    ...(hasDays ? [['days', page.day.title, null] as const] : []),
    ['chart', page.chart, null],
    ['recalls', page.recalls, rows.recalls.length],
    ['reminders', page.reminders, rows.reminders.length],
    ['video', page.video, rows.video.length],
    ['health', page.health, null],
    ['actions', page.actions, actions],
  ]
  return html`<nav aria-label="${page.contents}"><ul role="list">
${entries.map(
  ([
    id,
    title,
    count,
  ]) => html`<li><a href="#${id}">${title}${count === null ? null : html` (${count})`}</a></li>
`,
)}</ul></nav>
`
}

export function evidencePart(
  reconciliation: Reconciliation,
  runId: string,
  timeZone: string,
  files: readonly string[],
  { words: { page }, times }: PagePart,
): Markup {
  const { read, actions, alternativesProvenBest, asOfMs } = reconciliation
  return html`<footer>
<h2>${page.evidence}</h2>
<p>${read === null ? page.neverRead : page.readAt(times.at(read.takenMs), read.complete)}</p>
${
  actions.some(({ proposed }) => proposed !== null)
    ? html`<p>${alternativesProvenBest ? page.provenBest : page.notProvenBest}</p>`
    : null
}
<p>${page.filesBeside(files)}</p>
<p>${page.judgedAt(times.at(asOfMs))} ${page.zone(timeZone)}</p>
<p>${page.run} <bdi>${runId}</bdi></p>
</footer>`
}
