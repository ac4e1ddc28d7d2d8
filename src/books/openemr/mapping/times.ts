/**
 * PURE. When an event begins and how long it is, out of three columns that may contradict each other. Nothing in OpenEMR
 * keeps them together, and a table of nonsense times must never look like an empty day: what cannot be true is a fault,
 * and of two spans that could be meant the longer is kept.
 */
import type { EventRow } from '../rows.ts'

export const DAY_SECONDS = 86_400

export interface Times {
  /** Seconds of the wall clock after midnight; null: nobody knows when it is. */
  readonly start: number | null
  /** Seconds of the wall clock; 0: it says so itself. Null: there is no believable span. */
  readonly length: number | null
  /** What cannot be true. */
  readonly faults: readonly string[]
  /** Neither an end nor a duration. */
  readonly hasNoLength: boolean
}

type TimeColumns = Pick<EventRow, 'pc_startTime' | 'pc_endTime' | 'pc_duration' | 'pc_alldayevent'>

export const isAllDay = ({ pc_alldayevent }: Pick<EventRow, 'pc_alldayevent'>): boolean =>
  pc_alldayevent === '1'

export function timesOf(row: TimeColumns): Times {
  const start = clock(row.pc_startTime)
  const end = clock(row.pc_endTime)
  const duration = seconds(row.pc_duration)
  const faults: string[] = []
  if (typeof start !== 'number') faults.push('pc_startTime is no time of a day')
  if (end === 'wrong') faults.push('pc_endTime is no time of a day')
  if (duration === 'wrong') faults.push('pc_duration is no length of an event')
  if (typeof start !== 'number') return { start: null, length: null, faults, hasNoLength: false }

  const byDuration = typeof duration === 'number' && duration > 0 ? duration : null
  if (typeof end !== 'number') {
    return { start, length: byDuration, faults, hasNoLength: byDuration === null && faults.length === 0 }
  }
  if (byDuration === null) {
    // Without a duration nothing says that it goes on over midnight.
    if (end < start) faults.push('it ends before it starts')
    return { start, length: end < start ? null : end - start, faults, hasNoLength: false }
  }
  if ((start + byDuration) % DAY_SECONDS !== end) {
    faults.push('start, end and duration contradict each other')
    return { start, length: Math.max(byDuration, end - start), faults, hasNoLength: false }
  }
  return { start, length: byDuration, faults, hasNoLength: false }
}

/** MySQL's "no date", which newer versions store as NULL. */
export const isZeroDate = (text: string): boolean => text.startsWith('0000-00-00')

/** How many days an all-day event takes; OpenEMR writes 86,400 seconds for one. */
export function daysLong({ pc_duration }: Pick<EventRow, 'pc_duration'>): number {
  const duration = seconds(pc_duration)
  return typeof duration === 'number' ? Math.max(1, Math.ceil(duration / DAY_SECONDS)) : 1
}

/** `HH:mm:ss`; a TIME column also takes `128:00:00` and negative times, which are none of a day. */
function clock(text: string | null): number | 'absent' | 'wrong' {
  if (text === null || text === '') return 'absent'
  const [, hours, minutes, rest] = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d+)?$/.exec(text) ?? []
  return hours === undefined ? 'wrong' : Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)
}

/** A year at most: whatever is longer was not typed by anybody who meant it. */
function seconds(text: string | null): number | 'absent' | 'wrong' {
  if (text === null || text === '') return 'absent'
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value <= 366 * DAY_SECONDS ? value : 'wrong'
}
