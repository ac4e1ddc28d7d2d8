/**
 * PURE. A practitioner's day as a picture: the book on the left, what came online on the right. Text is cut off at the
 * edge of its box; whatever does not fit stands in the list under the picture.
 */
import type { WallClock } from '../../books/wall-time.ts'
import type { Day, DayItem } from './day-items.ts'
import { hullOf } from './day-items.ts'
import type { Box, DayLayout, Ground } from './day-layout.ts'
import type { DaySaid } from './day-said.ts'
import { wallOf } from './day-stretches.ts'
import { html, type Markup } from './markup.ts'
import type { PartContext } from './parts.ts'

const LINE = 14

export function dayPicture(
  day: Day,
  layout: DayLayout,
  said: DaySaid,
  clock: WallClock,
  id: string,
  name: string,
  { words }: PartContext,
): Markup {
  const { day: own } = words.page
  const { lanes, top, bottom, height } = layout
  const count = (kinds: readonly DayItem['kind'][], lane: string): number =>
    layout.boxes.filter(({ item }) => kinds.includes(item.kind) && item.lane === lane).length
  const text = own.described(
    said.span(hullOf(day.stretches)),
    count(['entry', 'busy'], 'book'),
    count(['booking', 'busy'], 'online'),
    count(['offer'], 'online'),
  )
  const x = lanes.book.x
  return html`<svg class="day b${layout.breadth}" width="100%" height="${height}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${name}</title><desc id="${id}-text">${text}</desc>
<rect class="paper" x="${pc(x)}" y="${top}" width="${pc(100 - x)}" height="${bottom - top}"/>
${layout.grounds.map((one) => ground(one, x))}
${layout.marks.map(({ atMs, y }) => mark(atMs, y, day, said, clock, x, words))}
${layout.folds.map(
  (
    fold,
  ) => html`<rect class="fold" x="${pc(x)}" y="${fold.y}" width="${pc(100 - x)}" height="${fold.height}"/>
<text class="soft" x="${pc(x + (100 - x) / 2)}" y="${fold.y + 18}" text-anchor="middle">${own.hidden(said.span(fold), fold.count)}</text>
`,
)}
${layout.grounds.map(({ kind, label }) =>
  label === null
    ? null
    : html`<text class="word" x="${pc(label.x + 1.5)}" y="${label.y + 13}">${own.grounds[kind]}</text>`,
)}
<line class="edge" x1="${pc(lanes.online.x)}" x2="${pc(lanes.online.x)}" y1="${top - 22}" y2="${bottom}"/>
<text class="head" x="${pc(x + 1)}" y="15">${own.lanes.book}</text>
<text class="head" x="${pc(lanes.online.x + 1)}" y="15">${own.lanes.online}</text>
${beyond(day, layout, said, words)}
${layout.boxes.map((one) => box(one, said))}</svg>`
}

const pc = (percent: number): string => `${Number(percent.toFixed(2))}%`

interface Place {
  readonly x: string
  readonly y: number
  readonly width: string
  readonly height: number
}

const rect = (look: string, { x, y, width, height }: Place): Markup =>
  html`<rect class="${look}" x="${x}" y="${y}" width="${width}" height="${height}" rx="2"/>`

/** What is in it is cut off at its edges. */
const inside = ({ x, y, width, height }: Place, content: Markup): Markup =>
  html`<svg x="${x}" y="${y}" width="${width}" height="${height}">${content}</svg>`

/** Stripes without a pattern: one broad broken line, leaning. */
const stripes = (place: Place): Markup =>
  inside(
    place,
    html`<line class="hatch" x1="0" x2="${1600 + place.height}" y1="${place.height / 2}" y2="${place.height / 2}" stroke-width="${place.height}" transform="skewX(-45)"/>`,
  )

function ground({ kind, y, height }: Ground, x: number): Markup {
  const place = { x: pc(x), y, width: pc(100 - x), height }
  return html`${rect(kind, place)}${kind === 'away' ? stripes(place) : null}`
}

