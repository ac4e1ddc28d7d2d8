import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { describe, expect, inject, test } from 'vitest'
import {
  configure,
  FROM,
  listed,
  MANAGER,
  PASSWORD,
  place,
  practices,
  quiet,
  running,
  SECOND,
  serving,
  smtp,
} from '../e2e/mailing.ts'
import { AS_OF, onServer, rejoin } from '../e2e/program.ts'
import type { Behaviour } from '../mail/mail-server.ts'

onServer(inject('postgresUrl'))

describe('into a folder', () => {
  test('a run by hand mails only when it is asked to, once for each practice', async () => {
    const cwd = place({})
    expect(rejoin(cwd, ['run', '--all', '--as-of', AS_OF]).code).toBe(2)
    expect(listed(cwd)).toEqual({ code: 0, mails: [] })
    const ran = rejoin(cwd, ['run', '--all', '--mail', '--as-of', AS_OF])
    quiet(ran)
    expect(ran.code).toBe(2)
    const [name, ...others] = readdirSync(join(cwd, 'rejoin-mail'))
    expect(others).toEqual([])
    const { mails, code } = listed(cwd)
    expect([code, mails]).toMatchObject([0, [{ state: 'sent', attempts: 1, copy: 1, accepted: [MANAGER] }]])
    expect(name).toBe(`p1.${mails[0]?.mailId}.eml`)
    const read = await PostalMime.parse(readFileSync(join(cwd, 'rejoin-mail', name ?? '')))
    expect(read).toMatchObject({
      messageId: mails[0]?.messageId,
      to: [{ address: MANAGER }],
      from: { address: FROM },
    })
    expect(read.subject).toMatch(/Action needed/)
    expect(`${read.subject}${read.text}${read.html}`).not.toMatch(/MARKER(FAMILY|GIVEN)|0400/)
    // Nothing about one mail lets another come.
    expect(rejoin(cwd, ['mail', 'retry', '--all']).code).toBe(0)
    expect(readdirSync(join(cwd, 'rejoin-mail'))).toHaveLength(1)
  })

  test('a person can have it once more, as a new one', () => {
    const cwd = place({})
    rejoin(cwd, ['run', '--all', '--as-of', AS_OF])
    const { runId } = JSON.parse(rejoin(cwd, ['runs', '--json']).stdout) as { runId: string }
    for (const copy of [1, 2]) {
      const resent = rejoin(cwd, ['mail', 'resend', runId.slice(0, 8), '--practice', 'p1'])
      quiet(resent)
      expect(resent.code).toBe(0)
      expect(listed(cwd).mails[0]).toMatchObject({ copy, state: 'sent', runId })
    }
    const { mails } = listed(cwd)
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(2)
    expect(readdirSync(join(cwd, 'rejoin-mail'))).toHaveLength(2)
    const wrong = rejoin(cwd, ['mail', 'resend', runId, '--practice', 'p9'])
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('is not about practice p9')])
  })

  test('a held run says that nobody may act yet', async () => {
    const stale = {
      'pms_reads.csv':
        'connection_id,taken_at,complete,database_identity\nc1,2026-11-19T10:15:00Z,true,db1\n',
    }
    const cwd = place({}, { ...practices(), ...stale })
    expect(rejoin(cwd, ['run', '--all', '--mail', '--as-of', AS_OF]).code).toBe(3)
    const [name] = readdirSync(join(cwd, 'rejoin-mail'))
    const read = await PostalMime.parse(readFileSync(join(cwd, 'rejoin-mail', name ?? '')))
    expect(read.subject).toMatch(/hold/i)
  })

  test('an address that is none, or is missing, is told by the id of its practice', () => {
    const cwd = place({}, practices(`${MANAGER}; MARKERFAMILY at the desk`))
    const ran = rejoin(cwd, ['run', '--all', '--mail', '--as-of', AS_OF])
    quiet(ran)
    expect(ran.stderr).toContain('practice p1 has given an address that is none')
    expect(listed(cwd).mails).toMatchObject([{ state: 'sent', accepted: [MANAGER] }])
    const list = rejoin(cwd, ['mail', 'list'])
    expect(list.stderr).toContain('mail.practices.p1.to')
    const none = place({}, practices(''))
    expect(rejoin(none, ['run', '--all', '--mail', '--as-of', AS_OF]).stderr).toContain(
      'no address for practice p1',
    )
    expect(listed(none).mails).toEqual([])
  })

  test('only what the settings say is who gets it', () => {
    const cwd = place({ practices: { p1: { to: [SECOND] } } })
    rejoin(cwd, ['run', '--all', '--mail', '--as-of', AS_OF])
    expect(listed(cwd).mails).toMatchObject([{ accepted: [SECOND] }])
    for (const flag of ['--to', '--from', '--bcc']) {
      for (const command of [
        ['run', '--all', '--mail'],
        ['mail', 'resend', 'x'],
        ['mail', 'retry', '--all'],
      ]) {
        const refused = rejoin(cwd, [...command, flag, 'a@b.example'])
        expect([refused.code, refused.stderr]).toEqual([
          1,
          expect.stringContaining(`unknown option '${flag}'`),
        ])
      }
    }
  })

  test('what cannot be is said before anything is judged', () => {
    const cwd = place(null)
    const usage = (...args: string[]) => rejoin(cwd, args)
    expect(usage('run', '--all', '--mail')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing of mail'),
    })
    expect(usage('run', '--bundle', 'x', '--mail')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--bundle'),
    })
    configure(cwd, { smtp: { host: 'localhost', user: 'u', password: { env: 'NO_SUCH_PASSWORD' } } })
    for (const args of [
      ['run', '--all', '--mail'],
      ['watch', '--once'],
      ['mail', 'retry', '--all'],
    ]) {
      expect(usage(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('NO_SUCH_PASSWORD') })
    }
    expect(usage('mail', 'retry')).toMatchObject({ code: 1, stderr: expect.stringContaining('--all') })
    expect(rejoin(cwd, ['runs']).stdout).toBe('')
  })
})

