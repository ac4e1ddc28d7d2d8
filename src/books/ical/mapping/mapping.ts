/**
 * PURE. iCalendar → our nouns: taken or free, and nothing else. A calendar knows no patients that could be told apart and
 * no types; what has a time is an entry, what fills whole days is a block, and what does not take time is left out.
 */
import { createHash } from 'node:crypto'
import { DAY_MS, type EpochMs, overlaps, type Span } from '../../../reconcile/span.ts'
import type { Scope } from '../../book.ts'
import { parseDay } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'
import { type Occurrence, occurrenceAt, occurrencesOf, originOf } from '../recurrence/occurrences.ts'
import { Budget } from '../text/budget.ts'
import type { Component } from '../text/content-lines.ts'
import { BadComponent, Properties } from '../text/properties.ts'
import { Zones } from '../zones/zones.ts'
import { busySpansOf, type Event, eventOf, headingOf, type Moment } from './events.ts'
import { type Facts, factsOf, tell } from './facts.ts'
import { Names } from './names.ts'
import { type Family, familiesOf, type Version } from './versions.ts'
import { isFarAway, type LocalSpan, Wanted } from './wanted.ts'

/** Whose calendar it is. */
export interface Owner {
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
  /** Before the subject of a remark, where there are several calendars: `calendar 2, `. */
  readonly label: string
}

export class IcalMapping {
  private readonly reading: Reading
  private readonly asked: Span
  private readonly wanted: Wanted
  /** The wall-clock times that the days asked for may have anywhere. */
  private readonly years: LocalSpan
  private readonly names = new Names()

  constructor(reading: Reading, scope: Omit<Scope, 'people' | 'pmsPatientIds'>) {
    const { fromOn, toOn } = scope
    const [from, to] = [parseDay(fromOn), parseDay(toOn)]
    if (from === null || to === null) throw new RangeError('not a day, expected YYYY-MM-DD')
    this.reading = reading
    this.wanted = new Wanted(scope)
    // A day more on both sides: what touches midnight must be seen by whoever asks for the days beside it.
    const { clock } = reading
    this.asked = { startMs: clock.dayStart(fromOn) - DAY_MS, endMs: clock.dayStart(toOn) + 2 * DAY_MS }
    this.years = { fromMs: (from - 3) * DAY_MS, toMs: (to + 4) * DAY_MS }
  }

  /** One file of one practitioner. */
  add(calendars: readonly Component[], owner: Owner): void {
    const budget = new Budget(MOST_STEPS)
    const versions: Version[] = []
    let events = 0
    let lists = 0
    for (const calendar of calendars) {
      const zones = new Zones(calendar, this.reading.clock, this.years)
      for (const part of calendar.parts) {
        if (part.name === 'VEVENT') {
          const version = this.versionOf(part, `${owner.label}event ${++events}`, zones)
          if (version !== null) versions.push(version)
        } else if (part.name === 'VFREEBUSY') {
          this.freeBusy(part, `${owner.label}free/busy list ${++lists}`, zones, owner)
        }
      }
    }
    const families = familiesOf(versions, ({ subject }) =>
      this.reading.fault(subject, 'another event has the same UID, and says something else'),
    )
    for (const family of families) this.family(family, owner, budget)
  }

  private versionOf(component: Component, position: string, zones: Zones): Version | null {
    const properties = new Properties(component)
    const heading = this.understood(position, () => headingOf(properties, zones))
    if (heading === null) return null
    // A UID may hold somebody's address.
    const hash = createHash('sha256').update(heading.uid).digest('hex').slice(0, 8)
    return { subject: `${position} (${hash})`, heading, properties, zones }
  }

  /** The changed occurrences first: where one cannot be read, the time that the series has for it stays taken. */
  private family({ series, overrides }: Family, owner: Owner, budget: Budget): void {
    const whole = series === null || isFarAway(series, this.wanted, this.years) ? null : this.eventOf(series)
    const replaced: Moment[] = []
    for (const version of overrides) {
      const id = version.heading.recurrenceId
      if (id === null) continue
      const isAway = isFarAway(version, this.wanted, this.years)
      if (isAway || this.override(version, id, whole, owner)) replaced.push(id)
    }
    if (series === null || whole === null || whole.event === null) return
    const { subject, heading } = series
    const { facts } = whole
    const event = { ...whole.event, except: [...whole.event.except, ...replaced] }
    const isSeries = event.rules.length > 0 || event.more.length > 0
    const all = this.understood(subject, () => {
      if (!isSeries && this.wanted.has(heading.uid, facts.ref))
        return [occurrenceAt(event.start, event.length)]
      const elsewhere = this.wanted.originsOf(heading.uid).map((ms) => ({ startMs: ms, endMs: ms + 1 }))
      const found = [this.asked, ...elsewhere].flatMap((span) => occurrencesOf(event, span, budget))
      return [...new Map(found.map((one) => [one.originMs, one])).values()]
    })
    if (all === null || all.length === 0) return
    tell(facts.doubts, subject, this.reading)
    for (const one of all) {
      // A whole series cannot be one booking.
      if (isSeries) this.put(series, event, { ...facts, ref: null }, one, one.originMs, owner)
      else this.put(series, event, facts, one, null, owner)
    }
  }

