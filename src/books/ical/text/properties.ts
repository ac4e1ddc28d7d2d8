/**
 * PURE. The properties of one component. ical.js takes the lines apart (quotes, parameters); the values are read here and
 * strictly, since ical.js silently drops what stands behind a time (`+1100`) and turns numbers that are none into 0.
 */

import ICAL from 'ical.js'
import { DAY_MS } from '../../../reconcile/span.ts'
import { parseDay, parseInstant, parseLocal } from '../../calendar.ts'
import type { Component, ContentLine } from './content-lines.ts'

/** A component that cannot be understood. The message names properties and kinds of trouble, never values. */
export class BadComponent extends Error {
  override readonly name = 'BadComponent'
}

export interface Property {
  readonly name: string
  /** `VALUE`, in capitals; null: the usual one. */
  readonly type: string | null
  readonly text: string
  parameter(name: string): string | null
}

export class Properties {
  readonly component: Component

  constructor(component: Component) {
    this.component = component
  }

  all(name: string): Property[] {
    return this.component.lines.filter((line) => line.name === name).map(propertyOf)
  }

  /** Null: not there. Two of what there may be one of contradict each other. */
  one(name: string): Property | null {
    const [line, second] = this.component.lines.filter((one) => one.name === name)
    if (line === undefined) return null
    if (second !== undefined && second.text !== line.text) throw new BadComponent(`it has several ${name}`)
    return propertyOf(line)
  }

  /** A plain word or text; null: not there, or empty. */
  text(name: string): string | null {
    const text = this.one(name)?.text.trim() || null
    return text?.replace(/\\([\\;,Nn])/g, (_, what: string) => (/n/i.test(what) ? '\n' : what)) ?? null
  }

  word(name: string): string | null {
    return this.text(name)?.toUpperCase() ?? null
  }

  /** A whole number; not there: 0. */
  number(name: string): number {
    const text = this.text(name) ?? '0'
    if (!/^\d{1,9}$/.test(text)) throw new BadComponent(`${name} is no number`)
    return Number(text)
  }
}

/** A time as it is written, before anybody asks what zone it is in. */
export type Written =
  | { readonly kind: 'day'; readonly localMs: number }
  | {
      readonly kind: 'time'
      readonly localMs: number
      readonly zoneName: string | null
      readonly utc: boolean
    }

/** One or several, with commas between. */
export function times(property: Property): Written[] {
  return property.text.split(',').map((text) => timeIn(text.trim(), property))
}

export function time(property: Property): Written {
  return timeIn(property.text.trim(), property)
}

export function timeIn(text: string, property: Property): Written {
  // Google writes days as `20131210Z` here and there.
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?)|Z)?$/.exec(text)
  const [, year, month, day, hours, minutes, seconds, utc] = found ?? []
  const on = `${year}-${month}-${day}`
  if (found !== null && hours === undefined && property.type !== 'DATE-TIME') {
    const days = parseDay(on)
    if (days !== null) return { kind: 'day', localMs: days * DAY_MS }
  }
  if (hours !== undefined && property.type !== 'DATE') {
    const localMs = parseLocal(`${on}T${hours}:${minutes}:${seconds}`)
    const zoneName = property.parameter('tzid')
    if (localMs !== null) return { kind: 'time', localMs, zoneName, utc: utc === 'Z' }
  }
  throw new BadComponent(`${property.name} is no time of the calendar`)
}

/** `20261120T103000Z` as an instant; null for anything else. */
export function utcInstant(text: string): number | null {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (found === null) return null
  const [, year, month, day, hours, minutes, seconds] = found
  return parseInstant(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
}

/** How long something takes: days of the wall clock, and real time on top of them (RFC 5545 § 3.3.6). */
export interface Length {
  readonly days: number
  readonly ms: number
}

export function durationIn(text: string, name: string): Length {
  const found =
    /^([+-]?)P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?)$/.exec(
      text.trim().toUpperCase(),
    )
  const parts = found?.slice(2) ?? []
  if (found === null || parts.every((part) => part === undefined))
    throw new BadComponent(`${name} is no duration`)
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0))
  const sign = found[1] === '-' ? -1 : 1
  return {
    days: sign * (weeks * 7 + days),
    ms: sign * ((hours * 60 + minutes) * 60 + seconds) * 1000,
  }
}

/** No property has a type, so ical.js leaves every value as it stands. */
const RAW = { property: {}, value: {}, param: ICAL.design.icalendar.param, propertyGroups: false }

function propertyOf({ name, text }: ContentLine): Property {
  const [, parameters, type, value] = taken(name, text)
  return {
    name,
    type: type === 'unknown' ? null : type.toUpperCase(),
    text: value,
    parameter(wanted) {
      const found = parameters[wanted]
      return typeof found === 'string' && found !== '' ? found : null
    },
  }
}

type RawProperty = readonly [string, Readonly<Record<string, unknown>>, string, string]

function taken(name: string, text: string): RawProperty {
  try {
    return ICAL.parse.property(text, RAW) as RawProperty
  } catch {
    // Its message quotes the line.
    throw new BadComponent(`${name} cannot be taken apart`)
  }
}
