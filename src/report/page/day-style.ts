/** The looks of the day pictures, in the colours of the page: light, dark and print come with those. */
import { html, type Markup } from './markup.ts'

export const dayStyle: Markup = html`<style>
.days { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1rem; align-items: start;
  grid-auto-flow: dense; }
figure.day { margin: 0; min-width: 0; border: 1px solid var(--line); border-radius: 6px; padding: .6rem .75rem .75rem;
  break-inside: avoid; }
figure.day h4 { margin: 0 0 .4rem; font-size: 1rem; overflow-wrap: anywhere; }
figure.day h4 span { color: var(--soft); font-weight: 400; white-space: nowrap; }
@media (min-width: 46rem) { figure.b1 { grid-column: span 2; } figure.b2 { grid-column: 1 / -1; } }
.day-scroll { overflow-x: auto; }
.day-scroll:focus-visible { outline: 3px solid var(--decide); }
svg.day { display: block; width: 100%; height: revert-layer; overflow: visible; }
svg.day.b1 { min-width: 26rem; } svg.day.b2 { min-width: 44rem; }
svg.day svg { width: revert-layer; height: revert-layer; overflow: hidden; }
svg.day text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg.day .head, svg.day .id { font-weight: 700; }
svg.day .head { font-size: 13px; }
svg.day .soft, svg.day .half { fill: var(--soft); font-size: 11px; }
svg.day .word { fill: var(--soft); font-style: italic; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
svg.day .paper { fill: var(--paper); }
svg.day rect.off, svg.day rect.elsewhere { stroke: none; fill: var(--line); fill-opacity: .55; }
svg.day rect.away { fill: var(--tint); }
svg.day .hatch { stroke: var(--line); stroke-dasharray: 2 6; }
svg.day line.hour { stroke: var(--line); } svg.day line.half { stroke: var(--line); stroke-dasharray: 1 4; }
svg.day .edge { stroke: var(--soft); }
svg.day .fold { fill: var(--tint); stroke: var(--line); stroke-dasharray: 4 4; }
svg.day rect.box { fill: var(--tint); stroke: var(--soft); }
svg.day rect.holds { stroke: var(--ink); stroke-width: 2; }
svg.day rect.bar { fill: var(--soft); } svg.day rect.bar.holds { fill: var(--ink); }
svg.day rect.box.gone, svg.day rect.box.busy { fill: var(--paper); stroke: var(--line); }
svg.day rect.bar.gone { fill: var(--line); }
svg.day text.gone { fill: var(--soft); text-decoration: line-through; }
svg.day text.busy { fill: var(--soft); }
svg.day rect.box.wish { fill: var(--paper); stroke: var(--nothing); }
svg.day rect.box.call { stroke: var(--call); stroke-width: 2; } svg.day rect.box.decide { stroke: var(--decide); stroke-width: 2; }
svg.day rect.box.automatic { stroke: var(--automatic); }
svg.day rect.bar.wish { fill: var(--nothing); } svg.day rect.bar.call { fill: var(--call); }
svg.day rect.bar.decide { fill: var(--decide); } svg.day rect.bar.automatic { fill: var(--automatic); }
svg.day rect.box.offer { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; }
.day-list { list-style: none; margin: .5rem 0 0; padding: 0; font-size: .93rem; }
.day-list li { padding: .2rem 0 .2rem .6rem; border-left: 4px solid var(--line); margin: .2rem 0; overflow-wrap: anywhere; }
.day-list .when { color: var(--soft); white-space: nowrap; }
.day-list .entry { border-color: var(--ink); } .day-list .offer { border-left-style: dashed; border-color: var(--ink); }
.day-list .call { border-color: var(--call); } .day-list .decide { border-color: var(--decide); }
.day-list .automatic { border-color: var(--automatic); }
.day-note { color: var(--soft); font-size: .88rem; margin: .4rem 0 0; }
@media print {
  .day-scroll { overflow: visible; }
  svg.day.b1, svg.day.b2 { min-width: 0; }
}
</style>`
