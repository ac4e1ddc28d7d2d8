/**
 * Which times a booking could be given if it were alone (contract § 6, last part): free by § 3.4, no block, inside a
 * session, on its grid, soon enough and not too soon, on a day that was read, and nothing else for the patient then.
 */
import { wallClock } from '../../books/wall-time.ts'
import { type Scene, standing } from '../checks/scene.ts'
import { addTo } from '../group.ts'
import type { Alternative, Booking, Entry, Practice, Practitioner } from '../model.ts'
import { type Claim, capacityFor } from '../occupancy.ts'
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, overlaps, type Span } from '../span.ts'
import { peakWithin, Timetable } from '../timetable.ts'
import {
  cancelledOnline,
  isLive,
  pmsPatientIdOf,
  practiceOf,
  practitionerOf,
  readCompleteFor,
  sessionCounts,
  typeOf,
} from '../world.ts'

/** One time that a booking could be given, and what the aims ask about it. */
export interface Opening extends Alternative {
  readonly pmsPractitionerId: string
  /** How far the start is from the wanted one. */
  readonly movedMs: number
  readonly own: boolean
  readonly otherDay: boolean
}

const NOTICE_MS = HOUR_MS
const REACH_MS = 14 * DAY_MS

/** Answers for the bookings that it was made for. */
export class Openings {
  private readonly scene: Scene
  private readonly practitioners = new Map<string, Practitioner[]>()
  /** Wishes of bookings that were accepted after the window closed, by pms practitioner. */
  private readonly later = new Timetable<Span & { readonly bookingId: string }>()
  /** What the patients have anyway, by person; `of`: the booking or entry that it belongs to. */
  private readonly engagements = new Map<string, (Span & { readonly of: Booking | Entry })[]>()
  private readonly placeholders = new Map<string, Entry[]>()
  /** Whether a start is free for anybody, by practice, practitioner and length: most bookings ask the same again. */
  private readonly known = new Map<string, Map<EpochMs, boolean>>()
  /** Local days by zone: the same starts are asked for by every booking. */
  private readonly days = new Map<string, Map<EpochMs, string>>()

  constructor(scene: Scene, lost: readonly Booking[]) {
    this.scene = scene
    const { world, window, judged } = scene
    for (const practitioner of world.snapshot.practitioners) {
      addTo(this.practitioners, practitioner.practiceId, practitioner)
    }
    const persons = new Set(lost.map((booking) => personOf(scene, booking)))
    for (const booking of world.snapshot.bookings) {
      const { pmsPractitionerId } = practitionerOf(world, booking)
      if (booking.acceptedMs > window.endMs && !cancelledOnline(booking) && pmsPractitionerId !== null) {
        this.later.add(pmsPractitionerId, booking)
      }
      const person = personOf(scene, booking)
      const stands = persons.has(person) ? standing(scene, booking) : null
      if (stands !== null) addTo(this.engagements, person, { ...stands, of: booking })
    }
    for (const entry of world.snapshot.book.entries) {
      const person = `pms:${entry.pmsPatientId}`
      if (entry.pmsPatientId === null || !persons.has(person)) continue
      if (!isLive(entry) || judged.freed.has(entry.pmsAppointmentId)) continue
      addTo(this.engagements, person, { startMs: entry.startMs, endMs: entry.endMs, of: entry })
    }
    for (const [entryId, owner] of judged.owners) {
      const entry = world.entries.get(entryId)
      if (entry !== undefined) addTo(this.placeholders, owner.bookingId, entry)
    }
  }