describe('through a server', () => {
  test('a watcher mails what it has run, after it was recorded', async () => {
    const cwd = place(null)
    const server = await serving({
      received: () => expect(readdirSync(join(cwd, 'out'), { recursive: true })).toContain(join('c1')),
    })
    configure(cwd, smtp(cwd, server))
    const ran = await running(cwd, ['watch', '--once', '--out', 'out'])
    quiet(ran)
    expect(ran.code).toBe(2)
    expect(server.received).toMatchObject([{ from: FROM, to: [MANAGER], secure: true, user: 'rejoin' }])
    const { mails } = listed(cwd)
    expect(mails).toMatchObject([{ state: 'sent' }])
    expect(await server.parsed()).toMatchObject([{ messageId: mails[0]?.messageId }])
    // There is nothing new: nobody is written to again.
    expect((await running(cwd, ['watch', '--once', '--out', 'out'])).code).toBe(0)
    expect(server.received).toHaveLength(1)
  })

  // Every other trouble of a server's is made in tests/mail/smtp.test.ts.
  test.each<[string, Partial<Behaviour>, object, RegExp]>([
    ['no STARTTLS', { tls: 'none' }, { tls: 'required' }, /offers no STARTTLS/],
    [
      'the message refused for now',
      { onMessage: { code: 451, text: `${MANAGER} ${PASSWORD}` } },
      {},
      /did not take the mail \(451\)/,
    ],
  ])(
    '%s: the run stands, the mail waits, and leaves when it is put right',
    async (_, behaviour, settings, why) => {
      const cwd = place(null)
      const server = await serving(behaviour)
      configure(cwd, smtp(cwd, server, settings))
      const ran = await running(cwd, ['run', '--all', '--mail', '--as-of', AS_OF])
      quiet(ran)
      expect(ran.code).toBe(2)
      expect(ran.stderr).toMatch(why)
      const [before] = listed(cwd).mails
      expect(before).toMatchObject({ state: 'waiting', attempts: 1, accepted: [] })
      const good = await serving()
      configure(cwd, smtp(cwd, good))
      const again = await running(cwd, ['mail', 'retry', before?.mailId ?? ''])
      quiet(again)
      expect(again.code).toBe(0)
      expect(await good.parsed()).toMatchObject([{ messageId: before?.messageId }])
      expect(listed(cwd)).toMatchObject({ code: 0, mails: [{ state: 'sent' }] })
    },
  ) // prettier-ignore

  test('nobody may have it: failed, and a list that wants somebody', async () => {
    const cwd = place(null)
    const server = await serving({ onRecipient: { [MANAGER]: { code: 550 } } })
    configure(cwd, smtp(cwd, server))
    const ran = await running(cwd, ['run', '--all', '--mail', '--as-of', AS_OF])
    quiet(ran)
    expect(ran.code).toBe(2)
    expect(listed(cwd)).toMatchObject({ code: 2, mails: [{ state: 'failed' }] })
    expect(rejoin(cwd, ['mail', 'list']).stdout).toContain(`${MANAGER} (550)`)
    expect(listed(cwd, '--state', 'sent')).toMatchObject({ code: 0, mails: [] })
  })
})
