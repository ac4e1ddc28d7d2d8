/**
 * PURE. What stands in one practitioner's day: entries on the book's side, wishes and times to offer on the online
 * side, sessions and leave behind them. Of another practice's appointments nothing is told but that the time is busy.
 */
import type { Booking, Entry, Judgement, VerdictCode } from '../../reconcile/model.ts'
import { compareIds } from '../../reconcile/order.ts'
import { MINUTE_MS, overlaps, type Span } from '../../reconcile/span.ts'
import type { RunFacts } from '../facts.ts'
import type { DayWords } from '../language.ts'
import { groupOfJudgement } from '../rows.ts'
import type { Group } from '../triage.ts'
import type { Offer, Spot } from './day-columns.ts'
import { dayIndex } from './day-index.ts'
import { stretchesOf } from './day-stretches.ts'

export type EntryNote = keyof DayWords['entry']
export type BookingNote = keyof DayWords['booking']

interface Common extends Span {
  readonly lane: 'book' | 'online'
  /** Somebody has to know of it; the rest is there so that the day looks familiar. */
  readonly matters: boolean
  /** Null: of another practice. */
  readonly id: string | null
  readonly wantedBy: readonly string[]
}
export interface EntryItem extends Common {
  readonly kind: 'entry'
  readonly note: EntryNote
  readonly answersFor: string | null
  readonly samePatient: readonly string[]
}
export interface BookingItem extends Common {
  readonly kind: 'booking'
  readonly note: BookingNote
  readonly verdict: VerdictCode | null
  readonly group: Group
  readonly takenBy: readonly string[]
}
export interface OfferItem extends Common {
  readonly kind: 'offer'
  readonly id: string
  readonly rank: number
}
export interface BusyItem extends Common {
  readonly kind: 'busy'
}
export type DayItem = EntryItem | BookingItem | OfferItem | BusyItem

export interface Day {
  readonly name: string
  readonly day: string
  readonly stretches: readonly Span[]
  /** Everything that lies in the stretches: what matters first, then in order of time. */
  readonly items: readonly DayItem[]
  /** Entries between the stretches. */
  readonly hidden: readonly Span[]
  readonly sessions: readonly (Span & { readonly isOwn: boolean })[]
  /** False: the book keeps no sessions, so nothing is outside of one. */
  readonly sessionsKnown: boolean
  readonly blocks: readonly Span[]
}

export function dayAt(facts: RunFacts, practiceId: string, spot: Spot): Day {
  const index = dayIndex(facts)
  const stretches = stretchesOf(spot.spans, spot.day, facts.clock(practiceId))
  const shown = (span: Span): boolean => stretches.some((stretch) => overlaps(stretch, span))
  const { startMs, endMs } = hullOf(stretches)
  const inHull = (span: Span): boolean => span.startMs < endMs && startMs < span.endMs
  const entries = (index.entries.get(spot.staff) ?? []).filter(inHull)
  const wishes = (index.bookings.get(spot.staff) ?? []).filter((one) => inHull(one) && shown(one))
  const { pmsLocationId } = facts.practice(practiceId)
  return {
    name: spot.name,
    day: spot.day,
    stretches,
    items: [
      ...entries.filter(shown).map((entry) => entryItem(facts, practiceId, spot, entry)),
      ...wishes.flatMap((booking) => bookingItem(facts, practiceId, spot, booking) ?? []),
      ...spot.offers.filter(({ span }) => shown(span)).map(offerItem),
    ].sort(byWeight),
    hidden: entries.filter((entry) => !shown(entry)),
    sessions: (index.sessions.get(spot.staff) ?? []).filter(inHull).map((session) => ({
      startMs: session.startMs,
      endMs: session.endMs,
      isOwn:
        session.pmsLocationId === null || pmsLocationId === null || session.pmsLocationId === pmsLocationId,
    })),
    sessionsKnown: facts.snapshot.book.sessions.length > 0,
    blocks: (index.blocks.get(spot.staff) ?? []).filter(inHull),
  }
}

export const hullOf = (spans: readonly Span[]): Span => ({
  startMs: spans[0]?.startMs ?? 0,
  endMs: spans.at(-1)?.endMs ?? 0,
})

