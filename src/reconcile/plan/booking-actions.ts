/**
 * From verdicts to actions (contract § 6; the whole table is in docs/actions.md). Automatic are only inserts, links,
 * mirrored statuses and placeholders; bad news to a patient, and any change to what the desk typed, needs a person.
 */
import { judgedBookings, type Scene, verdictOf } from '../checks/scene.ts'
import type { Alternative, Booking } from '../model.ts'
import { isDeceased, isLive, pmsPatientIdOf } from '../world.ts'
import { type BookingCase, type BookingPlan, Drafting, type Freeing } from './drafting.ts'
import type { Urgencies } from './urgency.ts'

export function planBookings(
  scene: Scene,
  urgencies: Urgencies,
  alternatives: ReadonlyMap<string, Alternative>,
  alreadyFreed: readonly Freeing[],
): BookingPlan {
  const plan = new Drafting(scene, urgencies, alternatives, alreadyFreed)
  // In the order of serving, so that what frees time is planned before what takes it.
  const order = [...scene.judged.occupancy.served.keys()]
  const rank = new Map(order.map((bookingId, index) => [bookingId, index]))
  const first = (booking: Booking): number => rank.get(booking.bookingId) ?? -1
  for (const booking of judgedBookings(scene).sort((a, b) => first(a) - first(b))) {
    const verdict = verdictOf(scene, booking.bookingId)
    // Everything about a deceased patient is one review, which the finding asks for.
    if (verdict === undefined || isDeceased(scene.world, pmsPatientIdOf(scene.world, booking.patientId)))
      continue
    planVerdict(plan, { booking, verdict, pair: scene.pairs.get(booking.bookingId) ?? null })
  }
  return plan
}

function planVerdict(plan: Drafting, on: BookingCase): void {
  switch (on.verdict) {
    case 'cancelled-but-attended':
      plan.add(on, 'update-booking', 'automatic', plan.entryOf(on))
      plan.add(on, 'review', 'reception', plan.entryOf(on))
      return
    case 'cancelled-but-marked-dna':
    case 'cancelled-online-moved-in-book':
    case 'moved-on-both-sides':
    case 'moved-online-cancelled-in-book':
      plan.add(on, 'review', 'reception', plan.entryOf(on))
      return
    case 'cancel-in-book':
      plan.cancelInBook(on)
      return
    case 'did-not-attend':
    case 'attended':
      plan.link(on, 'automatic')
      // Once mirrored, there is nothing to do until the book says something else.
      if (on.booking.bookStatus !== on.pair?.entry.status) {
        plan.add(on, 'update-booking', 'automatic', plan.entryOf(on))
      }
      return
    case 'inserted-twice':
      plan.insertedTwice(on)
      return
    case 'cancelled-in-book':
      plan.tell(on, [plan.add(on, 'cancel-booking', 'automatic', plan.entryOf(on))])
      return
    case 'already-inserted':
    case 'already-entered':
      plan.confirm(on, plan.link(on, 'automatic'))
      return
    case 'entered-elsewhere': {
      const linked = plan.link(on, 'reception')
      plan.add(on, 'update-booking', 'reception', plan.entryOf(on), linked, plan.placeOfEntry(on))
      return
    }
    case 'moved-in-book': {
      const linked = plan.link(on, 'automatic')
      const updated = plan.add(
        on,
        'update-booking',
        'automatic',
        plan.entryOf(on),
        linked,
        plan.placeOfEntry(on),
      )
      plan.tell(on, [updated])
      if (on.booking.videoLinkMs !== null) plan.add(on, 'resend-video-link', 'reception', {}, [updated])
      return
    }
    case 'in-step':
      if (on.pair !== null && isLive(on.pair.entry)) plan.link(on, 'automatic')
      return
    case 'inconclusive':
      plan.add(on, 'review', 'support', {})
      return
    case 'setup-missing':
      plan.holdSlot(on)
      plan.add(on, 'fix-setup', 'practice-manager', {})
      return
    case 'patient-unclear':
      plan.holdSlot(on)
      plan.add(on, 'review', 'reception', {})
      return
    case 'start-passed':
      plan.add(on, 'call-patient', 'reception', plan.entryOf(on))
      return
    case 'vanished-from-book': {
      const asked = plan.add(on, 'review', 'reception', { noEntryFor: on.booking.bookingId })
      plan.offer(on, [asked])
      return
    }
    case 'practitioner-unavailable':
    case 'outside-session':
    case 'time-already-taken':
      plan.offer(on, plan.tell(on, []))
      return
    case 'insert':
      plan.insert(on)
      return
    case 'move-in-book':
      plan.move(on)
      return
    case 'nothing-to-insert':
      return
    default:
      on.verdict satisfies never
  }
}
