/** PURE. FHIR's instants: always with an offset, and the offset is a promise that can be checked against the zone. */
import type { EpochMs } from '../../../reconcile/span.ts'
import { parseDay, parseInstant } from '../../calendar.ts'
import type { WallClock } from '../../wall-time.ts'
import type { Json } from '../rest.ts'
import type { Mapping } from './mapping.ts'

export interface Instant {
  readonly ms: EpochMs
  /** False: it has an offset that is neither UTC nor the zone's at that time, so one of the two is wrong. */
  readonly fits: boolean
}

/** Null: there is no such field. `bad`: there is something, and it is no instant with an offset. */
export function instantAt(json: Json, name: string, clock: WallClock): Instant | 'bad' | null {
  const value = json[name] ?? null
  if (value === null) return null
  const ms = typeof value === 'string' ? parseInstant(value) : null
  if (typeof value !== 'string' || ms === null) return 'bad'
  const offset = value.endsWith('Z') ? '+00:00' : value.slice(-6)
  const isUtc = offset === '+00:00' || offset === '-00:00'
  return { ms, fits: isUtc || clock.localIso(ms).endsWith(offset) }
}

/** Servers have been seen to write winter's offset all summer: an hour wrong, on every appointment. */
export function tellOddOffset({ how, remarks }: Mapping, subject: string): void {
  const what = 'the offset is not that of the zone at that time'
  if (how.options.trustOffsets) remarks.warn(subject, `${what}; it was believed`)
  else remarks.fault(subject, what)
}

/** Where nothing hangs on it. A day alone, or less, is no instant and no trouble. */
export function instantIfKnown(
  { remarks, clock }: Mapping,
  subject: string,
  json: Json | null,
  name: string,
): EpochMs | null {
  const found = json === null ? null : instantAt(json, name, clock)
  if (found !== 'bad') return found?.ms ?? null
  if (!isPartOfDate(json?.[name])) remarks.warn(subject, `${name} is no instant, and was left out`)
  return null
}

export const isPartOfDate = (value: unknown): boolean =>
  typeof value === 'string' && (parseDay(value) !== null || /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(value))
