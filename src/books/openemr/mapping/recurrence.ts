/**
 * PURE. The days of a series, exactly as OpenEMR steps through them (`fetchEvents`): each from the one before it, not
 * from the first, so that what overflowed once (31 January + 1 month = 3 March) stays there. The first day counts
 * whatever weekday it is. Days are counts since 1970-01-01. Weekends are Saturday and Sunday.
 */
import { DAY_MS } from '../../../reconcile/span.ts'

export type Rule =
  | {
      readonly kind: 'every'
      readonly unit: 'day' | 'week' | 'month' | 'year' | 'workday'
      readonly every: number
    }
  /** 0 = Sunday; on these days of every week. */
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  /** The nth such weekday (5: the last) of every so many months, whether or not the first day is one. */
  | {
      readonly kind: 'nth'
      readonly nth: number
      readonly weekday: number
      readonly months: number
      /** Months counted from the 1st; older rows count from their day, and the 31st passes over short months. */
      readonly fromFirst: boolean
    }

/** The days of the rule within `fromDay` … `toDay`, in order; null when that takes more steps than any real series. */
export function seriesDays(
  rule: Rule,
  firstDay: number,
  fromDay: number,
  toDay: number,
): readonly number[] | null {
  return rule.kind === 'nth'
    ? nthDays(rule, firstDay, fromDay, toDay)
    : steppedDays(rule, firstDay, fromDay, toDay)
}

/** Sunday 0 … Saturday 6. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7

const MOST_STEPS = 10_000

type SteppedRule = Exclude<Rule, { kind: 'nth' }>
type NthRule = Extract<Rule, { kind: 'nth' }>

function steppedDays(rule: SteppedRule, firstDay: number, fromDay: number, toDay: number): number[] | null {
  const days: number[] = []
  let day = skipped(rule, firstDay, fromDay)
  for (let steps = 0; day <= toDay; steps++) {
    if (steps === MOST_STEPS) return null
    if (day >= fromDay) days.push(day)
    day = nextDay(rule, day)
  }
  return days
}

/**
 * A day of the series at or shortly before `fromDay`. A step that depends on nothing but the weekday goes in circles:
 * once a weekday comes again, whole rounds can be passed over. Months and years are few enough to be walked.
 */
function skipped(rule: SteppedRule, firstDay: number, fromDay: number): number {
  if (rule.kind === 'every' && (rule.unit === 'month' || rule.unit === 'year')) return firstDay
  const seen = new Map<number, number>()
  let day = firstDay
  while (day < fromDay) {
    const earlier = seen.get(weekdayOf(day))
    if (earlier !== undefined) {
      const round = day - earlier
      return day + Math.floor((fromDay - day) / round) * round
    }
    seen.set(weekdayOf(day), day)
    const next = nextDay(rule, day)
    if (next > fromDay) return day
    day = next
  }
  return day
}

function nextDay(rule: SteppedRule, day: number): number {
  if (rule.kind === 'weekdays') return nextAmong(rule.weekdays, day)
  switch (rule.unit) {
    case 'day':
      return day + rule.every
    case 'week':
      return day + 7 * rule.every
    case 'workday':
      return nextWorkday(day, rule.every)
    case 'month':
      return moved(day, rule.every)
    case 'year':
      return moved(day, 12 * rule.every)
    default:
      throw rule.unit satisfies never
  }
}

function nextAmong(weekdays: readonly number[], day: number): number {
  const ahead = weekdays.map((weekday) => (weekday - weekdayOf(day) + 6) % 7)
  return day + 1 + Math.min(...ahead)
}

/**
 * Right for up to six, which is what the form offers. Beyond that OpenEMR counts too few weekends; it is its book, so
 * this does the same.
 */
function nextWorkday(day: number, every: number): number {
  let next = day + every
  for (let ahead = 1; ahead <= every; ahead++) if (isWeekend(day + ahead)) next++
  if (weekdayOf(next) === SATURDAY) return next + 2
  return weekdayOf(next) === SUNDAY ? next + 1 : next
}

const SUNDAY = 0
const SATURDAY = 6
const isWeekend = (day: number): boolean => weekdayOf(day) === SUNDAY || weekdayOf(day) === SATURDAY

function nthDays(rule: NthRule, firstDay: number, fromDay: number, toDay: number): number[] | null {
  const days: number[] = []
  const first = partsOf(firstDay)
  let at = rule.fromFirst ? dayOf(first.year, first.month, 1) : firstDay
  for (let steps = 0; startOfMonth(at) <= toDay; steps++) {
    if (steps === MOST_STEPS) return null
    const day = nthWeekday(rule, at)
    if (day >= fromDay && day <= toDay) days.push(day)
    at = moved(at, rule.months)
  }
  return days
}

/** In the month of `at`. There is always a fourth one, so a fifth that is not there is the last. */
function nthWeekday({ nth, weekday }: NthRule, at: number): number {
  const start = startOfMonth(at)
  const { year, month } = partsOf(at)
  const day = start + ((weekday - weekdayOf(start) + 7) % 7) + (nth - 1) * 7
  return day < dayOf(year, month + 1, 1) ? day : day - 7
}

/** As PHP's mktime: a day that the month does not have runs over into the next. */
function moved(day: number, months: number): number {
  const { year, month, dayOfMonth } = partsOf(day)
  return dayOf(year, month + months, dayOfMonth)
}

function startOfMonth(day: number): number {
  return day - partsOf(day).dayOfMonth + 1
}

const dayOf = (year: number, month: number, dayOfMonth: number): number =>
  Date.UTC(year, month, dayOfMonth) / DAY_MS

function partsOf(day: number): { year: number; month: number; dayOfMonth: number } {
  const date = new Date(day * DAY_MS)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), dayOfMonth: date.getUTCDate() }
}
