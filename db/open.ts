/** The one door to a database: by URL on a server, in a folder, or in memory for this process only. */
import type { Database } from './database.ts'
import { embeddedVersion, openEmbedded, openThrowaway } from './embedded.ts'
import { migrate } from './migrate.ts'
import { openPostgres } from './postgres.ts'

export type DatabaseTarget =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'embedded'; readonly dir: string }
  | { readonly kind: 'throwaway' }

/** Opens and brings the tables up to date, which costs next to nothing when they are. Close it when done. */
export async function openDatabase(target: DatabaseTarget): Promise<Database> {
  const database = await open(target)
  try {
    await migrate(database)
    return database
  } catch (error) {
    await database.close().catch(() => undefined)
    throw error
  }
}

/** Opens what is there, makes nothing and changes no table: for whoever only looks. Null: there is nothing. */
export async function openAsItIs(target: DatabaseTarget): Promise<Database | null> {
  return target.kind === 'embedded' && embeddedVersion(target.dir) === null ? null : open(target)
}

function open(target: DatabaseTarget): Promise<Database> {
  switch (target.kind) {
    case 'postgres':
      return openPostgres(target.url)
    case 'embedded':
      return openEmbedded(target.dir)
    case 'throwaway':
      return openThrowaway()
  }
}
