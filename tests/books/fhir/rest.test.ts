/** The FHIR client against a server that does everything wrong that servers do. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BookSilent } from '../../../src/books/book.ts'
import type { AccessSettings } from '../../../src/books/fhir/http/access.ts'
import { Refused } from '../../../src/books/fhir/http/refused.ts'
import { RestClient } from '../../../src/books/fhir/http/rest-client.ts'
import type { SearchPage } from '../../../src/books/fhir/rest.ts'
import { patient } from './made.ts'
import { bundle, next, type Said, ScriptedServer } from './scripted.ts'

let server: ScriptedServer
let pauses: number[] = []
let nowMs = 0
beforeEach(async () => {
  server = await new ScriptedServer().start()
  pauses = []
  nowMs = Date.parse('2026-11-20T00:00:00Z')
})
afterEach(() => server.stop())

const pause = async (ms: number): Promise<void> => {
  pauses.push(ms)
}
const client = (
  more: { access?: AccessSettings; timeoutMs?: number; mostBytes?: number } = {},
  pages?: number,
) =>
  new RestClient(
    { url: server.url, access: { kind: 'open' }, timeoutMs: 5_000, now: () => nowMs, pause, ...more },
    pages,
  )

/** Answers in this order; the last one again and again. */
function script(...answers: readonly Said[]): void {
  let at = 0
  server.answer = () => answers[Math.min(at++, answers.length - 1)] ?? {}
}

async function all(pages: AsyncIterable<SearchPage>): Promise<SearchPage[]> {
  const found: SearchPage[] = []
  for await (const page of pages) found.push(page)
  return found
}
const searchAll = () => all(client().search('Patient', [['_count', '2']]))
const idsOf = (pages: readonly SearchPage[]) => pages.map((page) => page.resources.map(({ id }) => id))

