/** deploy/roles.sql on a real server: the owner migrates, the app works, who only looks sees no patient. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseNow } from '../../db/clock.ts'
import type { Database } from '../../db/database.ts'
import { QueryFailed } from '../../db/errors.ts'
import { addEvent } from '../../db/events.ts'
import { latestPlan, openIntent, readActionStates, recordOutcome } from '../../db/fixups.ts'
import { openDatabase } from '../../db/open.ts'
import { storePull } from '../../db/pulls.ts'
import { openQueue } from '../../db/queue.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { lookAt } from '../../src/connection/look.ts'
import { DEFAULT_THRESHOLDS } from '../../src/connection/thresholds.ts'
import { gather } from '../../src/reconcile/gather.ts'
import { AS_OF, smallBundle, TAKEN, writeBundle } from '../e2e/program.ts'
import { approve, runOnce } from '../fixups/practice.ts'
import { freshDatabases } from './fresh-database.ts'

/** Roles are the whole server's: each run has its own, so that two at once do not meet. */
const MARK = `rejoin_${randomBytes(4).toString('hex')}_`
const ROLES = readFileSync(new URL('../../deploy/roles.sql', import.meta.url), 'utf8').replaceAll(
  'rejoin_',
  MARK,
)
const NAMES = ['owner', 'app', 'readonly'] as const
type Role = (typeof NAMES)[number]

const fresh = freshDatabases()
let admin: postgres.Sql
let address = ''
const opened: Database[] = []

const urlOf = (role: Role): string => {
  const url = new URL(address)
  url.username = MARK + role
  url.password = 'test'
  return url.href
}

async function as(role: Role): Promise<Database> {
  const database = await openDatabase({ kind: 'postgres', url: urlOf(role) })
  opened.push(database)
  return database
}

/** The SQLSTATE with which a role is refused. */
async function refusal(role: Role, statement: string): Promise<string> {
  const database = await as(role)
  return database
    .transaction('try', ({ db }) => db.execute(sql.raw(statement)))
    .then(
      () => 'done',
      (error: unknown) => (error instanceof QueryFailed ? (error.sqlState ?? '?') : String(error)),
    )
}

const makeQueue = async (role: Role, database: Database) =>
  openQueue(urlOf(role), database, (error) => {
    throw error
  })

beforeAll(async () => {
  address = await fresh.url()
  admin = postgres(address, { max: 1, onnotice: () => undefined })
  await admin.unsafe(ROLES)
  for (const role of NAMES) await admin.unsafe(`alter role ${MARK}${role} password 'test'`)
  const owner = await as('owner')
  await (await makeQueue('owner', owner)).close()
  await admin.unsafe(ROLES)
})
afterAll(async () => {
  for (const database of opened) await database.close()
  for (const role of NAMES)
    await admin.unsafe(`drop owned by ${MARK}${role} cascade; drop role ${MARK}${role}`)
  await admin.end()
})

