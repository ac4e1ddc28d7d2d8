/** The nouns of `rejoin doctor`, with no behaviour: what is checked, what was seen, and how it is marked. */
import type { Fact, Gap, Trouble } from './said.ts'

/** In the order in which they are told. */
export const CHECKS = [
  'node',
  'configuration',
  'secrets',
  'disk',
  'database',
  'session',
  'migrations',
  'rights',
  'triggers',
  'listening',
  'clock',
  'zones',
  'connections',
  'watch',
  'mails',
  'book',
  'mail',
] as const
export type CheckCode = (typeof CHECKS)[number]

/** `not-checked`: it could not be looked at, which says nothing about how it is. */
export const MARKS = ['ok', 'warning', 'wrong', 'not-checked'] as const
export type Mark = (typeof MARKS)[number]

/** What a look found. Whatever is a warning or wrong has words for what to do. */
export type Note =
  | { readonly weight: 'fact'; readonly said: Fact }
  | { readonly weight: 'warning' | 'wrong'; readonly said: Trouble }
  | { readonly weight: 'not-checked'; readonly said: Gap }

export interface Result {
  readonly check: CheckCode
  /** For what there is one of for each connection. */
  readonly connectionId: string | null
  readonly notes: readonly Note[]
  readonly tookMs: number
}
