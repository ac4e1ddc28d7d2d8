/**
 * PURE. What a server is asked for. Always with full instants: a bare day is a day of UTC to some servers. Day by day, so
 * that most answers are one page and none meets the limit that servers set to how far one may turn pages.
 */
import { DAY_MS, type EpochMs, isoInstant, type Span } from '../../../reconcile/span.ts'
import type { Scope } from '../../book.ts'
import { dayText, parseDay } from '../../calendar.ts'
import type { WallClock } from '../../wall-time.ts'
import type { Query } from '../rest.ts'

/** Servers may show fewer, and never more. */
const COUNT = ['_count', '200'] as const

/** Leave may stand as one closed slot that began long ago; a slot can only be looked for by its start. */
const LONGEST_CLOSED_MS = 92 * DAY_MS

/** The days of a scope, as one span. */
export function spanOf({ fromOn, toOn }: Pick<Scope, 'fromOn' | 'toOn'>, clock: WallClock): Span {
  const after = dayText((parseDay(toOn) ?? Number.NaN) + 1)
  return { startMs: clock.dayStart(fromOn), endMs: clock.dayStart(after) }
}

/** What touches a span may begin before it. */
export const aDayAround = ({ startMs, endMs }: Span): Span => ({
  startMs: startMs - DAY_MS,
  endMs: endMs + DAY_MS,
})

export function dayByDay({ startMs, endMs }: Span): readonly Span[] {
  const days: Span[] = []
  for (let at = startMs; at < endMs; at += DAY_MS)
    days.push({ startMs: at, endMs: Math.min(at + DAY_MS, endMs) })
  return days
}

export const appointmentsStarting = (span: Span): Query => [
  ...between('date', span),
  ['_sort', 'date'],
  COUNT,
]

export const slotsStarting = (span: Span): Query => [...between('start', span), ['_sort', 'start'], COUNT]

export const closedBefore = ({ startMs }: Span): Query => [
  ['status', 'busy-unavailable'],
  ...slotsStarting({ startMs: startMs - LONGEST_CLOSED_MS, endMs: startMs }),
]

export const changedSince = (ms: EpochMs): Query => [['_lastUpdated', `ge${isoInstant(ms)}`]]

export const everything: Query = [COUNT]

/** Any one slot in which somebody works. */
export const anyWorkingTime: Query = [
  ['status', 'free,busy,busy-tentative'],
  ['_count', '1'],
]

export const carrying = (system: string, value: string): Query => [
  ['identifier', `${escaped(system)}|${escaped(value)}`],
  COUNT,
]

/** Any of these ids of bookings. */
export const carryingAny = (system: string, values: Iterable<string>): readonly Query[] =>
  inBatches(values, 25).map((batch) => [
    ['identifier', batch.map((value) => `${escaped(system)}|${escaped(value)}`).join(',')],
    COUNT,
  ])

/** Searches that together name every value, in addresses of a bearable length. */
export const anyOf = (name: string, values: Iterable<string>): readonly Query[] =>
  inBatches(values, 40).map((batch) => [[name, batch.map(escaped).join(',')], COUNT])

function inBatches(values: Iterable<string>, size: number): readonly string[][] {
  const all = [...new Set(values)]
  const batches: string[][] = []
  for (let at = 0; at < all.length; at += size) batches.push(all.slice(at, at + size))
  return batches
}

const between = (name: string, { startMs, endMs }: Span): Query => [
  [name, `ge${isoInstant(startMs)}`],
  [name, `lt${isoInstant(endMs)}`],
]

/** These four mean something in a search. */
const escaped = (text: string): string => text.replace(/[\\,|$]/g, '\\$&')
