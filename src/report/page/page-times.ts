/**
 * PURE. Instants as the page says them. A page repeats the same few instants hundreds of times, so each is taken apart
 * once; and on a phone there is no room for year and zone in every line, so they are left out where they go without
 * saying.
 */
import { type InstantParts, partsOfInstants, type Spoken, spoken } from '../when.ts'

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
  const known = new Map<number, InstantParts>()
  const takenApart = partsOfInstants(timeZone, locale)
  const parts = (ms: number): InstantParts => {
    const found = known.get(ms) ?? takenApart(ms)
    known.set(ms, found)
    return found
  }
  const now = parts(asOfMs)
  const shortDay = ({ weekday, day, month }: InstantParts): string => `${weekday} ${day} ${month}`
  const time = ({ hour, minute, dayPeriod }: InstantParts): string => `${hour}:${minute} ${dayPeriod}`
  return {
    ...spoken(timeZone, locale),
    brief: (ms) => {
      const one = parts(ms)
      const year = one.year === now.year ? '' : ` ${one.year}`
      return `${shortDay(one)}${year}, ${time(one)}${one.zone === now.zone ? '' : ` ${one.zone}`}`
    },
    day: (ms) => `${shortDay(parts(ms))} ${parts(ms).year}`,
    shortDay: (ms) => shortDay(parts(ms)),
    clock: (ms) => time(parts(ms)).replace(':00', ''),
  }
}
