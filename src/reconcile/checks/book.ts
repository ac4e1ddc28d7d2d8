/** What is wrong in the book itself: double bookings that were there already, and placeholders left behind (§ 4). */
import { practiceOfEntry } from '../attribution.ts'
import { addTo } from '../group.ts'
import type { Entry, Finding } from '../model.ts'
import { isSpent } from '../occupancy.ts'
import { compareIds, sortedIds } from '../order.ts'
import { DAY_MS, overlaps, type Span } from '../span.ts'
import { isLive, type World } from '../world.ts'
import { judgedBookings, type Scene } from './scene.ts'

/** The book as it stands; placeholders and planned changes are not counted. Only on days that the run touches. */
export function bookOverlaps(scene: Scene): Finding[] {
  const { world } = scene
  const days = touchedDays(scene)
  if (days.size === 0) return []
  const found = new Map<string, readonly [Entry, Entry]>()
  for (const entries of liveByPractitioner(world, aroundJudged(scene)).values()) {
    for (const [a, b] of overbookedPairs(world, entries, days)) found.set(pairKey(a, b), [a, b])
  }
  return [...found.values()].map(([a, b]) => ({
    code: 'book-overlap',
    practiceId: practiceOfEntry(world, compareEntries(a, b) <= 0 ? a : b),
    subjectIds: sortedIds([a.pmsAppointmentId, b.pmsAppointmentId]),
  }))
}

/** A placeholder whose booking is nowhere, cancelled online, or in the book by an entry of its own. */
export function stalePlaceholders(scene: Scene): Finding[] {
  return scene.world.snapshot.book.entries.flatMap((entry) => {
    if (entry.status !== 'placeholder') return []
    const owner = scene.judged.owners.get(entry.pmsAppointmentId)
    if (owner !== undefined && !isSpent(owner, scene.pairs)) return []
    return [
      {
        code: 'stale-placeholder' as const,
        practiceId: owner?.practiceId ?? practiceOfEntry(scene.world, entry),
        subjectIds: [entry.pmsAppointmentId],
        ...(owner === undefined ? {} : { bookingId: owner.bookingId }),
      },
    ]
  })
}

/** Well beyond those days, whatever the zone: a book may hold years, and an entry elsewhere shares no time with them. */
function aroundJudged(scene: Scene): Span {
  let startMs = Number.POSITIVE_INFINITY
  let endMs = Number.NEGATIVE_INFINITY
  for (const booking of judgedBookings(scene)) {
    startMs = Math.min(startMs, booking.startMs)
    endMs = Math.max(endMs, booking.endMs)
  }
  return { startMs: startMs - 2 * DAY_MS, endMs: endMs + 2 * DAY_MS }
}

/** Local days of the connection that a judged booking's span touches. */
function touchedDays(scene: Scene): ReadonlySet<string> {
  const days = new Set<string>()
  for (const booking of judgedBookings(scene)) for (const day of daysOf(scene.world, booking)) days.add(day)
  return days
}

function daysOf(world: World, span: Span): string[] {
  const last = world.clock.localDay(span.endMs - 1)
  const days: string[] = []
  // Half-day steps: no local day, however daylight saving shortens it, falls between two of them.
  for (let atMs = span.startMs; ; atMs += DAY_MS / 2) {
    const day = world.clock.localDay(Math.min(atMs, span.endMs - 1))
    if (days.at(-1) !== day) days.push(day)
    if (day >= last) return days
  }
}

function liveByPractitioner(world: World, within: Span): Map<string, Entry[]> {
  const lists = new Map<string, Entry[]>()
  for (const entry of world.snapshot.book.entries) {
    if (!isLive(entry) || !overlaps(entry, within)) continue
    addTo(lists, entry.pmsPractitionerId, entry)
  }
  return lists
}

/**
 * Sweeps one practitioner's entries. Wherever two or more are there at once, the stretch is cut at the edges of
 * sessions and days, and every pair in a piece with more entries than capacity is overbooked.
 */
function* overbookedPairs(
  world: World,
  entries: Entry[],
  days: ReadonlySet<string>,
): Generator<readonly [Entry, Entry]> {
  entries.sort(compareEntries)
  let present: Entry[] = []
  const edges = [...new Set(entries.flatMap((entry) => [entry.startMs, entry.endMs]))].sort((a, b) => a - b)
  let next = 0
  for (const [index, startMs] of edges.entries()) {
    present = present.filter((entry) => entry.endMs > startMs)
    for (
      let entry = entries[next];
      entry !== undefined && entry.startMs === startMs;
      entry = entries[++next]
    ) {
      present.push(entry)
    }
    const endMs = edges[index + 1]
    if (endMs === undefined || present.length < 2) continue
    if (!isOverbooked(world, { startMs, endMs }, present, days)) continue
    for (const [position, a] of present.entries()) {
      for (const b of present.slice(position + 1)) yield [a, b]
    }
  }
}

function isOverbooked(
  world: World,
  span: Span,
  present: readonly Entry[],
  days: ReadonlySet<string>,
): boolean {
  const practitioner = present[0]?.pmsPractitionerId ?? ''
  const sessions = world.sessions.overlapping(practitioner, span)
  const cuts = sessions.flatMap((session) => [session.startMs, session.endMs])
  const starts = [span.startMs, ...cuts.filter((ms) => span.startMs < ms && ms < span.endMs)].sort(
    (a, b) => a - b,
  )
  return starts.some((startMs, index) => {
    const piece = { startMs, endMs: starts[index + 1] ?? span.endMs }
    const around = sessions.filter((s) => s.startMs <= startMs && startMs < s.endMs)
    const capacity = around.length === 0 ? 1 : Math.max(...around.map((session) => session.capacity))
    return present.length > capacity && daysOf(world, piece).some((day) => days.has(day))
  })
}

const compareEntries = (a: Entry, b: Entry): number =>
  a.startMs - b.startMs || compareIds(a.pmsAppointmentId, b.pmsAppointmentId)

const pairKey = (a: Entry, b: Entry): string =>
  JSON.stringify(sortedIds([a.pmsAppointmentId, b.pmsAppointmentId]))
