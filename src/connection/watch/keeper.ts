/**
 * SHELL. Who renews the leases of a process. A hard plan may keep its thread thinking for longer than a lease lasts, and
 * no timer runs meanwhile: where several watch, a thread of its own renews.
 */
import { Worker } from 'node:worker_threads'
import type { Database } from '../../../db/database.ts'
import type { Lease } from '../../../db/leases.ts'
import { type Kept, keepLease, type LeaseTimes } from './keep-lease.ts'

export interface Keeper {
  keep(lease: Lease): Kept
  close(): Promise<void>
}

/** On this thread: enough where nobody else waits for the work. */
export const timerKeeper = (database: Database, times: LeaseTimes): Keeper => ({
  keep: (lease) => keepLease(database, lease, times),
  close: async () => undefined,
})

export type ToKeeper =
  | { readonly kind: 'keep'; readonly lease: Lease }
  | { readonly kind: 'let-go'; readonly token: number }
  | { readonly kind: 'alive' }
export type FromKeeper = { readonly kind: 'lost'; readonly token: number }
export interface KeeperData {
  readonly url: string
  readonly times: LeaseTimes
}

/** On a thread of its own, for as long as this one gives a sign of life now and then. Only as built: it is a file. */
export function threadKeeper(url: string, times: LeaseTimes): Keeper {
  const workerData: KeeperData = { url, times }
  const thread = new Worker(new URL('./keeper-thread.js', import.meta.url), { workerData })
  thread.unref()
  const say = (message: ToKeeper) => thread.postMessage(message)
  const lost = new Map<number, () => void>()
  let dead = false
  const loseAll = () => {
    dead = true
    for (const tell of lost.values()) tell()
  }
  thread.on('message', ({ token }: FromKeeper) => lost.get(token)?.())
  // Nobody renews any more.
  thread.on('error', loseAll)
  thread.on('exit', loseAll)
  const pulse = setInterval(() => say({ kind: 'alive' }), PULSE_MS)
  pulse.unref()
  return {
    keep(lease) {
      say({ kind: 'keep', lease })
      return {
        lost: dead ? Promise.resolve() : new Promise((resolve) => lost.set(lease.token, resolve)),
        stop() {
          lost.delete(lease.token)
          say({ kind: 'let-go', token: lease.token })
        },
      }
    },
    async close() {
      clearInterval(pulse)
      await thread.terminate()
    },
  }
}

const PULSE_MS = 10_000
