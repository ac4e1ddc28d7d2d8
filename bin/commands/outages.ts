/** `rejoin outages`: when the line of each connection was down, and which run settled it. */
import { listConnections, readConnection, readEvents } from '../../db/connections.ts'
import { openDatabase } from '../../db/open.ts'
import { settledOutages } from '../../db/runs.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import { findOutages } from '../../src/connection/outage.ts'
import { MINUTE_MS } from '../../src/reconcile/span.ts'
import { databaseTarget, runOptions, UsageError } from '../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export interface OutagesFlags {
  readonly connection?: string
  readonly asOf?: string
  readonly json?: boolean
}

export async function outages(flags: OutagesFlags, terminal: Terminal): Promise<ExitCode> {
  const { asOfMs } = runOptions(flags, terminal.now())
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const { db } = database
    const one = flags.connection === undefined ? undefined : await readConnection(db, flags.connection)
    if (one === null) throw new UsageError(`there is no connection ${flags.connection}`)
    for (const { connectionId, timeZone } of one === undefined ? await listConnections(db) : [one]) {
      const found = findOutages(await readEvents(db, connectionId), asOfMs)
      const settled = new Map((await settledOutages(db, connectionId)).map((o) => [o.startMs, o.runId]))
      const clock = wallClock(timeZone)
      for (const outage of found) {
        const runId = settled.get(outage.startMs) ?? null
        await terminal.print(
          flags.json === true
            ? `${JSON.stringify({
                connectionId,
                startAt: new Date(outage.startMs).toISOString(),
                endAt: outage.open ? null : new Date(outage.endMs).toISOString(),
                runId,
              })}\n`
            : `${connectionId}  ${clock.localIso(outage.startMs)}  ${
                outage.open ? 'still down'.padEnd(25) : clock.localIso(outage.endMs)
              }  ${`${Math.round((outage.endMs - outage.startMs) / MINUTE_MS)} min`.padStart(8)}  ${
                outage.open ? 'open' : runId === null ? 'not reconciled' : `run ${runId}`
              }\n`,
        )
      }
      if (found.length === 0 && flags.json !== true) await terminal.print(`${connectionId}  no outage\n`)
    }
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}
