/** `rejoin.json`: which appointment book a connection has. Every fault is reported together, with its place. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from './config.ts'
import type { Terminal } from './terminal.ts'

export interface BookConfig {
  readonly kind: 'http'
  readonly url: string
  readonly timeoutMs: number
  readonly staleAfterMs: number
  /** The file that holds the token; null: REJOIN_BOOK_TOKEN, if there is one. */
  readonly tokenFile: string | null
}

export interface ConfigFile {
  /** By connection id. A connection that is not here has a book that cannot be written. */
  readonly books: ReadonlyMap<string, BookConfig>
}

const DEFAULT_FILE = 'rejoin.json'
const DEFAULT_TIMEOUT_SECONDS = 30
const DEFAULT_STALE_SECONDS = 120

/** `REJOIN_CONFIG`, or `./rejoin.json`; only the second may be absent. */
export function readConfigFile(env: Terminal['env']): ConfigFile {
  const named = env['REJOIN_CONFIG'] || null
  const path = resolve(named ?? DEFAULT_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    if (named === null && code === 'ENOENT') return { books: new Map() }
    throw new UsageError(`cannot read the configuration ${path} (${code})`)
  }
  return parseConfig(text, path)
}

export function parseConfig(text: string, path: string): ConfigFile {
  const faults: string[] = []
  const books = new Map<string, BookConfig>()
  const root = object(parsed(text, path), 'the file', faults)
  unknownKeys(root, ['books'], 'the file', faults)
  for (const [connectionId, value] of Object.entries(object(root['books'] ?? {}, 'books', faults))) {
    const book = bookIn(value, `books.${connectionId}`, dirname(path), faults)
    if (book !== null) books.set(connectionId, book)
  }
  if (faults.length > 0) throw new UsageError(faults.map((fault) => `${path}: ${fault}`).join('\n'))
  return { books }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser quotes what it choked on, and that may be a secret.
    throw new UsageError(`${path}: this is not JSON`)
  }
}

function bookIn(value: unknown, place: string, folder: string, faults: string[]): BookConfig | null {
  const before = faults.length
  const fields = object(value, place, faults)
  unknownKeys(fields, ['kind', 'url', 'timeoutSeconds', 'staleAfterSeconds', 'tokenFile'], place, faults)
  if (fields['kind'] !== 'http') faults.push(`${place}.kind must be "http"`)
  const url = bookUrl(fields['url'], place, faults)
  const seconds = (name: string, fallback: number): number => {
    const given = fields[name] ?? fallback
    if (typeof given === 'number' && given > 0 && given <= 3600) return given * 1000
    faults.push(`${place}.${name} must be a number of seconds up to 3600`)
    return fallback * 1000
  }
  const timeoutMs = seconds('timeoutSeconds', DEFAULT_TIMEOUT_SECONDS)
  const staleAfterMs = seconds('staleAfterSeconds', DEFAULT_STALE_SECONDS)
  const file = fields['tokenFile'] ?? null
  if (file !== null && (typeof file !== 'string' || file === ''))
    faults.push(`${place}.tokenFile must be a path`)
  if (faults.length > before) return null
  const tokenFile = typeof file === 'string' ? resolve(folder, file) : null
  return { kind: 'http', url, timeoutMs, staleAfterMs, tokenFile }
}

/** Patients' names travel over it: encrypted, unless it never leaves the machine. */
function bookUrl(value: unknown, place: string, faults: string[]): string {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    faults.push(`${place}.url must be an address, such as https://book.example/rejoin`)
    return ''
  }
  const url = new URL(value)
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) {
    faults.push(`${place}.url must begin with https:// (http:// only to this machine itself)`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    faults.push(`${place}.url must hold no user, password, query or fragment: a token goes into tokenFile`)
  }
  return value
}

function object(value: unknown, place: string, faults: string[]): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  faults.push(`${place} must be an object`)
  return {}
}

function unknownKeys(
  fields: Record<string, unknown>,
  known: readonly string[],
  place: string,
  faults: string[],
): void {
  for (const key of Object.keys(fields)) {
    if (!known.includes(key))
      faults.push(`${place} knows no ${JSON.stringify(key)}, only ${known.join(', ')}`)
  }
}
