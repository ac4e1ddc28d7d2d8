/** index.html: every practice of a call once, whatever it is called, and links that lead to the files that were written. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { defaultTreeAdapter, parse } from 'parse5'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeIndex, writeReports } from '../../../src/report/deliver.ts'
import { indexEntries, indexPage } from '../../../src/report/page/index-page.ts'
import { MARKERS, naughtyStrings, quietWorld, type World, world } from '../world.ts'

type Node = Parameters<typeof defaultTreeAdapter.isElementNode>[0]

function skeleton(node: Node): unknown {
  const children = 'childNodes' in node ? node.childNodes : []
  const tag = defaultTreeAdapter.isElementNode(node) ? node.tagName : node.nodeName
  const attributes = defaultTreeAdapter.isElementNode(node) ? node.attrs.map(({ name }) => name) : []
  return [tag, attributes, children.filter((child) => child.nodeName !== '#text').map(skeleton)]
}

/** The first practice of the world has this id. */
function called(practiceId: string): World {
  const { snapshot, reconciliation } = quietWorld()
  const practices = snapshot.practices.map((one, at) => (at === 0 ? { ...one, practiceId } : one))
  return { snapshot: { ...snapshot, practices }, reconciliation }
}

const entriesOf = ({ snapshot, reconciliation }: World) => indexEntries(snapshot, reconciliation, 'run-1')
const hrefs = (page: string): string[] => [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href)

describe('the index', () => {
  test('has a line for each practice with its counts, and is one valid document without patients', () => {
    const errors: string[] = []
    const page = indexPage(entriesOf(world()), [])
    parse(page, { onParseError: ({ code }) => errors.push(code) })
    expect(errors).toEqual([])
    expect(hrefs(page)).toEqual(['p-1/report.html', 'p-2/report.html'])
    const [first = ''] = page.match(/<tr role="row"><th scope="row"[\s\S]*?<\/tr>/) ?? []
    const figures = [...first.matchAll(/<td role="cell" data-label="([^"]+)">(\d+)<\/td>/g)].map((one) =>
      one.slice(1),
    )
    expect(figures).toEqual([
      ['Needs a phone call now', '2'],
      ['Needs a decision', '1'],
      ['Done automatically', '2'],
      ['Nothing to do', '1'],
      ['Bookings checked', '6'],
    ])
    expect(first).toContain('run-1')
    expect(page).not.toMatch(/FAMILYMARK|GIVENMARK|0400111222|b-taken|<script|https?:/)
  })

  test('says which connections could not be run, and what is on hold', () => {
    const held = { ...quietWorld().reconciliation, holds: ['line-down'] as const }
    const page = indexPage(entriesOf({ ...quietWorld(), reconciliation: held }), ['con-9'])
    expect(page).toContain('Could not be run (1)')
    expect(page).toContain('con-9')
    expect(page).toContain('The line is still down')
    expect(indexPage([], [])).toContain('No practice was reported on.')
  })

  test('keeps the same elements whatever names and ids are', () => {
    const benign = JSON.stringify(skeleton(parse(indexPage(entriesOf(world()), ['x']))))
    for (const text of naughtyStrings.filter((one) => one.trim() !== '')) {
      const hostile = world({ ...MARKERS, practice: text })
      expect(JSON.stringify(skeleton(parse(indexPage(entriesOf(hostile), [text]))))).toBe(benign)
    }
  })
})

describe('on disk', () => {
  let out = ''
  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), 'rejoin index-'))
  })
  afterEach(() => rm(out, { recursive: true, force: true }))

  test.each(['p-1', 'index.html', 'INDEX.HTML', '..', 'a/b', 'ü % # ? "x"', '<b>', '\u202e', 'CON', ' '])(
    'links of practice %j lead to its report',
    async (practiceId) => {
      const { snapshot, reconciliation } = called(practiceId)
      const written = await writeReports(out, snapshot, reconciliation, 'run-1')
      await writeIndex(out, indexEntries(snapshot, reconciliation, 'run-1'))
      const page = await readFile(join(out, 'index.html'), 'utf8')
      const led = hrefs(page).map((href) => fileURLToPath(new URL(href, `${pathToFileURL(out)}/index.html`)))
      expect(led).toEqual(written.map(({ folder }) => join(folder, 'report.html')))
      for (const file of led) expect(existsSync(file)).toBe(true)
      expect((await stat(join(out, 'index.html'))).mode & 0o777).toBe(0o600)
      expect((await readdir(out)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    },
  )
})
