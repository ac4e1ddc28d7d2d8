/** What a watcher does about mail: queued with the run, sent beside the other work, in nobody's way. */
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { queuedTold, triedTold } from '../../bin/mailing.ts'
import type { Database } from '../../db/database.ts'
import { readJobs } from '../../db/jobs.ts'
import { listMails } from '../../db/mails.ts'
import { openDatabase } from '../../db/open.ts'
import { listRuns } from '../../db/runs.ts'
import { deliver } from '../../src/connection/watch/deliver.ts'
import { handle } from '../../src/connection/watch/handle.ts'
import { toldJson, toldLine } from '../../src/connection/watch/telling.ts'
import type { MailTransport } from '../../src/mail/mail.ts'
import { Postman } from '../../src/mail/postman.ts'
import { type Mailing, mailsInto, type Queued } from '../../src/mail/queue.ts'
import type { Wish } from '../../src/mail/recipients.ts'
import { read, settle, tell } from '../watch/town.ts'
import { watchingOver } from '../watch/watching.ts'
import { queued, scripted, TAKEN } from './outbox.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase({ kind: 'throwaway' })
  await settle(database, ['c1'])
  await tell(database.db, ['c1'], 'connected', -30)
  await read(database.db, ['c1'], -10)
})
beforeEach(async () => {
  await database.db.execute(
    sql`truncate mails, runs, plans, outage_reconciliations, verdicts, findings, actions`,
  )
  await database.db.execute(sql`update reconciliation_jobs set asks = asks + 1`)
  await address('manager@practice.example')
})

const address = (text: string | null) =>
  database.db.execute(sql`update practices set manager_email = ${text}`)
const mailing = (wish?: Wish): Mailing => ({
  from: 'rejoin@rejoin.example',
  reportAt: null,
  wishes: new Map(wish === undefined ? [] : [['p-c1', wish]]),
})

function watching(settings: () => Mailing | null) {
  const told: Queued[] = []
  const step = mailsInto(
    database,
    settings,
    () => Date.now(),
    (_, made) => told.push(made),
  )
  return { told, step, run: () => handle(watchingOver(database, { afterRun: [step] }), 'c1') }
}

const NOTHING = { queued: [], withoutAddress: [], badAddress: [], notMade: [] }

describe('with its run', () => {
  test('a mail is queued, and not again when the run is delivered again', async () => {
    const { told, step, run } = watching(() => mailing())
    expect(await run()).toMatchObject({ kind: 'ran' })
    expect(told).toEqual([{ ...NOTHING, queued: ['p-c1'] }])
    const [made] = await listRuns(database.db, 'c1')
    const [mail] = await listMails(database)
    expect(mail).toMatchObject({
      runId: made?.runId,
      practiceId: 'p-c1',
      recipients: ['manager@practice.example'],
    })
    // As after a crash between the two.
    for (let again = 0; again < 2; again++) await deliver(database, 'c1', made?.runId ?? '', null, [step])
    expect(told.slice(1)).toEqual([NOTHING, NOTHING])
    expect(await listMails(database)).toEqual([mail])
  })

  test.each<[string, string | null, Wish | undefined, object]>([
    ['no address', null, undefined, { ...NOTHING, withoutAddress: ['p-c1'] }],
    ['an address that is none', 'the manager', undefined, { ...NOTHING, badAddress: ['p-c1'] }],
    [
      'one that is, and one that is none',
      'a@x.example, the manager',
      undefined,
      { ...NOTHING, queued: ['p-c1'], badAddress: ['p-c1'] },
    ],
    ['a practice that wants none', 'a@x.example', { to: [], attach: 'nothing', zipPassword: null }, NOTHING],
  ])('%s', async (_, manager, wish, expected) => {
    await address(manager)
    const { told, run } = watching(() => mailing(wish))
    expect(await run()).toMatchObject({ kind: 'ran' })
    expect(told).toEqual([expected])
  }) // prettier-ignore

  test('a letter that cannot be made is told, and the run is finished all the same', async () => {
    const { told, run } = watching(() => mailing({ to: null, attach: 'full-zip', zipPassword: null }))
    expect(await run()).toMatchObject({ kind: 'ran' })
    expect(told).toMatchObject([{ queued: [], notMade: [{ practiceId: 'p-c1' }] }])
    expect(await readJobs(database.db, ['c1'])).toMatchObject([{ undeliveredRunId: null, lastTrouble: null }])
  })

  test('no mail in the settings: none is made', async () => {
    const { told, run } = watching(() => null)
    expect(await run()).toMatchObject({ kind: 'ran' })
    expect([told, await listMails(database)]).toEqual([[], []])
  })
})

describe('the postman', () => {
  const NEVER = new AbortController().signal
  const postman = (transport: () => MailTransport | null, troubles: unknown[] = []) =>
    new Postman({
      transport,
      connectionIds: null,
      now: () => Date.now(),
      tell: () => undefined,
      tellTrouble: (error) => troubles.push(error),
    })

  test('sends what is there, what comes while he is out, and goes home when he is told to', async () => {
    const { transport, sent } = scripted(TAKEN)
    const stop = new AbortController()
    const one = postman(() => transport)
    await queued(database, { practiceId: 'p1' })
    // So long that only the bell can wake him.
    const out = one.rounds(database, 3_600_000, stop.signal)
    await expect.poll(() => sent.length).toBe(1)
    await queued(database, { practiceId: 'p2' })
    one.wake()
    await expect.poll(() => sent.length).toBe(2)
    stop.abort()
    await out
  })

  test('throws nothing, whatever is wrong', async () => {
    const troubles: unknown[] = []
    const broken = new Error('the settings are wrong')
    const throwing = () => {
      throw broken
    }
    await queued(database)
    await postman(throwing, troubles).round(database, 1_000, NEVER)
    await postman(() => scripted(throwing).transport, troubles).round(database, 1_000, NEVER)
    await postman(() => null, troubles).round(database, 1_000, NEVER)
    expect(troubles).toEqual([broken, broken])
  })
})

test('what is told holds ids and reasons, and no address', () => {
  const run = { connectionId: 'c1', runId: 'r1' } as Parameters<typeof queuedTold>[0]
  const made = {
    queued: ['p1', 'p2'],
    withoutAddress: ['p3'],
    badAddress: ['p4'],
    notMade: [{ practiceId: 'p5', error: new Error('MARKER') }],
  }
  const tried = {
    mailId: 'm1',
    connectionId: 'c1',
    practiceId: 'p1',
    runId: 'r1',
    state: 'waiting',
    recipients: 2,
    refused: 1,
    why: '1 recipient refused by the server (450)',
    nextInMs: 60_000,
  } as const // prettier-ignore
  const all = [...queuedTold(run, made), triedTold(tried, 0)]
  expect(all.map(toldLine)).toEqual([
    'rejoin: connection c1: run r1: 2 mails to be sent; no address for practice p3; practice p4 has given an address that is none',
    expect.stringMatching(
      /^rejoin: connection c1: run r1: the mail to practice p5 could not be made: this is a fault of rejoin itself/,
    ),
    'rejoin: connection c1: mail m1 of run r1 to practice p1: waiting (1 recipient refused by the server (450)); the next try is after 1970-01-01T00:01:00.000Z',
  ])
  expect(all.map((told) => toldJson(told, 0)).join()).not.toContain('MARKER')
  expect(queuedTold(run, { queued: [], withoutAddress: [], badAddress: [], notMade: [] })).toEqual([])
})
