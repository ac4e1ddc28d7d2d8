/**
 * Who may send a write, and until when a book may carry it out. Any number of programs may work on one plan at once,
 * some of them about to die: the row of the intent is where they queue.
 */
import { and, eq, sql } from 'drizzle-orm'
import type { EpochMs } from '../src/reconcile/span.ts'
import type { Database, Queries } from './database.ts'
import { labelled } from './errors.ts'
import { actionIntents, actionOutcomes } from './schema.ts'

/** Left in the audit before a write leaves: the `after` of its outcome `unknown`. */
export interface Sent {
  readonly notAfterMs: EpochMs
  readonly write: unknown
}

/**
 * True: this caller, and nobody else ever, may now send the write. Committed when it resolves. From here on the intent
 * is `unknown` until an answer or a look into the book settles it.
 */
export function claimSending(
  database: Database,
  intentId: string,
  sent: Sent & { readonly by: string; readonly atMs: EpochMs },
): Promise<boolean> {
  return database.transaction('claim sending', async ({ db }) => {
    await lockIntent(db, intentId)
    const [earlier] = await db
      .select({ outcome: actionOutcomes.outcome })
      .from(actionOutcomes)
      .where(eq(actionOutcomes.intentId, intentId))
      .limit(1)
    if (earlier !== undefined) return false
    await db.insert(actionOutcomes).values({
      intentId,
      outcome: 'unknown',
      reason: 'sent',
      after: { notAfterMs: sent.notAfterMs, write: sent.write },
      recordedBy: sent.by,
      recordedAt: sent.atMs,
    })
    return true
  })
}

/** Null: it was never sent. */
export function readSent(db: Queries, intentId: string): Promise<Sent | null> {
  return labelled('read sent', async () => {
    const [row] = await db
      .select({ after: actionOutcomes.after })
      .from(actionOutcomes)
      .where(and(eq(actionOutcomes.intentId, intentId), eq(actionOutcomes.outcome, 'unknown')))
    return row === undefined ? null : (row.after as Sent)
  })
}

/** Until the end of the transaction nobody else settles or sends it. */
export async function lockIntent(db: Queries, intentId: string): Promise<void> {
  await db
    .select({ one: sql`1` })
    .from(actionIntents)
    .where(eq(actionIntents.intentId, intentId))
    .for('update')
}
