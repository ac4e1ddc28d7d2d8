/**
 * PURE. All connections on one self-contained page: no scripts, nothing from outside, for a screen on the wall, a phone
 * and print. Its names are those of practices, never of patients.
 */
import { type Card, HEALTH_STATES } from '../../connection/card.ts'
import { totalsOf } from '../../connection/peers.ts'
import { SYNC_DIRECTIONS } from '../../reconcile/model.ts'
import { html, type Markup } from '../page/markup.ts'
import { pageHead, table } from '../page/parts.ts'
import { pageStyle } from '../page/style.ts'
import { spoken } from '../when.ts'
import { type At, saidOf, stepsOf, syncedText } from './lines.ts'
import { statusStyle } from './style.ts'
import { isQuiet, totalsLine } from './terminal.ts'
import { type StatusWords, statusWords } from './words.ts'

/** A page is for reading: beyond these a line each, and `--json` has the rest. */
const MOST_CARDS = 200
const MOST_LINES = 5_000

/** `cards`: in the order in which they are to be read. */
export function statusPage(cards: readonly Card[], words: StatusWords = statusWords): string {
  const whole = cards.filter((card) => !isQuiet(card))
  const quiet = cards.filter(isQuiet)
  const others = whole.slice(MOST_CARDS)
  const left = Math.max(0, others.length - MOST_LINES) + Math.max(0, quiet.length - MOST_LINES)
  const document = html`${pageHead(words.locale, words.title, [pageStyle, statusStyle])}
<body>
<header>
<h1>${words.title}</h1>
<p class="lead">${cards.length === 0 ? words.nothing : totalsLine(cards, words, spokenBy(words))}</p>
</header>
<main>
${counts(cards, words)}
${whole.length === 0 ? null : html`<ol class="cards">${whole.slice(0, MOST_CARDS).map((card) => cardPart(card, words))}</ol>`}
${shortPart('others', words.others(others.length), others, words)}
${shortPart('quiet', words.quiet(quiet.length), quiet, words)}
${left === 0 ? null : html`<p>${words.more(left)}</p>`}
</main>
</body>
</html>
`
  return document.toString()
}

const spokenBy =
  ({ locale }: StatusWords) =>
  ({ timeZone }: Card): At =>
    spoken(timeZone, locale).at

function counts(cards: readonly Card[], words: StatusWords): Markup {
  const { byState } = totalsOf(cards)
  return html`<dl class="counts">
${HEALTH_STATES.map(
  (state) => html`<div class="${state}"><dt>${words.states[state]}</dt><dd>${byState[state]}</dd></div>
`,
)}</dl>`
}

function cardPart(card: Card, words: StatusWords): Markup {
  const steps = stepsOf(card, words)
  return html`<li><article class="card ${card.state}">
<h2>${card.connectionId} <bdi>${card.name}</bdi></h2>
<p class="state">${words.states[card.state]}</p>
<dl class="facts">
${saidOf(card, words, spokenBy(words)(card)).map(
  ([
    part,
    text,
  ]) => html`<dt>${words.labels[part]}</dt><dd class="${part === 'bookings' ? card.advice.advice : 'said'}"><bdi>${text}</bdi></dd>
`,
)}</dl>
${syncTable(card, words)}
${
  steps.length === 0
    ? null
    : html`<h3>${words.labels.next}</h3>
<ol class="next">${steps.map((step) => html`<li>${step}</li>`)}</ol>`
}
</article></li>
`
}

function syncTable({ connectionId, entities, asOfMs }: Card, words: StatusWords): Markup {
  const { synced, read, written } = words.labels
  return table(
    [synced, read, written],
    entities.map(
      (one) => html`<tr><th scope="row">${words.entities[one.entity]}</th>
${SYNC_DIRECTIONS.map((direction) => {
  const { freshness } = one[direction]
  return html`<td class="${freshness}">${syncedText(one[direction], asOfMs, words)}</td>`
})}</tr>
`,
    ),
    `${synced}: ${connectionId}`,
  )
}

/** A line for each; for none nothing. */
function shortPart(id: string, title: string, cards: readonly Card[], words: StatusWords): Markup | null {
  const { labels } = words
  if (cards.length === 0) return null
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${table(
  [labels.connection, labels.state, labels.lastSign, labels.book, labels.waiting],
  cards.slice(0, MOST_LINES).map((card) => {
    const book = card.entities.find(({ entity }) => entity === 'appointments')
    const { lastSignMs, asOfMs, waiting } = card
    return html`<tr class="${card.state}"><td>${card.connectionId} <bdi>${card.name}</bdi></td>
<td class="state">${words.states[card.state]}</td>
<td>${lastSignMs === null ? words.neverSeen : words.ago(asOfMs - lastSignMs)}</td>
<td>${book === undefined ? '' : syncedText(book.read, asOfMs, words)}</td>
<td>${waiting.earliestMs === null ? words.noneWaiting : words.waiting(waiting.count, spokenBy(words)(card)(waiting.earliestMs))}</td></tr>
`
  }),
  title,
)}
</section>`
}
