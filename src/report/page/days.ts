/**
 * PURE. The days on which book and online disagree, each as a picture that staff know from their book, with the same
 * in words under it: who holds the time, who wanted it, and where the time to offer is.
 */
import { DateTime } from 'luxon'
import { type Spot, spotsOf } from './day-columns.ts'
import { dayAt } from './day-items.ts'
import { layoutOf } from './day-layout.ts'
import { dayList } from './day-list.ts'
import { dayPicture } from './day-picture.ts'
import { daySaid } from './day-said.ts'
import { html, type Markup } from './markup.ts'
import type { PartContext } from './parts.ts'

/** A page is for reading, and for a phone's memory: beyond these the CSV file has the rest. */
const MOST_DAYS = 40
const MOST_BOXES = 1600

/** Null: nobody wanted time that was not there, and nothing is to be offered. */
export function dayPictures(context: PartContext, practiceId: string): Markup | null {
  const spots = spotsOf(context.facts, practiceId)
  if (spots.length === 0) return null
  const { day: words } = context.words.page
  const figures: { readonly isConflict: boolean; readonly figure: Markup }[] = []
  let boxes = 0
  for (const [index, spot] of spots.slice(0, MOST_DAYS).entries()) {
    if (boxes > MOST_BOXES) break
    const { figure, count } = draw(context, practiceId, spot, `day-${index + 1}`)
    figures.push({ isConflict: spot.isConflict, figure })
    boxes += count
  }
  const part = (isConflict: boolean, title: string): Markup | null => {
    const own = figures.filter((one) => one.isConflict === isConflict)
    return own.length === 0
      ? null
      : html`<h3>${title}</h3>
<div class="days">
${own.map(({ figure }) => figure)}</div>
`
  }
  const left = spots.length - figures.length
  return html`<section aria-labelledby="days">
<h2 id="days" tabindex="-1">${words.title}</h2>
<p class="soft">${words.means}</p>
${part(true, words.conflicts)}${part(false, words.offers)}${left === 0 ? null : html`<p>${words.more(left)}</p>`}
</section>
`
}

function draw(
  context: PartContext,
  practiceId: string,
  spot: Spot,
  id: string,
): { readonly figure: Markup; readonly count: number } {
  const { facts, words } = context
  const clock = facts.clock(practiceId)
  const day = dayAt(facts, practiceId, spot)
  const layout = layoutOf(day, clock)
  const said = daySaid(day, clock, context)
  const on = DateTime.fromISO(day.day, { zone: 'utc', locale: words.locale }).toFormat('ccc d LLL yyyy')
  const name = words.page.day.column(day.name, on)
  const picture = dayPicture(day, layout, said, clock, id, name, context)
  const figure = html`<figure class="day b${layout.breadth}">
<figcaption><h4><bdi>${day.name}</bdi> <span>${on}</span></h4></figcaption>
${
  layout.breadth === 0
    ? picture
    : html`<div class="day-scroll" role="region" tabindex="0" aria-label="${name}">${picture}</div>`
}
${dayList(day, said, context)}
</figure>
`
  return { figure, count: layout.boxes.length }
}
