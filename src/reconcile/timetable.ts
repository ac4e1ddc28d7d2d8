/** Spans by practitioner, so that "what is there then?" looks at one or two days and not at the whole book. */
import { DAY_MS, overlaps, type Span } from './span.ts'

/** A span of more days than this is kept in a list of its own instead of once per day. */
const LONG_DAYS = 40

export class Timetable<T extends Span> {
  private readonly days = new Map<string, Map<number, T[]>>()
  private readonly long = new Map<string, T[]>()

  add(practitioner: string, item: T): void {
    for (const list of this.listsOf(practitioner, item)) list.push(item)
  }

  remove(practitioner: string, item: T): void {
    for (const list of this.listsOf(practitioner, item)) {
      const index = list.indexOf(item)
      if (index >= 0) list.splice(index, 1)
    }
  }

  /** Everything of this practitioner that shares time with `span`, each once, in order of start. */
  overlapping(practitioner: string, span: Span): T[] {
    const found = new Set<T>()
    const byDay = this.days.get(practitioner)
    if (byDay !== undefined) {
      const last = dayOf(span.endMs - 1)
      for (let day = dayOf(span.startMs); day <= last; day++) {
        for (const item of byDay.get(day) ?? []) if (overlaps(item, span)) found.add(item)
      }
    }
    for (const item of this.long.get(practitioner) ?? []) if (overlaps(item, span)) found.add(item)
    return [...found].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  }

  private listsOf(practitioner: string, span: Span): T[][] {
    const first = dayOf(span.startMs)
    const last = dayOf(span.endMs - 1)
    if (last - first > LONG_DAYS) return [listAt(this.long, practitioner)]
    let byDay = this.days.get(practitioner)
    if (byDay === undefined) {
      byDay = new Map()
      this.days.set(practitioner, byDay)
    }
    const lists: T[][] = []
    for (let day = first; day <= last; day++) lists.push(listAt(byDay, day))
    return lists
  }
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

function listAt<K, T>(map: Map<K, T[]>, key: K): T[] {
  let list = map.get(key)
  if (list === undefined) {
    list = []
    map.set(key, list)
  }
  return list
}

/** The most items that are there at one instant of `span`. */
export function peakWithin(items: readonly Span[], span: Span): number {
  const edges: { atMs: number; step: 1 | -1 }[] = []
  for (const item of items) {
    if (!overlaps(item, span)) continue
    edges.push({ atMs: Math.max(item.startMs, span.startMs), step: 1 })
    edges.push({ atMs: Math.min(item.endMs, span.endMs), step: -1 })
  }
  // Ends before starts at one instant: touching is not overlapping.
  edges.sort((a, b) => a.atMs - b.atMs || a.step - b.step)
  let now = 0
  let peak = 0
  for (const edge of edges) {
    now += edge.step
    if (now > peak) peak = now
  }
  return peak
}
