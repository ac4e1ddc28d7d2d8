/** report.html: the same page whatever the names, and nothing on it that is not the reader's business. */
import { defaultTreeAdapter, parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import { html } from '../../../src/report/page/markup.ts'
import { reportPage } from '../../../src/report/page/report-page.ts'
import { MARKERS, naughtyStrings, quietWorld, world } from '../world.ts'

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
    expect(page()).not.toMatch(/<script|<img|<link|<a |href=|src=|url\(|@import|\son[a-z]+=|https?:/i)
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
  })

  test('tells what happened in a sentence and counts that add up', () => {
    expect(page()).toContain(
      'was down from Fri 20 Nov 2026, 7:58 am to 11:32 am AEDT (3 h 34 min, of which 2 h 32 min in opening hours); 6 online bookings were checked.',
    )
    const counts = [...page().matchAll(/<dt>([^<]+)<\/dt><dd>(\d+)<\/dd>/g)].map(([, title, count]) => [
      title,
      Number(count),
    ])
    expect(counts).toEqual([
      ['Needs a phone call now', 2],
      ['Needs a decision', 1],
      ['Done automatically', 2],
      ['Nothing to do', 1],
    ])
  })

  test('keeps the same elements whatever the names are', () => {
    const benign = JSON.stringify(skeleton(parse(page())))
    const benignFull = JSON.stringify(skeleton(parse(page(MARKERS, { full: true }))))
    for (const text of naughtyStrings.filter((one) => one.trim() !== '')) {
      const names = named(text)
      expect(JSON.stringify(skeleton(parse(page(names))))).toBe(benign)
      expect(JSON.stringify(skeleton(parse(page(names, { full: true }))))).toBe(benignFull)
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
