/** A book behind the JSON protocol of docs/books.md. */
import { UsageError } from '../config.ts'
import type { BookSettings, ReadSettings } from './kind.ts'
import { revealed, type Settings } from './settings.ts'

export const httpBook: ReadSettings = (settings: Settings): BookSettings => {
  const url = settings.url('url')
  const timeoutMs = settings.seconds('timeoutSeconds', 30)
  const staleAfterMs = settings.seconds('staleAfterSeconds', 120)
  const tokenFile = settings.optionalPath('tokenFile')
  return {
    canWrite: true,
    ...(URL.canParse(url) && { server: new URL(url).host }),
    async open({ env, now }) {
      const name = 'the token of the book'
      const token =
        tokenFile === null ? env['REJOIN_BOOK_TOKEN'] || null : revealed({ file: tokenFile }, name, env)
      if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
        throw new UsageError(`${name} must be one word of plain characters`)
      }
      const { HttpBook } = await import('../../src/books/http/client.ts')
      const book = new HttpBook({ url, token, timeoutMs, staleAfterMs, now })
      return { source: book, writable: book, close: async () => undefined }
    },
  }
}
