/** PURE. The local days that an export holds all of: beyond them an absence proves nothing. */
import type { Scope } from '../../book.ts'
import { dayText, parseDay } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { type Days, daysInNames } from './file-names.ts'
import type { SelfTold } from './understood.ts'

export interface Covered {
  /** Null: no bound. */
  readonly fromOn: string | null
  readonly toOn: string | null
}

/** `found`: of each of the appointments' files the first and last day with a row; null where it has none. */
export function coveredBy(
  mapping: Mapping,
  scope: Pick<Scope, 'fromOn' | 'toOn'>,
  files: readonly { readonly name: string; readonly found: Days | null }[],
  self: SelfTold | null,
  reading: Reading,
): Covered {
  const { covers } = mapping
  switch (covers.kind) {
    case 'asked':
      return { fromOn: scope.fromOn, toOn: scope.toOn }
    case 'read':
      return { fromOn: self?.fromOn ?? null, toOn: self?.toOn ?? null }
    case 'fixed':
      return { fromOn: covers.from, toOn: covers.to }
    case 'file-name': {
      const days = daysInNames(
        files.map(({ name }) => name),
        covers,
      )
      if (days !== null) return together(days, reading)
      reading.fault('appointments', 'the name of the file does not tell the days as the mapping says')
      return NOTHING_KNOWN
    }
    case 'first-to-last': {
      const days = files.flatMap(({ found }) => (found === null ? [] : [found]))
      if (days.length > 0) return together(days, reading)
      reading.fault('appointments', 'it has no rows, so it does not tell which days it covers')
      return NOTHING_KNOWN
    }
    default:
      return covers satisfies never
  }
}

/** The read is partial then: a fault was told. */
const NOTHING_KNOWN: Covered = { fromOn: null, toOn: null }

/** Days that lie between the files are in none of them, and nobody knows whether they are empty. */
function together(days: readonly Days[], reading: Reading): Covered {
  const sorted = [...days].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  let toOn = sorted[0]?.to ?? ''
  for (const { from, to } of sorted) {
    if (from > dayAfter(toOn)) {
      const what = `no file covers the days between ${toOn} and ${from}: where they are known to be empty, say covers`
      reading.fault('appointments', what)
    }
    if (to > toOn) toOn = to
  }
  return { fromOn: sorted[0]?.from ?? null, toOn }
}

const dayAfter = (day: string): string => dayText((parseDay(day) ?? 0) + 1)
