/** PURE. How a session with the server is opened, and what is set in it before anything is asked. */
import type { ConnectionOptions } from 'mysql2/promise'
import type { EpochMs } from '../../../reconcile/span.ts'
import type { WallClock } from '../../wall-time.ts'

export interface ServerOptions {
  readonly host: string
  readonly port: number
  /** A Unix socket instead of host and port. */
  readonly socket: string | null
  readonly database: string
  readonly user: string
  readonly password: string | null
  /** Null: in plain text, for a server on this machine. */
  readonly tls: { readonly ca: string | null } | null
  /** The practice's: OpenEMR's sessions have its offset of the moment. */
  readonly clock: WallClock
  readonly now: () => EpochMs
}

/** How long the server itself may work on one statement, and wait for one lock. */
export interface Limits {
  readonly wholeMs: number
  readonly statementMs: number
  readonly lockMs: number
}

/** Strict, so that no text is ever cut to fit; the zero dates that OpenEMR keeps stay readable. */
export const SESSION = `set session time_zone = ?, sql_mode = 'STRICT_ALL_TABLES', autocommit = 1`

/** MySQL's limit is for reading only; there it is the locks that bound a write (see writing.ts). */
export const limitsSql = (isMariaDb: boolean, { statementMs, lockMs }: Limits): string => {
  const lockSeconds = Math.max(1, Math.floor(lockMs / 1000))
  const limit = isMariaDb
    ? `max_statement_time = ${statementMs / 1000}`
    : `max_execution_time = ${Math.ceil(statementMs)}`
  return `set session ${limit}, innodb_lock_wait_timeout = ${lockSeconds}, lock_wait_timeout = ${lockSeconds}`
}

export function connectionOptions(options: ServerOptions, timeoutMs: number): ConnectionOptions {
  const { host, port, socket, database, user, password, tls } = options
  return {
    ...(socket === null ? { host, port } : { socketPath: socket }),
    database,
    user,
    ...(password === null ? {} : { password }),
    ...(tls === null
      ? {}
      : {
          ssl: {
            minVersion: 'TLSv1.2',
            rejectUnauthorized: true,
            verifyIdentity: true,
            ...(tls.ca === null ? {} : { ca: tls.ca }),
          },
        }),
    charset: 'utf8mb4',
    connectTimeout: Math.min(timeoutMs, 10_000),
    // The driver counts rows that were found, changed or not, as we need it; and no server may ask for our files.
    flags: ['FOUND_ROWS', '-LOCAL_FILES'],
    typeCast: (field) => field.string(),
    dateStrings: true,
  }
}
