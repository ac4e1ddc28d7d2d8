/** The letter: what it says and in which order, that it fits, and that no name of anybody gets into it. */
import { defaultTreeAdapter, parse } from 'parse5'
import { beforeAll, describe, expect, test } from 'vitest'
import { type LetterOptions, letterOf } from '../../src/mail/letter.ts'
import type { Letter } from '../../src/mail/mail.ts'
import { isSafeUrl, placeOf } from '../../src/mail/place.ts'
import {
  type ActionStatus,
  FINDINGS,
  type Reconciliation,
  type Snapshot,
  VERDICTS,
} from '../../src/reconcile/model.ts'
import { booking, judged, MARKERS, naughtyStrings, quietWorld, sydney, world } from '../report/world.ts'
import { DEMO_RUN, demoRun } from './demo-run.ts'

const RUN = '0193f1c2-7a4e-7c11-9d5b-2f60a1b3c4d5'
const AT = 'https://intranet.example/rejoin/{connection}/{run}/{practice}/report.html'

function letter(
  { snapshot, reconciliation }: { snapshot: Snapshot; reconciliation: Reconciliation },
  options: Partial<LetterOptions> = {},
): Letter {
  const made = letterOf(snapshot, reconciliation, RUN, 'p-1', { reportAt: null, ...options })
  if (made === null) throw new Error('no letter')
  return made
}

/** Without the line breaks that only wrapping put in. */
const flat = (text: string): string => text.replace(/\s+/g, ' ')

/** Only the bookings with one of these verdicts, and nothing else found. */
function only(...verdicts: string[]) {
  const { snapshot, reconciliation } = world()
  return {
    snapshot,
    reconciliation: {
      ...reconciliation,
      findings: [],
      judgements: reconciliation.judgements.filter(({ verdict }) => verdicts.includes(verdict)),
      actions: reconciliation.actions.filter(({ because }) => verdicts.includes(because)),
    },
  }
}

function withStatus(status: ActionStatus, found = world()) {
  const { snapshot, reconciliation } = found
  const actions = reconciliation.actions.map((action) => ({ ...action, status }))
  return { snapshot, reconciliation: { ...reconciliation, actions } }
}

function named(practice: string) {
  const { snapshot, reconciliation } = world({ ...MARKERS, practice })
  return { snapshot, reconciliation }
}

/** What a reader sees of the HTML, in one line of words. */
function wordsOf(html: string): string {
  const texts: string[] = []
  const walk = (node: unknown): void => {
    const { nodeName, value, childNodes } = node as {
      nodeName: string
      value?: string
      childNodes?: unknown[]
    }
    if (nodeName === 'head') return
    if (nodeName === '#text') texts.push(value ?? '')
    for (const child of childNodes ?? []) walk(child)
  }
  walk(parse(html))
  return texts.join(' ').replace(/\s+/g, ' ').trim()
}

type Node = Parameters<typeof defaultTreeAdapter.isElementNode>[0]

/** Elements with their attributes' names, and no text. */
function skeleton(node: Node): unknown {
  const children = 'childNodes' in node ? node.childNodes : []
  const attributes = defaultTreeAdapter.isElementNode(node) ? node.attrs.map(({ name }) => name) : []
  return [
    node.nodeName,
    attributes,
    children.filter((child) => child.nodeName !== '#text').map((child) => skeleton(child)),
  ]
}

