/**
 * PURE. The work list on the page: one item for everything that needs a person, to be worked off from top to bottom at
 * the desk, on a phone or with a pen. Who, by when and what to offer stand beside the story; the numbers to find it by below.
 */
import { offersOf } from '../cells.ts'
import { isVerdict } from '../sayings.ts'
import { type Group, isForToday } from '../triage.ts'
import { PART_OF } from './counts-part.ts'
import { html, type Markup } from './markup.ts'
import { MOST_CARDS, type PagePart, textOf, whenOf } from './parts.ts'
import type { WorkItem } from './work-order.ts'

const FOR_PEOPLE = ['call', 'decide'] as const satisfies readonly Group[]

export function worklistPart(items: readonly WorkItem[], context: PagePart): Markup {
  const { page, groups } = context.words
  const left = Math.max(0, items.length - MOST_CARDS)
  return html`<section aria-labelledby="work">
<h2 id="work" tabindex="-1">${page.work} (${items.length})</h2>
<p class="soft">${items.length === 0 ? page.noWork : page.workOrder}</p>
${FOR_PEOPLE.map((group) => {
  const own = items.filter(({ row }) => row.group === group)
  const bookings = own.filter(({ row }) => isVerdict(row.code)).length
  const first = own[0]?.number ?? 1
  return html`<h3 id="${PART_OF[group]}" class="${group}">${groups[group].title} (${own.length})</h3>
<p class="soft">${own.length === 0 ? page.none : page.workParts(bookings, own.length - bookings)}</p>
${
  own.length === 0
    ? null
    : html`<ol class="work" role="list" start="${first}">
${own.filter(({ number }) => number <= MOST_CARDS).map((item) => workItem(item, context))}</ol>`
}
`
})}${left === 0 ? null : html`<p>${page.moreWork(left)}</p>`}
</section>
`
}

function workItem({ number, row, together }: WorkItem, context: PagePart): Markup {
  const { words, times, facts } = context
  const { page } = words
  const { labels } = page
  const { subject, urgency, group, actByMs } = row
  const cells = row.cells()
  const say = (column: keyof typeof cells): string => textOf(cells[column])
  const isLate = actByMs === facts.reconciliation.asOfMs
  const offers = offersOf(subject.judgement)
  const others = together()
  const ids: readonly (readonly [string, string])[] = [
    [labels.patient, joined(', ', say('patient_name'), say('patient_ref'))],
    [labels.birthOn, say('birth_on')],
    [labels.mobile, say('mobile')],
    [labels.told, say('patient_told')],
    [labels.booking, say('booking_ref')],
    [labels.entry, joined(', ', say('pms_appointment_id'), elsewhere(row, context))],
    [labels.takenBy, joined('; ', say('conflicting_pms_id'), say('conflicting_booking_ref'))],
    [labels.recall, joined(': ', say('recall_ref'), say('recall_state'))],
    [labels.reminder, joined(', ', say('reminder_ref'), say('reminder_channel'))],
  ]
  return html`<li class="item ${group}" id="work-${number}"><article aria-labelledby="title-${number}">
<h4 id="title-${number}"><span class="no">${number}</span> ${say('type')}</h4>
<p class="when">${whenOf(row, context)}${say('practitioner') === '' ? null : html` · <bdi>${say('practitioner')}</bdi>`}</p>
<div class="story"><p>${say('what_happened')}</p>
<p class="todo">${say('action_needed')}</p></div>
<dl class="key">
<div><dt>${labels.by}</dt><dd class="${isLate || isForToday(urgency) ? 'soon' : 'by'}">${isLate ? page.atOnce : actByMs === null ? '' : times.brief(actByMs)}</dd></div>
<div><dt>${labels.who}</dt><dd>${say('who')}</dd></div>
${
  offers.length === 0
    ? null
    : html`<div><dt>${labels.offer}</dt><dd><ul role="list">${offers.map(
        ({ practitionerId, startMs }) =>
          html`<li><bdi>${words.slot(`${times.brief(startMs)},`, facts.practitionerName(practitionerId, subject.practiceId))}</bdi></li>`,
      )}</ul></dd></div>
`
}</dl>
<dl class="ids">
${ids
  .filter(([, value]) => value !== '')
  .map(
    ([label, value]) => html`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>
`,
  )}${
  others.length === 0
    ? null
    : html`<div><dt>${labels.group}</dt><dd>${others.map(
        (other) => html`<a href="#work-${other}">${page.inWork(other)}</a> `,
      )}</dd></div>
`
}<div><dt>${labels.urgency}</dt><dd>${joined(', ', words.urgencies[urgency], say('severity'), row.status === 'open' ? '' : say('status'))}</dd></div>
</dl>
</article></li>
`
}

/** When the entry starts, where that is not when the appointment does. */
function elsewhere({ subject: { entry, span, judgement } }: WorkItem['row'], { times }: PagePart): string {
  const isOfBooking = entry !== null && entry === judgement?.pair?.entry
  return isOfBooking && entry.startMs !== span?.startMs ? times.brief(entry.startMs) : ''
}

const joined = (by: string, ...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join(by)
