/** A calendar written in a few lines, and what the book then says. */
import type { BookRead, Scope } from '../../../src/books/book.ts'
import { IcalMapping } from '../../../src/books/ical/mapping/mapping.ts'
import { calendarsIn } from '../../../src/books/ical/text/content-lines.ts'
import { Reading } from '../../../src/books/reading.ts'
import { wallClock } from '../../../src/books/wall-time.ts'

export const DAYS = { fromOn: '2026-11-16', toOn: '2026-11-27' }
const NOBODY = { pmsAppointmentIds: [], bookingIds: [] }

/** `components`: VEVENTs and others, one line each line. */
export const calendar = (...components: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...components, 'END:VCALENDAR', ''].join('\r\n')

let count = 0
/** An event with a UID of its own unless the lines bring one. */
export function event(...lines: readonly string[]): string {
  const uid = lines.some((line) => line.startsWith('UID')) ? [] : [`UID:uid-${++count}`]
  return ['BEGIN:VEVENT', ...uid, ...lines, 'END:VEVENT'].join('\r\n')
}

export function bookOf(
  text: string,
  days = DAYS,
  timeZone = 'Australia/Sydney',
  wanted: Partial<Pick<Scope, 'pmsAppointmentIds' | 'bookingIds'>> = {},
): BookRead {
  const reading = new Reading(wallClock(timeZone))
  const mapping = new IcalMapping(reading, { ...NOBODY, ...days, ...wanted })
  mapping.add(calendarsIn(text), { pmsPractitionerId: 'D1', pmsLocationId: null, label: '' })
  return reading.end({ takenMs: 0, complete: true, databaseIdentity: null, ...days })
}

/** `2026-11-20T10:00+11:00 30 min booked`, in order of time; blocks as `blocked`. */
export function page(text: string, days = DAYS, timeZone = 'Australia/Sydney'): string[] {
  return pageOf(bookOf(text, days, timeZone), timeZone)
}

export function pageOf(read: BookRead, timeZone = 'Australia/Sydney'): string[] {
  if (read.kind === 'failed') return [`failed: ${read.why}`]
  const { entries, blocks } = read.book
  const clock = wallClock(timeZone)
  const all = [...entries, ...blocks.map((block) => ({ ...block, status: 'blocked' }))]
  return all
    .sort((a, b) => a.startMs - b.startMs || (a.status < b.status ? -1 : 1))
    .map(
      ({ startMs, endMs, status }) =>
        `${clock.localIso(startMs).replace(':00+', '+').replace(':00-', '-')} ${(endMs - startMs) / 60_000} min ${status}`,
    )
}

export const remarksOf = (text: string, days = DAYS): string[] =>
  bookOf(text, days).remarks.map(
    ({ weight, subject, what }) => `${weight} ${subject.replace(/ \(.*/, '')}: ${what}`,
  )
