/** `rejoin outages`: when the line of each connection was down, and which run settled it. */
import { listConnections, readConnection, readEvents } from '../../db/connections.ts'
import { openDatabase } from '../../db/open.ts'
import { settledOutages } from '../../db/runs.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import { findOutages, type Outage } from '../../src/connection/outage.ts'
import { MINUTE_MS } from '../../src/reconcile/span.ts'
import { type Cell, listing } from '../../src/report/terminal/listing.ts'
import { databaseTarget, runOptions } from '../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import { noSuchConnection } from '../selection.ts'
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
    if (one === null) throw await noSuchConnection(db, flags.connection ?? '')
    const found: Found[] = []
    for (const connection of one === undefined ? await listConnections(db) : [one]) {
      const { connectionId, timeZone } = connection
      const settled = new Map((await settledOutages(db, connectionId)).map((o) => [o.startMs, o.runId]))
      const all = findOutages(await readEvents(db, connectionId), asOfMs)
      const clock = wallClock(timeZone)
      const runOf = (outage: Outage): string | null => settled.get(outage.startMs) ?? null
      if (all.length === 0) found.push({ connectionId, outage: null, runId: null, clock })
      else found.push(...all.map((outage) => ({ connectionId, outage, runId: runOf(outage), clock })))
    }
    const { listWidth: width, colour } = terminal
    const lines =
      flags.json === true ? found.flatMap(jsonLines) : listing(HEADS, found.map(cellsOf), { width, colour })
    if (found.length === 0) terminal.say('rejoin: the database is empty; rejoin import DIR loads a bundle')
    else if (lines.length > 0) await terminal.print(`${lines.join('\n')}\n`)
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

/** `outage` null: the line was never down. */
interface Found {
  readonly connectionId: string
  readonly outage: Outage | null
  readonly runId: string | null
  readonly clock: ReturnType<typeof wallClock>
}

const jsonLines = ({ connectionId, outage, runId }: Found): string[] =>
  outage === null
    ? []
    : [
        JSON.stringify({
          connectionId,
          startAt: new Date(outage.startMs).toISOString(),
          endAt: outage.open ? null : new Date(outage.endMs).toISOString(),
          runId,
        }),
      ]

const HEADS = ['connection', 'from', 'to', 'length', '']

function cellsOf({ connectionId, outage, runId, clock }: Found): readonly Cell[] {
  if (outage === null) return [connectionId, ['no outage', 'good']]
  return [
    connectionId,
    clock.localIso(outage.startMs),
    outage.open ? ['still down', 'call'] : clock.localIso(outage.endMs),
    `${Math.round((outage.endMs - outage.startMs) / MINUTE_MS)} min`,
    outage.open ? ['open', 'call'] : runId === null ? ['not reconciled', 'decide'] : `run ${runId}`,
  ]
}
