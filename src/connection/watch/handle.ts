/**
 * SHELL. Takes a connection's lease and does whatever is to be done for it now. It may be called at any moment, by
 * anybody, any number of times: what is due is asked of the database each time.
 */
import type { Database } from '../../../db/database.ts'
import { waitForLease } from '../../../db/jobs.ts'
import { type Lease, LeaseLost, takeLease } from '../../../db/leases.ts'
import type { PullableBook } from '../../books/book.ts'
import type { Solver } from '../../reconcile/plan/alternatives/solver.ts'
import type { EpochMs } from '../../reconcile/span.ts'
import type { AfterRun } from './deliver.ts'
import { Handling } from './handling.ts'
import type { Keeper } from './keeper.ts'
import type { PullGate } from './pull-gate.ts'
import type { Recorded } from './record.ts'
import type { Told } from './telling.ts'

export interface Watching {
  readonly database: Database
  /** For leases and jobs, so that no long work keeps a renewal waiting. May be the same one. */
  readonly keeping: Database
  /** For people: which program on which machine. */
  readonly holder: string
  readonly leaseSeconds: number
  readonly keeper: Keeper
  readonly settleMs: number
  readonly processNow: () => EpochMs
  readonly gate: PullGate
  /** Opens the connection's book for as long as `work` lasts; null: it has none that can be read. */
  readonly withBook: <T>(
    connectionId: string,
    now: () => EpochMs,
    work: (book: { readonly source: PullableBook; readonly server: string } | null) => Promise<T>,
  ) => Promise<T>
  readonly loadSolver: () => Promise<Solver>
  readonly afterRun: readonly AfterRun[]
  readonly tell: (told: Told) => void
  /** Kind and place of what went wrong, never what stands in a row. */
  readonly wordsOf: (error: unknown) => string
  /** Leases held right now, for whoever must give them back in a hurry. */
  readonly atWork: Set<Lease>
}

export interface Handled {
  readonly kind: 'ran' | 'nothing' | 'waits' | 'busy' | 'lost' | 'trouble'
  readonly ran: Recorded | null
  /** What it waits for needs somebody to do something. */
  readonly held: boolean
}

export async function handle(watching: Watching, connectionId: string): Promise<Handled> {
  const { keeping, holder, tell } = watching
  const taken = await takeLease(keeping.db, connectionId, holder, watching.leaseSeconds)
  if (taken.lease === null) {
    const { held } = taken
    await waitForLease(keeping.db, connectionId, held.untilMs)
    tell({ what: 'busy', connectionId, holder: held.holder, untilMs: held.untilMs })
    return { kind: 'busy', ran: null, held: false }
  }
  const { lease } = taken
  watching.atWork.add(lease)
  const kept = watching.keeper.keep(lease)
  try {
    const lost = kept.lost.then(() => {
      throw new LeaseLost(`connection ${connectionId}`)
    })
    // Work that hangs on a broken socket hangs for ever; the lease does not.
    return await Promise.race([new Handling(watching, lease).toItsEnd(), lost])
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error
    tell({ what: 'lost', connectionId })
    return { kind: 'lost', ran: null, held: false }
  } finally {
    kept.stop()
    watching.atWork.delete(lease)
  }
}
