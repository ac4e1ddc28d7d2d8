/**
 * SHELL. Watching without any distribution: one round after the other. The database is open for the length of a round
 * only, so that the other commands find an embedded one free in between.
 */
import { untilNextTurn } from '../../../db/asking.ts'
import type { Database } from '../../../db/database.ts'
import { DatabaseInUse } from '../../../db/errors.ts'
import type { Watching } from './handle.ts'
import { nap } from './nap.ts'
import { round } from './round.ts'

export async function watchInRounds(
  open: () => Promise<Database>,
  watchingIn: (database: Database) => Watching,
  ids: readonly string[] | null,
  atOnce: number,
  everyMs: number,
  tellTrouble: (error: unknown) => void,
  stop: AbortSignal,
  afterRound: (database: Database) => Promise<void> = async () => undefined,
): Promise<void> {
  while (!stop.aborted) {
    let sleepMs = everyMs
    try {
      const database = await open()
      try {
        await round(watchingIn(database), ids, atOnce, stop)
        await afterRound(database)
        sleepMs = Math.min(everyMs, (await untilNextTurn(database.db, ids)) ?? everyMs)
      } finally {
        await database.close()
      }
    } catch (error) {
      // Somebody else's command has it open: their turn.
      if (!(error instanceof DatabaseInUse)) tellTrouble(error)
    }
    await nap(Math.max(sleepMs, SHORTEST_MS), stop)
  }
}

/** Others must find it free for a while, however much there is to do. */
const SHORTEST_MS = 1_000
