/**
 * PURE. Instants as people say them: "Fri 20 Nov 2026, 10:30 am AEDT". Luxon formats a few thousand a second, so this
 * is for pages; files and tables use `localIso`.
 */
import { DateTime, Settings } from 'luxon'

Settings.throwOnInvalid = true

export interface Spoken {
  /** `Fri 20 Nov 2026, 10:30 am AEDT`. */
  at(ms: number): string
  /** Two instants, the day and the zone said once where they are shared. */
  range(startMs: number, endMs: number): readonly [string, string]
}

export function spoken(timeZone: string, locale: string): Spoken {
  const say = (ms: number, format: string): string =>
    // ICU puts a narrow no-break space before "am" in some versions and not in others.
    DateTime.fromMillis(ms, { zone: timeZone, locale })
      .toFormat(format)
      .replace(/[\u00a0\u202f]/g, ' ')
  return {
    at: (ms) => say(ms, 'ccc d LLL yyyy, h:mm a ZZZZ'),
    range(startMs, endMs) {
      const sameDay = say(startMs, 'yyyy-LL-dd') === say(endMs, 'yyyy-LL-dd')
      const sameOffset = say(startMs, 'ZZ') === say(endMs, 'ZZ')
      return [
        say(startMs, sameOffset ? 'ccc d LLL yyyy, h:mm a' : 'ccc d LLL yyyy, h:mm a ZZZZ'),
        say(endMs, sameDay ? 'h:mm a ZZZZ' : 'ccc d LLL yyyy, h:mm a ZZZZ'),
      ]
    },
  }
}
