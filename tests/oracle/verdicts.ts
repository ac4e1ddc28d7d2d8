/** §§ 3.2 to 3.4 for the oracle: one verdict per judged booking, and who gets the time. */
import type { Booking, Entry, Snapshot, VerdictCode } from '../../src/reconcile/model.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'
import {
  attended,
  byCodePoint,
  cancelledOnline,
  inWindow,
  largest,
  liesIn,
  live,
  lookAlikes,
  MINUTES,
  patientNamed,
  pmsPractitionerOf,
  practitionerNamed,
  readCompleteFor,
  samePractitioner,
  sessionsFor,
  shareTime,
  startsApart,
  typeOf,
  wholeSpanIn,
} from './facts.ts'
import type { Found } from './pairing.ts'

/** What the tables say before anybody's claim is served. `wants`: the verdict if the time turns out to be free. */
interface Row {
  readonly verdict: VerdictCode
  readonly wants: VerdictCode | null
}

interface Claim {
  readonly booking: Booking
  readonly pmsPractitionerId: string
  readonly claimedMs: EpochMs
  readonly row: Row
}

export interface Verdicts {
  /** Judged bookings only. */
  readonly verdictOf: ReadonlyMap<string, VerdictCode>
  readonly conflictsOf: ReadonlyMap<string, Conflicts>
  readonly groupOf: ReadonlyMap<string, string>
}

export interface Conflicts {
  readonly bookingIds: readonly string[]
  readonly pmsAppointmentIds: readonly string[]
}

export function judge(world: Snapshot, asOfMs: EpochMs, window: Span, pairs: readonly Found[]): Verdicts {
  const foundFor = (booking: Booking) => pairs.find((pair) => pair.booking === booking)
  const rowOf = (booking: Booking): Row =>
    booking.base === null
      ? withoutBase(world, asOfMs, booking, foundFor(booking))
      : withBase(world, asOfMs, booking, booking.base, foundFor(booking))

  const judged = world.bookings.filter((booking) => {
    const a =
      inWindow(booking.acceptedMs, window) ||
      inWindow(booking.changedMs, window) ||
      inWindow(booking.cancelledMs, window)
    const b =
      booking.base === null &&
      !cancelledOnline(booking) &&
      booking.acceptedMs < window.endMs &&
      booking.startMs >= window.startMs
    const c =
      booking.base !== null &&
      (booking.startMs >= window.startMs || booking.base.startMs >= window.startMs) &&
      rowOf(booking).verdict !== 'in-step'
    return a || b || c
  })

  const rows = new Map(judged.map((booking) => [booking, rowOf(booking)] as const))
  const claims: Claim[] = []
  for (const [booking, row] of rows) {
    const pmsPractitionerId = pmsPractitionerOf(world, booking)
    if (pmsPractitionerId === null) continue
    const holdsAllTheSame =
      (row.verdict === 'patient-unclear' || row.verdict === 'setup-missing') &&
      booking.startMs > asOfMs &&
      !overlapsBlock(world, booking) &&
      !outsideSessions(world, booking)
    if (row.wants === null && !holdsAllTheSame) continue
    const claimedMs = booking.base === null ? booking.acceptedMs : (booking.changedMs ?? booking.acceptedMs)
    claims.push({ booking, pmsPractitionerId, claimedMs, row })
  }

  const served = serve(world, pairs, rows, claims)
  const verdictOf = new Map<string, VerdictCode>()
  for (const [booking, row] of rows) {
    const wasServed = served.some((claim) => claim.booking === booking)
    verdictOf.set(booking.bookingId, row.wants !== null && wasServed ? row.wants : row.verdict)
  }

  const conflictsOf = new Map<string, Conflicts>()
  for (const claim of claims) {
    if (verdictOf.get(claim.booking.bookingId) !== 'time-already-taken') continue
    const there = holders(world, pairs, rows, served, claim).filter((holder) =>
      shareTime(holder.span, claim.booking),
    )
    conflictsOf.set(claim.booking.bookingId, {
      bookingIds: there
        .flatMap((holder) => (holder.bookingId === null ? [] : [holder.bookingId]))
        .sort(byCodePoint),
      pmsAppointmentIds: there
        .flatMap((holder) => (holder.entryId === null ? [] : [holder.entryId]))
        .sort(byCodePoint),
    })
  }
  return { verdictOf, conflictsOf, groupOf: groups(claims, conflictsOf) }
}

const only = (verdict: VerdictCode): Row => ({ verdict, wants: null })

const liveWithItsRef = (world: Snapshot, booking: Booking): number =>
  world.book.entries.filter((entry) => live(entry) && entry.externalRef === booking.bookingId).length

const overlapsBlock = (world: Snapshot, booking: Booking): boolean =>
  world.book.blocks.some(
    (block) => block.pmsPractitionerId === pmsPractitionerOf(world, booking) && shareTime(block, booking),
  )