describe('reading one resource', () => {
  test('with its version, asked for as FHIR, and never out of a cache', async () => {
    script({ body: patient('p1', { meta: { versionId: '3' } }) })
    expect(await client().read('Patient', 'p1')).toMatchObject({ resource: { id: 'p1' }, etag: 'W/"3"' })
    expect(server.paths).toEqual(['GET /fhir/Patient/p1'])
    expect(server.asked[0]?.headers).toMatchObject({
      accept: 'application/fhir+json',
      'cache-control': 'no-cache',
    })
    script({ headers: { etag: 'W/"abc-7"' }, body: patient('a/b') })
    expect(await client().read('Patient', 'a/b')).toMatchObject({ etag: 'W/"abc-7"' })
    script({ body: patient('p1') })
    expect(await client().read('Patient', 'p1')).toMatchObject({ etag: null })
  })

  test.each([404, 410])('%i: there is none', async (status) => {
    script({ status, body: { resourceType: 'OperationOutcome' } })
    expect(await client().read('Patient', 'p1')).toBeNull()
  })

  test.each<[string, Said, string]>([
    [
      'a page of the web as 404',
      { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>' },
      'HTTP 404',
    ],
    ['another resource', { body: patient('p2') }, 'another resource'],
    ['something of another type', { body: { resourceType: 'Group', id: 'p1' } }, 'another resource'],
    ['no JSON', { body: 'Kim Nguyen' }, 'not JSON'],
    ['a list', { body: '[]' }, 'not JSON'],
    ['403', { status: 403 }, 'HTTP 403'],
    ['302', { status: 302, headers: { location: 'https://other.example/' } }, 'it sends us elsewhere'],
    ['a promise', { status: 202 }, 'HTTP 202'],
  ])('%s is no answer', async (_, said, what) => {
    script(said)
    const host = new URL(server.url).host
    const asked = client().read('Patient', 'p1')
    await expect(asked).rejects.toThrow(`no usable answer from the FHIR server at ${host} (${what})`)
    await expect(asked).rejects.toThrow(BookSilent)
  })

  test('an answer that is too large is not taken', async () => {
    script({ body: patient('p1', { text: 'x'.repeat(5_000) }) })
    await expect(client({ mostBytes: 4_000 }).read('Patient', 'p1')).rejects.toThrow('too large')
    expect(server.asked).toHaveLength(1)
  })
})

describe('patience', () => {
  test.each<[string, Said, number]>([
    ['429', { status: 429 }, 500],
    ['429 with a wish', { status: 429, headers: { 'retry-after': '7' } }, 7_000],
    ['503 until a time', { status: 503, headers: { 'retry-after': 'Fri, 20 Nov 2026 00:00:09 GMT' } }, 9_000],
    ['408', { status: 408 }, 500],
    ['500', { status: 500 }, 500],
    ['a closed connection', { end: 'drop' }, 500],
    ['half an answer', { end: 'half', body: patient('p1') }, 500],
  ])('after %s it is asked again', async (_, said, pausedMs) => {
    script(said, { body: patient('p1') })
    expect(await client().read('Patient', 'p1')).not.toBeNull()
    expect(pauses).toEqual([pausedMs])
  })

  test('and no answer in time', async () => {
    script({ end: 'never' }, { body: patient('p1') })
    expect(await client({ timeoutMs: 150 }).read('Patient', 'p1')).not.toBeNull()
    script({ end: 'never' })
    await expect(client({ timeoutMs: 50 }).read('Patient', 'p1')).rejects.toThrow('too slow')
  })

  test('has an end', async () => {
    script({ status: 503 })
    await expect(client().read('Patient', 'p1')).rejects.toThrow('HTTP 503')
    expect(pauses).toEqual([500, 1_000, 2_000])
    expect(server.asked).toHaveLength(4)
  })

  test('is not for who wants an hour', async () => {
    script({ status: 429, headers: { 'retry-after': '3600' } })
    await expect(client().read('Patient', 'p1')).rejects.toThrow('HTTP 429')
    expect(pauses).toEqual([])
  })

  test('is not for what will not change', async () => {
    script({ status: 501 })
    await expect(client().read('Patient', 'p1')).rejects.toThrow('HTTP 501')
    expect(server.asked).toHaveLength(1)
  })
})

describe('searching', () => {
  test('page by page, with the server’s clock', async () => {
    const pages = [
      {
        headers: { date: 'Fri, 20 Nov 2026 01:02:03 GMT' },
        body: bundle([patient('1'), patient('2')], next('?page=2')),
      },
      { body: bundle([patient('2'), patient('3')], next(`${server.url}/Patient?page=3`)) },
      { body: bundle([], { total: 3 }) },
    ]
    script(...pages)
    const found = await searchAll()
    expect(idsOf(found)).toEqual([['1', '2'], ['2', '3'], []])
    expect(found[0]?.dateMs).toBe(Date.parse('2026-11-20T01:02:03Z'))
    expect(found.flatMap((page) => page.troubles)).toEqual([])
    expect(server.paths).toEqual([
      'GET /fhir/Patient?_count=2',
      'GET /fhir/Patient?page=2',
      'GET /fhir/Patient?page=3',
    ])
  })

  test('a next page at the base itself is followed', async () => {
    script({ body: bundle([], next(`${server.url}?_getpages=7`)) }, { body: bundle([patient('1')]) })
    expect(idsOf(await searchAll())).toEqual([[], ['1']])
  })

  test.each([
    ['another server', () => 'http://127.0.0.1:9/fhir/Patient?page=2'],
    ['the same server elsewhere', () => `${server.origin}/other/Patient?page=2`],
    ['a way around', () => `${server.url}/../other`],
    ['a name that begins alike', () => `${server.url}x/Patient`],
    ['a user in the address', () => server.url.replace('//', '//me:pw@')],
    ['another scheme', () => server.url.replace('http:', 'https:')],
  ])('a next page at %s is not', async (_, url) => {
    script({ body: bundle([patient('1')], next(url())) })
    await expect(searchAll()).rejects.toThrow('its next page is elsewhere')
    expect(server.asked).toHaveLength(1)
  })

  test.each([
    ['the same page again', '?page=2', 'its pages go round in circles'],
    ['no address', '', 'a next page without an address'],
    ['half an address', 'http://', 'a next page without an address'],
  ])('%s as next page ends it', async (_, url, what) => {
    script({ body: bundle([patient('1')], next(url)) })
    await expect(searchAll()).rejects.toThrow(what)
  })

  test('pages without end come to one', async () => {
    let page = 0
    server.answer = () => ({ body: bundle([patient(`${page}`)], next(`?page=${page++}`)) })
    await expect(all(client({}, 5).search('Patient', []))).rejects.toThrow('more pages than can be right')
    expect(server.asked).toHaveLength(5)
  })

  test('a page that is lost half way ends it without an answer', async () => {
    script({ body: bundle([patient('1')], next('?page=2')) }, { status: 500 })
    await expect(searchAll()).rejects.toThrow('HTTP 500')
  })

  const outcome = (severity: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity }] })
  test.each<[string, object, string[]]>([
    ['no resource', {}, ['an entry of a page without a resource']],
    ['nothing', [] as object, ['an entry of a page without a resource']],
    [
      'another type',
      { resource: { resourceType: 'Group', id: '1' } },
      ['a resource of a type that was not asked for'],
    ],
    ['no type', { resource: { id: '1' } }, ['a resource of a type that was not asked for']],
    ['no id', { resource: { resourceType: 'Patient' } }, ['Patient without an id']],
    ['an error', { resource: outcome('error') }, ['the server says itself that something went wrong']],
    [
      'an end',
      { resource: outcome('fatal'), search: { mode: 'outcome' } },
      ['the server says itself that something went wrong'],
    ],
    ['a warning', { resource: outcome('warning'), search: { mode: 'outcome' } }, []],
    [
      'an odd outcome',
      { resource: patient('1'), search: { mode: 'outcome' } },
      ['an outcome that is no OperationOutcome'],
    ],
    ['something that came along', { resource: patient('9'), search: { mode: 'include' } }, []],
  ])('an entry that is %s', async (_, entry, troubles) => {
    script({ body: { ...bundle([]), entry: [entry, { resource: patient('1') }] } })
    const [page] = await searchAll()
    expect(page?.troubles).toEqual(troubles)
    expect(page?.resources.map(({ id }) => id)).toEqual(['1'])
  })

  test.each<[number, string[]]>([
    [0, []],
    [2, []],
    [3, ['fewer were shown than the server counts']],
  ])('a total of %i over two, one of them twice', async (total, troubles) => {
    script({ body: bundle([patient('1'), patient('2'), patient('2')], { total }) })
    expect((await searchAll())[0]?.troubles).toEqual(troubles)
  })

  test.each<[string, object]>([
    ['no Bundle', patient('1')],
    ['an OperationOutcome', outcome('error')],
    ['a Bundle of another kind', bundle([], { type: 'history' })],
    ['entries that are no list', { ...bundle([]), entry: {} }],
    ['two next pages', bundle([], { link: ['a', 'b'].map((url) => ({ relation: 'next', url })) })],
  ])('%s is no page', async (_, body) => {
    script({ body })
    await expect(searchAll()).rejects.toThrow('no page of a search')
  })

  test('a definite no can be told from silence', async () => {
    script({ status: 400 })
    await expect(searchAll()).rejects.toThrow(Refused)
    script({ status: 503 })
    await expect(searchAll()).rejects.not.toThrow(Refused)
    script({ status: 404, headers: { 'content-type': 'text/html' } })
    await expect(searchAll()).rejects.not.toThrow(Refused)
  })

  test('people are looked for in the body, where the server knows how', async () => {
    script({ body: bundle([patient('1')]) })
    const rest = client()
    expect(idsOf(await all(rest.search('Patient', [['birthdate', '1980-02-29']])))).toEqual([['1']])
    await all(rest.search('Patient', [['_id', '1,2']]))
    expect(server.paths).toEqual(['POST /fhir/Patient/_search', 'GET /fhir/Patient?_id=1,2'])
    expect(server.asked[0]?.body).toBe('birthdate=1980-02-29')
    server.answer = ({ method }) => (method === 'POST' ? { status: 405 } : { body: bundle([]) })
    for (const family of ['A', 'B']) await all(rest.search('Patient', [['family', family]]))
    expect(server.paths.slice(2)).toEqual([
      'POST /fhir/Patient/_search',
      'GET /fhir/Patient?family=A',
      'GET /fhir/Patient?family=B',
    ])
  })
})

