/** `mail` in rejoin.json: every fault with its place, secrets from elsewhere. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../bin/config.ts'
import { parseConfig } from '../../bin/config-file.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'rejoin settings '))
const FILE = join(FOLDER, 'rejoin.json')
const from = 'rejoin@rejoin.example'
const parse = (mail: unknown) => parseConfig(JSON.stringify({ mail }), FILE).mail

function faults(mail: unknown): string[] {
  try {
    parse(mail)
    return []
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.message.split('\n').map((line) => line.replace(`${FILE}: `, ''))
  }
}

test('nothing said: no mail; a sender: into a folder beside the file', () => {
  expect(parse(undefined)).toBeNull()
  expect(parse({ from })?.place).toBe(`folder ${join(FOLDER, 'rejoin-mail')}`)
  expect(parse({ from, folder: 'out' })?.place).toBe(`folder ${join(FOLDER, 'out')}`)
})

test.each([
  [{}, 587],
  [{ tls: 'implicit' }, 465],
  [{ port: 2525 }, 2525],
])('a server with %j is asked at port %i', (more, port) => {
  expect(parse({ from, smtp: { host: 'mail.rejoin.example', ...more } })?.place).toBe(
    `smtp mail.rejoin.example:${port}`,
  )
})

test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('unencrypted to %s only', (host) => {
  expect(faults({ from, smtp: { host, tls: 'none' } })).toEqual([])
})

describe('faults, all of them, with their places', () => {
  test.each<[unknown, RegExp]>([
    [{}, /^mail\.from must be a text$/],
    [{ from: 'Rejoin <rejoin@rejoin.example>' }, /^mail\.from must be a bare address/],
    [{ from: 'rejoin@rejoin.example\r\nBcc: x@y.example' }, /^mail\.from must be a bare address/],
    [{ from, smtp: { host: 'mail.x' }, folder: 'out' }, /^mail\.folder goes not together with smtp/],
    [{ from, smtp: {} }, /^mail\.smtp\.host must be a text/],
    [{ from, smtp: { host: 'mail.x/y' } }, /^mail\.smtp\.host must be the name of a server/],
    [{ from, smtp: { host: 'mail.x', port: 0 } }, /^mail\.smtp\.port must be a whole number/],
    [{ from, smtp: { host: 'mail.x', port: 65_536 } }, /^mail\.smtp\.port must be a whole number/],
    [{ from, smtp: { host: 'mail.x', tls: 'none' } }, /^mail\.smtp\.tls may be none only to this machine/],
    [{ from, smtp: { host: '127.0.0.1.evil.example', tls: 'none' } }, /^mail\.smtp\.tls may be none only/],
    [
      { from, smtp: { host: 'mail.x', tls: false } },
      /^mail\.smtp\.tls must be one of required, implicit, none/,
    ],
    [{ from, smtp: { host: 'mail.x', user: 'u' } }, /^mail\.smtp\.user and password go together/],
    [
      { from, smtp: { host: 'mail.x', password: { env: 'P' } } },
      /^mail\.smtp\.user and password go together/,
    ],
    [
      { from, smtp: { host: 'mail.x', user: 'u', password: 'hunter2' } },
      /^mail\.smtp\.password must be \{"file": PATH\}/,
    ],
    [
      { from, smtp: { host: 'mail.x', rejectUnauthorized: false } },
      /^mail\.smtp knows no "rejectUnauthorized"/,
    ],
    [{ from, reportAt: 'https://x/{run}/{who}' }, /^mail\.reportAt knows no \{who\}/],
    [{ from, to: ['x@y.example'] }, /^mail knows no "to"/],
    [
      { from, practices: { p1: { to: ['Manager <m@x.example>', 'm@x.example', 'no'] } } },
      /^mail\.practices\.p1\.to\[0\] must be a bare address/,
    ],
    [{ from, practices: { p1: { to: 'm@x.example' } } }, /^mail\.practices\.p1\.to must be a list of texts/],
    [{ from, practices: { p1: { attach: 'everything' } } }, /^mail\.practices\.p1\.attach must be one of/],
    [
      { from, practices: { p1: { attach: 'full-zip' } } },
      /^mail\.practices\.p1\.zipPassword goes together with/,
    ],
    [
      { from, practices: { p1: { zipPassword: { env: 'Z' } } } },
      /^mail\.practices\.p1\.zipPassword goes together with/,
    ],
  ])('%j', (mail, expected) => {
    const found = faults(mail)
    expect(found[0]).toMatch(expected)
    // What was typed into a secret's place is not repeated.
    expect(found.join()).not.toContain('hunter2')
  }) // prettier-ignore

  test('together', () => {
    const smtp = { host: 'mail.x', tls: 'none', user: 'u' }
    const practices = { p1: { to: ['no', 'neither'] }, p2: { attach: 'full-zip' } }
    expect(faults({ from: 'no', smtp, practices, reportAt: '{x}' })).toHaveLength(7)
  })
})

describe('secrets', () => {
  test('come from a file or the environment, when mail is made or sent', () => {
    writeFileSync(join(FOLDER, 'zip'), 'a long password\n')
    const settings = parse({
      from,
      practices: {
        p1: { attach: 'full-zip', zipPassword: { file: 'zip' }, to: ['m@x.example', 'm@X.example'] },
        p2: { attach: 'full-zip', zipPassword: { env: 'ZIP' } },
        p3: { attach: 'minimal' },
      },
    })
    const mailing = settings?.mailing({ ZIP: 'another password' })
    expect([...(mailing?.wishes ?? [])]).toEqual([
      ['p1', { to: ['m@x.example'], attach: 'full-zip', zipPassword: 'a long password' }],
      ['p2', { to: null, attach: 'full-zip', zipPassword: 'another password' }],
      ['p3', { to: null, attach: 'minimal', zipPassword: null }],
    ])
    expect(() => settings?.mailing({})).toThrow(/mail\.practices\.p2\.zipPassword is empty.*ZIP/)
    expect(() => settings?.mailing({ ZIP: 'short' })).toThrow(
      /mail\.practices\.p2\.zipPassword.*12 characters/,
    )
  })

  test('that are not there are named, and what they are for', () => {
    const smtp = { host: 'mail.x', user: 'u', password: { env: 'MAIL_PASSWORD' } }
    expect(() => parse({ from, smtp })?.transport({})).toThrow(/mail\.smtp\.password is empty.*MAIL_PASSWORD/)
    expect(parse({ from, smtp })?.transport({ MAIL_PASSWORD: 'x' }).place).toBe('smtp mail.x:587')
    const absent = parse({ from, smtp: { host: 'mail.x', caFile: 'no-such.pem' } })
    expect(() => absent?.transport({})).toThrow(/cannot read mail\.smtp\.caFile/)
    writeFileSync(join(FOLDER, 'ca.pem'), 'hello')
    const empty = parse({ from, smtp: { host: 'mail.x', caFile: 'ca.pem' } })
    expect(() => empty?.transport({})).toThrow(/holds no certificate/)
  })
})
