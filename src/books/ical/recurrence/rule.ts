/**
 * PURE. A recurrence rule (RFC 5545 § 3.3.10) as ical.js understands it, and what it may not be. ical.js is lenient
 * (`COUNT=5x` is 5, an unknown part is skipped), and a rule understood by half is free time where there is none.
 */
import ICAL from 'ical.js'
import { BadComponent, type Property, timeIn, type Written } from '../text/properties.ts'

export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
export type Frequency = (typeof FREQUENCIES)[number]

/** `SU` is 0. `nth` 0: every one. */
export interface Weekday {
  readonly nth: number
  readonly weekday: number
}

/** Lists are empty where the rule says nothing. */
export interface Rule {
  readonly frequency: Frequency
  readonly interval: number
  readonly count: number | null
  readonly until: Written | null
  readonly weekStart: number
  readonly byMonth: readonly number[]
  readonly byWeek: readonly number[]
  readonly byYearDay: readonly number[]
  readonly byMonthDay: readonly number[]
  readonly byDay: readonly Weekday[]
  readonly byHour: readonly number[]
  readonly byMinute: readonly number[]
  readonly bySecond: readonly number[]
  readonly bySetPosition: readonly number[]
}

export function ruleOf(property: Property): Rule {
  const text = property.text.trim().toUpperCase().replace(/;$/, '')
  const parts = partsOf(text)
  const { parts: lists, freq, interval, count, wkst } = understood(text)
  const frequency = FREQUENCIES.find((one) => one === freq)
  if (frequency === undefined) throw new BadComponent('it repeats within a day, which no appointment does')
  const until = parts.get('UNTIL')
  if (until !== undefined && parts.has('COUNT')) throw new BadComponent('its rule has two ends')
  if (parts.has('COUNT') && !count) throw new BadComponent('its rule repeats it no time at all')
  const numbers = (name: string): readonly number[] => (lists[name] ?? []).map(Number)
  const rule: Rule = {
    frequency,
    interval,
    count: count || null,
    until: until === undefined ? null : timeIn(until, property),
    weekStart: wkst - 1,
    byMonth: numbers('BYMONTH'),
    byWeek: numbers('BYWEEKNO'),
    byYearDay: numbers('BYYEARDAY'),
    byMonthDay: numbers('BYMONTHDAY'),
    byDay: (lists['BYDAY'] ?? []).map(weekdayOf),
    byHour: numbers('BYHOUR'),
    byMinute: numbers('BYMINUTE'),
    bySecond: numbers('BYSECOND'),
    bySetPosition: numbers('BYSETPOS'),
  }
  const misfit = misfitOf(rule)
  if (misfit !== null) throw new BadComponent(`its rule has ${misfit} where there may be none`)
  return rule
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const LISTS = ['BYMONTH', 'BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY', 'BYHOUR', 'BYMINUTE', 'BYSECOND', 'BYSETPOS']

/** What each part of the rule must look like. */
const SHAPES = new Map<string, RegExp>([
  ['FREQ', /^[A-Z]+$/],
  ['INTERVAL', /^[1-9]\d{0,4}$/],
  ['COUNT', /^\d{1,6}$/],
  ['UNTIL', /^[0-9TZ]+$/],
  ['WKST', /^[A-Z]{2}$/],
  ['BYDAY', /^([+-]?\d{1,2})?[A-Z]{2}(,([+-]?\d{1,2})?[A-Z]{2})*$/],
  ...LISTS.map((name): [string, RegExp] => [name, /^[+-]?\d{1,3}(,[+-]?\d{1,3})*$/]),
])

function partsOf(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const [name = '', value = '', ...rest] = part.split('=')
    const shape = SHAPES.get(name)
    if (shape === undefined) throw new BadComponent('its rule has a part that is not understood')
    if (!shape.test(value) || rest.length > 0 || parts.has(name))
      throw new BadComponent('its rule is not one')
    parts.set(name, value)
  }
  return parts
}

interface Understood {
  readonly freq: string
  readonly interval: number
  readonly count: number | null
  readonly wkst: number
  readonly parts: Readonly<Record<string, readonly (string | number)[]>>
}

function understood(text: string): Understood {
  try {
    // What it makes of UNTIL depends on its length alone; that is read by us.
    return ICAL.Recur.fromString(text.replace(/;UNTIL=[^;]*|^UNTIL=[^;]*;/, '')) as unknown as Understood
  } catch {
    throw new BadComponent('its rule is not one')
  }
}

function weekdayOf(text: string | number): Weekday {
  const [, nth = '', day = ''] = /^([+-]?\d*)([A-Z]{2})$/.exec(String(text)) ?? []
  return { nth: Number(nth), weekday: WEEKDAYS.indexOf(day) }
}

/** RFC 5545 § 3.3.10: which parts have no meaning beside which. */
function misfitOf({ frequency, byWeek, byYearDay, byMonthDay, byDay, bySetPosition }: Rule): string | null {
  const zero = [byWeek, byYearDay, byMonthDay, bySetPosition].some((list) => list.includes(0))
  if (zero) return 'a zeroth day'
  if (byWeek.length > 0 && frequency !== 'YEARLY') return 'BYWEEKNO'
  if (byYearDay.length > 0 && frequency !== 'YEARLY') return 'BYYEARDAY'
  if (byMonthDay.length > 0 && frequency === 'WEEKLY') return 'BYMONTHDAY'
  const nth = byDay.some((day) => day.nth !== 0)
  if (nth && (frequency === 'DAILY' || frequency === 'WEEKLY' || byWeek.length > 0)) return 'a numbered BYDAY'
  return null
}
