/**
 * Exactly one verdict per judged booking (contract § 3). The two tables give most verdicts at once; a booking that
 * reaches `time-already-taken` in them makes a claim, and all claims together decide who gets which time.
 */

import { type Pairs, SAME_START_MS } from './match.ts'
import type { Base, Booking, Pair, VerdictCode } from './model.ts'
import { type Claim, claimOf, type Occupancy, placeholderOwners, serve } from './occupancy.ts'
import { compareIds } from './order.ts'
import type { EpochMs, Span } from './span.ts'
import { bookState, movedToSamePlace, onlineState } from './standing.ts'
import {
  cancelledOnline,
  isAttended,
  isLive,
  practiceOf,
  practitionerOf,
  readCompleteFor,
  sessionsAround,
  typeOf,
  type World,
} from './world.ts'

export interface Judged {
  /** One verdict per judged booking, by booking id, in code point order of the ids. */
  readonly verdicts: ReadonlyMap<string, VerdictCode>
  readonly claims: readonly Claim[]
  readonly occupancy: Occupancy
  readonly owners: ReadonlyMap<string, Booking>
  /** Entries that `cancel-in-book` and served moves take out of their old time. */
  readonly freed: ReadonlySet<string>
}

/** What the tables say before anybody's claim is heard. `claim`: reaches `time-already-taken`. */
type TableAnswer = Exclude<VerdictCode, 'insert' | 'move-in-book' | 'time-already-taken'> | 'claim'

export function judge(world: World, pairs: Pairs, window: Span, asOfMs: EpochMs): Judged {
  const answers = new Map<string, TableAnswer>()
  for (const booking of [...world.snapshot.bookings].sort((a, b) => compareIds(a.bookingId, b.bookingId))) {
    const answer = answerFor(world, booking, pairs.get(booking.bookingId) ?? null, asOfMs)
    if (isJudged(booking, answer, window)) answers.set(booking.bookingId, answer)
  }

  const cancelledEntries = new Set<string>()
  const claims: Claim[] = []
  for (const [bookingId, answer] of answers) {
    const booking = world.bookings.get(bookingId)
    const pair = pairs.get(bookingId) ?? null
    if (booking === undefined) continue
    if (answer === 'cancel-in-book' && pair !== null) cancelledEntries.add(pair.entry.pmsAppointmentId)
    const claim = claimFor(world, booking, pair, answer, asOfMs)
    if (claim !== null) claims.push(claim)
  }

  const owners = placeholderOwners(world)
  const occupancy = serve(world, pairs, owners, cancelledEntries, claims)
  const verdicts = new Map<string, VerdictCode>()
  const freed = new Set(cancelledEntries)
  for (const [bookingId, answer] of answers) {
    const served = occupancy.served.get(bookingId)
    if (served?.frees) freed.add(served.frees.pmsAppointmentId)
    verdicts.set(bookingId, answer !== 'claim' ? answer : verdictOfClaim(served))
  }
  return { verdicts, claims, occupancy, owners, freed }
}

const verdictOfClaim = (served: Claim | undefined): VerdictCode =>
  served === undefined ? 'time-already-taken' : served.booking.base === null ? 'insert' : 'move-in-book'

/** Contract § 3, a to c. */
function isJudged(booking: Booking, answer: TableAnswer, window: Span): boolean {
  const inWindow = (ms: EpochMs | null): boolean => ms !== null && window.startMs <= ms && ms <= window.endMs
  if (inWindow(booking.acceptedMs) || inWindow(booking.changedMs) || inWindow(booking.cancelledMs))
    return true
  const { base } = booking
  if (base === null) {
    return !cancelledOnline(booking) && booking.acceptedMs < window.endMs && booking.startMs >= window.startMs
  }
  return answer !== 'in-step' && (booking.startMs >= window.startMs || base.startMs >= window.startMs)
}

function answerFor(world: World, booking: Booking, pair: Pair | null, asOfMs: EpochMs): TableAnswer {
  return booking.base === null
    ? answerWithoutBase(world, booking, pair, asOfMs)
    : answerWithBase(world, booking, booking.base, pair, asOfMs)
}

