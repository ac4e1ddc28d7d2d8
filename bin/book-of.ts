/** The book of a connection, ready to be asked; null: it cannot be written, and worklists are the way. */
import { readFileSync } from 'node:fs'
import type { WritableBook } from '../src/books/book.ts'
import { HttpBook } from '../src/books/http/client.ts'
import { UsageError } from './config.ts'
import { readConfigFile } from './config-file.ts'
import type { Terminal } from './terminal.ts'

export function bookOf(connectionId: string, terminal: Terminal): WritableBook | null {
  const config = readConfigFile(terminal.env).books.get(connectionId)
  if (config === undefined) return null
  const { url, timeoutMs, staleAfterMs, tokenFile } = config
  const token = tokenFile === null ? terminal.env['REJOIN_BOOK_TOKEN'] || null : tokenIn(tokenFile)
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError('the token of the book must be one word of plain characters')
  }
  return new HttpBook({ url, token, timeoutMs, staleAfterMs, now: () => terminal.now() })
}

function tokenIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new UsageError(`cannot read the token of the book in ${path} (${code})`)
  }
}
