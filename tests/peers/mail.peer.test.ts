/** The mail of a run handed to a server that we have not written, and read back by a parser that we have not written. */
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { DEMO_AS_OF } from '../e2e/changed-demo.ts'
import { freshFolder, type Ran, rejoin } from '../e2e/program.ts'
import { MailPeer } from './mail-server.ts'

const DEMO = fileURLToPath(new URL('../../examples/two-practices', import.meta.url))
const FROM = 'rejoin@group.example'
const MANAGERS = ['manager@jacaranda.example', 'manager@wattle-street.example']

let imported: string
beforeAll(() => {
  imported = freshFolder()
  expect(rejoin(imported, ['import', DEMO]).code).toBe(0)
})

let server: MailPeer | null = null
afterEach(async () => {
  await server?.stop()
  server = null
})

/** The demo group's own folder, its mail going to the server; `smtp` and `practices` as in rejoin.json. */
function group(to: MailPeer, smtp: object = {}, practices: object = {}): string {
  const cwd = freshFolder()
  const line = { host: 'localhost', port: to.port, caFile: to.certificate }
  const login = { user: to.user, password: { env: 'MAIL_PASSWORD' } }
  const mail = { from: FROM, smtp: { ...line, ...login, ...smtp }, practices }
  writeFileSync(join(cwd, 'rejoin.json'), JSON.stringify({ mail }))
  cpSync(imported, cwd, { recursive: true })
  return cwd
}

const program = (cwd: string, ...args: string[]): Ran =>
  rejoin(cwd, args, { MAIL_PASSWORD: server?.password ?? '' })
const mailed = (cwd: string): Ran => program(cwd, 'run', '--all', '--as-of', DEMO_AS_OF, '--json', '--mail')

interface Listed {
  readonly mailId: string
  readonly state: string
  readonly practiceId: string
  readonly runId: string
  readonly messageId: string
  readonly subject: string
  readonly accepted: readonly string[]
  readonly refused: readonly { readonly address: string; readonly code: number | null }[]
  readonly why: string | null
}
const listed = (cwd: string): readonly Listed[] =>
  program(cwd, 'mail', 'list', '--json')
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

test('each practice gets one mail, encrypted, and what is read back is what was written', async () => {
  server = await MailPeer.start()
  const cwd = group(server, {}, { 'wattle-street': { attach: 'minimal' } })
  const ran = mailed(cwd)
  expect(ran.code).toBe(2)
  const { runId } = JSON.parse(ran.stdout).run
  const taken = await server.taken()
  expect(taken.map(({ to }) => to).sort()).toEqual(MANAGERS.map((address) => [address]))
  const list = listed(cwd)
  for (const { from, to, encrypted, user, raw, email } of taken) {
    expect([from, encrypted, user]).toEqual([FROM, true, server.user])
    const mine = list.find(({ accepted }) => accepted.includes(to[0] ?? ''))
    expect(mine).toMatchObject({ state: 'sent', runId, refused: [], messageId: email.messageId })
    expect(email.subject).toBe(mine?.subject)
    expect(email.subject).toMatch(/^Action needed: \d+ online bookings? .*to check, .*, run /)
    expect(email.from).toMatchObject({ address: FROM })
    expect(email.to?.map(({ address }) => address)).toEqual(to)
    expect(email.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
    expect(email.date === undefined ? 0 : Date.parse(email.date)).toBeGreaterThan(Date.parse('2026-01-01'))
    for (const part of [email.text, email.html]) expect(part).toContain(runId)
    // Lines that any server passes on as they are.
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    expect(raw).not.toMatch(/[^\t\r\n\x20-\x7e]|[^\r]\n/)
    expect(Buffer.byteLength(email.html ?? '')).toBeLessThan(100_000)
    const files = email.attachments.map(({ filename }) => filename ?? '')
    if (mine?.practiceId === 'jacaranda') expect(files).toEqual([])
    else expect(files.join(' ')).toMatch(/^rejoin-\S+-bookings\.csv rejoin-\S+-recalls\.csv /)
  }
}, 60_000)

test('it is sent once: nothing waits after it, and a copy has a Message-ID of its own', async () => {
  server = await MailPeer.start()
  const cwd = group(server)
  const { runId } = JSON.parse(mailed(cwd).stdout).run
  expect(program(cwd, 'mail', 'retry', '--all')).toMatchObject({ code: 0 })
  expect(await server.taken()).toHaveLength(2)
  expect(program(cwd, 'mail', 'resend', runId, '--practice', 'jacaranda')).toMatchObject({ code: 0 })
  const taken = await server.taken()
  expect(taken).toHaveLength(3)
  expect(new Set(taken.map(({ email }) => email.messageId)).size).toBe(3)
}, 60_000)

test('nothing leaves for a server that nobody vouches for, that does not encrypt, or that does not know us', async () => {
  server = await MailPeer.start()
  const stranger = await MailPeer.start()
  const open = await MailPeer.start(false)
  try {
    const waits = (cwd: string, why: RegExp): void => {
      // Mail that cannot leave does not make the run look failed.
      expect(mailed(cwd).code).toBe(2)
      const list = listed(cwd)
      expect(list).toHaveLength(2)
      for (const { state, accepted } of list) {
        expect(['waiting', 'failed']).toContain(state)
        expect(accepted).toEqual([])
      }
      expect(list.map((mail) => mail.why ?? '').join(' ')).toMatch(why)
    }
    waits(group(server, { caFile: stranger.certificate }), /certificate/i)
    waits(group(open), /STARTTLS|encrypt/i)
    waits(group(server, { user: 'somebody-else' }), /user|password|login/i)
    expect([...(await server.taken()), ...(await open.taken())]).toEqual([])
  } finally {
    await stranger.stop()
    await open.stop()
  }
}, 120_000)

test('whoever is refused is noticed, and the others have it', async () => {
  server = await MailPeer.start()
  const to = ['manager@jacaranda.example', 'refused@jacaranda.example']
  const cwd = group(server, {}, { jacaranda: { to }, 'wattle-street': { to: [] } })
  mailed(cwd)
  expect((await server.taken()).map((mail) => mail.to)).toEqual([['manager@jacaranda.example']])
  expect(listed(cwd)).toMatchObject([
    { accepted: [to[0]], refused: [{ address: to[1], code: 550 }], practiceId: 'jacaranda' },
  ])
  expect(program(cwd, 'mail', 'list').code).toBe(2)
}, 60_000)
