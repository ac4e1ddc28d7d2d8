/**
 * SHELL. A book that is one calendar or several, by subscription or as files: read only, taken or free. Every calendar has
 * to be read, since a practitioner whose calendar is missing would look like one with nothing to do.
 */
import { readFile, stat } from 'node:fs/promises'
import type { EpochMs } from '../../reconcile/span.ts'
import { DAY_MS } from '../../reconcile/span.ts'
import type { BookRead, PullableBook, Scope } from '../book.ts'
import { Reading } from '../reading.ts'
import type { WallClock } from '../wall-time.ts'
import { fetched, MOST_BYTES, type Subscription, Unfetched } from './fetching.ts'
import { IcalMapping } from './mapping/mapping.ts'
import { BadCalendar, calendarsIn } from './text/content-lines.ts'

export interface IcalCalendar {
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
  readonly source: { readonly file: string } | Subscription
}

export interface IcalBookOptions {
  readonly calendars: readonly IcalCalendar[]
  /** For each calendar. */
  readonly timeoutMs: number
  /** How many days before and after today the calendars reach; null: as far as anybody asks. */
  readonly pastDays: number | null
  readonly futureDays: number | null
  /** The clock of the connection: whole days and times without a zone are on it. */
  readonly clock: WallClock
  readonly now: () => EpochMs
}

export class IcalBook implements PullableBook {
  private readonly options: IcalBookOptions

  constructor(options: IcalBookOptions) {
    this.options = options
  }

  async read(scope: Scope): Promise<BookRead> {
    const { calendars, clock } = this.options
    const reading = new Reading(clock)
    const days = this.reach(scope)
    if (days.fromOn > days.toOn) return reading.fail('the calendars do not reach the days that are asked for')
    const mapping = new IcalMapping(reading, { ...scope, ...days })
    const taken: EpochMs[] = []
    const troubles: string[] = []
    for (const [at, calendar] of calendars.entries()) {
      const name = `calendar ${at + 1}`
      try {
        const { text, takenMs } = await this.contentOf(calendar)
        const label = calendars.length > 1 ? `${name}, ` : ''
        mapping.add(calendarsIn(text), { ...calendar, label })
        taken.push(takenMs)
      } catch (error) {
        if (!(error instanceof Unfetched || error instanceof BadCalendar)) throw error
        reading.fault(name, error.message)
        troubles.push(`${name}: ${error.message}`)
      }
    }
    if (taken.length === 0) return reading.fail(troubles.join('; '))
    const takenMs = taken.reduce((a, b) => Math.min(a, b))
    return reading.end({ takenMs, complete: true, databaseIdentity: null, ...days })
  }

  /** The days that were asked for, as far as the calendars reach. */
  private reach({ fromOn, toOn }: Scope): { readonly fromOn: string; readonly toOn: string } {
    const { pastDays, futureDays, clock, now } = this.options
    const first = pastDays === null ? fromOn : clock.localDay(now() - pastDays * DAY_MS)
    const last = futureDays === null ? toOn : clock.localDay(now() + futureDays * DAY_MS)
    return { fromOn: first > fromOn ? first : fromOn, toOn: last < toOn ? last : toOn }
  }

  /** As of when it speaks: a copy out of somebody's cache has an old date, and a clock that is ahead proves nothing. */
  private async contentOf({ source }: IcalCalendar): Promise<{ text: string; takenMs: EpochMs }> {
    const askedMs = this.options.now()
    if ('file' in source) {
      const { text, modifiedMs } = await contentOfFile(source.file)
      return { text, takenMs: Math.min(askedMs, modifiedMs) }
    }
    const { text, dateMs } = await fetched(source, this.options.timeoutMs)
    return { text, takenMs: Math.min(askedMs, dateMs ?? askedMs) }
  }
}

async function contentOfFile(path: string): Promise<{ text: string; modifiedMs: EpochMs }> {
  try {
    const { mtimeMs, size } = await stat(path)
    if (size > MOST_BYTES) throw new Unfetched('it is too large')
    return { text: await readFile(path, 'utf8'), modifiedMs: Math.floor(mtimeMs) }
  } catch (error) {
    if (error instanceof Unfetched) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new Unfetched(`the file cannot be read (${code})`)
  }
}