describe('the app', () => {
  test('imports, runs, is told of events, decides and applies', async () => {
    const database = await as('app')
    const files = smallBundle({ 'pms_appointments.csv': TAKEN })
    const { refused, faults } = await importBundle(database, writeBundle(files))
    expect([refused, [...faults]]).toEqual([false, []])
    const asOfMs = Date.parse(AS_OF)
    expect((await runOnce(database, 'c1', asOfMs)).run.judgements).toHaveLength(1)
    expect(await addEvent(database.db, 'c1', 'heartbeat', await databaseNow(database.db))).toBe(true)

    const plan = await latestPlan(database.db, 'c1')
    if (plan === null) throw new Error('no plan')
    await approve(database, plan)
    const [first] = await readActionStates(database.db, plan)
    if (first === undefined) throw new Error('no action')
    const nowMs = await databaseNow(database.db)
    const by = 'Robin Tester'
    const intentId = await openIntent(database, plan, first.action, { by, atMs: nowMs, before: null })
    expect(intentId).not.toBeNull()
    const outcome = { outcome: 'applied', reason: null, after: null, by, atMs: nowMs } as const
    expect(await database.transaction('end', (tx) => recordOutcome(tx, intentId ?? '', outcome))).toBe(true)

    const { book } = await gather(database, 'c1')
    const read = { takenMs: nowMs, complete: true, databaseIdentity: 'db1', fromOn: null, toOn: null }
    const found = { kind: 'complete', read, book: { ...book, read }, remarks: [] } as const
    expect(await storePull(database, 'c1', found, { startedMs: nowMs, finishedMs: nowMs })).toMatchObject({
      stored: true,
    })
  })

  test('uses the queue that the owner made', async () => {
    const queue = await makeQueue('app', await as('app'))
    await queue.offer([{ connectionId: 'c1', earliestStartMs: null }])
    const [offer] = await queue.fetch(1)
    expect(offer?.connectionId).toBe('c1')
    if (offer !== undefined) await queue.done(offer)
    await queue.close()
  })

  test.each([
    ['drop a table', 'drop table bookings'],
    ['alter one', 'alter table bookings add column x text'],
    ['make one', 'create table x ()'],
    ['make one for the queue', 'create table pgboss.x ()'],
    ['make a schema', 'create schema x'],
    ['switch a trigger off', 'alter table action_decisions disable trigger all'],
    [
      'replace a function',
      'create or replace function refuse_rewriting() returns trigger language plpgsql as $$ begin return new; end $$',
    ],
    ['rewrite the audit', `update action_decisions set decided_by = 'nobody'`],
    ['empty it', 'truncate action_outcomes'],
    ['take a row out of it', 'delete from action_intents'],
    ['rewrite what was concluded', `update verdicts set verdict = 'insert'`],
    ['remove a run', 'delete from runs'],
    ['rewrite what happened', 'update connection_events set at = now()'],
    ['forget a migration', 'delete from drizzle.__drizzle_migrations'],
    ['take a mail out of the outbox', 'delete from mails'],
    ['become the owner', `set role ${MARK}owner`],
  ])('may not %s', async (_, statement) => expect(await refusal('app', statement)).toBe('42501')) // prettier-ignore

  test('may lock an intent before it sends, and not change it', async () => {
    expect(await refusal('app', 'select * from action_intents for update')).toBe('done')
    expect(await refusal('app', `update action_intents set intended_by = 'nobody'`)).toBe('42501')
    // The one column that it may change by its rights is kept by the trigger.
    expect(await refusal('app', 'update action_intents set intent_id = gen_random_uuid()')).toBe('23001')
  })
})

describe('who only looks', () => {
  test('sees how the lines are', async () => {
    const cards = await lookAt(await as('readonly'), null, Date.parse(AS_OF), DEFAULT_THRESHOLDS)
    expect(cards).toMatchObject([{ connectionId: 'c1', waiting: { count: 1 }, run: { holds: [] } }])
  })

  test('and the nearest free time of one that is down', async () => {
    const database = await as('readonly')
    const asOfMs = Date.parse('2026-11-19T09:30:00Z')
    const [card] = await lookAt(database, ['c1'], asOfMs, DEFAULT_THRESHOLDS)
    expect(card).toMatchObject({ state: 'unhealthy', advice: { why: 'short-interruption' } })
  })

  test.each([
    ['patients', 'select * from patients'],
    ['patients of the book', 'select * from pms_patients'],
    ['whose booking it is', 'select patient_id from bookings'],
    ['whose appointment it is', 'select pms_patient_id from pms_appointments'],
    ['recalls', 'select * from recalls'],
    ['what was set aside', 'select * from set_aside_rows'],
    ['the audit', 'select * from audit_log'],
    ['what an action found', 'select before from action_intents'],
    ['who gets a mail', 'select recipients from mails'],
    ['what it says', 'select content from mails'],
    ['the queue', 'select * from pgboss.queue'],
  ])('may not see %s', async (_, statement) => expect(await refusal('readonly', statement)).toBe('42501')) // prettier-ignore

  test('sees what became of the mails', async () => {
    expect(await refusal('readonly', 'select mail_id, state, last_why from mails')).toBe('done')
    expect(await refusal('app', `update mails set state = 'failed' where false`)).toBe('done')
  })

  test('writes nothing', async () => {
    for (const statement of [
      `insert into connection_events values ('c1', now(), 'connected')`,
      'delete from live_hours',
      'create temporary table x ()',
      'begin; set transaction read write; delete from bookings',
    ]) {
      expect(['25006', '42501']).toContain(await refusal('readonly', statement))
    }
  })
})

test('nobody else gets in, and what the owner makes next is the app’s to fill', async () => {
  await admin.unsafe(`create role ${MARK}stranger login password 'test'`)
  const url = new URL(address)
  url.username = `${MARK}stranger`
  url.password = 'test'
  await expect(openDatabase({ kind: 'postgres', url: url.href })).rejects.toThrow('cannot open PostgreSQL')
  await admin.unsafe(`drop role ${MARK}stranger`)
  const owner = await as('owner')
  await owner.transaction('make', ({ db }) => db.execute(sql.raw('create table later (n integer)')))
  expect(await refusal('app', 'insert into later values (1)')).toBe('done')
  expect(await refusal('readonly', 'select * from later')).toBe('42501')
  await owner.transaction('unmake', ({ db }) => db.execute(sql.raw('drop table later')))
})
