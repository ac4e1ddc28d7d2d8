/** No page loads, runs or leads to anything, whatever names stand in it: not even where its own policy is switched off. */
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { measuring, openBrowser, opened, wrongIn } from './browser.ts'
import { REPORTS_AT } from './made.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

test.each(inject('pages'))('$name loads nothing and runs nothing', async ({ path }) => {
  const url = pathToFileURL(path).href
  expect(await happenings(url, false)).toEqual([`asked for ${url}`])
  expect(await happenings(url, true)).toEqual([`asked for ${url}`])
})

/** All that the browser did on the way: requests, scripts, boxes, words on its console. Our own tools stay outside. */
async function happenings(url: string, bypassCSP: boolean): Promise<readonly string[]> {
  const context = await browser.newContext({ bypassCSP })
  const page = await context.newPage()
  const happened: string[] = []
  const session = await context.newCDPSession(page)
  await session.send('Debugger.enable')
  session.on('Debugger.scriptParsed', ({ url: from, startLine }) => {
    if (from === url) happened.push(`ran a script of line ${startLine}`)
  })
  page.on('request', (request) => happened.push(`asked for ${request.url()}`))
  page.on('console', (message) => happened.push(`said ${message.text()}`))
  page.on('pageerror', (error) => happened.push(`stumbled: ${error.message}`))
  page.on('dialog', (dialog) => {
    happened.push(`asked ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await context.close()
  return happened
}

test.each(inject('pages'))(
  '$name has nothing that could run or lead away, and a policy that says so',
  async ({ path, kind }) => {
    const context = await measuring(browser)
    const page = await opened(context, path)
    expect(await wrongIn(page, 'active')).toEqual([])
    expect(await wrongIn(page, 'badLinks', kind === 'mail' ? REPORTS_AT : '')).toEqual([])
    const policy = page.locator('meta[http-equiv="Content-Security-Policy"]')
    expect(await policy.getAttribute('content')).toBe("default-src 'none'; style-src 'unsafe-inline'")
    // In force only for what stands after it.
    expect(await page.locator('head > :not(meta)').count()).toBeGreaterThan(0)
    expect(await page.locator('head > :not(meta) ~ meta[http-equiv]').count()).toBe(0)
    await context.close()
  },
)

test('the tools find what is wrong', async () => {
  const context = await measuring(browser)
  const page = await context.newPage()
  await page.setContent(
    '<a href="javascript:alert(1)">x</a><a href="#nowhere">y</a><p onclick="1">z</p><img src="q">',
  )
  expect(await wrongIn(page, 'badLinks', '')).toHaveLength(2)
  expect(await wrongIn(page, 'active')).toHaveLength(2)
  await context.close()
  const told = await happenings(
    `data:text/html,${encodeURIComponent('<script>alert(1);console.log(2);throw Error("3")</script><img src="http://127.0.0.1:9/">')}`,
    false,
  )
  const kinds = ['ran a script', 'asked for http', 'asked 1', 'said 2', 'stumbled: 3']
  for (const kind of kinds) expect(told.join('\n')).toContain(kind)
})
