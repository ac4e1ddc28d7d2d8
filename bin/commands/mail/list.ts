/** `rejoin mail list`: what became of every mail. The only place that shows addresses, to whoever keeps the settings. */
import { readPractices } from '../../../db/connections.ts'
import type { Database } from '../../../db/database.ts'
import { listMails, type StoredMail } from '../../../db/mails.ts'
import { openDatabase } from '../../../db/open.ts'
import { MAIL_STATES, type MailState } from '../../../src/mail/mail.ts'
import { practiceMailOf } from '../../../src/mail/recipients.ts'
import { isoInstant } from '../../../src/reconcile/span.ts'
import { type Cell, listing } from '../../../src/report/terminal/listing.ts'
import type { Ink } from '../../../src/report/terminal/paint.ts'
import { databaseTarget, UsageError } from '../../config.ts'
import { readConfigFile } from '../../config-file.ts'
import { type ExitCode, NEEDS_SOMEONE, NOTHING_TO_DO } from '../../exit-codes.ts'
import { chosen, requireConnection } from '../../selection.ts'
import { didYouMean } from '../../suggest.ts'
import type { Terminal } from '../../terminal.ts'

export interface MailListFlags {
  readonly connection?: string
  readonly practice?: string
  readonly state?: string
  readonly json?: boolean
}

export async function list(flags: MailListFlags, terminal: Terminal): Promise<ExitCode> {
  const state = stateIn(flags.state)
  const database = await openDatabase(databaseTarget(terminal.env))
  try {
    const { connection, practice } = flags
    if (connection !== undefined) await requireConnection(database.db, connection)
    const mails = await listMails(database, { connectionId: connection, practiceId: practice, state })
    const { listWidth: width, colour } = terminal
    const lines =
      flags.json === true
        ? mails.map((mail) => JSON.stringify(mailJson(mail)))
        : listing(HEADS, mails.map(cellsOf), { width, colour })
    if (mails.length > 0) await terminal.print(`${lines.join('\n')}\n`)
    else terminal.say('rejoin: no mail to list')
    await sayBadAddresses(database, flags, terminal)
    return mails.some(needsSomeone) ? NEEDS_SOMEONE : NOTHING_TO_DO
  } finally {
    await database.close()
  }
}

export const needsSomeone = ({ state, refused }: StoredMail): boolean =>
  state === 'failed' || state === 'unknown' || refused.length > 0

function stateIn(text: string | undefined): MailState | undefined {
  const found = MAIL_STATES.find((state) => state === text)
  if (text === undefined || found !== undefined) return found
  throw new UsageError(`--state must be one of ${MAIL_STATES.join(', ')}${didYouMean(text, MAIL_STATES)}`)
}

/** Practices whose address cannot be written to. */
async function sayBadAddresses(
  database: Database,
  { connection, practice }: MailListFlags,
  terminal: Terminal,
): Promise<void> {
  const { mail } = readConfigFile(terminal.env)
  if (mail === null) return
  const all = connection === undefined && practice === undefined
  const ids = await chosen(database, {
    ...(all ? {} : practice === undefined ? { connection: connection ?? '' } : { practice }),
  })
  for (const connectionId of ids) {
    for (const one of await readPractices(database.db, connectionId)) {
      if (practice !== undefined && one.practiceId !== practice) continue
      if (mail.to.has(one.practiceId) || practiceMailOf(one, undefined).bad === 0) continue
      terminal.say(
        `rejoin: practice ${one.practiceId} has given an address that is none: correct its manager_email, or give it mail.practices.${one.practiceId}.to`,
        'decide',
      )
    }
  }
}

const HEADS = [
  'mail',
  'state',
  'practice',
  'run',
  'copy',
  'made',
  'tries',
  'got it',
  'why',
  'next try',
  'refused',
]

const INKS: Readonly<Record<MailState, Ink | null>> = {
  waiting: null,
  sending: null,
  sent: 'good',
  unknown: 'decide',
  failed: 'call',
}

function cellsOf(mail: StoredMail): readonly Cell[] {
  const { state, accepted, recipients, refused } = mail
  const ink = INKS[state]
  return [
    mail.mailId,
    ink === null ? state : [state, ink],
    mail.practiceId,
    mail.runId,
    String(mail.copy),
    isoInstant(mail.madeMs),
    String(mail.attempts),
    `${accepted.length} of ${recipients.length}`,
    mail.why ?? '',
    mail.nextTryMs === null ? '' : isoInstant(mail.nextTryMs),
    refused.length === 0
      ? ''
      : [refused.map(({ address, code }) => `${address} (${code ?? 'no code'})`).join(', '), 'decide'],
  ]
}

const mailJson = (mail: StoredMail): object => ({
  mailId: mail.mailId,
  state: mail.state,
  connectionId: mail.connectionId,
  practiceId: mail.practiceId,
  runId: mail.runId,
  copy: mail.copy,
  messageId: mail.messageId,
  subject: mail.subject,
  recipients: mail.recipients,
  accepted: mail.accepted,
  refused: mail.refused,
  attempts: mail.attempts,
  maybeSent: mail.maybeSent,
  why: mail.why,
  madeAt: isoInstant(mail.madeMs),
  sentAt: mail.sentMs === null ? null : isoInstant(mail.sentMs),
  nextTryAt: mail.nextTryMs === null ? null : isoInstant(mail.nextTryMs),
})
