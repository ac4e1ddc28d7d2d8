/** When the whole plan may not be applied (contract § 5). A held run still judges and reports. */
import { findOutages } from '../../connection/outage.ts'
import type { Scene } from '../checks/scene.ts'
import type { HoldCode } from '../model.ts'
import { cancelledOnline } from '../world.ts'

/** A server restored from yesterday's backup must not cancel everybody: at least this many, and this share. */
const RESTORED_AT_LEAST = 3
const RESTORED_SHARE = 0.2

export function holds(scene: Scene): HoldCode[] {
  const { snapshot } = scene.world
  const { read } = snapshot.book
  const applies: Record<HoldCode, boolean> = {
    'line-down': findOutages(snapshot.events, scene.asOfMs).at(-1)?.open === true,
    'book-not-read-since-reconnect': read === null || read.takenMs < scene.window.endMs,
    'read-incomplete': read === null || !read.complete,
    'wrong-database':
      read?.databaseIdentity != null &&
      snapshot.connection.databaseIdentity !== null &&
      read.databaseIdentity !== snapshot.connection.databaseIdentity,
    'book-looks-restored': looksRestored(scene),
  }
  return (Object.keys(applies) as HoldCode[]).filter((code) => applies[code])
}

function looksRestored(scene: Scene): boolean {
  const ahead = scene.world.snapshot.bookings.filter(
    (booking) => booking.base !== null && booking.startMs > scene.asOfMs && !cancelledOnline(booking),
  )
  const vanished = ahead.filter((b) => scene.judged.verdicts.get(b.bookingId) === 'vanished-from-book').length
  return vanished >= RESTORED_AT_LEAST && vanished >= RESTORED_SHARE * ahead.length
}
