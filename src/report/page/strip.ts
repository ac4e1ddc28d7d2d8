/**
 * PURE. The outage as a picture: when the line was down, and every booking as it was made online, in one lane for each
 * group so that colour is never the only sign.
 */
import type { Span } from '../../reconcile/span.ts'
import type { Words } from '../language.ts'
import { GROUPS, type Group } from '../triage.ts'
import { html, type Markup } from './markup.ts'

export interface Tick {
  readonly group: Group
  readonly acceptedMs: number
}

export interface StripInput {
  readonly window: Span
  readonly ticks: readonly Tick[]
  /** The picture in a sentence, for those who do not see it. */
  readonly text: string
  readonly from: string
  readonly to: string
}

const WIDTH = 1000
const LEFT = 210
const LANE = 26
const TOP = 30
/** More marks than this are one blot; the figures say the rest. */
const MOST_TICKS = 2000

export function outageStrip({ window, ticks, text, from, to }: StripInput, words: Words): Markup {
  const margin = Math.max(window.endMs - window.startMs, 1) * 0.08
  const scale = (WIDTH - LEFT) / (window.endMs - window.startMs + 2 * margin)
  const x = (ms: number): string => (LEFT + (ms - window.startMs + margin) * scale).toFixed(1)
  const bottom = TOP + GROUPS.length * LANE
  const within = ticks
    .filter(({ acceptedMs }) => acceptedMs >= window.startMs && acceptedMs <= window.endMs)
    .slice(0, MOST_TICKS)
  const downWidth = ((window.endMs - window.startMs) * scale).toFixed(1)
  return html`<svg viewBox="0 0 ${WIDTH} ${bottom + 30}" role="img" aria-labelledby="strip-title strip-text">
<title id="strip-title">${words.page.strip}</title>
<desc id="strip-text">${text}</desc>
<rect class="down" x="${x(window.startMs)}" y="8" width="${downWidth}" height="${bottom - 4}"/>
<text x="${LEFT}" y="22">${words.page.lineUp}</text>
<text x="${x((window.startMs + window.endMs) / 2)}" y="22" text-anchor="middle">${words.page.lineDown}</text>
<text x="${WIDTH}" y="22" text-anchor="end">${words.page.lineUp}</text>
${GROUPS.map((group, index) => lane(group, TOP + index * LANE, words, within, x))}
<text x="${x(window.startMs)}" y="${bottom + 22}">${from}</text>
<text x="${x(window.endMs)}" y="${bottom + 22}" text-anchor="end">${to}</text>
</svg>`
}

function lane(
  group: Group,
  y: number,
  words: Words,
  ticks: readonly Tick[],
  x: (ms: number) => string,
): Markup {
  const middle = y + LANE / 2
  return html`<text x="0" y="${middle + 5}">${words.groups[group].title}</text>
<line class="lane" x1="${LEFT}" x2="${WIDTH}" y1="${middle}" y2="${middle}"/>
${ticks
  .filter((tick) => tick.group === group)
  .map(({ acceptedMs }) => {
    const at = x(acceptedMs)
    return html`<line class="tick ${group}" x1="${at}" x2="${at}" y1="${y + 4}" y2="${y + LANE - 4}"/>`
  })}`
}