/** Contract § 3.2, row by row: the first that applies. */
function answerWithoutBase(world: World, booking: Booking, pair: Pair | null, asOfMs: EpochMs): TableAnswer {
  const entry = pair?.entry
  if (cancelledOnline(booking)) {
    if (entry !== undefined && isAttended(entry)) return 'cancelled-but-attended'
    if (entry?.status === 'did_not_attend') return 'cancelled-but-marked-dna'
    if (entry?.status === 'booked') return 'cancel-in-book'
    return 'nothing-to-insert'
  }
  if (entry?.status === 'did_not_attend') return 'did-not-attend'
  if (isInsertedTwice(world, booking)) return 'inserted-twice'
  if (entry?.status === 'cancelled') return 'cancelled-in-book'
  if (pair !== null) return answerForFound(world, booking, pair)
  if (!readCompleteFor(world, booking)) return 'inconclusive'
  if (isSetupMissing(world, booking)) return 'setup-missing'
  if (isPatientUnclear(world, booking)) return 'patient-unclear'
  return obstacle(world, booking, asOfMs) ?? 'claim'
}

function answerForFound(world: World, booking: Booking, { entry, matchedBy }: Pair): TableAnswer {
  if (matchedBy === 'same-time') return 'already-entered'
  const asBooked =
    matchedBy !== 'elsewhere' &&
    entry.pmsPractitionerId === practitionerOf(world, booking).pmsPractitionerId &&
    Math.abs(entry.startMs - booking.startMs) <= SAME_START_MS
  return asBooked ? 'already-inserted' : 'entered-elsewhere'
}

/** Contract § 3.3: the table, with the rows below it for a move that cannot be made. */
function answerWithBase(
  world: World,
  booking: Booking,
  base: Base,
  pair: Pair | null,
  asOfMs: EpochMs,
): TableAnswer {
  const online = onlineState(booking, base)
  const book = bookState(world, base, pair)
  if (book === 'gone' && !readCompleteFor(world, base)) return 'inconclusive'
  if (online === 'cancelled') {
    if (book === 'attended') return 'cancelled-but-attended'
    if (book === 'dna') return 'cancelled-but-marked-dna'
    if (book === 'same') return 'cancel-in-book'
    return book === 'moved' ? 'cancelled-online-moved-in-book' : 'in-step'
  }
  if (book === 'dna') return 'did-not-attend'
  if (isInsertedTwice(world, booking)) return 'inserted-twice'
  if (book === 'attended') return 'attended'
  if (book === 'gone') return 'vanished-from-book'
  if (book === 'cancelled') return online === 'same' ? 'cancelled-in-book' : 'moved-online-cancelled-in-book'
  if (online === 'same') return book === 'same' ? 'in-step' : 'moved-in-book'
  if (book === 'moved') {
    const together = pair !== null && movedToSamePlace(world, booking, base, pair.entry)
    return together ? 'in-step' : 'moved-on-both-sides'
  }
  if (!readCompleteFor(world, booking)) return 'inconclusive'
  if (isSetupMissing(world, booking)) return 'setup-missing'
  return obstacle(world, booking, asOfMs) ?? 'claim'
}

/** Who makes a claim: whoever reached `time-already-taken`, and those who cannot be written yet but keep their turn. */
function claimFor(
  world: World,
  booking: Booking,
  pair: Pair | null,
  answer: TableAnswer,
  asOfMs: EpochMs,
): Claim | null {
  const own = pair?.entry ?? null
  if (answer === 'claim') return claimOf(world, booking, own, own)
  if (answer !== 'patient-unclear' && answer !== 'setup-missing') return null
  return obstacle(world, booking, asOfMs) === null ? claimOf(world, booking, own, null) : null
}

type Obstacle = 'start-passed' | 'practitioner-unavailable' | 'outside-session'

/** What stands in the way of any write at the booking's own span, whoever else wants it. */
function obstacle(world: World, booking: Booking, asOfMs: EpochMs): Obstacle | null {
  if (booking.startMs <= asOfMs) return 'start-passed'
  const { pmsPractitionerId } = practitionerOf(world, booking)
  if (pmsPractitionerId === null) return null
  if (world.blocks.overlapping(pmsPractitionerId, booking).length > 0) return 'practitioner-unavailable'
  if (world.snapshot.book.sessions.length === 0) return null
  const around = sessionsAround(world, pmsPractitionerId, practiceOf(world, booking), booking)
  return around.length === 0 ? 'outside-session' : null
}

const isInsertedTwice = (world: World, booking: Booking): boolean =>
  (world.entriesByRef.get(booking.bookingId) ?? []).filter(isLive).length >= 2

const isSetupMissing = (world: World, booking: Booking): boolean =>
  practitionerOf(world, booking).pmsPractitionerId === null || typeOf(world, booking).pmsTypeId === null

const isPatientUnclear = (world: World, booking: Booking): boolean => {
  const patient = world.patients.get(booking.patientId)
  return patient !== undefined && world.identities.of(patient).kind === 'unclear'
}
