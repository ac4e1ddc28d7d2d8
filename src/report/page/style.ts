/** The page's looks: for a phone, a screen in light or dark, and A4. No outside resources. */
import { html, type Markup } from './markup.ts'

export const pageStyle: Markup = html`<style>
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #4d5661; --paper: #ffffff; --tint: #f3f5f7; --line: #c9d0d8;
  --call: #b3261e; --decide: #8a5300; --automatic: #1c6b3a; --nothing: #566070; --down: #f6d9d6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebef; --soft: #aab4c0; --paper: #14171b; --tint: #1f242a; --line: #3c454f;
    --call: #ff9d94; --decide: #f0b75e; --automatic: #7fd6a0; --nothing: #aab4c0; --down: #4a2421; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.25rem 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; }
.hold { border: 3px solid var(--call); padding: .5rem 1rem; margin: 1rem 0; }
.hold h2 { border: 0; margin: .25rem 0; color: var(--call); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0 .25rem; }
.counts div { background: var(--tint); border-left: 6px solid var(--nothing); padding: .5rem .75rem; display: flex;
  flex-direction: column-reverse; }
.counts dt { color: var(--soft); }
.counts dd { margin: 0; font-size: 1.9rem; font-weight: 700; line-height: 1.1; }
.counts .call, .card.call { border-color: var(--call); }
.counts .decide, .card.decide { border-color: var(--decide); }
.counts .automatic, .card.automatic { border-color: var(--automatic); }
.cards { list-style: none; margin: 0; padding: 0; }
.card { border: 1px solid var(--line); border-left: 6px solid var(--nothing); padding: .6rem .9rem; margin: .75rem 0;
  break-inside: avoid; }
.meta { color: var(--soft); margin: .1rem 0; }
.todo { font-weight: 600; }
.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .1rem .75rem; margin: .4rem 0 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid var(--decide); }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td { overflow-wrap: anywhere; min-width: 5rem; }
svg { width: 100%; height: auto; color: var(--ink); }
svg text { fill: currentColor; font: 14px system-ui, sans-serif; }
svg .down { fill: var(--down); }
svg .lane { stroke: var(--line); }
svg .tick { stroke-width: 3; }
svg .tick.call { stroke: var(--call); } svg .tick.decide { stroke: var(--decide); }
svg .tick.automatic { stroke: var(--automatic); } svg .tick.nothing { stroke: var(--nothing); }
footer { color: var(--soft); margin-top: 2rem; padding-bottom: 2rem; border-top: 1px solid var(--line); }
@media print {
  @page { size: A4; margin: 15mm; }
  :root { --ink: #000; --soft: #333; --paper: #fff; --tint: #fff; --line: #999; --call: #b3261e; --decide: #8a5300;
    --automatic: #1c6b3a; --nothing: #566070; --down: #f6d9d6; }
  body { font-size: 10.5pt; }
  main, header, footer { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
}
</style>`