  of(booking: Booking): Opening[] {
    const { world, pairs } = this.scene
    const practice = practiceOf(world, booking)
    const localDay = this.localDaysIn(practice.timeZone)
    const wantedDay = localDay(booking.startMs)
    const entry = pairs.get(booking.bookingId)?.entry ?? null
    const others = (this.engagements.get(personOf(this.scene, booking)) ?? []).filter(
      (engagement) => engagement.of !== booking && engagement.of !== entry,
    )
    const own = [...(this.placeholders.get(booking.bookingId) ?? []), ...(entry === null ? [] : [entry])]
    const openings: Opening[] = []
    for (const { practitionerId, pmsPractitionerId, acceptsVideo } of this.practitioners.get(
      booking.practiceId,
    ) ?? []) {
      if (pmsPractitionerId === null) continue
      if (acceptsVideo === false && typeOf(world, booking).mode === 'video') continue
      const lengthMs = booking.endMs - booking.startMs
      const known = this.knownOf(practice, pmsPractitionerId, lengthMs)
      for (const startMs of this.startsOf(booking, practice, pmsPractitionerId)) {
        const span = { startMs, endMs: startMs + lengthMs }
        if (others.some((engagement) => overlaps(engagement, span))) continue
        if (!this.isFree(booking, pmsPractitionerId, span, entry, own, known)) continue
        openings.push({
          practitionerId,
          pmsPractitionerId,
          ...span,
          movedMs: Math.abs(startMs - booking.startMs),
          own: practitionerId === booking.practitionerId,
          otherDay: localDay(startMs) !== wantedDay,
        })
      }
    }
    return openings
  }

  /** Every start on the grids of the practitioner's sessions that leaves room for the whole length, each once. */
  private startsOf(booking: Booking, practice: Practice, pmsPractitionerId: string): Set<EpochMs> {
    const { world, asOfMs } = this.scene
    const lengthMs = booking.endMs - booking.startMs
    const firstMs = Math.max(booking.startMs - REACH_MS, asOfMs + NOTICE_MS + 1)
    const lastMs = booking.startMs + REACH_MS
    const starts = new Set<EpochMs>()
    if (firstMs > lastMs) return starts
    const reach = { startMs: firstMs, endMs: lastMs + lengthMs }
    for (const session of world.sessions.overlapping(pmsPractitionerId, reach)) {
      if (!sessionCounts(session, practice)) continue
      const stepMs = session.slotMinutes * MINUTE_MS
      const untilMs = Math.min(lastMs, session.endMs - lengthMs)
      const skipped = Math.max(0, Math.ceil((firstMs - session.startMs) / stepMs))
      for (let at = session.startMs + skipped * stepMs; at <= untilMs; at += stepMs) starts.add(at)
    }
    return starts
  }

  private isFree(
    booking: Booking,
    pmsPractitionerId: string,
    span: Span,
    entry: Entry | null,
    own: readonly Entry[],
    known: Map<EpochMs, boolean>,
  ): boolean {
    const look = (): boolean =>
      this.looksFree({ booking, pmsPractitionerId, ...span, own: entry, frees: null })
    // Only where something of its own is there is the answer its own.
    if (own.some((mine) => overlaps(mine, span)) || overlaps(booking, span)) return look()
    let free = known.get(span.startMs)
    if (free === undefined) {
      free = look()
      known.set(span.startMs, free)
    }
    return free
  }

  private knownOf(practice: Practice, pmsPractitionerId: string, lengthMs: number): Map<EpochMs, boolean> {
    const key = JSON.stringify([practice.practiceId, pmsPractitionerId, lengthMs])
    const known = this.known.get(key) ?? new Map<EpochMs, boolean>()
    this.known.set(key, known)
    return known
  }

  private localDaysIn(timeZone: string): (ms: EpochMs) => string {
    const { localDay } = wallClock(timeZone)
    const days = this.days.get(timeZone) ?? new Map<EpochMs, string>()
    this.days.set(timeZone, days)
    return (ms) => {
      const day = days.get(ms) ?? localDay(ms)
      days.set(ms, day)
      return day
    }
  }

  private looksFree(claim: Claim): boolean {
    const { world, judged } = this.scene
    const { bookingId } = claim.booking
    if (world.blocks.overlapping(claim.pmsPractitionerId, claim).length > 0) return false
    const later = this.later.overlapping(claim.pmsPractitionerId, claim)
    if (later.some((wish) => wish.bookingId !== bookingId)) return false
    const holders = judged.occupancy.inTheWay(claim)
    const capacity = capacityFor(world, claim)
    if (holders.length >= capacity && peakWithin(holders, claim) >= capacity) return false
    // A day that was not read must never look like free time.
    return readCompleteFor(world, claim)
  }
}

/** Two bookings with one person are the same patient. */
export function personOf(scene: Scene, booking: Booking): string {
  const pmsPatientId = pmsPatientIdOf(scene.world, booking.patientId)
  return pmsPatientId === null ? `patient:${booking.patientId}` : `pms:${pmsPatientId}`
}
