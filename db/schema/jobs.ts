/** Which connections ask to be reconciled, what each waits for, and who is at work on it right now. */
import { sql } from 'drizzle-orm'
import { bigint, check, integer, pgSequence, pgTable, text } from 'drizzle-orm/pg-core'
import { instant, oneOf } from './columns.ts'
import { connections } from './connections.ts'

/**
 * `line`: to come back. `settling`: to stay up for a while. `read`: a complete read of the book since then. `lease`:
 * somebody else is at work on it. `retry`: something went wrong. `person`: the run is held, and the same again would be.
 */
export const WAITS = ['line', 'settling', 'read', 'lease', 'retry', 'person'] as const
export type Wait = (typeof WAITS)[number]

/**
 * One row per connection that ever asked. Triggers on events and reads ask (migration 0010), in the transaction that
 * tells of them. There is something to do as long as `asks` is more than `handled_asks`.
 */
export const reconciliationJobs = pgTable(
  'reconciliation_jobs',
  {
    connectionId: text('connection_id')
      .primaryKey()
      .references(() => connections.connectionId),
    askedAt: instant('asked_at').notNull(),
    asks: bigint('asks', { mode: 'number' }).notNull(),
    /** How many of the asks the finished handlings cover. */
    handledAsks: bigint('handled_asks', { mode: 'number' }).notNull().default(0),
    /** Null: not before it is asked for again. */
    notBefore: instant('not_before'),
    /** When a watcher last gave it to the workers. Null: nobody has since it was last looked at. */
    offeredAt: instant('offered_at'),
    /** Of the appointments that are not in the book as they stand online, when the next one begins: the order of work. */
    earliestStartAt: instant('earliest_start_at'),
    waitingFor: text('waiting_for', { enum: WAITS }),
    /** How often in a row it went wrong. */
    attempts: integer('attempts').notNull().default(0),
    /** Kind and place of what went wrong last; never what stands in a row. */
    lastTrouble: text('last_trouble'),
    /** The watchers' newest run of it. No foreign key: runs may be cleared away. */
    lastRunId: text('last_run_id'),
    /** A run that is recorded, and whose reports are not all written yet. */
    undeliveredRunId: text('undelivered_run_id'),
    /** Outages that ended after this were seen by a watcher, and some of them have no finished run yet. */
    owedFrom: instant('owed_from'),
    /** Up to here the events were looked at. */
    checkedUntil: instant('checked_until'),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [
    oneOf('reconciliation_jobs_waiting_for', t.waitingFor, WAITS),
    check('reconciliation_jobs_asks', sql`${t.asks} >= ${t.handledAsks}`),
    check('reconciliation_jobs_waits', sql`${t.waitingFor} is null or ${t.asks} > ${t.handledAsks}`),
    check('reconciliation_jobs_attempts', sql`${t.attempts} >= 0`),
  ],
)

/** Every lease has a number that no other ever had; a later one is greater. */
export const leaseTokens = pgSequence('lease_tokens')

/** Who may work on a connection, and until when by the database's clock. Whoever is done deletes the row. */
export const connectionLeases = pgTable('connection_leases', {
  connectionId: text('connection_id')
    .primaryKey()
    .references(() => connections.connectionId),
  token: bigint('token', { mode: 'number' }).notNull(),
  /** For people: which program on which machine. */
  holder: text('holder').notNull(),
  takenAt: instant('taken_at').notNull(),
  until: instant('until').notNull(),
})
