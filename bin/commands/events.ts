/** `rejoin events add | import | list`: what happened on a line, told by hand, by a file, or looked at. */
import { databaseNow } from '../../db/clock.ts'
import { readConnection } from '../../db/connections.ts'
import type { Database } from '../../db/database.ts'
import { addEvent, readEventsWithin } from '../../db/events.ts'
import { openDatabase } from '../../db/open.ts'
import { parseInstant } from '../../src/books/calendar.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import { importEvents } from '../../src/bundle/events-file.ts'
import { formatFaults } from '../../src/bundle/load.ts'
import { CONNECTION_EVENTS, type Connection, type ConnectionEvent } from '../../src/reconcile/model.ts'
import { type EpochMs, isoInstant, MINUTE_MS } from '../../src/reconcile/span.ts'
import { type Cell, listing } from '../../src/report/terminal/listing.ts'
import type { Ink } from '../../src/report/terminal/paint.ts'
import { databaseTarget, UsageError } from '../config.ts'
import { COULD_NOT_RUN, type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import { noSuchConnection } from '../selection.ts'
import { didYouMean } from '../suggest.ts'
import type { Terminal } from '../terminal.ts'

export async function add(
  connectionId: string,
  kind: string,
  flags: { readonly at?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const event = CONNECTION_EVENTS.find((one) => one === kind)
  if (event === undefined) {
    throw new UsageError(
      `there is no event ${JSON.stringify(kind)}, only ${CONNECTION_EVENTS.join(', ')}${didYouMean(kind, CONNECTION_EVENTS)}`,
    )
  }
  const givenMs = instant('--at', flags.at)
  return withConnection(connectionId, terminal, async (database) => {
    const nowMs = await databaseNow(database.db)
    const atMs = givenMs ?? nowMs
    const isNew = await addEvent(database.db, connectionId, event, atMs)
    terminal.say(
      `rejoin: ${connectionId} ${event} at ${isoInstant(atMs)}${isNew ? '' : ' was known already'}${
        atMs > nowMs ? '; it lies in the future, and counts from then on' : ''
      }`,
    )
    return NOTHING_TO_DO
  })
}

export async function importFile(file: string, terminal: Terminal): Promise<ExitCode> {
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const read = await importEvents(database, file, (rows) =>
      terminal.progress(`reading events: ${rows.toLocaleString('en-AU')} rows`),
    )
    terminal.progress(null)
    const { refused, faults, warnings, rows } = read
    if (warnings.length > 0) terminal.say(formatFaults(warnings).replace(/^/gm, 'warning: '), 'decide')
    if (faults.length > 0) terminal.say(formatFaults(faults), 'call')
    terminal.say(
      refused
        ? `rejoin: nothing was loaded: ${faults.length === 1 ? '1 fault' : `${faults.length} faults`} to mend in the file`
        : `rejoin: the file has ${rows === 1 ? '1 event' : `${rows} events`}, and all of them are stored`,
      refused ? 'call' : undefined,
    )
    return refused ? COULD_NOT_RUN : NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

export interface ListFlags {
  readonly since?: string
  readonly until?: string
  readonly last?: string
  readonly json?: boolean
}

/** As many as a person may want to look through; with `--json` or `--last` there may be more. */
const USUAL_MOST = 1_000

export async function list(connectionId: string, flags: ListFlags, terminal: Terminal): Promise<ExitCode> {
  const sinceMs = instant('--since', flags.since)
  const untilMs = instant('--until', flags.until) ?? FAR_FUTURE_MS
  const most = flags.last === undefined ? USUAL_MOST : countOf(flags.last)
  return withConnection(connectionId, terminal, async (database, { timeZone }) => {
    // One more than asked for tells whether there are more.
    const found = await readEventsWithin(database.db, connectionId, { sinceMs, untilMs }, most + 1)
    const shown = found.slice(-most)
    const { localIso } = wallClock(timeZone)
    const lines =
      flags.json === true
        ? shown.map(({ atMs, event }) => JSON.stringify({ connectionId, at: isoInstant(atMs), event }))
        : listing(
            HEADS,
            folded(shown).map((line) => cellsOf(line, localIso)),
            { width: terminal.listWidth, colour: terminal.colour },
          )
    if (shown.length > 0) await terminal.print(`${lines.join('\n')}\n`)
    if (found.length > most) terminal.say(`rejoin: there are earlier ones; --last ${most * 10} shows more`)
    if (found.length === 0) terminal.say(`rejoin: no event of ${connectionId} is known`)
    return NOTHING_TO_DO
  })
}

const FAR_FUTURE_MS = Date.UTC(9999, 11, 31)

/** Heartbeats that follow each other say no more than the first and the last of them. */
interface Folded extends ConnectionEvent {
  readonly untilMs: EpochMs
  readonly count: number
}

function folded(events: readonly ConnectionEvent[]): Folded[] {
  const lines: Folded[] = []
  for (const { atMs, event } of events) {
    const last = lines.at(-1)
    const goesOn = event === 'heartbeat' && last?.event === 'heartbeat' && atMs - last.untilMs <= GAP_MS
    if (goesOn) lines[lines.length - 1] = { ...last, untilMs: atMs, count: last.count + 1 }
    else lines.push({ atMs, event, untilMs: atMs, count: 1 })
  }
  return lines
}

/** A longer silence means that the line was down (contract § 2): it is seen in the list. */
const GAP_MS = 10 * MINUTE_MS

const HEADS = ['at', 'event', '']

const cellsOf = (
  { atMs, untilMs, event, count }: Folded,
  localIso: (ms: EpochMs) => string,
): readonly Cell[] => [
  localIso(atMs),
  [event, INKS[event]],
  ...(count === 1 ? [] : [`${count} up to ${localIso(untilMs)}`]),
]

const INKS = { connected: 'good', disconnected: 'call', heartbeat: 'faint' } as const satisfies Record<
  ConnectionEvent['event'],
  Ink
>

async function withConnection(
  connectionId: string,
  terminal: Terminal,
  work: (database: Database, connection: Connection) => Promise<ExitCode>,
): Promise<ExitCode> {
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const connection = await readConnection(database.db, connectionId)
    if (connection === null) throw await noSuchConnection(database.db, connectionId)
    return await work(database, connection)
  } finally {
    await database.close()
  }
}

function instant(flag: string, text: string | undefined): EpochMs | null {
  if (text === undefined) return null
  const ms = parseInstant(text)
  if (ms !== null) return ms
  throw new UsageError(
    `${flag} ${JSON.stringify(text)} is not an instant; write it as 2026-11-19T23:30:00Z or with an offset`,
  )
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new UsageError(`--last ${JSON.stringify(text)} is not a whole number from 1`)
}
