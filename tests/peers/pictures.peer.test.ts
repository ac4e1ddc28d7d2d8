/**
 * The pictures that README and docs show, taken of the demo. As a test they are thrown away; `npm run pictures` keeps
 * them in docs/pictures.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { A4_WIDTH, measuring, openBrowser, opened } from './browser.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SHOWN = join(ROOT, 'docs', 'pictures')
const ARE_KEPT = process.env['MODE'] === 'pictures'
const MOST_BYTES = 250_000

interface Picture {
  readonly name: string
  /** Of the demo, within its world's folder. */
  readonly page: RegExp
  readonly width: number
  readonly height: number
  readonly scheme?: 'dark'
  readonly media?: 'print'
  /** What stands at the top of it; the page's own top where this is left out. */
  readonly from?: string
}

const REPORT = /^demo reports wattle-street report$/
const PICTURES: readonly Picture[] = [
  { name: 'report', page: REPORT, width: 1280, height: 1100 },
  { name: 'report-phone', page: REPORT, width: 360, height: 800 },
  { name: 'report-dark', page: REPORT, width: 1280, height: 1100, scheme: 'dark' },
  { name: 'days', page: REPORT, width: 1280, height: 1000, from: '#days' },
  { name: 'mail', page: /^demo mails wattle-street mail$/, width: 720, height: 1000 },
  { name: 'index', page: /^demo reports (?:\S+ )?index$/, width: 1280, height: 800 },
  { name: 'status', page: /^demo status$/, width: 1280, height: 800 },
  { name: 'print', page: REPORT, width: A4_WIDTH, height: 960, media: 'print' },
]

let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  browser = await openBrowser()
  context = await measuring(browser)
})
afterAll(() => browser?.close())

test.each(PICTURES)('$name', async (picture) => {
  const found = inject('pages').filter(({ name }) => picture.page.test(name))
  expect(found.map(({ name }) => name)).toHaveLength(1)
  const page = await opened(context, found[0]?.path ?? '')
  const png = await taken(page, picture)
  await page.close()
  expect(png.length).toBeLessThan(MOST_BYTES)
  // One colour alone is packed into far less.
  expect(png.length).toBeGreaterThan(10_000)
  if (!ARE_KEPT) return
  mkdirSync(SHOWN, { recursive: true })
  writeFileSync(join(SHOWN, `${picture.name}.png`), png)
})

async function taken(page: Page, { width, height, scheme, media, from }: Picture): Promise<Buffer> {
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: scheme ?? 'light', media: media ?? 'screen' })
  const whole = await page.evaluate<number>('document.documentElement.scrollHeight')
  const top = from === undefined ? 0 : Math.max(0, ((await page.locator(from).boundingBox())?.y ?? 0) - 24)
  const clip = { x: 0, y: top, width, height: Math.min(height, whole - top) }
  return page.screenshot({ fullPage: true, animations: 'disabled', clip })
}

test('every picture that a document shows is there, and none that nobody takes any more', () => {
  const documents = [
    'README.md',
    ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ]
  const wanted = documents.flatMap((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:docs\/)?pictures\/([\w-]+)\.png/g)].map(
      ([, name]) => name ?? '',
    ),
  )
  const names: readonly string[] = PICTURES.map(({ name }) => name)
  expect(wanted.filter((name) => !names.includes(name))).toEqual([])
  expect(wanted.filter((name) => !existsSync(join(SHOWN, `${name}.png`)))).toEqual([])
  const kept = existsSync(SHOWN) ? readdirSync(SHOWN) : []
  expect(kept.filter((file) => !names.includes(file.replace(/\.png$/, '')))).toEqual([])
})
