/**
 * PURE. When the rows of the calendar are, in real time: every occurrence that touches the days that are asked for, each
 * at the same wall-clock time whatever the clocks did in between.
 */
import type { EpochMs, Span } from '../../../reconcile/span.ts'
import { dayText } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'
import type { EventRow } from '../rows.ts'
import type { Doubts } from './doubts.ts'
import { type Occurrence, occurrencesOf } from './occurrences.ts'
import { DAY_SECONDS, daysLong, isAllDay, type Times, timesOf } from './times.ts'

/** Days since 1970, both included. */
export interface Window {
  readonly fromDay: number
  readonly toDay: number
  /** When the first of them begins. */
  readonly startMs: EpochMs
}

/** What every reader of rows needs. */
export interface Scene {
  readonly window: Window
  readonly reading: Reading
  readonly doubts: Doubts
}

export interface Placed extends Span, Occurrence {}

/** `lengthless`: what a row is that has neither end nor duration. */
export function spansOf(row: EventRow, lengthless: 'fault' | 'doubt', scene: Scene): readonly Placed[] {
  if (isAllDay(row)) return allDay(row, scene)
  const { window, reading, doubts } = scene
  const times = timesOf(row)
  const from = window.fromDay - reachOf(times)
  const occurrences = occurrencesOf(row, { fromDay: from, toDay: window.toDay }, reading, doubts)
  if (occurrences.length === 0) return []
  const { start, length, faults, hasNoLength } = times
  for (const fault of faults) reading.fault(`event ${row.pc_eid}`, fault)
  if (hasNoLength) {
    const what = 'it has neither an end nor a duration'
    if (lengthless === 'fault') reading.fault(`event ${row.pc_eid}`, what)
    else doubts.add(`${what}, and was left out`, row.pc_eid)
  }
  if (start === null || length === null) return []
  return occurrences.flatMap((occurrence) => {
    const subject = `event ${occurrence.id}`
    const startMs = reading.instant(subject, 'its start', localTime(occurrence.day, start))
    const endMs = reading.instant(subject, 'its end', localTime(occurrence.day, start + length))
    if (startMs === null || endMs === null || !touches({ startMs, endMs }, window)) return []
    return [{ ...occurrence, startMs, endMs }]
  })
}

/** When a switch is thrown; how long its row is means nothing. */
export function pointsOf(row: EventRow, scene: Scene): readonly (Occurrence & { readonly atMs: EpochMs })[] {
  const { window, reading, doubts } = scene
  const occurrences = occurrencesOf(row, window, reading, doubts)
  if (occurrences.length === 0) return []
  const start = isAllDay(row) ? 0 : timesOf(row).start
  if (start === null) {
    reading.fault(`event ${row.pc_eid}`, 'pc_startTime is no time of a day')
    return []
  }
  return occurrences.flatMap((occurrence) => {
    const atMs =
      start === 0
        ? reading.clock.dayStart(dayText(occurrence.day))
        : reading.instant(`event ${occurrence.id}`, 'its start', localTime(occurrence.day, start))
    return atMs === null ? [] : [{ ...occurrence, atMs }]
  })
}

function allDay(row: EventRow, { window, reading, doubts }: Scene): readonly Placed[] {
  const long = daysLong(row)
  const days = { fromDay: window.fromDay - long + 1, toDay: window.toDay }
  return occurrencesOf(row, days, reading, doubts).map((occurrence) => ({
    ...occurrence,
    startMs: reading.clock.dayStart(dayText(occurrence.day)),
    endMs: reading.clock.dayStart(dayText(occurrence.day + long)),
  }))
}

/** How many days before the first one a row may start and still touch it; one where nobody knows. */
const reachOf = ({ start, length }: Times): number =>
  start === null || length === null ? 1 : Math.floor((start + length) / DAY_SECONDS)

/** Whether it lasts into the window; it starts before its end. What has no length is let through, to be told of. */
const touches = ({ startMs, endMs }: Span, window: Window): boolean =>
  endMs > window.startMs || startMs >= window.startMs

/** Seconds after midnight, over one or more midnights too, as a wall-clock time. */
function localTime(day: number, seconds: number): string {
  const rest = seconds % DAY_SECONDS
  const parts = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60]
  const time = parts.map((part) => String(part).padStart(2, '0')).join(':')
  return `${dayText(day + Math.floor(seconds / DAY_SECONDS))}T${time}`
}
