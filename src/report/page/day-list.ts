/** PURE. The list under a day's picture: the same in words, so that nobody needs the picture. */
import { compareIds } from '../../reconcile/order.ts'
import type { Day, DayItem } from './day-items.ts'
import { type DaySaid, groundSaid } from './day-said.ts'
import { html, type Markup } from './markup.ts'
import type { PartContext } from './parts.ts'

/** A list of more is read by nobody; bookings.csv has every row. */
const MOST_LINES = 60
const MOST_OTHERS = 40

export function dayList(day: Day, said: DaySaid, context: PartContext): Markup {
  const { day: own } = context.words.page
  const matters = day.items.filter((item) => item.matters)
  const others = day.items.filter((item) => !item.matters)
  const shown = matters.slice(0, MOST_LINES).toSorted(byTime)
  const left = Math.max(0, matters.length - MOST_LINES) + Math.max(0, others.length - MOST_OTHERS)
  const also = others
    .slice(0, MOST_OTHERS)
    .map((item) => `${said.time(item.startMs)} ${said.head(item)}${inBrackets(said.under(item))}`)
  const note = [
    ...groundSaid(day, said, context),
    ...(also.length === 0 ? [] : [own.also(also)]),
    ...(left === 0 ? [] : [own.notDrawn(left)]),
  ]
  return html`<ul class="day-list">
${shown.map(
  (item) => html`<li class="${groupOf(item)}"><span class="when">${said.span(item)}</span> ${
    item.kind === 'offer' || item.id === null ? null : html`<b><bdi>${item.id}</bdi>:</b> `
  }${said.long(item)}</li>
`,
)}</ul>
${note.length === 0 ? null : html`<p class="day-note">${note.join(' ')}</p>`}`
}

const inBrackets = (text: string): string => (text === '' ? '' : ` (${text})`)

const groupOf = (item: DayItem): string => (item.kind === 'booking' ? item.group : item.kind)

/** What holds the time stands before those who wanted it. */
const byTime = (a: DayItem, b: DayItem): number =>
  a.startMs - b.startMs || compareIds(a.lane, b.lane) || compareIds(a.id ?? '', b.id ?? '')
