/** PURE. The first and last local day on which a file of appointments has a row that was understood. */
import type { WallClock } from '../../wall-time.ts'
import type { Days } from './file-names.ts'
import type { Understood } from './understood.ts'

export class DaysSeen {
  private readonly clock: WallClock
  private fromMs = Number.POSITIVE_INFINITY
  private toMs = Number.NEGATIVE_INFINITY

  constructor(clock: WallClock) {
    this.clock = clock
  }

  see(understood: Understood): void {
    if (understood.kind !== 'entry' && understood.kind !== 'block') return
    const { startMs } = understood.row
    if (startMs < this.fromMs) this.fromMs = startMs
    if (startMs > this.toMs) this.toMs = startMs
  }

  found(): Days | null {
    if (this.fromMs > this.toMs) return null
    return { from: this.clock.localDay(this.fromMs), to: this.clock.localDay(this.toMs) }
  }
}
