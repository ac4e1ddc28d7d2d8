/**
 * SHELL. The bundle's side of the database, inside the one transaction of an import. A book's rows go straight into
 * their tables; the platform's go into a temporary one first and are merged from there, row by id.
 */
import { sql } from 'drizzle-orm'
import { type CopyValue, rowsOf, type Transaction } from '../../db/database.ts'
import { dayText } from '../books/calendar.ts'
import type { Value } from './cells.ts'
import { BOOK_TABLES, BUNDLE_FILES, type Column, type FileSpec } from './columns.ts'
import type { Fault } from './faults.ts'
import type { Ledger } from './ledger.ts'
import type { CheckedRow } from './validate.ts'

export interface StoredConnection {
  readonly timeZone: string
  readonly takenMs: number | null
}

export interface MovedRow {
  readonly id: string
  readonly line: number
  readonly connectionId: string
}

/** Big enough that the round trips do not count, small enough that the memory does not. */
const COPY_ROWS = 20_000

export class BundleStore {
  private readonly tx: Transaction
  private readonly bundle: string
  private spec: FileSpec | null = null
  private waiting: (readonly CopyValue[])[] = []
  private loaded = 0
  private readonly big = new Set<string>()
  private aside: (readonly CopyValue[])[] = []

  /** `bundle`: under which name set-aside rows are kept. */
  constructor(tx: Transaction, bundle: string) {
    this.tx = tx
    this.bundle = bundle
  }

  /** What is there already: the connections, with their zones and reads. Rows set aside from this bundle are forgotten. */
  async begin(ledger: Ledger): Promise<Map<string, StoredConnection>> {
    await this.tx.db.execute(sql`delete from set_aside_rows where bundle = ${this.bundle}`)
    const rows = await rowsOf(
      this.tx.db,
      sql`select c.connection_id, c.time_zone, (extract(epoch from r.taken_at) * 1000)::float8 as taken_ms
        from connections c left join pms_reads r on r.connection_id = c.connection_id`,
    )
    const stored = new Map<string, StoredConnection>()
    for (const row of rows) {
      const id = String(row['connection_id'])
      const timeZone = String(row['time_zone'])
      const takenMs = row['taken_ms'] === null ? null : Math.round(Number(row['taken_ms']))
      stored.set(id, { timeZone, takenMs })
      ledger.settle('connections.csv', id, id, 'good')
      ledger.setZone(id, timeZone)
    }
    return stored
  }

  /** Tells the ledger where ids belong that the bundle does not have. */
  async lookUp(file: string, ids: ReadonlySet<string>, ledger: Ledger): Promise<void> {
    const spec = BUNDLE_FILES.find((candidate) => candidate.file === file)
    if (spec === undefined || file === 'connections.csv') {
      for (const id of ids) ledger.settle(file, id, null, 'nowhere')
      return
    }
    const id = sql.identifier(spec.key[0] ?? '')
    const found = await rowsOf(
      this.tx.db,
      sql`select t.${id} as id, p.connection_id from ${sql.identifier(spec.table)} t
        join practices p on p.practice_id = t.practice_id
        where t.${id} in (select json_array_elements_text(${JSON.stringify([...ids])}::json))`,
    )
    for (const each of ids) ledger.settle(file, each, null, 'nowhere')
    for (const row of found) ledger.settle(file, String(row['id']), String(row['connection_id']), 'good')
  }

  async startFile(spec: FileSpec): Promise<void> {
    this.spec = spec
    this.loaded = 0
    if (spec.book || spec.file === 'pms_reads.csv') return
    const columns = sql.join(
      spec.columns.map((column) => sql.identifier(columnIn(column))),
      sql`, `,
    )
    await this.tx.db.execute(sql`create temporary table ${sql.identifier(incoming(spec))} on commit drop as
      select ${columns}, 0::integer as line from ${sql.identifier(spec.table)} with no data`)
  }

  async add(rows: readonly CheckedRow[]): Promise<void> {
    const { spec } = this
    if (spec === null) return
    for (const { line, values } of rows) {
      const cells = copyValues(spec, values)
      if (!spec.book) cells.push(line)
      this.waiting.push(cells)
    }
    if (this.waiting.length >= COPY_ROWS) await this.flush()
  }

  /** Merges the file's rows. Returns those whose id is stored under another connection; they are not merged. */
  async endFile(): Promise<MovedRow[]> {
    const { spec } = this
    if (spec === null || spec.file === 'pms_reads.csv') return []
    await this.flush()
    if (this.loaded > 2_000) this.big.add(spec.table)
    if (spec.book) return []
    const moved = spec.hasId && spec.owner === 'practice_id' ? await this.takeMoved(spec) : []
    const table = sql.identifier(spec.table)
    const names = spec.columns.map(columnIn)
    const others = names.filter((name) => !spec.key.includes(name))
    const list = (parts: readonly string[]) =>
      sql.join(
        parts.map((part) => sql.identifier(part)),
        sql`, `,
      )
    const onConflict =
      others.length === 0
        ? sql`do nothing`
        : sql`do update set (${list(others)}) = row(${sql.join(
            others.map((name) => sql`excluded.${sql.identifier(name)}`),
            sql`, `,
          )}) where (${sql.join(
            others.map((name) => sql`t.${sql.identifier(name)}`),
            sql`, `,
          )})
            is distinct from (${sql.join(
              others.map((name) => sql`excluded.${sql.identifier(name)}`),
              sql`, `,
            )})`
    await this.tx.db.execute(sql`insert into ${table} as t (${list(names)})
      select ${list(names)} from ${sql.identifier(incoming(spec))}
      on conflict (${list(spec.key)}) ${onConflict}`)
    return moved
  }

