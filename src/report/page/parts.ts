/**
 * PURE. What the parts of a page share: what they are made from, the head, tables that scroll, and the parts that list
 * rows in short. A part that has nothing says so, so that nobody wonders whether it was forgotten.
 */
import type { ActionRow } from '../actions-rows.ts'
import type { Cell } from '../csv.ts'
import type { RunFacts } from '../facts.ts'
import type { Words } from '../language.ts'
import type { ReportRow } from '../rows.ts'
import { titleOf } from '../sayings.ts'
import type { Spoken } from '../when.ts'
import { html, type Markup } from './markup.ts'
import type { PageTimes } from './page-times.ts'
import { type CellValue, stackedTable } from './table.ts'
import type { WorkOrder } from './work-order.ts'

export interface PartContext {
  readonly facts: RunFacts
  readonly words: Words
  readonly times: Spoken
}

export interface PagePart extends PartContext {
  readonly times: PageTimes
  readonly work: WorkOrder
}

/** A page is for reading: beyond these the CSV file has the rest. */
export const MOST_CARDS = 500
const MOST_LINES = 200

/** A line for each row; of those on the work list, which item it is. */
export function rowsPart(
  id: string,
  title: string,
  rows: readonly ReportRow[],
  file: string,
  context: PagePart,
): Markup {
  const { page } = context.words
  const { labels } = page
  const left = Math.max(0, rows.length - MOST_LINES)
  const heads = [
    labels.what,
    labels.appointment,
    labels.practitioner,
    labels.ref,
    labels.entry,
    labels.patient,
    labels.status,
  ]
  const lines = rows.slice(0, MOST_LINES).map((row) => line(row, context))
  return html`<section aria-labelledby="${id}">
<h2 id="${id}" tabindex="-1">${title} (${rows.length})</h2>
${rows.length === 0 ? html`<p>${page.none}</p>` : stackedTable(title, heads, lines)}
${left === 0 ? null : html`<p>${page.moreIn(left, file)}</p>`}
</section>
`
}

export function actionsPart(actions: readonly ActionRow[], { words, times, facts }: PagePart): Markup {
  const { page } = words
  const { labels } = page
  const orderOf = new Map(actions.map(({ action, workOrder }) => [action.actionId, workOrder]))
  const left = Math.max(0, actions.length - MOST_LINES)
  const lines = actions.slice(0, MOST_LINES).map(({ action, workOrder, urgency }) => {
    const { kind, who, because, subjectIds, dependsOn, proposed, status } = action
    const name = proposed === null ? '' : facts.practitionerName(proposed.practitionerId, action.practiceId)
    return [
      workOrder,
      words.actions[kind].title,
      titleOf(words, because),
      proposed === null ? '' : html`${times.brief(proposed.startMs)}, <bdi>${name}</bdi>`,
      named(subjectIds.join(', ')),
      words.actors[who],
      words.urgencies[urgency],
      named(dependsOn.map((id) => orderOf.get(id) ?? id).join(', ')),
      words.actionStatuses[status],
    ]
  })
  const heads = [
    labels.order,
    labels.what,
    labels.why,
    labels.appointment,
    labels.subjects,
    labels.who,
    labels.urgency,
    labels.after,
    labels.status,
  ]
  return html`<section aria-labelledby="actions">
<h2 id="actions" tabindex="-1">${page.actions} (${actions.length})</h2>
<p class="soft">${actions.length === 0 ? page.none : page.actionsMean}</p>
${actions.length === 0 ? null : stackedTable(page.actions, heads, lines)}
${left === 0 ? null : html`<p>${page.moreIn(left, 'actions.csv')}</p>`}
</section>
`
}

/** When the appointment is; of a recall, when it is due. */
export function whenOf({ subject }: ReportRow, { facts, times, words }: PagePart): string {
  const { span, dueOn, practiceId } = subject
  if (dueOn !== null) return words.page.dueOn(times.day(facts.clock(practiceId).dayStart(dueOn)))
  return span === null ? '' : times.brief(span.startMs)
}

function line(row: ReportRow, context: PagePart): readonly CellValue[] {
  const { words, work } = context
  const cells = row.cells()
  const number = work.numberOf(row)
  const steps = [...new Set(row.actions.map(({ kind }) => words.actions[kind].title))].join(', ')
  return [
    steps === '' || number !== null
      ? textOf(cells.type)
      : html`${textOf(cells.type)}<span class="steps">${steps}</span>`,
    whenOf(row, context),
    named(textOf(cells.practitioner)),
    named(textOf(cells.reminder_ref) || textOf(cells.recall_ref) || textOf(cells.booking_ref)),
    named(textOf(cells.pms_appointment_id)),
    named(textOf(cells.patient_ref)),
    number === null || number > MOST_CARDS
      ? textOf(cells.status)
      : html`<a href="#work-${number}">${words.page.inWork(number)}</a>`,
  ]
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
<meta name="color-scheme" content="light dark">
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

/** What comes from data keeps its own direction, and may be broken anywhere when it is too long for its column. */
const named = (text: string): CellValue => (text === '' ? '' : html`<bdi>${text}</bdi>`)

export const textOf = (cell: Cell | undefined): string =>
  cell === undefined ? '' : typeof cell === 'string' ? cell : cell.own
