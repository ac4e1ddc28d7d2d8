/** SHELL. Looks at the database: opens what is there, asks, and closes it again. Makes nothing, changes nothing. */
import { databaseNow } from '../../db/clock.ts'
import type { Database } from '../../db/database.ts'
import { embeddedVersion, PG_MAJOR } from '../../db/embedded.ts'
import { DatabaseInUse, DatabaseUnreachable } from '../../db/errors.ts'
import { migrationsOf, type Standing } from '../../db/migrate.ts'
import { type DatabaseTarget, openAsItIs } from '../../db/open.ts'
import { missingRights, readTriggers } from '../../db/rights.ts'
import { hearsItself, readServer, type Server } from '../../db/server.ts'
import type { Note } from '../../src/doctor/checkup.ts'
import { judgeClock } from '../../src/doctor/clocks.ts'
import {
  judgeEmbedded,
  judgeListening,
  judgeMigrations,
  judgeRights,
  judgeServer,
  judgeSession,
  judgeTriggers,
} from '../../src/doctor/database.ts'
import { fact, warning, wrong } from '../../src/doctor/mark.ts'
import type { Terminal } from '../terminal.ts'
import type { Check } from './carry-out.ts'
import { modeOf } from './settings.ts'

/** What the looks have in common: filled in as they go. */
export interface Opened {
  database: Database | null
  server: Server | null
  standing: Standing | null
  applied: number
}

export const nothingOpened = (): Opened => ({ database: null, server: null, standing: null, applied: 0 })

/** Leaves it open for the looks that follow. */
export const databaseCheck = (target: () => DatabaseTarget, opened: Opened): Check => ({
  code: 'database',
  look: async () => {
    const found = target()
    // As it is before anybody opens it: opening closes the folder to others.
    const mode = found.kind === 'embedded' ? modeOf(found.dir) : null
    const refused = found.kind === 'embedded' ? cannotOpen(found.dir) : null
    if (refused !== null) return [refused]
    try {
      opened.database = await openAsItIs(found)
    } catch (error) {
      return [troubleOf(error, found)]
    }
    if (opened.database === null) return []
    opened.server = await readServer(opened.database.db)
    return found.kind === 'embedded'
      ? judgeEmbedded({ folder: found.dir, mode }, opened.server.version)
      : judgeServer(opened.server, placeOf(found))
  },
})

function cannotOpen(folder: string): Note | null {
  const found = embeddedVersion(folder)
  if (found === null) return warning({ code: 'no-database', folder })
  return found === PG_MAJOR ? null : wrong({ code: 'other-major', folder, found, carried: PG_MAJOR })
}

function troubleOf(error: unknown, target: DatabaseTarget): Note {
  if (error instanceof DatabaseInUse && target.kind === 'embedded') {
    return warning({ code: 'in-use', folder: target.dir, pid: error.pid, what: error.message })
  }
  if (error instanceof DatabaseUnreachable && target.kind === 'postgres') {
    return wrong({ code: 'unreachable', place: placeOf(target), reason: error.code ?? 'no answer' })
  }
  throw error
}

/** Without user, password and parameters, of which any may be a secret. */
function placeOf(target: DatabaseTarget): string {
  if (target.kind !== 'postgres' || !URL.canParse(target.url)) return 'the address in DATABASE_URL'
  const { hostname, port, pathname } = new URL(target.url)
  return `${hostname || 'localhost'}:${port || 5432}${pathname}`
}

/** What a server must be like, whatever is in its tables. `isServer`: an embedded database has no sessions to speak of. */
export const serverChecks = (opened: Opened, isServer: boolean): Check[] => [
  ...(isServer ? [{ code: 'session', look: async () => judgeSession(serverOf(opened)) } as const] : []),
  {
    code: 'migrations',
    look: async () => {
      const migrations = await migrationsOf(databaseOf(opened).db)
      opened.standing = migrations.standing
      opened.applied = migrations.applied
      return judgeMigrations(migrations)
    },
  },
]

export const listeningCheck = (url: string, limitMs: number): Check => ({
  code: 'listening',
  look: async () => judgeListening(await hearsItself(url, Math.min(HEARS_WITHIN_MS, limitMs / 2))),
})

const HEARS_WITHIN_MS = 5_000

/** What our user may do with our tables, and what guards them. */
export const tableChecks = (opened: Opened, isServer: boolean): Check[] => [
  ...(isServer ? [{ code: 'rights', look: () => lookAtRights(opened) } as const] : []),
  {
    code: 'triggers',
    look: async () => {
      const triggers = await readTriggers(databaseOf(opened).db, opened.applied)
      return judgeTriggers({ ...serverOf(opened), triggers })
    },
  },
]

async function lookAtRights(opened: Opened): Promise<Note[]> {
  const missing = await missingRights(databaseOf(opened).db)
  return judgeRights({ ...serverOf(opened), missing })
}

const SAMPLES = 3

/** Our clock against the database's. An embedded one has ours. */
export async function lookAtClock(opened: Opened, terminal: Terminal): Promise<Note[]> {
  const database = databaseOf(opened)
  if (database.kind !== 'postgres') return [fact({ code: 'same-clock' })]
  const samples = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    const askedMs = terminal.now()
    const answerMs = await databaseNow(database.db)
    samples.push({ askedMs, answerMs, heardMs: terminal.now() })
  }
  return judgeClock(samples)
}

export function databaseOf({ database }: Opened): Database {
  if (database === null) throw new Error('a look at a database that is not open')
  return database
}

function serverOf({ server }: Opened): Server {
  if (server === null) throw new Error('a look at a server that nobody has asked')
  return server
}
