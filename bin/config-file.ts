/**
 * `rejoin.json`: which appointment book a connection has, when a connection counts as healthy, and where mail goes. Every
 * fault is reported together, with its place.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DEFAULT_THRESHOLDS, type Thresholds } from '../src/connection/thresholds.ts'
import { hoursIn } from './books/hours.ts'
import { BOOK_KINDS } from './books/index.ts'
import type { BookSettings } from './books/kind.ts'
import { Settings } from './books/settings.ts'
import { UsageError } from './config.ts'
import { healthThresholds } from './health-settings.ts'
import { type MailSettings, mailSettings } from './mail-settings.ts'
import { didYouMean } from './suggest.ts'
import type { Terminal } from './terminal.ts'

export interface ConfigFile {
  /** By connection id. A connection that is not here has a book that cannot be read or written by the program. */
  readonly books: ReadonlyMap<string, BookSettings>
  readonly health: Thresholds
  /** Null: there is no mail. */
  readonly mail: MailSettings | null
}

const DEFAULT_FILE = 'rejoin.json'

/** `REJOIN_CONFIG`, or `./rejoin.json`; only the second may be absent. */
export function readConfigFile(env: Terminal['env']): ConfigFile {
  const named = env['REJOIN_CONFIG'] || null
  const path = resolve(named ?? DEFAULT_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    if (named === null && code === 'ENOENT')
      return { books: new Map(), health: DEFAULT_THRESHOLDS, mail: null }
    throw new UsageError(`cannot read the configuration ${path} (${code})`)
  }
  return parseConfig(text, path)
}

export function parseConfig(text: string, path: string): ConfigFile {
  const faults: string[] = []
  const folder = dirname(path)
  const root = new Settings(parsed(text, path), 'the file', folder, faults)
  const list = root.inner('books')
  const health = healthThresholds(root.inner('health'))
  const mail = root.has('mail') ? mailSettings(root.inner('mail')) : null
  root.end()
  const books = new Map<string, BookSettings>()
  for (const connectionId of list.names()) books.set(connectionId, bookIn(list.inner(connectionId)))
  if (faults.length > 0) throw new UsageError(faults.map((fault) => `${path}: ${fault}`).join('\n'))
  return { books, health, mail }
}

function bookIn(settings: Settings): BookSettings {
  const kinds = Object.keys(BOOK_KINDS)
  const kind = settings.optionalText('kind')
  const read = kind === null || !kinds.includes(kind) ? undefined : BOOK_KINDS[kind]
  if (read === undefined) {
    settings.fault('kind', `must be one of ${kinds.join(', ')}${didYouMean(kind ?? '', kinds)}`)
    return { canWrite: false, open: () => Promise.reject(new Error('a book without a kind')) }
  }
  const book = read(settings)
  const withHours = hoursIn(settings)
  settings.end()
  return withHours(book)
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser quotes what it choked on, and that may be a secret.
    throw new UsageError(`${path}: this is not JSON`)
  }
}
