/** Video links that were never made, each with its first cause in the order in which it can be mended (§ 4). */
import type { Booking, Finding } from '../model.ts'
import { MINUTE_MS } from '../span.ts'
import { practitionerOf, typeOf } from '../world.ts'
import { type Scene, type Standing, standing, verdictOf } from './scene.ts'

/** Platforms make the link within this time of the appointment's sync; until then it is only pending. */
const LINK_TAKES_MS = 15 * MINUTE_MS

export function videoFindings(scene: Scene): Finding[] {
  const shared = sharedPmsPractitioners(scene)
  return scene.world.snapshot.bookings.flatMap((booking) => {
    if (typeOf(scene.world, booking).mode !== 'video' || booking.videoLinkMs !== null) return []
    const stands = standing(scene, booking)
    if (stands === null || stands.planned || !isOurConcern(scene, booking, stands)) return []
    return [
      {
        code: causeOf(scene, booking, stands, shared),
        practiceId: booking.practiceId,
        subjectIds: [booking.bookingId],
        bookingId: booking.bookingId,
      },
    ]
  })
}

const isOurConcern = (scene: Scene, booking: Booking, stands: Standing): boolean =>
  verdictOf(scene, booking.bookingId) !== undefined || stands.startMs >= scene.window.startMs

function causeOf(
  scene: Scene,
  booking: Booking,
  stands: Standing,
  shared: ReadonlySet<string>,
): Finding['code'] {
  const practitioner = practitionerOf(scene.world, booking)
  const knownSinceMs = booking.syncedMs ?? scene.world.snapshot.book.read?.takenMs
  if (stands.startMs <= scene.asOfMs) return 'video-start-passed'
  if (knownSinceMs !== undefined && scene.asOfMs - knownSinceMs < LINK_TAKES_MS) return 'video-link-pending'
  if (practitioner.acceptsVideo === false) return 'video-practitioner-not-enabled'
  if (typeOf(scene.world, booking).pmsTypeId === null) return 'video-type-not-linked'
  if (practitioner.pmsPractitionerId !== null && shared.has(practitioner.pmsPractitionerId)) {
    return 'video-practitioner-in-several-practices'
  }
  return 'video-link-missing'
}

/** PMS practitioners that belong to two or more practices: the platform cannot tell whose link to make. */
function sharedPmsPractitioners(scene: Scene): ReadonlySet<string> {
  const firstPractice = new Map<string, string>()
  const shared = new Set<string>()
  for (const { pmsPractitionerId, practiceId } of scene.world.snapshot.practitioners) {
    if (pmsPractitionerId === null) continue
    const first = firstPractice.get(pmsPractitionerId)
    if (first === undefined) firstPractice.set(pmsPractitionerId, practiceId)
    else if (first !== practiceId) shared.add(pmsPractitionerId)
  }
  return shared
}
