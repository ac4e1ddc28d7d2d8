/** The patient's own side: two places at once, and patients whom the PMS lists as deceased (contract § 4). */
import { practiceOfPmsPatient } from '../attribution.ts'
import type { Booking, Entry, Finding } from '../model.ts'
import { overlaps } from '../span.ts'
import { isDeceased, isLive, pmsPatientIdOf, practitionerOf } from '../world.ts'
import { isMissing } from './recall.ts'
import { judgedBookings, type Scene, standing, verdictOf } from './scene.ts'

/** A booking about to be written while the same patient is with somebody else at that time. */
export function patientDoubleBooked(scene: Scene): Finding[] {
  const { world } = scene
  const heading = judgedBookings(scene).filter((booking) => standing(scene, booking)?.planned === true)
  const staying = new Map<string, Entry[]>()
  for (const entry of world.snapshot.book.entries) {
    if (entry.pmsPatientId === null || !isLive(entry) || scene.judged.freed.has(entry.pmsAppointmentId))
      continue
    staying.set(entry.pmsPatientId, [...(staying.get(entry.pmsPatientId) ?? []), entry])
  }
  const person = (booking: Booking): string | null => pmsPatientIdOf(world, booking.patientId)
  const withWhom = (booking: Booking): string | null => practitionerOf(world, booking).pmsPractitionerId

  return heading.flatMap((booking) => {
    const who = person(booking)
    const entries = (who === null ? [] : (staying.get(who) ?? [])).filter(
      (entry) => overlaps(entry, booking) && entry.pmsPractitionerId !== withWhom(booking),
    )
    const others = heading.filter(
      (other) =>
        other !== booking &&
        overlaps(other, booking) &&
        withWhom(other) !== withWhom(booking) &&
        (other.patientId === booking.patientId || (who !== null && person(other) === who)),
    )
    return entries.length + others.length === 0 ? [] : [aboutBooking('patient-double-booked', booking)]
  })
}

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
