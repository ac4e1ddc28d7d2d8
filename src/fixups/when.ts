/** PURE. The moment that somebody wrote into a worklist, by the wall clock of the practice. */
import { parseInstant, parseLocal } from '../books/calendar.ts'
import type { WallClock } from '../books/wall-time.ts'
import type { EpochMs } from '../reconcile/span.ts'

/** As sheets write it: `20/11/2026 10:30`, `20/11/2026 2:05 pm`, day before month. */
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?)?$/i
const DASHED = /^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?))?$/

/** Null: no such moment. A day without a time is its beginning; of an hour that happens twice, the first. */
export function completedAt(text: string, clock: WallClock): EpochMs | null {
  const exact = parseInstant(text)
  if (exact !== null) return exact
  const local = localOf(text)
  if (local === null || parseLocal(local) === null) return null
  const found = clock.toInstant(local)
  return found.kind === 'exact' ? found.ms : found.kind === 'twice' ? found.firstMs : null
}

function localOf(text: string): string | null {
  const dashed = DASHED.exec(text)
  if (dashed !== null) return `${dashed[1]}T${(dashed[2] ?? '00:00').padStart(5, '0')}`
  const slashed = SLASHED.exec(text)
  if (slashed === null) return null
  const [, day = '', month = '', year = '', hour = '0', minute = '00', second = '00', half] = slashed
  const said = Number(hour)
  if (half !== undefined && (said < 1 || said > 12)) return null
  const hours = half === undefined ? said : (said % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  return `${year}-${two(month)}-${two(day)}T${two(hours)}:${minute}:${second}`
}

const two = (value: string | number): string => String(value).padStart(2, '0')
