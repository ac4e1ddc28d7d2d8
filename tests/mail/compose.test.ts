/** The whole message: read back by a parser that is not the one that wrote it. */
import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Composition, composeMail, type MailRequest, mailOf } from '../../src/mail/compose.ts'
import { letterOf } from '../../src/mail/letter.ts'
import type { ComposedMail } from '../../src/mail/mail.ts'
import { MARKERS, naughtyStrings, quietWorld, world } from '../report/world.ts'
import { DEMO_RUN, demoRun } from './demo-run.ts'

const RUN = '0193f1c2-7a4e-7c11-9d5b-2f60a1b3c4d5'
const MADE_MS = Date.parse('2026-11-20T00:41:00Z')
const REQUEST: MailRequest = {
  runId: RUN,
  practiceId: 'p-1',
  from: 'rejoin@mail.example.org',
  practiceMail: {
    to: ['manager@wattle.example', 'owner@wattle.example'],
    attach: 'minimal',
    zipPassword: null,
  },
  reportAt: 'https://intranet.example/{connection}/{run}/{practice}/report.html',
  madeMs: MADE_MS,
}

async function mail(more: Partial<MailRequest> = {}, found = world()): Promise<ComposedMail> {
  const made = await mailOf(found.snapshot, found.reconciliation, { ...REQUEST, ...more })
  if (made === null) throw new Error('no mail')
  return made
}

const readBack = (content: string) => PostalMime.parse(Buffer.from(content, 'latin1'))
const headOf = (content: string): string => content.slice(0, content.indexOf('\r\n\r\n'))
const headerNames = (content: string): string[] =>
  headOf(content)
    .split('\r\n')
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')))
const lines = (text: string): string => text.replaceAll('\r\n', '\n')

const composition: Composition = {
  ...REQUEST,
  to: REQUEST.practiceMail.to,
  connectionId: 'con-1',
  letter: { subject: 'S', text: 'T\n', html: '<p>H</p>' },
  attachments: [],
}