const outsideSessions = (world: Snapshot, booking: Booking): boolean =>
  world.book.sessions.length > 0 &&
  !sessionsFor(world, booking).some((session) => wholeSpanIn(booking, session))

const setupMissing = (world: Snapshot, booking: Booking): boolean =>
  pmsPractitionerOf(world, booking) === null || typeOf(world, booking).pmsTypeId === null

/** § 3.2, row by row. */
function withoutBase(world: Snapshot, asOfMs: EpochMs, booking: Booking, found: Found | undefined): Row {
  const entry = found?.entry
  if (cancelledOnline(booking)) {
    if (entry !== undefined && attended(entry)) return only('cancelled-but-attended')
    if (entry?.status === 'did_not_attend') return only('cancelled-but-marked-dna')
    if (entry?.status === 'booked') return only('cancel-in-book')
    return only('nothing-to-insert')
  }
  if (entry?.status === 'did_not_attend') return only('did-not-attend')
  if (liveWithItsRef(world, booking) >= 2) return only('inserted-twice')
  if (entry?.status === 'cancelled') return only('cancelled-in-book')
  if (found !== undefined && entry !== undefined) {
    const atItsPlace = samePractitioner(world, booking, entry) && startsApart(booking, entry) <= 10 * MINUTES
    if (found.matchedBy === 'same-time') return only('already-entered')
    if (found.matchedBy === 'elsewhere') return only('entered-elsewhere')
    return only(atItsPlace ? 'already-inserted' : 'entered-elsewhere')
  }
  if (!readCompleteFor(world, booking)) return only('inconclusive')
  if (setupMissing(world, booking)) return only('setup-missing')
  const patient = patientNamed(world, booking.patientId)
  if (patient.pmsPatientId === null && lookAlikes(world, patient).length >= 2) return only('patient-unclear')
  if (booking.startMs <= asOfMs) return only('start-passed')
  if (overlapsBlock(world, booking)) return only('practitioner-unavailable')
  if (outsideSessions(world, booking)) return only('outside-session')
  return { verdict: 'time-already-taken', wants: 'insert' }
}

/** § 3.3: the exceptions first, then the table, one column after the other. */
function withBase(
  world: Snapshot,
  asOfMs: EpochMs,
  booking: Booking,
  base: NonNullable<Booking['base']>,
  found: Found | undefined,
): Row {
  const online = cancelledOnline(booking)
    ? 'cancelled'
    : booking.practitionerId !== base.practitionerId ||
        booking.startMs !== base.startMs ||
        booking.endMs !== base.endMs
      ? 'moved'
      : 'same'
  const by = (same: VerdictCode, moved: VerdictCode, cancelled: VerdictCode): Row =>
    only({ same, moved, cancelled }[online])
  const entry = found?.entry

  if (entry === undefined && !readCompleteFor(world, base)) return only('inconclusive')
  if (entry?.status === 'did_not_attend') {
    return by('did-not-attend', 'did-not-attend', 'cancelled-but-marked-dna')
  }
  if (online !== 'cancelled' && liveWithItsRef(world, booking) >= 2) return only('inserted-twice')
  if (entry === undefined) return by('vanished-from-book', 'vanished-from-book', 'in-step')
  if (entry.status === 'cancelled') {
    return by('cancelled-in-book', 'moved-online-cancelled-in-book', 'in-step')
  }
  if (attended(entry)) return by('attended', 'attended', 'cancelled-but-attended')

  const basePractitioner = practitionerNamed(world, base.practitionerId).pmsPractitionerId
  const whereTheBaseWas =
    entry.startMs === base.startMs &&
    entry.endMs === base.endMs &&
    (basePractitioner === null || basePractitioner === entry.pmsPractitionerId)
  if (!whereTheBaseWas) {
    const kept = booking.practitionerId === base.practitionerId
    const whereTheBookingIs =
      entry.startMs === booking.startMs &&
      entry.endMs === booking.endMs &&
      ((kept && basePractitioner === null) || samePractitioner(world, booking, entry))
    return by(
      'moved-in-book',
      whereTheBookingIs ? 'in-step' : 'moved-on-both-sides',
      'cancelled-online-moved-in-book',
    )
  }
  if (online === 'same') return only('in-step')
  if (online === 'cancelled') return only('cancel-in-book')
  if (!readCompleteFor(world, booking)) return only('inconclusive')
  if (setupMissing(world, booking)) return only('setup-missing')
  if (booking.startMs <= asOfMs) return only('start-passed')
  if (overlapsBlock(world, booking)) return only('practitioner-unavailable')
  if (outsideSessions(world, booking)) return only('outside-session')
  return { verdict: 'time-already-taken', wants: 'move-in-book' }
}