  /** True: it was understood, and stands in the place of the occurrence that it names. */
  private override(version: Version, id: Moment, series: Understood | null, owner: Owner): boolean {
    const { subject, heading } = version
    if (heading.alsoAfter) {
      this.reading.fault(subject, 'it changes all occurrences from one on, which is not understood')
      return false
    }
    const found = this.eventOf(version)
    if (found === null) return false
    const { event, facts } = found
    if (event === null) return true
    if (event.rules.length > 0 || event.more.length > 0) {
      this.reading.fault(subject, 'it is one occurrence, and repeats')
      return false
    }
    const one = this.understood(subject, () => occurrenceAt(event.start, event.length))
    const originMs = this.understood(subject, () => originOf(id, series?.event ?? null))
    if (one === null || originMs === null) return false
    if (overlaps(one, this.asked) || this.wanted.has(heading.uid, facts.ref)) {
      tell(facts.doubts, subject, this.reading)
      this.put(version, event, facts, one, originMs, owner)
    }
    return true
  }

  /** `originMs`: which occurrence of a series it is; null: it is none. */
  private put(
    { subject, heading }: Version,
    { start, length }: Event,
    facts: Facts,
    { startMs, endMs, doubt }: Occurrence,
    originMs: EpochMs | null,
    { pmsPractitionerId, pmsLocationId }: Owner,
  ): void {
    const { reading } = this
    const place = { pmsPractitionerId, pmsLocationId, startMs, endMs }
    if (length === null && startMs === endMs) {
      reading.warn(subject, 'it has no end, and so no length, and was left out')
      return
    }
    if (start.kind === 'day') {
      if (!facts.isCancelled) reading.block(subject, { ...place, reason: null })
      return
    }
    if (doubt === 'twice') reading.warn(subject, 'its start happens twice that night; the first was taken')
    if (doubt === 'skipped')
      reading.warn(subject, 'its start is skipped by the clocks, and was moved on with them')
    const pmsAppointmentId = this.names.of(heading.uid, originMs, place)
    if (pmsAppointmentId === null) return
    const { createdMs, changedMs, ref: externalRef } = facts
    const status = facts.isCancelled ? 'cancelled' : 'booked'
    const rest = { pmsPatientId: null, pmsTypeId: null, status, externalRef, createdMs, changedMs } as const
    reading.entry(subject, { ...place, pmsAppointmentId, ...rest })
  }

  private freeBusy(component: Component, subject: string, zones: Zones, owner: Owner): void {
    const { pmsPractitionerId, pmsLocationId } = owner
    const all = this.understood(subject, () =>
      busySpansOf(component, zones).map(({ start, length }) => occurrenceAt(start, length)),
    )
    for (const { startMs, endMs } of all ?? []) {
      if (!overlaps({ startMs, endMs }, this.asked)) continue
      this.reading.block(subject, { pmsPractitionerId, pmsLocationId, startMs, endMs, reason: null })
    }
  }

  /** What takes no time may be as strange as it likes. */
  private eventOf({ subject, properties, zones }: Version): Understood | null {
    return this.understood(subject, () => {
      const facts = factsOf(properties)
      return { facts, event: facts.isFree ? null : eventOf(properties, zones) }
    })
  }

  private understood<T>(subject: string, read: () => T): T | null {
    try {
      return read()
    } catch (error) {
      if (error instanceof BadComponent) this.reading.fault(subject, error.message)
      else if (error instanceof RangeError) this.reading.fault(subject, 'it is beyond the calendar')
      else throw error
      return null
    }
  }
}

/** About two seconds of work; a busy practitioner's calendar of ten years takes a hundredth of it. */
const MOST_STEPS = 10_000_000

interface Understood {
  readonly facts: Facts
  /** Null: it takes no time. */
  readonly event: Event | null
}
