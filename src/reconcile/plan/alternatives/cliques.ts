/**
 * What cannot be had together, as the largest sets of which at most one can be taken: all that needs one practitioner
 * at one instant, and all that needs one patient at one instant. Half-open times have no more conflicts than these.
 */
import { addTo } from '../../group.ts'
import { compareIds } from '../../order.ts'
import { overlaps } from '../../span.ts'
import type { Opening } from '../openings.ts'
import type { Seeker } from '../seekers.ts'

/** One opening of one seeker, by the seeker's place in the list. */
export interface Column {
  readonly seeker: number
  readonly person: string
  readonly opening: Opening
}

export const columnsOf = (seekers: readonly Seeker[]): Column[] =>
  seekers.flatMap(({ person, openings }, seeker) =>
    openings.map((opening): Column => ({ seeker, person, opening })),
  )

/** Two openings of different seekers that cannot both be given. */
export const exclude = (a: Opening, personA: string, b: Opening, personB: string): boolean =>
  overlaps(a, b) && (a.pmsPractitionerId === b.pmsPractitionerId || personA === personB)

/** Places of columns; only sets in which two seekers meet. */
export function cliques(columns: readonly Column[]): number[][] {
  const byPractitioner = groups(columns, ({ opening }) => opening.pmsPractitionerId)
  const byPerson = groups(columns, ({ person }) => person)
  const found: number[][] = []
  for (const members of [...byPractitioner, ...byPerson]) {
    if (meet(columns, members)) found.push(...atOneInstant(columns, members))
  }
  return found
}

/** Sweeps over time: a set is complete when one of its members ends before the next one starts. */
function atOneInstant(columns: readonly Column[], members: readonly number[]): number[][] {
  const opening = (place: number): Opening => at(columns, place).opening
  const sorted = [...members].sort((a, b) => opening(a).startMs - opening(b).startMs || a - b)
  const found: number[][] = []
  let there: number[] = []
  let firstEnd = Number.POSITIVE_INFINITY
  for (const place of sorted) {
    const { startMs, endMs } = opening(place)
    if (firstEnd <= startMs) {
      if (meet(columns, there)) found.push([...there])
      there = there.filter((other) => opening(other).endMs > startMs)
      firstEnd = there.reduce((end, other) => Math.min(end, opening(other).endMs), Number.POSITIVE_INFINITY)
    }
    there.push(place)
    firstEnd = Math.min(firstEnd, endMs)
  }
  if (meet(columns, there)) found.push(there)
  return found
}

function meet(columns: readonly Column[], members: readonly number[]): boolean {
  const first = members[0]
  if (first === undefined) return false
  const { seeker } = at(columns, first)
  return members.some((place) => at(columns, place).seeker !== seeker)
}

function groups(columns: readonly Column[], key: (column: Column) => string): number[][] {
  const found = new Map<string, number[]>()
  columns.forEach((column, place) => {
    addTo(found, key(column), place)
  })
  return [...found].sort(([a], [b]) => compareIds(a, b)).map(([, members]) => members)
}

/** An index that is known to be good; anything else is a broken belief. */
export function at<T>(list: { readonly [index: number]: T }, index: number): T {
  const found = list[index]
  if (found === undefined) throw new Error(`no item ${index} in the list`)
  return found
}