describe('a message', () => {
  test('is read back as it was put in', async () => {
    const { snapshot, reconciliation } = world()
    const { content, subject } = await mail()
    const parsed = await readBack(content)
    expect(parsed.subject).toBe(subject)
    expect(parsed.from).toEqual({ name: 'Rejoin', address: 'rejoin@mail.example.org' })
    expect(parsed.to?.map(({ address }) => address)).toEqual(REQUEST.practiceMail.to)
    expect(new Date(parsed.date ?? '').getTime()).toBe(MADE_MS)
    expect(
      parsed.attachments.map(({ filename, mimeType, disposition }) => [filename, mimeType, disposition]),
    ).toEqual(
      ['bookings', 'recalls', 'reminders', 'video'].map((file) => [
        `rejoin-0193f1c2-${file}.csv`,
        'text/csv',
        'attachment',
      ]),
    )
    const bare = await mail({ practiceMail: { ...REQUEST.practiceMail, attach: 'nothing' } })
    const letter = letterOf(snapshot, reconciliation, RUN, 'p-1', { reportAt: REQUEST.reportAt })
    const parsedBare = await readBack(bare.content)
    expect(lines(parsedBare.text ?? '').trimEnd()).toBe(letter?.text.trimEnd())
    expect(lines(parsedBare.html ?? '').trimEnd()).toBe(letter?.html.trimEnd())
    expect(parsedBare.attachments).toEqual([])
  })

  test('carries attachments byte for byte', async () => {
    const every = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7 + (index >> 8)) % 256)
    const { content } = await composeMail({
      ...composition,
      attachments: [{ fileName: 'a.zip', mediaType: 'application/zip', content: every }],
    })
    const [found] = (await readBack(content)).attachments
    expect(Buffer.from(found?.content as ArrayBuffer).equals(Buffer.from(every))).toBe(true)
  })

  test('is ASCII, CRLF, and no line is too long', async () => {
    for (const practice of [MARKERS.practice, 'Ärzte am Śląsk 診療所 🏥', 'x'.repeat(2000)]) {
      const { content } = await mail({}, world({ ...MARKERS, practice }))
      expect(content).toMatch(/^[\t\r\n\x20-\x7e]*$/)
      expect(content.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      expect(Math.max(...content.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(200)
      expect(content.endsWith('\r\n')).toBe(true)
    }
  })

  test('has the headers that keep machines from answering, each once', async () => {
    const { content, messageId } = await mail()
    expect(headerNames(content)).toEqual([
      'Auto-Submitted',
      'X-Auto-Response-Suppress',
      'From',
      'To',
      'Subject',
      'Message-ID',
      'Date',
      'MIME-Version',
      'Content-Type',
    ])
    expect(content).toMatch(/^Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n/)
    expect(content).toContain(`Message-ID: ${messageId}\r\n`)
    expect(content).toContain('Date: Fri, 20 Nov 2026 00:41:00 +0000\r\n')
  })

  test('is under 100 kB without attachments', async () => {
    const { content } = await mail({ practiceMail: { ...REQUEST.practiceMail, attach: 'nothing' } })
    expect(content.length).toBeLessThan(100_000)
  })

  test('is the same bytes for the same input, in any zone', async () => {
    const one = await mail()
    const before = process.env['TZ']
    process.env['TZ'] = 'Pacific/Chatham'
    try {
      expect(await mail()).toEqual(one)
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })

  test('separates its parts by lines that no content can hold', async () => {
    const { content } = await mail()
    const boundaries = [...content.matchAll(/boundary="([^"]+)"/g)].map(([, boundary = '']) => boundary)
    expect(boundaries).toHaveLength(2)
    for (const boundary of boundaries) {
      expect(boundary).toContain('=_')
      const { content: fooled } = await composeMail({
        ...composition,
        letter: { subject: 'S', text: `--${boundary}\r\n\r\nevil\r\n--${boundary}--\n`, html: '<p>H</p>' },
      })
      const parsed = await readBack(fooled)
      expect(parsed.text).toContain('evil')
      expect(parsed.html).toContain('<p>H</p>')
    }
  })
})

describe('ids', () => {
  test('are the run’s, the practice’s and the copy’s, and nothing else’s', async () => {
    const one = await mail()
    expect(one.mailId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(one.messageId).toBe(`<${one.mailId}@mail.example.org>`)
    expect((await mail({ madeMs: 0, copy: 1, reportAt: null })).messageId).toBe(one.messageId)
    const others = [
      await mail({ copy: 2 }),
      await mail({ runId: 'run-2' }),
      await mail({ practiceId: 'p-2' }),
    ]
    expect(new Set([one, ...others].map(({ messageId }) => messageId)).size).toBe(4)
    expect(one).toMatchObject({
      runId: RUN,
      connectionId: 'con-1',
      practiceId: 'p-1',
      from: REQUEST.from,
      to: REQUEST.practiceMail.to,
      madeMs: MADE_MS,
    })
  })

  test('have the sender’s domain, where it is one', async () => {
    const from = async (address: string) => (await mail({ from: address })).messageId.split('@')[1]
    expect(await from('rejoin@Mail.Example.ORG')).toBe('mail.example.org>')
    expect(await from('rejoin@localhost')).toBe('localhost>')
    for (const odd of ['rejoin', 'rejoin@', 'a@exa mple>', 'a@praxis-müller.example'])
      expect(await from(odd)).toBe('rejoin.invalid>')
  })
})

describe('no mail', () => {
  test('where nobody wants it, or there is nothing to say', async () => {
    const { snapshot, reconciliation } = world()
    const nobody = { ...REQUEST.practiceMail, to: [] }
    expect(await mailOf(snapshot, reconciliation, { ...REQUEST, practiceMail: nobody })).toBeNull()
    const quiet = quietWorld()
    expect(await mailOf(quiet.snapshot, quiet.reconciliation, REQUEST)).toBeNull()
  })

  test('with names and without a password', async () => {
    await expect(mail({ practiceMail: { ...REQUEST.practiceMail, attach: 'full-zip' } })).rejects.toThrow(
      'zipPassword',
    )
  })
})

describe('hostile names', () => {
  const evil = [
    ...naughtyStrings,
    'x\r\nBcc: victim@evil.example\r\n\r\nbody',
    'x\nBcc: victim@evil.example',
    '=?utf-8?Q?x=0D=0ABcc:_victim@evil.example?=',
    '=?utf-8?B?4oCuZXZpbA==?=',
    '=?utf-8?Q?=E2=80=AEevil?= =?utf-8?Q?=00?=',
    'a"b<c@evil.example>, d@evil.example',
  ]

  test('change no header but the subject, and that only to what it says', async () => {
    const benign = headerNames((await mail()).content)
    for (const practice of evil) {
      const { content, subject } = await mail({}, world({ ...MARKERS, practice }))
      expect(headerNames(content)).toEqual(benign)
      const parsed = await readBack(content)
      expect(parsed.subject?.replace(/\s+/g, ' ')).toBe(subject.replace(/\s+/g, ' '))
      expect(parsed.to).toHaveLength(2)
      expect(parsed.bcc ?? []).toEqual([])
      expect(headOf(content)).not.toMatch(/^Bcc:/im)
    }
  })

  test('as ids change no header and no file name', async () => {
    const { content } = await composeMail({
      ...composition,
      runId: 'x\r\nBcc: a@b.example',
      practiceId: '\r\n"',
    })
    expect(headOf(content)).not.toMatch(/^Bcc:/im)
  })
})

test('no patient’s name is anywhere in a mail that nobody opted in to, nor in the names of files', async () => {
  const marks = [
    MARKERS.family,
    MARKERS.given,
    MARKERS.mobile,
    MARKERS.birthOn,
    MARKERS.reason,
    MARKERS.type,
    MARKERS.email,
  ]
  for (const attach of ['nothing', 'minimal', 'full-zip'] as const) {
    const { content, subject } = await mail({
      practiceMail: { ...REQUEST.practiceMail, attach, zipPassword: 'secret 1234 5' },
    })
    const { text, html, attachments } = await readBack(content)
    const files = attachments.map(({ filename, content: bytes }) =>
      attach === 'full-zip' ? filename : `${filename}${new TextDecoder().decode(bytes as ArrayBuffer)}`,
    )
    for (const mark of marks) {
      expect([content, subject, text, html, ...files].join('\n')).not.toContain(mark)
    }
    expect(`${content}${text}${html}`).not.toContain('secret 1234 5')
    // Without an opt-in not even the practitioner is named.
    if (attach === 'nothing') expect(`${text}${html}`).not.toContain(MARKERS.practitioner)
  }
})

describe('the demo group', () => {
  let demo: Awaited<ReturnType<typeof demoRun>>
  beforeAll(async () => {
    demo = await demoRun()
  })

  test.each(['wattle-street', 'jacaranda'])('%s', async (practiceId) => {
    const { content } = await mail({ practiceId, runId: DEMO_RUN }, demo)
    await expect(lines(headOf(content))).toMatchFileSnapshot(`golden/${practiceId}.headers`)
  })
})