  /** Everything that was read from these connections' books goes. */
  async clearBooks(connectionIds: readonly string[]): Promise<void> {
    if (connectionIds.length === 0) return
    await this.flush()
    for (const table of [...BOOK_TABLES, 'pms_reads']) {
      await this.tx.db.execute(sql`delete from ${sql.identifier(table)}
        where connection_id in (select json_array_elements_text(${JSON.stringify(connectionIds)}::json))`)
    }
  }

  async putReads(reads: readonly CheckedRow[]): Promise<void> {
    const spec = BUNDLE_FILES.find(({ table }) => table === 'pms_reads')
    if (spec === undefined || reads.length === 0) return
    const rows = reads.map(({ values }) => copyValues(spec, values))
    await this.tx.copyInto(spec.table, spec.columns.map(columnIn), rows)
  }

  /** One line for each of the row's faults. */
  async setAside(spec: FileSpec, row: CheckedRow, headerIsBad: boolean): Promise<void> {
    const column = spec.columns[0]?.name ?? ''
    const faults =
      row.faults.length > 0 || !headerIsBad
        ? row.faults
        : [{ file: spec.file, line: row.line, column, what: 'the header lacks a column' }]
    for (const fault of faults) await this.setAsideFault(fault, row.cells)
  }

  async setAsideFault(fault: Fault, cells: readonly string[] | null): Promise<void> {
    this.setAsideLater(fault, cells)
    if (this.aside.length >= 1_000) await this.flushAside()
  }

  setAsideLater({ file, line, column, what }: Fault, cells: readonly string[] | null = null): void {
    this.aside.push([this.bundle, file, line, column, what, cells])
  }

  /** `hurt`: connections of which something was set aside. What could not be read must never look like free time. */
  async finish(hurt: readonly string[]): Promise<void> {
    await this.flushAside()
    await this.tx.db.execute(sql`update pms_reads set complete = false
      where complete and connection_id in (select json_array_elements_text(${JSON.stringify(hurt)}::json))`)
    // A plan made for the empty table would read all of it for every connection.
    for (const table of this.big) await this.tx.db.execute(sql`analyze ${sql.identifier(table)}`)
  }

  private async flushAside(): Promise<void> {
    const columns = ['bundle', 'file', 'line', 'column_name', 'fault', 'cells']
    await this.tx.copyInto('set_aside_rows', columns, this.aside)
    this.aside = []
  }

  private async flush(): Promise<void> {
    const { spec, waiting } = this
    if (spec === null || waiting.length === 0) return
    this.waiting = []
    this.loaded += waiting.length
    const columns = spec.columns.map(columnIn)
    if (spec.book) await this.tx.copyInto(spec.table, columns, waiting)
    else await this.tx.copyInto(incoming(spec), [...columns, 'line'], waiting)
  }

  private async takeMoved(spec: FileSpec): Promise<MovedRow[]> {
    const id = sql.identifier(spec.key[0] ?? '')
    const rows = await rowsOf(
      this.tx.db,
      sql`delete from ${sql.identifier(incoming(spec))} i
        using ${sql.identifier(spec.table)} t, practices before, practices after
        where t.${id} = i.${id} and before.practice_id = t.practice_id and after.practice_id = i.practice_id
          and before.connection_id <> after.connection_id
        returning i.${id} as id, i.line, after.connection_id`,
    )
    return rows
      .map((row) => ({
        id: String(row['id']),
        line: Number(row['line']),
        connectionId: String(row['connection_id']),
      }))
      .sort((a, b) => a.line - b.line)
  }
}

const columnIn = (column: Column): string => column.into ?? column.name
const incoming = (spec: FileSpec): string => `incoming_${spec.table}`

function copyValues(spec: FileSpec, values: readonly Value[]): CopyValue[] {
  return spec.columns.map(({ kind }, i) => {
    const value = values[i] ?? null
    return typeof value === 'number' && (kind === 'instant' || kind === 'local') ? instantText(value) : value
  })
}

/** An instant as the database reads it. By hand: a million appointments have three million of them. */
function instantText(ms: number): string {
  const day = Math.floor(ms / 86_400_000)
  const rest = ms - day * 86_400_000
  const minutes = Math.floor(rest / 60_000)
  const millis = rest - minutes * 60_000
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  const seconds = `${two(Math.floor(millis / 1_000))}.${String(millis % 1_000).padStart(3, '0')}`
  return `${dayText(day)} ${clock}:${seconds}Z`
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)
