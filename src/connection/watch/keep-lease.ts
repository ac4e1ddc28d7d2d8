/** SHELL. Renews a lease for as long as its holder lives and works. */
import type { Database } from '../../../db/database.ts'
import { type Lease, renewLease } from '../../../db/leases.ts'

export interface LeaseTimes {
  readonly seconds: number
  readonly renewEverySeconds: number
}

/** One that is busy has missed three renewals before it loses anything. */
export const leaseOf = (seconds: number): LeaseTimes => ({ seconds, renewEverySeconds: seconds / 4 })

/** A dead holder frees itself in a minute. */
export const LEASE_TIMES: LeaseTimes = leaseOf(60)

export interface Kept {
  /** Resolves when the lease is lost: whatever still works under it can store nothing any more. */
  readonly lost: Promise<void>
  stop(): void
}

export function keepLease(database: Database, lease: Lease, times: LeaseTimes): Kept {
  let sayLost: () => void = () => undefined
  const lost = new Promise<void>((resolve) => {
    sayLost = resolve
  })
  let missed = 0
  let asking = false
  const timer = setInterval(async () => {
    // Nobody answers: by now it may have run out, and what hangs on the same silence would hang for ever.
    if (++missed * times.renewEverySeconds > times.seconds) sayLost()
    if (asking) return
    asking = true
    try {
      if (await renewLease(database.db, lease, times.seconds)) missed = 0
      else sayLost()
    } catch {
      // The database is away: the next time may be better, and the fence decides in the end.
    } finally {
      asking = false
    }
  }, times.renewEverySeconds * 1000)
  timer.unref()
  return { lost, stop: () => clearInterval(timer) }
}
