/** The kinds of books there are. */
import { httpBook } from './http.ts'
import type { ReadSettings } from './kind.ts'

export const BOOK_KINDS: Readonly<Record<string, ReadSettings>> = {
  http: httpBook,
}
