/**
 * PURE. How the line to the appointment book was at as-of, by the same rules and in the same words as `rejoin status`: from
 * what the run saw, and nothing that came later. Other practices of the line stay unnamed.
 */
import type { Card } from '../../connection/card.ts'
import { healthOf } from '../../connection/health.ts'
import { type Line, lineOf } from '../../connection/line.ts'
import { type Reconciliation, type Snapshot, SYNC_DIRECTIONS } from '../../reconcile/model.ts'
import { DAY_MS, MINUTE_MS } from '../../reconcile/span.ts'
import type { RunFacts } from '../facts.ts'
import type { Words } from '../language.ts'
import { type Part, saidOf, stepsOf, syncedText } from '../status/lines.ts'
import { statusWords } from '../status/words.ts'
import { html, type Markup } from './markup.ts'
import type { PagePart } from './parts.ts'
import { stackedTable } from './table.ts'

export function healthPart(runId: string, { facts, words, times }: PagePart): Markup {
  const { card, line } = healthIn(facts)
  const { page } = words
  const { labels } = statusWords
  const steps = stepsOf({ ...card, run: card.run === null ? null : { ...card.run, runId } }, statusWords)
  return html`<section aria-labelledby="health">
<h2 id="health" tabindex="-1">${page.health}</h2>
<p class="soft">${page.asOf(times.at(card.asOfMs))}</p>
<p class="state ${card.state}">${statusWords.states[card.state]}</p>
<dl class="facts">
${saidOf(card, statusWords, times.at)
  .filter(([part]) => SAID.has(part))
  .map(
    ([part, text]) => html`<dt>${labels[part]}</dt><dd>${text}</dd>
`,
  )}<dt>${page.outagesBefore}</dt><dd>${outagesBefore(line, card.asOfMs, words)}</dd>
</dl>
${stackedTable(
  `${page.health}: ${labels.synced}`,
  [labels.synced, labels.read, labels.written],
  card.entities.map((one) => [
    statusWords.entities[one.entity],
    ...SYNC_DIRECTIONS.map((direction) => syncedText(one[direction], card.asOfMs, statusWords)),
  ]),
)}
${
  steps.length === 0
    ? null
    : html`<h3>${labels.next}</h3>
<ol class="next">${steps.map((step) => html`<li>${step}</li>`)}</ol>`
}
</section>
`
}

/** What waits for a person or for the book is what the rest of the page is about. */
const SAID: ReadonlySet<Part> = new Set(['why', 'since', 'lastSign', 'window', 'bookings'])

const SEEN_MS = 28 * DAY_MS

interface Health {
  readonly card: Card
  readonly line: Line
}

const memory = new WeakMap<Reconciliation, Health>()

/** The line is that of all practices together, so it is looked at once. */
export function healthIn({
  snapshot,
  reconciliation,
}: Pick<RunFacts, 'snapshot' | 'reconciliation'>): Health {
  const known = memory.get(reconciliation)
  if (known !== undefined) return known
  const found = healthNow(snapshot, reconciliation)
  memory.set(reconciliation, found)
  return found
}

function healthNow(snapshot: Snapshot, reconciliation: Reconciliation): Health {
  const { asOfMs, window, holds, read, judgements } = reconciliation
  const { connection, practices, liveHours, events, syncs } = snapshot
  const line = lineOf(events, asOfMs)
  // What this very run settles is settled for whoever reads its report; what later ones did is not known yet.
  const reconciled = [
    ...snapshot.reconciled.filter(({ endMs }) => endMs <= asOfMs),
    ...(window === null || holds.length > 0 ? [] : [window]),
  ]
  const card = healthOf(
    {
      connection,
      practices,
      liveHours,
      line,
      syncs: syncs.filter(({ finishedMs }) => finishedMs <= asOfMs),
      read,
      settled: [],
      reconciled,
      waiting: { count: 0, earliestMs: null },
      run: {
        // The same for all reports of the run; each names it itself.
        runId: '',
        finishedMs: asOfMs,
        window,
        holds,
        inconclusive: judgements.filter(({ verdict }) => verdict === 'inconclusive').length,
        forPeople: 0,
        unknown: 0,
      },
      job: null,
      nearestFreeMs: null,
    },
    asOfMs,
  )
  return { card, line }
}

function outagesBefore({ outages }: Line, asOfMs: number, { page, duration }: Words): string {
  const recent = outages.filter(({ endMs }) => endMs > asOfMs - SEEN_MS)
  const lostMs = recent.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  return page.outagesSeen(recent.length, duration(Math.round(lostMs / MINUTE_MS)))
}
