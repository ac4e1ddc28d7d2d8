/** Half-open time, `[startMs, endMs)`, on epoch milliseconds: touching is not overlapping. */

/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number

export interface Span {
  readonly startMs: EpochMs
  readonly endMs: EpochMs
}

/** The one way an instant is written outside: UTC with milliseconds, `2026-11-19T23:30:00.000Z`. */
export const isoInstant = (ms: EpochMs): string => new Date(ms).toISOString()

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export const overlaps = (a: Span, b: Span): boolean => a.startMs < b.endMs && b.startMs < a.endMs

/** True when `inner` lies wholly inside `outer`; equal spans do. */
export const contains = (outer: Span, inner: Span): boolean =>
  outer.startMs <= inner.startMs && inner.endMs <= outer.endMs

export const sameSpan = (a: Span, b: Span): boolean => a.startMs === b.startMs && a.endMs === b.endMs
