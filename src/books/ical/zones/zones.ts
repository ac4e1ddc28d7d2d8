/**
 * PURE. What a TZID means. The IANA database stands before what a calendar says of a zone: exported descriptions are old
 * as often as not. A name that nobody knows and the calendar does not describe is a fault, never "floating" time.
 */
import { isTimeZone, type WallClock, wallClock } from '../../wall-time.ts'
import type { Component } from '../text/content-lines.ts'
import { BadComponent, Properties, type Written } from '../text/properties.ts'
import { describedZone } from './vtimezone.ts'
import { ianaZoneOf } from './windows-zones.ts'
import type { Zone } from './zone.ts'

export class Zones {
  private readonly floating: WallClock
  private readonly described = new Map<string, Component>()
  /** What was wrong with a zone is kept too: finding out may be work, and a hundred thousand events may want it. */
  private readonly known = new Map<string, Zone | BadComponent>()
  private readonly years: { readonly fromMs: number; readonly toMs: number }

  /** `floating`: the clock of times without a zone. `years`: the wall-clock times that matter, for described zones. */
  constructor(calendar: Component, floating: WallClock, years: { fromMs: number; toMs: number }) {
    this.floating = floating
    this.years = years
    for (const part of calendar.parts) {
      if (part.name !== 'VTIMEZONE') continue
      const name = nameOf(part, 'TZID')
      if (name !== null) this.described.set(name, part)
    }
  }

  of(written: Written): Zone {
    if (written.kind === 'day') return this.floating
    if (written.utc) return UTC
    return written.zoneName === null ? this.floating : this.named(written.zoneName)
  }

  private named(name: string): Zone {
    const known = this.known.get(name) ?? this.foundOrNot(name)
    this.known.set(name, known)
    if (known instanceof BadComponent) throw known
    return known
  }

  private foundOrNot(name: string): Zone | BadComponent {
    try {
      return this.found(name)
    } catch (error) {
      if (error instanceof BadComponent) return error
      throw error
    }
  }

  private found(name: string): Zone {
    const vtimezone = this.described.get(name)
    const location = vtimezone === undefined ? null : nameOf(vtimezone, 'X-LIC-LOCATION')
    const iana = ianaNameIn(name) ?? ianaZoneOf(name) ?? (location === null ? null : ianaNameIn(location))
    if (iana !== null) return wallClock(iana)
    if (vtimezone === undefined) throw new BadComponent('its time zone is not known, and not described')
    return describedZone(vtimezone, this.years.fromMs, this.years.toMs)
  }
}

const UTC = wallClock('UTC')

/** The name itself, or its end where a program put its own path before it (`/mozilla.org/20050126_1/Europe/London`). */
function ianaNameIn(name: string): string | null {
  const parts = name.split('/')
  const ends = [name, ...[3, 2, 1].filter((n) => n < parts.length).map((n) => parts.slice(-n).join('/'))]
  return ends.find((end) => isTimeZone(end) && !OFFSETS.has(end.toUpperCase())) ?? null
}

/** The database has them as bare offsets, and whoever writes them hardly ever means that. */
const OFFSETS = new Set(['EST', 'MST', 'HST'])

function nameOf(vtimezone: Component, property: string): string | null {
  try {
    return new Properties(vtimezone).text(property)
  } catch (error) {
    if (error instanceof BadComponent) return null
    throw error
  }
}
