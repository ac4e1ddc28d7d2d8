/** Every look into a live book, how it went and what was wrong; the book itself is stored in the same transaction. */
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { BookRead, Remark } from '../src/books/book.ts'
import type { SyncEntity } from '../src/reconcile/model.ts'
import type { EpochMs } from '../src/reconcile/span.ts'
import { replaceBookIn } from './book.ts'
import type { Database, Queries, Transaction } from './database.ts'
import { labelled } from './errors.ts'
import type { Fence } from './runs.ts'
import { pullRemarks, pulls, syncs } from './schema.ts'

export interface Pull {
  readonly pullId: number
  readonly connectionId: string
  readonly startedMs: EpochMs
  readonly finishedMs: EpochMs
  readonly outcome: BookRead['kind']
  /** Null unless it failed. */
  readonly why: string | null
  readonly takenMs: EpochMs | null
  readonly databaseIdentity: string | null
  readonly fromOn: string | null
  readonly toOn: string | null
  readonly entries: number
  readonly patients: number
  readonly recalls: number
  /** False: nothing was read, or a newer read was stored already and stays. */
  readonly stored: boolean
}

/** What a look into a book tells of: a sync of each is recorded with it. */
const ENTITIES: readonly SyncEntity[] = ['appointments', 'patients', 'recalls']

/**
 * Stores a read with its rows, unless a newer one is stored already, and records that it was made. A failed one leaves
 * the stored rows as they are. No two replace the book of one connection at a time: each first takes the connection's
 * row, as an import does by writing it. Books of different connections do not wait for each other. When `fence` throws,
 * nothing is stored.
 */
export function storePull(
  database: Database,
  connectionId: string,
  found: BookRead,
  times: { readonly startedMs: EpochMs; readonly finishedMs: EpochMs },
  fence?: Fence,
): Promise<Pull> {
  return database.transaction('store read', async (tx) => {
    await fence?.(tx.db)
    await tx.db.execute(
      sql`select 1 from connections where connection_id = ${connectionId} for no key update`,
    )
    const stored = found.kind !== 'failed' && (await replaceBookIn(tx, connectionId, found.read, found.book))
    const read = found.kind === 'failed' ? null : found.read
    const book = found.kind === 'failed' ? null : found.book
    const row = {
      connectionId,
      outcome: found.kind,
      why: found.kind === 'failed' ? found.why : null,
      databaseIdentity: read?.databaseIdentity ?? null,
      fromOn: read?.fromOn ?? null,
      toOn: read?.toOn ?? null,
      entries: book?.entries.length ?? 0,
      patients: book?.patients.length ?? 0,
      recalls: book?.recalls.length ?? 0,
      stored,
    }
    const takenMs = read?.takenMs ?? null
    const { startedMs, finishedMs } = times
    const [made] = await tx.db
      .insert(pulls)
      .values({ ...row, startedAt: startedMs, finishedAt: finishedMs, takenAt: takenMs })
      .returning({ pullId: pulls.pullId })
    if (made === undefined) throw new Error('a pull without an id')
    await storeRemarks(tx, made.pullId, found.remarks)
    await storeSyncs(tx, connectionId, finishedMs, found.kind)
    return { ...row, ...times, pullId: made.pullId, takenMs }
  })
}

function storeSyncs(
  tx: Transaction,
  connectionId: string,
  finishedAt: EpochMs,
  outcome: BookRead['kind'],
): Promise<unknown> {
  const rows = ENTITIES.map((entity) => ({
    connectionId,
    entity,
    direction: 'read' as const,
    finishedAt,
    outcome,
  }))
  return tx.db.insert(syncs).values(rows).onConflictDoNothing()
}

/** Newest first. */
export function readPulls(db: Queries, connectionId: string | null): Promise<Pull[]> {
  return labelled('read pulls', async () => {
    const rows = await db
      .select()
      .from(pulls)
      .where(and(connectionId === null ? undefined : eq(pulls.connectionId, connectionId)))
      .orderBy(desc(pulls.startedAt), desc(pulls.pullId))
    return rows.map(({ startedAt, finishedAt, takenAt, ...rest }) => ({
      ...rest,
      startedMs: startedAt,
      finishedMs: finishedAt,
      takenMs: takenAt,
    }))
  })
}

export function readRemarks(db: Queries, pullId: number): Promise<Remark[]> {
  return labelled('read remarks', async () =>
    db
      .select({ weight: pullRemarks.weight, subject: pullRemarks.subject, what: pullRemarks.what })
      .from(pullRemarks)
      .where(eq(pullRemarks.pullId, pullId))
      .orderBy(asc(pullRemarks.position)),
  )
}

async function storeRemarks(tx: Transaction, pullId: number, remarks: readonly Remark[]): Promise<void> {
  const rows = remarks.map(({ weight, subject, what }, position) => [pullId, position, weight, subject, what])
  await tx.copyInto('pull_remarks', ['pull_id', 'position', 'weight', 'subject', 'what'], rows)
}
