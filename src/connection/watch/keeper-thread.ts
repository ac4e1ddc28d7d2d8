/** SHELL, on a thread of its own. Renews what it is given, unless the thread that works has been silent for too long. */
import { parentPort, workerData } from 'node:worker_threads'
import { openPostgres } from '../../../db/postgres.ts'
import { type Kept, keepLease } from './keep-lease.ts'
import type { FromKeeper, KeeperData, ToKeeper } from './keeper.ts'

/** Whoever thinks for longer than this thinks for ever. */
const SILENCE_MS = 10 * 60_000

const { url, times } = workerData as KeeperData
const database = openPostgres(url)
const kept = new Map<number, Kept>()
let silent = setTimeout(letAllGo, SILENCE_MS)

parentPort?.on('message', async (message: ToKeeper) => {
  silent.refresh()
  if (message.kind === 'let-go') letGo(message.token)
  if (message.kind !== 'keep') return
  const { lease } = message
  const one = keepLease(await database, lease, times)
  kept.set(lease.token, one)
  await one.lost
  letGo(lease.token)
  const lost: FromKeeper = { kind: 'lost', token: lease.token }
  parentPort?.postMessage(lost)
})

function letGo(token: number): void {
  kept.get(token)?.stop()
  kept.delete(token)
}

function letAllGo(): void {
  for (const token of [...kept.keys()]) letGo(token)
  silent = setTimeout(letAllGo, SILENCE_MS)
}
