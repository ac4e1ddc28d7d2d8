/**
 * What can be said about an installation, as data: ids, versions, counts, places. Never a patient, a password, or an
 * address that holds one. The words for each code are in words.ts and troubles/.
 */
import type { Remark } from '../books/book.ts'

/** As it should be, or neither good nor bad. */
export type Fact =
  | { readonly code: 'node'; readonly version: string; readonly platform: string }
  | { readonly code: 'configuration'; readonly path: string; readonly books: number }
  | { readonly code: 'no-configuration'; readonly path: string }
  | { readonly code: 'secrets'; readonly files: number; readonly variables: number }
  | { readonly code: 'disk-free'; readonly folder: string; readonly bytes: number }
  | { readonly code: 'server'; readonly place: string; readonly version: string; readonly user: string }
  | { readonly code: 'embedded'; readonly folder: string; readonly version: string }
  | { readonly code: 'session' }
  | { readonly code: 'migrations'; readonly applied: number }
  | { readonly code: 'rights' }
  | { readonly code: 'triggers'; readonly count: number }
  | { readonly code: 'hears' }
  | { readonly code: 'same-clock' }
  | { readonly code: 'clock'; readonly aheadMs: number; readonly roundTripMs: number }
  | { readonly code: 'zones'; readonly count: number; readonly data: string }
  | { readonly code: 'connections'; readonly connections: number; readonly practices: number }
  | { readonly code: 'no-live-book'; readonly connectionIds: readonly string[] }
  | { readonly code: 'holders'; readonly holders: readonly string[] }
  | { readonly code: 'watchers-signed'; readonly ago: number }
  | { readonly code: 'no-watcher' }
  | { readonly code: 'never-watched' }
  | { readonly code: 'jobs'; readonly open: number }
  | { readonly code: 'mails'; readonly waiting: number; readonly sent: number }
  | {
      readonly code: 'book'
      readonly kind: string
      readonly place: string | null
      readonly entries: number
      readonly tookMs: number
      readonly writable: boolean
    }
  | { readonly code: 'book-identity'; readonly identity: string }
  | { readonly code: 'remarks'; readonly count: number; readonly first: readonly Remark[] }
  | { readonly code: 'mail'; readonly place: string }
  | { readonly code: 'no-mail' }

/** Something to be done about. */
export type Trouble =
  | { readonly code: 'failed'; readonly what: string }
  | { readonly code: 'no-answer'; readonly seconds: number }
  | { readonly code: 'node-too-old'; readonly version: string; readonly needed: string }
  | { readonly code: 'node-ended'; readonly version: string; readonly on: string }
  | { readonly code: 'configuration-faults'; readonly faults: readonly string[] }
  | { readonly code: 'configuration-open'; readonly path: string; readonly mode: string }
  | { readonly code: 'variable-unknown'; readonly name: string; readonly near: readonly string[] }
  | { readonly code: 'variable-of-no-use'; readonly name: string; readonly because: string }
  | { readonly code: 'secret-unreadable'; readonly file: string; readonly reason: string }
  | { readonly code: 'secret-empty'; readonly file: string }
  | { readonly code: 'secret-open'; readonly file: string; readonly mode: string }
  | { readonly code: 'secret-not-set'; readonly name: string }
  | { readonly code: 'disk-low'; readonly folder: string; readonly bytes: number }
  | { readonly code: 'no-database'; readonly folder: string }
  | { readonly code: 'in-use'; readonly folder: string; readonly pid: number | null; readonly what: string }
  | { readonly code: 'unreachable'; readonly place: string; readonly reason: string }
  | { readonly code: 'server-too-old'; readonly version: string; readonly needed: number }
  | {
      readonly code: 'other-major'
      readonly folder: string
      readonly found: string
      readonly carried: string
    }
  | { readonly code: 'folder-open'; readonly folder: string; readonly mode: string }
  | { readonly code: 'replica'; readonly place: string }
  | { readonly code: 'setting-lost'; readonly name: string; readonly value: string; readonly wanted: string }
  | { readonly code: 'statements-cut'; readonly seconds: number }
  | { readonly code: 'migrations-pending'; readonly applied: number; readonly shipped: number }
  | { readonly code: 'tables-missing' }
  | { readonly code: 'tables-newer'; readonly applied: number; readonly shipped: number }
  | { readonly code: 'tables-foreign' }
  | { readonly code: 'may-only-read'; readonly user: string }
  | { readonly code: 'rights-missing'; readonly user: string; readonly missing: readonly string[] }
  | { readonly code: 'triggers-off'; readonly user: string }
  | { readonly code: 'asks-off'; readonly triggers: readonly string[] }
  | { readonly code: 'guards-off'; readonly triggers: readonly string[] }
  | { readonly code: 'triggers-missing'; readonly triggers: readonly string[] }
  | { readonly code: 'deaf' }
  | { readonly code: 'clock-off'; readonly aheadMs: number }
  | { readonly code: 'events-ahead'; readonly connectionIds: readonly string[]; readonly aheadMs: number }
  | { readonly code: 'reads-ahead'; readonly connectionIds: readonly string[]; readonly aheadMs: number }
  | { readonly code: 'zone-unknown'; readonly zone: string; readonly of: readonly string[] }
  | { readonly code: 'zone-unknown-to-database'; readonly zones: readonly string[] }
  | {
      readonly code: 'zones-differ'
      readonly zones: readonly { zone: string; on: string }[]
      readonly data: string
    }
  | { readonly code: 'zones-old'; readonly data: string }
  | { readonly code: 'no-connections' }
  | { readonly code: 'book-of-nobody'; readonly connectionId: string; readonly near: readonly string[] }
  | { readonly code: 'no-such-connection'; readonly connectionId: string; readonly near: readonly string[] }
  | { readonly code: 'no-address'; readonly practiceIds: readonly string[] }
  | { readonly code: 'no-events'; readonly connectionIds: readonly string[] }
  | { readonly code: 'reads-old'; readonly connectionIds: readonly string[] }
  | { readonly code: 'jobs-overdue'; readonly connectionIds: readonly string[] }
  | { readonly code: 'jobs-failing'; readonly connectionIds: readonly string[]; readonly last: string }
  | { readonly code: 'reports-unwritten'; readonly connectionIds: readonly string[] }
  | { readonly code: 'queue-missing' }
  | { readonly code: 'mails-failed'; readonly count: number }
  | { readonly code: 'mails-unknown'; readonly count: number }
  | { readonly code: 'mails-late'; readonly count: number }
  | { readonly code: 'book-unopened'; readonly what: string }
  | { readonly code: 'book-failed'; readonly why: string }
  | { readonly code: 'book-partial'; readonly count: number; readonly first: readonly Remark[] }
  | { readonly code: 'other-database'; readonly expected: string; readonly found: string }
  | { readonly code: 'book-ahead'; readonly aheadMs: number }
  | { readonly code: 'mail-trouble'; readonly place: string; readonly why: string }
  | { readonly code: 'mail-settings'; readonly what: string }

/** What could not be looked at, and why. */
export type Gap =
  | { readonly code: 'offline' }
  | { readonly code: 'database-closed' }
  | { readonly code: 'other-tables' }
  | { readonly code: 'configuration-faulty' }
  | { readonly code: 'no-book-here' }
  | { readonly code: 'whole-export' }
  | { readonly code: 'identity-unknown' }
  | { readonly code: 'no-right'; readonly what: string }
