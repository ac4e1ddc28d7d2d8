/** PURE. The tokens that a format may hold: what text each takes, and what it says. The names are luxon's. */

/** What the tokens of one format have found. */
export interface Parts {
  year: number
  month: number
  day: number
  /** 1 = Monday; 0: not told. */
  weekday: number
  hour: number
  minute: number
  second: number
  ms: number
  half: 'a' | 'p' | null
  offset: string | null
}

export interface Token {
  readonly pattern: string
  take(parts: Parts, text: string): void
}

/** `piece`: a run of one letter, such as `yyyy`. */
export const tokenOf = (piece: string): Token | null => TOKENS[piece] ?? null

/** Digits below the millisecond are cut off. */
export const milliseconds = (fraction: string): number => Number(fraction.padEnd(3, '0').slice(0, 3))

/** `Z`, `+1000` and `+10:00` as calendar.ts reads them. */
export const offsetText = (text: string): string =>
  /^z$/i.test(text) ? 'Z' : text.length === 5 ? `${text.slice(0, 3)}:${text.slice(3)}` : text

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const LONG_MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december'
const LONG_WEEKDAYS = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'

type Numeric = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'
const number = (pattern: string, part: Numeric): Token => ({
  pattern,
  take(parts, text) {
    parts[part] = Number(text)
  },
})
const named = (pattern: string, part: 'month' | 'weekday', names: readonly string[]): Token => ({
  pattern,
  take(parts, text) {
    parts[part] = names.indexOf(text.slice(0, 3).toLowerCase()) + 1
  },
})
const fraction = (pattern: string): Token => ({
  pattern,
  take(parts, text) {
    parts.ms = milliseconds(text)
  },
})
const offset: Token = {
  pattern: 'z|[+-]\\d{2}:?\\d{2}',
  take(parts, text) {
    parts.offset = offsetText(text)
  },
}

const TOKENS: Readonly<Record<string, Token>> = {
  yyyy: number('\\d{4}', 'year'),
  yy: {
    pattern: '\\d{2}',
    // luxon's own turning point.
    take(parts, text) {
      parts.year = Number(text) + (Number(text) > 60 ? 1900 : 2000)
    },
  },
  M: number('\\d{1,2}', 'month'),
  MM: number('\\d{2}', 'month'),
  MMM: named(`${MONTHS.join('|')}|sept`, 'month', MONTHS),
  MMMM: named(LONG_MONTHS, 'month', MONTHS),
  d: number('\\d{1,2}', 'day'),
  dd: number('\\d{2}', 'day'),
  EEE: named(WEEKDAYS.join('|'), 'weekday', WEEKDAYS),
  EEEE: named(LONG_WEEKDAYS, 'weekday', WEEKDAYS),
  H: number('\\d{1,2}', 'hour'),
  HH: number('\\d{2}', 'hour'),
  h: number('\\d{1,2}', 'hour'),
  hh: number('\\d{2}', 'hour'),
  m: number('\\d{1,2}', 'minute'),
  mm: number('\\d{2}', 'minute'),
  s: number('\\d{1,2}', 'second'),
  ss: number('\\d{2}', 'second'),
  // luxon reads S as a count of milliseconds; three digits mean the same either way, and others are not taken.
  SSS: fraction('\\d{3}'),
  u: fraction('\\d{1,9}'),
  a: {
    pattern: '[ap]\\.?m\\.?',
    take(parts, text) {
      parts.half = /^a/i.test(text) ? 'a' : 'p'
    },
  },
  Z: offset,
  ZZ: offset,
  ZZZ: offset,
}
