/** A practice on OpenEMR: a database of its own, its book as Rejoin opens it, and its front desk, which guards nothing. */
import { randomBytes } from 'node:crypto'
import { type Connection, createConnection } from 'mysql2/promise'
import { afterAll, inject } from 'vitest'
import type { Scope, Write, WriteAnswer } from '../../src/books/book.ts'
import { OpenEmrBook, type OpenEmrBookOptions } from '../../src/books/openemr/client.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import type { EpochMs, Span } from '../../src/reconcile/span.ts'
import { CATEGORY, SCHEMA } from './tables.ts'

export const CLOCK = wallClock('Australia/Sydney')
export const SCOPE: Scope = {
  fromOn: '2026-08-17',
  toOn: '2026-08-23',
  people: [],
  pmsPatientIds: [],
  pmsAppointmentIds: [],
  bookingIds: [],
}
/** Dr Chan, and a Monday of hers. */
export const CHAN = '4'
export const DENT = '5'
export const DAY = '2026-08-17'

export const at = (local: string): EpochMs => {
  const time = CLOCK.toInstant(local)
  if (time.kind !== 'exact') throw new Error(`${local} is not one instant`)
  return time.ms
}

export const span = (start: string, end: string, day = DAY): Span => ({
  startMs: at(`${day}T${start}`),
  endMs: at(`${day}T${end}`),
})

type Cells = Readonly<Record<string, string | number | Buffer | null>>
export type Row = Readonly<Record<string, string | null>>

export class Practice {
  readonly desk: Connection
  readonly database: string
  readonly address: string
  private readonly server: URL
  private readonly books: OpenEmrBook[] = []
  private keys = 0

  constructor(desk: Connection, server: URL, database: string) {
    this.desk = desk
    this.server = server
    this.address = server.href
    this.database = database
  }

  /** The book as a program of ours opens it, with a connection of its own. */
  book(other: Partial<OpenEmrBookOptions> = {}): OpenEmrBook {
    const { hostname, port, username, password } = this.server
    const book = new OpenEmrBook({
      host: hostname,
      port: Number(port || 3306),
      socket: null,
      database: this.database,
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      tls: null,
      clock: CLOCK,
      now: () => Date.now(),
      statuses: new Map(),
      timeoutMs: 20_000,
      writing: { informant: 1 },
      ...other,
    })
    this.books.push(book)
    return book
  }

  /** Types it in as the form does, and nobody asks whether there is room. Answers with the id. */
  async event(cells: Cells): Promise<string> {
    const row: Cells = {
      pc_catid: CATEGORY['office_visit'] ?? 0,
      pc_multiple: 0,
      pc_aid: CHAN,
      pc_pid: '1',
      pc_title: 'Office visit',
      pc_time: '2026-08-01 09:00:00',
      pc_eventDate: DAY,
      pc_startTime: '10:00:00',
      pc_endTime: '10:30:00',
      pc_duration: 1800,
      pc_eventstatus: 1,
      pc_sharing: 1,
      pc_facility: 3,
      ...cells,
    }
    const names = Object.keys(row)
    const sql = `insert into openemr_postcalendar_events (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`
    const [{ insertId }] = await this.desk.query<import('mysql2').ResultSetHeader>(sql, Object.values(row))
    return String(insertId)
  }

  /** Dr Chan works from eight to six on every day that matters. */
  async hours(aid = CHAN): Promise<void> {
    for (const day of ['17', '18', '19', '20', '21']) {
      for (const [constant, time] of [
        ['in_office', '08:00:00'],
        ['out_of_office', '18:00:00'],
      ] as const) {
        await this.event({
          pc_catid: CATEGORY[constant] ?? 0,
          pc_aid: aid,
          pc_pid: '',
          pc_eventDate: `2026-08-${day}`,
          pc_startTime: time,
          pc_endTime: time,
          pc_duration: 0,
        })
      }
    }
  }

  async rows(sql: string, values: readonly (string | number)[] = []): Promise<readonly Row[]> {
    const [rows] = await this.desk.query({ sql, typeCast: (field) => field.string() }, [...values])
    return rows as Row[]
  }

  async row(eid: string): Promise<Row | null> {
    return (await this.rows('select * from openemr_postcalendar_events where pc_eid = ?', [eid]))[0] ?? null
  }

  /** Live appointments of a provider that touch this time, by ids. */
  async liveAt(start: string, end: string, aid = CHAN): Promise<readonly string[]> {
    const rows = await this.rows(
      `select pc_eid from openemr_postcalendar_events where pc_eventDate = ? and pc_aid = ? and pc_eventstatus = 1
       and pc_apptstatus not in ('x', '%') and pc_startTime < ? and pc_endTime > ? order by pc_eid`,
      [DAY, aid, end, start],
    )
    return rows.map(({ pc_eid }) => pc_eid ?? '')
  }

  /** As `apply` asks. */
  async write(
    book: OpenEmrBook,
    write: Write,
    other: { key?: string; notAfterMs?: EpochMs } = {},
  ): Promise<WriteAnswer> {
    const notAfterMs = other.notAfterMs ?? Date.now() + book.writeTimeoutMs
    return book.write({ key: other.key ?? this.key(), notAfterMs, write })
  }

  key(): string {
    return `key-${this.keys++}`
  }

  async empty(): Promise<void> {
    await this.desk.query('delete from openemr_postcalendar_events')
  }

  async close(): Promise<void> {
    for (const book of this.books) await book.close()
    await this.desk.query(`drop database if exists ${this.database}`)
    await this.desk.end()
  }
}

/** A database for the file that calls it, dropped at its end. */
export async function openPractice(): Promise<Practice> {
  const server = new URL(inject('mariadbUrl'))
  const database = `rejoin_test_${randomBytes(6).toString('hex')}`
  const desk = await createConnection({ uri: server.href, dateStrings: true })
  await desk.query(`create database ${database} character set utf8mb4`)
  await desk.query(`use ${database}`)
  // As OpenEMR's own sessions are.
  await desk.query(`set session sql_mode = '', time_zone = '+10:00'`)
  for (const statement of SCHEMA) await desk.query(statement)
  const practice = new Practice(desk, server, database)
  afterAll(() => practice.close())
  return practice
}

export const create = (
  externalRef: string,
  time: Span,
  other: Partial<Extract<Write, { kind: 'create' }>> = {},
): Write => ({
  kind: 'create',
  externalRef,
  pmsPatientId: '1',
  pmsTypeId: '5',
  pmsPractitionerId: CHAN,
  pmsLocationId: '3',
  ...time,
  ...other,
})

export const hold = (externalRef: string, time: Span): Write => ({
  kind: 'hold',
  externalRef,
  pmsPractitionerId: CHAN,
  pmsLocationId: '3',
  ...time,
})

export const move = (pmsAppointmentId: string, time: Span, pmsPractitionerId = CHAN): Write => ({
  kind: 'move',
  pmsAppointmentId,
  pmsPractitionerId,
  ...time,
})
