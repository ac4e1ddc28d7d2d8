/** § 4 for the oracle: everything that is not a booking's verdict. */
import type { Booking, FindingCode, Recall, Snapshot, VerdictCode } from '../../src/reconcile/model.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'
import {
  byCodePoint,
  cancelledOnline,
  daysTouched,
  inWindow,
  largest,
  liesIn,
  live,
  localDay,
  MINUTES,
  pmsPatientOf,
  pmsPractitionerOf,
  practiceOf,
  practitionerNamed,
  samePatient,
  shareTime,
  typeOf,
} from './facts.ts'
import type { Found } from './pairing.ts'
import { bookingOfPlaceholder } from './verdicts.ts'

export interface OracleFinding {
  readonly code: FindingCode
  readonly subjectIds: readonly string[]
  readonly overdue?: true
}

interface Judged {
  readonly world: Snapshot
  readonly asOfMs: EpochMs
  readonly window: Span
  readonly pairs: readonly Found[]
  /** Judged bookings only. */
  readonly verdictOf: ReadonlyMap<string, VerdictCode>
}

export function findings(judged: Judged): OracleFinding[] {
  return [
    ...recalls(judged),
    ...reminders(judged),
    ...videos(judged),
    ...doubleBooked(judged),
    ...differences(judged),
    ...overlapsInBook(judged),
    ...placeholders(judged),
    ...deceased(judged),
  ].sort((a, b) => byCodePoint(a.code, b.code) || bySubjects(a.subjectIds, b.subjectIds))
}