describe('the subject', () => {
  test.each([
    [
      'calls, decisions and other findings',
      world(),
      'Action needed: 3 online bookings and 2 other things to check, Wattle Street Family Practice, run 0193f1c2',
    ],
    [
      'one booking',
      only('start-passed', 'in-step'),
      'Action needed: 1 online booking to check, Wattle Street Family Practice, run 0193f1c2',
    ],
    [
      'what the plan does by itself',
      only('insert', 'already-entered', 'in-step'),
      'Nothing needed from you: 2 online bookings taken care of automatically, Wattle Street Family Practice, run 0193f1c2',
    ],
    [
      'nothing at all',
      only('in-step'),
      'Checked, nothing needed: 1 online booking, Wattle Street Family Practice, run 0193f1c2',
    ],
    [
      'everything dealt with already',
      withStatus('applied', only('start-passed')),
      'Checked, nothing needed: 1 online booking, Wattle Street Family Practice, run 0193f1c2',
    ],
  ])('%s', (_, found, subject) => expect(letter(found).subject).toBe(subject))

  test('a hold comes before everything else, also where nothing was booked', () => {
    for (const found of [world(), quietWorld()]) {
      const held = { ...found, reconciliation: { ...found.reconciliation, holds: ['line-down'] as const } }
      const { subject, text } = letter(held)
      expect(subject).toMatch(/^On hold, do not act yet: /)
      expect(text).toContain('The line is still down.')
      expect(text).not.toContain('phone calls are needed')
    }
  })

  test('what could not be checked needs somebody', () => {
    const { snapshot, reconciliation } = world()
    const unknown = judged('inconclusive', booking('b-free', sydney(25, '09:00')))
    expect(
      letter({ snapshot, reconciliation: { ...only().reconciliation, judgements: [unknown] } }).subject,
    ).toMatch(/^Action needed: 1 online booking to check/)
    expect(reconciliation.judgements.length).toBeGreaterThan(1)
  })

  test('work for people that has no row of its own is still work', () => {
    const { snapshot, reconciliation } = only()
    const [offer] = world().reconciliation.actions
    const actions = offer === undefined ? [] : [offer]
    expect(letter({ snapshot, reconciliation: { ...reconciliation, actions } }).subject).toMatch(
      /^Action needed: 1 thing to check/,
    )
  })

  test('is one line without anything that acts, and not too long, whatever the practice is called', () => {
    for (const name of [...naughtyStrings, 'x'.repeat(500), '\u{1F3E5}'.repeat(100)]) {
      const { subject } = letter(named(name))
      expect(subject).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]|\s\s/u)
      expect(Buffer.from(subject).toString()).toBe(subject)
      expect([...subject].length).toBeLessThan(170)
      expect(subject).toMatch(/^Action needed: 3 .*, run 0193f1c2$/)
    }
    expect(letter(named('')).subject).toContain(', p-1, run')
  })
})

describe('no letter', () => {
  test('where nothing was booked, found, planned or held', () => {
    const { snapshot, reconciliation } = quietWorld()
    expect(letterOf(snapshot, reconciliation, RUN, 'p-1', { reportAt: AT })).toBeNull()
    const noOutage = { ...reconciliation, window: null, read: null }
    expect(letterOf(snapshot, noOutage, RUN, 'p-1', { reportAt: AT })).toBeNull()
  })

  test('for a practice that only its neighbour’s bookings concern', () => {
    const { snapshot, reconciliation } = world()
    const judgements = reconciliation.judgements.filter(({ booking: of }) => of.practiceId === 'p-1')
    const actions = reconciliation.actions.filter(({ practiceId }) => practiceId === 'p-1')
    const run = { ...reconciliation, judgements, actions }
    expect(letterOf(snapshot, run, RUN, 'p-2', { reportAt: AT })).toBeNull()
    expect(letterOf(snapshot, reconciliation, RUN, 'p-2', { reportAt: AT })).not.toBeNull()
  })

  test('and a mistake, where the practice is not of this connection', () => {
    const { snapshot, reconciliation } = world()
    expect(() => letterOf(snapshot, reconciliation, RUN, 'p-9', { reportAt: null })).toThrow('p-9')
  })
})