describe('writing', () => {
  const create = () => client().create('Patient', { resourceType: 'Patient' }, [['identifier', 's|1']])
  const update = (ifMatch: string | null = 'W/"1"') =>
    client().update('Patient', 'p1', { resourceType: 'Patient', id: 'p1' }, ifMatch)

  test('a create is told apart from what was there already', async () => {
    script({ status: 201, headers: { etag: 'W/"1"' }, body: patient('p7') })
    expect(await create()).toEqual({ kind: 'written', id: 'p7', etag: 'W/"1"', existed: false })
    expect(server.asked[0]).toMatchObject({
      method: 'POST',
      path: '/fhir/Patient',
      headers: { 'if-none-exist': 'identifier=s%7C1', 'content-type': 'application/fhir+json' },
    })
    script({ status: 200, headers: { location: `${server.url}/Patient/p8/_history/2` } })
    expect(await create()).toEqual({ kind: 'written', id: 'p8', etag: null, existed: true })
  })

  test('an update names its version', async () => {
    script({ status: 200, body: patient('p1', { meta: { versionId: '2' } }) })
    expect(await update()).toEqual({ kind: 'written', id: 'p1', etag: 'W/"2"', existed: true })
    expect(server.asked[0]).toMatchObject({ method: 'PUT', headers: { 'if-match': 'W/"1"' } })
    script({ status: 200 })
    expect(await update(null)).toMatchObject({ kind: 'written', id: 'p1' })
    expect(server.asked[1]?.headers['if-match']).toBeUndefined()
  })

  test.each([
    [412, { kind: 'stale' }],
    [409, { kind: 'stale' }],
    [400, { kind: 'refused', status: 400 }],
    [401, { kind: 'refused', status: 401 }],
    [422, { kind: 'refused', status: 422 }],
    [429, { kind: 'refused', status: 429 }],
  ])('HTTP %i to an update', async (status, reply) => {
    script({ status })
    expect(await update()).toEqual(reply)
    expect(server.asked).toHaveLength(1)
  })

  test.each<[string, Said]>([
    ['500', { status: 500 }],
    ['408', { status: 408 }],
    ['202', { status: 202 }],
    ['a closed connection', { end: 'drop' }],
    ['half an answer', { status: 201, end: 'half', body: patient('p7') }],
    ['a new row without an id', { status: 201, body: '{}' }],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }],
  ])('%s is silence, and nothing is sent again', async (_, said) => {
    script(said)
    await expect(create()).rejects.toThrow(BookSilent)
    expect(server.asked).toHaveLength(1)
  })

  test('an answer about another row is silence', async () => {
    script({ status: 200, body: patient('p2') })
    await expect(update()).rejects.toThrow(BookSilent)
  })
})

