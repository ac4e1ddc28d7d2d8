/** report.html: the same page whatever the names, and nothing on it that is not the reader's business. */
import { defaultTreeAdapter, parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import { html } from '../../../src/report/page/markup.ts'
import { reportPage } from '../../../src/report/page/report-page.ts'
import { booking, judged, MARKERS, naughtyStrings, quietWorld, sydney, type World, world } from '../world.ts'

type Node = Parameters<typeof defaultTreeAdapter.isElementNode>[0]

/** Elements with their attributes' names, and no text. */
function skeleton(node: Node): unknown {
  const children = 'childNodes' in node ? node.childNodes : []
  const tag = defaultTreeAdapter.isElementNode(node) ? node.tagName : node.nodeName
  const attributes = defaultTreeAdapter.isElementNode(node) ? node.attrs.map(({ name }) => name) : []
  return [tag, attributes, children.filter((child) => child.nodeName !== '#text').map(skeleton)]
}

const page = (names = MARKERS, options = {}): string => {
  const { snapshot, reconciliation } = world(names)
  return reportPage(snapshot, reconciliation, 'run-1', 'p-1', options)
}

/** So many bookings for one time, one after the other. */
function busyWorld(size: number): World {
  const { snapshot, reconciliation } = quietWorld()
  const bookings = Array.from({ length: size }, (_, at) =>
    booking(`b-${String(at).padStart(4, '0')}`, sydney(20, '14:00') + at * 60_000),
  )
  const judgements = bookings.map((one) =>
    judged('time-already-taken', one, {
      urgency: 'today',
      conflictGroup: 'b-0000',
      alternative: { practitionerId: 'dr-1', startMs: one.startMs + 1, endMs: one.endMs + 1 },
      options: [2, 3].map((more) => ({
        practitionerId: 'dr-1',
        startMs: one.startMs + more * 60_001,
        endMs: one.endMs + more * 60_001,
      })),
    }),
  )
  return { snapshot: { ...snapshot, bookings }, reconciliation: { ...reconciliation, judgements } }
}

const named = (text: string) => ({
  family: text,
  given: text,
  mobile: text,
  birthOn: '1971-02-03',
  practice: text,
  practitioner: text,
  type: text,
  reason: text,
  email: text,
})

describe('the page', () => {
  test('is one valid, self-contained document', () => {
    const errors: string[] = []
    parse(page(), { onParseError: ({ code }) => errors.push(code) })
    expect(errors).toEqual([])
    expect(page()).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    )
    expect(page()).not.toMatch(/<script|<img|<link|src=|url\(|@import|\son[a-z]+=|https?:/i)
    // Links lead to other parts of the page, and nowhere else.
    expect(page()).not.toMatch(/href="(?!#)/)
    expect(page()).toMatch(
      /<html lang="en-AU">[\s\S]*<title>After the outage: Wattle Street Family Practice<\/title>/,
    )
  })

  test('has no id twice and every label it refers to', () => {
    const ids = [...page().matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, refs = ''] of page().matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const ref of refs.split(' ')) expect(ids).toContain(ref)
    }
    const links = [...page().matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(10)
    for (const id of links) expect(ids).toContain(id)
  })

  test('has one main heading, and leaves out no level below it', () => {
    const levels = [...page().matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level))
    expect(levels.filter((level) => level === 1)).toEqual([1])
    for (const [at, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1)
  })

  test('is the same bytes for the same world', () => {
    expect(page()).toBe(page())
    expect(page(MARKERS, { full: true })).toBe(page(MARKERS, { full: true }))
  })

  test('keeps the answer short and quick for a busy day', () => {
    const { snapshot, reconciliation } = busyWorld(500)
    const text = reportPage(snapshot, reconciliation, 'run-1', 'p-1')
    expect(text.match(/<li class="item /g)).toHaveLength(500)
    expect(Buffer.byteLength(text)).toBeLessThan(2_000_000)
    const more = busyWorld(501)
    const cut = reportPage(more.snapshot, more.reconciliation, 'run-1', 'p-1')
    expect(cut.match(/<li class="item /g)).toHaveLength(500)
    expect(cut).toContain('1 more are in the CSV files beside this page.')
  })

  test('tells what happened in a sentence and counts that add up', () => {
    expect(page()).toContain(
      'was down from Fri 20 Nov 2026, 7:58 am to 11:32 am AEDT (3 h 34 min, of which 2 h 32 min in opening hours); 6 online bookings were checked.',
    )
    const counts = [...page().matchAll(/<span>([^<]+)<\/span> <strong>(\d+)<\/strong>/g)].map(
      ([, title, count]) => [title, Number(count)],
    )
    expect(counts).toEqual([
      ['Needs a phone call now', 2],
      ['Needs a decision', 1],
      ['Done automatically', 2],
      ['Nothing to do', 1],
    ])
    expect(page()).toContain('2 + 1 + 2 + 1 = 6 online bookings checked')
    expect(page()).toContain('They are: 6 accepted during the outage.')
  })

  test('keeps the same elements whatever the names are', () => {
    const benign = JSON.stringify(skeleton(parse(page())))
    const benignFull = JSON.stringify(skeleton(parse(page(MARKERS, { full: true }))))
    const hostile = naughtyStrings.filter((one) => one.trim() !== '')
    // Several at a time in one name: what breaks out of a text does so in company too.
    for (let at = 0; at < hostile.length; at += 12) {
      const text = hostile.slice(at, at + 12).join(' ')
      expect(JSON.stringify(skeleton(parse(page(named(text), { full: true }))))).toBe(benignFull)
      expect(JSON.stringify(skeleton(parse(page(named(text)))))).toBe(benign)
    }
  })

  test('shows control and bidi characters instead of obeying them', () => {
    const hostile = page(named('a\u0000b\u001bc\u202ed\u2066e\u0085f'))
    expect(hostile).toContain('a␀b␛c[U+202E]d[U+2066]e[U+0085]f')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  })

  test('says in words that nothing is needed, or that the run is on hold', () => {
    const quiet = quietWorld()
    expect(reportPage(quiet.snapshot, quiet.reconciliation, 'run-1', 'p-1')).toContain(
      'Checked: nothing is needed from anyone.',
    )
    const held = { ...quiet.reconciliation, holds: ['line-down'] as const }
    expect(reportPage(quiet.snapshot, held, 'run-1', 'p-1')).toContain('The line is still down.')
    const none = { ...quiet.reconciliation, window: null, read: null }
    expect(reportPage(quiet.snapshot, none, 'run-1', 'p-1')).toContain('There was no outage')
  })
})

describe('a template', () => {
  test('refuses a value anywhere but in text or a quoted attribute', () => {
    expect(() => html`<p class=${'x'}>`).toThrow('may not stand here')
    expect(() => html`<p ${'x'}>`).toThrow('may not stand here')
    expect(() => html`<style>${'x'}</style>`).toThrow('may not stand here')
    expect(html`<p class="${'"><b>'}">${'<i>&'}</p>`.toString()).toBe(
      '<p class="&quot;&gt;&lt;b&gt;">&lt;i&gt;&amp;</p>',
    )
  })
})