describe('the body', () => {
  test('begins with today’s calls and when the first is due, with its zone', () => {
    const { text } = letter(world())
    expect(text.split('\n').slice(0, 8)).toEqual([
      'Wattle Street Family Practice',
      'ACTION NEEDED',
      '',
      '3 phone calls are needed now: 2 online bookings, 1 other.',
      'The first call is due at once, the next by Fri 20 Nov 2026, 2:00 pm AEDT.',
      '2 things need a decision: 1 online booking, 1 other.',
      'The first decision is due by Mon 23 Nov 2026, 9:00 am AEDT.',
      '',
    ])
  })

  test('says when the only call is due', () => {
    expect(letter(only('time-already-taken')).text).toContain(
      'The first call is due by Fri 20 Nov 2026, 2:00 pm AEDT.',
    )
    expect(letter(only('start-passed')).text).toContain(
      '1 phone call is needed now.\nThe first call is due at once.',
    )
  })

  test('has four counts that add up to the bookings', () => {
    const { text } = letter(world())
    const counts = [...text.matchAll(/^ +(\d+) {2}(?:Needs a phone|Needs a dec|Done auto|Nothing to do)/gm)]
    const numbers = counts.map(([, count]) => Number(count))
    expect(numbers).toEqual([2, 1, 2, 1])
    expect(text).toContain('6 bookings checked in all.')
  })

  test('follows the order of the report', () => {
    const text = flat(letter(world(), { reportAt: AT }).text)
    const places = [
      'ACTION NEEDED',
      'phone calls',
      'was down from',
      'Needs a phone call now',
      'bookings checked in all',
      ' Recalls ',
      'Reminders',
      'Video appointments',
      'In the appointment book (',
      'https://intranet.example/',
      'The appointment book was read',
      `Run ${RUN}`,
      'names no patient',
      'do not answer',
    ].map((part) => text.indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('says whether the book was read completely, or ever', () => {
    const { snapshot, reconciliation } = world()
    const { read } = reconciliation
    const partial = read === null ? null : { ...read, complete: false }
    expect(flat(letter({ snapshot, reconciliation: { ...reconciliation, read: partial } }).text)).toContain(
      'but not completely',
    )
    expect(letter({ snapshot, reconciliation: { ...reconciliation, read: null } }).text).toContain(
      'never been read',
    )
  })

  test('says how much is not done yet, and how much is', () => {
    expect(flat(letter(world()).text)).toContain('5 of the automatic changes had not been made yet')
    // Two of them have no action of its own: nothing says that it is done.
    const done = flat(letter(withStatus('applied')).text)
    expect(done).toContain('2 of the automatic changes had not been made yet')
    expect(done).toMatch(/5 of all these have been dealt with since/)
    const over = flat(letter(withStatus('applied', only('insert'))).text)
    expect(over).not.toContain('not been made yet')
    expect(over).toContain('1 of all this has been dealt with since')
  })

  test('says the same in text and HTML', () => {
    for (const found of [world(), only('in-step'), only('insert')]) {
      const { text, html } = letter(found, { reportAt: AT })
      const seen = wordsOf(html).toLowerCase()
      for (const block of text.split('\n')) {
        const [, line = ''] = /^(?: +\d+ {2})?\s*(.*?)(?: \(.*| \d+)?$/.exec(block) ?? []
        for (const piece of line.split(/[:.,()] ?/).filter((part) => part.length > 4))
          expect(seen).toContain(piece.trim().toLowerCase())
      }
    }
  })

  test('is wrapped at 76 columns, addresses apart', () => {
    for (const name of [MARKERS.practice, 'x '.repeat(200), 'y'.repeat(300)]) {
      const { text } = letter(named(name), { reportAt: AT })
      const long = text.split('\n').filter((line) => [...line].length > 76 && line.includes(' '))
      expect(long).toEqual([])
      expect(text).not.toMatch(/[ \t]$/m)
    }
  })

  test('tells of attachments, and that the password is never in an email', () => {
    const file = (fileName: string) => ({ fileName, mediaType: 'text/csv', content: new Uint8Array() })
    const minimal = { attach: 'minimal', files: [file('a.csv'), file('b.csv')], tooLarge: false } as const
    expect(letter(world(), { attached: minimal }).text).toContain('a.csv, b.csv: the lists')
    const zip = { attach: 'full-zip', files: [file('a.zip')], tooLarge: false } as const
    expect(letter(world(), { attached: zip }).text.replace(/\s+/g, ' ')).toMatch(
      /a\.zip: .* 7-Zip .* never sent by email/,
    )
    const tooLarge = { attach: 'minimal', files: [], tooLarge: true } as const
    expect(letter(world(), { attached: tooLarge }).text).toContain('too large')
    expect(letter(world()).text).not.toContain('ATTACHED')
  })
})

describe('where the report is', () => {
  const { snapshot } = world()
  const place = (template: string) => placeOf(template, snapshot, RUN, 'p-1')

  test.each([
    [AT, `https://intranet.example/rejoin/con-1/${RUN}/p-1/report.html`],
    ['http://localhost:8080/{run}', `http://localhost:8080/${RUN}`],
    ['http://127.0.0.1/{practice}', 'http://127.0.0.1/p-1'],
    ['http://[::1]/{practice}', 'http://[::1]/p-1'],
  ])('%s is a link', (template, text) => expect(place(template)).toEqual({ text, isLink: true }))

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt://intranet/%0aalert(1)',
    'data:text/html,x',
    'file:///srv/{run}',
    'http://intranet.example/{run}',
    'http://127.0.0.1.evil.example/',
    'https://user:secret@intranet.example/',
    'https://intrаnet.example/', // with a Cyrillic letter
    'https://',
    'https://a b/',
    '//intranet/{run}',
    'the shared drive, folder {run}',
    'S:\\rejoin\\{run}\\{practice}',
    ' https:/intranet',
    '"><script>alert(1)</script>',
  ])('%s is text', (template) => {
    expect(place(template)?.isLink).toBe(false)
    const { html } = letter(world(), { reportAt: template })
    expect(html).not.toMatch(/<a |href=|<script/i)
  })

  test('what stands for an id cannot leave its folder', () => {
    const evil = {
      ...snapshot,
      connection: { ...snapshot.connection, connectionId: '../../x"y' },
      practices: snapshot.practices.map((one) => ({ ...one, practiceId: `${one.practiceId}/..?#&` })),
    }
    const found = placeOf(AT, evil, RUN, 'p-1/..?#&')
    expect(found?.isLink).toBe(true)
    expect(new URL(found?.text ?? '').pathname.split('/')).toHaveLength(6)
    expect(new URL(found?.text ?? '').pathname).toMatch(/^\/rejoin\/[^/]+\/[^/]+\/[^/]+\/report\.html$/)
    expect(found?.text).not.toMatch(/["?#&]|\.\./)
  })

  test('nowhere: whoever looks after Rejoin is asked', () => {
    for (const reportAt of [null, '', '  '])
      expect(flat(letter(world(), { reportAt }).text)).toContain('Ask whoever looks after')
    expect(isSafeUrl('https://intranet.example')).toBe(true)
  })
})

describe('the HTML', () => {
  test('is one valid document that loads nothing', () => {
    for (const found of [world(), only('in-step'), only('insert')]) {
      const errors: string[] = []
      const { html, subject } = letter(found, { reportAt: AT })
      parse(html, { onParseError: ({ code }) => errors.push(code) })
      expect(errors).toEqual([])
      expect(html).toContain(`<title>${subject}</title>`)
      expect(html).toMatch(/<html lang="en-AU"/)
      expect(html).not.toMatch(/<script|<img|<link|src=|url\(|@import|\son[a-z]+=|<form|<input|position:/i)
      expect([...html.matchAll(/https?:/g)].length).toBe(2)
      expect([...html.matchAll(/<a /g)].length).toBe(1)
    }
  })

  test('has the same elements whatever the practice is called', () => {
    const benign = JSON.stringify(skeleton(parse(letter(world()).html)))
    for (const name of naughtyStrings) {
      const { html, text } = letter(named(name))
      expect(JSON.stringify(skeleton(parse(html)))).toBe(benign)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    }
  })

  test('has text that can be read on its background', () => {
    const html = letter(world(), { reportAt: AT }).html
    const light = [...html.matchAll(/[^-]color:(#[0-9a-f]{6});/g)].map(([, colour = '']) => colour)
    for (const colour of new Set(light.filter((one) => one !== '#ffffff')))
      expect(contrast(colour, '#ffffff'), colour).toBeGreaterThan(4.5)
    for (const found of [world(), only('in-step'), only('insert'), only('move-in-book')]) {
      const [, banner = ''] = /<td bgcolor="(#[0-9a-f]{6})"/.exec(letter(found).html) ?? []
      expect(contrast('#ffffff', banner), banner).toBeGreaterThan(4.5)
    }
    const dark = [...html.matchAll(/\{ color: (#[0-9a-f]{6}) !important/g)].map(([, colour = '']) => colour)
    expect(dark.length).toBeGreaterThan(2)
    for (const colour of dark) expect(contrast(colour, '#1b1f24'), colour).toBeGreaterThan(4.5)
  })

  test('stays under 100 kB with every verdict, every finding and 500 conflicts', () => {
    const { snapshot, reconciliation } = world(MARKERS)
    const bookings = [
      ...VERDICTS.map((verdict, index) => ({ verdict, of: booking(`v-${index}`, sydney(21, '09:00')) })),
      ...Array.from({ length: 500 }, (_, index) => ({
        verdict: 'time-already-taken' as const,
        of: booking(`c-${index}`, sydney(20, '14:00')),
      })),
    ]
    const judgements = bookings.map(({ verdict, of }) => judged(verdict, of, { urgency: 'today' }))
    const subjects = {
      recall: ['rec-1'],
      reminder: ['rem-1'],
      video: ['b-video'],
      patient: ['b-taken'],
      book: ['7000', '7001'],
      stale: ['7000'],
      duration: ['5001', 'b-typed'],
      type: ['5001', 'b-typed'],
    }
    const findings = FINDINGS.map((code) => ({
      code,
      practiceId: 'p-1',
      subjectIds: subjects[code.split('-')[0] as keyof typeof subjects],
      ...(code === 'patient-deceased' || code.startsWith('duration') || code.startsWith('type')
        ? { bookingId: 'b-taken' }
        : {}),
    }))
    const all = {
      snapshot: { ...snapshot, bookings: [...snapshot.bookings, ...bookings.map(({ of }) => of)] },
      reconciliation: {
        ...reconciliation,
        judgements,
        findings,
        holds: ['line-down', 'book-not-read-since-reconnect', 'read-incomplete', 'wrong-database'] as const,
      },
    }
    const { html, text } = letter(all, { reportAt: AT })
    expect(html).toContain('Time already taken:\u00a0501')
    expect(Buffer.byteLength(html)).toBeLessThan(100_000)
    expect(Buffer.byteLength(html)).toBeLessThan(50_000)
    expect(Buffer.byteLength(text)).toBeLessThan(10_000)
  })
})

describe('privacy', () => {
  test('nobody’s name, number, time or reason is in a letter', () => {
    const { subject, text, html } = letter(world(), { reportAt: AT })
    const { practice: _, ...private_ } = MARKERS
    const others = [
      'OTHERPRACTICE',
      'OTHERDOCTOR',
      'managermark',
      '9001',
      'b-taken',
      'b-passed',
      '4000',
      'rec-1',
      'R2',
    ]
    for (const mark of [...Object.values(private_), ...others])
      for (const part of [subject, text, html]) expect(part).not.toContain(mark)
    // The appointment of the booking that is only to be decided about next week is told by its deadline alone.
    expect(text.match(/\d{1,2}:\d\d [ap]m/g)).toHaveLength(5)
  })
})

describe('the demo group', () => {
  let demo: Awaited<ReturnType<typeof demoRun>>
  beforeAll(async () => {
    demo = await demoRun()
  })

  test.each(['wattle-street', 'jacaranda'])('%s', async (practiceId) => {
    const { snapshot, reconciliation } = demo
    const made = letterOf(snapshot, reconciliation, DEMO_RUN, practiceId, { reportAt: AT })
    await expect(`${made?.subject}\n\n${made?.text}`).toMatchFileSnapshot(`golden/${practiceId}.txt`)
    await expect(made?.html).toMatchFileSnapshot(`golden/${practiceId}.html`)
    for (const { familyName, givenName } of snapshot.patients) {
      for (const name of [familyName, givenName].filter((one) => one.length > 3))
        expect(`${made?.subject}${made?.text}`).not.toMatch(new RegExp(`\\b${name}\\b`, 'u'))
    }
  })
})

/** WCAG 2's contrast of two colours. */
function contrast(one: string, other: string): number {
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [bright = 0, dim = 0] = [light(one), light(other)].sort((a, b) => b - a)
  return (bright + 0.05) / (dim + 0.05)
}
