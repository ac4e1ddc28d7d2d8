/**
 * PURE. index.html: all practices of one call of the program on one page, for support. It names practices and connections,
 * never patients, and its only links lead to the reports beside it.
 */
import type { Reconciliation, Snapshot } from '../../reconcile/model.ts'
import type { Span } from '../../reconcile/span.ts'
import { runFacts } from '../facts.ts'
import { folderNames } from '../folder-name.ts'
import type { Words } from '../language.ts'
import { type Summary, summarise } from '../summary.ts'
import { GROUPS } from '../triage.ts'
import { english } from '../words.ts'
import { html, type Markup } from './markup.ts'
import { type PageTimes, pageTimes } from './page-times.ts'
import { pageHead } from './parts.ts'
import { pageStyle } from './style.ts'
import { type CellValue, stackedTable } from './table.ts'

/** A practice's line. */
export interface IndexEntry {
  readonly connectionId: string
  readonly runId: string
  readonly practiceId: string
  readonly name: string
  readonly timeZone: string
  /** Beside the page. */
  readonly folder: string
  readonly asOfMs: number
  readonly window: Span | null
  readonly summary: Summary
}

/** The lines of one run, in the order of its practices. */
export function indexEntries(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  runId: string,
): readonly IndexEntry[] {
  const facts = runFacts(snapshot, reconciliation)
  const folders = folderNames(snapshot.practices.map(({ practiceId }) => practiceId))
  const { connectionId, asOfMs, window } = reconciliation
  return [...folders].map(([practiceId, folder]) => {
    const { name, timeZone } = facts.practice(practiceId)
    const summary = summarise(snapshot, reconciliation, practiceId)
    return { connectionId, runId, practiceId, name, timeZone, folder, asOfMs, window, summary }
  })
}

/** `notRun`: the connections of which there is no report. */
export function indexPage(
  entries: readonly IndexEntry[],
  notRun: readonly string[],
  words: Words = english,
): string {
  const { index } = words.page
  const { labels } = index
  const connections = new Set(entries.map(({ connectionId }) => connectionId)).size
  const heads = [
    labels.practice,
    labels.connection,
    labels.outage,
    ...GROUPS.map((group) => words.groups[group].title),
    index.judged,
    labels.deadline,
    labels.holds,
    labels.attention,
    labels.run,
  ]
  const document = html`${pageHead(words.locale, index.title, [pageStyle, indexStyle])}
<body>
<header>
<h1>${index.title}</h1>
<p class="lead">${index.lead(entries.length, connections)}</p>
</header>
<main>
${notRun.length === 0 ? null : missing(notRun, words)}
<h2 id="practices">${index.practices} (${entries.length})</h2>
${
  entries.length === 0
    ? html`<p>${index.nothing}</p>`
    : html`<div class="scroll" role="region" tabindex="0" aria-labelledby="practices">
${stackedTable(
  index.practices,
  heads,
  entries.map((entry) => line(entry, words)),
)}
</div>`
}
</main>
</body>
</html>
`
  return document.toString()
}

function missing(connections: readonly string[], { page: { index } }: Words): Markup {
  return html`<section class="missing" aria-labelledby="missing">
<h2 id="missing">${index.notRun} (${connections.length})</h2>
<p>${index.notRunMeans}</p>
<ul>${connections.map((connectionId) => html`<li><bdi>${connectionId}</bdi></li>`)}</ul>
</section>
`
}

function line(entry: IndexEntry, words: Words): readonly CellValue[] {
  const { connectionId, runId, practiceId, name, timeZone, folder, asOfMs, summary } = entry
  const { index } = words.page
  const times = pageTimes(timeZone, words.locale, asOfMs)
  const { holds, byGroup, judged, firstDeadlineMs, attention } = summary
  return [
    html`<a href="${encodeURIComponent(folder)}/report.html"><bdi>${name.trim() === '' ? practiceId : name}</bdi></a> <span class="soft"><bdi>${practiceId}</bdi></span>`,
    html`<bdi>${connectionId}</bdi>`,
    outageOf(entry, times, words),
    ...GROUPS.map((group) => byGroup[group]),
    judged,
    firstDeadlineMs === null ? '' : firstDeadlineMs <= asOfMs ? words.page.atOnce : times.at(firstDeadlineMs),
    holds.map((hold) => words.holds[hold].title).join('; '),
    html`<span class="${attention}">${index.attention[attention]}</span>`,
    html`<bdi>${runId}</bdi>`,
  ]
}

function outageOf({ window, summary }: IndexEntry, times: PageTimes, words: Words): string {
  const { index } = words.page
  if (window === null || summary.outage === null) return index.noOutage
  const [from, to] = times.range(window.startMs, window.endMs)
  return index.range(from, to, words.duration(summary.outage.minutes))
}

const indexStyle = html`<style>
main, header { max-width: 96rem; }
.scroll td { min-width: 0; overflow-wrap: break-word; }
.missing { border: 3px solid var(--call); padding: .25rem 1rem; margin: 1rem 0; }
.missing h2 { border: 0; margin: .25rem 0; color: var(--call); }
.held { color: var(--call); font-weight: 700; }
.someone { color: var(--decide); font-weight: 700; }
.nobody { color: var(--automatic); }
tbody th a { display: inline-block; min-height: 24px; }
tbody th .soft { font-weight: 400; }
@media screen and (min-width: 48rem) { .stacked { font-size: .88rem; } }
@media print { @page { size: A4 landscape; } .stacked { font-size: .75rem; } }
</style>`
