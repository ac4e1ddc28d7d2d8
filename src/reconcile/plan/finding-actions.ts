/** From findings to actions (contract § 6; the whole table is in docs/actions.md). */
import { type Scene, verdictOf } from '../checks/scene.ts'
import type { ActionActor, ActionKind, Basis, Booking, Finding } from '../model.ts'
import { isoInstant } from '../span.ts'
import { isDeceased, isLive, pmsPatientIdOf } from '../world.ts'
import { bookingBasis, entryBasis, pmsRecallBasis, recallBasis } from './basis.ts'
import type { Draft } from './draft.ts'
import type { BookingPlan, Freeing } from './drafting.ts'
import type { Urgencies } from './urgency.ts'

/** Placeholders go first: what they leave free may be what a booking waits for. */
export function planPlaceholders(scene: Scene, findings: readonly Finding[]): Freeing[] {
  return findings.flatMap((finding) => {
    if (finding.code !== 'stale-placeholder') return []
    const entry = scene.world.entries.get(finding.subjectIds[0] ?? '')
    if (entry === undefined) return []
    const owner = scene.world.bookings.get(finding.bookingId ?? '')
    // Nobody knows whose it is, or nothing about its patient may be automatic: then a person looks first.
    const who = owner === undefined || isOfDeceased(scene, owner) ? 'reception' : 'automatic'
    return [{ entry, draft: draftFor(finding, 'remove-placeholder', who, entryBasis(entry)) }]
  })
}

export function planFindings(
  scene: Scene,
  findings: readonly Finding[],
  urgencies: Urgencies,
  bookings: BookingPlan,
): Draft[] {
  const writes = writesByVisit(scene, bookings)
  return findings.flatMap((finding) => actionsFor(scene, finding, urgencies, bookings, writes))
}

function actionsFor(
  scene: Scene,
  finding: Finding,
  urgencies: Urgencies,
  bookings: BookingPlan,
  writes: ReadonlyMap<string, Draft>,
): Draft[] {
  const booking = scene.world.bookings.get(finding.bookingId ?? '')
  const written = booking === undefined ? undefined : bookings.writes.get(booking.bookingId)
  const plan = (kind: ActionKind, who: ActionActor, after: readonly (Draft | undefined)[] = []): Draft =>
    draftFor(
      finding,
      kind,
      who,
      basisFor(scene, finding),
      after.filter((draft) => draft !== undefined),
    )
  if (
    finding.code !== 'patient-deceased' &&
    finding.code !== 'stale-placeholder' &&
    isAboutDeceased(scene, finding)
  ) {
    // A judged booking and a recall have a `patient-deceased` finding, whose review is the one action; others have none.
    const unjudged = booking !== undefined && verdictOf(scene, booking.bookingId) === undefined
    return unjudged && !finding.code.startsWith('recall-') ? [plan('review', 'practice-manager')] : []
  }
  const sender: ActionActor = finding.clinicallySignificant === true ? 'clinician' : 'reception'

  switch (finding.code) {
    case 'recall-closed-in-pms':
      return [plan('close-recall', 'automatic')]
    case 'recall-missing':
      return withSending(plan('import-recall', 'automatic'), finding, plan, sender)
    case 'recall-changed':
      return withSending(plan('update-recall', 'automatic'), finding, plan, sender)
    case 'recall-still-open-in-pms':
      return [plan('review', sender)]
    case 'recall-to-resume':
      return [plan('resume-recall', 'automatic')]
    case 'recall-booked':
      return [
        plan('pause-recall', 'automatic', [
          writes.get(visit(scene.world.recalls.get(finding.subjectIds[0] ?? ''))),
        ]),
      ]
    case 'recall-overdue':
      return [plan('send-recall', sender)]
    case 'reminder-missed': {
      const tooLate = booking !== undefined && urgencies.of(booking) === 'now'
      return [
        tooLate
          ? plan('call-patient', 'reception', [written])
          : plan('send-reminder', 'automatic', [written]),
      ]
    }
    case 'reminder-out-of-date':
      return [plan('send-correction', 'reception', [written])]
    case 'video-start-passed':
      return [plan('call-patient', 'reception')]
    case 'video-link-pending':
      return []
    case 'video-practitioner-not-enabled':
      return recreateAfter(plan('fix-setup', 'practice-manager'), plan)
    case 'video-type-not-linked':
    case 'video-practitioner-in-several-practices':
      return recreateAfter(plan('fix-setup', 'support'), plan)
    case 'video-link-missing':
      return [plan('recreate-appointment', 'reception')]
    case 'patient-double-booked':
      return [plan('call-patient', 'reception')]
    case 'duration-differs':
    case 'type-differs':
    case 'book-overlap':
      return [plan('review', 'reception')]
    case 'patient-deceased':
      return [plan('review', 'practice-manager')]
    case 'stale-placeholder':
      return []
    default:
      return finding.code satisfies never
  }
}