/** Under the hour stands what is not plain: the offset when the clocks change, the day after midnight. */
function mark(
  atMs: number,
  y: number,
  day: Day,
  said: DaySaid,
  clock: WallClock,
  x: number,
  { locale, page }: PartContext['words'],
): Markup {
  const { hour, minute, offset, day: on } = wallOf(atMs, clock)
  const isMidnight = hour === 0 && minute === 0 && on !== day.day
  const under = isMidnight ? weekday(on, locale) : said.changes ? offset : ''
  const weight = minute === 0 ? 'hour' : 'half'
  return html`<line class="${weight}" x1="${pc(x)}" x2="100%" y1="${y}" y2="${y}"/><text class="${weight}" x="${pc(x - 1)}" y="${y + 4}" text-anchor="end">${page.day.mark(hour, minute)}</text>${
    under === ''
      ? null
      : html`<text class="half" x="${pc(x - 1)}" y="${y + 16}" text-anchor="end">${under}</text>`
  }
`
}

const weekday = (day: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

/** Where the session goes on above and below. */
function beyond(day: Day, { top, bottom, lanes }: DayLayout, said: DaySaid, words: PartContext['words']) {
  const { startMs, endMs } = hullOf(day.stretches)
  const { day: own } = words.page
  const sessions = day.sessions.filter(({ isOwn }) => isOwn)
  const before = sessions.find((session) => session.startMs < startMs && startMs < session.endMs)
  const after = sessions.find((session) => session.startMs < endMs && endMs < session.endMs)
  const x = pc(lanes.book.x + 1)
  return html`${
    before === undefined
      ? null
      : html`<text class="soft" x="${x}" y="${top - 8}">↑ ${own.sessionFrom(said.time(before.startMs))}</text>`
  }${
    after === undefined
      ? null
      : html`<text class="soft" x="${x}" y="${bottom + 16}">↓ ${own.sessionTo(said.time(after.endMs))}</text>`
  }
`
}

function box({ item, x, width, y, height }: Box, said: DaySaid): Markup {
  const low = Math.max(2, Math.round((height - 2) * 10) / 10)
  const place = { x: pc(x + 0.4), y: y + 1, width: pc(width - 0.8), height: low }
  const look = looks(item)
  const lines = Math.floor((low + 1) / LINE)
  const isFull = item.kind === 'entry' || item.kind === 'booking'
  return html`${rect(`box ${look}`, place)}${
    item.kind === 'entry' && item.note === 'placeholder' ? stripes(place) : null
  }${isFull ? rect(`bar ${look}`, { ...place, width: '4' }) : null}${
    lines < 1 ? null : inside(place, words(item, said, lines, look))
  }
`
}

function words(item: DayItem, said: DaySaid, lines: number, look: string): Markup {
  const [head, under] = [said.head(item), said.under(item)]
  const first = html`<tspan class="id">${head}</tspan>`
  if (lines === 1) return html`<text class="${look}" x="8" y="12">${first} ${under}</text>`
  const time = lines > 2 && item.kind !== 'offer' ? said.brief(item) : ''
  return html`<text class="${look}" x="8" y="12">${first}</text><text class="${look}" x="8" y="25">${under}</text>${
    time === '' ? null : html`<text class="${look}" x="8" y="38">${time}</text>`
  }`
}

/** The classes of a box. Every look has a word of its own in the box too. */
function looks(item: DayItem): string {
  switch (item.kind) {
    case 'busy':
      return 'busy'
    case 'offer':
      return 'offer'
    case 'booking':
      return `wish ${item.group}`
    case 'entry': {
      if (item.note === 'cancelled' || item.note === 'did-not-attend') return 'gone'
      return item.matters ? 'entry holds' : 'entry'
    }
    default:
      return item satisfies never
  }
}
