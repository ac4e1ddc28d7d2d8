/** SHELL. A headless Chromium with a profile of its own, and its pages with our measuring tools in them. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { inject } from 'vitest'

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: inject('chromium'), args: FLAGS })

/** Nothing that would call home, or a sandbox that root may not have. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** `360 px`, `768 px`, `1280 px`: a phone, a tablet, a desk. */
export const WIDTHS = [360, 768, 1280] as const
/** A4 between margins of 15 mm, upright and across, in CSS pixels. */
export const A4_WIDTH = 680
export const A4_ACROSS = 1009

const IN_PAGE = fileURLToPath(new URL('in-page.js', import.meta.url))

/** One folder of cookies and settings for each suite; the page's own policy stays as it is. */
export async function measuring(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  })
  await context.addInitScript({ path: IN_PAGE })
  return context
}

export async function opened(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(pathToFileURL(path).href)
  return page
}

/** A function of `in-page.js`; what it found wrong. */
export function wrongIn(page: Page, tool: string, ...args: readonly (string | number)[]): Promise<string[]> {
  return page.evaluate(`peers.${tool}(${args.map((arg) => JSON.stringify(arg)).join()})`)
}
