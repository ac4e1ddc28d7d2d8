/**
 * PURE. When a rule comes round, on the wall clock of its event. Period by period, each day asked whether the rule means
 * it: without COUNT it begins where it is asked for, so a rule that never ends costs no more than one that does. (The
 * iterator of ical.js walks from the first day on, and with a rule that fits no day it never comes back.)
 */
import { DAY_MS } from '../../../reconcile/span.ts'
import type { Budget } from '../text/budget.ts'
import { BadComponent } from '../text/properties.ts'
import type { Rule } from './rule.ts'

/** A wall-clock time as if it were UTC. */
export type LocalMs = number

/**
 * The times in `[fromMs, toMs)`, in order. `isPast`: whether a time is after the rule's UNTIL, which may be an instant,
 * while nothing here knows of zones.
 */
export function* timesOf(
  rule: Rule,
  startMs: LocalMs,
  fromMs: LocalMs,
  toMs: LocalMs,
  isPast: (at: LocalMs) => boolean,
  budget: Budget,
): Generator<LocalMs> {
  const full = completed(rule, startMs)
  const startDay = Math.floor(startMs / DAY_MS)
  const clockTimes = clockTimesOf(full, startMs - startDay * DAY_MS)
  const lastDay = Math.floor((toMs - 1) / DAY_MS)
  let left = full.count ?? Number.POSITIVE_INFINITY
  // A count must be counted from the first on.
  const firstOfAll = full.count === null ? firstPeriod(full, startDay, Math.floor(fromMs / DAY_MS)) : 0
  for (let turn = firstOfAll; ; turn++) {
    const [first, last] = periodOf(full, startDay, turn)
    if (!(first <= lastDay)) return
    budget.spend(1 + last - first)
    let found: LocalMs[] = []
    for (let day = first; day <= last; day++) {
      if (!isMeant(full, day)) continue
      budget.spend(clockTimes.length)
      for (const clockTime of clockTimes) found.push(day * DAY_MS + clockTime)
    }
    if (full.bySetPosition.length > 0) found = positionsOf(found, full.bySetPosition)
    for (const at of found) {
      if (at < startMs) continue
      if (left-- <= 0 || at >= toMs || isPast(at)) return
      if (at >= fromMs) yield at
    }
  }
}

/** Every five minutes: no appointment comes more often. */
const MOST_A_DAY = 288

/** What a rule leaves open is as at its start. */
function completed(rule: Rule, startMs: LocalMs): Rule {
  const { frequency, byMonth, byWeek, byYearDay, byMonthDay, byDay } = rule
  const start = new Date(startMs)
  const weekday = [{ nth: 0, weekday: start.getUTCDay() }]
  if (byYearDay.length > 0 || byMonthDay.length > 0 || byDay.length > 0) return rule
  if (byWeek.length > 0 || frequency === 'WEEKLY') return { ...rule, byDay: weekday }
  if (frequency === 'DAILY') return rule
  const month = frequency === 'YEARLY' && byMonth.length === 0 ? [start.getUTCMonth() + 1] : byMonth
  return { ...rule, byMonth: month, byMonthDay: [start.getUTCDate()] }
}

function clockTimesOf(rule: Rule, startMs: number): number[] {
  const start = new Date(startMs)
  const or = (list: readonly number[], instead: number): readonly number[] =>
    list.length > 0 ? list : [instead]
  const hours = or(rule.byHour, start.getUTCHours())
  const minutes = or(rule.byMinute, start.getUTCMinutes())
  const seconds = or(rule.bySecond, start.getUTCSeconds())
  if (hours.length * minutes.length * seconds.length > MOST_A_DAY)
    throw new BadComponent('it repeats too often')
  const all = hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => ((h * 60 + m) * 60 + s) * 1000)))
  return all.sort((a, b) => a - b)
}

/** The first and the last day of the `turn`-th period that the rule does not leave out. */
function periodOf(
  { frequency, interval, weekStart }: Rule,
  startDay: number,
  turn: number,
): [number, number] {
  const steps = turn * interval
  if (frequency === 'DAILY') return [startDay + steps, startDay + steps]
  if (frequency === 'WEEKLY') {
    const first = startDay - sinceWeekStart(startDay, weekStart) + 7 * steps
    return [first, first + 6]
  }
  const start = new Date(startDay * DAY_MS)
  const year = start.getUTCFullYear()
  if (frequency === 'YEARLY') return [dayOf(year + steps, 0), dayOf(year + steps + 1, 0) - 1]
  const month = start.getUTCMonth() + steps
  return [dayOf(year, month), dayOf(year, month + 1) - 1]
}

/** A period that does not begin after `fromDay`, near it. */
function firstPeriod({ frequency, interval }: Rule, startDay: number, fromDay: number): number {
  const longest = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 }[frequency] * interval
  return Math.max(0, Math.floor((fromDay - startDay) / longest) - 1)
}

function isMeant(rule: Rule, day: number): boolean {
  const { byMonth, byWeek, byYearDay, byMonthDay, byDay } = rule
  const date = new Date(day * DAY_MS)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth()
  if (byMonth.length > 0 && !byMonth.includes(month + 1)) return false
  if (byMonthDay.length > 0 && !fits(byMonthDay, day, dayOf(year, month), dayOf(year, month + 1)))
    return false
  if (byYearDay.length > 0 && !fits(byYearDay, day, dayOf(year, 0), dayOf(year + 1, 0))) return false
  if (byWeek.length > 0 && !isInWeek(byWeek, day, rule.weekStart)) return false
  if (byDay.length === 0) return true
  const inMonth = rule.frequency === 'MONTHLY' || byMonth.length > 0
  const first = inMonth ? dayOf(year, month) : dayOf(year, 0)
  const end = inMonth ? dayOf(year, month + 1) : dayOf(year + 1, 0)
  const nth = Math.floor((day - first) / 7) + 1
  const nthLast = -Math.floor((end - 1 - day) / 7) - 1
  return byDay.some(
    (one) => one.weekday === date.getUTCDay() && (one.nth === 0 || one.nth === nth || one.nth === nthLast),
  )
}

/** Counted from the front (1 …) or the back (-1 …) of `[first, end)`. */
const fits = (list: readonly number[], day: number, first: number, end: number): boolean =>
  list.includes(day - first + 1) || list.includes(day - end)

/** Week 1 is the first with at least four days in the year; its first days may lie in the year before. */
function isInWeek(weeks: readonly number[], day: number, weekStart: number): boolean {
  const middle = day - sinceWeekStart(day, weekStart) + 3
  const year = new Date(middle * DAY_MS).getUTCFullYear()
  const week = Math.floor((middle - dayOf(year, 0)) / 7) + 1
  const weeksLeft = Math.floor((dayOf(year + 1, 0) - 1 - middle) / 7)
  return weeks.includes(week) || weeks.includes(-weeksLeft - 1)
}

const sinceWeekStart = (day: number, weekStart: number): number =>
  (new Date(day * DAY_MS).getUTCDay() - weekStart + 7) % 7

/** Days since 1970-01-01; months beyond the twelfth are of later years. */
const dayOf = (year: number, month: number): number => Date.UTC(year, month, 1) / DAY_MS

function positionsOf(found: readonly LocalMs[], positions: readonly number[]): LocalMs[] {
  const picked = new Set(positions.map((at) => found[at > 0 ? at - 1 : found.length + at]))
  return found.filter((at) => picked.has(at))
}
