/** PURE. A day and its boxes in words, short for the picture and in full for the list under it. */
import type { WallClock } from '../../books/wall-time.ts'
import { type Span, sameSpan } from '../../reconcile/span.ts'
import { titleOf } from '../sayings.ts'
import type { DayItem } from './day-items.ts'
import { type Day, hullOf } from './day-items.ts'
import { dayOf, wallOf } from './day-stretches.ts'
import type { PartContext } from './parts.ts'

export interface DaySaid {
  /** With the offset where the day has an hour twice, or lacks one. */
  time(ms: number): string
  span(span: Span): string
  /** For a box that stands beside the axis: as short as can be. */
  brief(span: Span): string
  /** The first words of a box, and what goes under them. */
  head(item: DayItem): string
  under(item: DayItem): string
  /** The sentence of the list, without time and id. */
  long(item: DayItem): string
  /** Whether the clocks change on this day. */
  readonly changes: boolean
}

export function daySaid(day: Day, clock: WallClock, { words }: PartContext): DaySaid {
  const { day: own } = words.page
  const hull = [dayOf(day.day, clock), hullOf(day.stretches)]
  const changes = hull.some(
    ({ startMs, endMs }) => wallOf(startMs, clock).offset !== wallOf(endMs, clock).offset,
  )
  const time = (ms: number): string => {
    const { hour, minute, offset } = wallOf(ms, clock)
    const said = own.clock(hour, minute)
    return changes ? own.withOffset(said, offset) : said
  }
  const under = (item: DayItem): string => {
    switch (item.kind) {
      case 'busy':
        return item.id === null ? '' : own.busyElsewhere
      case 'booking':
        return own.booking[item.note]
      case 'offer':
        return time(item.startMs)
      case 'entry':
        return [own.entry[item.note].short, item.answersFor === null ? '' : own.answersFor(item.answersFor)]
          .filter((part) => part !== '')
          .join(' ')
      default:
        return item satisfies never
    }
  }
  const head = (item: DayItem): string => {
    if (item.kind !== 'offer') return item.id ?? own.busyElsewhere
    return item.rank === 0 ? own.offerTo(item.id) : own.orTo(item.id)
  }
  const core = (item: DayItem): string => {
    switch (item.kind) {
      case 'busy':
        return `${own.busyElsewhere}.`
      case 'booking':
        return `${item.verdict === null ? own.laterBooking : titleOf(words, item.verdict)}.`
      case 'offer':
        return `${item.rank === 0 ? own.offerLong(item.id) : own.orLong(item.id)}.`
      case 'entry': {
        const { long } = own.entry[item.note]
        return `${item.answersFor === null ? long : `${long}, ${own.answersFor(item.answersFor)}`}.`
      }
      default:
        return item satisfies never
    }
  }
  return {
    time,
    span: ({ startMs, endMs }) => own.between(time(startMs), time(endMs)),
    brief: ({ startMs, endMs }) =>
      [startMs, endMs]
        .map((ms) => wallOf(ms, clock))
        .map(({ hour, minute }) => own.brief(hour, minute))
        .join('–'),
    head,
    under,
    long: (item) =>
      [
        core(item),
        item.kind === 'booking' && item.takenBy.length > 0 ? own.takenBy(item.takenBy) : '',
        item.wantedBy.length > 0 ? own.holdsAgainst(item.wantedBy) : '',
        item.kind === 'entry' && item.samePatient.length > 0 ? own.samePatient(item.samePatient) : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
    changes,
  }
}

/** Sessions and leave of the day in sentences. Two equal blocks are told once. */
export function groundSaid(day: Day, said: DaySaid, { words }: PartContext): readonly string[] {
  const { day: own } = words.page
  const once = (spans: readonly Span[]): string[] =>
    spans
      .filter((span, index) => spans.findIndex((other) => sameSpan(span, other)) === index)
      .toSorted((a, b) => a.startMs - b.startMs)
      .map(said.span)
  const sessions = day.sessions.filter(({ isOwn }) => isOwn)
  return [
    ...(day.sessionsKnown ? [own.sessions(once(sessions))] : []),
    ...(day.blocks.length === 0 ? [] : [own.away(once(day.blocks))]),
  ]
}
