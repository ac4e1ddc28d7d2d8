/** SHELL. A piece of work under a connection's lease, for a person's command: it waits a while for whoever has it. */
import type { Database } from '../../../db/database.ts'
import { DatabaseError } from '../../../db/errors.ts'
import { breakLeases, giveBackLease, type HeldLease, requireLease, takeLease } from '../../../db/leases.ts'
import type { Fence } from '../../../db/runs.ts'
import { isoInstant } from '../../reconcile/span.ts'
import { keepLease, LEASE_TIMES } from './keep-lease.ts'
import { nap } from './nap.ts'

/** Somebody else is at work on the connection, and was not done in time. */
export class ConnectionBusy extends DatabaseError {
  override readonly name = 'ConnectionBusy'
}

/** Longer than a dead holder's lease lasts: only one that lives is ever given up on. */
export const PATIENCE_SECONDS = LEASE_TIMES.seconds + 15

const LOOK_EVERY_MS = 1_000

/** `onWait`: called once when it has to wait. `work` must pass the fence to whatever records. Throws `ConnectionBusy`. */
export async function underLease<T>(
  database: Database,
  connectionId: string,
  holder: string,
  patienceSeconds: number,
  onWait: (held: HeldLease) => void,
  work: (fence: Fence) => Promise<T>,
): Promise<T> {
  if (database.kind !== 'postgres') await breakLeases(database.db)
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const taken = await takeLease(database.db, connectionId, holder, LEASE_TIMES.seconds)
    if (taken.lease !== null) {
      const { lease } = taken
      const kept = keepLease(database, lease, LEASE_TIMES)
      try {
        return await work((tx) => requireLease(tx, lease))
      } finally {
        kept.stop()
        // What cannot be given back runs out by itself; the work's own outcome is what counts.
        await giveBackLease(database.db, lease).catch(() => undefined)
      }
    }
    const { held } = taken
    if (waitedMs >= patienceSeconds * 1000) {
      throw new ConnectionBusy(
        `${held.holder} is at work on it, at least until ${isoInstant(held.untilMs)}: try again when it is done`,
      )
    }
    if (waitedMs === 0) onWait(held)
    await nap(LOOK_EVERY_MS, NEVER)
  }
}

const NEVER = new AbortController().signal