describe('who we are', () => {
  const credentials = (sent: 'basic' | 'post' = 'basic'): AccessSettings => ({
    kind: 'client-credentials',
    tokenUrl: `${server.origin}/token`,
    clientId: 'rejoin:1',
    clientSecret: 'se cret',
    scope: 'system/*.read',
    sent,
  })
  /** Gives token-1, token-2 …, and takes only those of `good`. */
  function tokens(good: (token: string) => boolean, more: object = { expires_in: 300 }): void {
    let given = 0
    server.answer = ({ path, headers }) => {
      if (path === '/token')
        return { body: { access_token: `token-${++given}`, token_type: 'Bearer', ...more } }
      return good(headers.authorization ?? '') ? { body: patient('p1') } : { status: 401 }
    }
  }
  const readTwice = async (rest: RestClient, between = () => {}) => {
    await rest.read('Patient', 'p1')
    between()
    await rest.read('Patient', 'p1')
  }
  const shown = () =>
    server.asked.filter(({ path }) => path !== '/token').map((one) => one.headers.authorization)

  test('a fixed header goes with everything', async () => {
    script({ body: patient('p1') })
    await client({ access: { kind: 'header', header: 'Ocp-Apim-Subscription-Key', value: 'k' } }).read(
      'Patient',
      'p1',
    )
    expect(server.asked[0]?.headers['ocp-apim-subscription-key']).toBe('k')
  })

  test('a token is fetched once, and kept', async () => {
    tokens(() => true)
    await readTwice(client({ access: credentials() }))
    expect(shown()).toEqual(['Bearer token-1', 'Bearer token-1'])
    expect(server.asked[0]).toMatchObject({ method: 'POST', path: '/token' })
    expect(server.asked[0]?.body).toBe('grant_type=client_credentials&scope=system%2F*.read')
    const pair = Buffer.from(server.asked[0]?.headers.authorization?.slice(6) ?? '', 'base64').toString()
    expect(pair).toBe('rejoin%3A1:se+cret')
  })

  test('the secret may go in the body', async () => {
    tokens(() => true)
    await client({ access: credentials('post') }).read('Patient', 'p1')
    expect(new URLSearchParams(server.asked[0]?.body).get('client_secret')).toBe('se cret')
    expect(server.asked[0]?.headers.authorization).toBeUndefined()
  })

  test.each([
    [300, 239, 1],
    [300, 241, 2],
    [10, 7, 1],
    [10, 9, 2],
  ])('a token good for %i s is, after %i s, number %i', async (expires_in, passedS, number) => {
    tokens(() => true, { expires_in })
    await readTwice(client({ access: credentials() }), () => {
      nowMs += passedS * 1000
    })
    expect(shown()[1]).toBe(`Bearer token-${number}`)
  })

  test('a token that is not taken is replaced once', async () => {
    tokens((token) => token === 'Bearer token-2')
    expect(await client({ access: credentials() }).read('Patient', 'p1')).not.toBeNull()
    expect(shown()).toEqual(['Bearer token-1', 'Bearer token-2'])
    tokens(() => false)
    await expect(client({ access: credentials() }).read('Patient', 'p1')).rejects.toThrow('HTTP 401')
    expect(shown().slice(2)).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test('a write that is not let in is not sent again, and the next one has a new token', async () => {
    tokens((token) => token === 'Bearer token-2')
    const rest = client({ access: credentials() })
    expect(await rest.create('Patient', {}, null)).toEqual({ kind: 'refused', status: 401 })
    expect(shown()).toHaveLength(1)
    expect(await rest.read('Patient', 'p1')).not.toBeNull()
  })

  test('a write for which the token came too late was not sent', async () => {
    const rest = client({ access: credentials() })
    server.answer = () => {
      nowMs += 6_000
      return { body: { access_token: 't' } }
    }
    await expect(rest.create('Patient', {}, null)).rejects.toThrow('nothing was sent')
    expect(server.paths).toEqual(['POST /token'])
  })

  test.each<[string, Said, string]>([
    ['refused', { status: 401 }, 'HTTP 401'],
    ['no token', { body: { token_type: 'Bearer' } }, 'its answer holds none'],
    ['two lines', { body: { access_token: 'a\nb' } }, 'its answer holds none'],
    ['no JSON', { body: 'secret' }, 'its answer holds none'],
    ['elsewhere', { status: 302, headers: { location: '/login' } }, 'it sends us elsewhere'],
  ])('no token: %s', async (_, said, what) => {
    script(said)
    const asked = client({ access: credentials() }).read('Patient', 'p1')
    await expect(asked).rejects.toThrow(`no token from ${new URL(server.url).host} (${what})`)
    await expect(asked).rejects.toThrow(BookSilent)
    await expect(asked).rejects.not.toThrow('se cret')
  })
})
