/** PURE. What rejoin.json and the database know of each other's connections, and what is missing from both. */
import type { EpochMs } from '../reconcile/span.ts'
import { DAY_MS } from '../reconcile/span.ts'
import type { Note } from './checkup.ts'
import { fact, warning, wrong } from './mark.ts'
import type { Near } from './near.ts'

export interface ConnectionSeen {
  readonly connectionId: string
  readonly practices: readonly { readonly practiceId: string; readonly hasAddress: boolean }[]
  readonly newestEventMs: EpochMs | null
  readonly readTakenMs: EpochMs | null
}

export interface Expected {
  /** Ids of the connections that rejoin.json has a book for; null: it could not be read. */
  readonly books: readonly string[] | null
  /** Mail is set up, so practices need an address. */
  readonly mail: boolean
  /** A connection that somebody asked for. */
  readonly asked: string | null
  readonly nowMs: EpochMs
}

export function judgeConnections(seen: readonly ConnectionSeen[], expected: Expected, near: Near): Note[] {
  const ids = seen.map(({ connectionId }) => connectionId)
  const books = expected.books ?? []
  const { asked } = expected
  const some = (which: (one: ConnectionSeen) => boolean): string[] =>
    seen.filter(which).map(({ connectionId }) => connectionId)
  const bookless = some(({ connectionId }) => !books.includes(connectionId))
  const silent = some(({ newestEventMs }) => newestEventMs === null)
  // Whose book comes with a bundle is read when somebody sends one; a live one is read every time the line comes back.
  const old = some(
    ({ connectionId, readTakenMs }) =>
      books.includes(connectionId) && (readTakenMs === null || readTakenMs < expected.nowMs - DAY_MS),
  )
  const practices = seen.flatMap((one) => one.practices)
  const nowhere = practices.filter(({ hasAddress }) => !hasAddress).map(({ practiceId }) => practiceId)
  return [
    ...(asked === null || ids.includes(asked)
      ? []
      : [wrong({ code: 'no-such-connection', connectionId: asked, near: near(asked, ids) })]),
    ...(ids.length === 0
      ? [warning({ code: 'no-connections' })]
      : [fact({ code: 'connections', connections: ids.length, practices: practices.length })]),
    ...books
      .filter((id) => !ids.includes(id))
      .map((connectionId) =>
        warning({ code: 'book-of-nobody', connectionId, near: near(connectionId, bookless) }),
      ),
    ...(books.length === 0 || bookless.length === 0
      ? []
      : [fact({ code: 'no-live-book', connectionIds: bookless })]),
    ...(silent.length === 0 ? [] : [warning({ code: 'no-events', connectionIds: silent })]),
    ...(old.length === 0 ? [] : [warning({ code: 'reads-old', connectionIds: old })]),
    ...(expected.mail && nowhere.length > 0 ? [warning({ code: 'no-address', practiceIds: nowhere })] : []),
  ]
}
