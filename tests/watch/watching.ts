/** A watcher for tests: everything has a default, a case names what matters. */
import type { Database } from '../../db/database.ts'
import type { PullableBook } from '../../src/books/book.ts'
import type { Watching } from '../../src/connection/watch/handle.ts'
import { LEASE_TIMES } from '../../src/connection/watch/keep-lease.ts'
import { timerKeeper } from '../../src/connection/watch/keeper.ts'
import { pullGate } from '../../src/connection/watch/pull-gate.ts'
import type { Told } from '../../src/connection/watch/telling.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { MINUTE_MS } from '../../src/reconcile/span.ts'

export function watchingOver(
  database: Database,
  changes: Partial<Watching> & { readonly book?: PullableBook } = {},
): Watching & { readonly told: Told[] } {
  const { book, ...rest } = changes
  const told: Told[] = []
  return {
    database,
    keeping: database,
    holder: 'a watcher',
    leaseSeconds: LEASE_TIMES.seconds,
    keeper: timerKeeper(database, LEASE_TIMES),
    settleMs: 5 * MINUTE_MS,
    processNow: () => Date.now(),
    gate: pullGate(2),
    withBook: (_, __, work) => work(book === undefined ? null : { source: book, server: 'pms.example' }),
    loadSolver,
    afterRun: [],
    tell: (what) => told.push(what),
    wordsOf: (error) => (error instanceof Error ? error.message : 'no error'),
    atWork: new Set(),
    ...rest,
    told,
  }
}
