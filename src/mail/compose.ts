/**
 * SHELL. A letter with its attachments → one MIME message, ready to be queued: the same bytes for the same input (a zip
 * apart, which is salted), ASCII only, CRLF. All that comes from data is encoded by nodemailer, in the subject alone.
 */
import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Reconciliation, Snapshot } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { Words } from '../report/language.ts'
import { english } from '../report/words.ts'
import { attachmentsOf } from './attachments.ts'
import { letterOf } from './letter.ts'
import type { Attachment, ComposedMail, Letter, PracticeMail } from './mail.ts'

export interface MailRequest {
  readonly runId: string
  readonly practiceId: string
  /** A bare address. */
  readonly from: string
  readonly practiceMail: PracticeMail
  readonly reportAt: string | null
  readonly madeMs: EpochMs
  /** 1, or left out: the mail that follows the run by itself. Every further one, asked for by a person, has its own. */
  readonly copy?: number | undefined
  readonly words?: Words | undefined
}

/** Null: the practice wants no mail, or there is nothing to write about. */
export async function mailOf(
  snapshot: Snapshot,
  reconciliation: Reconciliation,
  request: MailRequest,
): Promise<ComposedMail | null> {
  const { runId, practiceId, practiceMail, reportAt, words = english } = request
  if (practiceMail.to.length === 0) return null
  const attached = await attachmentsOf(snapshot, reconciliation, runId, practiceId, practiceMail, words)
  const letter = letterOf(snapshot, reconciliation, runId, practiceId, { reportAt, attached, words })
  if (letter === null) return null
  const { connectionId } = reconciliation
  return composeMail({
    ...request,
    to: practiceMail.to,
    connectionId,
    letter,
    attachments: attached.files,
    words,
  })
}

export interface Composition {
  readonly from: string
  readonly to: readonly string[]
  readonly runId: string
  readonly connectionId: string
  readonly practiceId: string
  readonly copy?: number | undefined
  readonly madeMs: EpochMs
  readonly letter: Letter
  readonly attachments: readonly Attachment[]
  readonly words?: Words | undefined
}

export async function composeMail(composition: Composition): Promise<ComposedMail> {
  const { from, to, runId, connectionId, practiceId, copy = 1, madeMs, letter, attachments } = composition
  const { sender } = (composition.words ?? english).mail
  const mailId = idOf(runId, practiceId, copy)
  const messageId = `<${mailId}@${domainOf(from)}>`
  const message = new MailComposer({
    from: { name: sender, address: from },
    to: to.map((address) => ({ name: '', address })),
    subject: letter.subject,
    messageId,
    date: new Date(madeMs),
    headers: HEADERS,
    text: letter.text,
    html: letter.html,
    encoding: 'quoted-printable',
    attachments: attachments.map(({ fileName, mediaType, content }) => ({
      filename: fileName,
      contentType: mediaType,
      content: Buffer.from(content),
    })),
    // `=_` cannot occur in quoted-printable or base64 text, so no content can end a part.
    boundaryPrefix: '=_Rejoin',
    baseBoundary: mailId,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const content = (await message.compile().build()).toString('latin1')
  if (!/^[\t\r\n\x20-\x7e]*$/.test(content)) throw new Error(`mail ${mailId} is not plain ASCII`)
  return {
    mailId,
    messageId,
    from,
    to,
    content,
    runId,
    connectionId,
    practiceId,
    subject: letter.subject,
    madeMs,
  }
}

/**
 * Machines are told not to answer (RFC 3834, and Exchange's own way). No `Precedence: bulk`: some servers file that
 * away with newsletters, and this is to be seen.
 */
const HEADERS = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } as const

/** As a UUID. The same run, practice and copy have the same one, so that a mail that is made again is known for what it is. */
function idOf(runId: string, practiceId: string, copy: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([runId, practiceId, copy]), 'utf16le')
    .digest('hex')
  // Version 8, whose bits are the maker's own (RFC 9562).
  const parts = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ]
  return parts.join('-')
}

/** A message id needs a domain of plain letters; the sender's own where it is one. */
function domainOf(address: string): string {
  const [, domain = ''] = /@([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)$/.exec(address) ?? []
  return domain === '' ? 'rejoin.invalid' : domain.toLowerCase()
}
