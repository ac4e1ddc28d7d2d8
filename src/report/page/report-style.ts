/** What the report of a practice looks like beyond what every page does: the glance, the work list, the pictures. */
import { html, type Markup } from './markup.ts'

export const reportStyle: Markup = html`<style>
.skip { position: absolute; left: 1rem; top: -10rem; padding: .6rem 1rem; background: var(--paper); z-index: 1; }
.skip:focus { top: .5rem; }
.deadline { font-weight: 700; font-size: 1.1rem; }
.hold { border: 4px solid var(--call); padding: .5rem 1rem; margin: 1rem 0; break-inside: avoid; }
.hold h2 { border: 0; margin: .25rem 0; padding: 0; color: var(--call); font-size: 1.4rem; }
.hold ul { margin: .4rem 0; padding-left: 1.2rem; }
.counts a { display: flex; flex-direction: column-reverse; justify-content: flex-end; height: 100%; padding: .5rem .75rem;
  color: var(--ink); text-decoration: none; }
.counts a:hover span { text-decoration: underline; }
.counts strong { font-size: 2.1rem; line-height: 1.1; }
.counts .call strong { color: var(--call); }
.counts .decide strong { color: var(--decide); }
.counts .automatic strong { color: var(--automatic); }
.sum { font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .4rem .5rem; margin: 1rem 0 0; padding: 0; list-style: none; }
nav a { display: block; padding: .25rem .7rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; }
nav a:hover { text-decoration: underline; }
h3.call, h3.decide { margin: 1.5rem 0 0; font-size: 1.15rem; }
h3.call { color: var(--call); }
h3.decide { color: var(--decide); }
h3.call + p, h3.decide + p { margin-top: 0; }
.work { list-style: none; margin: .5rem 0; padding: 0; }
.item { border-top: 1px solid var(--line); border-left: 6px solid var(--nothing); padding: .55rem 0 .6rem .9rem;
  break-inside: avoid; }
.item:last-child { border-bottom: 1px solid var(--line); }
.item.call { border-left-color: var(--call); }
.item.decide { border-left-color: var(--decide); }
.item:target { background: var(--tint); }
.item article { display: grid; grid-template-columns: minmax(0, 1fr) 22.5rem; grid-template-rows: auto auto 1fr auto;
  gap: 0 1.5rem; }
.item h4 { margin: 0; font-size: 1.05rem; line-height: 1.35; overflow-wrap: anywhere; }
.no { display: inline-block; min-width: 1.9rem; margin-right: .35rem; padding: 0 .35rem; text-align: center;
  border: 1px solid var(--nothing); border-radius: .3rem; font-size: .95rem; }
.call .no { border-color: var(--call); color: var(--call); }
.decide .no { border-color: var(--decide); color: var(--decide); }
.item h4, .when, .story, .ids { grid-column: 1; }
.item .when { margin: .1rem 0 .2rem; color: var(--soft); }
.story p { margin: 0; }
.todo { font-weight: 600; }
.key { grid-column: 2; grid-row: 1 / span 4; margin: 0; }
.key div { display: grid; grid-template-columns: 3rem 1fr; gap: .4rem; }
.key dt { color: var(--soft); }
.key dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.key ul { margin: 0; padding: 0; list-style: none; }
.key li + li { border-top: 1px dotted var(--line); }
.soon { font-weight: 700; }
.ids { display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin: .35rem 0 0; font-size: .88rem; color: var(--soft); }
.ids div { display: flex; flex-wrap: wrap; gap: 0 .35rem; max-width: 100%; }
.ids dt::after { content: ":"; }
.ids dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; min-width: 0; }
.ids dd a { display: inline-block; min-height: 24px; }
.steps { display: block; font-weight: 400; color: var(--soft); font-size: .88rem; }
figure { margin: 0; }
figcaption { color: var(--soft); overflow-wrap: anywhere; }
svg { display: block; overflow: hidden; }
.strip { max-width: 100%; margin: .75rem 0 .25rem; }
.strip text { fill: var(--ink); font: 13px system-ui, sans-serif; }
.strip text.call { fill: var(--call); } .strip text.decide { fill: var(--decide); }
.strip text.automatic { fill: var(--automatic); } .strip text.nothing { fill: var(--nothing); }
.strip text.down { fill: var(--call); font-weight: 700; }
.strip text.mark { font-size: 12px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.strip rect.down { fill: var(--down); }
.strip rect.open { fill: var(--open); stroke: var(--link); }
.strip rect.open + text.mark { stroke: var(--open); }
.strip line.cut { stroke: var(--call); stroke-width: 6; stroke-dasharray: 3 4; }
.strip line.closed { stroke: var(--line); stroke-width: 10; stroke-dasharray: 2 5; }
.strip line.lane, .strip line.axis { stroke: var(--line); }
.strip .tick { stroke-width: 3; }
.tick.call { stroke: var(--call); } .tick.decide { stroke: var(--decide); }
.tick.automatic { stroke: var(--automatic); } .tick.nothing { stroke: var(--nothing); }
.chart { list-style: none; margin: .5rem 0; padding: 0; }
.chart li { display: grid; grid-template-columns: minmax(0, 22rem) 2.2rem minmax(0, 1fr) minmax(0, 19rem); gap: 0 .75rem;
  align-items: center; padding: .15rem 0; break-inside: avoid; }
.chart strong { text-align: right; }
.chart .name { overflow-wrap: anywhere; }
.chart .soft { font-size: .88rem; }
.chart rect.call { fill: var(--call); } .chart rect.decide { fill: var(--decide); }
.chart rect.automatic { fill: var(--automatic); } .chart rect.nothing { fill: var(--nothing); }
.chart rect + rect { stroke: var(--paper); stroke-width: 1.5; }
.state { font-weight: 700; }
.state.unhealthy { color: var(--call); } .state.delayed { color: var(--decide); } .state.healthy { color: var(--automatic); }
#health .facts, .next { margin-bottom: .75rem; }
@media screen and (max-width: 47.99rem) {
  .item article { display: block; }
  .item .key { margin: .4rem 0 0; }
  .chart li { grid-template-columns: 1fr auto; padding: .35rem 0; }
  .chart svg, .chart .soft { grid-column: 1 / -1; }
  .facts { grid-template-columns: 1fr; }
  .facts dd { margin-bottom: .35rem; }
}
@media print {
  nav, .skip { display: none; }
  .counts { grid-template-columns: repeat(4, 1fr); }
  .counts > * { border: 1px solid var(--line); border-left: 4px solid var(--nothing); }
  .item { border-left: 0; padding-left: 2.2rem; position: relative; }
  .item::before { content: ""; position: absolute; left: .2rem; top: .7rem; width: 1.1rem; height: 1.1rem;
    border: 1.5px solid #000; }
  .item article { grid-template-columns: minmax(0, 1fr) 17rem; }
  .item:target { background: none; }
  .chart li { grid-template-columns: minmax(0, 14rem) 1.6rem minmax(0, 1fr) minmax(0, 13rem); }
}
</style>`
