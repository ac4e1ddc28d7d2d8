/**
 * Splits the seekers into parts that do not compete, each with the openings that matter. An opening goes only where it
 * is provable that the best answer does not use it: in that answer everybody has the best of what the others leave, so
 * if the others can block m of a seeker's openings at most, nothing after its first m + 1 is ever used.
 */
import { addTo } from '../../group.ts'
import type { Opening } from '../openings.ts'
import type { Seeker } from '../seekers.ts'
import { at, cliques, columnsOf } from './cliques.ts'

/** Within a part the seekers keep their order. */
export function independentParts(seekers: readonly Seeker[]): Seeker[][] {
  const done: Seeker[][] = []
  const open: (readonly Seeker[])[] = [seekers]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    for (const together of split(part)) {
      const pruned = prune(together)
      if (pruned === null) done.push(together)
      else open.push(pruned)
    }
  }
  return done
}

/** Seekers are together when a chain of openings that exclude each other joins them. */
function split(seekers: readonly Seeker[]): Seeker[][] {
  const columns = columnsOf(seekers)
  const parents = seekers.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    for (let parent = at(parents, root); parent !== root; parent = at(parents, root)) {
      parents[root] = at(parents, parent)
      root = parent
    }
    return root
  }
  for (const members of cliques(columns)) {
    const root = rootOf(at(columns, at(members, 0)).seeker)
    for (const place of members) parents[rootOf(at(columns, place).seeker)] = root
  }
  const parts = new Map<number, Seeker[]>()
  seekers.forEach((seeker, index) => {
    const root = rootOf(index)
    addTo(parts, root, seeker)
  })
  return [...parts.values()]
}

/** The same seekers with fewer openings, or null where every opening may matter. */
function prune(seekers: readonly Seeker[]): Seeker[] | null {
  let fewer = false
  const practitioners = seekers.map(
    ({ openings }) => new Set(openings.map((opening) => opening.pmsPractitionerId)),
  )
  const pruned = seekers.map((seeker, index) => {
    let { openings } = seeker
    for (;;) {
      const blocked = blockedBy(seeker, openings, seekers, practitioners, index)
      if (blocked + 1 >= openings.length) break
      openings = openings.slice(0, blocked + 1)
      fewer = true
    }
    return { ...seeker, openings }
  })
  return fewer ? pruned : null
}

/** How many of these openings the others can block at most, each of them with one time. */
function blockedBy(
  seeker: Seeker,
  openings: readonly Opening[],
  others: readonly Seeker[],
  practitioners: readonly ReadonlySet<string>[],
  self: number,
): number {
  const lengthMs = seeker.booking.endMs - seeker.booking.startMs
  const starts = new Map<string, number[]>()
  for (const { pmsPractitionerId, startMs } of openings) {
    addTo(starts, pmsPractitionerId, startMs)
  }
  for (const list of starts.values()) list.sort((a, b) => a - b)
  const anywhere = openings.map((opening) => opening.startMs).sort((a, b) => a - b)

  const known = new Map<string, number>()
  const most = (key: string, list: readonly number[], otherMs: number): number => {
    let count = known.get(`${otherMs} ${key}`)
    if (count === undefined) {
      count = mostWithin(list, lengthMs + otherMs)
      known.set(`${otherMs} ${key}`, count)
    }
    return count
  }
  let blocked = 0
  others.forEach((other, index) => {
    if (index === self || other.openings.length === 0) return
    const otherMs = other.booking.endMs - other.booking.startMs
    let worst = 0
    if (other.person === seeker.person) worst = most('', anywhere, otherMs)
    else {
      for (const [practitioner, list] of starts) {
        if (practitioners[index]?.has(practitioner))
          worst = Math.max(worst, most(`=${practitioner}`, list, otherMs))
      }
    }
    blocked += worst
  })
  return blocked
}

/** The most of these starts (in order) that lie less than `reachMs` apart: what one span can overlap. */
function mostWithin(starts: readonly number[], reachMs: number): number {
  let most = 0
  let from = 0
  starts.forEach((start, index) => {
    while (start - at(starts, from) >= reachMs) from++
    most = Math.max(most, index - from + 1)
  })
  return most
}
