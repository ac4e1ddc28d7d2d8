/**
 * PURE. Instants as the page says them. A page repeats the same few instants hundreds of times, so each is worded once;
 * and on a phone there is no room for year and zone in every line, so they are left out where they go without saying.
 */
import { DateTime } from 'luxon'
import { type Spoken, spoken } from '../when.ts'

export interface PageTimes extends Spoken {
  /** `Fri 20 Nov, 10:30 am`; with the year or the zone where they are not those of as-of. */
  brief(ms: number): string
  /** `Fri 20 Nov 2026`. */
  day(ms: number): string
  /** `Fri 20 Nov`. */
  shortDay(ms: number): string
  /** `10 am`, `10:30 am`: for the marks of an axis. */
  clock(ms: number): string
}

export function pageTimes(timeZone: string, locale: string, asOfMs: number): PageTimes {
  const { at, range } = spoken(timeZone, locale)
  const known = new Map<string, string>()
  const once = (ms: number, format: string, say: () => string): string => {
    const key = `${ms} ${format}`
    const text = known.get(key) ?? say()
    known.set(key, text)
    return text
  }
  const say = (ms: number, format: string): string =>
    once(ms, format, () =>
      DateTime.fromMillis(ms, { zone: timeZone, locale })
        .toFormat(format)
        // ICU puts a narrow no-break space before "am" in some versions and not in others.
        .replace(/[\u00a0\u202f]/g, ' '),
    )
  const isLike = (ms: number, format: string): boolean => say(ms, format) === say(asOfMs, format)
  return {
    at: (ms) => once(ms, 'at', () => at(ms)),
    range,
    brief: (ms) =>
      say(ms, `ccc d LLL${isLike(ms, 'yyyy') ? '' : ' yyyy'}, h:mm a${isLike(ms, 'ZZ') ? '' : ' ZZZZ'}`),
    day: (ms) => say(ms, 'ccc d LLL yyyy'),
    shortDay: (ms) => say(ms, 'ccc d LLL'),
    clock: (ms) => say(ms, 'h:mm a').replace(':00', ''),
  }
}
