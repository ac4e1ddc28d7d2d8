/** The looks of every page: for a phone, a screen in light or dark, and A4. No outside resources. */
import { html, type Markup } from './markup.ts'

export const pageStyle: Markup = html`<style>
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #4d5661; --paper: #ffffff; --tint: #f3f5f7; --line: #c9d0d8;
  --link: #0b57a4; --call: #b3261e; --decide: #8a5300; --automatic: #1c6b3a; --nothing: #566070; --down: #fbe4e1;
  --open: #dcebf8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebef; --soft: #aab4c0; --paper: #14171b; --tint: #1f242a; --line: #3c454f; --link: #8cc2ff;
    --call: #ff9d94; --decide: #f0b75e; --automatic: #7fd6a0; --nothing: #aab4c0; --down: #3c2422; --open: #22384d; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 66rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.25rem 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.25rem 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line);
  overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin: 0; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
a { color: var(--link); overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.lead { font-size: 1.1rem; }
.soft, .meta { color: var(--soft); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0 .25rem;
  padding: 0; list-style: none; }
.counts > * { background: var(--tint); border-left: 6px solid var(--nothing); }
.counts div { padding: .5rem .75rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.counts dt { color: var(--soft); }
.counts dd { margin: 0; font-size: 1.9rem; font-weight: 700; line-height: 1.1; }
.counts .call, .card.call { border-color: var(--call); }
.counts .decide, .card.decide { border-color: var(--decide); }
.counts .automatic, .card.automatic { border-color: var(--automatic); }
.cards { list-style: none; margin: 0; padding: 0; }
.card { border: 1px solid var(--line); border-left: 6px solid var(--nothing); padding: .6rem .9rem; margin: .75rem 0;
  break-inside: avoid; }
.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .1rem .75rem; margin: .4rem 0 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: break-word; }
td bdi, th bdi, .scroll td { overflow-wrap: anywhere; }
thead th { color: var(--soft); font-weight: 600; }
tbody th { font-weight: 600; }
.scroll td { min-width: 5rem; }
footer { color: var(--soft); margin-top: 2rem; padding-bottom: 2rem; border-top: 1px solid var(--line); }
@media screen and (max-width: 47.99rem) {
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked { position: relative; }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .stacked th, .stacked td { border: 0; padding: 0; overflow-wrap: anywhere; }
  .stacked td { display: grid; grid-template-columns: 7.5rem 1fr; gap: .5rem; }
  .stacked td::before { content: attr(data-label); color: var(--soft); }
  .stacked td:empty { display: none; }
}
@media print {
  @page { size: A4; margin: 15mm; }
  :root { --ink: #000; --soft: #333; --paper: #fff; --tint: #fff; --line: #999; --link: #000; --call: #b3261e;
    --decide: #8a5300; --automatic: #1c6b3a; --nothing: #566070; --down: #fbe4e1; --open: #dcebf8; }
  html { font-size: 10pt; }
  body { line-height: 1.35; }
  main, header, footer { max-width: none; padding: 0; }
  h2 { margin-top: 1.2rem; }
  h1, h2, h3, h4 { break-after: avoid; }
  table { font-size: .85rem; }
  tr, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  a { text-decoration: none; }
  .scroll { overflow: visible; }
  .scroll td { min-width: 0; }
}
</style>`
