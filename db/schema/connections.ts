/** The lines to the PMS databases: who they are, when they were up, and what was synchronised over them. */
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import {
  CONNECTION_EVENTS,
  SYNC_DIRECTIONS,
  SYNC_ENTITIES,
  SYNC_OUTCOMES,
} from '../../src/reconcile/model.ts'
import { instant, oneOf } from './columns.ts'

export const connections = pgTable('connections', {
  connectionId: text('connection_id').primaryKey(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull(),
  databaseIdentity: text('database_identity'),
})

export const practices = pgTable(
  'practices',
  {
    practiceId: text('practice_id').primaryKey(),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.connectionId),
    name: text('name').notNull(),
    timeZone: text('time_zone').notNull(),
    pmsLocationId: text('pms_location_id'),
    managerEmail: text('manager_email'),
  },
  (t) => [index('practices_connection').on(t.connectionId)],
)

export const connectionEvents = pgTable(
  'connection_events',
  {
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.connectionId),
    at: instant('at').notNull(),
    event: text('event', { enum: CONNECTION_EVENTS }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.at, t.event] }),
    oneOf('connection_events_event', t.event, CONNECTION_EVENTS),
  ],
)

export const syncs = pgTable(
  'syncs',
  {
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.connectionId),
    entity: text('entity', { enum: SYNC_ENTITIES }).notNull(),
    direction: text('direction', { enum: SYNC_DIRECTIONS }).notNull(),
    finishedAt: instant('finished_at').notNull(),
    outcome: text('outcome', { enum: SYNC_OUTCOMES }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectionId, t.finishedAt, t.entity, t.direction, t.outcome] }),
    // The newest of each kind, however long the history is.
    index('syncs_newest').on(t.connectionId, t.entity, t.direction, t.finishedAt, t.outcome),
    oneOf('syncs_entity', t.entity, SYNC_ENTITIES),
    oneOf('syncs_direction', t.direction, SYNC_DIRECTIONS),
    oneOf('syncs_outcome', t.outcome, SYNC_OUTCOMES),
  ],
)
