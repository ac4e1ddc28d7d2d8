/**
 * PURE. The bookings at a glance: four figures, each leading to its part of the page, written out as a sum that the
 * reader can check, and how the checked bookings come to be checked.
 */
import type { Span } from '../../reconcile/span.ts'
import type { Origins, Words } from '../language.ts'
import type { ReportRow } from '../rows.ts'
import type { Summary } from '../summary.ts'
import { GROUPS, type Group } from '../triage.ts'
import { html, type Markup } from './markup.ts'

/** Where the rows of each group are. Fragments, and nothing from outside. */
export const PART_OF: Readonly<Record<Group, string>> = {
  call: 'work-call',
  decide: 'work-decide',
  automatic: 'group-automatic',
  nothing: 'group-nothing',
}

export function countsPart(
  { byGroup, judged }: Summary,
  rows: readonly ReportRow[],
  window: Span | null,
  { page, groups }: Words,
): Markup {
  return html`<section aria-labelledby="counts">
<h2 id="counts">${page.counts}</h2>
<ul class="counts" role="list">
${GROUPS.map(
  (
    group,
  ) => html`<li class="${group}"><a href="#${PART_OF[group]}"><span>${groups[group].title}</span> <strong>${byGroup[group]}</strong></a></li>
`,
)}</ul>
<p class="sum">${page.sum(
    GROUPS.map((group) => byGroup[group]),
    judged,
  )}</p>
${judged === 0 || window === null ? null : html`<p class="soft">${page.origins(originsOf(rows, window))}</p>`}
</section>
`
}

/** In the order of the contract's reasons for judging a booking, each booking under the first that applies. */
export function originsOf(rows: readonly ReportRow[], { startMs, endMs }: Span): Origins {
  const within = (ms: number | null | undefined): boolean => ms != null && ms >= startMs && ms <= endMs
  const bookings = rows.map(({ subject }) => subject.booking)
  const accepted = bookings.filter((booking) => within(booking?.acceptedMs)).length
  const touched = bookings.filter(
    (booking) => within(booking?.acceptedMs) || within(booking?.changedMs) || within(booking?.cancelledMs),
  ).length
  return { accepted, changed: touched - accepted, others: rows.length - touched }
}
