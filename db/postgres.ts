/** A PostgreSQL server, by postgres.js. */
import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { type Database, databaseOf, type Queries } from './database.ts'
import { DatabaseInUse, DatabaseUnreachable } from './errors.ts'

/** Opens and says hello; throws `DatabaseUnreachable` with what to do, and without the password. */
export async function openPostgres(url: string): Promise<Database> {
  const client = connect(url)
  try {
    await withDeadline(client`select 1`.execute(), 15_000)
  } catch (error) {
    client.end({ timeout: 0 }).catch(() => undefined)
    throw unreachable(url, error)
  }
  const db = drizzle(client) as unknown as Queries
  return databaseOf({
    kind: 'postgres',
    db,
    copyText: (tx, statement, text) => {
      // Drizzle does not know `copy`; the transaction's own connection does.
      return copyIn(connectionOf(tx), `${statement} stdin`, text)
    },
    copyOut: async (tx, statement, take) => {
      const answer = await connectionOf(tx).unsafe(`${statement} stdout`).readable()
      await takeAll(answer, take)
    },
    exclusively: (work) => underLock(client, work),
    close: () => client.end({ timeout: 5 }),
  })
}

const connectionOf = (tx: Queries): postgres.TransactionSql =>
  (tx as unknown as { session: { client: postgres.TransactionSql } }).session.client

/** Any number that no other program on the server is likely to lock. */
const LOCK_KEY = 7_342_501_993

/** A client as all of ours are; `options` for one that is something special. */
export function connect(url: string, options: object = {}): postgres.Sql {
  try {
    return postgres(url, {
      max: 4,
      // A batch outlives the driver's random default, and a connection that is replaced in between is nobody's wish.
      max_lifetime: 24 * 3600,
      connect_timeout: 10,
      onnotice: () => undefined,
      ...OWN_SOCKET,
      connection: {
        application_name: 'rejoin',
        TimeZone: 'UTC',
        DateStyle: 'ISO',
        statement_timeout: 15 * 60_000,
        lock_timeout: 60_000,
        idle_in_transaction_session_timeout: 15 * 60_000,
      },
      ...options,
    })
  } catch (error) {
    throw unreachable(url, error)
  }
}

/** An option that the driver has, but its types have not. */
const OWN_SOCKET: object = { socket: promptSocket }

/**
 * The driver leaves Nagle's algorithm on, and every small `copy` then waits 40 ms for the server's acknowledgement: a
 * run that records itself is mostly waiting. Its own way is kept for Unix sockets, which know no such thing.
 */
async function promptSocket(options: postgres.ParsedOptions): Promise<Socket> {
  // Of several hosts only the first is tried: a batch job is given one.
  const [host = 'localhost'] = options.host
  const [port = 5432] = options.port
  const target = options.path ? { path: options.path } : { host, port, noDelay: true }
  const socket = connectSocket(target)
  let trouble: Error | null = null
  await once(socket, 'connect', { signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
    socket.destroy()
    const silent = error instanceof Error && error.name === 'AbortError'
    trouble = Object.assign(new Error('no connection'), { code: silent ? 'CONNECT_TIMEOUT' : codeOf(error) })
  })
  lastWordsFirst(socket, trouble)
  // For the certificate's name, where the connection is encrypted.
  return Object.assign(socket, { host, port })
}

/**
 * Tells the driver how a connection ends in an order that it can bear. It forgets a socket that closes, and then writes
 * the `rollback` of the transaction that was cut off to nobody: the process dies of it. So the transaction is told
 * first, by an error; what it still says goes to a socket that is there, if deaf; then it closes. And a connection that
 * could not be made at all, told of by throwing, is never tried again: so it closes like any other.
 */
function lastWordsFirst(socket: Socket, trouble: Error | null): void {
  const emit = socket.emit.bind(socket)
  let closing = false
  const close = (...args: unknown[]): boolean => {
    if (closing) return true
    closing = true
    const reason =
      trouble ?? Object.assign(new Error('the connection was closed'), { code: 'CONNECTION_CLOSED' })
    if (socket.listenerCount('error') > 0) emit('error', reason)
    // Not while anything still waits to be written: the driver would never write on this connection again.
    setTimeout(() => setImmediate(() => emit('close', ...args)), 20)
    return true
  }
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean =>
    event === 'close' ? close(...args) : emit(event as string, ...args)
  // The driver listens from the moment that it has the socket on.
  if (trouble !== null) setTimeout(close, 0, true)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'CONNECTION_FAILED'

/**
 * Sends the text and waits for the server's word. The driver's stream never ends when the server refuses the rows at
 * the very end (a key, a trigger), so the outcome is taken from the query behind it, as the driver's own cursors do.
 */
async function copyIn(connection: postgres.TransactionSql, statement: string, text: string): Promise<void> {
  const query = connection.unsafe(statement)
  const target = await query.writable()
  const outcome = new Promise<void>((resolve, reject) => {
    Object.assign(query, { resolve: () => resolve(), reject })
  })
  const sent = pipeline(Readable.from(chunks(text), { objectMode: false }), target)
  sent.catch(() => undefined)
  await Promise.race([outcome, sent])
  await outcome
}

/**
 * The driver stops its socket when a reader falls behind, and starts it when the reader asks for more; one that has had
 * the last piece asks no more, and the connection would be deaf for ever. So it is asked once more at the end.
 */
async function takeAll(answer: Readable, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  try {
    for await (const bytes of answer) take(decoder.decode(bytes, { stream: true }))
    take(decoder.decode())
  } finally {
    answer._read(0)
  }
}

/** On a connection of its own: a lock that is taken on a pooled one is given back on another. */
async function underLock<T>(client: postgres.Sql, work: () => Promise<T>): Promise<T> {
  const connection = await client.reserve()
  try {
    await connection`select pg_advisory_lock(${LOCK_KEY}::bigint)`.catch((error: unknown) => {
      if (!(error instanceof postgres.PostgresError && error.code === '55P03')) throw error
      throw new DatabaseInUse(
        'another rejoin is importing into this database: try again when it is done',
        null,
      )
    })
    try {
      return await work()
    } finally {
      await connection`select pg_advisory_unlock(${LOCK_KEY}::bigint)`
    }
  } finally {
    connection.release()
  }
}

function unreachable(url: string, error: unknown): DatabaseUnreachable {
  let where = 'the address given'
  try {
    const { hostname, port, pathname } = new URL(url)
    where = `${hostname}:${port || 5432}${pathname}`
  } catch {
    // Not even an address: then there is nothing of it that may be shown.
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
  return new DatabaseUnreachable(
    `cannot open PostgreSQL at ${where} (${code}): check that the server runs, and the host, port, user, password and ` +
      'database in DATABASE_URL (or leave it out to use the embedded database)',
    code,
  )
}

async function withDeadline(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'no answer' })), ms)
  })
  try {
    await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}

function* chunks(text: string): Generator<Buffer> {
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + 65_536, text.length)
    // Never between the two halves of a character.
    if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++
    yield Buffer.from(text.slice(at, end))
    at = end
  }
}
