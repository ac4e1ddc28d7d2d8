/** The runs' memory: what was concluded, whole, and which outages are settled. */
import { and, asc, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { FORMAT_VERSION, planHash } from '../src/fixups/plan-hash.ts'
import type { HoldCode, Judgement, Reconciliation } from '../src/reconcile/model.ts'
import type { EpochMs, Span } from '../src/reconcile/span.ts'
import { earlierTries } from './action-states.ts'
import type { CopyValue, Database, Queries } from './database.ts'
import { labelled } from './errors.ts'
import { actionOf, actionRow, findingOf, findingRow, judgementOf, verdictRow } from './run-rows.ts'
import { actions, findings, outageReconciliations, plans, runs, verdicts } from './schema.ts'

export interface RunRecord {
  readonly runId: string
  /** Who asked: the command line, a watcher … */
  readonly trigger: string
  readonly startedMs: number
  readonly finishedMs: number
  readonly reconciliation: Reconciliation
  /** The closed outages that this run settles, unless it is held. One that an earlier run settled stays that run's. */
  readonly outages: readonly Span[]
}

/** One line about a run. */
export interface RunSummary {
  readonly runId: string
  readonly connectionId: string
  readonly trigger: string
  readonly startedMs: number
  readonly finishedMs: number
  readonly asOfMs: number
  readonly window: Span | null
  readonly holds: readonly HoldCode[]
  readonly judged: number
}

/** Looks once more, inside the transaction that writes, whether it may; throws where it may not. */
export type Fence = (tx: Queries) => Promise<void>

/**
 * Stores a run with everything it concluded, in one transaction. Returns the outages that are now settled by it. When
 * `fence` throws, nothing is stored: whoever recorded for somebody else's lease would record an outage twice.
 */
export function recordRun(database: Database, record: RunRecord, fence?: Fence): Promise<Span[]> {
  const { runId, reconciliation: run } = record
  return database.transaction('record run', async (tx) => {
    await fence?.(tx.db)
    await tx.db.insert(runs).values({
      runId,
      connectionId: run.connectionId,
      trigger: record.trigger,
      startedAt: record.startedMs,
      finishedAt: record.finishedMs,
      asOf: run.asOfMs,
      windowOpened: run.window?.startMs ?? null,
      windowClosed: run.window?.endMs ?? null,
      readTakenAt: run.read?.takenMs ?? null,
      readComplete: run.read?.complete ?? null,
      readDatabaseIdentity: run.read?.databaseIdentity ?? null,
      readFromOn: run.read?.fromOn ?? null,
      readToOn: run.read?.toOn ?? null,
      holds: [...run.holds],
      alternativesProvenBest: run.alternativesProvenBest,
      judged: run.judgements.length,
    })
    const load = async <T>(table: string, items: readonly T[], row: (item: T, at: number) => Row) => {
      const rows = items.map((item, at) => ({ run_id: runId, ...row(item, at) }))
      const columns = Object.keys(rows[0] ?? {})
      for (let at = 0; at < rows.length; at += 5_000) {
        await tx.copyInto(table, columns, rows.slice(at, at + 5_000).map(Object.values) as CopyValue[][])
      }
    }
    await load('verdicts', run.judgements, verdictRow)
    await load('findings', run.findings, findingRow)
    await load('actions', run.actions, actionRow)
    await recordPlan(tx.db, record)
    if (run.holds.length > 0 || record.outages.length === 0) return []
    // Two runs may settle one outage at the same moment: the key lets the first in, and the second finds it there.
    const settled = await tx.db
      .insert(outageReconciliations)
      .values(
        record.outages.map(({ startMs, endMs }) => ({
          connectionId: run.connectionId,
          openedAt: startMs,
          closedAt: endMs,
          runId,
        })),
      )
      .onConflictDoNothing()
      .returning()
    return settled.map(({ openedAt, closedAt }) => ({ startMs: openedAt, endMs: closedAt }))
  })
}

type Row = Readonly<Record<string, CopyValue>>

/** Also of a run that plans nothing: it is the newest plan, and every older approval has lapsed. */
async function recordPlan(db: Queries, { runId, finishedMs, reconciliation }: RunRecord): Promise<void> {
  const { connectionId, actions: planned, read } = reconciliation
  await db.insert(plans).values({
    runId,
    connectionId,
    formatVersion: FORMAT_VERSION,
    hash: planHash(
      connectionId,
      planned,
      await earlierTries(db, connectionId, planned, read?.takenMs ?? null),
    ),
    madeAt: finishedMs,
  })
}

/** Newest first. */
export function listRuns(db: Queries, connectionId?: string): Promise<RunSummary[]> {
  return labelled('list runs', async () => {
    const rows = await db
      .select()
      .from(runs)
      .where(connectionId === undefined ? undefined : eq(runs.connectionId, connectionId))
      .orderBy(desc(runs.finishedAt), desc(runs.startedAt), desc(runs.runId))
    return rows.map(summaryOf)
  })
}

/** The runs over this very read that were held: the same again would be held too. Newest first. */
export function heldOver(
  db: Queries,
  connectionId: string,
  readTakenMs: EpochMs,
): Promise<{ readonly runId: string; readonly window: Span }[]> {
  return labelled('read held runs', async () => {
    const rows = await db
      .select()
      .from(runs)
      .where(
        and(
          eq(runs.connectionId, connectionId),
          eq(runs.readTakenAt, readTakenMs),
          isNotNull(runs.windowOpened),
          sql`cardinality(${runs.holds}) > 0`,
        ),
      )
      .orderBy(desc(runs.finishedAt), desc(runs.runId))
    return rows.flatMap((row) => {
      const { runId, window } = summaryOf(row)
      return window === null ? [] : [{ runId, window }]
    })
  })
}

/** A run with its whole reconciliation as it was recorded; null when there is no such run. */
export function readRun(
  database: Database,
  runId: string,
): Promise<(RunSummary & { readonly reconciliation: Reconciliation }) | null> {
  return database.snapshot('read run', async (db) => {
    const [row] = await db.select().from(runs).where(eq(runs.runId, runId))
    if (row === undefined) return null
    const judged = await db
      .select()
      .from(verdicts)
      .where(eq(verdicts.runId, runId))
      .orderBy(sql`${verdicts.bookingId} collate "C"`)
    const found = await db
      .select()
      .from(findings)
      .where(eq(findings.runId, runId))
      .orderBy(asc(findings.position))
    const planned = await db
      .select()
      .from(actions)
      .where(eq(actions.runId, runId))
      .orderBy(asc(actions.position))
    const summary = summaryOf(row)
    const judgements: Judgement[] = judged.map(judgementOf)
    const { readTakenAt, readComplete } = row
    return {
      ...summary,
      reconciliation: {
        connectionId: row.connectionId,
        asOfMs: row.asOf,
        window: summary.window,
        read:
          readTakenAt === null || readComplete === null
            ? null
            : {
                takenMs: readTakenAt,
                complete: readComplete,
                databaseIdentity: row.readDatabaseIdentity,
                fromOn: row.readFromOn,
                toOn: row.readToOn,
              },
        holds: row.holds,
        alternativesProvenBest: row.alternativesProvenBest,
        judgements,
        findings: found.map(findingOf),
        actions: planned.map(actionOf),
      },
    }
  })
}

/** When the read was taken that a run judged by; null: there was none. */
export function readPlannedOver(db: Queries, runId: string): Promise<EpochMs | null> {
  return labelled('read planned over', async () => {
    const [row] = await db.select({ takenMs: runs.readTakenAt }).from(runs).where(eq(runs.runId, runId))
    return row?.takenMs ?? null
  })
}

/** The windows of this connection's finished runs that were not held. */
export function finishedWindows(db: Queries, connectionId: string): Promise<Span[]> {
  return labelled('read finished windows', async () => {
    const rows = await db
      .select()
      .from(runs)
      .where(
        and(
          eq(runs.connectionId, connectionId),
          isNotNull(runs.windowOpened),
          sql`cardinality(${runs.holds}) = 0`,
        ),
      )
      .orderBy(asc(runs.windowOpened), asc(runs.windowClosed))
    return rows.flatMap((row) => summaryOf(row).window ?? [])
  })
}

/** Which run settled which outage of a connection, in order of time. */
export function settledOutages(
  db: Queries,
  connectionId: string,
): Promise<(Span & { readonly runId: string })[]> {
  return labelled('read settled outages', async () =>
    db
      .select({
        startMs: outageReconciliations.openedAt,
        endMs: outageReconciliations.closedAt,
        runId: outageReconciliations.runId,
      })
      .from(outageReconciliations)
      .where(eq(outageReconciliations.connectionId, connectionId))
      .orderBy(asc(outageReconciliations.openedAt)),
  )
}

function summaryOf(row: typeof runs.$inferSelect): RunSummary {
  const { windowOpened, windowClosed } = row
  return {
    runId: row.runId,
    connectionId: row.connectionId,
    trigger: row.trigger,
    startedMs: row.startedAt,
    finishedMs: row.finishedAt,
    asOfMs: row.asOf,
    window:
      windowOpened === null || windowClosed === null ? null : { startMs: windowOpened, endMs: windowClosed },
    holds: row.holds,
    judged: row.judged,
  }
}
