/**
 * PURE. The days on which a row takes place. Moving or cancelling one occurrence of a series leaves an exception in the
 * series and makes a row that stands alone, with no link between the two.
 */
import { dayText, parseDay } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'
import type { EventRow } from '../rows.ts'
import type { Doubts } from './doubts.ts'
import { occurrenceId } from './ids.ts'
import { seriesDays } from './recurrence.ts'
import { BadRule, recurrenceOf } from './recurrspec.ts'
import { isZeroDate } from './times.ts'

export interface Occurrence {
  readonly id: string
  /** Days since 1970. */
  readonly day: number
  /** On the row's own date, whose id is the row's. */
  readonly isOwn: boolean
}

type SeriesColumns = Pick<
  EventRow,
  'pc_eid' | 'pc_eventDate' | 'pc_endDate' | 'pc_recurrtype' | 'pc_recurrspec'
>

/** Within these days. Of a series that cannot be followed only its own date, with a fault: more is not known. */
export function occurrencesOf(
  row: SeriesColumns,
  days: { readonly fromDay: number; readonly toDay: number },
  reading: Reading,
  doubts: Doubts,
): readonly Occurrence[] {
  const firstDay = parseDay(row.pc_eventDate ?? '')
  if (firstDay === null) {
    reading.fault(`event ${row.pc_eid}`, 'pc_eventDate is no day of the calendar')
    return []
  }
  const firstOn = dayText(firstDay)
  const found = row.pc_recurrtype === '0' ? [firstDay] : repeated(row, firstDay, days, reading, doubts)
  return found
    .filter((day) => day >= days.fromDay && day <= days.toDay)
    .map((day) => ({
      id: occurrenceId(row.pc_eid, dayText(day), firstOn),
      day,
      isOwn: day === firstDay,
    }))
}

function repeated(
  row: SeriesColumns,
  firstDay: number,
  { fromDay, toDay }: { readonly fromDay: number; readonly toDay: number },
  reading: Reading,
  doubts: Doubts,
): readonly number[] {
  const unclear = (what: string): readonly number[] => {
    reading.fault(`event ${row.pc_eid}`, `${what}; only its first date was read`)
    return [firstDay]
  }
  const lastDay = lastDayOf(row.pc_endDate)
  if (Number.isNaN(lastDay)) return unclear('pc_endDate is no day of the calendar')
  if (lastDay < firstDay) return unclear('its series ends before it starts')
  if (firstDay > toDay || lastDay < fromDay) return []
  try {
    const { rule, exceptions, strayExceptions } = recurrenceOf(row)
    const days = seriesDays(rule, firstDay, fromDay, Math.min(lastDay, toDay))
    if (days === null) return unclear('its series takes too many steps')
    if (lastDay === Number.POSITIVE_INFINITY) doubts.add('its series has no end', row.pc_eid)
    if (strayExceptions > 0) doubts.add('it has exceptions that are no days', row.pc_eid)
    return days.filter((day) => day >= firstDay && !exceptions.has(day))
  } catch (error) {
    if (error instanceof BadRule) return unclear(error.message)
    throw error
  }
}

/** No end: infinity. Not a day: NaN. */
function lastDayOf(endDate: string | null): number {
  if (endDate === null || endDate === '' || isZeroDate(endDate)) return Number.POSITIVE_INFINITY
  return parseDay(endDate) ?? Number.NaN
}
