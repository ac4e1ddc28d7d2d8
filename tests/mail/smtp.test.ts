/** One try, against a real server that does everything wrong that servers do. */

import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { OutgoingMail } from '../../src/mail/mail.ts'
import { SMTP_TIMES, type SmtpServer, smtpTransport } from '../../src/mail/smtp.ts'
import { type Behaviour, type Certificate, certificateFor, MailServer, SHORT } from './mail-server.ts'

const ONE = 'one@wattle.example'
const TWO = 'two@wattle.example'

const mail: OutgoingMail = {
  mailId: '00000000-0000-4000-8000-000000000001',
  practiceId: 'p1',
  messageId: '<m1@rejoin.example>',
  from: 'rejoin@rejoin.example',
  to: [ONE, TWO],
  content: [
    'Message-ID: <m1@rejoin.example>',
    'Subject: Action needed',
    'To: one@wattle.example, two@wattle.example',
    '',
    'A line.',
    '.a line that begins with a dot',
    '..and one with two',
    '.',
    'QUIT',
    'The end.',
    '',
  ].join('\r\n'),
}

let certificate: Certificate
let stranger: Certificate
const opened: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  certificate = await certificateFor(['localhost'])
  stranger = await certificateFor(['mail.elsewhere.example'])
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop()
})

async function serving(behaviour: Partial<Behaviour> = {}): Promise<MailServer> {
  const server = new MailServer({ certificate, ...behaviour })
  await server.start()
  opened.push(server)
  return server
}

/** Whatever comes of it, no reply of the server's and no address is repeated. */
async function sent(settings: SmtpServer, what: OutgoingMail = mail, times = SMTP_TIMES) {
  const answer = await smtpTransport(settings, times).send(what)
  if ('why' in answer) expect(answer.why).not.toMatch(/wattle|MARKER|hunter2|rejoin\.example/)
  return answer
}

describe('taken', () => {
  test('by STARTTLS, byte for byte, dots and all', async () => {
    const server = await serving()
    expect(await sent(server.settings())).toEqual({ kind: 'taken', refused: [] })
    expect(server.received).toEqual([
      { from: mail.from, to: [ONE, TWO], raw: mail.content, secure: true, user: null },
    ])
    expect((await server.parsed())[0]).toMatchObject({ messageId: mail.messageId, subject: 'Action needed' })
  })

  test('by TLS from the first byte, with a login', async () => {
    const server = await serving({ tls: 'implicit', password: 'hunter2' })
    const login = { user: 'rejoin', password: 'hunter2' }
    expect(await sent(server.settings({ login }))).toEqual({ kind: 'taken', refused: [] })
    expect(server.received).toMatchObject([{ secure: true, user: 'rejoin' }])
  })

  test('in the clear where the settings say so', async () => {
    const server = await serving({ tls: 'none' })
    expect(await sent(server.settings())).toEqual({ kind: 'taken', refused: [] })
    expect(server.received).toMatchObject([{ secure: false }])
  })

  test.each([
    [450, true],
    [451, true],
    [550, false],
    [553, false],
  ])('for one of two, the other refused with %i', async (code, temporary) => {
    const server = await serving({ onRecipient: { [TWO]: { code } } })
    expect(await sent(server.settings())).toEqual({
      kind: 'taken',
      refused: [{ address: TWO, temporary, code }],
    })
    expect(server.received).toMatchObject([{ to: [ONE] }])
  })

  test('a large one, in many pieces', async () => {
    const content = `Subject: x\r\n\r\n${'A line of it.\r\n'.repeat(100_000)}`
    const server = await serving()
    expect(await sent(server.settings(), { ...mail, content })).toEqual({ kind: 'taken', refused: [] })
    expect(server.received[0]?.raw === content).toBe(true)
  })
})

