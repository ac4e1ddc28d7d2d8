/**
 * Brings a database to the tables of this program. Any number of processes may try at once: the first does the work.
 * The books are kept where Drizzle keeps them, but the hashes are compared: Drizzle itself neither notices an edited
 * migration nor refuses a database that a newer program has changed.
 */
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { type Database, type Queries, rowsOf } from './database.ts'
import { DatabaseMismatch, labelled } from './errors.ts'

export interface Migrated {
  readonly applied: number
  readonly total: number
}

export async function migrate(database: Database): Promise<Migrated> {
  const total = shipped().length
  return labelled('migrate', async () => {
    if (missing(await appliedHashes(database.db)).length === 0) return { applied: 0, total }
    return database.exclusively(() =>
      database.transaction('migrate', async ({ db }) => {
        const todo = missing(await appliedHashes(db))
        if (todo.length > 0) {
          await db.execute(sql`create schema if not exists drizzle`)
          await db.execute(sql`create table if not exists drizzle.__drizzle_migrations (
            id serial primary key, hash text not null, created_at bigint)`)
        }
        for (const migration of todo) {
          for (const statement of migration.sql) await db.execute(sql.raw(statement))
          await db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
            values (${migration.hash}, ${migration.folderMillis}::bigint)`)
        }
        if (missing(await appliedHashes(db)).length > 0) throw new Error('migrated, and yet not up to date')
        return { applied: todo.length, total }
      }),
    )
  })
}

/** The hashes of the migrations that this program ships, in order. */
export function shippedHashes(): string[] {
  return shipped().map((migration) => migration.hash)
}

/** Every statement of the first so many migrations that this program ships. */
export function shippedStatements(upTo: number): string[] {
  return shipped()
    .slice(0, upTo)
    .flatMap((migration) => migration.sql)
}

/** How a database's tables compare with this program's. `foreign`: made by something else, or by another branch of it. */
export type Standing = 'current' | 'pending' | 'newer' | 'foreign'

export interface Migrations {
  readonly standing: Standing
  readonly applied: number
  readonly shipped: number
}

/** Looks only; nothing is brought up to date. */
export function migrationsOf(db: Queries): Promise<Migrations> {
  return labelled('look at migrations', async () => {
    const applied = await appliedHashes(db)
    return { standing: standingOf(applied), applied: applied.length, shipped: shipped().length }
  })
}

function shipped() {
  return readMigrationFiles({ migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) })
}

/** What the database still lacks. Throws when it is anything but an earlier state of this program's. */
function missing(applied: readonly string[]) {
  const standing = standingOf(applied)
  if (standing === 'current' || standing === 'pending') return shipped().slice(applied.length)
  throw new DatabaseMismatch(
    standing === 'newer'
      ? 'the database was made by a newer rejoin than this one: update rejoin'
      : 'the tables of the database were not made by this version of rejoin nor by an earlier one: use another database ' +
          'or schema, or the rejoin that made it',
  )
}

function standingOf(applied: readonly string[]): Standing {
  const all = shippedHashes()
  const shared = Math.min(applied.length, all.length)
  if (all.slice(0, shared).some((hash, i) => hash !== applied[i])) return 'foreign'
  return applied.length === all.length ? 'current' : applied.length < all.length ? 'pending' : 'newer'
}

async function appliedHashes(db: Queries): Promise<string[]> {
  const [found] = await rowsOf(
    db,
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as known`,
  )
  if (found?.['known'] !== true) return []
  const rows = await rowsOf(db, sql`select hash from drizzle.__drizzle_migrations order by id`)
  return rows.map((row) => String(row['hash']))
}
