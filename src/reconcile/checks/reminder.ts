/** Reminders that never left, and those that left about something that is no longer so (contract § 4). */
import type { Booking, Finding, Reminder } from '../model.ts'
import type { EpochMs } from '../span.ts'
import { known } from '../world.ts'
import { type Scene, type Standing, standing } from './scene.ts'

export function reminderFindings(scene: Scene): Finding[] {
  return scene.world.snapshot.reminders.flatMap((reminder) => {
    const booking = known(scene.world.bookings, reminder.bookingId, 'booking')
    const stands = standing(scene, booking)
    const code = isMissed(scene, reminder, stands)
      ? ('reminder-missed' as const)
      : isOutOfDate(scene, reminder, booking, stands)
        ? ('reminder-out-of-date' as const)
        : null
    if (code === null) return []
    return [
      {
        code,
        practiceId: booking.practiceId,
        subjectIds: [reminder.reminderId],
        bookingId: booking.bookingId,
      },
    ]
  })
}

function isMissed(scene: Scene, reminder: Reminder, stands: Standing | null): boolean {
  return (
    reminder.sentMs === null &&
    reminder.dueMs >= scene.window.startMs &&
    reminder.dueMs <= scene.window.endMs &&
    stands !== null &&
    stands.startMs > scene.asOfMs
  )
}

/** The patient was told a time; is that still what the book says, or is about to say? */
function isOutOfDate(scene: Scene, reminder: Reminder, booking: Booking, stands: Standing | null): boolean {
  if (reminder.sentMs === null) return false
  const isAhead = (ms: EpochMs): boolean => ms > scene.asOfMs
  if (stands === null) {
    return booking.patientTold !== 'cancelled' && isAhead(reminder.aboutStartMs ?? booking.startMs)
  }
  const { aboutStartMs } = reminder
  if (aboutStartMs === null || aboutStartMs === stands.startMs) return false
  return isAhead(aboutStartMs) || isAhead(stands.startMs)
}
