/**
 * The answers that are still in the race: which openings may be used, which sets take at most or exactly one. Every
 * aim that is settled leaves a smaller face, on which the next one is pursued.
 */
import { at, type Column, cliques } from './cliques.ts'

/** Columns of which at most one is taken; `must`: exactly one. */
export interface Row {
  readonly members: readonly number[]
  readonly must: boolean
}

/** The factors of the columns taken add up to this total: an aim that is settled. */
export interface Sum {
  /** Whole numbers, by column. */
  readonly factors: readonly number[]
  readonly total: number
}

export interface Face {
  readonly columns: readonly Column[]
  /** Places of the columns that may still be taken. */
  readonly alive: readonly number[]
  /** One row per seeker, at the seeker's place: who gets two times at once? */
  readonly seekers: readonly Row[]
  readonly shared: readonly Row[]
  readonly sums: readonly Sum[]
}

/** Places of the columns that are taken, in rising order. */
export type Taken = readonly number[]

export function wholeFace(columns: readonly Column[], seekers: number): Face {
  const members = Array.from({ length: seekers }, (): number[] => [])
  columns.forEach((column, place) => {
    at(members, column.seeker).push(place)
  })
  return {
    columns,
    alive: columns.map((_, place) => place),
    seekers: members.map((list) => ({ members: list, must: false })),
    shared: cliques(columns).map((list) => ({ members: list, must: false })),
    sums: [],
  }
}

/** The face with only these columns; rows that no longer forbid or demand anything go. */
export function keep(face: Face, stays: (place: number) => boolean): Face {
  const left = (row: Row): Row => ({ ...row, members: row.members.filter(stays) })
  return {
    ...face,
    alive: face.alive.filter(stays),
    seekers: face.seekers.map(left),
    shared: face.shared.map(left).filter((row) => row.must || row.members.length > 1),
  }
}

/** The seeker gets this column and nothing else, or with null nothing at all. */
export function settle(face: Face, seeker: number, column: number | null): Face {
  const gone = new Set(at(face.seekers, seeker).members)
  if (column !== null) {
    for (const row of face.shared) {
      if (row.members.includes(column)) for (const member of row.members) gone.add(member)
    }
    gone.delete(column)
  }
  const left = keep(face, (place) => !gone.has(place))
  return {
    ...left,
    seekers: left.seekers.map((row, index) =>
      index === seeker && column !== null ? { ...row, must: true } : row,
    ),
  }
}

/** Checked in whole numbers: a solver's word is not taken for it. */
export function isWithin(face: Face, taken: Taken): boolean {
  const chosen = new Set(taken)
  const fits = ({ members, must }: Row): boolean => {
    const count = members.reduce((sum, place) => sum + Number(chosen.has(place)), 0)
    return must ? count === 1 : count <= 1
  }
  const alive = new Set(face.alive)
  return (
    taken.every((place) => alive.has(place)) &&
    face.seekers.every(fits) &&
    face.shared.every(fits) &&
    face.sums.every(({ factors, total }) => sumOf(factors, taken) === total)
  )
}

export const sumOf = (factors: readonly number[], taken: Taken): number =>
  taken.reduce((sum, place) => sum + at(factors, place), 0)
