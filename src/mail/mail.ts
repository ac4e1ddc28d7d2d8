/**
 * The nouns of the email that follows a run, with no behaviour. It goes to a practice manager, never to a patient, and
 * by default it holds no patient data: counts, times to act by, the run's id and where to find the report.
 */
import type { EpochMs } from '../reconcile/span.ts'

/** `minimal`: CSV files without names, birth dates and mobiles. `full-zip`: with them, in a zip encrypted by AES-256. */
export const ATTACH = ['nothing', 'minimal', 'full-zip'] as const
export type Attach = (typeof ATTACH)[number]

/** What one practice wants. Addresses come from its settings and from nowhere else. */
export interface PracticeMail {
  /** Bare addresses. Empty: it wants no email, or has given no address. */
  readonly to: readonly string[]
  readonly attach: Attach
  /** For `full-zip`; told to the practice by another way than email. */
  readonly zipPassword: string | null
}

export interface Letter {
  /** One line, without patient data. */
  readonly subject: string
  readonly text: string
  /** A whole document with inline styles, under 100 kB. */
  readonly html: string
}

export interface Attachment {
  /** Holds no patient data: it can be read without any password. */
  readonly fileName: string
  readonly mediaType: string
  readonly content: Uint8Array
}

/** A mail that waits to be sent, or sent again, byte for byte the same. */
export interface OutgoingMail {
  readonly mailId: string
  readonly practiceId: string
  /** With its angle brackets. The same at every try, so that a receiver knows a second copy for what it is. */
  readonly messageId: string
  /** Envelope sender, a bare address. */
  readonly from: string
  /** Envelope recipients that have not got it yet. */
  readonly to: readonly string[]
  /** The whole MIME message: ASCII, CRLF. */
  readonly content: string
}

export interface Refusal {
  readonly address: string
  /** The server asks to be tried again later. */
  readonly temporary: boolean
  /** The server's three digits; null where it gave none. */
  readonly code: number | null
}

/** How one try ended. */
export type Answer =
  /** The server has it for everybody but those. */
  | { readonly kind: 'taken'; readonly refused: readonly Refusal[] }
  /** Nobody got it, that is certain. `why` says what to do, and names nobody. */
  | {
      readonly kind: 'refused'
      readonly temporary: boolean
      /** No other mail would leave now either: the server is away, or does not let us in. */
      readonly everyMail: boolean
      readonly why: string
      readonly refused: readonly Refusal[]
    }
  /** It was handed over, and no answer came: it may or may not have arrived. */
  | { readonly kind: 'unknown'; readonly why: string }

export interface MailTransport {
  /** For people: `smtp mail.example.org:587`, `folder /var/spool/rejoin`. */
  readonly place: string
  /** One try; never throws for trouble of the server's, and never takes longer than `MAIL_TIMEOUT_MS`. */
  send(mail: OutgoingMail): Promise<Answer>
  /** Whether mail could be sent now, without sending any. Null: it could. Otherwise what is wrong and what to do. */
  check(): Promise<string | null>
}

/** A try that is not over by then is given up. */
export const MAIL_TIMEOUT_MS = 90_000

/**
 * `waiting`: for its first or next try. `sending`: somebody is at it. `sent`: a server has it. `unknown`: it was handed
 * over and not answered; it is tried again with the same Message-ID. `failed`: given up; `rejoin mail retry` tries again.
 */
export const MAIL_STATES = ['waiting', 'sending', 'sent', 'unknown', 'failed'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** One mail of one practice about one run, before it is queued. */
export interface ComposedMail extends OutgoingMail {
  readonly runId: string
  readonly connectionId: string
  readonly subject: string
  readonly madeMs: EpochMs
}
