/** A real SMTP server on loopback that can be told to misbehave, and what it got. */
import type { AddressInfo, Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { generate } from 'selfsigned'
import { SMTPServer } from 'smtp-server'
import type { SmtpServer, SmtpTimes, TlsWay } from '../../src/mail/smtp.ts'

/** Short enough for a server that never says anything. */
export const SHORT: SmtpTimes = { connectMs: 2_000, greetingMs: 400, silenceMs: 400, wholeMs: 5_000 }

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Its own authority, and so its own root. */
export async function certificateFor(names: readonly string[], notAfter?: Date): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: names[0] ?? 'localhost' }], {
    algorithm: 'sha256',
    keySize: 2048,
    ...(notAfter !== undefined && { notBeforeDate: new Date('2020-01-01'), notAfterDate: notAfter }),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  })
  return { key: made.private, cert: made.cert }
}

/** A reply to refuse with, or what else is done to the line at that point. */
export type Fault = { readonly code: number; readonly text?: string } | 'cut' | 'silence'

export interface Behaviour {
  readonly tls?: TlsWay
  readonly certificate: Certificate
  readonly password?: string
  readonly onConnect?: Fault
  /** By address. */
  readonly onRecipient?: Readonly<Record<string, Fault>>
  readonly onSender?: Fault
  /** Once the message has come in. */
  readonly onMessage?: Fault
  /** So many bytes of a message, and then. */
  readonly cutAfterBytes?: number
  /** Called when a whole message has come in, before it is answered. */
  readonly received?: () => void | Promise<void>
}

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  /** Whether the line was encrypted. */
  readonly secure: boolean
  readonly user: string | null
}

export class MailServer {
  /** May be changed between tries. */
  behaviour: Behaviour
  /** Whole messages, also those that were then refused or not answered. */
  readonly received: Received[] = []
  connections = 0
  private readonly sockets = new Set<Socket>()
  private server: SMTPServer

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour
    this.server = this.make()
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.server.once('error', fail)
      this.server.listen(port, '127.0.0.1', () => done())
    })
    // What breaks when we cut it is no concern of the server's.
    this.server.on('error', () => undefined)
  }

  /** Lines are closed by whoever speaks TLS over them: cut beneath a handshake that fails, Node 20 itself falls over. */
  async stop(): Promise<void> {
    await new Promise<void>((done) => this.server.close(() => done()))
  }

  settings(more: Partial<SmtpServer> = {}): SmtpServer {
    const { tls = 'required', certificate } = this.behaviour
    return { host: 'localhost', port: this.port, tls, login: null, ca: certificate.cert, ...more }
  }

  parsed(): Promise<Email[]> {
    return Promise.all(this.received.map(({ raw }) => PostalMime.parse(raw)))
  }

  private make(): SMTPServer {
    const { tls = 'required', certificate, password } = this.behaviour
    const server = new SMTPServer({
      ...certificate,
      secure: tls === 'implicit',
      disabledCommands: [
        ...(tls === 'none' ? ['STARTTLS'] : []),
        ...(password === undefined ? ['AUTH'] : []),
      ],
      authOptional: password === undefined,
      // Nobody waits for names to be looked up.
      disableReverseLookup: true,
      closeTimeout: 100,
      onAuth: ({ username, password: given }, _, done) =>
        given === password
          ? done(null, { user: username })
          : done(Object.assign(new Error('no such login MARKERSECRET'), { responseCode: 535 })),
      onConnect: (_, done) => {
        this.connections++
        this.meet(this.behaviour.onConnect, done)
      },
      onMailFrom: (_, __, done) => this.meet(this.behaviour.onSender, done),
      onRcptTo: ({ address }, _, done) => this.meet(this.behaviour.onRecipient?.[address], done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        let bytes = 0
        stream.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          bytes += chunk.length
          if (bytes > (this.behaviour.cutAfterBytes ?? Number.POSITIVE_INFINITY)) this.cut()
        })
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          this.received.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks).toString('latin1'),
            secure: session.secure,
            user: session.user || null,
          })
          void Promise.resolve(this.behaviour.received?.()).then(() =>
            this.meet(this.behaviour.onMessage, done),
          )
        })
      },
    })
    server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => this.sockets.delete(socket))
    })
    return server
  }

  private meet(fault: Fault | undefined, done: (error?: Error | null) => void): void {
    if (fault === undefined) done()
    else if (fault === 'cut') this.cut()
    else if (fault !== 'silence') {
      const text = fault.text ?? 'manager@wattle.example is not wanted here'
      done(Object.assign(new Error(text), { responseCode: fault.code }))
    }
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy()
  }
}
