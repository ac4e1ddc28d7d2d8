/** PURE. What of a calendar is wanted on whatever day it is: entries that somebody knows, and those with a booking's id. */
import type { EpochMs } from '../../../reconcile/span.ts'
import type { Scope } from '../../book.ts'
import type { LocalMs } from '../recurrence/recurrence.ts'
import { BadComponent, utcInstant } from '../text/properties.ts'
import { singleTimeOf } from './events.ts'
import { refOf } from './facts.ts'
import type { Version } from './versions.ts'

export class Wanted {
  private readonly bookingIds: ReadonlySet<string>
  /** By UID: the occurrences of a series, or null for an event that is none. */
  private readonly origins = new Map<string, Set<EpochMs | null>>()

  constructor({ pmsAppointmentIds, bookingIds }: Pick<Scope, 'pmsAppointmentIds' | 'bookingIds'>) {
    this.bookingIds = new Set(bookingIds)
    for (const id of pmsAppointmentIds) {
      this.add(id, null)
      const [, uid, text] = OCCURRENCE.exec(id) ?? []
      if (uid !== undefined && text !== undefined) this.add(uid, utcInstant(text))
      // The same event in another practitioner's calendar.
      const hash = id.lastIndexOf('#')
      if (hash > 0 && uid === undefined) this.add(id.slice(0, hash), null)
    }
  }

  has(uid: string, ref: string | null): boolean {
    return this.origins.has(uid) || (ref !== null && this.bookingIds.has(ref))
  }

  /** When the wanted occurrences of this series were to be. */
  originsOf(uid: string): EpochMs[] {
    return [...(this.origins.get(uid) ?? [])].filter((one) => one !== null)
  }

  private add(uid: string, originMs: EpochMs | null): void {
    const known = this.origins.get(uid) ?? new Set<EpochMs | null>()
    this.origins.set(uid, known.add(originMs))
  }
}

/** Wall-clock times, wherever the clock hangs. */
export interface LocalSpan {
  readonly fromMs: LocalMs
  readonly toMs: LocalMs
}

/** What happens once, days away from those asked for, and is wanted by nobody: it need not be understood. */
export function isFarAway({ heading, properties }: Version, wanted: Wanted, asked: LocalSpan): boolean {
  try {
    if (wanted.has(heading.uid, refOf(properties))) return false
    const time = singleTimeOf(properties)
    return time !== null && (time.toMs < asked.fromMs || time.fromMs > asked.toMs)
  } catch (error) {
    if (error instanceof BadComponent) return false
    throw error
  }
}

/** The id of an occurrence, as names.ts writes it. */
const OCCURRENCE = /^(.+)@(\d{8}T\d{6}Z)(?:#.*)?$/s
