/** SHELL. One due run: gather, reconcile, and record it, unless the line or the lease has gone meanwhile. */
import { randomUUID } from 'node:crypto'
import { databaseNow } from '../../../db/clock.ts'
import { readEvents } from '../../../db/connections.ts'
import type { Database } from '../../../db/database.ts'
import { noteRecorded } from '../../../db/jobs.ts'
import { type Lease, requireLease } from '../../../db/leases.ts'
import { recordRun } from '../../../db/runs.ts'
import { gather } from '../../reconcile/gather.ts'
import type { ConnectionEvent, Reconciliation, Snapshot } from '../../reconcile/model.ts'
import type { Solver } from '../../reconcile/plan/alternatives/solver.ts'
import { reconcileLoading } from '../../reconcile/reconcile.ts'
import { contains, type EpochMs, type Span } from '../../reconcile/span.ts'
import { findOutages } from '../outage.ts'

/** The line dropped, or more was told of it, since the world was gathered: what was judged is not the whole outage. */
export class LineMoved extends Error {
  override readonly name = 'LineMoved'
}

export interface Recorded {
  readonly runId: string
  readonly snapshot: Snapshot
  readonly reconciliation: Reconciliation
}

export async function runAndRecord(
  database: Database,
  lease: Lease,
  window: Span,
  now: () => EpochMs,
  loadSolver: () => Promise<Solver>,
): Promise<Recorded> {
  const startedMs = now()
  const snapshot = await gather(database, lease.connectionId)
  const reconciliation = await reconcileLoading(snapshot, { asOfMs: startedMs, window }, loadSolver)
  const runId = randomUUID()
  const outages = findOutages(snapshot.events, startedMs)
  const record = {
    runId,
    trigger: 'reconnect',
    startedMs,
    finishedMs: now(),
    reconciliation,
    outages: outages.filter((outage) => !outage.open && contains(window, outage)),
  }
  await recordRun(database, record, async (tx) => {
    // Races with a holder that came after us, and with the line itself: neither can change until this is committed,
    // or else what changes comes after this run and asks for another.
    await requireLease(tx, lease)
    const events = await readEvents(tx, lease.connectionId)
    if (!sameOutages(snapshot.events, startedMs, events, await databaseNow(tx))) {
      throw new LineMoved(`connection ${lease.connectionId}`)
    }
    await noteRecorded(tx, lease.connectionId, runId)
  })
  return { runId, snapshot, reconciliation }
}

function sameOutages(
  before: readonly ConnectionEvent[],
  beforeMs: EpochMs,
  after: readonly ConnectionEvent[],
  afterMs: EpochMs,
): boolean {
  const [known, found] = [findOutages(before, beforeMs), findOutages(after, afterMs)]
  return JSON.stringify(known) === JSON.stringify(found)
}
