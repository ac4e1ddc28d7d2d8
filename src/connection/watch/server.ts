/**
 * SHELL. Watching a PostgreSQL, together with any number of others: a relay hands out the jobs whose turn it is, workers
 * take them, a listener shortens the wait. Whatever breaks, the sweep finds what is left to be done.
 */
import { putBackTurns, sweep, takeTurns, untilNextTurn } from '../../../db/asking.ts'
import type { Database } from '../../../db/database.ts'
import { inTime, NoAnswer } from '../../../db/in-time.ts'
import { listen } from '../../../db/listen.ts'
import type { Queue } from '../../../db/queue.ts'
import type { Watching } from './handle.ts'
import { Bell, nap } from './nap.ts'
import { handleOrTell } from './round.ts'
import { Workers } from './workers.ts'

export interface Server {
  readonly url: string
  readonly queue: Queue
  readonly atOnce: number
  readonly everyMs: number
}

/** However many ask in one second: one look for all of them. */
const BREATH_MS = 500
/** Longer than any of its statements may wait for a lock. */
const RELAY_WITHIN_MS = 30_000
/** One that answers with trouble is asked again, so often in a row, before everything is opened anew. */
const TROUBLES = 5
const AFTER_TROUBLE_MS = 2_000

/**
 * Until it is stopped, and what has begun is brought to its end. Throws when the database does not answer any more: a
 * driver's connection that broke may be silent for ever, so everything is to be opened anew.
 */
export async function watchServer(
  watching: Watching,
  server: Server,
  tellTrouble: (error: unknown) => void,
  stop: AbortSignal,
): Promise<void> {
  const { queue, atOnce, everyMs, url } = server
  const { keeping, tell } = watching
  const bell = new Bell()
  const end = new AbortController()
  let silence: NoAnswer | null = null
  const onEnd = () => end.abort()
  stop.addEventListener('abort', onEnd)
  if (stop.aborted) onEnd()
  end.signal.addEventListener('abort', () => bell.ring())
  const onTrouble = (error: unknown) => {
    // This one is told by whoever opens everything anew.
    if (!(error instanceof NoAnswer)) return tellTrouble(error)
    silence = error
    onEnd()
  }
  const workers = new Workers(queue, atOnce, async (connectionId) => {
    const { kind } = await handleOrTell(watching, connectionId)
    if (kind === 'lost') onTrouble(new NoAnswer('a lease was lost: opening the database anew'))
  })
  workers.start(onTrouble)
  const ear = listen(
    url,
    () => bell.ring(),
    () => tell({ what: 'not-heard' }),
  )
  try {
    let sweepInMs = 0
    let troubles = 0
    while (!end.signal.aborted) {
      try {
        const sweeping = sweepInMs <= 0
        const nextMs = await inTime(relay(keeping, queue, sweeping, workers, tell), RELAY_WITHIN_MS, 'relay')
        troubles = 0
        if (sweeping) sweepInMs = everyMs
        sweepInMs -= await pause(bell, Math.min(sweepInMs, nextMs ?? everyMs), end.signal)
      } catch (error) {
        if (error instanceof NoAnswer || ++troubles > TROUBLES) throw error
        tellTrouble(error)
        await nap(AFTER_TROUBLE_MS, end.signal)
      }
    }
    if (silence !== null) throw silence
    await workers.stop()
  } finally {
    stop.removeEventListener('abort', onEnd)
    workers.takeNothing()
    await ear.stop()
  }
}

/** Hands out whatever has its turn. Returns in how long the next one has. */
async function relay(
  keeping: Database,
  queue: Queue,
  sweeping: boolean,
  workers: Workers,
  tell: Watching['tell'],
): Promise<number | null> {
  await handOut(keeping, queue, workers)
  if (sweeping) {
    const found = await sweep(keeping, null)
    if (found > 0) {
      tell({ what: 'found', connections: found })
      await handOut(keeping, queue, workers)
    }
  }
  return untilNextTurn(keeping.db, null)
}

async function handOut(keeping: Database, queue: Queue, workers: Workers): Promise<void> {
  const turns = await takeTurns(keeping.db, null)
  if (turns.length === 0) return
  try {
    await queue.offer(turns)
  } catch (error) {
    await putBackTurns(
      keeping.db,
      turns.map(({ connectionId }) => connectionId),
    )
    throw error
  }
  workers.wake()
}

/** Sleeps, and tells for how long; a bell wakes it, but not before a breath has passed. */
async function pause(bell: Bell, ms: number, stop: AbortSignal): Promise<number> {
  const began = performance.now()
  if (!stop.aborted) await new Promise((resolve) => setTimeout(resolve, Math.min(BREATH_MS, ms)))
  await bell.wait(Math.max(0, ms - BREATH_MS))
  return performance.now() - began
}
