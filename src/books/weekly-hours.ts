/**
 * PURE. Hours that come back every week, for books that publish none: without sessions nobody can be offered a time. They
 * are only ever a stand-in: a book that has sessions of its own knows better.
 */
import type { Session } from '../reconcile/model.ts'
import { DAY_MS, type EpochMs, MINUTE_MS, overlaps, type Span } from '../reconcile/span.ts'
import type {
  BookRead,
  Diary,
  PullableBook,
  Remark,
  Scope,
  WritableBook,
  WriteAnswer,
  WriteRequest,
} from './book.ts'
import { dayText, parseDay } from './calendar.ts'
import { PassedOn } from './passed-on.ts'
import type { WallClock } from './wall-time.ts'

export interface WeeklyHours {
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
  /** 1 = Monday … 7 = Sunday. */
  readonly weekdays: readonly number[]
  /** `HH:mm` on the connection's clock, `to` after `from`; `24:00` is the end of the day. */
  readonly from: string
  readonly to: string
  readonly slotMinutes: number
  readonly capacity: number
}

/** The sessions of some local days, both included. A day on which the clocks swallow all of it has none. */
export function weeklySessions(
  hours: readonly WeeklyHours[],
  { fromOn, toOn }: Pick<Scope, 'fromOn' | 'toOn'>,
  clock: WallClock,
): Session[] {
  const first = parseDay(fromOn)
  const last = parseDay(toOn)
  if (first === null || last === null) throw new RangeError('not a day, expected YYYY-MM-DD')
  const sessions: Session[] = []
  for (let day = first; day <= last; day++) {
    for (const { weekdays, from, to, ...rest } of hours) {
      if (!weekdays.includes(weekdayOf(day))) continue
      const startMs = instantAt(day, from, clock)
      const endMs = instantAt(day, to, clock)
      if (startMs < endMs) sessions.push({ ...rest, startMs, endMs })
    }
  }
  return sessions
}

export function withHours(book: PullableBook, hours: readonly WeeklyHours[], clock: WallClock): PullableBook {
  return { read: async (scope) => completed(await book.read(scope), scope, hours, clock) }
}

export function withHoursWritable(
  book: WritableBook,
  hours: readonly WeeklyHours[],
  clock: WallClock,
): WritableBook {
  return new BookWithHours(book, hours, clock)
}

class BookWithHours extends PassedOn<WritableBook> implements WritableBook {
  private readonly hours: readonly WeeklyHours[]
  private readonly clock: WallClock

  constructor(book: WritableBook, hours: readonly WeeklyHours[], clock: WallClock) {
    super(book)
    this.hours = hours
    this.clock = clock
  }

  get writeTimeoutMs(): number {
    return this.book.writeTimeoutMs
  }

  override async read(scope: Scope): Promise<BookRead> {
    return completed(await this.book.read(scope), scope, this.hours, this.clock)
  }

  /** A day more on each side: what touches the span may have begun the day before. */
  override async within(pmsPractitionerId: string, span: Span): Promise<Diary> {
    const diary = await this.book.within(pmsPractitionerId, span)
    if (diary.sessionsKnown || diary.sessions.length > 0) return diary
    const days = {
      fromOn: this.clock.localDay(span.startMs - DAY_MS),
      toOn: this.clock.localDay(span.endMs + DAY_MS),
    }
    const theirs = this.hours.filter((one) => one.pmsPractitionerId === pmsPractitionerId)
    const sessions = weeklySessions(theirs, days, this.clock).filter((session) => overlaps(session, span))
    return { ...diary, sessions, sessionsKnown: true }
  }

  write(request: WriteRequest): Promise<WriteAnswer> {
    return this.book.write(request)
  }
}

const IGNORED: Remark = {
  weight: 'warning',
  subject: 'hours',
  what: 'the book has sessions of its own, so the configured hours were not used',
}

function completed(
  found: BookRead,
  { fromOn, toOn }: Scope,
  hours: readonly WeeklyHours[],
  clock: WallClock,
): BookRead {
  if (found.kind === 'failed' || hours.length === 0) return found
  if (found.book.sessions.length > 0) return { ...found, remarks: [...found.remarks, IGNORED] }
  const days = { fromOn: found.read.fromOn ?? fromOn, toOn: found.read.toOn ?? toOn }
  return { ...found, book: { ...found.book, sessions: weeklySessions(hours, days, clock) } }
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

/** Of a time that happens twice the first; one that the clocks skip is the first instant after the gap. */
function instantAt(day: number, hhmm: string, clock: WallClock): EpochMs {
  if (hhmm === '24:00') return clock.dayStart(dayText(day + 1))
  const local = Date.parse(`${dayText(day)}T${hhmm}Z`)
  // Samoa once skipped a whole day.
  for (let minutes = 0; minutes <= 2 * 24 * 60; minutes++) {
    const time = clock.toInstant(new Date(local + minutes * MINUTE_MS).toISOString().slice(0, 16))
    if (time.kind === 'exact') return time.ms
    if (time.kind === 'twice') return time.firstMs
  }
  throw new RangeError('not a time of that zone')
}
