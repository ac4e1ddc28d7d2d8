/**
 * A migrated, empty database to start from: making one takes PGlite seconds, loading one a fraction of it. The build
 * step writes it; without it, or with one of other migrations, a new database is simply made the slow way.
 */
import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { databaseOf, type Queries } from './database.ts'
import { migrate, shippedHashes } from './migrate.ts'

/** Build step: `node dist/db/template.js` is not a command, `scripts/build.mjs` calls this. Returns the file. */
export async function writeTemplate(): Promise<string> {
  const client = await PGlite.create()
  const database = databaseOf({
    kind: 'throwaway',
    db: drizzle(client) as unknown as Queries,
    copyText: () => Promise.reject(new Error('nothing is loaded into a template')),
    copyOut: () => Promise.reject(new Error('nothing is read from a template')),
    exclusively: (work) => work(),
    close: () => client.close(),
  })
  await migrate(database)
  for (const setting of SETTINGS) await client.exec(`alter system set ${setting}`)
  const dump = await client.dumpDataDir(COMPRESSION)
  await database.close()
  const file = fileURLToPath(new URL(templateName(), distFolder()))
  // Whole or not at all: others may be opening it right now.
  await writeFile(`${file}.${process.pid}`, Buffer.from(await dump.arrayBuffer()))
  await rename(`${file}.${process.pid}`, file)
  return file
}

export async function loadTemplate(): Promise<Blob | undefined> {
  try {
    return new Blob([await readFile(new URL(templateName(), distFolder()))])
  } catch {
    return undefined
  }
}

/** In memory, a file that grows by "allocating" is copied every time: a million rows took three times as long. */
const SETTINGS = ["file_extend_method = 'write_zeros'"]

const COMPRESSION: 'none' | 'gzip' = 'none'

/** Whatever goes into the file is in its name: a stale one is never found. */
function templateName(): string {
  const hash = createHash('sha256')
    .update([...shippedHashes(), ...SETTINGS].join())
    .digest('hex')
    .slice(0, 16)
  return `template-${hash}.tar${COMPRESSION === 'none' ? '' : '.gz'}`
}

/** `dist/db/`, whether this file runs from there or from its source. */
function distFolder(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? '../dist/db/' : './', import.meta.url)
}
