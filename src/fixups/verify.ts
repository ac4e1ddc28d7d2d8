/** SHELL. Looks again after fix-ups: the book is read and stored as the connection's newest read, and judged anew. */
import { replaceBook } from '../../db/book.ts'
import type { Database } from '../../db/database.ts'
import type { WritableBook } from '../books/book.ts'
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

/** The book did not let itself be read; what is stored stays. */
export class BookUnread extends Error {
  override readonly name = 'BookUnread'
}

/** Replaces the stored read, unless that is newer. A partial one too: it says of itself that it proves no absence. */
export async function pull(database: Database, connectionId: string, book: WritableBook): Promise<void> {
  const found = await book.read()
  if (found.kind === 'failed') throw new BookUnread(`connection ${connectionId}: ${found.why}`)
  await replaceBook(database, connectionId, found.read, found.book)
}

/** Judges the outage of a recorded run once more, over the newest read. Nothing is recorded: only a run makes a plan. */
export async function verify(
  database: Database,
  before: Reconciliation,
  book: WritableBook | null,
  asOfMs: EpochMs,
): Promise<Verified> {
  if (book !== null) await pull(database, before.connectionId, book)
  const snapshot = await gather(database, before.connectionId)
  const after = reconcile(snapshot, { asOfMs, ...(before.window === null ? {} : { window: before.window }) })
  return { comparison: compare(before, after), after, snapshot }
}
