/** Errors → what the reader is told. Names ids, never people, and never a stack unless it is asked for. */
import { DatabaseError } from '../db/errors.ts'
import { BookSilent } from '../src/books/book.ts'
import { BookUnread } from '../src/books/pull.ts'
import { NoSuchBundle } from '../src/bundle/load.ts'
import { NotApplicable } from '../src/fixups/steps.ts'
import { NoSuchConnection } from '../src/reconcile/gather.ts'
import { UsageError } from './config.ts'

/** Our own errors: their messages say what to do, and hold no patient's data. */
const SPEAKING = [
  UsageError,
  DatabaseError,
  NoSuchConnection,
  NoSuchBundle,
  NotApplicable,
  BookSilent,
  BookUnread,
]

/**
 * Errors that we threw ourselves say what to do. Any other is a broken belief: its message may hold what it choked
 * on, and that may be a patient's; so only its kind and place are told.
 */
export function wordsOf(error: unknown): string {
  if (SPEAKING.some((kind) => error instanceof kind)) return (error as Error).message
  if (isSystemError(error)) return `${error.code} ${error.path ?? ''}`.trim()
  if (error instanceof Error) {
    return `this is a fault of rejoin itself (${error.name} ${placeOf(error)}); please report it with this line`
  }
  return 'this is a fault of rejoin itself (something that is no error was thrown)'
}

/** Files and sockets: the system's own code and the path that we gave it. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

/** The first line of the stack that is ours, without the folder that the program lives in. */
function placeOf(error: Error): string {
  const line = error.stack?.split('\n').find((text) => text.trimStart().startsWith('at ')) ?? ''
  return (
    /(?:[/\\]dist)?[/\\]((?:bin|db|src|node_modules)[/\\][^)\s]+)/.exec(line)?.[1] ?? 'at an unknown place'
  )
}
