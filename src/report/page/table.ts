/**
 * PURE. Tables. On a wide screen and on paper they are tables; on a phone each row becomes a short list of label and
 * value, so that nothing has to be scrolled sideways. The roles are written out, because a browser that lays a table out
 * as blocks may no longer tell a screen reader that it is one.
 */
import { html, type Markup } from './markup.ts'

export type CellValue = string | number | Markup | null

/** `rows`: a cell for each head; the first names the row. `caption`: what it is a table of, for those who do not see it. */
export function stackedTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly CellValue[])[],
): Markup {
  return html`<table class="stacked" role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((cells) => row(heads, cells))}</tbody>
</table>`
}

function row(heads: readonly string[], [first = null, ...others]: readonly CellValue[]): Markup {
  return html`<tr role="row"><th scope="row" role="rowheader">${first}</th>${others.map((value, index) => cell(heads[index + 1] ?? '', value))}</tr>
`
}

/** An empty one takes no room on a phone. */
function cell(label: string, value: CellValue): Markup {
  return value === '' || value === null
    ? html`<td role="cell"></td>`
    : html`<td role="cell" data-label="${label}">${value}</td>`
}
