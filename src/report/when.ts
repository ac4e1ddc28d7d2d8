/**
 * PURE. Instants as people say them: "Fri 20 Nov 2026, 10:30 am AEDT". This is for pages; files and tables use
 * `localIso`. A formatter is kept for each zone and language: making one takes twenty times as long as using it.
 */

export interface Spoken {
  /** `Fri 20 Nov 2026, 10:30 am AEDT`. */
  at(ms: number): string
  /** Two instants, the day and the zone said once where they are shared. */
  range(startMs: number, endMs: number): readonly [string, string]
}

export function spoken(timeZone: string, locale: string): Spoken {
  const parts = partsOfInstants(timeZone, locale)
  const day = ({ weekday, day, month, year }: InstantParts): string => `${weekday} ${day} ${month} ${year}`
  const time = ({ hour, minute, dayPeriod }: InstantParts): string => `${hour}:${minute} ${dayPeriod}`
  const whole = (one: InstantParts): string => `${day(one)}, ${time(one)} ${one.zone}`
  return {
    at: (ms) => whole(parts(ms)),
    range(startMs, endMs) {
      const [start, end] = [parts(startMs), parts(endMs)]
      return [
        start.zone === end.zone ? `${day(start)}, ${time(start)}` : whole(start),
        day(start) === day(end) ? `${time(end)} ${end.zone}` : whole(end),
      ]
    },
  }
}

/** `Fri`, `20`, `Nov`, `2026`, `10`, `30`, `am`, `AEDT`. */
export interface InstantParts {
  readonly weekday: string
  readonly day: string
  readonly month: string
  readonly year: string
  readonly hour: string
  readonly minute: string
  readonly dayPeriod: string
  /** Its short name, or its distance from UTC where it has none. */
  readonly zone: string
}

export function partsOfInstants(timeZone: string, locale: string): (ms: number) => InstantParts {
  const { whole, month } = formattersOf(timeZone, locale)
  return (ms) => {
    const found = new Map(whole.formatToParts(ms).map(({ type, value }) => [type, value]))
    const part = (type: Intl.DateTimeFormatPartTypes): string => found.get(type) ?? ''
    return {
      weekday: part('weekday'),
      day: part('day'),
      month: month.format(ms),
      year: part('year'),
      hour: part('hour'),
      minute: part('minute'),
      dayPeriod: part('dayPeriod'),
      zone: part('timeZoneName'),
    }
  }
}

interface Formatters {
  readonly whole: Intl.DateTimeFormat
  /** By itself: within a date English has "June" and "Sept", and columns no longer line up. */
  readonly month: Intl.DateTimeFormat
}

const formatters = new Map<string, Formatters>()

function formattersOf(timeZone: string, locale: string): Formatters {
  const key = `${locale} ${timeZone}`
  const known = formatters.get(key)
  if (known !== undefined) return known
  const made = {
    whole: new Intl.DateTimeFormat(locale, { timeZone, ...WHOLE }),
    month: new Intl.DateTimeFormat(locale, { timeZone, month: 'short' }),
  }
  formatters.set(key, made)
  return made
}

const WHOLE = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12',
  timeZoneName: 'short',
} as const
