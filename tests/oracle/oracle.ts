/** The oracle: CONTRACT.md §§ 2 to 5 once more, slow and obvious, to hold the real core against. No actions, no alternatives. */
import type {
  Booking,
  HoldCode,
  MatchedBy,
  RunOptions,
  Snapshot,
  Urgency,
  VerdictCode,
} from '../../src/reconcile/model.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'
import { byCodePoint, cancelledOnline, dayAfter, HOURS, localDay, practiceOf } from './facts.ts'
import { findings, type OracleFinding } from './findings.ts'
import { pairUp } from './pairing.ts'
import { type Conflicts, judge } from './verdicts.ts'
import { outages, window as windowOf } from './window.ts'

export interface OracleJudgement {
  readonly bookingId: string
  readonly verdict: VerdictCode
  readonly pmsAppointmentId: string | null
  readonly matchedBy: MatchedBy | null
  readonly conflictsWith: Conflicts
  readonly conflictGroup: string | null
  readonly urgency: Urgency
}

export interface OracleResult {
  readonly window: Span | null
  readonly holds: readonly HoldCode[]
  /** Sorted by booking id, code point. */
  readonly judged: readonly OracleJudgement[]
  /** Sorted by code and subjects, code point. */
  readonly findings: readonly OracleFinding[]
}

const NOTHING: Conflicts = { bookingIds: [], pmsAppointmentIds: [] }

export function oracle(world: Snapshot, options: RunOptions): OracleResult {
  const { asOfMs } = options
  const window = windowOf(world, options)
  if (window === null) return { window, holds: [], judged: [], findings: [] }

  const pairs = pairUp(world, window)
  const { verdictOf, conflictsOf, groupOf } = judge(world, asOfMs, window, pairs)
  const judged = world.bookings
    .flatMap((booking): OracleJudgement[] => {
      const { bookingId } = booking
      const verdict = verdictOf.get(bookingId)
      if (verdict === undefined) return []
      const pair = pairs.find((other) => other.booking === booking)
      return [
        {
          bookingId,
          verdict,
          pmsAppointmentId: pair?.entry.pmsAppointmentId ?? null,
          matchedBy: pair?.matchedBy ?? null,
          conflictsWith: conflictsOf.get(bookingId) ?? NOTHING,
          conflictGroup: groupOf.get(bookingId) ?? null,
          urgency: urgency(world, asOfMs, booking),
        },
      ]
    })
    .sort((a, b) => byCodePoint(a.bookingId, b.bookingId))
  return {
    window,
    holds: holds(world, asOfMs, window, verdictOf),
    judged,
    findings: findings({ world, asOfMs, window, pairs, verdictOf }),
  }
}

function holds(
  world: Snapshot,
  asOfMs: EpochMs,
  window: Span,
  verdictOf: ReadonlyMap<string, VerdictCode>,
): HoldCode[] {
  const { read } = world.book
  const expected = world.connection.databaseIdentity
  const held: HoldCode[] = []
  if (outages(world, asOfMs).some((outage) => outage.open)) held.push('line-down')
  if (read === null || read.takenMs < window.endMs) held.push('book-not-read-since-reconnect')
  if (read === null || !read.complete) held.push('read-incomplete')
  if (read?.databaseIdentity != null && expected !== null && read.databaseIdentity !== expected) {
    held.push('wrong-database')
  }
  const toCome = world.bookings.filter(
    (booking) => booking.base !== null && booking.startMs > asOfMs && !cancelledOnline(booking),
  )
  const vanished = toCome.filter((booking) => verdictOf.get(booking.bookingId) === 'vanished-from-book')
  if (vanished.length >= 3 && vanished.length * 5 >= toCome.length) held.push('book-looks-restored')
  return held
}

function urgency(world: Snapshot, asOfMs: EpochMs, booking: Booking): Urgency {
  const zone = practiceOf(world, booking).timeZone
  const today = localDay(asOfMs, zone)
  const day = localDay(booking.startMs, zone)
  if (booking.startMs <= asOfMs) return 'overdue'
  if (booking.startMs - asOfMs <= 2 * HOURS) return 'now'
  if (day === today) return 'today'
  if (day === dayAfter(today)) return 'next-day'
  return booking.startMs - asOfMs <= 7 * 24 * HOURS ? 'this-week' : 'later'
}
