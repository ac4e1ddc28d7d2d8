/**
 * PURE. One VEVENT or VFREEBUSY read: whose occurrence it is, when it is, how it repeats and whether it takes time. What
 * it is called, who comes and where are never looked at.
 */

import { DAY_MS } from '../../../reconcile/span.ts'
import { type Rule, ruleOf } from '../recurrence/rule.ts'
import type { Component } from '../text/content-lines.ts'
import {
  BadComponent,
  durationIn,
  type Length,
  Properties,
  type Property,
  time,
  timeIn,
  times,
  type Written,
} from '../text/properties.ts'
import { instantIn, type Zone } from '../zones/zone.ts'
import type { Zones } from '../zones/zones.ts'

/** A time with the clock that it is on. */
export type Moment = Written & { readonly zone: Zone }

/** What must be known of an event before one asks which of several versions of it counts. */
export interface Heading {
  readonly uid: string
  /** Which occurrence of a series this is about; null: the series, or a single event. */
  readonly recurrenceId: Moment | null
  /** It replaces that occurrence and all after it. */
  readonly alsoAfter: boolean
  readonly sequence: number
}

export interface Event {
  readonly start: Moment
  /** Null: it says nothing of an end. */
  readonly length: Length | null
  readonly rules: readonly Rule[]
  readonly more: readonly { readonly start: Moment; readonly length: Length | null }[]
  readonly except: readonly Moment[]
}

export function headingOf(properties: Properties, zones: Zones): Heading {
  if (properties.component.broken > 0) throw new BadComponent('it has lines that are none')
  const uid = properties.text('UID')
  if (uid === null) throw new BadComponent('it has no UID')
  // The database takes no zero bytes.
  if (uid.length > LONGEST_UID || uid.includes('\u0000')) throw new BadComponent('its UID is no id')
  const id = properties.one('RECURRENCE-ID')
  return {
    uid,
    recurrenceId: id === null ? null : moment(time(id), zones),
    alsoAfter: id !== null && id.parameter('range') !== null,
    sequence: properties.number('SEQUENCE'),
  }
}

export function eventOf(properties: Properties, zones: Zones): Event {
  if (properties.one('EXRULE') !== null) throw new BadComponent('it has an EXRULE, which is not understood')
  const start = moment(time(startOf(properties)), zones)
  return {
    start,
    length: lengthOf(properties, start, zones),
    rules: properties.all('RRULE').map(ruleOf),
    more: properties.all('RDATE').flatMap((property) => moreOf(property, start, zones)),
    except: properties
      .all('EXDATE')
      .flatMap(times)
      .map((written) => moment(written, zones)),
  }
}

/** The wall-clock times of its start and end as they are written, for a first look. Null where it repeats. */
export function singleTimeOf(properties: Properties): { fromMs: number; toMs: number } | null {
  if (properties.all('RRULE').length > 0 || properties.all('RDATE').length > 0) return null
  const start = time(startOf(properties)).localMs
  const end = properties.one('DTEND')
  const { days, ms } = durationIn(properties.text('DURATION') ?? 'P1D', 'DURATION')
  const endMs = end === null ? start + days * DAY_MS + ms : time(end).localMs
  return { fromMs: Math.min(start, endMs), toMs: Math.max(start, endMs) }
}

/** The spans that a VFREEBUSY calls busy. */
export function busySpansOf(component: Component, zones: Zones): Omit<Event, 'rules' | 'more' | 'except'>[] {
  if (component.broken > 0) throw new BadComponent('it has lines that are none')
  const busy = new Properties(component)
    .all('FREEBUSY')
    .filter((one) => one.parameter('fbtype')?.toUpperCase() !== 'FREE')
  return busy.flatMap((one) => periodsOf(one, zones))
}

const LONGEST_UID = 1_000

const moment = (written: Written, zones: Zones): Moment => ({ ...written, zone: zones.of(written) })

function startOf(properties: Properties): Property {
  const start = properties.one('DTSTART')
  if (start === null) throw new BadComponent('it has no DTSTART')
  return start
}

function lengthOf(properties: Properties, start: Moment, zones: Zones): Length | null {
  const end = properties.one('DTEND')
  const duration = properties.text('DURATION')
  if (end !== null && duration !== null) throw new BadComponent('it has both DTEND and DURATION')
  if (duration !== null) return durationIn(duration, 'DURATION')
  if (end !== null) return between(start, moment(time(end), zones), 'DTEND')
  return start.kind === 'day' ? { days: 1, ms: 0 } : null
}

/** Days stay days; between two times it is the real time between them (RFC 5545 § 3.8.5.3). */
function between(start: Moment, end: Moment, name: string): Length {
  if (start.kind !== end.kind)
    throw new BadComponent(`${name} is a day where the start is a time, or a time where it is a day`)
  const ms =
    start.kind === 'day'
      ? end.localMs - start.localMs
      : instantIn(end.zone, end.localMs).ms - instantIn(start.zone, start.localMs).ms
  if (ms < 0) throw new BadComponent('it ends before it starts')
  // What is one day long is often written with an end on that day.
  return start.kind === 'day' ? { days: Math.max(1, ms / DAY_MS), ms: 0 } : { days: 0, ms }
}

function moreOf(property: Property, start: Moment, zones: Zones): Event['more'][number][] {
  if (property.type === 'PERIOD') return periodsOf(property, zones)
  return times(property).map((written) => {
    if (written.kind !== start.kind) throw new BadComponent('RDATE is not of the kind that DTSTART is')
    return { start: moment(written, zones), length: null }
  })
}

/** `start/end` or `start/duration`, with commas between. */
function periodsOf(property: Property, zones: Zones): { start: Moment; length: Length }[] {
  return property.text.split(',').map((text) => {
    const [from = '', to = '', ...rest] = text.trim().split('/')
    const start = moment(timeIn(from, { ...property, type: 'DATE-TIME' }), zones)
    if (rest.length > 0) throw new BadComponent(`${property.name} holds no span of time`)
    if (/^[+-]?P/i.test(to)) return { start, length: durationIn(to, property.name) }
    const end = moment(timeIn(to, { ...property, type: 'DATE-TIME' }), zones)
    return { start, length: between(start, end, property.name) }
  })
}
