/**
 * SHELL. One try at handing a mail to a mail server. A connection of its own for each mail, so that none waits for or
 * inherits anything of another's. The message is read only once the server has asked for it, so it is known whether
 * all of it was handed over; from then on nothing but a reply of the server's says whether it was taken.
 */
import { Readable } from 'node:stream'
import type { SecureVersion } from 'node:tls'
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection'
import { type Answer, MAIL_TIMEOUT_MS, type MailTransport, type OutgoingMail, type Refusal } from './mail.ts'
import { type Failure, isTemporary, type Stage, troubleOf } from './smtp-troubles.ts'

/** `required`: STARTTLS, or nothing is sent. `implicit`: TLS from the first byte. `none`: to this machine itself only. */
export const TLS_WAYS = ['required', 'implicit', 'none'] as const
export type TlsWay = (typeof TLS_WAYS)[number]

export interface SmtpServer {
  readonly host: string
  readonly port: number
  readonly tls: TlsWay
  readonly login: { readonly user: string; readonly password: string } | null
  /** Of the authority that signed the server's certificate, in PEM, instead of those that everybody trusts. */
  readonly ca: string | null
}

export interface SmtpTimes {
  readonly connectMs: number
  readonly greetingMs: number
  /** Without a byte from the server. After the message it may look through it for viruses before it answers. */
  readonly silenceMs: number
  readonly wholeMs: number
}

export const SMTP_TIMES: SmtpTimes = {
  connectMs: 10_000,
  greetingMs: 10_000,
  silenceMs: 60_000,
  wholeMs: MAIL_TIMEOUT_MS,
}

/** Small enough that a line which breaks in the middle of a large mail is known to have broken in the middle. */
const CHUNK_BYTES = 1 << 14
const OLDEST_TLS: SecureVersion = 'TLSv1.2'

export function smtpTransport(server: SmtpServer, times: SmtpTimes = SMTP_TIMES): MailTransport {
  return {
    place: `smtp ${server.host}:${server.port}`,
    send: (mail) => new Try(server, times).send(mail),
    check: () => new Try(server, times).check(),
  }
}

class Try {
  private readonly server: SmtpServer
  private readonly times: SmtpTimes
  private readonly connection: SMTPConnection
  private stage: Stage = 'connect'
  private handedOver = false

  constructor(server: SmtpServer, times: SmtpTimes) {
    this.server = server
    this.times = times
    this.connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.tls === 'implicit',
      requireTLS: server.tls === 'required',
      ignoreTLS: server.tls === 'none',
      connectionTimeout: times.connectMs,
      dnsTimeout: times.connectMs,
      greetingTimeout: times.greetingMs,
      socketTimeout: times.silenceMs,
      // The server's side is not waited for: everything was said.
      socketCloseTimeout: 1_000,
      tls: { minVersion: OLDEST_TLS, rejectUnauthorized: true, ...(server.ca !== null && { ca: server.ca }) },
    })
  }

  async send(mail: OutgoingMail): Promise<Answer> {
    try {
      const info = await this.inTime(async () => {
        await this.enter()
        this.stage = 'envelope'
        return this.hand(mail)
      })
      return { kind: 'taken', refused: refusalsIn(info.rejectedErrors ?? []) }
    } catch (error) {
      return this.failed(error as Failure)
    }
  }

  async check(): Promise<string | null> {
    try {
      await this.inTime(() => this.enter())
      return null
    } catch (error) {
      return troubleOf(error as Failure, this.stage, this.server).why
    }
  }

  /** Connects, secures the line as it is asked to, and shows who we are. */
  private async enter(): Promise<void> {
    const { connection, server } = this
    await new Promise<void>((done, fail) => {
      connection.once('error', fail)
      connection.connect((error) => (error ? fail(error) : done()))
    })
    // Believed only when it is seen: whatever the library makes of its options, nothing leaves in the clear.
    if (server.tls !== 'none' && !connection.secure) throw failure('the line is not encrypted', 'ETLS')
    if (server.login === null) return
    this.stage = 'login'
    if (!connection.allowsAuth) throw failure('the server offers no login', 'ENOAUTH')
    const { user, password } = server.login
    await new Promise<void>((done, fail) => {
      connection.once('error', fail)
      connection.login({ user, credentials: { user, pass: password } }, (error) =>
        error ? fail(error) : done(),
      )
    })
  }

  private hand(mail: OutgoingMail): Promise<SMTPConnectionSendInfo> {
    const bytes = Buffer.from(mail.content, 'utf8')
    const message = Readable.from(this.chunksOf(bytes), { objectMode: false, highWaterMark: CHUNK_BYTES })
    const envelope = { from: mail.from, to: [...mail.to], size: bytes.length }
    return new Promise((done, fail) => {
      this.connection.once('error', fail)
      this.connection.send(envelope, message, (error, info) => (error ? fail(error) : done(info)))
    })
  }

  /** Drawn from only after the server has said that it wants the message. */
  private *chunksOf(bytes: Buffer): Generator<Buffer> {
    this.stage = 'message'
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
    this.handedOver = true
  }

  /** A server that says something now and then could keep us for ever. */
  private async inTime<T>(work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(failure('it took too long', 'ETIMEDOUT')), this.times.wholeMs)
    })
    // Whichever loses the race may still fail, and nobody would be there to hear it.
    const working = work()
    working.catch(() => undefined)
    late.catch(() => undefined)
    this.connection.on('error', () => undefined)
    try {
      const result = await Promise.race([working, late])
      this.connection.quit()
      return result
    } catch (error) {
      // Without a farewell: in the middle of a message it would be read as a part of it.
      this.connection.close()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  private failed(error: Failure): Answer {
    const { why, everyMail } = troubleOf(error, this.stage, this.server)
    const code = error.responseCode ?? null
    if (code === null && this.handedOver) return { kind: 'unknown', why }
    const refused = refusalsIn(error.rejectedErrors ?? [])
    // One recipient that may come later is a reason to come back, whatever was said of the others.
    const temporary =
      refused.length > 0 ? refused.some((one) => one.temporary) : isTemporary(error, this.stage)
    return { kind: 'refused', temporary, everyMail, why, refused }
  }
}

const refusalsIn = (errors: readonly Failure[]): readonly Refusal[] =>
  errors.map((error) => ({
    address: error.recipient ?? '',
    temporary: isTemporary(error, 'envelope'),
    code: error.responseCode ?? null,
  }))

const failure = (message: string, code: string): Failure => Object.assign(new Error(message), { code })
