/**
 * SHELL. What follows on a recorded run: reports, and whatever else is hung on. At least once: a job remembers a run
 * that is not delivered yet, so each step must not mind being done again.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { asItStands } from '../../../db/action-states.ts'
import type { Database } from '../../../db/database.ts'
import { noteDelivered } from '../../../db/jobs.ts'
import { readRun } from '../../../db/runs.ts'
import { gather } from '../../reconcile/gather.ts'
import type { Reconciliation, Snapshot } from '../../reconcile/model.ts'
import { writeIndex, writeReports } from '../../report/deliver.ts'
import { folderNames } from '../../report/folder-name.ts'
import { indexEntries } from '../../report/page/index-page.ts'
import { syncFolder } from '../../report/whole-file.ts'

export interface FinishedRun {
  readonly runId: string
  readonly connectionId: string
  readonly snapshot: Snapshot
  /** With what has become of its actions where the same was planned before. */
  readonly reconciliation: Reconciliation
}

/** Done after a run, one after the other; throws, and all of them are done again later. */
export type AfterRun = (run: FinishedRun) => Promise<void>

/**
 * `recorded`: null where somebody else recorded it, and died. A run that was cleared away needs no delivery. Returns
 * what was delivered.
 */
export async function deliver(
  database: Database,
  connectionId: string,
  runId: string,
  recorded: { readonly snapshot: Snapshot; readonly reconciliation: Reconciliation } | null,
  steps: readonly AfterRun[],
): Promise<FinishedRun | null> {
  const found = recorded ?? (await readAgain(database, connectionId, runId))
  const reconciliation = found === null ? null : await asItStands(database.db, runId, found.reconciliation)
  const run =
    found === null || reconciliation === null
      ? null
      : { runId, connectionId, snapshot: found.snapshot, reconciliation }
  if (run !== null) for (const step of steps) await step(run)
  await noteDelivered(database.db, connectionId, runId)
  return run
}

async function readAgain(database: Database, connectionId: string, runId: string) {
  const run = await readRun(database, runId)
  return run === null
    ? null
    : { reconciliation: run.reconciliation, snapshot: await gather(database, connectionId) }
}

/** `<out>/<connection>/<run>`, one folder per practice in it: there whole, or not at all. */
export function reportsInto(outDir: string): AfterRun {
  return async ({ runId, connectionId, snapshot, reconciliation }) => {
    const folder = join(outDir, folderNames([connectionId]).get(connectionId) ?? '')
    const done = join(folder, runId)
    if (existsSync(done)) return
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Left behind by somebody who was killed at it: only the holder of the lease is in here.
    for (const name of await readdir(folder)) {
      if (name.startsWith(`.${runId}.`)) await rm(join(folder, name), { recursive: true, force: true })
    }
    const temporary = join(folder, `.${runId}.${randomUUID()}.tmp`)
    try {
      await writeReports(temporary, snapshot, reconciliation, runId)
      await writeIndex(temporary, indexEntries(snapshot, reconciliation, runId))
      await rename(temporary, done)
      await syncFolder(folder)
    } catch (error) {
      await rm(temporary, { recursive: true, force: true })
      throw error
    }
  }
}
