/** The program with mail to send, and a server that takes it: what its process tests share. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, expect, vi } from 'vitest'
import { type Behaviour, type Certificate, certificateFor, MailServer } from '../mail/mail-server.ts'
import {
  environmentOf,
  type Files,
  freshFolder,
  type Ran,
  rejoin,
  smallBundle,
  TAKEN,
  writeBundle,
} from './program.ts'

const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))
export const PASSWORD = 'MARKERSECRET'
export const MANAGER = 'markermanager@practice.example'
export const SECOND = 'markersecond@practice.example'
export const FROM = 'markersender@rejoin.example'
/** What must never be seen of a run but in the mail itself and where its settings are kept. */
export const MARKERS =
  /MARKERSECRET|markermanager|markersecond|markersender|MARKERFAMILY|MARKERGIVEN|0400\s?111/

/** Many processes one after the other, on whatever machine this is. */
vi.setConfig({ testTimeout: 180_000 })

let certificate: Certificate
const servers: MailServer[] = []
const children: ChildProcess[] = []
beforeAll(async () => {
  certificate = await certificateFor(['localhost'])
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) await server.stop()
})

export const practices = (emails = MANAGER): Files => ({
  'practices.csv': `practice_id,connection_id,name,time_zone,manager_email\np1,c1,Practice,UTC,"${emails}"\n`,
  'pms_appointments.csv': TAKEN,
})

/** A folder with a database that holds a closed outage, and rejoin.json. */
export function place(mail: object | null, files: Files = practices()): string {
  const cwd = freshFolder()
  expect(rejoin(cwd, ['import', writeBundle(smallBundle(files))]).code).toBe(0)
  if (mail !== null) configure(cwd, mail)
  return cwd
}

export const configure = (cwd: string, mail: object): void =>
  writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ mail: { from: FROM, ...mail } }))

/** While it runs, our own mail server can answer. */
export async function running(cwd: string, args: readonly string[]): Promise<Ran> {
  const { child, ended } = started(cwd, args)
  const ran = await ended
  children.splice(children.indexOf(child), 1)
  return ran
}

export function started(cwd: string, args: readonly string[]) {
  const { REJOIN_CONFIG: _config, ...rest } = environmentOf(cwd)
  const env = { ...rest, NO_COLOR: '1', MAIL_PASSWORD: PASSWORD }
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<Ran>((done) => child.on('close', (code) => done({ code, stdout, stderr })))
  return { child, ended }
}

export async function serving(behaviour: Partial<Behaviour> = {}): Promise<MailServer> {
  const server = new MailServer({ certificate, password: PASSWORD, ...behaviour })
  await server.start()
  servers.push(server)
  return server
}

/** As an operator would write it down. */
export function smtp(cwd: string, server: MailServer, more: object = {}): object {
  writeFileSync(join(cwd, 'ca.pem'), certificate.cert)
  const login = { user: 'rejoin', password: { env: 'MAIL_PASSWORD' } }
  return { smtp: { host: 'localhost', port: server.port, caFile: 'ca.pem', ...login, ...more } }
}

interface Listed {
  readonly mailId: string
  readonly state: string
  readonly messageId: string
  readonly attempts: number
  readonly accepted: readonly string[]
  readonly copy: number
  readonly runId: string
}

export function listed(
  cwd: string,
  ...args: string[]
): { readonly code: number | null; readonly mails: Listed[] } {
  const { code, stdout } = rejoin(cwd, ['mail', 'list', '--json', ...args])
  const lines = stdout.split('\n').filter((line) => line !== '')
  return { code, mails: lines.map((line) => JSON.parse(line) as Listed) }
}

export const quiet = ({ stdout, stderr }: Ran): void => expect(stdout + stderr).not.toMatch(MARKERS)