describe('refused, and that is certain', () => {
  test.each<[string, Partial<Behaviour>, object]>([
    [
      'every recipient for good',
      { onRecipient: { [ONE]: { code: 550 }, [TWO]: { code: 551 } } },
      {
        temporary: false,
        everyMail: false,
        refused: [
          { address: ONE, code: 550 },
          { address: TWO, code: 551 },
        ],
      },
    ],
    [
      'every recipient, one of them for now',
      { onRecipient: { [ONE]: { code: 550 }, [TWO]: { code: 450 } } },
      { temporary: true, everyMail: false, refused: [{ temporary: false }, { temporary: true }] },
    ],
    [
      'the sender',
      { onSender: { code: 550 } },
      { temporary: false, everyMail: false, refused: [], why: expect.stringContaining('mail.from') },
    ],
    ['the sender for now', { onSender: { code: 451 } }, { temporary: true, everyMail: false }],
    ['a login is wanted', { onSender: { code: 530 } }, { temporary: true, everyMail: true }],
    [
      'the message for good',
      { onMessage: { code: 554, text: '5.7.1 manager@wattle.example' } },
      { temporary: false, everyMail: false, refused: [], why: expect.stringMatching(/\(554 5\.7\.1\)$/) },
    ],
    ['the message for now', { onMessage: { code: 452 } }, { temporary: true, everyMail: false }],
    ['the server is closing down', { onMessage: { code: 421 } }, { temporary: true, everyMail: true }],
    ['too busy to talk', { onConnect: { code: 421 } }, { temporary: true, everyMail: true }],
    ['never wants to talk', { onConnect: { code: 554 } }, { temporary: true, everyMail: true }],
    ['the line is cut at the greeting', { onConnect: 'cut' }, { temporary: true, everyMail: true }],
    [
      'silence instead of a greeting',
      { onConnect: 'silence' },
      { temporary: true, everyMail: true, why: expect.stringContaining('does not answer') },
    ],
    ['the line is cut at the sender', { onSender: 'cut' }, { temporary: true, everyMail: false }],
    ['silence at a recipient', { onRecipient: { [TWO]: 'silence' } }, { temporary: true, everyMail: false }],
    [
      'the line is cut before the message',
      { onRecipient: { [TWO]: 'cut' } },
      { temporary: true, everyMail: false },
    ],
  ])('%s', async (_, behaviour, expected) => {
    const server = await serving(behaviour)
    const times = Object.values(behaviour.onRecipient ?? behaviour).includes('silence') ? SHORT : SMTP_TIMES
    expect(await sent(server.settings(), mail, times)).toMatchObject({ kind: 'refused', ...expected })
  }) // prettier-ignore

  test('the line is cut in the middle of a message', async () => {
    const server = await serving({ cutAfterBytes: 1_000_000 })
    const content = `Subject: x\r\n\r\n${'A line of it.\r\n'.repeat(1_000_000)}`
    const answer = await sent(server.settings(), { ...mail, content })
    expect(answer).toMatchObject({ kind: 'refused', temporary: true, everyMail: false })
    expect(server.received).toEqual([])
  })

  test('a server that is down', async () => {
    const server = await serving()
    const settings = server.settings()
    await opened.splice(0)[0]?.stop()
    expect(await sent(settings)).toMatchObject({
      temporary: true,
      everyMail: true,
      why: expect.stringContaining('refuses the connection'),
    })
  })

  test('a name that nobody knows', async () => {
    const server = await serving()
    expect(await sent(server.settings({ host: 'no-such-host.invalid' }))).toMatchObject({
      kind: 'refused',
      temporary: true,
      everyMail: true,
    })
  })
})

