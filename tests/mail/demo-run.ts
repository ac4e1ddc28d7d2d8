/** The demo group's run, from its bundle: what its two practices get their mail about. */
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../db/open.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Reconciliation, Snapshot } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { reconcileLoading } from '../../src/reconcile/reconcile.ts'

export const DEMO_RUN = '0193f1c2-7a4e-7c11-9d5b-2f60a1b3c4d5'
const AS_OF_MS = Date.parse('2026-11-19T01:10:00Z')

export async function demoRun(): Promise<{ snapshot: Snapshot; reconciliation: Reconciliation }> {
  const database = await openDatabase({ kind: 'throwaway' })
  try {
    const bundle = fileURLToPath(new URL('../../examples/two-practices', import.meta.url))
    await importBundle(database, bundle)
    const snapshot = await gather(database, 'wattle-group')
    return { snapshot, reconciliation: await reconcileLoading(snapshot, { asOfMs: AS_OF_MS }, loadSolver) }
  } finally {
    await database.close()
  }
}
