/**
 * PURE. What became of the checked bookings: a bar for each verdict that occurs, what needs a person first. Title and
 * figure of each bar are text of the page that wraps like any other; the bar itself only repeats them for the eye.
 */
import { VERDICTS, type VerdictCode } from '../../reconcile/model.ts'
import type { Words } from '../language.ts'
import type { ReportRow } from '../rows.ts'
import { isVerdict, titleOf } from '../sayings.ts'
import { GROUPS, type Group } from '../triage.ts'
import { html, type Markup } from './markup.ts'

interface Part {
  readonly group: Group
  readonly count: number
}

export interface Bar {
  readonly code: VerdictCode
  readonly count: number
  /** Only what occurs, what is most pressing first; they add up to the count. */
  readonly parts: readonly Part[]
}

/** `rows`: those of the judged bookings. */
export function verdictChart(rows: readonly ReportRow[], words: Words): Markup {
  const { page, groups } = words
  const bars = barsOf(rows)
  const longest = Math.max(1, ...bars.map(({ count }) => count))
  return html`<section aria-labelledby="chart">
<h2 id="chart" tabindex="-1">${page.chart}</h2>
${
  bars.length === 0
    ? html`<p>${page.none}</p>`
    : html`<p class="soft">${page.chartText(rows.length)}</p>
<ul class="chart" role="list">
${bars.map(({ code, count, parts }) => {
  const said = parts.map((part) =>
    page.chartPart(groups[part.group].title, parts.length === 1 ? null : part.count),
  )
  return html`<li><span class="name">${titleOf(words, code)}</span> <strong>${count}</strong>
<svg width="100%" height="14" aria-hidden="true">${segments(parts, longest)}</svg>
<span class="soft">${said.join(', ')}</span></li>
`
})}</ul>`
}
</section>
`
}

export function barsOf(rows: readonly ReportRow[]): readonly Bar[] {
  const counts = new Map<VerdictCode, Map<Group, number>>()
  for (const { code, group } of rows) {
    if (!isVerdict(code)) continue
    const own = counts.get(code) ?? new Map<Group, number>()
    counts.set(code, own.set(group, (own.get(group) ?? 0) + 1))
  }
  return VERDICTS.flatMap((code) => {
    const own = counts.get(code)
    if (own === undefined) return []
    const parts = GROUPS.map((group) => ({ group, count: own.get(group) ?? 0 })).filter(
      (part) => part.count > 0,
    )
    return [{ code, count: parts.reduce((sum, part) => sum + part.count, 0), parts }]
  }).sort((a, b) => rank(a) - rank(b) || b.count - a.count)
}

const rank = ({ parts }: Bar): number => GROUPS.indexOf(parts[0]?.group ?? 'nothing')

function segments(parts: readonly Part[], longest: number): readonly Markup[] {
  let before = 0
  return parts.map(({ group, count }) => {
    const from = (before / longest) * 100
    before += count
    return html`<rect class="${group}" x="${from.toFixed(2)}%" y="0" width="${((count / longest) * 100).toFixed(2)}%" height="14"/>`
  })
}
