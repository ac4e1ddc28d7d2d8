/** PURE. Doubts that many events share, told once each: a practice's own habit must not bury the faults of a read. */
import type { Reading } from '../../reading.ts'

/** Enough to find some of them in the book. */
const NAMED = 5

export class Doubts {
  private readonly ids = new Map<string, Set<string>>()

  /** `what` reads well behind "an event". */
  add(what: string, eid: string): void {
    const known = this.ids.get(what)
    if (known === undefined) this.ids.set(what, new Set([eid]))
    else known.add(eid)
  }

  tell(reading: Reading): void {
    for (const [what, ids] of this.ids) {
      const named = [...ids].slice(0, NAMED).join(', ')
      const more = ids.size > NAMED ? `, and ${ids.size - NAMED} more` : ''
      if (ids.size === 1) reading.warn(`event ${named}`, what)
      else reading.warn('events', `${ids.size} of them: ${what} (${named}${more})`)
    }
  }
}
