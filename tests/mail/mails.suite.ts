/** The outbox: what the database keeps and refuses, and what sending makes of it. The same on PGlite and PostgreSQL. */
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { QueryFailed } from '../../db/errors.ts'
import {
  claimMail,
  listMails,
  mailedPractices,
  nextCopy,
  queueMail,
  recordTry,
  retryMails,
  type StoredMail,
} from '../../db/mails.ts'
import { mails } from '../../db/schema.ts'
import type { Answer } from '../../src/mail/mail.ts'
import { outcomeOf } from '../../src/mail/outcome.ts'
import { smtpTransport } from '../../src/mail/smtp.ts'
import { type Behaviour, type Certificate, certificateFor, MailServer, SHORT } from './mail-server.ts'
import { mailFor, ONE, queued, scripted, sendAll, TAKEN, TWO } from './outbox.ts'

const TOKEN = '00000000-0000-4000-8000-00000000000a'
const OTHER = '00000000-0000-4000-8000-00000000000b'

export function mailsSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  let certificate: Certificate
  const servers: MailServer[] = []
  beforeAll(async () => {
    database = await freshDatabase()
    certificate = await certificateFor(['localhost'])
  })
  beforeEach(async () => {
    await database.db.execute(sql`truncate mails`)
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })

  const only = async (): Promise<StoredMail> => {
    const [mail, ...others] = await listMails(database)
    if (mail === undefined || others.length > 0) throw new Error('not just one mail')
    return mail
  }
  const content = async () =>
    (await database.db.select({ content: mails.content }).from(mails)).map((row) => row.content)
  /** As if the time had come. */
  const comes = () =>
    database.db.execute(sql`update mails set not_before = clock_timestamp() where not_before is not null`)
  /** How many minutes from now, rounded. */
  const minutesUntil = async (): Promise<number | null> => {
    const [row] = await database.db
      .select({
        minutes: sql<
          number | null
        >`round(extract(epoch from ${mails.notBefore} - clock_timestamp()) / 60)::int`,
      })
      .from(mails)
    return row?.minutes ?? null
  }

  describe('what is kept', () => {
    test('once for a run and a practice, whoever queues it again', async () => {
      const mail = await queued(database)
      expect(await queueMail(database.db, mail, 1)).toBe(false)
      expect(await queueMail(database.db, mailFor(), 1)).toBe(false)
      expect(await only()).toMatchObject({
        mailId: mail.mailId,
        connectionId: 'c1',
        practiceId: 'p1',
        runId: 'run-1',
        copy: 1,
        messageId: mail.messageId,
        recipients: [ONE, TWO],
        accepted: [],
        refused: [],
        state: 'waiting',
        attempts: 0,
        maybeSent: false,
        why: null,
        madeMs: mail.madeMs,
        sentMs: null,
      }) // prettier-ignore
      expect([...(await mailedPractices(database.db, 'run-1'))]).toEqual(['p1'])
    })

    test('a copy when a person asks, under its own number', async () => {
      expect(await nextCopy(database.db, 'run-1', 'p1')).toBe(1)
      await queued(database)
      expect(await nextCopy(database.db, 'run-1', 'p1')).toBe(2)
      expect(await queueMail(database.db, mailFor(), 2)).toBe(true)
      expect(await queueMail(database.db, mailFor(), 2)).toBe(false)
      expect(await nextCopy(database.db, 'run-1', 'p1')).toBe(3)
      expect(await nextCopy(database.db, 'run-1', 'p2')).toBe(1)
    })

    test('newest first, and only what is asked for', async () => {
      await queued(database, { practiceId: 'p1', madeMs: 1_000 })
      await queued(database, { practiceId: 'p2', madeMs: 3_000 })
      await queued(database, { practiceId: 'p3', connectionId: 'c2', madeMs: 2_000 })
      const listed = async (filter: Parameters<typeof listMails>[1]) =>
        (await listMails(database, filter)).map(({ practiceId }) => practiceId)
      expect(await listed({})).toEqual(['p2', 'p3', 'p1'])
      expect(await listed({ connectionId: 'c1' })).toEqual(['p2', 'p1'])
      expect(await listed({ practiceId: 'p3' })).toEqual(['p3'])
      expect(await listed({ state: 'failed' })).toEqual([])
    })

    test.each([
      ['a mail to nobody', `recipients = '{}'`, 'mails_recipients'],
      [
        'one that was sent and is kept',
        `state = 'sent', not_before = null, sent_at = now()`,
        'mails_content',
      ],
      ['one that waits and says nothing', `content = null`, 'mails_content'],
      ['one that was sent at no time', `state = 'sent', not_before = null, content = null`, 'mails_sent'],
      ['one that is being sent by nobody', `state = 'sending', not_before = null`, 'mails_claim'],
      ['one that waits for ever', `not_before = null`, 'mails_due_when'],
      ['one that failed and is due', `state = 'failed'`, 'mails_due_when'],
      ['unknown, though it was never handed over', `state = 'unknown'`, 'mails_unknown'],
      ['a state that nobody knows', `state = 'lost', not_before = null`, 'mails_state'],
    ])('the database refuses %s', async (_, change, constraint) => {
      await queued(database)
      const refused = await database
        .transaction('try', ({ db }) => db.execute(sql.raw(`update mails set ${change}`)))
        .catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(QueryFailed)
      expect(refused).toMatchObject({ sqlState: '23514', constraint })
    })
  })

  describe('claims', () => {
    test('one holder at a time, the longest due first', async () => {
      const late = await queued(database, { practiceId: 'p2' })
      await database.db.execute(sql`update mails set not_before = clock_timestamp() - interval '1 hour'`)
      const next = await queued(database, { practiceId: 'p1' })
      const first = await claimMail(database.db, TOKEN, null)
      expect(first).toMatchObject({
        mailId: late.mailId,
        state: 'sending',
        attempts: 1,
        content: late.content,
      })
      expect(await claimMail(database.db, OTHER, null)).toMatchObject({ mailId: next.mailId })
      expect(await claimMail(database.db, OTHER, null)).toBeNull()
    })

    test('of the connections that were asked for', async () => {
      await queued(database)
      expect(await claimMail(database.db, TOKEN, ['c2'])).toBeNull()
      expect(await claimMail(database.db, TOKEN, [])).toBeNull()
      expect(await claimMail(database.db, TOKEN, ['c2', 'c1'])).not.toBeNull()
    })

    test('not before its time', async () => {
      await queued(database)
      await database.db.execute(sql`update mails set not_before = clock_timestamp() + interval '1 minute'`)
      expect(await claimMail(database.db, TOKEN, null)).toBeNull()
    })

    test('who lost the claim records nothing', async () => {
      await queued(database)
      const claimed = await claimMail(database.db, TOKEN, null)
      if (claimed === null) throw new Error('not claimed')
      const outcome = outcomeOf(claimed, TAKEN)
      expect(await recordTry(database.db, { ...claimed, token: OTHER }, outcome)).toBe(false)
      expect(await only()).toMatchObject({ accepted: [], sentMs: null })
      expect(await recordTry(database.db, claimed, outcome)).toBe(true)
      expect(await recordTry(database.db, claimed, outcome)).toBe(false)
    })

    test('whoever was killed in the middle leaves a mail of which that is known; the next one sends the same', async () => {
      const mail = await queued(database)
      // The crash: handed over, and never recorded.
      const handed = await claimMail(database.db, TOKEN, null)
      await database.db.execute(sql`update mails set claimed_until = clock_timestamp()`)
      expect(await only()).toMatchObject({ state: 'unknown', attempts: 1 })
      const { transport, sent } = scripted(TAKEN)
      expect(await sendAll(database, transport)).toMatchObject([{ state: 'sent' }])
      expect(sent).toMatchObject([{ messageId: mail.messageId, content: handed?.content }])
      expect(await only()).toMatchObject({ state: 'sent', attempts: 2, maybeSent: true })
      // The one that was thought dead comes back too late.
      if (handed === null) throw new Error('not claimed')
      const late = outcomeOf(handed, { kind: 'unknown', why: 'late' })
      expect(await recordTry(database.db, handed, late)).toBe(false)
      expect(await only()).toMatchObject({ state: 'sent' })
    })
  })

  describe('sending', () => {
    const away: Answer = { kind: 'refused', temporary: true, everyMail: true, why: 'away', refused: [] }
    const later: Answer = { kind: 'refused', temporary: true, everyMail: false, why: 'later', refused: [] }

    test('a server that is away is asked once, not once for every mail', async () => {
      for (const practiceId of ['p1', 'p2', 'p3']) await queued(database, { practiceId })
      const { transport, sent } = scripted(away)
      const tried = await sendAll(database, transport)
      expect(sent).toHaveLength(1)
      expect(tried.map(({ state, why }) => [state, why])).toEqual(Array(3).fill(['waiting', 'away']))
      expect(await sendAll(database, transport)).toEqual([])
    })

    test('even where finding that out has taken all the time there was', async () => {
      for (const practiceId of ['p1', 'p2', 'p3']) await queued(database, { practiceId })
      let nowMs = 0
      const { transport, sent } = scripted(async () => {
        nowMs = 1_000_000
        return away
      })
      const tried = await sendAll(database, transport, { now: () => nowMs, withinMs: 1_000 })
      expect([sent.length, tried.length]).toEqual([1, 3])
    })

    test('what one mail has against it stops no other', async () => {
      for (const practiceId of ['p1', 'p2']) await queued(database, { practiceId })
      const { transport, sent } = scripted(later, TAKEN)
      expect((await sendAll(database, transport)).map(({ state }) => state)).toEqual(['waiting', 'sent'])
      expect(sent).toHaveLength(2)
    })

    test('comes up again later and later, fails after the last, and a person can try again', async () => {
      await queued(database)
      const { transport, sent } = scripted(later)
      const waits: (number | null)[] = []
      for (let tries = 0; tries < 8; tries++) {
        await comes()
        expect(await sendAll(database, transport)).toHaveLength(1)
        waits.push(await minutesUntil())
      }
      expect(waits).toEqual([1, 5, 15, 60, 180, 360, 720, null])
      expect(await only()).toMatchObject({ state: 'failed', attempts: 8, why: 'later', nextTryMs: null })
      expect(await sendAll(database, transport)).toEqual([])
      expect(await content()).not.toEqual([null])
      expect(await retryMails(database.db, null)).toBe(1)
      expect(await sendAll(database, scripted(TAKEN).transport)).toMatchObject([{ state: 'sent' }])
      expect(new Set(sent.map(({ content }) => content)).size).toBe(1)
      expect(await retryMails(database.db, null)).toBe(0)
    })

    test('what has left is not kept', async () => {
      await queued(database)
      await sendAll(database, scripted(TAKEN).transport)
      expect(await only()).toMatchObject({ state: 'sent', accepted: [ONE, TWO], sentMs: expect.any(Number) })
      expect(await content()).toEqual([null])
    })

    test('stops when it is told to, and begins nothing when its time is over', async () => {
      for (const practiceId of ['p1', 'p2']) await queued(database, { practiceId })
      const stop = new AbortController()
      const stopping = scripted(async () => {
        stop.abort()
        return TAKEN
      })
      expect(await sendAll(database, stopping.transport, { stop: stop.signal })).toHaveLength(1)
      expect(await sendAll(database, scripted(TAKEN).transport, { withinMs: 0 })).toEqual([])
    })

    test('a program that breaks in the middle leaves what it was at as unknown', async () => {
      await queued(database)
      const broken = scripted(async () => {
        throw new Error('a fault of ours')
      })
      await expect(sendAll(database, broken.transport)).rejects.toThrow('a fault of ours')
      await database.db.execute(sql`update mails set claimed_until = clock_timestamp()`)
      const { transport } = scripted(TAKEN)
      expect(await sendAll(database, transport)).toMatchObject([{ state: 'sent' }])
    })
  })

  describe('to a real server', () => {
    async function serving(behaviour: Partial<Behaviour> = {}) {
      const server = new MailServer({ certificate, ...behaviour })
      await server.start()
      servers.push(server)
      const send = async () => (await sendAll(database, smtpTransport(server.settings(), SLOW)))[0]
      return { server, send }
    }
    /** The machine may be busy, but a silent server is not waited for. */
    const SLOW = { ...SHORT, greetingMs: 5_000, silenceMs: 3_000 }

    test('an answer that is lost: the same mail again, known for what it is', async () => {
      const mail = await queued(database)
      const { server, send } = await serving({ onMessage: 'cut' })
      expect(await send()).toMatchObject({ state: 'unknown', nextInMs: 60_000 })
      expect(await only()).toMatchObject({ state: 'unknown', attempts: 1, accepted: [] })
      server.behaviour = { ...server.behaviour, onMessage: { code: 451 } }
      await comes()
      // Refused this time, for certain; but not the first time.
      expect(await send()).toMatchObject({ state: 'unknown' })
      const { onMessage: _, ...good } = server.behaviour
      server.behaviour = good
      await comes()
      expect(await send()).toMatchObject({ state: 'sent', why: null })
      expect(server.received.map(({ raw }) => raw)).toEqual(Array(3).fill(mail.content))
      const parsed = await server.parsed()
      expect(parsed.map(({ messageId }) => messageId)).toEqual(Array(3).fill(mail.messageId))
    })

    test('one recipient later: only that one is tried again', async () => {
      await queued(database)
      const { server, send } = await serving({ onRecipient: { [TWO]: { code: 450 } } })
      expect(await send()).toMatchObject({ state: 'waiting', recipients: 2, refused: 1 })
      expect(await only()).toMatchObject({
        accepted: [ONE],
        refused: [{ address: TWO, temporary: true, code: 450 }],
      })
      const { onRecipient: _, ...good } = server.behaviour
      server.behaviour = good
      await comes()
      expect(await send()).toMatchObject({ state: 'sent', refused: 0 })
      expect(server.received.map(({ to }) => to)).toEqual([[ONE], [TWO]])
      expect(await only()).toMatchObject({ accepted: [ONE, TWO], refused: [] })
    })

    test('one recipient never: noticed, and not tried again', async () => {
      await queued(database)
      const { send } = await serving({ onRecipient: { [TWO]: { code: 550 } } })
      expect(await send()).toMatchObject({ state: 'sent', refused: 1, why: expect.stringContaining('550') })
      expect(await only()).toMatchObject({ accepted: [ONE], refused: [{ address: TWO, temporary: false }] })
      expect(await send()).toBeUndefined()
    })

    test('nobody may have it: failed at once, and after repair it goes out as it was', async () => {
      const mail = await queued(database)
      const { server, send } = await serving({ onMessage: { code: 554 } })
      expect(await send()).toMatchObject({ state: 'failed', nextInMs: null })
      const { onMessage: _, ...good } = server.behaviour
      server.behaviour = good
      expect(await send()).toBeUndefined()
      await retryMails(database.db, [mail.mailId])
      expect(await send()).toMatchObject({ state: 'sent' })
      expect(server.received.map(({ raw }) => raw)).toEqual([mail.content, mail.content])
    })

    test('a server that was down when the run ended', async () => {
      await queued(database)
      const { server } = await serving()
      const settings = server.settings()
      await servers.splice(0)[0]?.stop()
      const down = await sendAll(database, smtpTransport(settings, SLOW))
      expect(down).toMatchObject([{ state: 'waiting', nextInMs: 60_000 }])
      await comes()
      const { server: back, send } = await serving()
      expect(await send()).toMatchObject({ state: 'sent' })
      expect(back.received).toHaveLength(1)
    })
  })

  test('an embedded database needs no patience with the dead: nobody else can have it open', async () => {
    if (database.kind === 'postgres') return
    await queued(database)
    await claimMail(database.db, TOKEN, null)
    expect(await sendAll(database, scripted(TAKEN).transport)).toMatchObject([{ state: 'sent' }])
  })

  test('a mail outlives its run, and every recipient stays on record', async () => {
    await queued(database)
    await database.db.delete(mails).where(eq(mails.state, 'failed'))
    expect(await only()).toMatchObject({ runId: 'run-1' })
  })
}
