/** SHELL. aiosmtpd as a process of its own, and what it took, read back by postal-mime. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import PostalMime, { type Email } from 'postal-mime'
import { inject } from 'vitest'
import { certificateFor } from '../mail/mail-server.ts'

export interface Taken {
  readonly from: string
  readonly to: readonly string[]
  readonly encrypted: boolean
  readonly user: string | null
  readonly raw: string
  readonly email: Email
}

export class MailPeer {
  readonly user = 'rejoin'
  readonly password = 'a fine password of 31 signs'
  readonly port: number
  /** Path of its certificate, which is its own authority. */
  readonly certificate: string
  private readonly process: ChildProcess
  private readonly folder: string

  private constructor(process: ChildProcess, folder: string, port: number) {
    this.process = process
    this.folder = folder
    this.port = port
    this.certificate = join(folder, 'cert.pem')
  }

  /** `encrypts` false: one that offers no STARTTLS and asks nobody who they are. */
  static async start(encrypts = true): Promise<MailPeer> {
    const folder = mkdtempSync(join(tmpdir(), 'rejoin-mail-'))
    const { cert, key } = await certificateFor(['localhost'])
    writeFileSync(join(folder, 'cert.pem'), cert)
    writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 })
    const script = fileURLToPath(new URL('mail_server.py', import.meta.url))
    const server = spawn(inject('python'), [script], { stdio: ['pipe', 'pipe', 'inherit'] })
    // Whatever ends this process, nothing of it is left running.
    process.once('exit', () => server.kill('SIGKILL'))
    const settings = {
      folder,
      cert: encrypts ? join(folder, 'cert.pem') : null,
      key: join(folder, 'key.pem'),
      user: 'rejoin',
      password: 'a fine password of 31 signs',
    }
    server.stdin.end(JSON.stringify(settings))
    const [line] = await Promise.race([
      once(createInterface(server.stdout), 'line'),
      once(server, 'exit').then(() => Promise.reject(new Error('aiosmtpd did not start'))),
    ])
    return new MailPeer(server, folder, Number(line))
  }

  /** Everything it has taken so far, in its order. */
  async taken(): Promise<readonly Taken[]> {
    const many = readdirSync(this.folder).filter((name) => name.endsWith('.json')).length
    return Promise.all(
      Array.from({ length: many }, async (_, n) => {
        const raw = readFileSync(join(this.folder, `${n}.eml`), 'latin1')
        const facts: Omit<Taken, 'raw' | 'email'> = JSON.parse(
          readFileSync(join(this.folder, `${n}.json`), 'utf8'),
        )
        return { ...facts, raw, email: await PostalMime.parse(raw) }
      }),
    )
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit')
    this.process.kill('SIGKILL')
    await ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}
