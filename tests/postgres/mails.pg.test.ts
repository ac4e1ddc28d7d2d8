/** The outbox on PostgreSQL, and what only a real server can show: several senders at once. */
import { afterAll, expect, test } from 'vitest'
import { listMails, nextCopy, queueMail } from '../../db/mails.ts'
import { openDatabase } from '../../db/open.ts'
import { smtpTransport } from '../../src/mail/smtp.ts'
import { certificateFor, MailServer } from '../mail/mail-server.ts'
import { mailsSuite } from '../mail/mails.suite.ts'
import { mailFor, queued, scripted, sendAll, TAKEN } from '../mail/outbox.ts'
import { freshDatabases } from './fresh-database.ts'

const fresh = freshDatabases()
const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

mailsSuite(fresh.open)

async function several(count: number) {
  const url = await fresh.url()
  const databases = []
  for (let at = 0; at < count; at++) {
    const database = await openDatabase({ kind: 'postgres', url })
    closing.push(() => database.close())
    databases.push(database)
  }
  const [first] = databases
  if (first === undefined) throw new Error('none')
  return { first, databases }
}

test('200 mails and four senders at once: each mail exactly once', async () => {
  const { first, databases } = await several(4)
  const server = new MailServer({ certificate: await certificateFor(['localhost']), tls: 'none' })
  await server.start()
  closing.push(() => server.stop())
  const ids: string[] = []
  for (let at = 0; at < 200; at++) ids.push((await queued(first, { practiceId: `p${at}` })).messageId)
  const shares = await Promise.all(
    databases.map((database) => sendAll(database, smtpTransport(server.settings()))),
  )
  expect(shares.flat().map(({ state }) => state)).toEqual(Array(200).fill('sent'))
  // Nobody went without.
  expect(Math.min(...shares.map((share) => share.length))).toBeGreaterThan(0)
  const got = (await server.parsed()).map(({ messageId }) => messageId ?? '')
  expect(got.sort()).toEqual(ids.sort())
})

test('ten that queue the mail of one run at once: one mail', async () => {
  const { first, databases } = await several(5)
  const made = await Promise.all(
    [...databases, ...databases].map(({ db }) => queueMail(db, mailFor({ runId: 'run-x' }), 1)),
  )
  expect(made.filter(Boolean)).toHaveLength(1)
  expect(await nextCopy(first.db, 'run-x', 'p1')).toBe(2)
})

test('a sender that is still at it keeps its mail, however many look', async () => {
  const { first, databases } = await several(3)
  const mail = await queued(first)
  let answer: () => void = () => undefined
  const slow = scripted(
    () =>
      new Promise((done) => {
        answer = () => done(TAKEN)
      }),
  )
  const sending = sendAll(first, slow.transport)
  await expect.poll(() => slow.sent.length).toBe(1)
  for (const database of databases) expect(await sendAll(database, scripted(TAKEN).transport)).toEqual([])
  expect(await listMails(first)).toMatchObject([{ mailId: mail.mailId, state: 'sending' }])
  answer()
  expect(await sending).toMatchObject([{ state: 'sent' }])
})
