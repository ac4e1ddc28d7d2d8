/** How soon somebody must act (contract § 7), from the booking's start in its practice's own days. */
import { wallClock } from '../../books/wall-time.ts'
import type { Booking, Urgency } from '../model.ts'
import { DAY_MS, type EpochMs, HOUR_MS } from '../span.ts'
import { practiceOf, type World } from '../world.ts'

export interface Urgencies {
  of(booking: Booking): Urgency
}

export function urgencies(world: World, asOfMs: EpochMs): Urgencies {
  return { of: (booking) => urgencyOf(booking.startMs, asOfMs, practiceOf(world, booking).timeZone) }
}

function urgencyOf(startMs: EpochMs, asOfMs: EpochMs, timeZone: string): Urgency {
  if (startMs <= asOfMs) return 'overdue'
  if (startMs - asOfMs <= 2 * HOUR_MS) return 'now'
  const { localDay } = wallClock(timeZone)
  const today = localDay(asOfMs)
  const day = localDay(startMs)
  if (day === today) return 'today'
  if (day === dayAfter(today)) return 'next-day'
  return startMs - asOfMs <= 7 * DAY_MS ? 'this-week' : 'later'
}

/** The calendar day after `YYYY-MM-DD`. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}
