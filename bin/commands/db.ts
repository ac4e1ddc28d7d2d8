/** `rejoin db migrate`: brings the database to this program's tables, and says so. */
import { migrate as migrateTables } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { databaseTarget } from '../config.ts'
import { type ExitCode, NOTHING_TO_DO } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export async function migrate(terminal: Terminal): Promise<ExitCode> {
  // Opening migrates; asking again tells whether all is there.
  const target = databaseTarget(terminal.env)
  const database = await openDatabase(target)
  try {
    const { total } = await migrateTables(database)
    if (target.kind === 'postgres') {
      // So that whoever watches needs no right to create anything.
      const { openQueue } = await import('../../db/queue.ts')
      await (await openQueue(target.url, database, () => undefined)).close()
    }
    terminal.say(`rejoin: the database is up to date (${total} migrations)`)
    return NOTHING_TO_DO
  } finally {
    await database.close()
  }
}
