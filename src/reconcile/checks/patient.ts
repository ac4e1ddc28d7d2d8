/** The patient's own side: two places at once, and patients whom the PMS lists as deceased (contract § 4). */
import { practiceOfPmsPatient } from '../attribution.ts'
import { addTo } from '../group.ts'
import type { Booking, Finding } from '../model.ts'
import { overlaps, type Span } from '../span.ts'
import { isDeceased, isLive, pmsPatientIdOf, practitionerOf } from '../world.ts'
import { isMissing } from './recall.ts'
import { judgedBookings, type Scene, standing, verdictOf } from './scene.ts'

/** A booking about to be written while the same patient is with somebody else at that time. */
export function patientDoubleBooked(scene: Scene): Finding[] {
  const { world } = scene
  const heading = judgedBookings(scene).filter((booking) => standing(scene, booking)?.planned === true)
  // Two platform records that are the same PMS patient are one person.
  const person = (booking: Booking): string => {
    const pmsPatientId = pmsPatientIdOf(world, booking.patientId)
    return pmsPatientId === null ? `platform ${booking.patientId}` : personKey(pmsPatientId)
  }
  const theirs = new Set(heading.map((booking) => pmsPatientIdOf(world, booking.patientId)))
  const engaged = new Map<string, Engagement[]>()
  for (const entry of world.snapshot.book.entries) {
    const { pmsPatientId } = entry
    if (pmsPatientId === null || !theirs.has(pmsPatientId) || !isLive(entry)) continue
    if (scene.judged.freed.has(entry.pmsAppointmentId)) continue
    addTo(engaged, personKey(pmsPatientId), { ...spanOf(entry), withWhom: entry.pmsPractitionerId })
  }
  const own = (booking: Booking): Engagement => ({
    ...spanOf(booking),
    withWhom: practitionerOf(world, booking).pmsPractitionerId,
  })
  for (const booking of heading) addTo(engaged, person(booking), own(booking))
  return heading
    .filter((booking) => {
      const here = own(booking)
      return engaged
        .get(person(booking))
        ?.some((other) => overlaps(other, here) && other.withWhom !== here.withWhom)
    })
    .map((booking) => aboutBooking('patient-double-booked', booking))
}

/** Where a patient is, or is about to be, and with which PMS practitioner. */
interface Engagement extends Span {
  readonly withWhom: string | null
}

const personKey = (pmsPatientId: string): string => `pms ${pmsPatientId}`

const spanOf = ({ startMs, endMs }: Span): Span => ({ startMs, endMs })

/** Every message to these patients is suppressed, and nothing about them is automatic. */
export function patientDeceased(scene: Scene): Finding[] {
  const { world } = scene
  const deceased = (patientId: string): boolean => isDeceased(world, pmsPatientIdOf(world, patientId))
  const bookings = judgedBookings(scene)
    .filter((booking) => deceased(booking.patientId))
    .map((booking) => aboutBooking('patient-deceased', booking))
  const recalls = world.snapshot.recalls
    .filter((recall) => recall.status === 'active' || recall.status === 'paused')
    .filter((recall) => deceased(recall.patientId))
    .map((recall) => ({
      code: 'patient-deceased' as const,
      practiceId: recall.practiceId,
      subjectIds: [recall.recallId],
    }))
  const missing = world.snapshot.book.recalls
    .filter(isMissing(world))
    .filter((inPms) => isDeceased(world, inPms.pmsPatientId))
    .map((inPms) => ({
      code: 'patient-deceased' as const,
      practiceId: practiceOfPmsPatient(world, inPms.pmsPatientId),
      subjectIds: [inPms.pmsRecallId],
    }))
  return [...bookings, ...recalls, ...missing]
}

/** What the desk typed in differs from what the patient booked: length or type (contract § 4). */
export function attributesDiffer(scene: Scene): Finding[] {
  return judgedBookings(scene).flatMap((booking) => {
    const verdict = verdictOf(scene, booking.bookingId)
    const entry = scene.pairs.get(booking.bookingId)?.entry
    if (entry === undefined || (verdict !== 'already-entered' && verdict !== 'already-inserted')) return []
    const findings: Finding[] = []
    if (entry.endMs - entry.startMs !== booking.endMs - booking.startMs) {
      findings.push(aboutBooking('duration-differs', booking))
    }
    const wanted = scene.world.types.get(booking.appointmentTypeId)?.pmsTypeId ?? null
    if (wanted !== null && entry.pmsTypeId !== null && wanted !== entry.pmsTypeId) {
      findings.push(aboutBooking('type-differs', booking))
    }
    return findings
  })
}

const aboutBooking = (code: Finding['code'], booking: Booking): Finding => ({
  code,
  practiceId: booking.practiceId,
  subjectIds: [booking.bookingId],
  bookingId: booking.bookingId,
})
