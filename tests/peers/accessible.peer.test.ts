/** Every page as it is heard, walked through by keyboard, and seen by weak eyes. axe-core, and what it cannot tell. */
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { measuring, openBrowser, opened, WIDTHS, wrongIn } from './browser.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const pages = inject('pages')

let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  browser = await openBrowser()
  context = await measuring(browser)
  await context.addInitScript({ path: AXE })
})
afterAll(() => browser?.close())

/** Hundreds of cards of one kind are one card, and axe takes a minute for them. */
const different = pages.filter(({ world }) => world !== 'huge')

test.each(different)('$name has nothing that axe finds, in light and in dark', async ({ path }) => {
  const page = await opened(context, path)
  const found: Record<string, readonly string[]> = {}
  for (const [scheme, width] of LOOKS) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: scheme })
    const wrong = [...(await violations(page)), ...(await wrongIn(page, 'faint', 4.5))]
    if (wrong.length > 0) found[`${scheme} ${width} px`] = wrong
  }
  await page.close()
  expect(found).toEqual({})
})

const LOOKS = [
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
] as const

interface AxeRule {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[]
}

async function violations(page: Page): Promise<readonly string[]> {
  const options = { runOnly: { type: 'tag', values: STANDARDS }, resultTypes: ['violations'] }
  const { violations } = await page.evaluate<{ violations: readonly AxeRule[] }>(
    `axe.run(document, ${JSON.stringify(options)})`,
  )
  return violations.map(
    ({ id, nodes }) =>
      `${id}, ${nodes.length} times: ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary?.replaceAll('\n', ' ')}`,
  )
}

test.each(different)('$name is read in the order in which it stands', async ({ path }) => {
  const page = await opened(context, path)
  await page.setViewportSize({ width: 360, height: 800 })
  expect(await wrongIn(page, 'badOutline')).toEqual([])
  expect(await wrongIn(page, 'readOutOfOrder')).toEqual([])
  expect(await heardHeadings(page)).toEqual(await page.locator('h1, h2, h3, h4, h5, h6').allInnerTexts())
  await page.close()
})

/** What a screen reader's list of headings has, in its order. */
async function heardHeadings(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const heard: string[] = []
  const walk = (id: string): void => {
    const node = byId.get(id)
    if (node === undefined) return
    if (!node.ignored && node.role?.value === 'heading') heard.push(String(node.name?.value ?? ''))
    for (const child of node.childIds ?? []) walk(child)
  }
  walk(nodes[0]?.nodeId ?? '')
  return heard
}

test.each(different)(
  '$name is walked through by keyboard, top to bottom, and one sees where one is',
  async ({ path }) => {
    const page = await opened(context, path)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      expect(await wrongIn(page, 'unreachableScrolls')).toEqual([])
      const stops = await wrongIn(page, 'markStops')
      const walked = await walk(page, Math.min(stops.length, MOST_STOPS))
      expect(walked.map(({ stop }) => stop)).toEqual(walked.map((_, index) => index))
      expect(walked.filter(({ isSeen }) => !isSeen).map(({ told }) => told)).toEqual([])
      await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
      await page.reload()
    }
    await page.close()
  },
)

/** The rest of a long page is more of the same. */
const MOST_STOPS = 40

interface Stop {
  readonly stop: number
  readonly told: string
  readonly isSeen: boolean
}

async function walk(page: Page, many: number): Promise<readonly Stop[]> {
  const walked: Stop[] = []
  for (let n = 0; n < many; n++) {
    await page.keyboard.press('Tab')
    walked.push(
      (await page.evaluate<Stop | null>('peers.focused()')) ?? { stop: -1, told: 'nothing', isSeen: false },
    )
  }
  return walked
}

test('the tools find what is wrong', async () => {
  const page = await context.newPage()
  await page.setViewportSize({ width: 360, height: 800 })
  await page.setContent(`<html><body style="background:#fff;color:#aaa"><h3 style="margin-top:99px">down</h3>
    <p style="position:absolute;top:0">up</p>
    <div style="overflow-x:auto"><p style="width:900px">far</p></div>
    <a href="#x" style="outline:none">there</a>
    <svg width="99" height="20"><rect width="99" height="20" fill="#fff"/><text y="15" fill="#ddd">faint</text></svg>`)
  expect((await violations(page)).length).toBeGreaterThan(2)
  expect(await wrongIn(page, 'faint', 4.5)).toHaveLength(1)
  expect(await wrongIn(page, 'badOutline')).toHaveLength(2)
  expect(await wrongIn(page, 'readOutOfOrder')).toHaveLength(1)
  expect(await wrongIn(page, 'unreachableScrolls')).toHaveLength(1)
  await wrongIn(page, 'markStops')
  // The box that scrolls, though it is not marked as one; then the link.
  expect(await walk(page, 2)).toMatchObject([{ stop: -1 }, { stop: 0, isSeen: false }])
  await page.close()
})
