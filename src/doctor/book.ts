/** PURE. One look at an appointment book: today, nobody in particular, nothing stored. */
import type { BookRead, Remark } from '../books/book.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { Note } from './checkup.ts'
import { fact, notChecked, warning, wrong } from './mark.ts'

export interface BookSeen {
  readonly kind: string
  /** The server, where there is one. */
  readonly place: string | null
  readonly writable: boolean
  readonly found: BookRead
  readonly finishedMs: EpochMs
  readonly tookMs: number
  /** Which database the connection belongs to; null where nobody has told. */
  readonly expected: string | null
}

/** So many remarks are told; `rejoin pull` and `rejoin pulls` have the rest. */
const FIRST = 3
const AHEAD_MS = 10_000

export function judgeBook({ found, kind, place, writable, finishedMs, tookMs, expected }: BookSeen): Note[] {
  if (found.kind === 'failed') return [wrong({ code: 'book-failed', why: found.why })]
  const { read, book, remarks } = found
  const of = (weight: Remark['weight']): readonly Remark[] => remarks.filter((one) => one.weight === weight)
  const first = (some: readonly Remark[]) => ({ count: some.length, first: some.slice(0, FIRST) })
  const aheadMs = read.takenMs - finishedMs
  return [
    fact({ code: 'book', kind, place, entries: book.entries.length, tookMs, writable }),
    ...identity(expected, read.databaseIdentity),
    ...(found.kind === 'partial' ? [warning({ code: 'book-partial', ...first(of('fault')) })] : []),
    ...(of('warning').length > 0 ? [fact({ code: 'remarks', ...first(of('warning')) })] : []),
    ...(aheadMs > AHEAD_MS ? [warning({ code: 'book-ahead', aheadMs })] : []),
  ]
}

function identity(expected: string | null, found: string | null): Note[] {
  if (expected !== null && found !== null && expected !== found) {
    return [wrong({ code: 'other-database', expected, found })]
  }
  if (found !== null && expected === found) return [fact({ code: 'book-identity', identity: found })]
  return [notChecked({ code: 'identity-unknown' })]
}
