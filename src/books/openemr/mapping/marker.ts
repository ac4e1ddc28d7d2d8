/**
 * PURE. How an event says which booking it is for: a marker in its comment (`pc_hometext`), since OpenEMR has no column
 * for ids of others. Where a comment holds several, the last counts: what is added later stands behind.
 */

export interface Marker {
  readonly bookingId: string
  /** It only keeps the time for that booking. */
  readonly isHold: boolean
}

/** `[rejoin:ID]`. Look for it as a plain text (`LOCATE`): in a `LIKE` its `%` and `_` would mean something else. */
export const refMarker = (bookingId: string): string => marked({ bookingId, isHold: false })

/** `[rejoin-hold:ID]` */
export const holdMarker = (bookingId: string): string => marked({ bookingId, isHold: true })

export function markerIn(text: string | null): Marker | null {
  return markersIn(text).at(-1) ?? null
}

/** All of them in the order of the text, one that is repeated once. */
export function markersIn(text: string | null): readonly Marker[] {
  const found = new Map<string, Marker>()
  for (const match of (text ?? '').matchAll(MARKER)) {
    const [whole, hold, escaped] = match
    const marker = { bookingId: unescaped(escaped ?? ''), isHold: hold !== undefined }
    // Only what we would write ourselves is ours: anything else was typed or broken by somebody.
    if (marked(marker) !== whole) continue
    found.delete(whole)
    found.set(whole, marker)
  }
  return [...found.values()]
}

const MARKER = /\[rejoin(-hold)?:((?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)\]/g

const marked = ({ bookingId, isHold }: Marker): string =>
  `[rejoin${isHold ? '-hold' : ''}:${escaped(bookingId)}]`

/** Ids are opaque: whatever could break the brackets or get lost in an old character set is percent-encoded. */
const escaped = (id: string): string =>
  id.replace(/[^A-Za-z0-9._~:-]+/gu, (odd) =>
    [...Buffer.from(odd, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )

const unescaped = (text: string): string =>
  text.replace(/(?:%[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
