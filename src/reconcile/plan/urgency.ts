/** The urgency of a run's bookings, each by its own practice's clock. */
import { wallClock } from '../../books/wall-time.ts'
import type { Booking, Urgency } from '../model.ts'
import type { EpochMs } from '../span.ts'
import { urgencyOf } from '../urgency.ts'
import { practiceOf, type World } from '../world.ts'

export interface Urgencies {
  of(booking: Booking): Urgency
}

export function urgencies(world: World, asOfMs: EpochMs): Urgencies {
  return {
    of: (booking) =>
      urgencyOf(booking.startMs, asOfMs, wallClock(practiceOf(world, booking).timeZone).localDay),
  }
}
