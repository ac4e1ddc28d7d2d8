/** The database inside this process: PGlite, in a folder of its own or in memory. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { type Database, databaseOf, type Queries } from './database.ts'
import { DatabaseError, DatabaseMismatch } from './errors.ts'
import { lockFolder } from './lock.ts'
import { loadTemplate } from './template.ts'

export async function openThrowaway(): Promise<Database> {
  const loadDataDir = await loadTemplate()
  const client = await PGlite.create({ ...(loadDataDir && { loadDataDir }) })
  return await databaseIn(client, 'throwaway', () => undefined)
}

/**
 * Opens the folder, making it if need be. It holds patients' data and PGlite creates its files readable for everybody,
 * so the folder itself must be closed to others.
 */
export async function openEmbedded(dir: string): Promise<Database> {
  const folder = resolve(dir)
  closeToOthers(folder)
  const release = await lockFolder(folder)
  try {
    const dataDir = join(folder, 'pg')
    const fresh = !existsSync(join(dataDir, 'PG_VERSION'))
    if (!fresh) checkVersion(dataDir)
    const loadDataDir = fresh ? await loadTemplate() : undefined
    const client = await PGlite.create(dataDir, { ...(loadDataDir && { loadDataDir }) }).catch(() => {
      // Its own words tell a user nothing, and they may quote the server's log.
      throw new DatabaseError(
        `cannot open the database in ${folder}: check that the disk is not full and that the folder is yours to write; ` +
          'otherwise move the folder away and import again',
      )
    })
    return await databaseIn(client, 'embedded', release)
  } catch (error) {
    release()
    throw error
  }
}

/** Which PostgreSQL made the database in the folder; null: there is none. */
export function embeddedVersion(dir: string): string | null {
  try {
    return readFileSync(join(resolve(dir), 'pg', 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    // A folder that we may not look into is not one without a database.
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

/** The PostgreSQL that this program carries inside. */
export const PG_MAJOR = '18'

async function databaseIn(
  client: PGlite,
  kind: 'embedded' | 'throwaway',
  release: () => void,
): Promise<Database> {
  await client.exec("set timezone = 'UTC'; set datestyle = 'ISO'")
  return databaseOf({
    kind,
    db: drizzle(client) as unknown as Queries,
    copyText: async (tx, statement, text) => {
      await connectionOf(tx).query(`${statement} '/dev/blob'`, [], { blob: new Blob([doubleMarks(text)]) })
    },
    copyOut: async (tx, statement, take) => {
      const { blob } = await connectionOf(tx).query(`${statement} '/dev/blob'`)
      // No rows, no answer.
      if (blob === undefined) return
      take(singleMarks(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await blob.arrayBuffer())))
    },
    // The folder's lock has seen to it already.
    exclusively: (work) => work(),
    async close() {
      try {
        await client.close()
      } finally {
        release()
      }
    },
  })
}

const connectionOf = (tx: Queries): PGlite =>
  (tx as unknown as { session: { client: PGlite } }).session.client

/** PGlite drops a U+FEFF that a value starts with when it reads it back: it is given two. */
const doubleMarks = (text: string): string =>
  text.includes('\ufeff') ? text.replace(/(^|[\t\n])(\ufeff)/g, '$1$2$2') : text

/** What it would have dropped from each value of a select. */
const singleMarks = (text: string): string =>
  text.includes('\ufeff') ? text.replace(/(^|[\t\n])\ufeff/g, '$1') : text

function closeToOthers(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given'
    throw new DatabaseError(`cannot use the folder ${folder} for the database (${code}): name another one`)
  }
}

function checkVersion(dataDir: string): void {
  const found = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (found === PG_MAJOR) return
  throw new DatabaseMismatch(
    `the database in ${dataDir} was made by PostgreSQL ${found}, this rejoin carries ${PG_MAJOR}: open it with the ` +
      'rejoin that made it, or move the folder away and import again',
  )
}
