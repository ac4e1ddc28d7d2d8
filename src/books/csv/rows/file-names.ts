/** PURE. What the names of the appointments' files tell: when they were taken, and which days they cover. */

import { momentIn } from '../mapping/formats.ts'
import type { Covers, TakenAt } from '../mapping/mapping.ts'

type ByName<T> = T & { readonly kind: 'file-name' }

/** Wall-clock times or instants, one for each file; null: a name does not fit. */
export function timesInNames(
  names: readonly string[],
  { pattern, formats }: ByName<TakenAt>,
): string[] | null {
  return all(names, (name) => {
    const moment = momentIn(pattern.exec(name)?.[1] ?? '', formats)
    return moment === null ? null : `${moment.day}T${moment.clock}${moment.offset ?? ''}`
  })
}

export interface Days {
  readonly from: string
  readonly to: string
}

export function daysInNames(names: readonly string[], { pattern, formats }: ByName<Covers>): Days[] | null {
  return all(names, (name) => {
    const found = pattern.exec(name)
    const from = momentIn(found?.[1] ?? '', formats)?.day ?? null
    const to = momentIn(found?.[2] ?? '', formats)?.day ?? null
    return from === null || to === null || to < from ? null : { from, to }
  })
}

function all<T>(names: readonly string[], read: (name: string) => T | null): T[] | null {
  const told = names.map(read)
  return told.every((one) => one !== null) ? told : null
}
