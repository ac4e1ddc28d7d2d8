/**
 * What can go wrong with a database, as types. Drivers and Drizzle put the values of a row into their messages, and
 * these are patients' data: nothing of theirs leaves this room but the SQLSTATE and the names of table and constraint.
 */
import { DrizzleQueryError } from 'drizzle-orm'

/** Something about the database that a person must put right. The message says what to do. */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError'
}

/** Nobody answers, or the server turns us away. `code`: an SQLSTATE, or the word of the driver or the system. */
export class DatabaseUnreachable extends DatabaseError {
  override readonly name = 'DatabaseUnreachable'
  readonly code: string | null

  constructor(message: string, code: string | null = null) {
    super(message)
    this.code = code
  }
}

/** Another process has the embedded database open. */
export class DatabaseInUse extends DatabaseError {
  override readonly name = 'DatabaseInUse'
  readonly pid: number | null

  constructor(message: string, pid: number | null) {
    super(message)
    this.pid = pid
  }
}

/** The folder or schema was made by another version, or by something else. */
export class DatabaseMismatch extends DatabaseError {
  override readonly name = 'DatabaseMismatch'
}

/** A statement failed. `label` is the name of our query, never its text or its values. */
export class QueryFailed extends DatabaseError {
  override readonly name = 'QueryFailed'
  readonly label: string
  readonly sqlState: string | null
  readonly constraint: string | null

  constructor(label: string, sqlState: string | null, constraint: string | null, table: string | null) {
    const where = [table && `table ${table}`, constraint && `constraint ${constraint}`]
      .filter(Boolean)
      .join(', ')
    super(`the database refused "${label}" (${sqlState ?? 'no SQLSTATE'}${where && `; ${where}`})`)
    this.label = label
    this.sqlState = sqlState
    this.constraint = constraint
  }
}

/** Runs one piece of database work under a name; what it throws of the drivers' errors comes out without any values. */
export async function labelled<T>(label: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw withoutValues(error, label)
  }
}

/** Drizzle's and the drivers' errors as a `QueryFailed`; every other error as it is. */
export function withoutValues(error: unknown, label: string): unknown {
  const found = driverError(error)
  if (found === null) return error
  // A connection that breaks has no SQLSTATE but a word in capitals, of the driver or of the operating system.
  if (!/^[0-9A-Z]{5}$/.test(found.code)) {
    return new DatabaseUnreachable(
      `lost the database during "${label}" (${found.code}); try again when it is back`,
      found.code,
    )
  }
  return new QueryFailed(label, found.code, found.constraint, found.table)
}

function driverError(
  error: unknown,
): { code: string; constraint: string | null; table: string | null } | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof DatabaseError) return null
    const fields = at as Error & Record<string, unknown>
    const code = fields['code']
    const fromDriver =
      at.name === 'PostgresError' ||
      'severity' in fields ||
      (typeof code === 'string' &&
        /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_)/.test(code))
    if (fromDriver && typeof code === 'string') {
      return {
        code,
        constraint: text(fields['constraint_name'] ?? fields['constraint']),
        table: text(fields['table_name'] ?? fields['table']),
      }
    }
  }
  // Its message carries the parameters, so it must not get out whatever its cause is.
  return error instanceof DrizzleQueryError ? { code: 'XX000', constraint: null, table: null } : null
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
