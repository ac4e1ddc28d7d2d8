/**
 * PURE. The parts of the page that list rows: a card for what needs a person, a table for the rest, and the action
 * list. A part that has nothing says so, so that nobody wonders whether it was forgotten.
 */
import type { ActionRow } from '../actions-rows.ts'
import { offersOf } from '../cells.ts'
import type { ReportColumn } from '../columns.ts'
import type { Cell } from '../csv.ts'
import type { RunFacts } from '../facts.ts'
import type { Words } from '../language.ts'
import type { ReportRow } from '../rows.ts'
import { titleOf } from '../sayings.ts'
import type { Spoken } from '../when.ts'
import { html, type Markup } from './markup.ts'

export interface PartContext {
  readonly facts: RunFacts
  readonly words: Words
  readonly times: Spoken
}

/** A page is for reading: beyond these the CSV file has the rest. */
const MOST_CARDS = 500
const MOST_LINES = 200

export function rowSection(
  id: string,
  title: string,
  rows: readonly ReportRow[],
  file: string,
  context: PartContext,
): Markup {
  const { page } = context.words
  const forPeople = rows.filter(({ group }) => group === 'call' || group === 'decide')
  const others = rows.filter(({ group }) => group !== 'call' && group !== 'decide')
  const left = Math.max(0, forPeople.length - MOST_CARDS) + Math.max(0, others.length - MOST_LINES)
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title} (${rows.length})</h2>
${rows.length === 0 ? html`<p>${page.none}</p>` : null}
${forPeople.length === 0 ? null : html`<ol class="cards">${forPeople.slice(0, MOST_CARDS).map((row) => card(row, context))}</ol>`}
${others.length === 0 ? null : rowTable(others.slice(0, MOST_LINES), title, context)}
${left === 0 ? null : html`<p>${page.moreIn(left, file)}</p>`}
</section>
`
}

export function actionTable(actions: readonly ActionRow[], { words, times, facts }: PartContext): Markup {
  const { page } = words
  const { labels } = page
  const orderOf = new Map(actions.map(({ action, workOrder }) => [action.actionId, workOrder]))
  const left = Math.max(0, actions.length - MOST_LINES)
  const line = ({ action, workOrder, urgency }: ActionRow): Markup => {
    const { kind, who, because, subjectIds, dependsOn, proposed, status } = action
    const name = proposed === null ? '' : facts.practitionerName(proposed.practitionerId, action.practiceId)
    const after = dependsOn.map((id) => orderOf.get(id) ?? id).join(', ')
    return html`<tr><td>${workOrder}</td><td>${words.urgencies[urgency]}</td><td>${words.actions[kind].title}</td>
<td>${proposed === null ? '' : `${times.at(proposed.startMs)}, ${name}`}</td><td>${words.actors[who]}</td>
<td>${titleOf(words, because)}</td><td>${subjectIds.join(', ')}</td><td>${after}</td>
<td>${words.actionStatuses[status]}</td></tr>
`
  }
  const heads = [
    labels.order,
    labels.urgency,
    labels.what,
    labels.appointment,
    labels.who,
    labels.why,
    labels.subjects,
    labels.after,
    labels.status,
  ]
  return html`<section aria-labelledby="actions">
