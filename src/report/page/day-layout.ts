/**
 * PURE. Where everything of a day's picture goes: upright in pixels, sideways in per cent of the picture, so that it
 * is as wide as there is room and its text keeps its size.
 */
import type { WallClock } from '../../books/wall-time.ts'
import { MINUTE_MS, overlaps, type Span } from '../../reconcile/span.ts'
import type { Day, DayItem } from './day-items.ts'
import { halfHourBefore, wallOf } from './day-stretches.ts'

export interface Area {
  readonly x: number
  readonly width: number
  readonly y: number
  readonly height: number
}
export interface Box extends Area {
  readonly item: DayItem
}
export interface Ground {
  readonly kind: 'off' | 'elsewhere' | 'away'
  readonly y: number
  readonly height: number
  /** Where there is room for its word. */
  readonly label: { readonly x: number; readonly y: number } | null
}
export interface Fold extends Span {
  readonly y: number
  readonly height: number
  readonly count: number
}
export interface Mark {
  readonly atMs: number
  readonly y: number
}
export interface DayLayout {
  readonly height: number
  readonly top: number
  readonly bottom: number
  readonly lanes: Readonly<Record<'book' | 'online', { readonly x: number; readonly width: number }>>
  readonly boxes: readonly Box[]
  readonly grounds: readonly Ground[]
  readonly folds: readonly Fold[]
  readonly marks: readonly Mark[]
  /** 0 for a telephone, 1 and 2 where many boxes lie side by side. */
  readonly breadth: 0 | 1 | 2
  /** Items for which there was no room. */
  readonly left: number
}

const HEAD = 44
const FOOT = 24
const FOLD = 28
const LOWEST = 5
const MOST_HIGH = 1000
/** More boxes than this in one day are no picture any more. */
const MOST_BOXES = 80

export function layoutOf(day: Day, clock: WallClock): DayLayout {
  const items = day.items.slice(0, MOST_BOXES)
  const { y, bottom } = scaleOf(day, items)
  const flat = items.map((item) => flatten(item, y, bottom))
  const packed = {
    book: pack(flat.filter(({ item }) => item.lane === 'book')),
    online: pack(flat.filter(({ item }) => item.lane === 'online')),
  }
  const [book, online] = [columns(packed.book), columns(packed.online)]
  const breadth = book + online <= 3 ? 0 : book + online <= 5 ? 1 : 2
  const left = [15, 10, 7][breadth] ?? 15
  const room = 100 - left
  const share = Math.min(0.66, Math.max(0.34, book / (book + online)))
  const lanes = {
    book: { x: left, width: room * share },
    online: { x: left + room * share, width: room * (1 - share) },
  }
  const boxes = (['book', 'online'] as const).flatMap((lane) =>
    packed[lane].map(({ item, y, height, at, of }) => {
      const width = lanes[lane].width / of
      return { item, y, height, x: lanes[lane].x + at * width, width }
    }),
  )
  const folds = day.stretches.slice(1).flatMap((stretch, index) => {
    const before = day.stretches[index]
    if (before === undefined) return []
    const span = { startMs: before.endMs, endMs: stretch.startMs }
    const count = day.hidden.filter((entry) => overlaps(entry, span)).length
    return [{ ...span, y: y(span.startMs), height: FOLD, count }]
  })
  return {
    height: bottom + FOOT,
    top: HEAD,
    bottom,
    lanes,
    boxes,
    grounds: groundsOf(day, y).map((ground) => ({ ...ground, label: freeSpot(ground, lanes, boxes) })),
    folds,
    marks: marksOf(day, clock).map((atMs) => ({ atMs, y: y(atMs) })),
    breadth,
    left: day.items.length - items.length,
  }
}

/** Time to pixels, and where the last stretch ends. A short appointment that matters has room for a line of text. */
function scaleOf(
  { stretches }: Day,
  items: readonly DayItem[],
): { y: (ms: number) => number; bottom: number } {
  const minutes = stretches.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs) / MINUTE_MS, 0)
  const lengths = items
    .filter(({ matters }) => matters)
    .map(({ startMs, endMs }) => (endMs - startMs) / MINUTE_MS)
  const wanted = Math.min(4, Math.max(2.2, 20 / Math.min(...lengths, 15)))
  const scale = Math.max(0.5, Math.min(wanted, MOST_HIGH / Math.max(minutes, 1)))
  let at = HEAD
  const parts = stretches.map(({ startMs, endMs }) => {
    const top = at
    at = Math.round(top + ((endMs - startMs) / MINUTE_MS) * scale)
    const part = { startMs, endMs, top, foot: at }
    at += FOLD
    return part
  })
  const bottom = Math.max(HEAD, at - FOLD)
  const y = (ms: number): number => {
    let foot = HEAD
    let footMs = Number.NEGATIVE_INFINITY
    for (const part of parts) {
      if (ms < part.startMs) {
        const into = Number.isFinite(footMs) ? (ms - footMs) / (part.startMs - footMs) : 0
        return foot + (part.top - foot) * into
      }
      if (ms <= part.endMs) {
        return part.top + ((ms - part.startMs) / (part.endMs - part.startMs)) * (part.foot - part.top)
      }
      foot = part.foot
      footMs = part.endMs
    }
    return bottom
  }
  return { y, bottom }
}

