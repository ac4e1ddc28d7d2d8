/**
 * What is still to be reconciled: the job of each connection. Triggers ask; the row and the lease decide, whoever
 * distributes the work. Every instant in here is by the database's clock.
 */
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { EpochMs } from '../src/reconcile/span.ts'
import { isoInstant } from '../src/reconcile/span.ts'
import type { Database, Queries } from './database.ts'
import { labelled } from './errors.ts'
import { giveBackLease, type Lease, requireLease } from './leases.ts'
import type { Wait } from './schema/jobs.ts'
import { reconciliationJobs } from './schema.ts'

export interface Job {
  readonly connectionId: string
  readonly askedMs: EpochMs
  /** More of these than `handledAsks`: there is something to do. */
  readonly asks: number
  readonly handledAsks: number
  /** Null: not before it is asked for again. */
  readonly notBeforeMs: EpochMs | null
  /** When the next appointment begins that is not in the book as it stands online; as of the watchers' last look. */
  readonly earliestStartMs: EpochMs | null
  /** Null: nothing, it is this job's turn or there is nothing to do. */
  readonly waitingFor: Wait | null
  /** How often in a row it went wrong. */
  readonly attempts: number
  readonly lastTrouble: string | null
  readonly lastRunId: string | null
  /** Recorded, and its reports are not all written yet. */
  readonly undeliveredRunId: string | null
  /** Outages that ended after this were seen by a watcher, and some of them have no finished run yet. */
  readonly owedFromMs: EpochMs | null
  readonly checkedUntilMs: EpochMs | null
  readonly changedMs: EpochMs
}

/** By connection id in code point order. Null: of all. A connection that never asked has none. */
export function readJobs(db: Queries, connectionIds: readonly string[] | null): Promise<Job[]> {
  return labelled('read jobs', async () => {
    if (connectionIds?.length === 0) return []
    const rows = await db
      .select()
      .from(reconciliationJobs)
      .where(
        connectionIds === null ? undefined : inArray(reconciliationJobs.connectionId, [...connectionIds]),
      )
      .orderBy(asc(reconciliationJobs.connectionId))
    return rows.map(jobOf)
  })
}

/** How the handling of a job ended. `attempts`: how often in a row it has gone wrong by now. */
export type Ending =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'waits'
      readonly waitingFor: Wait
      /** Null: until it is asked for again. */
      readonly untilMs: EpochMs | null
      readonly attempts: number
      readonly trouble: string | null
    }

/** What the handling knew. */
export interface Seen {
  readonly asks: number
  /** Null: it did not come to look at the events. */
  readonly checkedUntilMs: EpochMs | null
  readonly owedFromMs: EpochMs | null
}

/**
 * Puts down how it ended and gives the lease back, in one transaction; throws `LeaseLost` and changes nothing where
 * somebody else may be at work by now. What was asked after `seenAsks` is still to be done, whatever was found before.
 */
export function endHandling(database: Database, lease: Lease, ending: Ending, seen: Seen): Promise<void> {
  return database.transaction('end handling', async ({ db }) => {
    await requireLease(db, lease)
    const waits = ending.kind === 'waits' ? ending : null
    const askedSince = sql`${reconciliationJobs.asks} > ${seen.asks}`
    const until = waits?.untilMs == null ? sql`null` : sql`${isoInstant(waits.untilMs)}::timestamptz`
    await db
      .update(reconciliationJobs)
      .set({
        ...(waits === null && { handledAsks: sql`greatest(handled_asks, least(asks, ${seen.asks}))` }),
        notBefore: sql`case when ${askedSince} then ${reconciliationJobs.notBefore} else ${until} end`,
        waitingFor: sql`case when ${askedSince} then null else ${waits?.waitingFor ?? null}::text end`,
        offeredAt: null,
        attempts: waits?.attempts ?? 0,
        lastTrouble: waits?.trouble ?? null,
        ...(seen.checkedUntilMs !== null && { checkedUntil: seen.checkedUntilMs, owedFrom: seen.owedFromMs }),
        changedAt: sql`clock_timestamp()`,
      })
      .where(eq(reconciliationJobs.connectionId, lease.connectionId))
    await giveBackLease(db, lease)
  })
}

/** Somebody else is at work on it: not before their lease may have run out, unless they give it back earlier. */
export function waitForLease(db: Queries, connectionId: string, untilMs: EpochMs): Promise<void> {
  return labelled('wait for lease', async () => {
    await db
      .update(reconciliationJobs)
      .set({ waitingFor: 'lease', notBefore: untilMs, offeredAt: null, changedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(reconciliationJobs.connectionId, connectionId),
          gt(reconciliationJobs.asks, reconciliationJobs.handledAsks),
        ),
      )
  })
}

/** In the transaction that records the run: whoever finds the job after a crash knows what is left to be delivered. */
export async function noteRecorded(tx: Queries, connectionId: string, runId: string): Promise<void> {
  await tx
    .update(reconciliationJobs)
    .set({ lastRunId: runId, undeliveredRunId: runId })
    .where(eq(reconciliationJobs.connectionId, connectionId))
}

export function noteDelivered(db: Queries, connectionId: string, runId: string): Promise<void> {
  return labelled('note delivered', async () => {
    await db
      .update(reconciliationJobs)
      .set({ undeliveredRunId: null })
      .where(
        and(
          eq(reconciliationJobs.connectionId, connectionId),
          eq(reconciliationJobs.undeliveredRunId, runId),
        ),
      )
  })
}

function jobOf(row: typeof reconciliationJobs.$inferSelect): Job {
  const {
    askedAt,
    notBefore,
    offeredAt: _,
    earliestStartAt,
    owedFrom,
    checkedUntil,
    changedAt,
    ...rest
  } = row
  return {
    ...rest,
    askedMs: askedAt,
    notBeforeMs: notBefore,
    earliestStartMs: earliestStartAt,
    owedFromMs: owedFrom,
    checkedUntilMs: checkedUntil,
    changedMs: changedAt,
  }
}
