/** When a live book was read, how that went, and what was wrong with it: one row each time, also when it failed. */
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, date, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, oneOf } from './columns.ts'
import { connections } from './connections.ts'

export const PULL_OUTCOMES = ['complete', 'partial', 'failed'] as const

export const pulls = pgTable(
  'pulls',
  {
    pullId: bigint('pull_id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.connectionId),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    outcome: text('outcome', { enum: PULL_OUTCOMES }).notNull(),
    /** Why it failed; the book's own words never stand here. */
    why: text('why'),
    takenAt: instant('taken_at'),
    databaseIdentity: text('database_identity'),
    fromOn: date('from_on', { mode: 'string' }),
    toOn: date('to_on', { mode: 'string' }),
    entries: integer('entries').notNull(),
    patients: integer('patients').notNull(),
    recalls: integer('recalls').notNull(),
    /** False: a newer read was stored already, and stays. */
    stored: boolean('stored').notNull(),
  },
  (t) => [
    index('pulls_connection').on(t.connectionId, t.startedAt),
    oneOf('pulls_outcome', t.outcome, PULL_OUTCOMES),
    check('pulls_failed', sql`(${t.outcome} = 'failed') = (${t.takenAt} is null)`),
    check('pulls_why', sql`(${t.outcome} = 'failed') = (${t.why} is not null)`),
  ],
)

export const pullRemarks = pgTable(
  'pull_remarks',
  {
    pullId: bigint('pull_id', { mode: 'number' })
      .notNull()
      .references(() => pulls.pullId, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    weight: text('weight', { enum: ['fault', 'warning'] }).notNull(),
    subject: text('subject').notNull(),
    what: text('what').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.pullId, t.position] }),
    oneOf('pull_remarks_weight', t.weight, ['fault', 'warning']),
  ],
)