/** The booking that a placeholder stands for, if the platform has it. */
export function bookingOfPlaceholder(world: Snapshot, entry: Entry): Booking | undefined {
  if (entry.externalRef !== null) {
    return world.bookings.find((booking) => booking.bookingId === entry.externalRef)
  }
  return world.bookings
    .filter((booking) => booking.pmsAppointmentId === entry.pmsAppointmentId)
    .sort(
      (a, b) =>
        Number(cancelledOnline(a)) - Number(cancelledOnline(b)) ||
        startsApart(a, entry) - startsApart(b, entry) ||
        a.acceptedMs - b.acceptedMs ||
        byCodePoint(a.bookingId, b.bookingId),
    )[0]
}

interface Holder {
  readonly span: Span
  readonly bookingId: string | null
  readonly entryId: string | null
}

/** Everything that holds time of the claim's practitioner now, but for the claim's own entry and placeholders. */
function holders(
  world: Snapshot,
  pairs: readonly Found[],
  rows: ReadonlyMap<Booking, Row>,
  served: readonly Claim[],
  claim: Claim,
): Holder[] {
  const isServed = (booking: Booking) => served.some((other) => other.booking === booking)
  const held: Holder[] = []
  for (const entry of world.book.entries) {
    if (entry.pmsPractitionerId !== claim.pmsPractitionerId) continue
    if (entry.status === 'cancelled' || entry.status === 'did_not_attend') continue
    if (entry.status === 'placeholder') {
      const owner = bookingOfPlaceholder(world, entry)
      if (owner !== undefined) {
        const own = pairs.find((pair) => pair.booking === owner)?.entry
        const released =
          cancelledOnline(owner) || (own !== undefined && own.status !== 'cancelled') || isServed(owner)
        if (released || owner === claim.booking) continue
      }
    } else {
      const owner = pairs.find((pair) => pair.entry === entry)?.booking
      if (owner === claim.booking) continue
      if (owner !== undefined) {
        const row = rows.get(owner)
        if (row?.verdict === 'cancel-in-book') continue
        if (row?.wants === 'move-in-book' && isServed(owner)) continue
      }
    }
    held.push({ span: entry, bookingId: null, entryId: entry.pmsAppointmentId })
  }
  for (const other of served) {
    if (other.booking === claim.booking || other.pmsPractitionerId !== claim.pmsPractitionerId) continue
    held.push({ span: other.booking, bookingId: other.booking.bookingId, entryId: null })
  }
  return held
}

/** Serves claims in turn; after every success the earliest unserved claim is asked again. */
function serve(
  world: Snapshot,
  pairs: readonly Found[],
  rows: ReadonlyMap<Booking, Row>,
  claims: readonly Claim[],
): Claim[] {
  const inTurn = [...claims].sort(
    (a, b) => a.claimedMs - b.claimedMs || byCodePoint(a.booking.bookingId, b.booking.bookingId),
  )
  const served: Claim[] = []
  for (;;) {
    const next = inTurn.find((claim) => {
      if (served.includes(claim)) return false
      const held = holders(world, pairs, rows, served, claim)
      const capacity = largest(
        sessionsFor(world, claim.booking).filter((session) => wholeSpanIn(claim.booking, session)),
      )
      // The number of holders only changes where one starts or ends.
      const instants = [claim.booking.startMs, ...held.flatMap(({ span }) => [span.startMs, span.endMs])]
      return instants
        .filter((instant) => liesIn(instant, claim.booking))
        .every((instant) => held.filter(({ span }) => liesIn(instant, span)).length < capacity)
    })
    if (next === undefined) return served
    served.push(next)
  }
}

/** Connected groups of claims and what they conflict with, named by their smallest booking id. */
function groups(claims: readonly Claim[], conflictsOf: ReadonlyMap<string, Conflicts>): Map<string, string> {
  const edges: [string, string][] = []
  for (const a of claims) {
    for (const b of claims) {
      if (a === b || a.pmsPractitionerId !== b.pmsPractitionerId || !shareTime(a.booking, b.booking)) continue
      edges.push([`booking ${a.booking.bookingId}`, `booking ${b.booking.bookingId}`])
    }
    const conflicts = conflictsOf.get(a.booking.bookingId)
    for (const id of conflicts?.bookingIds ?? [])
      edges.push([`booking ${a.booking.bookingId}`, `booking ${id}`])
    for (const id of conflicts?.pmsAppointmentIds ?? []) {
      edges.push([`booking ${a.booking.bookingId}`, `entry ${id}`])
    }
  }
  const groupOf = new Map<string, string>()
  for (const claim of claims) {
    const reached = new Set([`booking ${claim.booking.bookingId}`])
    for (let before = 0; before < reached.size; ) {
      before = reached.size
      for (const [a, b] of edges) {
        if (reached.has(a)) reached.add(b)
        if (reached.has(b)) reached.add(a)
      }
    }
    if (reached.size === 1) continue
    const members = claims
      .map((other) => other.booking.bookingId)
      .filter((id) => reached.has(`booking ${id}`))
    const smallest = members.sort(byCodePoint)[0]
    if (smallest !== undefined) groupOf.set(claim.booking.bookingId, smallest)
  }
  return groupOf
}
