/**
 * What can be put into a plan about one booking, and what it waits for: whatever frees a time comes before whatever
 * takes it, a patient's file before the appointment, the appointment before its confirmation.
 */
import type { Scene } from '../checks/scene.ts'
import { addTo } from '../group.ts'
import type {
  ActionActor,
  ActionKind,
  Alternative,
  Basis,
  Booking,
  Entry,
  Pair,
  VerdictCode,
} from '../model.ts'
import { compareIds } from '../order.ts'
import { overlaps } from '../span.ts'
import { isLive, pmsPatientIdOf, practitionerOf, type World } from '../world.ts'
import { bookingBasis, entryBasis, freeBasis } from './basis.ts'
import type { Draft } from './draft.ts'
import type { Urgencies } from './urgency.ts'

/** An action that takes an entry out of the book, or to another time. */
export interface Freeing {
  readonly entry: Entry
  readonly draft: Draft
}

export interface BookingPlan {
  readonly drafts: readonly Draft[]
  /** The action that puts a booking where it is about to stand; reminders and recalls wait for it. */
  readonly writes: ReadonlyMap<string, Draft>
}

/** A judged booking that the plan is about. */
export interface BookingCase {
  readonly booking: Booking
  readonly verdict: VerdictCode
  readonly pair: Pair | null
}

/** Nobody needs to hear from us by phone about a time so far away that a letter or message does. */
const CALL_WITHIN: ReadonlySet<string> = new Set(['overdue', 'now', 'today', 'next-day'])

export class Drafting implements BookingPlan {
  readonly drafts: Draft[] = []
  readonly writes = new Map<string, Draft>()
  private readonly newPatients = new Map<string, Draft>()
  private readonly frees: Freeing[]
  private readonly placeholders = new Map<string, Entry[]>()
  private readonly scene: Scene
  private readonly world: World
  private readonly urgencies: Urgencies
  private readonly alternatives: ReadonlyMap<string, Alternative>

  constructor(
    scene: Scene,
    urgencies: Urgencies,
    alternatives: ReadonlyMap<string, Alternative>,
    alreadyFreed: readonly Freeing[],
  ) {
    this.scene = scene
    this.world = scene.world
    this.urgencies = urgencies
    this.alternatives = alternatives
    this.frees = [...alreadyFreed]
    for (const [entryId, owner] of [...scene.judged.owners].sort(([a], [b]) => compareIds(a, b))) {
      const entry = scene.world.entries.get(entryId)
      if (entry === undefined) continue
      addTo(this.placeholders, owner.bookingId, entry)
    }
  }

  /** Our own entry is mirrored away; one that the desk typed in is the desk's to take out. */
  cancelInBook(on: BookingCase): void {
    if (on.pair === null) return
    const ours = on.pair.matchedBy === 'external-ref' || on.pair.matchedBy === 'pms-appointment-id'
    const draft = this.add(on, 'cancel-appointment', ours ? 'automatic' : 'reception', this.entryOf(on))
    this.frees.push({ entry: on.pair.entry, draft })
  }

  /** Keep the entry that answers for the booking; a person takes the others out. */
  insertedTwice(on: BookingCase): void {
    this.link(on, 'automatic')
    const twins = (this.world.entriesByRef.get(on.booking.bookingId) ?? []).filter(isLive)
    for (const twin of twins) {
      if (twin === on.pair?.entry) continue
      const kind = twin.status === 'booked' ? 'cancel-appointment' : 'review'
      this.add(on, kind, 'reception', entryBasis(twin), [], null, [twin.pmsAppointmentId])
    }
  }

  insert(on: BookingCase): void {
    const { pmsPractitionerId } = practitionerOf(this.world, on.booking)
    const before = [...this.createPatient(on), ...this.removePlaceholders(on), ...this.freedFor(on)]
    const basis = {
      noEntryFor: on.booking.bookingId,
      ...(pmsPractitionerId === null ? {} : freeBasis(pmsPractitionerId, on.booking)),
    }
    const created = this.add(on, 'create-appointment', 'automatic', basis, before, placeOf(on.booking))
    this.writes.set(on.booking.bookingId, created)
    this.confirm(on, [created])
  }

  move(on: BookingCase): void {
    const { pmsPractitionerId } = practitionerOf(this.world, on.booking)
    const basis = {
      ...this.entryOf(on),
      ...(pmsPractitionerId === null ? {} : freeBasis(pmsPractitionerId, on.booking)),
    }
    const before = [...this.removePlaceholders(on), ...this.freedFor(on)]
    const moved = this.add(on, 'move-appointment', 'reception', basis, before, placeOf(on.booking))
    this.writes.set(on.booking.bookingId, moved)
    if (on.pair !== null) this.frees.push({ entry: on.pair.entry, draft: moved })
    this.confirm(on, [moved])
    if (on.booking.videoLinkMs !== null) this.add(on, 'resend-video-link', 'reception', {}, [moved])
  }

