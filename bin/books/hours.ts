/** `"hours"` of any book: when practitioners work, for books that do not say so themselves. */
import { type WeeklyHours, withHours, withHoursWritable } from '../../src/books/weekly-hours.ts'
import type { BookSettings, OpenBook } from './kind.ts'
import type { Settings } from './settings.ts'

/** Reads the field, and gives the book that has these hours; without the field the book stays as it is. */
export function hoursIn(settings: Settings): (book: BookSettings) => BookSettings {
  const hours = settings.list('hours').map(weeklyHours)
  for (const [at, one] of hours.entries()) {
    const other = hours.findIndex((another, before) => before < at && collide(one, another))
    if (other >= 0) settings.fault(`hours[${at}]`, `overlaps hours[${other}]`)
  }
  if (hours.length === 0) return (book) => book
  return (book) => ({
    ...book,
    open: async (around) => {
      const open = await book.open(around)
      return { ...wrapped(open, hours, around.clock), close: () => open.close() }
    },
  })
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

function weeklyHours(settings: Settings): WeeklyHours {
  const from = clockTime(settings, 'from', '00:00')
  const to = clockTime(settings, 'to', '24:00')
  if (to <= from) settings.fault('to', 'must be after from')
  const hours = {
    pmsPractitionerId: settings.text('pmsPractitionerId'),
    pmsLocationId: settings.optionalText('pmsLocationId'),
    weekdays: weekdays(settings),
    from,
    to,
    slotMinutes: settings.count('slotMinutes', 15, 24 * 60),
    capacity: settings.count('capacity', 1, 1_000),
  }
  settings.end()
  return hours
}

function weekdays(settings: Settings): number[] {
  const names = settings.texts('weekdays', [])
  const numbers = names.map((name) => WEEKDAYS.indexOf(name.toLowerCase()) + 1)
  if (numbers.length === 0 || numbers.includes(0)) {
    settings.fault('weekdays', `must be a list of days out of ${WEEKDAYS.join(', ')}`)
  }
  return [...new Set(numbers)]
}

function clockTime(settings: Settings, name: string, instead: string): string {
  const text = settings.text(name)
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text) || (name === 'to' && text === '24:00')) return text
  settings.fault(name, 'must be a time such as 08:30')
  return instead
}

/** Two sessions of one practitioner at one place at the same time would be one too many. */
function collide(a: WeeklyHours, b: WeeklyHours): boolean {
  return (
    a.pmsPractitionerId === b.pmsPractitionerId &&
    a.pmsLocationId === b.pmsLocationId &&
    a.weekdays.some((day) => b.weekdays.includes(day)) &&
    a.from < b.to &&
    b.from < a.to
  )
}

/** A book that is both source and writable stays one book. */
function wrapped(
  { source, writable }: OpenBook,
  hours: readonly WeeklyHours[],
  clock: Parameters<typeof withHours>[2],
): Pick<OpenBook, 'source' | 'writable'> {
  if (writable === null) return { source: withHours(source, hours, clock), writable }
  const both = withHoursWritable(writable, hours, clock)
  const same: unknown = source
  return { source: same === writable ? both : withHours(source, hours, clock), writable: both }
}
