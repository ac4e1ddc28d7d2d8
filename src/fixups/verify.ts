/** SHELL. Looks again after fix-ups: the book is read and stored as the connection's newest read, and judged anew. */
import type { Database } from '../../db/database.ts'
import type { PullableBook } from '../books/book.ts'
import { pullOrFail } from '../books/pull.ts'
import { gather } from '../reconcile/gather.ts'
import type { Reconciliation, Snapshot } from '../reconcile/model.ts'
import { reconcile } from '../reconcile/reconcile.ts'
import type { EpochMs } from '../reconcile/span.ts'
import { type Comparison, compare } from './compare.ts'

export interface Verified {
  readonly comparison: Comparison
  readonly after: Reconciliation
  readonly snapshot: Snapshot
}

/** Judges the outage of a recorded run once more, over the newest read. Nothing is recorded: only a run makes a plan. */
export async function verify(
  database: Database,
  before: Reconciliation,
  book: PullableBook | null,
  asOfMs: EpochMs,
  now: () => EpochMs,
): Promise<Verified> {
  const options = { asOfMs, ...(before.window === null ? {} : { window: before.window }) }
  if (book !== null) await pullOrFail(database, before.connectionId, book, options, now)
  const snapshot = await gather(database, before.connectionId)
  const after = reconcile(snapshot, options)
  return { comparison: compare(before, after), after, snapshot }
}