function bySubjects(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = byCodePoint(a[at] ?? '', b[at] ?? '')
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

const entryOf = ({ pairs }: Judged, booking: Booking) => pairs.find((pair) => pair.booking === booking)?.entry

const aboutToStand = ({ verdictOf }: Judged, booking: Booking): boolean => {
  const verdict = verdictOf.get(booking.bookingId)
  return verdict === 'insert' || verdict === 'move-in-book'
}

/** Where the booking stands in the book already. */
function stands(judged: Judged, booking: Booking): Span | null {
  if (aboutToStand(judged, booking) || cancelledOnline(booking)) return null
  const entry = entryOf(judged, booking)
  return entry !== undefined && live(entry) ? entry : null
}

const standsOrWill = (judged: Judged, booking: Booking): Span | null =>
  aboutToStand(judged, booking) ? booking : stands(judged, booking)

function recalls(judged: Judged): OracleFinding[] {
  const { world, asOfMs } = judged
  const missing = world.book.recalls
    .filter((theirs) => theirs.status === 'active')
    .filter((theirs) => !world.recalls.some((ours) => ours.pmsRecallId === theirs.pmsRecallId))
    .map((theirs): OracleFinding => {
      const overdue = theirs.dueOn <= localDay(asOfMs, world.connection.timeZone)
      const finding = { code: 'recall-missing', subjectIds: [theirs.pmsRecallId] } as const
      return overdue ? { ...finding, overdue } : finding
    })
  return [...missing, ...world.recalls.flatMap((recall) => recallFinding(judged, recall) ?? [])]
}

/** The first of the table's order that applies to this recall. */
function recallFinding(judged: Judged, recall: Recall): OracleFinding | null {
  const { world, asOfMs, verdictOf } = judged
  const subjectIds = [recall.recallId]
  const theirs =
    recall.pmsRecallId === null
      ? undefined
      : world.book.recalls.find((other) => other.pmsRecallId === recall.pmsRecallId)
  const activeOrPaused = recall.status === 'active' || recall.status === 'paused'
  const absent =
    recall.pmsRecallId !== null &&
    theirs === undefined &&
    world.book.read?.complete === true &&
    world.book.recalls.length > 0
  const today = localDay(asOfMs, practiceOf(world, recall).timeZone)
  const neverContacted = recall.lastContactedMs === null
  const activeOnBoth = recall.status === 'active' && theirs?.status === 'active'

  if (activeOrPaused && (theirs?.status === 'completed' || theirs?.status === 'cancelled' || absent)) {
    return { code: 'recall-closed-in-pms', subjectIds }
  }
  if (theirs?.status === 'active' && !activeOrPaused) return { code: 'recall-still-open-in-pms', subjectIds }
  const pausedBy = world.bookings.find((booking) => booking.bookingId === recall.pausedByBookingId)
  if (recall.status === 'paused' && pausedBy !== undefined) {
    const verdict = verdictOf.get(pausedBy.bookingId)
    if (verdict !== undefined && leavesWithout(judged, pausedBy, verdict)) {
      return { code: 'recall-to-resume', subjectIds }
    }
  }
  const bookedFor = world.bookings.some((booking) => {
    const at = standsOrWill(judged, booking)
    return (
      verdictOf.has(booking.bookingId) &&
      booking.patientId === recall.patientId &&
      booking.appointmentTypeId === recall.appointmentTypeId &&
      at !== null &&
      at.startMs > asOfMs
    )
  })
  if (recall.status === 'active' && bookedFor) return { code: 'recall-booked', subjectIds }
  if (activeOrPaused && theirs?.status === 'active') {
    const differs =
      theirs.dueOn !== recall.dueOn ||
      (theirs.reason !== null && theirs.reason !== recall.reason) ||
      (theirs.clinicallySignificant !== null && theirs.clinicallySignificant !== recall.clinicallySignificant)
    if (differs) {
      const overdue = activeOnBoth && neverContacted && theirs.dueOn <= today
      return overdue
        ? { code: 'recall-changed', subjectIds, overdue }
        : { code: 'recall-changed', subjectIds }
    }
  }
  if (activeOnBoth && neverContacted && recall.dueOn <= today) return { code: 'recall-overdue', subjectIds }
  return null
}

const LEAVES_WITHOUT: readonly VerdictCode[] = [
  'nothing-to-insert',
  'cancel-in-book',
  'cancelled-in-book',
  'moved-online-cancelled-in-book',
  'vanished-from-book',
  'did-not-attend',
  'cancelled-but-marked-dna',
]
const LEAVES_WITHOUT_UNLESS_OLD_ENTRY: readonly VerdictCode[] = [
  'time-already-taken',
  'practitioner-unavailable',
  'outside-session',
  'start-passed',
]

function leavesWithout(judged: Judged, booking: Booking, verdict: VerdictCode): boolean {
  if (LEAVES_WITHOUT.includes(verdict)) return true
  if (LEAVES_WITHOUT_UNLESS_OLD_ENTRY.includes(verdict)) return entryOf(judged, booking) === undefined
  return verdict === 'in-step' && cancelledOnline(booking)
}

function reminders(judged: Judged): OracleFinding[] {
  const { world, asOfMs, window } = judged
  return world.reminders.flatMap((reminder): OracleFinding[] => {
    const booking = world.bookings.find((other) => other.bookingId === reminder.bookingId)
    if (booking === undefined) throw new Error(`reminder ${reminder.reminderId} is about no booking`)
    const at = standsOrWill(judged, booking)
    const about = reminder.aboutStartMs
    const subjectIds = [reminder.reminderId]
    if (reminder.sentMs === null) {
      const missed = inWindow(reminder.dueMs, window) && at !== null && at.startMs > asOfMs
      return missed ? [{ code: 'reminder-missed', subjectIds }] : []
    }
    const outOfDate =
      at !== null
        ? about !== null && about !== at.startMs && (at.startMs > asOfMs || about > asOfMs)
        : booking.patientTold !== 'cancelled' && (about ?? booking.startMs) > asOfMs
    return outOfDate ? [{ code: 'reminder-out-of-date', subjectIds }] : []
  })
}

function videos(judged: Judged): OracleFinding[] {
  const { world, asOfMs, window, verdictOf } = judged
  return world.bookings.flatMap((booking): OracleFinding[] => {
    const at = stands(judged, booking)
    const type = typeOf(world, booking)
    if (type.mode !== 'video' || booking.videoLinkMs !== null || at === null) return []
    if (!verdictOf.has(booking.bookingId) && at.startMs < window.startMs) return []
    const known = booking.syncedMs ?? world.book.read?.takenMs ?? null
    const practitioner = practitionerNamed(world, booking.practitionerId)
    const practices = new Set(
      world.practitioners
        .filter((other) => other.pmsPractitionerId === practitioner.pmsPractitionerId)
        .map((other) => other.practiceId),
    )
    const cause = (): FindingCode => {
      if (at.startMs <= asOfMs) return 'video-start-passed'
      if (known !== null && asOfMs - known < 15 * MINUTES) return 'video-link-pending'
      if (practitioner.acceptsVideo === false) return 'video-practitioner-not-enabled'
      if (type.pmsTypeId === null) return 'video-type-not-linked'
      if (practitioner.pmsPractitionerId !== null && practices.size >= 2) {
        return 'video-practitioner-in-several-practices'
      }
      return 'video-link-missing'
    }
    return [{ code: cause(), subjectIds: [booking.bookingId] }]
  })
}

function doubleBooked(judged: Judged): OracleFinding[] {
  const { world, pairs, verdictOf } = judged
  const heading = world.bookings.filter((booking) => aboutToStand(judged, booking))
  return heading
    .filter((booking) => {
      const mine = pmsPractitionerOf(world, booking)
      const withEntry = world.book.entries.some((entry) => {
        const owner = pairs.find((pair) => pair.entry === entry)?.booking
        const freed =
          owner !== undefined &&
          ['cancel-in-book', 'move-in-book'].includes(verdictOf.get(owner.bookingId) ?? '')
        return (
          live(entry) &&
          !freed &&
          owner !== booking &&
          shareTime(booking, entry) &&
          entry.pmsPractitionerId !== mine &&
          samePatient(world, booking, entry)
        )
      })
      const withBooking = heading.some((other) => {
        const them = pmsPatientOf(world, other.patientId)
        const same =
          other.patientId === booking.patientId ||
          (them !== null && them === pmsPatientOf(world, booking.patientId))
        return (
          other !== booking && same && shareTime(booking, other) && pmsPractitionerOf(world, other) !== mine
        )
      })
      return withEntry || withBooking
    })
    .map((booking) => ({ code: 'patient-double-booked', subjectIds: [booking.bookingId] }))
}

function differences({ world, pairs, verdictOf }: Judged): OracleFinding[] {
  return pairs.flatMap(({ booking, entry }): OracleFinding[] => {
    const verdict = verdictOf.get(booking.bookingId)
    if (verdict !== 'already-entered' && verdict !== 'already-inserted') return []
    const found: OracleFinding[] = []
    const subjectIds = [booking.bookingId]
    if (entry.endMs - entry.startMs !== booking.endMs - booking.startMs) {
      found.push({ code: 'duration-differs', subjectIds })
    }
    const wanted = typeOf(world, booking).pmsTypeId
    if (entry.pmsTypeId !== null && wanted !== null && entry.pmsTypeId !== wanted) {
      found.push({ code: 'type-differs', subjectIds })
    }
    return found
  })
}

function overlapsInBook({ world, verdictOf }: Judged): OracleFinding[] {
  const zone = world.connection.timeZone
  const judgedDays = new Set(
    world.bookings
      .filter((booking) => verdictOf.has(booking.bookingId))
      .flatMap((booking) => daysTouched(booking, zone)),
  )
  const liveEntries = world.book.entries.filter(live)
  const found: OracleFinding[] = []
  for (const a of liveEntries) {
    for (const b of liveEntries) {
      if (byCodePoint(a.pmsAppointmentId, b.pmsAppointmentId) >= 0) continue
      if (a.pmsPractitionerId !== b.pmsPractitionerId || !shareTime(a, b)) continue
      const theirs = liveEntries.filter((entry) => entry.pmsPractitionerId === a.pmsPractitionerId)
      const sessions = world.book.sessions.filter(
        (session) => session.pmsPractitionerId === a.pmsPractitionerId,
      )
      const shared = { startMs: Math.max(a.startMs, b.startMs), endMs: Math.min(a.endMs, b.endMs) }
      // Minute by minute, and wherever an entry or a session starts or ends between two minutes.
      const instants = [...theirs, ...sessions].flatMap((span) => [span.startMs, span.endMs])
      for (let instant = shared.startMs; instant < shared.endMs; instant += MINUTES) instants.push(instant)
      const crowded = instants.some(
        (instant) =>
          liesIn(instant, shared) &&
          judgedDays.has(localDay(instant, zone)) &&
          theirs.filter((entry) => liesIn(instant, entry)).length >
            largest(sessions.filter((session) => liesIn(instant, session))),
      )
      if (crowded) found.push({ code: 'book-overlap', subjectIds: [a.pmsAppointmentId, b.pmsAppointmentId] })
    }
  }
  return found
}

function placeholders(judged: Judged): OracleFinding[] {
  const { world } = judged
  return world.book.entries
    .filter((entry) => entry.status === 'placeholder')
    .filter((entry) => {
      const booking = bookingOfPlaceholder(world, entry)
      if (booking === undefined || cancelledOnline(booking)) return true
      const own = entryOf(judged, booking)
      return own !== undefined && own.status !== 'cancelled'
    })
    .map((entry) => ({ code: 'stale-placeholder', subjectIds: [entry.pmsAppointmentId] }))
}

function deceased(judged: Judged): OracleFinding[] {
  const { world, verdictOf } = judged
  const isDeceased = (pmsPatientId: string | null) =>
    world.book.patients.some(
      (patient) => patient.pmsPatientId === pmsPatientId && patient.status === 'deceased',
    )
  const subjects = [
    ...world.bookings
      .filter((booking) => verdictOf.has(booking.bookingId))
      .filter((booking) => isDeceased(pmsPatientOf(world, booking.patientId)))
      .map((booking) => booking.bookingId),
    ...world.recalls
      .filter((recall) => recall.status === 'active' || recall.status === 'paused')
      .filter((recall) => isDeceased(pmsPatientOf(world, recall.patientId)))
      .map((recall) => recall.recallId),
    ...world.book.recalls
      .filter((theirs) => theirs.status === 'active')
      .filter((theirs) => !world.recalls.some((ours) => ours.pmsRecallId === theirs.pmsRecallId))
      .filter((theirs) => isDeceased(theirs.pmsPatientId))
      .map((theirs) => theirs.pmsRecallId),
  ]
  return subjects.map((id) => ({ code: 'patient-deceased', subjectIds: [id] }))
}
