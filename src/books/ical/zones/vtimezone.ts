/**
 * PURE. A zone that a calendar describes itself (VTIMEZONE, RFC 5545 § 3.6.5), for names that nobody else knows: each
 * observance says from when on which offset counts. ical.js is not asked, because it walks such rules from 1601 on, and
 * takes a zone that it does not know for no zone at all.
 */
import { parseLocal } from '../../calendar.ts'
import type { LocalTime } from '../../wall-time.ts'
import { timesOf } from '../recurrence/recurrence.ts'
import { ruleOf } from '../recurrence/rule.ts'
import { Budget } from '../text/budget.ts'
import type { Component } from '../text/content-lines.ts'
import { BadComponent, Properties, time, times } from '../text/properties.ts'
import type { Zone } from './zone.ts'

/** For times between these two wall clocks; outside of them it is not to be used. */
export function describedZone(vtimezone: Component, fromMs: number, toMs: number): Zone {
  const budget = new Budget(1_000_000)
  const observances = vtimezone.parts.filter(({ name }) => name === 'STANDARD' || name === 'DAYLIGHT')
  const changes = observances
    .flatMap((one) => changesOf(one, fromMs - YEARS_MS, toMs + YEARS_MS, budget))
    .sort((a, b) => a.atMs - b.atMs)
  const [first] = changes
  if (first === undefined) throw new BadComponent('its time zone has no offsets')
  const begins = [{ atMs: Number.NEGATIVE_INFINITY, offsetMs: first.beforeMs }, ...changes]
  return {
    toInstant(local): LocalTime {
      const asUtcMs = parseLocal(local)
      if (asUtcMs === null) throw new RangeError('not a wall-clock time')
      const found = begins.flatMap(({ atMs, offsetMs }, at) => {
        const ms = asUtcMs - offsetMs
        return ms >= atMs && ms < (begins[at + 1]?.atMs ?? Number.POSITIVE_INFINITY) ? [ms] : []
      })
      const [firstMs, secondMs] = found
      if (firstMs === undefined) return { kind: 'missing' }
      return secondMs === undefined ? { kind: 'exact', ms: firstMs } : { kind: 'twice', firstMs, secondMs }
    },
  }
}

interface Change {
  readonly atMs: number
  readonly beforeMs: number
  readonly offsetMs: number
}

/** Rules turn at least once a year, or they are over. */
const YEARS_MS = 2 * 366 * 86_400_000

function changesOf(observance: Component, fromMs: number, toMs: number, budget: Budget): Change[] {
  const properties = new Properties(observance)
  const start = properties.one('DTSTART')
  if (start === null) throw new BadComponent('its time zone has an offset without a beginning')
  const beforeMs = offsetIn(properties, 'TZOFFSETFROM')
  const offsetMs = offsetIn(properties, 'TZOFFSETTO')
  const startMs = time(start).localMs
  // Even where it lies long ago: with no change after it, it is the offset of today.
  const begins = new Set([startMs])
  for (const property of properties.all('RDATE'))
    for (const { localMs } of times(property)) begins.add(localMs)
  for (const property of properties.all('RRULE')) {
    const rule = ruleOf(property)
    const { until } = rule
    const untilMs = until === null ? Number.POSITIVE_INFINITY : until.localMs
    const inUtc = until?.kind === 'time' && until.utc
    const isPast = (at: number): boolean => (inUtc ? at - beforeMs : at) > untilMs
    for (const at of timesOf(rule, startMs, Math.max(startMs, fromMs), toMs, isPast, budget)) begins.add(at)
    // A rule that ended before the days in question: its last turn still counts.
    if (untilMs < fromMs) {
      for (const at of timesOf(rule, startMs, untilMs - YEARS_MS, fromMs, isPast, budget)) begins.add(at)
    }
  }
  return [...begins].map((at) => ({ atMs: at - beforeMs, beforeMs, offsetMs }))
}

function offsetIn(properties: Properties, name: string): number {
  const found = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(properties.text(name) ?? '')
  if (found === null) throw new BadComponent('its time zone has an offset that is none')
  const [, sign, hours, minutes, seconds] = found
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000
  return sign === '-' ? -ms : ms
}
