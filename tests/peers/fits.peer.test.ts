/** Every page on a phone, a tablet and a desk, and on paper: nothing wider than it, nothing cut off, nothing too small. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { A4_ACROSS, A4_WIDTH, measuring, openBrowser, opened, WIDTHS, wrongIn } from './browser.ts'

const LEAST_PX = 11
/** Seven and a half points. */
const LEAST_PRINTED_PX = 10

let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  browser = await openBrowser()
  context = await measuring(browser)
})
afterAll(() => browser?.close())

test.each(inject('pages'))('$name fits the screen', async ({ path, world }) => {
  const page = await opened(context, path)
  const found: Record<string, readonly string[]> = {}
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 })
    found[`${width} px`] = [
      ...(await misfits(page, LEAST_PX)),
      // On a desk ids of a usual length fit; for all else there is the list beneath the picture.
      ...(world.startsWith('demo') && width === 1280 ? await wrongIn(page, 'cramped') : []),
    ]
  }
  await page.close()
  expect(found).toEqual({ '360 px': [], '768 px': [], '1280 px': [] })
})

/** Mail programs print in their own way. */
const printed = inject('pages').filter(({ kind }) => kind !== 'mail')

test.each(printed)('$name fits A4', async ({ path }) => {
  const page = await opened(context, path)
  // A screen in dark does not make dark paper.
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const sizes = [...pdf.matchAll(/\/MediaBox \[([^\]]*)\]/g)].map(
    ([, box]) =>
      box
        ?.split(' ')
        .slice(2)
        .map((side) => Math.round(Number(side))) ?? [],
  )
  expect(new Set(sizes.map((size) => [...size].sort((a, b) => a - b).join(' by ')))).toEqual(
    new Set(['595 by 842']),
  )
  const [width = 0, height = 0] = sizes[0] ?? []
  await page.setViewportSize({ width: width < height ? A4_WIDTH : A4_ACROSS, height: 1000 })
  expect(await wrongIn(page, 'paper')).toEqual([255, 255, 255])
  expect([...(await misfits(page, LEAST_PRINTED_PX)), ...(await wrongIn(page, 'scrolledAway'))]).toEqual([])
  await page.close()
})

async function misfits(page: Page, leastPx: number): Promise<readonly string[]> {
  return [
    ...(await wrongIn(page, 'overflows')),
    ...(await wrongIn(page, 'clipped')),
    ...(await wrongIn(page, 'overprinted')),
    ...(await wrongIn(page, 'tiny', leastPx)),
  ]
}

test('the tools find what is wrong', async () => {
  const page = await context.newPage()
  await page.setViewportSize({ width: 360, height: 800 })
  await page.setContent(`<body style="margin:0">
    <div style="width:400px">wide</div>
    <div style="overflow:hidden;width:50px;white-space:nowrap">much too long for it</div>
    <svg viewBox="0 0 1000 40" width="360"><text x="0" y="20" font-size="14">one</text>
    <text x="5" y="22" font-size="14">other</text><text x="990" y="20" font-size="60">beyond</text>
    <svg x="200" y="0" width="50" height="30"><text x="0" y="20" font-size="40"><tspan class="id">narrow</tspan></text></svg></svg>`)
  expect(await wrongIn(page, 'overflows')).toHaveLength(2)
  expect(await wrongIn(page, 'clipped')).toHaveLength(2)
  expect(await wrongIn(page, 'cramped')).toHaveLength(1)
  expect(await wrongIn(page, 'overprinted')).toHaveLength(1)
  expect(await wrongIn(page, 'tiny', LEAST_PX)).toHaveLength(2)
  expect(await wrongIn(page, 'scrolledAway')).toHaveLength(1)
  await page.close()
})