function entryItem(facts: RunFacts, practiceId: string, spot: Spot, entry: Entry): EntryItem | BusyItem {
  const { pmsAppointmentId: id, startMs, endMs } = entry
  const matters = spot.entryIds.has(id)
  const wantedBy = spot.wantedBy.get(`entry ${id}`) ?? []
  const common = { lane: 'book', startMs, endMs, matters, wantedBy } as const
  if (facts.belongsElsewhere(entry, practiceId)) {
    return { ...common, kind: 'busy', id: matters ? id : null }
  }
  const booking = dayIndex(facts).bookingOf.get(id)
  const own = booking?.practiceId === practiceId ? booking : null
  const judgement = own === null ? undefined : facts.judgementByBooking.get(own.bookingId)
  return {
    ...common,
    kind: 'entry',
    id,
    note: entryNote(entry, judgement?.pair?.entry.pmsAppointmentId === id ? judgement : undefined),
    answersFor: own?.bookingId ?? null,
    samePatient: spot.samePatient.get(id) ?? [],
  }
}

function entryNote(entry: Entry, judgement: Judgement | undefined): EntryNote {
  if (entry.status === 'cancelled' || entry.status === 'placeholder') return entry.status
  if (entry.status === 'did_not_attend') return 'did-not-attend'
  if (entry.status !== 'booked') return 'attended'
  if (judgement?.verdict === 'cancel-in-book') return 'frees'
  if (judgement?.verdict === 'move-in-book') return 'moves-away'
  return entry.externalRef === null ? 'desk' : 'online'
}

/** Bookings that want, or lost, time here; those that already stand in the book are there. */
function bookingItem(
  facts: RunFacts,
  practiceId: string,
  spot: Spot,
  booking: Booking,
): BookingItem | BusyItem | null {
  const { bookingId, startMs, endMs } = booking
  const judgement = facts.judgementByBooking.get(bookingId)
  const named = spot.bookingIds.has(bookingId)
  const note = judgement === undefined ? laterNote(facts, booking) : (NOTES[judgement.verdict] ?? null)
  const shown = named ? (note ?? 'look') : isAtItsEntry(judgement) ? null : note
  if (shown === null) return null
  const wantedBy = spot.wantedBy.get(`booking ${bookingId}`) ?? []
  const common = { lane: 'online', startMs, endMs, matters: named, wantedBy } as const
  if (booking.practiceId !== practiceId) {
    const holds = shown === 'goes-in' || shown === 'moves-here' || shown === 'kept' || named
    return holds ? { ...common, kind: 'busy', id: named ? bookingId : null } : null
  }
  const { conflictsWith } = judgement ?? { conflictsWith: { bookingIds: [], pmsAppointmentIds: [] } }
  return {
    ...common,
    kind: 'booking',
    id: bookingId,
    note: shown,
    verdict: judgement?.verdict ?? null,
    group: judgement === undefined ? 'nothing' : groupOfJudgement(facts, judgement),
    takenBy: [...conflictsWith.pmsAppointmentIds, ...conflictsWith.bookingIds],
  }
}

const NOTES: Readonly<Partial<Record<VerdictCode, BookingNote>>> = {
  'time-already-taken': 'no-room',
  'practitioner-unavailable': 'away',
  'outside-session': 'no-session',
  insert: 'goes-in',
  'move-in-book': 'moves-here',
  'setup-missing': 'kept',
  'patient-unclear': 'kept',
  inconclusive: 'look',
  'start-passed': 'look',
  'vanished-from-book': 'look',
  'entered-elsewhere': 'look',
  'moved-on-both-sides': 'look',
  'moved-online-cancelled-in-book': 'look',
}

/** Accepted after the outage: no part of the run, but it wants the time all the same. */
function laterNote({ reconciliation: { window } }: RunFacts, booking: Booking): BookingNote | null {
  const isCancelled = booking.status === 'cancelled' || booking.status === 'dismissed'
  const isLater = window !== null && booking.acceptedMs > window.endMs
  return isLater && !isCancelled && booking.base === null ? 'later' : null
}

function isAtItsEntry(judgement: Judgement | undefined): boolean {
  if (judgement?.pair == null || judgement.verdict === 'move-in-book') return false
  const { booking, pair } = judgement
  return Math.abs(pair.entry.startMs - booking.startMs) <= 10 * MINUTE_MS && pair.entry.status !== 'cancelled'
}

const offerItem = ({ bookingId, rank, span }: Offer): OfferItem => ({
  kind: 'offer',
  lane: 'online',
  startMs: span.startMs,
  endMs: span.endMs,
  matters: true,
  id: bookingId,
  rank,
  wantedBy: [],
})

const byWeight = (a: DayItem, b: DayItem): number =>
  Number(b.matters) - Number(a.matters) ||
  a.startMs - b.startMs ||
  a.endMs - b.endMs ||
  compareIds(a.lane, b.lane) ||
  compareIds(a.id ?? '', b.id ?? '')
