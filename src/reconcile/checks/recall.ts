/**
 * Recalls (contract § 4). A recall that silently stops is a clinical risk, so every recall of both sides is looked
 * at, not only those of the window. At most one finding each: the first of the table's order.
 */

import { wallClock } from '../../books/wall-time.ts'
import { practiceOfPmsPatient } from '../attribution.ts'
import type { Booking, Finding, PmsRecall, Recall, VerdictCode } from '../model.ts'
import { cancelledOnline, known, type World } from '../world.ts'
import { judgedBookings, type Scene, standing, verdictOf } from './scene.ts'

export function recallFindings(scene: Scene): Finding[] {
  const bookedRecallTypes = typesBookedByPatient(scene)
  const findings: Finding[] = []
  for (const recall of scene.world.snapshot.recalls) {
    const inPms = pmsRecallOf(scene.world, recall)
    const code =
      disagreement(scene.world, recall, inPms) ?? lifeCycle(scene, recall, inPms, bookedRecallTypes)
    if (code !== null) findings.push(findingFor(scene, recall, inPms, code))
  }
  return [...findings, ...missingRecalls(scene)]
}

type RecallCode = Extract<Finding['code'], `recall-${string}`>

export const pmsRecallOf = (world: World, recall: Recall): PmsRecall | undefined =>
  recall.pmsRecallId === null ? undefined : world.pmsRecalls.get(recall.pmsRecallId)

/** The two sides do not agree on whether the recall is open. */
function disagreement(world: World, recall: Recall, inPms: PmsRecall | undefined): RecallCode | null {
  const openHere = recall.status === 'active' || recall.status === 'paused'
  if (openHere && inPms !== undefined && inPms.status !== 'active') return 'recall-closed-in-pms'
  if (openHere && inPms === undefined && isAbsent(world, recall)) return 'recall-closed-in-pms'
  if (!openHere && inPms?.status === 'active') return 'recall-still-open-in-pms'
  return null
}

/** Absence proves something only over a complete read that has recalls at all. */
const isAbsent = (world: World, recall: Recall): boolean =>
  recall.pmsRecallId !== null && world.snapshot.book.read?.complete === true && world.pmsRecalls.size > 0

function lifeCycle(
  scene: Scene,
  recall: Recall,
  inPms: PmsRecall | undefined,
  booked: ReadonlySet<string>,
): RecallCode | null {
  if (recall.status === 'paused' && pausedByLostBooking(scene, recall)) return 'recall-to-resume'
  if (recall.status === 'active' && booked.has(key(recall.patientId, recall.appointmentTypeId)))
    return 'recall-booked'
  if (inPms?.status !== 'active') return null
  if (recall.status !== 'active' && recall.status !== 'paused') return null
  if (differs(recall, inPms)) return 'recall-changed'
  return isOverdue(scene, recall, recall.dueOn) ? 'recall-overdue' : null
}

/** Verdicts that leave the patient without an appointment, wherever the booking was. */
const LEAVES_NOTHING: ReadonlySet<VerdictCode> = new Set<VerdictCode>([
  'nothing-to-insert',
  'cancel-in-book',
  'cancelled-in-book',
  'moved-online-cancelled-in-book',
  'vanished-from-book',
  'did-not-attend',
  'cancelled-but-marked-dna',
])
/** … and those that do so unless an old entry stays. */
const LEAVES_OLD_ENTRY: ReadonlySet<VerdictCode> = new Set<VerdictCode>([
  'time-already-taken',
  'practitioner-unavailable',
  'outside-session',
  'start-passed',
])

function pausedByLostBooking(scene: Scene, recall: Recall): boolean {
  if (recall.pausedByBookingId === null) return false
  const booking = scene.world.bookings.get(recall.pausedByBookingId)
  const verdict = verdictOf(scene, recall.pausedByBookingId)
  if (booking === undefined || verdict === undefined) return false
  if (LEAVES_NOTHING.has(verdict)) return true
  if (LEAVES_OLD_ENTRY.has(verdict)) return !scene.pairs.has(booking.bookingId)
  return verdict === 'in-step' && cancelledOnline(booking)
}

/** `patient × appointment type` of judged bookings that stand, or are about to, after as-of. */
function typesBookedByPatient(scene: Scene): ReadonlySet<string> {
  const stands = (booking: Booking): boolean =>
    (standing(scene, booking)?.startMs ?? -Infinity) > scene.asOfMs
  return new Set(
    judgedBookings(scene)
      .filter(stands)
      .map((booking) => key(booking.patientId, booking.appointmentTypeId)),
  )
}

const key = (patientId: string, appointmentTypeId: string | null): string =>
  JSON.stringify([patientId, appointmentTypeId])

/** The PMS is right; what it leaves empty is no difference. */
function differs(recall: Recall, inPms: PmsRecall): boolean {
  return (
    recall.dueOn !== inPms.dueOn ||
    (inPms.reason !== null && inPms.reason !== recall.reason) ||
    (inPms.clinicallySignificant !== null && inPms.clinicallySignificant !== recall.clinicallySignificant)
  )
}

function isOverdue(scene: Scene, recall: Recall, dueOn: string): boolean {
  const practice = known(scene.world.practices, recall.practiceId, 'practice')
  return (
    recall.status === 'active' &&
    recall.lastContactedMs === null &&
    dueOn <= wallClock(practice.timeZone).localDay(scene.asOfMs)
  )
}

function findingFor(scene: Scene, recall: Recall, inPms: PmsRecall | undefined, code: RecallCode): Finding {
  const overdue = code === 'recall-changed' && inPms !== undefined && isOverdue(scene, recall, inPms.dueOn)
  return {
    code,
    practiceId: recall.practiceId,
    subjectIds: [recall.recallId],
    ...(overdue ? { overdue: true as const } : {}),
    ...(code === 'recall-to-resume' && recall.pausedByBookingId !== null
      ? { bookingId: recall.pausedByBookingId }
      : {}),
    clinicallySignificant: (inPms?.clinicallySignificant ?? recall.clinicallySignificant) === true,
  }
}

export function isMissing(world: World): (inPms: PmsRecall) => boolean {
  const referred = new Set(world.snapshot.recalls.map((recall) => recall.pmsRecallId))
  return (inPms) => inPms.status === 'active' && !referred.has(inPms.pmsRecallId)
}

function missingRecalls(scene: Scene): Finding[] {
  const { world } = scene
  const today = world.clock.localDay(scene.asOfMs)
  return world.snapshot.book.recalls.filter(isMissing(world)).map((inPms) => ({
    code: 'recall-missing' as const,
    practiceId: practiceOfPmsPatient(world, inPms.pmsPatientId),
    subjectIds: [inPms.pmsRecallId],
    ...(inPms.dueOn <= today ? { overdue: true as const } : {}),
    clinicallySignificant: inPms.clinicallySignificant === true,
  }))
}
