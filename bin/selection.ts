/** `--connection`, `--practice`, `--all`: which connections a command works on. */
import { connectionOfPractice, listConnections, readConnection } from '../db/connections.ts'
import type { Database, Queries } from '../db/database.ts'
import { practiceIds } from '../db/near-ids.ts'
import { UsageError } from './config.ts'
import { didYouMean } from './suggest.ts'

export interface SelectionFlags {
  readonly connection?: string
  readonly practice?: string
  readonly all?: boolean
}

/** `must`: nothing given is an error and not everything. */
export function checkSelection(flags: SelectionFlags, what: string, must: boolean): void {
  const given = [flags.connection, flags.practice, flags.all === true || undefined].filter(
    (flag) => flag !== undefined,
  )
  if (given.length > 1) throw new UsageError('give one of --connection, --practice and --all, not several')
  if (given.length === 0 && must) {
    throw new UsageError(`say what to ${what}: --connection ID, --practice ID or --all`)
  }
}

/** Ids of connections, by code point. Without a choice: every one there is. */
export async function chosen(database: Database, flags: SelectionFlags): Promise<string[]> {
  const all = (await listConnections(database.db)).map((connection) => connection.connectionId)
  if (flags.practice !== undefined) {
    const connectionId = await connectionOfPractice(database.db, flags.practice)
    if (connectionId === null) {
      const meant = didYouMean(flags.practice, await practiceIds(database.db))
      throw new UsageError(`there is no practice ${flags.practice}${meant || knownOnes(all)}`)
    }
    return [connectionId]
  }
  if (flags.connection !== undefined) {
    if (!all.includes(flags.connection)) throw noConnection(flags.connection, all)
    return [flags.connection]
  }
  if (all.length === 0)
    throw new UsageError('the database is empty: load a bundle with rejoin import DIR first')
  return all
}

/** A list of nothing must not look like good news about a connection that is not there. */
export async function requireConnection(db: Queries, connectionId: string): Promise<void> {
  if ((await readConnection(db, connectionId)) === null) throw await noSuchConnection(db, connectionId)
}

/** For commands that look one up by themselves. */
export async function noSuchConnection(db: Queries, connectionId: string): Promise<UsageError> {
  return noConnection(
    connectionId,
    (await listConnections(db)).map((connection) => connection.connectionId),
  )
}

const noConnection = (connectionId: string, all: readonly string[]): UsageError =>
  new UsageError(`there is no connection ${connectionId}${didYouMean(connectionId, all) || knownOnes(all)}`)

const knownOnes = (ids: readonly string[]): string =>
  ids.length === 0
    ? ': the database is empty; load a bundle with rejoin import DIR first'
    : `; connections: ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? `, and ${ids.length - 10} more` : ''}`