interface Flat {
  readonly item: DayItem
  readonly y: number
  readonly height: number
}

/** Nothing is so short that it cannot be seen, and nothing stands out below. */
function flatten(item: DayItem, y: (ms: number) => number, bottom: number): Flat {
  const top = round(Math.min(y(item.startMs), bottom - LOWEST))
  return { item, y: top, height: round(Math.max(LOWEST, y(item.endMs) - top)) }
}

/** Boxes that share height stand side by side, as in any calendar. */
function pack(flat: readonly Flat[]): readonly (Flat & { readonly at: number; readonly of: number })[] {
  const packed: (Flat & { at: number; of: number })[] = []
  let cluster: (Flat & { at: number; of: number })[] = []
  let feet: number[] = []
  const close = (): void => {
    for (const box of cluster) box.of = feet.length
    packed.push(...cluster)
    cluster = []
    feet = []
  }
  for (const box of flat.toSorted((a, b) => a.y - b.y || b.height - a.height)) {
    if (feet.every((foot) => foot <= box.y)) close()
    const free = feet.findIndex((foot) => foot <= box.y)
    const at = free < 0 ? feet.length : free
    feet[at] = box.y + box.height
    cluster.push({ ...box, at, of: 1 })
  }
  close()
  return packed
}

const columns = (packed: readonly { readonly of: number }[]): number =>
  packed.reduce((most, { of }) => Math.max(most, of), 1)

function groundsOf(day: Day, y: (ms: number) => number): Omit<Ground, 'label'>[] {
  const own = day.sessions.filter(({ isOwn }) => isOwn)
  const away = day.sessions.filter(({ isOwn }) => !isOwn)
  const off = day.sessionsKnown ? day.stretches.flatMap((stretch) => without(stretch, own)) : []
  const elsewhere = off.flatMap((piece) => away.flatMap((session) => common(piece, session)))
  const plain = off.flatMap((piece) => without(piece, away))
  const blocks = merged(
    day.stretches.flatMap((stretch) => day.blocks.flatMap((block) => common(stretch, block))),
  )
  const ground = (kind: Ground['kind']) => (span: Span) => ({
    kind,
    y: round(y(span.startMs)),
    height: round(y(span.endMs) - y(span.startMs)),
  })
  return [
    ...plain.map(ground('off')),
    ...merged(elsewhere).map(ground('elsewhere')),
    ...blocks.map(ground('away')),
  ]
}

function without(span: Span, others: readonly Span[]): Span[] {
  let pieces: Span[] = [span]
  for (const { startMs, endMs } of others) {
    pieces = pieces.flatMap((piece) =>
      [
        { startMs: piece.startMs, endMs: Math.min(piece.endMs, startMs) },
        { startMs: Math.max(piece.startMs, endMs), endMs: piece.endMs },
      ].filter((one) => one.startMs < one.endMs),
    )
  }
  return pieces
}

const common = (a: Span, b: Span): Span[] =>
  overlaps(a, b) ? [{ startMs: Math.max(a.startMs, b.startMs), endMs: Math.min(a.endMs, b.endMs) }] : []

function merged(spans: readonly Span[]): Span[] {
  const found: { startMs: number; endMs: number }[] = []
  for (const { startMs, endMs } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = found.at(-1)
    if (last !== undefined && startMs < last.endMs) last.endMs = Math.max(last.endMs, endMs)
    else found.push({ startMs, endMs })
  }
  return found
}

/** The first place on this ground, in the book's lane or beside it, that no box covers. */
function freeSpot(
  { y, height }: Omit<Ground, 'label'>,
  lanes: DayLayout['lanes'],
  boxes: readonly Box[],
): Ground['label'] {
  for (const lane of ['book', 'online'] as const) {
    let at = y
    const own = boxes.filter(({ item }) => item.lane === lane).toSorted((a, b) => a.y - b.y)
    for (const box of own) {
      if (box.y - at >= 17) break
      at = Math.max(at, box.y + box.height)
    }
    if (at + 17 <= y + height) return { x: lanes[lane].x, y: at }
  }
  return null
}

/** Every half hour of the practice's clock; where the clock changes it goes on counting from there. */
function marksOf({ stretches }: Day, clock: WallClock): readonly number[] {
  return stretches.flatMap(({ startMs, endMs }) => {
    const marks: number[] = []
    for (let atMs = halfHourBefore(startMs, clock); atMs < endMs; ) {
      if (atMs >= startMs && wallOf(atMs, clock).minute % 30 === 0) marks.push(atMs)
      const next = halfHourBefore(atMs + 30 * MINUTE_MS, clock)
      atMs = next > atMs ? next : atMs + 30 * MINUTE_MS
    }
    return marks
  })
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10
