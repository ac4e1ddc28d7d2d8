/** SHELL. What is to be known of a connection to say whether it is due, in one unchanging view. */
import { readPmsRead } from '../../../db/book.ts'
import { readEvents, readSyncs } from '../../../db/connections.ts'
import type { Database } from '../../../db/database.ts'
import { finishedWindows, heldOver } from '../../../db/runs.ts'
import type { EpochMs } from '../../reconcile/span.ts'
import type { Line } from './due.ts'

export function lookAt(database: Database, connectionId: string, owedFromMs: EpochMs | null): Promise<Line> {
  return database.snapshot('look at connection', async (db) => {
    const read = await readPmsRead(db, connectionId)
    return {
      events: await readEvents(db, connectionId),
      syncs: await readSyncs(db, connectionId),
      reconciled: await finishedWindows(db, connectionId),
      read,
      held: read === null ? [] : await heldOver(db, connectionId, read.takenMs),
      owedFromMs,
    }
  })
}