  /** A patient whom nobody in the PMS fits gets a file first; one file, however many bookings. */
  private createPatient(on: BookingCase): Draft[] {
    if (pmsPatientIdOf(this.world, on.booking.patientId) !== null) return []
    let draft = this.newPatients.get(on.booking.patientId)
    if (draft === undefined) {
      draft = {
        kind: 'create-patient',
        who: 'automatic',
        because: on.verdict,
        practiceId: on.booking.practiceId,
        subjectIds: [on.booking.patientId],
        basis: {},
        proposed: null,
        after: [],
      }
      this.newPatients.set(on.booking.patientId, draft)
      this.drafts.push(draft)
    }
    return [draft]
  }

  /** The booking's own placeholder makes way for the booking. */
  private removePlaceholders(on: BookingCase): Draft[] {
    return this.placeholdersOf(on.booking).map((entry) => {
      const planned = this.frees.find((freeing) => freeing.entry === entry)
      if (planned !== undefined) return planned.draft
      const draft = this.add(on, 'remove-placeholder', 'automatic', entryBasis(entry), [], null, [
        entry.pmsAppointmentId,
      ])
      this.frees.push({ entry, draft })
      return draft
    })
  }

  private placeholdersOf(booking: Booking): Entry[] {
    return this.placeholders.get(booking.bookingId) ?? []
  }

  /** What must have left this time before the booking can be written into it. */
  private freedFor(on: BookingCase): Draft[] {
    const { pmsPractitionerId } = practitionerOf(this.world, on.booking)
    return this.frees
      .filter(({ entry }) => entry.pmsPractitionerId === pmsPractitionerId)
      .filter(({ entry }) => overlaps(entry, on.booking))
      .map(({ draft }) => draft)
  }

  /** Keeps the time of a booking that cannot be written yet, unless its placeholder does so already. */
  holdSlot(on: BookingCase): void {
    const claim = this.scene.judged.occupancy.served.get(on.booking.bookingId)
    if (claim === undefined) return
    const held = this.placeholdersOf(on.booking).some(
      (entry) =>
        entry.pmsPractitionerId === claim.pmsPractitionerId &&
        entry.startMs <= claim.startMs &&
        claim.endMs <= entry.endMs,
    )
    if (held) return
    const basis = freeBasis(claim.pmsPractitionerId, claim)
    this.add(on, 'hold-slot', 'automatic', basis, this.freedFor(on), placeOf(on.booking))
  }

  offer(on: BookingCase, after: readonly Draft[]): void {
    const alternative = this.alternatives.get(on.booking.bookingId) ?? null
    this.add(on, 'offer-alternative', 'reception', this.entryOf(on), after, alternative)
  }

  /** Bad news: by phone when it is near or the patient counts on it, otherwise in writing; always by a person. */
  tell(on: BookingCase, after: readonly Draft[]): Draft[] {
    const { patientTold } = on.booking
    const countsOnIt = patientTold === 'confirmed' || patientTold === 'reminded'
    const near = CALL_WITHIN.has(this.urgencies.of(on.booking))
    return [this.add(on, near || countsOnIt ? 'call-patient' : 'notify-patient', 'reception', {}, after)]
  }

  confirm(on: BookingCase, after: readonly Draft[]): void {
    if (on.booking.status === 'pending') this.add(on, 'confirm-booking', 'automatic', {}, after)
  }

  /** Records which entry is the booking's, where the platform does not know it yet. */
  link(on: BookingCase, who: ActionActor): Draft[] {
    const { booking, pair } = on
    if (pair === null) return []
    if (booking.base !== null && booking.pmsAppointmentId === pair.entry.pmsAppointmentId) return []
    return [this.add(on, 'link-booking', who, this.entryOf(on))]
  }

  entryOf(on: BookingCase): Basis {
    return on.pair === null ? {} : entryBasis(on.pair.entry)
  }

  /** The book's place in the platform's terms: the practitioner with that pms id, this practice's own first. */
  placeOfEntry(on: BookingCase): Alternative | null {
    if (on.pair === null) return null
    const { entry } = on.pair
    const own = practitionerOf(this.world, on.booking)
    const candidates = this.world.snapshot.practitioners
      .filter((practitioner) => practitioner.pmsPractitionerId === entry.pmsPractitionerId)
      .sort((a, b) => compareIds(a.practitionerId, b.practitionerId))
    const practitioner =
      candidates.find((candidate) => candidate === own) ??
      candidates.find((candidate) => candidate.practiceId === on.booking.practiceId) ??
      candidates[0]
    if (practitioner === undefined) return null
    return { practitionerId: practitioner.practitionerId, startMs: entry.startMs, endMs: entry.endMs }
  }

  add(
    on: BookingCase,
    kind: ActionKind,
    who: ActionActor,
    basis: Basis,
    after: readonly Draft[] = [],
    proposed: Alternative | null = null,
    others: readonly string[] = [],
  ): Draft {
    const draft: Draft = {
      kind,
      who,
      because: on.verdict,
      practiceId: on.booking.practiceId,
      subjectIds: [on.booking.bookingId, ...others],
      basis: { ...bookingBasis(on.booking), ...basis },
      proposed,
      after,
    }
    this.drafts.push(draft)
    return draft
  }
}

const placeOf = (booking: Booking): Alternative => ({
  practitionerId: booking.practitionerId,
  startMs: booking.startMs,
  endMs: booking.endMs,
})
