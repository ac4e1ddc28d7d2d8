/** What the page of connections looks like beyond what every page does. */
import { html, type Markup } from '../page/markup.ts'

export const statusStyle: Markup = html`<style>
.card.unhealthy { border-color: var(--call); }
.card.delayed { border-color: var(--decide); }
.card.healthy { border-color: var(--automatic); }
.counts .unhealthy { border-color: var(--call); }
.counts .delayed { border-color: var(--decide); }
.counts .healthy { border-color: var(--automatic); }
.state { font-weight: 700; }
.unhealthy .state { color: var(--call); }
.delayed .state { color: var(--decide); }
.healthy .state { color: var(--automatic); }
.card h2 { margin: 0; border: 0; padding: 0; }
.pause, .re-open { font-weight: 600; }
.pause { color: var(--call); }
.stale { color: var(--call); font-weight: 600; }
.due { color: var(--decide); }
.card table { margin: .5rem 0; }
.card td { min-width: 0; }
.next { margin: .3rem 0 0; padding-left: 1.4rem; }
@media (max-width: 34rem) {
  .facts { grid-template-columns: 1fr; }
  .facts dd { margin-bottom: .35rem; }
}
</style>`
