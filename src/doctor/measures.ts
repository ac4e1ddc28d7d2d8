/** PURE. Counts, ids, sizes and times as the words of `rejoin doctor` hold them. */
import type { Remark } from '../books/book.ts'
import { MINUTE_MS } from '../reconcile/span.ts'

export function count(some: number, one: string, many = `${one}s`): string {
  return `${some} ${some === 1 ? one : many}`
}

/** So many ids say where to look; hundreds would hide everything else. */
const MOST = 8

export function list(ids: readonly string[]): string {
  const left = ids.length - MOST
  return left > 0 ? `${ids.slice(0, MOST).join(', ')} and ${left} more` : ids.join(', ')
}

export function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.floor(bytes / 1e6)} MB` : `${(Math.floor(bytes / 1e8) / 10).toFixed(1)} GB`
}

/** `0.4 s`, `12 s`, `3 min`. */
export function seconds(ms: number): string {
  if (ms < 10_000) return `${(Math.round(ms / 100) / 10).toFixed(1)} s`
  return ms < 2 * MINUTE_MS ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / MINUTE_MS)} min`
}

export function remarked(first: readonly Remark[], all: number): string {
  const told = first.map(({ subject, what }) => `${subject}: ${what}`).join('; ')
  return all > first.length ? `${told}; and ${all - first.length} more` : told
}

export function meant(near: readonly string[]): string {
  return near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`
}
