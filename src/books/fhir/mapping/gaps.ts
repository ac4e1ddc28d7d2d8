/** PURE. What of a span nothing covers. */
import type { Span } from '../../../reconcile/span.ts'

export function gapsIn({ startMs, endMs }: Span, covers: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let fromMs = startMs
  for (const cover of [...covers].sort((a, b) => a.startMs - b.startMs)) {
    if (cover.endMs <= fromMs) continue
    if (cover.startMs >= endMs) break
    if (cover.startMs > fromMs) gaps.push({ startMs: fromMs, endMs: cover.startMs })
    fromMs = cover.endMs
  }
  if (fromMs < endMs) gaps.push({ startMs: fromMs, endMs })
  return gaps
}
