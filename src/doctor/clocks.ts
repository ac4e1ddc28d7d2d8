/** PURE. Clocks and time zones: whether everybody means the same by "now" and by "ten o'clock in Sydney". */
import { isTimeZone, wallClock } from '../books/wall-time.ts'
import { DAY_MS, type EpochMs } from '../reconcile/span.ts'
import type { Note } from './checkup.ts'
import { fact, warning, wrong } from './mark.ts'

/** One question for the time. */
export interface ClockSample {
  readonly askedMs: EpochMs
  readonly answerMs: EpochMs
  readonly heardMs: EpochMs
}

export interface Stamps {
  readonly connectionId: string
  readonly newestEventMs: EpochMs | null
  readonly readTakenMs: EpochMs | null
}

const OFF_MS = 2_000
const FAR_OFF_MS = 60_000
/** Signs of life are told by other machines' clocks; so much is nothing. */
const AHEAD_MS = 10_000

/** The shortest answer tells best; what lies within its own way there and back is no difference. */
export function judgeClock(samples: readonly ClockSample[]): Note[] {
  const [best] = [...samples].sort((a, b) => wayOf(a) - wayOf(b))
  if (best === undefined) return [fact({ code: 'same-clock' })]
  const aheadMs = Math.round(best.answerMs - (best.askedMs + best.heardMs) / 2)
  const surely = Math.abs(aheadMs) - wayOf(best) / 2
  if (surely > FAR_OFF_MS) return [wrong({ code: 'clock-off', aheadMs })]
  if (surely > OFF_MS) return [warning({ code: 'clock-off', aheadMs })]
  return [fact({ code: 'clock', aheadMs, roundTripMs: wayOf(best) })]
}

const wayOf = ({ askedMs, heardMs }: ClockSample): number => Math.max(0, heardMs - askedMs)

/** What was told of the future was told by a clock that is ahead. `nowMs`: by the database's clock. */
export function judgeStamps(stamps: readonly Stamps[], nowMs: EpochMs): Note[] {
  const ahead = (of: (stamp: Stamps) => EpochMs | null) => {
    const late = stamps.filter((stamp) => (of(stamp) ?? 0) > nowMs + AHEAD_MS)
    const aheadMs = Math.max(0, ...late.map((stamp) => (of(stamp) ?? 0) - nowMs))
    return { connectionIds: late.map(({ connectionId }) => connectionId), aheadMs }
  }
  const events = ahead(({ newestEventMs }) => newestEventMs)
  const reads = ahead(({ readTakenMs }) => readTakenMs)
  return [
    ...(events.connectionIds.length === 0 ? [] : [warning({ code: 'events-ahead', ...events })]),
    ...(reads.connectionIds.length === 0 ? [] : [warning({ code: 'reads-ahead', ...reads })]),
  ]
}

export interface ZonesSeen {
  /** Which version of the zones' data Node has: `2025c`. Null: it does not tell. */
  readonly data: string | null
  /** Of each zone, the ids of connections and practices that go by it. */
  readonly zones: ReadonlyMap<string, readonly string[]>
  /** The database's offsets in minutes, one for each day from `fromMs` on; null where it was not asked. */
  readonly offsets: ReadonlyMap<string, readonly number[]> | null
  readonly fromMs: EpochMs
}

/** Rules change a few times a year somewhere; data of the year before last have missed several. */
const OLD_YEARS = 2

export function judgeZones({ data, zones, offsets, fromMs }: ZonesSeen): Note[] {
  const names = [...zones.keys()].sort()
  const known = names.filter(isTimeZone)
  const differing = known.flatMap((zone) => {
    const on = firstDifference(zone, offsets?.get(zone) ?? [], fromMs)
    return on === null ? [] : [{ zone, on }]
  })
  const strange = offsets === null ? [] : known.filter((zone) => !offsets.has(zone))
  const said = data ?? '?'
  return [
    fact({ code: 'zones', count: names.length, data: said }),
    ...names
      .filter((zone) => !isTimeZone(zone))
      .map((zone) => wrong({ code: 'zone-unknown', zone, of: zones.get(zone) ?? [] })),
    ...(differing.length === 0 ? [] : [warning({ code: 'zones-differ', zones: differing, data: said })]),
    ...(strange.length === 0 ? [] : [warning({ code: 'zone-unknown-to-database', zones: strange })]),
    ...(data !== null && isOld(data, fromMs) ? [warning({ code: 'zones-old', data })] : []),
  ]
}

const isOld = (data: string, nowMs: EpochMs): boolean =>
  new Date(nowMs).getUTCFullYear() - Number.parseInt(data, 10) >= OLD_YEARS

/** The first day, of those that the database told, on which the two sides put the zone's clocks differently. */
function firstDifference(zone: string, offsets: readonly number[], fromMs: EpochMs): string | null {
  const clock = wallClock(zone)
  const at = offsets.findIndex((minutes, day) => minutes !== minutesOf(clock.localIso(fromMs + day * DAY_MS)))
  return at < 0 ? null : clock.localDay(fromMs + at * DAY_MS)
}

/** `2026-11-20T10:30:00+11:00` → 660. */
function minutesOf(localIso: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)$/.exec(localIso) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) || 0
}
