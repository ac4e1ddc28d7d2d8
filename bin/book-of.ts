/** The book of a connection, open, for as long as some work with it lasts. */
import { readConnection } from '../db/connections.ts'
import type { Database } from '../db/database.ts'
import { wallClock } from '../src/books/wall-time.ts'
import { NoSuchConnection } from '../src/reconcile/gather.ts'
import type { OpenBook } from './books/kind.ts'
import { readConfigFile } from './config-file.ts'
import type { Terminal } from './terminal.ts'

/** Null for `work`: rejoin.json has no book for this connection. */
export async function withBookOf<T>(
  connectionId: string,
  database: Database,
  terminal: Terminal,
  work: (book: OpenBook | null) => Promise<T>,
): Promise<T> {
  const settings = readConfigFile(terminal.env).books.get(connectionId)
  if (settings === undefined) return work(null)
  const connection = await readConnection(database.db, connectionId)
  if (connection === null) throw new NoSuchConnection(`there is no connection ${connectionId}`)
  const clock = wallClock(connection.timeZone)
  const book = await settings.open({ connectionId, env: terminal.env, now: () => terminal.now(), clock })
  try {
    return await work(book)
  } finally {
    await book.close()
  }
}