describe('nothing leaves unencrypted, or to whom we do not know', () => {
  test('a server without STARTTLS gets nothing but a greeting', async () => {
    const server = await serving({ tls: 'none' })
    expect(await sent(server.settings({ tls: 'required' }))).toMatchObject({
      kind: 'refused',
      temporary: true,
      everyMail: true,
      why: expect.stringMatching(/offers no STARTTLS.*implicit/),
    })
    expect(server.received).toEqual([])
  })

  test('a server that says it has STARTTLS and then talks on in the clear', async () => {
    const heard: string[] = []
    const { port } = await scripted((line, socket) => {
      heard.push(line)
      if (/^EHLO/i.test(line)) socket.write('250-x\r\n250 STARTTLS\r\n')
      else if (/^STARTTLS/i.test(line)) socket.write('220 go\r\n250 and on in the clear\r\n')
      else socket.write('250 ok\r\n')
    })
    const times = { ...SMTP_TIMES, connectMs: 1_000, greetingMs: 1_000 }
    const settings = { host: 'localhost', port, tls: 'required', login: null, ca: null } as const
    expect(await sent(settings, mail, times)).toMatchObject({
      kind: 'refused',
      everyMail: true,
    })
    expect(heard.filter((line) => /^(MAIL|RCPT|DATA|AUTH|Subject)/i.test(line))).toEqual([])
  })

  test.each<[string, () => Promise<Certificate>, Partial<SmtpServer>, RegExp]>([
    ['of an authority that nobody trusts', async () => certificate, { ca: null }, /not trusted.*caFile/],
    ['for another name', async () => stranger, {}, /not trusted.*mail\.smtp\.host/],
    ['for a name, when asked by number', async () => certificate, { host: '127.0.0.1' }, /not trusted/],
    ['that has expired', () => certificateFor(['localhost'], new Date('2021-01-01')), {}, /not trusted/],
  ])('a certificate %s', async (_, make, settings, why) => {
    for (const tls of ['required', 'implicit'] as const) {
      const server = await serving({ tls, certificate: await make(), password: 'hunter2' })
      const login = { user: 'rejoin', password: 'hunter2' }
      expect(await sent(server.settings({ login, ...settings }))).toMatchObject({
        kind: 'refused',
        temporary: true,
        everyMail: true,
        why: expect.stringMatching(why),
      })
      expect(server.received).toEqual([])
    }
  })

  test('TLS from the first byte on a port that begins in the clear', async () => {
    const server = await serving()
    expect(await sent(server.settings({ tls: 'implicit' }))).toMatchObject({
      everyMail: true,
      why: expect.stringContaining('mail.smtp.tls'),
    })
  })

  test('a wrong password: every mail waits, and a person is told which setting', async () => {
    const server = await serving({ password: 'another' })
    const login = { user: 'rejoin', password: 'hunter2' }
    expect(await sent(server.settings({ login }))).toMatchObject({
      temporary: true,
      everyMail: true,
      why: expect.stringMatching(/login \(535\).*mail\.smtp\.user/),
    })
    expect(server.received).toEqual([])
  })

  test('a login that the server does not know of', async () => {
    const server = await serving()
    const login = { user: 'rejoin', password: 'hunter2' }
    expect(await sent(server.settings({ login }))).toMatchObject({
      everyMail: true,
      why: expect.stringContaining('takes no login'),
    })
    expect(server.received).toEqual([])
  })
})

describe('unknown: handed over, and no answer', () => {
  test.each(['cut', 'silence'] as const)('%s after the last dot', async (onMessage) => {
    const server = await serving({ onMessage })
    const times = { ...SMTP_TIMES, silenceMs: 1_000 }
    expect(await sent(server.settings(), mail, times)).toMatchObject({ kind: 'unknown' })
    expect(server.received).toHaveLength(1)
  })

  test('a server that keeps talking and never comes to an end is given up', async () => {
    let talking: NodeJS.Timeout | undefined
    const { port } = await scripted((line, socket) => {
      if (/^DATA/i.test(line)) socket.write('354 go on\r\n')
      else if (line === '.') {
        talking = setInterval(() => socket.write('250-still at it\r\n'), 50)
        socket.once('close', () => clearInterval(talking))
      } else if (/^(EHLO|MAIL|RCPT)/i.test(line)) socket.write('250 ok\r\n')
    })
    const settings = { host: 'localhost', port, tls: 'none', login: null, ca: null } as const
    const transport = smtpTransport(settings, { ...SMTP_TIMES, wholeMs: 1_000 })
    expect(await transport.send(mail)).toMatchObject({ kind: 'unknown' })
  })
})

describe('whether mail could be sent', () => {
  test('is found out without sending any', async () => {
    const server = await serving({ password: 'hunter2' })
    const good = smtpTransport(server.settings({ login: { user: 'rejoin', password: 'hunter2' } }))
    const bad = smtpTransport(server.settings({ login: { user: 'rejoin', password: 'wrong' } }))
    expect(await good.check()).toBeNull()
    expect(await bad.check()).toMatch(/does not take the login/)
    expect(good.place).toBe(`smtp localhost:${server.port}`)
    expect(server.received).toEqual([])
  })
})

/** Says hello, and then whatever it is told to say to each line. */
async function scripted(answer: (line: string, socket: Socket) => void): Promise<{ port: number }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.write('220 hello\r\n')
    let rest = ''
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) answer(line, socket)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  opened.push({
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  })
  return { port: (server.address() as AddressInfo).port }
}
