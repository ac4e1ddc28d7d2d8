/** PURE. The strip of the outage as a part of the page: which bookings are on it, and what is said of the others. */
import type { RunFacts } from '../facts.ts'
import type { OutageWords } from '../language.ts'
import type { ReportRow } from '../rows.ts'
import { html, type Markup } from './markup.ts'
import type { PagePart } from './parts.ts'
import { outageStrip } from './strip.ts'

/** `judged`: the rows of the checked bookings. */
export function stripPart(
  { reconciliation: { window }, snapshot, clock }: RunFacts,
  practiceId: string,
  judged: readonly ReportRow[],
  outage: OutageWords,
  { words, times }: PagePart,
): Markup | null {
  if (window === null) return null
  const ticks = judged.flatMap(({ group, subject: { booking } }) =>
    booking === null || booking.acceptedMs < window.startMs || booking.acceptedMs > window.endMs
      ? []
      : [
          {
            group,
            acceptedMs: booking.acceptedMs,
            name: `${booking.bookingId}, ${times.clock(booking.acceptedMs)}`,
          },
        ],
  )
  const text = words.page.stripText({ ...outage, judged: ticks.length }, judged.length - ticks.length)
  const hours = snapshot.liveHours.filter((one) => one.practiceId === practiceId)
  return html`<section aria-labelledby="strip">
<h2 id="strip" tabindex="-1">${words.page.strip}</h2>
${outageStrip({ window, ticks, text, hours, clock: clock(practiceId) }, times, words)}
</section>
`
}
