/** SHELL. What answers to single questions are made of. "No" is an answer only where everything was seen and understood. */
import type { EpochMs } from '../../../reconcile/span.ts'
import { BookAtHand } from '../../at-hand.ts'
import { BookSilent } from '../../book.ts'
import { Reading } from '../../reading.ts'
import type { WallClock } from '../../wall-time.ts'
import { isUnheardOf } from '../http/refused.ts'
import { slotsNeeded } from '../mapping/appointment-times.ts'
import { type FhirResources, fhirBook, NO_RESOURCES } from '../mapping/mapping.ts'
import { pointerOf } from '../mapping/reference.ts'
import { objectAt } from '../mapping/resource.ts'
import type { FhirOptions } from '../options.ts'
import type { FhirRest, Json, Query } from '../rest.ts'
import { Look } from './look.ts'
import { anyWorkingTime } from './searches.ts'

export interface AskingSettings {
  readonly rest: FhirRest
  readonly options: FhirOptions
  /** The server's address, as references name it. */
  readonly base: string | null
  /** The wall clock of the connection. */
  readonly clock: WallClock
  readonly now: () => EpochMs
}

export class Asking {
  private readonly settings: AskingSettings

  constructor(settings: AskingSettings) {
    this.settings = settings
  }

  all(type: string, query: Query): Promise<readonly Json[]> {
    const { rest, now } = this.settings
    const fault = (subject: string, what: string): never => {
      throw doubt(subject, what)
    }
    return new Look({ rest, now, fault }).all(type, query)
  }

  async every(type: string, queries: readonly Query[]): Promise<readonly Json[]> {
    const found: Json[] = []
    for (const query of queries) found.push(...(await this.all(type, query)))
    return found
  }

  /** Of a server that knows no slots, none. */
  async slots(...queries: readonly Query[]): Promise<readonly Json[]> {
    try {
      return await this.every('Slot', queries)
    } catch (error) {
      if (isUnheardOf(error)) return []
      throw error
    }
  }

  /** There is time in which somebody works, wherever it is. */
  async hasWorkingTime(): Promise<boolean> {
    try {
      for await (const { resources, troubles } of this.settings.rest.search('Slot', anyWorkingTime)) {
        if (resources.length > 0) return true
        if (troubles[0] !== undefined) throw doubt('Slot', troubles[0])
      }
      return false
    } catch (error) {
      if (isUnheardOf(error)) return false
      throw error
    }
  }

  /** The resources in our nouns, with what they refer to. Schedules that are not given are fetched. */
  async understood(resources: Partial<FhirResources>): Promise<BookAtHand> {
    const { options, base, clock } = this.settings
    const ends = (resources.appointments ?? []).flatMap((one) => slotsNeeded(one, base))
    const slots = [...(resources.slots ?? []), ...(await this.named('Slot', ends))]
    const schedules = resources.schedules ?? (await this.named('Schedule', schedulesOf(slots, base)))
    const reading = new Reading(clock)
    const how = { options, base, window: null }
    fhirBook({ ...NO_RESOURCES, ...resources, slots, schedules }, how, reading)
    const read = { takenMs: 0, complete: true, databaseIdentity: null, fromOn: null, toOn: null }
    const found = reading.end(read)
    if (found.kind === 'complete') return new BookAtHand(found.book)
    const fault = found.remarks.find(({ weight }) => weight === 'fault')
    throw doubt(fault?.subject ?? 'book', fault?.what ?? 'not all of it was understood')
  }

  private async named(type: string, ids: readonly string[]): Promise<readonly Json[]> {
    const found: Json[] = []
    for (const id of new Set(ids)) {
      const version = await this.settings.rest.read(type, id)
      if (version !== null) found.push(version.resource)
    }
    return found
  }
}

const schedulesOf = (slots: readonly Json[], base: string | null): readonly string[] =>
  slots.flatMap((slot) => {
    const reference = objectAt(slot, 'schedule')
    const pointer = reference === null ? null : pointerOf(reference, slot, base)
    return pointer?.type === 'Schedule' && pointer.id !== null ? [pointer.id] : []
  })

const doubt = (subject: string, what: string): BookSilent =>
  new BookSilent(`no usable answer from the book (${subject}: ${what})`)
