/** PURE. One cell: its text to a value, or what is wrong with it. Strict: nothing is trimmed, guessed or repaired. */
import { parseDay, parseInstant, parseLocal } from '../books/calendar.ts'
import { isTimeZone, type WallClock } from '../books/wall-time.ts'
import type { Column } from './columns.ts'

/** Instants and wall-clock times are epoch milliseconds; days and clock times stay text. */
export type Value = string | number | boolean | null

export interface Problem {
  readonly severity: 'fault' | 'warning'
  readonly what: string
}

/** Undefined: no value could be made of it, and a fault was told. `clock` null: the connection's zone is not known. */
export function readCell(
  column: Column,
  cell: string,
  clock: WallClock | null,
  tell: (problem: Problem) => void,
): Value | undefined {
  if (cell === '') {
    if (!column.required) return column.fallback ?? null
    tell({ severity: 'fault', what: `the value is missing, expected ${expectation(column)}` })
    return undefined
  }
  const value = column.kind === 'local' ? readLocal(column, cell, clock, tell) : plain(column, cell)
  if (value === undefined) {
    tell({
      severity: 'fault',
      what: `${wrong(column)}${shown(column, cell)}, expected ${expectation(column)}`,
    })
  }
  return value === MISSING ? undefined : value
}

/** A fault that was told already. */
const MISSING = Symbol('told')

function readLocal(
  column: Column,
  cell: string,
  clock: WallClock | null,
  tell: (problem: Problem) => void,
): number | null | undefined | typeof MISSING {
  const asUtcMs = parseLocal(cell)
  if (asUtcMs === null) return undefined
  // The row is at fault for its connection already; its times can still be compared.
  if (clock === null) return asUtcMs
  const found = clock.toInstant(cell)
  if (found.kind === 'exact') return found.ms
  if (found.kind === 'twice') {
    const what = `${cell} happens twice in ${clock.timeZone}, taken as the first of the two`
    tell({ severity: 'warning', what })
    return found.firstMs
  }
  const what = `${cell} does not exist in ${clock.timeZone} (the clock goes forward)`
  if (column.lenient) {
    tell({ severity: 'warning', what: `${what}, taken as not known` })
    return null
  }
  tell({ severity: 'fault', what: `${what}, expected a time that the wall clock shows` })
  return MISSING
}

function plain(column: Column, cell: string): Value | undefined {
  if (column.oneOf !== undefined) return column.oneOf.includes(cell) ? cell : undefined
  switch (column.kind) {
    case 'text':
      return cell
    case 'zone':
      return isTimeZone(cell) ? cell : undefined
    case 'instant':
      return parseInstant(cell) ?? undefined
    case 'day':
      return parseDay(cell) === null ? undefined : cell
    case 'boolean':
      return cell === 'true' ? true : cell === 'false' ? false : undefined
    case 'count':
      return wholeNumber(cell, 2_147_483_647)
    case 'weekday':
      return wholeNumber(cell, 7)
    case 'clock':
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(cell) ? cell : undefined
    case 'closing-clock':
      return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(cell) ? cell : undefined
    case 'local':
      return undefined
    default:
      return column.kind satisfies never
  }
}

function wholeNumber(cell: string, most: number): number | undefined {
  if (!/^\d{1,10}$/.test(cell)) return undefined
  const value = Number(cell)
  return value >= 1 && value <= most ? value : undefined
}

function expectation(column: Column): string {
  if (column.oneOf !== undefined) return `one of ${column.oneOf.join(', ')}`
  switch (column.kind) {
    case 'text':
      return 'a text'
    case 'zone':
      return 'an IANA time zone such as Australia/Sydney'
    case 'instant':
      return 'an instant with Z or an offset such as 2026-11-19T23:30:00Z'
    case 'local':
      return 'a wall-clock time without an offset such as 2026-11-20T10:30'
    case 'day':
      return 'a day of the calendar, YYYY-MM-DD'
    case 'boolean':
      return 'true or false'
    case 'count':
      return 'a whole number of at least 1'
    case 'weekday':
      return 'a whole number from 1 (Monday) to 7'
    case 'clock':
      return 'a time HH:mm'
    case 'closing-clock':
      return 'a time HH:mm, 24:00 at the latest'
    default:
      return column.kind satisfies never
  }
}

const wrong = (column: Column): string => (column.oneOf === undefined ? 'bad value' : 'unknown value')

/** The cell, where it can only be a code, a number or a date. */
export function shown(column: Column, cell: string): string {
  return !column.personal && /^[\w:+./-]{1,40}$/.test(cell) ? ` "${cell}"` : ''
}
