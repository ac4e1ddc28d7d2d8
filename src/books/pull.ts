/** SHELL. Reads a live book for the days that matter, and stores what it found as the connection's newest read. */
import type { Database } from '../../db/database.ts'
import { type Pull, storePull } from '../../db/pulls.ts'
import type { Fence } from '../../db/runs.ts'
import { gather } from '../reconcile/gather.ts'
import type { RunOptions } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { BookRead, PullableBook, Scope } from './book.ts'
import { scopeOf } from './scope.ts'

/** The book did not let itself be read; what is stored stays. */
export class BookUnread extends Error {
  override readonly name = 'BookUnread'
}

export interface Pulled {
  readonly pull: Pull
  readonly remarks: BookRead['remarks']
}

/** `days`: instead of those that a run would need. A failed look is recorded too, and changes nothing else. */
export async function pull(
  database: Database,
  connectionId: string,
  book: PullableBook,
  options: RunOptions,
  now: () => EpochMs,
  days: Partial<Pick<Scope, 'fromOn' | 'toOn'>> = {},
  fence?: Fence,
): Promise<Pulled> {
  const scope = scopeOf(await gather(database, connectionId), options)
  const startedMs = now()
  const found = await book.read({ ...scope, ...days })
  const stored = await storePull(database, connectionId, found, { startedMs, finishedMs: now() }, fence)
  return { pull: stored, remarks: found.remarks }
}

export async function pullOrFail(...args: Parameters<typeof pull>): Promise<Pulled> {
  const pulled = await pull(...args)
  const { connectionId, why } = pulled.pull
  if (why !== null) throw new BookUnread(`connection ${connectionId}: ${why}`)
  return pulled
}