type Plan = (kind: ActionKind, who: ActionActor, after?: readonly Draft[]) => Draft

/** Overdue: nobody has contacted the patient, and the day has passed. A clinician signs off what is significant. */
function withSending(draft: Draft, finding: Finding, plan: Plan, sender: ActionActor): Draft[] {
  return finding.overdue === true ? [draft, plan('send-recall', sender, [draft])] : [draft]
}

/** Mending the set-up does not make the link of an appointment that exists: it must be made again. */
function recreateAfter(fixed: Draft, plan: Plan): Draft[] {
  return [fixed, plan('recreate-appointment', 'reception', [fixed])]
}

/** Per patient and type, the write that makes a booking stand which does not yet: a recall's pause waits for it. */
function writesByVisit(scene: Scene, bookings: BookingPlan): ReadonlyMap<string, Draft> {
  const writes = new Map<string, Draft>()
  for (const [bookingId, draft] of bookings.writes) {
    const key = visit(scene.world.bookings.get(bookingId))
    if (!writes.has(key)) writes.set(key, draft)
  }
  return writes
}

const visit = (of: { patientId: string; appointmentTypeId: string | null } | undefined): string =>
  JSON.stringify([of?.patientId, of?.appointmentTypeId])

function basisFor(scene: Scene, finding: Finding): Basis {
  const { world } = scene
  const [subject = ''] = finding.subjectIds
  if (finding.code.startsWith('recall-') || finding.code === 'patient-deceased') {
    const recall = world.recalls.get(subject)
    if (recall !== undefined && finding.bookingId !== subject) {
      const { pmsRecallId } = recall
      return {
        ...recallBasis(recall),
        ...(pmsRecallId === null ? {} : pmsRecallBasis(pmsRecallId, world.pmsRecalls.get(pmsRecallId))),
      }
    }
    const inPms = world.pmsRecalls.get(subject)
    if (finding.code === 'recall-missing' && inPms !== undefined) return pmsRecallBasis(subject, inPms)
  }
  const booking = world.bookings.get(finding.bookingId ?? '')
  if (booking === undefined) return {}
  const entry = scene.pairs.get(booking.bookingId)?.entry
  const reminder = finding.code.startsWith('reminder-') ? world.reminders.get(subject) : undefined
  return {
    ...bookingBasis(booking),
    ...(entry === undefined || !isLive(entry) ? {} : entryBasis(entry)),
    ...(reminder === undefined
      ? {}
      : {
          reminder: {
            reminderId: reminder.reminderId,
            sentAt: reminder.sentMs === null ? null : isoInstant(reminder.sentMs),
          },
        }),
  }
}

function isAboutDeceased(scene: Scene, finding: Finding): boolean {
  const { world } = scene
  const [subject = ''] = finding.subjectIds
  if (finding.code === 'recall-missing')
    return isDeceased(world, world.pmsRecalls.get(subject)?.pmsPatientId ?? null)
  if (finding.code.startsWith('recall-')) {
    const recall = world.recalls.get(subject)
    return recall !== undefined && isDeceased(world, pmsPatientIdOf(world, recall.patientId))
  }
  const booking = world.bookings.get(finding.bookingId ?? '')
  return booking !== undefined && isOfDeceased(scene, booking)
}

const isOfDeceased = (scene: Scene, booking: Booking): boolean =>
  isDeceased(scene.world, pmsPatientIdOf(scene.world, booking.patientId))

const draftFor = (
  finding: Finding,
  kind: ActionKind,
  who: ActionActor,
  basis: Basis,
  after: readonly Draft[] = [],
): Draft => ({
  kind,
  who,
  because: finding.code,
  practiceId: finding.practiceId,
  subjectIds: finding.subjectIds,
  basis,
  proposed: null,
  after,
})
