/**
 * PURE. The calendar without zones: text of days, wall-clock times and instants to numbers and back. By hand and not
 * with `Date`, because `Date` forgives (February 30th) and is too slow for a million appointments.
 */

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Days since 1970-01-01 of `YYYY-MM-DD`; null when that is not a day of the calendar. */
export function parseDay(text: string): number | null {
  return text.length === 10 ? dayAt(text) : null
}

/** `YYYY-MM-DD` of a count of days since 1970-01-01. */
export function dayText(days: number): string {
  const known = dayTexts.get(days)
  if (known !== undefined) return known
  if (dayTexts.size > 20_000) dayTexts.clear()
  const text = new Date(days * DAY_MS).toISOString().slice(0, -14)
  dayTexts.set(days, text)
  return text
}

/**
 * `YYYY-MM-DDTHH:mm[:ss[.fraction]]` as if it were UTC, in milliseconds; null when it is anything else. Digits below
 * the millisecond are cut off.
 */
export function parseLocal(text: string): number | null {
  const clock = clockAt(text)
  return clock !== null && clock.end === text.length ? clock.ms : null
}

/** The same with `Z` or `±HH:mm` behind it: a real instant in epoch milliseconds. A text without offset is null. */
export function parseInstant(text: string): number | null {
  const clock = clockAt(text)
  if (clock === null) return null
  const rest = text.length - clock.end
  const sign = text.charCodeAt(clock.end)
  if (rest === 1) return sign === 0x5a ? clock.ms : null
  if (rest !== 6 || (sign !== 0x2b && sign !== 0x2d) || text.charCodeAt(clock.end + 3) !== 0x3a) return null
  const hours = twoDigits(text, clock.end + 1)
  const minutes = twoDigits(text, clock.end + 4)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null
  const offset = (hours * 60 + minutes) * MINUTE_MS
  return sign === 0x2b ? clock.ms - offset : clock.ms + offset
}

const dayTexts = new Map<number, string>()
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function clockAt(text: string): { ms: number; end: number } | null {
  const days = dayAt(text)
  if (days === null || text.charCodeAt(10) !== 0x54 || text.charCodeAt(13) !== 0x3a) return null
  const hours = twoDigits(text, 11)
  const minutes = twoDigits(text, 14)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null
  let ms = days * DAY_MS + (hours * 60 + minutes) * MINUTE_MS
  if (text.charCodeAt(16) !== 0x3a) return { ms, end: 16 }
  const seconds = twoDigits(text, 17)
  if (seconds < 0 || seconds > 59) return null
  ms += seconds * 1000
  if (text.charCodeAt(19) !== 0x2e) return { ms, end: 19 }
  let end = 20
  for (let unit = 100; ; end++, unit = Math.floor(unit / 10)) {
    const digit = text.charCodeAt(end) - 0x30
    if (!(digit >= 0 && digit <= 9)) break
    ms += digit * unit
  }
  return end > 20 && end <= 29 ? { ms, end } : null
}

/** The day in the first ten characters. Years 1000 to 9999: anything else is a slip of somebody's software. */
function dayAt(text: string): number | null {
  const century = twoDigits(text, 0)
  const yearOfCentury = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  if (century < 10 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return null
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return null
  const year = century * 100 + yearOfCentury
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (day > (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && leap ? 1 : 0)) return null
  // Counted from March, so that the leap day is the last of its year.
  const marchYear = month > 2 ? year : year - 1
  const marchMonth = month > 2 ? month - 3 : month + 9
  const leaps = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  return marchYear * 365 + leaps + Math.floor((153 * marchMonth + 2) / 5) + day - 1 - 719_468
}

/** Two digits at a place as a number, or -1. Beyond the end `charCodeAt` is NaN, which is no digit either. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30
  const ones = text.charCodeAt(at + 1) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}