<h2 id="actions">${page.actions} (${actions.length})</h2>
${actions.length === 0 ? html`<p>${page.none}</p>` : table(heads, actions.slice(0, MOST_LINES).map(line), page.actions)}
${left === 0 ? null : html`<p>${page.moreIn(left, 'actions.csv')}</p>`}
</section>
`
}

function card(row: ReportRow, context: PartContext): Markup {
  const { words, times } = context
  const { labels } = words.page
  const cells = row.cells()
  const { span, recall, pmsRecall } = row.subject
  const say = (column: ReportColumn): string => text(cells[column])
  const facts: readonly (readonly [string, string])[] = [
    [labels.by, row.actByMs === null ? '' : times.at(row.actByMs)],
    [labels.who, say('who')],
    [
      labels.appointment,
      span === null || recall !== null || pmsRecall !== null ? '' : times.at(span.startMs),
    ],
    [labels.practitioner, say('practitioner')],
    [labels.patient, joined(say('patient_name'), say('patient_ref'), ', ')],
    [labels.birthOn, say('birth_on')],
    [labels.mobile, say('mobile')],
    [labels.told, say('patient_told')],
    [labels.booking, say('booking_ref')],
    [labels.entry, joined(say('pms_appointment_id'), elsewhere(row, times), ', ')],
    [labels.takenBy, joined(say('conflicting_pms_id'), say('conflicting_booking_ref'), '; ')],
    [labels.group, say('conflict_group')],
    [labels.offer, offer(row, context)],
    [labels.recall, joined(say('recall_ref'), say('recall_state'), ': ')],
    [labels.due, say('recall_due_on')],
    [labels.reminder, joined(say('reminder_ref'), say('reminder_channel'), ', ')],
  ]
  return html`<li><article class="card ${row.group}">
<h3>${say('type')}</h3>
<p class="meta">${words.urgencies[row.urgency]} · ${say('severity')} · ${say('status')}</p>
<p>${say('what_happened')}</p>
<p class="todo">${say('action_needed')}</p>
<dl class="facts">
${facts
  .filter(([, value]) => value !== '')
  .map(
    ([label, value]) => html`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>
`,
  )}</dl>
</article></li>
`
}

/** When the entry starts, where that is not when the appointment does. */
function elsewhere({ subject: { entry, span, judgement } }: ReportRow, times: Spoken): string {
  const isOfBooking = entry !== null && entry === judgement?.pair?.entry
  return isOfBooking && entry.startMs !== span?.startMs ? times.at(entry.startMs) : ''
}

function offer(
  { subject: { judgement, practiceId } }: ReportRow,
  { facts, words, times }: PartContext,
): string {
  return offersOf(judgement)
    .map(({ practitionerId, startMs }) =>
      words.slot(`${times.at(startMs)},`, facts.practitionerName(practitionerId, practiceId)),
    )
    .join('; ')
}

function rowTable(rows: readonly ReportRow[], caption: string, { words, times }: PartContext): Markup {
  const { labels } = words.page
  const lines = rows.map((row) => {
    const cells = row.cells()
    const { span } = row.subject
    const when = span === null ? text(cells.recall_due_on) : times.at(span.startMs)
    const ref = text(cells.booking_ref) || text(cells.recall_ref) || text(cells.reminder_ref)
    return html`<tr><td>${text(cells.type)}</td><td>${when}</td><td><bdi>${text(cells.practitioner)}</bdi></td>
<td>${ref}</td><td>${text(cells.pms_appointment_id)}</td><td>${text(cells.patient_ref)}</td>
<td>${text(cells.status)}</td></tr>
`
  })
  const heads = [
    labels.what,
    labels.appointment,
    labels.practitioner,
    labels.booking,
    labels.entry,
    labels.patient,
    labels.status,
  ]
  return table(heads, lines, caption)
}

/** Up to the end of the head. Nothing from elsewhere is loaded and no script runs, whatever stands in the data. */
export const pageHead = (
  locale: string,
  title: string,
  styles: readonly Markup[],
): Markup => html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
${styles.map(
  (style) => html`${style}
`,
)}</head>`

/** As wide as it needs to be: on a narrow screen it is scrolled, and the keyboard can do it. */
export function table(heads: readonly string[], lines: readonly Markup[], caption: string): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
<table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${lines}</tbody>
</table>
</div>`
}

const text = (cell: Cell | undefined): string =>
  cell === undefined ? '' : typeof cell === 'string' ? cell : cell.own

const joined = (one: string, other: string, by: string): string =>
  [one, other].filter((part) => part !== '').join(by)
