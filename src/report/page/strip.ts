/**
 * PURE. The outage as a picture: when the line was down, when the practice was open, and every booking as it was made
 * online, in one lane for each group. Sideways everything is in per cent and upright in pixels, so that the text keeps
 * its size on any screen. What colour says is said by a word or a pattern too.
 */
import type { WallClock } from '../../books/wall-time.ts'
import { liveTime } from '../../connection/live-hours.ts'
import type { LiveHours } from '../../reconcile/model.ts'
import { type EpochMs, MINUTE_MS, type Span } from '../../reconcile/span.ts'
import type { Words } from '../language.ts'
import { GROUPS, type Group } from '../triage.ts'
import { marksOf } from './axis.ts'
import { html, type Markup } from './markup.ts'
import type { PageTimes } from './page-times.ts'

export interface Tick {
  readonly group: Group
  readonly acceptedMs: number
  /** What a mouse is told. */
  readonly name: string
}

export interface StripInput {
  readonly window: Span
  /** Within the window. */
  readonly ticks: readonly Tick[]
  /** The picture in a sentence, for everybody. */
  readonly text: string
  readonly hours: readonly LiveHours[]
  readonly clock: WallClock
}

const TOP = 26
const LANE = 42
const BAND = 22
/** More marks than this are one blot; the figures say the rest. */
const MOST_TICKS = 2000
const MOST_NAMED = 300

export function outageStrip(input: StripInput, times: PageTimes, words: Words): Markup {
  const { window, ticks, text, hours, clock } = input
  const lengthMs = Math.max(window.endMs - window.startMs, MINUTE_MS)
  const marginMs = lengthMs * 0.09
  const shown = { startMs: window.startMs - marginMs, endMs: window.startMs + lengthMs + marginMs }
  const x = (ms: number): string => `${share(ms - shown.startMs, shown).toFixed(2)}%`
  const width = (span: Span): string => `${share(span.endMs - span.startMs, shown).toFixed(2)}%`
  const lanes = GROUPS.map((group) => ({ group, own: ticks.filter((tick) => tick.group === group) }))
  const bottom = TOP + GROUPS.length * LANE
  const open = hours.length === 0 ? null : openSpans(shown, hours, clock.timeZone)
  const axis = bottom + (open === null ? 4 : BAND + 8)
  const named = ticks.length <= MOST_NAMED
  return html`<figure>
<svg class="strip" width="100%" height="${axis + 26}" role="img" aria-labelledby="strip-title strip-text">
<title id="strip-title">${words.page.strip}</title>
<desc id="strip-text">${lanes.map(({ group, own }) => html`${words.page.stripLane(words.groups[group].title, own.length)}. `)}</desc>
<rect class="down" x="${x(window.startMs)}" y="${TOP - 6}" width="${width(window)}" height="${bottom - TOP + 6}"/>
<text class="down" x="${x((window.startMs + window.endMs) / 2)}" y="12" text-anchor="middle">${words.page.lineDown}</text>
<line class="cut" x1="${x(window.startMs)}" x2="${x(window.endMs)}" y1="${TOP - 5}" y2="${TOP - 5}"/>
${lanes.map(({ group, own }, index) => lane(group, own.length, TOP + index * LANE, own.slice(0, MOST_TICKS), named, x, words))}
${open === null ? null : band(open, shown, bottom + 4, x, width, words)}
<line class="axis" x1="0%" x2="100%" y1="${axis}" y2="${axis}"/>
${marksOf(shown, clock).map(
  ({ atMs, isDay }) => html`<line class="axis" x1="${x(atMs)}" x2="${x(atMs)}" y1="${axis}" y2="${axis + 6}"/>
<text class="mark" x="${x(atMs)}" y="${axis + 20}" text-anchor="${anchorOf(share(atMs - shown.startMs, shown))}">${isDay ? times.shortDay(atMs) : times.clock(atMs)}</text>
`,
)}</svg>
<figcaption>${text}${open === null ? null : html` ${words.page.stripHours}`}</figcaption>
</figure>`
}

const share = (ms: number, { startMs, endMs }: Span): number => (ms / (endMs - startMs)) * 100

/** At the edges a text in the middle of its mark would be cut off. */
const anchorOf = (percent: number): string => (percent < 9 ? 'start' : percent > 91 ? 'end' : 'middle')

function lane(
  group: Group,
  count: number,
  y: number,
  ticks: readonly Tick[],
  named: boolean,
  x: (ms: number) => string,
  words: Words,
): Markup {
  return html`<text class="${group}" x="0.6%" y="${y + 14}">${words.page.stripLane(words.groups[group].title, count)}</text>
<line class="lane" x1="0%" x2="100%" y1="${y + 30}" y2="${y + 30}"/>
${ticks.map(({ acceptedMs, name }) => {
  const at = x(acceptedMs)
  return html`<line class="tick ${group}" x1="${at}" x2="${at}" y1="${y + 20}" y2="${y + 39}">${named ? html`<title>${name}</title>` : null}</line>`
})}
`
}

/** Open is a plain bar, closed a dashed line; each says so where there is room for the word. */
function band(
  open: readonly Span[],
  shown: Span,
  y: number,
  x: (ms: number) => string,
  width: (span: Span) => string,
  { page }: Words,
): Markup {
  const word = (span: Span, text: string): Markup | null =>
    share(span.endMs - span.startMs, shown) < 16
      ? null
      : html`<text class="mark" x="${x((span.startMs + span.endMs) / 2)}" y="${y + 15}" text-anchor="middle">${text}</text>`
  return html`<line class="closed" x1="0%" x2="100%" y1="${y + BAND / 2}" y2="${y + BAND / 2}"/>
${open.map((span) => html`<rect class="open" x="${x(span.startMs)}" y="${y}" width="${width(span)}" height="${BAND}"/>${word(span, page.open)}`)}
${between(open, shown).map((span) => word(span, page.closed))}
`
}

function openSpans(shown: Span, hours: readonly LiveHours[], timeZone: string): readonly Span[] {
  const practiceId = hours[0]?.practiceId ?? ''
  const live = liveTime([{ practiceId, timeZone }], hours)
  const spans: Span[] = []
  let atMs: EpochMs = shown.startMs
  while (atMs < shown.endMs) {
    const nextMs = Math.min(live.changesMs(atMs) ?? shown.endMs, shown.endMs)
    if (live.isLive(atMs)) spans.push({ startMs: atMs, endMs: nextMs })
    atMs = nextMs
  }
  return spans
}

function between(spans: readonly Span[], { startMs, endMs }: Span): readonly Span[] {
  const edges = [startMs, ...spans.flatMap((span) => [span.startMs, span.endMs]), endMs]
  return spans.length === 0
    ? [{ startMs, endMs }]
    : Array.from({ length: spans.length + 1 }, (_, index) => ({
        startMs: edges[2 * index] ?? startMs,
        endMs: edges[2 * index + 1] ?? endMs,
      }))
}
