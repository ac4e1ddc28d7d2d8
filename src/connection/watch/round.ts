/** SHELL. Everything that is due now, once: for cron, and for the embedded database, where one process works alone. */
import { putBackTurns, sweep, takeTurns } from '../../../db/asking.ts'
import { breakLeases } from '../../../db/leases.ts'
import { type Handled, handle, type Watching } from './handle.ts'

/**
 * Most urgent first, at most `atOnce` at a time. What is asked meanwhile is done too. `ids` null: of all connections.
 * One connection's trouble never stops the others; it is told, and handed back as a trouble.
 */
export async function round(
  watching: Watching,
  ids: readonly string[] | null,
  atOnce: number,
  stop: AbortSignal,
): Promise<Handled[]> {
  const { keeping, tell } = watching
  if (keeping.kind !== 'postgres') await breakLeases(keeping.db)
  const found = await sweep(keeping, ids)
  if (found > 0) tell({ what: 'found', connections: found })
  const handled: Handled[] = []
  while (!stop.aborted) {
    const turns = await takeTurns(keeping.db, ids)
    if (turns.length === 0) break
    const next = turns.values()
    const work = async () => {
      for (const { connectionId } of next) {
        if (stop.aborted) return
        handled.push(await handleOrTell(watching, connectionId))
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, turns.length) }, work))
  }
  return handled
}

/** For whoever has others to look after: never throws. */
export async function handleOrTell(watching: Watching, connectionId: string): Promise<Handled> {
  try {
    return await handle(watching, connectionId)
  } catch (error) {
    watching.tell({ what: 'trouble', trouble: `connection ${connectionId}: ${watching.wordsOf(error)}` })
    // Where this fails too, the offer lapses by itself.
    await putBackTurns(watching.keeping.db, [connectionId]).catch(() => undefined)
    return { kind: 'trouble', ran: null, held: false }
  }
}
