/** What a kind of book is to the program: its settings, and how it is opened. One file beside this one for each kind. */
import type { PullableBook, WritableBook } from '../../src/books/book.ts'
import type { WallClock } from '../../src/books/wall-time.ts'
import type { EpochMs } from '../../src/reconcile/span.ts'
import type { Settings } from './settings.ts'

/** A book, open. Whoever opened it closes it. */
export interface OpenBook {
  readonly source: PullableBook
  /** Null: it can only be read, and worklists are the way. */
  readonly writable: WritableBook | null
  close(): Promise<void>
}

export interface Surroundings {
  readonly connectionId: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => EpochMs
  /** The PMS's wall clock. */
  readonly clock: WallClock
}

/** The settings of one book, understood; the rest is done when it is opened. */
export interface BookSettings {
  /** The settings let it be written. */
  readonly canWrite: boolean
  /** The server it asks, where several books may be on one: it is not asked for two of them at the same moment. */
  readonly server?: string
  /** Loads what it needs, reads its secrets, and opens it. Throws a UsageError that says what to do. */
  open(around: Surroundings): Promise<OpenBook>
}

export type ReadSettings = (settings: Settings) => BookSettings
