/** SHELL. Looks at what the tables hold: connections, their zones, what waits to be reconciled and to be sent. */
import { databaseNow } from '../../db/clock.ts'
import type { Database } from '../../db/database.ts'
import { type Glance, readGlance, readMailCounts, readWatchSigns } from '../../db/glance.ts'
import { readJobs } from '../../db/jobs.ts'
import { readOffsets } from '../../db/server.ts'
import { isTimeZone } from '../../src/books/wall-time.ts'
import type { Note } from '../../src/doctor/checkup.ts'
import { judgeStamps, judgeZones } from '../../src/doctor/clocks.ts'
import { judgeConnections } from '../../src/doctor/connections.ts'
import { judgeMails, judgeWatch } from '../../src/doctor/watch.ts'
import type { ConfigFile } from '../config-file.ts'
import { nearest } from '../suggest.ts'
import type { Terminal } from '../terminal.ts'
import type { Check } from './carry-out.ts'
import { databaseOf, lookAtClock, type Opened } from './database.ts'
import { addressed } from './mail.ts'

/** Two years: every change of daylight saving that a booking may fall behind. */
const DAYS = 731

export interface Wanted {
  readonly config: ConfigFile | null
  /** The connection that was asked for. */
  readonly asked: string | null
}

/** `found`: called with all connections, for the looks at their books. */
export function contentChecks(
  opened: Opened,
  { config, asked }: Wanted,
  terminal: Terminal,
  found: (glance: readonly Glance[]) => void,
): Check[] {
  let glance: Promise<Glance[]> | null = null
  const all = (): Promise<Glance[]> => {
    glance ??= readGlance(databaseOf(opened).db)
    return glance
  }
  const db = () => databaseOf(opened).db
  return [
    {
      code: 'clock',
      look: async () => [
        ...(await lookAtClock(opened, terminal)),
        ...judgeStamps(await all(), await databaseNow(db())),
      ],
    },
    { code: 'zones', look: async () => lookAtZones(databaseOf(opened), await all(), terminal) },
    {
      code: 'connections',
      look: async () => {
        const glance = await all()
        found(glance)
        const named = addressed(config, terminal.env)
        const seen = glance.map((one) => ({
          ...one,
          practices: one.practices.map(({ practiceId, hasAddress }) => ({
            practiceId,
            hasAddress: hasAddress || named.has(practiceId),
          })),
        }))
        const books = config === null ? null : [...config.books.keys()].sort()
        const mail = (config?.mail ?? null) !== null
        return judgeConnections(seen, { books, mail, asked, nowMs: await databaseNow(db()) }, nearest)
      },
    },
    { code: 'watch', look: () => lookAtWatch(databaseOf(opened)) },
    { code: 'mails', look: async () => judgeMails(await readMailCounts(db())) },
  ]
}

async function lookAtZones(
  database: Database,
  glance: readonly Glance[],
  terminal: Terminal,
): Promise<Note[]> {
  const zones = new Map<string, string[]>()
  const uses = (zone: string, id: string) => zones.set(zone, [...(zones.get(zone) ?? []), id])
  for (const { connectionId, timeZone, practices } of glance) {
    uses(timeZone, connectionId)
    for (const practice of practices) {
      if (practice.timeZone !== timeZone) uses(practice.timeZone, practice.practiceId)
    }
  }
  const fromMs = terminal.now()
  const known = [...zones.keys()].filter(isTimeZone)
  const offsets = await readOffsets(database.db, known, fromMs, DAYS)
  return judgeZones({ data: process.versions['tz'] ?? null, zones, offsets, fromMs })
}

async function lookAtWatch(database: Database): Promise<Note[]> {
  const nowMs = await databaseNow(database.db)
  const { holders, queue, keptHouseMs } = await readWatchSigns(database.db)
  const jobs = await readJobs(database.db, null)
  const isServer = database.kind === 'postgres'
  return judgeWatch({ nowMs, holders, jobs, queue: isServer ? { isThere: queue, keptHouseMs } : null })
}
