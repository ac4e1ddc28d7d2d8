/** PURE. The occurrences of one event that touch a span: its start, its rules and further dates, without its exceptions. */
import { DAY_MS, type Span } from '../../../reconcile/span.ts'
import type { Event, Moment } from '../mapping/events.ts'
import type { Budget } from '../text/budget.ts'
import { BadComponent, type Length } from '../text/properties.ts'
import { instantIn, type Resolved, type Zone } from '../zones/zone.ts'
import { type LocalMs, timesOf } from './recurrence.ts'
import type { Rule } from './rule.ts'

export interface Occurrence extends Span {
  /** Where the series has it, as an instant: what RECURRENCE-ID and EXDATE name. */
  readonly originMs: number
  /** Where the series has it on the wall clock. */
  readonly originLocalMs: LocalMs
  readonly doubt: Resolved['doubt']
}

export function occurrencesOf(event: Event, span: Span, budget: Budget): Occurrence[] {
  const { start, length } = event
  const found = new Map<number, Occurrence>()
  const isLeftOut = exceptionsOf(event)
  const add = (moment: Moment, its: Length | null): void => {
    const one = occurrenceAt(moment, its)
    // Without length it holds no time, but somebody should hear of it.
    const there = one.startMs < span.endMs && (one.endMs > span.startMs || one.startMs >= span.startMs)
    const known = found.get(one.originMs)
    if (there && (known === undefined || known.endMs < one.endMs)) found.set(one.originMs, one)
  }
  add(start, length)
  const fromMs = span.startMs - lengthMs(length) - ROUND_THE_WORLD_MS
  for (const rule of event.rules) {
    const isPast = endOf(rule, start)
    const all = timesOf(rule, start.localMs, fromMs, span.endMs + ROUND_THE_WORLD_MS, isPast, budget)
    for (const localMs of all) {
      budget.spend(COST_OF_ONE)
      add({ ...start, localMs }, length)
    }
  }
  for (const one of event.more) add(one.start, one.length ?? length)
  return [...found.values()].filter((one) => !isLeftOut(one))
}

/** By instant, or by day where one of the two is only a day. */
function exceptionsOf({ start, except }: Event): (one: Occurrence) => boolean {
  const instants = new Set<number>()
  const days = new Map<number, Span>()
  for (const one of except) {
    const { zone, localMs } = one
    // Of a series of days, a time in UTC is the midnight of one of them, and its date may be that of the day before.
    if (one.kind === 'time' && (start.kind === 'time' || one.utc)) instants.add(instantIn(zone, localMs).ms)
    else days.set(dayOf(localMs), daySpan(zone, dayOf(localMs)))
  }
  return ({ originMs, originLocalMs }) => {
    if (instants.has(originMs)) return true
    const day = days.get(dayOf(originLocalMs))
    // The day of a series in UTC may be meant in UTC or as the practice has it: only where both agree is it sure.
    const isUtc = start.kind === 'time' && start.utc
    return day !== undefined && (!isUtc || (day.startMs <= originMs && originMs < day.endMs))
  }
}

const daySpan = (zone: Zone, day: number): Span => ({
  startMs: instantIn(zone, day * DAY_MS).ms,
  endMs: instantIn(zone, (day + 1) * DAY_MS).ms,
})

/** The instant at which the series had what RECURRENCE-ID names. Some programs name the day alone. */
export function originOf(id: Moment, series: Event | null): number {
  const start = series?.start
  if (id.kind === 'time' || start === undefined) return instantIn(id.zone, id.localMs).ms
  return instantIn(start.zone, dayOf(id.localMs) * DAY_MS + (start.localMs - dayOf(start.localMs) * DAY_MS))
    .ms
}

export function occurrenceAt(start: Moment, length: Length | null): Occurrence {
  const { days, ms } = length ?? { days: 0, ms: 0 }
  if (start.kind === 'day' && ms !== 0) throw new BadComponent('it lasts for hours, and starts with a day')
  const { ms: startMs, doubt } = instantIn(start.zone, start.localMs)
  const endMs = days === 0 ? startMs + ms : instantIn(start.zone, start.localMs + days * DAY_MS).ms + ms
  if (endMs < startMs) throw new BadComponent('it ends before it starts')
  return {
    startMs,
    endMs,
    originMs: startMs,
    originLocalMs: start.localMs,
    doubt: start.kind === 'day' ? null : doubt,
  }
}

/** No wall clock is further from UTC. */
const ROUND_THE_WORLD_MS = 2 * DAY_MS
/** One occurrence kept is as much work as a dozen days looked at. */
const COST_OF_ONE = 12

const dayOf = (localMs: LocalMs): number => Math.floor(localMs / DAY_MS)
const lengthMs = (length: Length | null): number => (length === null ? 0 : length.days * DAY_MS + length.ms)

/** UNTIL is the last time that counts: as an instant, on the wall clock, or as a whole day. */
function endOf({ until }: Rule, start: Moment): (at: LocalMs) => boolean {
  if (until === null) return () => false
  if (until.kind === 'day') return (at) => dayOf(at) > dayOf(until.localMs)
  if (start.kind === 'day') return (at) => dayOf(at) > dayOf(until.localMs)
  return until.utc ? (at) => instantIn(start.zone, at).ms > until.localMs : (at) => at > until.localMs
}
