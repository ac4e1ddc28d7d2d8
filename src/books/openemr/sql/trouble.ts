/**
 * PURE. What a MySQL or MariaDB server's error means for us. Its messages quote values, which are patients' data: only
 * the number and the name of an error get out, with the name of our own query.
 */
import { BookSilent, type Refusal } from '../../book.ts'

/** The server has said no to one statement: of a single statement on InnoDB, nothing has happened. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused'
  readonly errno: number

  constructor(label: string, errno: number, code: string) {
    super(`the database refused "${label}" (${code})`)
    this.errno = errno
  }
}

/** What a driver throws, without any values. `where`: which server and database. */
export function troubleOf(error: unknown, label: string, where: string): ServerRefused | BookSilent {
  const { errno, code } = codesOf(error)
  if (errno !== null && !UNCERTAIN.has(errno)) return new ServerRefused(label, errno, code)
  return new BookSilent(`no usable answer from ${where} ("${label}": ${code})`)
}

/** It ran into somebody else: the server has rolled the statement back, and it may be tried again. */
export const isRolledBack = ({ errno }: ServerRefused): boolean => MET_ANOTHER.has(errno)

/** A row with this key is there already. */
export const isDuplicate = ({ errno }: ServerRefused): boolean => errno === 1062

export function refusalOf({ errno }: ServerRefused): Refusal {
  if (OUT_OF_TIME.has(errno)) return 'too-late'
  return FORBIDDEN.has(errno) ? 'not-allowed' : 'other'
}

/**
 * Deadlock; waited too long for a lock; a deadlock over the counter of new ids, which comes as a failure to read it; and
 * a row that changed under a newer MariaDB's `innodb_snapshot_isolation`.
 */
const MET_ANOTHER: ReadonlySet<number> = new Set([1213, 1205, 1467, 1020])
/** Statement time limit of MariaDB and of MySQL; interrupted by an administrator. */
const OUT_OF_TIME: ReadonlySet<number> = new Set([1969, 3024, 1317])
/** Missing grants, and a server that takes no writes. */
const FORBIDDEN: ReadonlySet<number> = new Set([1044, 1045, 1142, 1143, 1227, 1290, 1370, 1792, 1836])
/** The server answered, but while it went down, lost the line, or could not say how the commit ended. */
const UNCERTAIN: ReadonlySet<number> = new Set([
  1053, 1080, 1152, 1153, 1158, 1159, 1160, 1161, 1180, 1184, 1927, 2006, 2013, 3169, 4031,
])

/** Only an error packet of the server has both a number above 1000 and a state; the system's own have a word. */
function codesOf(error: unknown): { readonly errno: number | null; readonly code: string } {
  if (!(error instanceof Error)) return { errno: null, code: 'unknown trouble' }
  const { errno, code, sqlState } = error as Error & Record<string, unknown>
  const word = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : error.name
  const fromServer = typeof errno === 'number' && errno >= 1000 && typeof sqlState === 'string'
  return { errno: fromServer ? errno : null, code: word }
}
