/**
 * What our user may do with our tables, and whether the triggers are there and fire. Asked of the catalogues only: no row
 * is read, none is written.
 */
import { getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { type Queries, rowsOf } from './database.ts'
import { labelled } from './errors.ts'
import { shippedStatements } from './migrate.ts'
import * as schema from './schema.ts'

export interface MissingRight {
  readonly on: string
  readonly rights: readonly string[]
}

/** What a program that imports, runs and watches needs and this user has not. */
export function missingRights(db: Queries): Promise<MissingRight[]> {
  return labelled('look at rights', async () => {
    const rows = await rowsOf(
      db,
      sql`select w.name, w.privilege from json_to_recordset(${JSON.stringify(wanted())}::json)
          as w(name text, privilege text)
        where not coalesce(has_table_privilege(to_regclass('public.' || quote_ident(w.name)), w.privilege), false)
        union all
        select 'lease_tokens', 'usage'
        where not coalesce(has_sequence_privilege(to_regclass('public.lease_tokens'), 'usage'), false)
        union all
        select 'database', 'temporary' where not has_database_privilege(current_database(), 'temporary')`,
    )
    const missing = new Map<string, string[]>()
    for (const row of rows) {
      const name = String(row['name'])
      missing.set(name, [...(missing.get(name) ?? []), String(row['privilege'])])
    }
    return [...missing].map(([on, rights]) => ({ on, rights }))
  })
}

/** Of these rows nobody changes any: deploy/roles.sql takes the right from everybody but the owner. */
const ONLY_GROW: ReadonlySet<string> = new Set([
  ...[
    'action_decisions',
    'action_intents',
    'action_outcomes',
    'runs',
    'plans',
    'verdicts',
    'findings',
    'actions',
  ],
  ...['outage_reconciliations', 'connection_events', 'syncs', 'pulls', 'pull_remarks'],
])
/** A fresh read replaces the one before, and whoever is done gives its lease back. */
const COME_AND_GO = /^(pms_|live_hours$|connection_leases$|set_aside_rows$)/

function wanted(): { name: string; privilege: string }[] {
  const tables = Object.values(schema).flatMap((one: unknown) =>
    is(one, PgTable) ? [getTableName(one)] : [],
  )
  return tables.sort().flatMap((name) => {
    const changes = ONLY_GROW.has(name) ? [] : ['update', ...(COME_AND_GO.test(name) ? ['delete'] : [])]
    return ['select', 'insert', ...changes].map((privilege) => ({ name, privilege }))
  })
}

export interface Trigger {
  readonly name: string
  readonly table: string
  readonly state: 'on' | 'off' | 'missing'
}

/** Those that the first so many migrations make. */
export function readTriggers(db: Queries, migrations: number): Promise<Trigger[]> {
  return labelled('look at triggers', async () => {
    const rows = await rowsOf(
      db,
      sql`select t.tgname::text as name, c.relname::text as on_table, t.tgenabled::text as enabled
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and not t.tgisinternal`,
    )
    const found = new Map(rows.map((row) => [`${row['on_table']}.${row['name']}`, row['enabled']]))
    return shippedTriggers(shippedStatements(migrations)).map(({ name, table }) => {
      const enabled = found.get(`${table}.${name}`)
      // `R` fires only where changes of another server are applied.
      const state = enabled === undefined ? 'missing' : enabled === 'O' || enabled === 'A' ? 'on' : 'off'
      return { name, table, state }
    })
  })
}

/** What the statements leave behind: later ones may take a trigger away again, or its table. */
export function shippedTriggers(statements: readonly string[]): { name: string; table: string }[] {
  const made = new Map<string, { name: string; table: string }>()
  for (const statement of statements) {
    const text = statement.replace(/--.*$/gm, '').replaceAll('"', '')
    for (const [, drops, gone = '', table = ''] of text.matchAll(DROPPED)) {
      for (const [key, one] of made) {
        if (drops === 'trigger' ? one.name === gone && one.table === bare(table) : one.table === bare(gone))
          made.delete(key)
      }
    }
    for (const [, name = '', table = ''] of text.matchAll(MADE)) {
      made.set(`${bare(table)}.${name}`, { name, table: bare(table) })
    }
  }
  return [...made.values()]
}

const MADE = /\bcreate\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\s+(\w+)\s[^;]*?\son\s+([\w.]+)/gi
const DROPPED = /\bdrop\s+(trigger|table)\s+(?:if\s+exists\s+)?([\w.]+)(?:\s+on\s+([\w.]+))?/gi
const bare = (table: string): string => table.replace(/^public\./, '')
