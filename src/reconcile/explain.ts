/** One booking's evidence, laid open: base, online, book, how it was paired, the rule, and what holds the time. */
import { windowOf } from '../connection/outage.ts'
import type {
  Action,
  Base,
  Booking,
  Entry,
  Finding,
  Judgement,
  Reconciliation,
  RunOptions,
  Snapshot,
} from './model.ts'
import { sceneOf } from './reconcile.ts'
import type { Span } from './span.ts'
import { type BookState, bookState, type OnlineState, onlineState } from './standing.ts'
import { practiceOf, practitionerOf, readCompleteFor, sessionCounts, type World, worldOf } from './world.ts'

export interface HeldBy extends Span {
  readonly kind: 'entry' | 'placeholder' | 'served-booking' | 'block' | 'session'
  readonly id: string
  /** Sessions: how many may share the time. */
  readonly capacity?: number
}

export interface Explanation {
  readonly booking: Booking
  readonly base: Base | null
  readonly pmsPractitionerId: string | null
  readonly patient: 'known' | 'new' | 'unclear'
  readonly window: Span | null
  /** Null: not judged by this run. */
  readonly judgement: Judgement | null
  /** Row and column of the three-way table; null without a base. */
  readonly sides: { readonly online: OnlineState; readonly book: BookState } | null
  readonly entry: Entry | null
  readonly readComplete: boolean
  /** What is in the book at the wanted time, with the same practitioner, before and after the plan. */
  readonly holders: readonly HeldBy[]
  readonly findings: readonly Finding[]
  readonly actions: readonly Action[]
}

/** Null when the connection has no such booking. */
export function explain(
  snapshot: Snapshot,
  options: RunOptions,
  result: Reconciliation,
  bookingId: string,
): Explanation | null {
  const booking = snapshot.bookings.find((candidate) => candidate.bookingId === bookingId)
  if (booking === undefined) return null
  const window = windowOf(snapshot, options)
  const scene = window === null ? null : sceneOf(snapshot, window, options)
  const world = scene?.world ?? worldOf(snapshot)
  const pair = scene?.pairs.get(bookingId) ?? null
  const { base } = booking
  const findings = result.findings.filter(
    (f) => f.bookingId === bookingId || f.subjectIds.includes(bookingId),
  )
  return {
    booking,
    base,
    pmsPractitionerId: practitionerOf(world, booking).pmsPractitionerId,
    patient: identityOf(world, booking),
    window,
    judgement: result.judgements.find((judgement) => judgement.booking.bookingId === bookingId) ?? null,
    sides:
      base === null || scene === null
        ? null
        : { online: onlineState(booking, base), book: bookState(world, base, pair) },
    entry: pair?.entry ?? null,
    readComplete: readCompleteFor(world, booking),
    holders: holdersOf(world, booking, result),
    findings,
    actions: result.actions.filter(
      (action) =>
        action.basis.booking?.bookingId === bookingId ||
        action.subjectIds.includes(bookingId) ||
        findings.some((f) => f.code === action.because && f.subjectIds.join() === action.subjectIds.join()),
    ),
  }
}

function identityOf(world: World, booking: Booking): Explanation['patient'] {
  const patient = world.patients.get(booking.patientId)
  return patient === undefined ? 'unclear' : world.identities.of(patient).kind
}

function holdersOf(world: World, booking: Booking, result: Reconciliation): HeldBy[] {
  const { pmsPractitionerId } = practitionerOf(world, booking)
  if (pmsPractitionerId === null) return []
  const shares = (span: Span): boolean => span.startMs < booking.endMs && booking.startMs < span.endMs
  const { book } = world.snapshot
  const held: HeldBy[] = book.entries
    .filter((e) => e.pmsPractitionerId === pmsPractitionerId && shares(e))
    .filter((e) => e.status !== 'cancelled' && e.status !== 'did_not_attend')
    .map((e) => ({
      kind: e.status === 'placeholder' ? 'placeholder' : 'entry',
      id: e.pmsAppointmentId,
      ...spanOf(e),
    }))
  for (const { booking: other, verdict } of result.judgements) {
    if (other.bookingId === booking.bookingId || (verdict !== 'insert' && verdict !== 'move-in-book'))
      continue
    if (practitionerOf(world, other).pmsPractitionerId !== pmsPractitionerId || !shares(other)) continue
    held.push({ kind: 'served-booking', id: other.bookingId, ...spanOf(other) })
  }
  for (const block of world.blocks.overlapping(pmsPractitionerId, booking)) {
    held.push({ kind: 'block', id: block.pmsPractitionerId, ...spanOf(block) })
  }
  const practice = practiceOf(world, booking)
  for (const session of world.sessions.overlapping(pmsPractitionerId, booking)) {
    if (!sessionCounts(session, practice)) continue
    held.push({
      kind: 'session',
      id: session.pmsPractitionerId,
      capacity: session.capacity,
      ...spanOf(session),
    })
  }
  return held.sort((a, b) => a.startMs - b.startMs)
}

const spanOf = ({ startMs, endMs }: Span): Span => ({ startMs, endMs })
