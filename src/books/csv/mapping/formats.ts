/**
 * PURE. Formats of dates and times in luxon's tokens, each compiled once to a strict parser. luxon itself is not asked:
 * it resolves zones while it parses, and is far too slow for a few hundred thousand rows. What comes out is a day and
 * a clock time as text; only the connection's wall clock makes an instant of them.
 */
import { parseDay } from '../../calendar.ts'
import { milliseconds, offsetText, type Parts, tokenOf } from './format-tokens.ts'

export interface Moment {
  /** `YYYY-MM-DD` */
  readonly day: string | null
  /** `HH:mm:ss.SSS` */
  readonly clock: string | null
  /** Where the text has one. */
  readonly offset: string | null
}

export interface Format {
  /** As the mapping writes it. */
  readonly text: string
  readonly says: { readonly day: boolean; readonly clock: boolean; readonly offset: boolean }
  /** The year has two digits, so the century is a guess. */
  readonly isShortYear: boolean
  /** Null: the text does not fit, or is no day or time that there is. */
  read(text: string): Moment | null
}

/** A text instead of a format says what is wrong with it. */
export function formatOf(text: string): Format | string {
  const known = compiled.get(text)
  if (known !== undefined) return known
  const format = NAMED.get(text) ?? compile(text)
  if (typeof format !== 'string') compiled.set(text, format)
  return format
}

/** The first of these formats that fits. */
export function momentIn(text: string, formats: readonly Format[]): Moment | null {
  for (const format of formats) {
    const moment = format.read(text)
    if (moment !== null) return moment
  }
  return null
}

const compiled = new Map<string, Format>()

/** Quoted text, a run of one letter, white space, or any other character, which stands for itself. */
const PIECE = /'([^']*)'|([A-Za-z])\2*|(\s+)|(.)/gsu

function compile(text: string): Format | string {
  let pattern = ''
  const takers: ((parts: Parts, text: string) => void)[] = []
  const letters = new Set<string>()
  for (const [piece, quoted, letter, blank, other] of text.matchAll(PIECE)) {
    if (quoted !== undefined) pattern += escaped(quoted)
    else if (blank !== undefined) pattern += '\\s+'
    else if (other !== undefined) pattern += escaped(other)
    else {
      const token = tokenOf(piece)
      if (token === null) return `knows no ${piece}; a letter that stands for itself goes into '…'`
      if (letters.has(letter ?? '')) return `has ${letter} twice`
      letters.add(letter ?? '')
      pattern += `(${token.pattern})`
      takers.push(token.take)
    }
  }
  const says = (...wanted: string[]): boolean => wanted.every((letter) => letters.has(letter))
  const day = says('y', 'M', 'd')
  const clock = (says('H') || says('h', 'a')) && says('m')
  if (!day && ['y', 'M', 'd', 'E'].some((letter) => letters.has(letter))) {
    return 'tells no whole day: it needs year, month and day'
  }
  if (letters.has('h') !== letters.has('a')) return 'needs both h and a (12 hours), or H alone (24 hours)'
  if (says('H', 'h')) return 'has both H and h'
  if (!clock && ['H', 'h', 'm', 's', 'S', 'u'].some((letter) => letters.has(letter))) {
    return 'tells no whole time: it needs hours and minutes'
  }
  if (!day && !clock) return 'has no day and no time in it'
  if (letters.has('Z') && !(day && clock)) return 'has an offset without day and time'

  const expression = new RegExp(`^${pattern}$`, 'iu')
  return {
    text,
    says: { day, clock, offset: letters.has('Z') },
    isShortYear: /(?<!y)yy(?!y)/.test(text),
    read(cell) {
      const found = expression.exec(cell)
      if (found === null) return null
      const parts: Parts = {
        year: 0,
        month: 0,
        day: 0,
        weekday: 0,
        hour: 0,
        minute: 0,
        second: 0,
        ms: 0,
        half: null,
        offset: null,
      }
      for (const [index, take] of takers.entries()) take(parts, found[index + 1] ?? '')
      return momentOf(parts, day, clock)
    },
  }
}

function momentOf(parts: Parts, hasDay: boolean, hasClock: boolean): Moment | null {
  const { half, minute, second, ms, offset } = parts
  const day = hasDay ? `${digits(parts.year, 4)}-${digits(parts.month, 2)}-${digits(parts.day, 2)}` : null
  if (day !== null) {
    const days = parseDay(day)
    if (days === null) return null
    // 1970-01-01 was a Thursday. A weekday that is another one shows that day and month were taken for each other.
    if (parts.weekday !== 0 && ((((days + 3) % 7) + 7) % 7) + 1 !== parts.weekday) return null
  }
  if (!hasClock) return { day, clock: null, offset: null }
  if (half !== null && (parts.hour < 1 || parts.hour > 12)) return null
  const hour = half === null ? parts.hour : (parts.hour % 12) + (half === 'p' ? 12 : 0)
  if (hour > 23 || minute > 59 || second > 59) return null
  return { day, clock: clockText(hour, minute, second, ms), offset }
}

const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i

const iso: Format = {
  text: 'iso',
  says: { day: true, clock: true, offset: true },
  isShortYear: false,
  read(text) {
    const [, day = '', hour, minute, second = '0', fraction = '', offset] = ISO.exec(text) ?? []
    if (parseDay(day) === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
    const clock = clockText(Number(hour), Number(minute), Number(second), milliseconds(fraction))
    return { day, clock, offset: offset === undefined ? null : offsetText(offset) }
  },
}

/** What the wall clock shows, not how long ago midnight was: 36000 is 10:00 on the night of a change too. */
function sinceMidnight(text: string, unit: number): Format {
  return {
    text,
    says: { day: false, clock: true, offset: false },
    isShortYear: false,
    read(cell) {
      // A database may write a whole number as 36000.0
      const seconds = /^\d{1,5}(?:\.0+)?$/.test(cell) ? Number(cell) * unit : Number.NaN
      if (!(seconds < 86_400)) return null
      const clock = clockText(Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, 0)
      return { day: null, clock, offset: null }
    },
  }
}

const NAMED: ReadonlyMap<string, Format> = new Map(
  [iso, sinceMidnight('seconds since midnight', 1), sinceMidnight('minutes since midnight', 60)].map(
    (format) => [format.text, format],
  ),
)

const digits = (n: number, length: number): string => String(n).padStart(length, '0')
const clockText = (hour: number, minute: number, second: number, ms: number): string =>
  `${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}.${digits(ms, 3)}`
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
