/** Mails to be queued, and a transport that does as it is told. */
import { randomUUID } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import { queueMail } from '../../db/mails.ts'
import type { Answer, ComposedMail, MailTransport, OutgoingMail } from '../../src/mail/mail.ts'
import { type SendOptions, sendDue, type TriedMail } from '../../src/mail/send.ts'

export const ONE = 'one@wattle.example'
export const TWO = 'two@wattle.example'

export function mailFor(changes: Partial<ComposedMail> = {}): ComposedMail {
  const mailId = randomUUID()
  const messageId = `<${mailId}@rejoin.example>`
  return {
    mailId,
    messageId,
    connectionId: 'c1',
    practiceId: 'p1',
    runId: 'run-1',
    from: 'rejoin@rejoin.example',
    to: [ONE, TWO],
    subject: 'Action needed: 1 online booking to check',
    content: `Message-ID: ${messageId}\r\nSubject: Action needed\r\nTo: ${ONE}, ${TWO}\r\n\r\nA letter.\r\n`,
    madeMs: Date.parse('2026-11-19T11:30:00Z'),
    ...changes,
  }
}

export async function queued(database: Database, changes: Partial<ComposedMail> = {}): Promise<ComposedMail> {
  const mail = mailFor(changes)
  if (!(await queueMail(database.db, mail, 1))) throw new Error('it was queued before')
  return mail
}

export function sendAll(
  database: Database,
  transport: MailTransport,
  changes: Partial<SendOptions> = {},
): Promise<readonly TriedMail[]> {
  return sendDue(database, transport, {
    connectionIds: null,
    withinMs: 60_000,
    now: () => Date.now(),
    stop: new AbortController().signal,
    tell: () => undefined,
    ...changes,
  })
}

/** Answers in order, the last one again and again. */
export function scripted(...answers: (Answer | ((mail: OutgoingMail) => Promise<Answer>))[]) {
  const sent: OutgoingMail[] = []
  const transport: MailTransport = {
    place: 'a script',
    check: async () => null,
    send: async (mail) => {
      const answer = answers[Math.min(sent.length, answers.length - 1)]
      sent.push(mail)
      if (answer === undefined) throw new Error('nothing was to be sent')
      return typeof answer === 'function' ? answer(mail) : answer
    },
  }
  return { transport, sent }
}

export const TAKEN: Answer = { kind: 'taken', refused: [] }
