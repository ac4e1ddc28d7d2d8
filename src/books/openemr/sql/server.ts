/**
 * SHELL. The line to a MariaDB or MySQL server: one connection, one conversation at a time. After any trouble the
 * connection is thrown away, and with it whatever transaction or lock it held. Every value arrives as the server's own
 * text, since a driver's dates shift by the time zone of the process, and `128:00:00` and zero dates are none.
 */
import type { Connection } from 'mysql2/promise'
import { BookSilent } from '../../book.ts'
import { connectionOptions, type Limits, limitsSql, SESSION, type ServerOptions } from './session.ts'
import { ServerRefused, troubleOf } from './trouble.ts'

export type Row = Readonly<Record<string, string | null>>
export type Value = string | number | Buffer | null | readonly (string | number)[]

/** One conversation. What goes wrong is `ServerRefused` (the server said no) or `BookSilent` (nobody knows). */
export interface Line {
  readonly isMariaDb: boolean
  /** `label`: how this query is named in errors, and in the server's own list of slow queries. */
  rows(label: string, sql: string, values?: readonly Value[]): Promise<readonly Row[]>
  /** How many rows the statement found or made; also those that were already as it wants them. */
  change(label: string, sql: string, values?: readonly Value[]): Promise<number>
}

interface Open {
  readonly connection: Connection
  readonly isMariaDb: boolean
}

/** A conversation that has run out of time must not open a connection any more. */
interface Turn {
  isOver: boolean
}

export class Server {
  readonly where: string
  private readonly options: ServerOptions
  private open: Open | null = null
  private last: Promise<unknown> = Promise.resolve()

  constructor(options: ServerOptions) {
    this.options = options
    const { host, port, socket, database } = options
    this.where = `the database ${database} at ${socket ?? `${host}:${port}`}`
  }

  /** Waits for earlier conversations to end. */
  talk<T>(limits: Limits, work: (line: Line) => Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.inTime(limits, work))
    this.last = turn.catch(() => undefined)
    return turn
  }

  async close(): Promise<void> {
    await this.last
    this.drop()
  }

  private async inTime<T>(limits: Limits, work: (line: Line) => Promise<T>): Promise<T> {
    const turn: Turn = { isOver: false }
    const conversation = this.converse(limits, turn, work)
    try {
      return await inTime(
        conversation,
        limits.wholeMs,
        () => new BookSilent(`no answer in time from ${this.where}`),
      )
    } catch (error) {
      turn.isOver = true
      this.drop()
      throw error
    }
  }

  private async converse<T>(limits: Limits, turn: Turn, work: (line: Line) => Promise<T>): Promise<T> {
    await this.dropIfDead(limits.wholeMs / 4)
    const open = this.open ?? (await this.connect(limits.wholeMs, turn))
    const line = this.lineOf(open)
    await line.rows('limits', limitsSql(open.isMariaDb, limits))
    return work(line)
  }

  /** A firewall forgets connections that are silent; that must not look like a book that does not answer. */
  private async dropIfDead(timeoutMs: number): Promise<void> {
    const { open } = this
    if (open === null) return
    try {
      await inTime(open.connection.ping(), timeoutMs, () => new BookSilent('no echo'))
    } catch {
      if (this.open === open) this.drop()
    }
  }

  private async connect(timeoutMs: number, turn: Turn): Promise<Open> {
    const { createConnection } = await import('mysql2/promise')
    let connection: Connection | null = null
    try {
      connection = await createConnection(connectionOptions(this.options, timeoutMs))
      // Without a listener a connection that breaks while nobody uses it ends the program; the next ping finds out.
      connection.on('error', () => undefined)
      const line = this.lineOf({ connection, isMariaDb: true })
      const offset = this.options.clock.localIso(this.options.now()).slice(-6)
      await line.rows('session', SESSION, [offset])
      await line.rows('isolation', 'set session transaction isolation level repeatable read')
      const [row] = await line.rows('version', 'select version() as version')
      if (turn.isOver) throw new BookSilent(`no answer in time from ${this.where}`)
      this.open = { connection, isMariaDb: row?.['version']?.includes('MariaDB') === true }
      return this.open
    } catch (error) {
      connection?.destroy()
      const isOurs = error instanceof BookSilent || error instanceof ServerRefused
      const { message } = isOurs ? error : troubleOf(error, 'connect', this.where)
      throw new BookSilent(message)
    }
  }

  private lineOf({ connection, isMariaDb }: Open): Line {
    const ask = async (label: string, sql: string, values: readonly Value[]): Promise<unknown> => {
      try {
        const [answer] = await connection.query(`/* rejoin: ${label} */ ${sql}`, [...values])
        return answer
      } catch (error) {
        throw troubleOf(error, label, this.where)
      }
    }
    return {
      isMariaDb,
      rows: async (label, sql, values = []) => {
        const answer = await ask(label, sql, values)
        return Array.isArray(answer) ? (answer as Row[]) : []
      },
      change: async (label, sql, values = []) =>
        ((await ask(label, sql, values)) as { readonly affectedRows: number }).affectedRows,
    }
  }

  private drop(): void {
    this.open?.connection.destroy()
    this.open = null
  }
}

/** After that time nobody waits any more for how it ends. */
async function inTime<T>(work: Promise<T>, timeoutMs: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), timeoutMs)
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}

/** A question that the server refuses is a book that does not answer. */
export async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof ServerRefused ? new BookSilent(error.message) : error
  }
}
