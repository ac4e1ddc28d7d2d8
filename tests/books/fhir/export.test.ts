/** Bulk export and publication over HTTP: waiting for it, fetching its files, and to whom our token is shown. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Scope } from '../../../src/books/book.ts'
import { FhirBulk } from '../../../src/books/fhir/files/bulk.ts'
import {
  AskedExport,
  ManifestFile,
  PublishedManifest,
} from '../../../src/books/fhir/files/manifest-source.ts'
import { Http } from '../../../src/books/fhir/http/http.ts'
import { appointment, CLOCK, OPTIONS, patient, told, wordsOf } from './made.ts'
import { type Said, ScriptedServer } from './scripted.ts'

const SCOPE: Scope = {
  ...{ fromOn: '2026-11-20', toOn: '2026-11-20' },
  ...{ people: [], pmsPatientIds: [], pmsAppointmentIds: [], bookingIds: [] },
}
const TAKEN = '2026-11-20T00:00:00Z'

let server: ScriptedServer
let store: ScriptedServer
let pauses: number[] = []
let answers: Record<string, Said | Said[]> = {}
beforeEach(async () => {
  server = await new ScriptedServer().start()
  store = await new ScriptedServer().start()
  pauses = []
  store.answer = () => ({ body: lines(appointment('a1')) })
  answers = {
    '/fhir/$export': { status: 202, headers: { 'content-location': `${server.url}/job/1` } },
    '/fhir/job/1': { body: manifest() },
    '/fhir/file/1': { body: lines(appointment('a1')) },
  }
  server.answer = ({ method, path }) => {
    if (method === 'DELETE') return { status: 202 }
    const said = answers[path.split('?')[0] ?? '']
    return (Array.isArray(said) ? (said.length > 1 ? said.shift() : said[0]) : said) ?? { status: 404 }
  }
})
afterEach(() => Promise.all([server.stop(), store.stop()]))

const lines = (...rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const output = (url = `${server.url}/file/1`, more: object = {}) => ({ type: 'Appointment', url, ...more })
const manifest = (more: object = {}) => ({
  ...{ transactionTime: TAKEN, request: '', requiresAccessToken: true, output: [output()], error: [] },
  ...more,
})

function bulk(sourceOf: (http: Http) => ConstructorParameters<typeof FhirBulk>[0]['source']) {
  const http = new Http({
    url: server.url,
    access: { kind: 'header', header: 'x-key', value: 'secret' },
    ...{ timeoutMs: 5_000, now: () => Date.parse(TAKEN) },
    pause: async (ms) => {
      pauses.push(ms)
    },
  })
  return new FhirBulk({ http, source: sourceOf(http), options: OPTIONS, base: server.url, clock: CLOCK })
}
const read = () => bulk((http) => new AskedExport(http, OPTIONS)).read(SCOPE)
const published = () =>
  bulk((http) => new PublishedManifest(http, new URL(`${server.url}/job/1`))).read(SCOPE)

describe('an export', () => {
  test('is asked for, waited for, fetched and given back', async () => {
    const notYet = { status: 202, headers: { 'retry-after': '7' } }
    answers['/fhir/job/1'] = [
      { status: 202 },
      notYet,
      { status: 429, headers: { 'retry-after': '3' } },
      { body: manifest() },
    ]
    const found = await read()
    expect(found).toMatchObject({
      kind: 'complete',
      read: { takenMs: Date.parse(TAKEN), fromOn: '2026-11-20', toOn: '2026-11-20', complete: true },
      book: { entries: [{ pmsAppointmentId: 'a1' }] },
    })
    expect(server.paths).toEqual([
      'GET /fhir/$export?_type=Appointment,Slot,Schedule,Patient',
      ...Array(4).fill('GET /fhir/job/1'),
      'GET /fhir/file/1',
      'DELETE /fhir/job/1',
    ])
    expect(server.asked[0]?.headers['prefer']).toBe('respond-async')
    expect(pauses).toEqual([4_000, 7_000, 3_000])
  })

  test.each<[string, Record<string, Said>, string]>([
    ['is refused', { '/fhir/$export': { status: 400 } }, 'HTTP 400'],
    ['is answered at once', { '/fhir/$export': { status: 200, body: {} } }, 'HTTP 200'],
    ['is nowhere', { '/fhir/$export': { status: 202 } }, 'it does not say where the export will be'],
    [
      'would be elsewhere',
      { '/fhir/$export': { status: 202, headers: { 'content-location': 'https://other.example/1' } } },
      'the export would be elsewhere',
    ],
    [
      'is never ready',
      { '/fhir/job/1': { status: 202, headers: { 'retry-after': '9999' } } },
      'the export is not ready',
    ],
    ['goes wrong', { '/fhir/job/1': { status: 500 } }, 'HTTP 500'],
    ['comes to no manifest', { '/fhir/job/1': { body: { output: [] } } }, 'no usable manifest'],
    [
      'names no time',
      { '/fhir/job/1': { body: manifest0({ transactionTime: '2026-11-20' }) } },
      'no usable manifest',
    ],
    [
      'names no file',
      { '/fhir/job/1': { body: manifest0({ output: [{ type: 'Appointment' }] }) } },
      'no usable manifest',
    ],
    ['has lost its file', { '/fhir/file/1': { status: 410 } }, 'HTTP 410'],
    ['breaks off in its file', { '/fhir/file/1': { end: 'half', body: 'x'.repeat(100) } }, 'UND_ERR_SOCKET'],
  ])('that %s is a failed read', async (_, said, why) => {
    answers = { ...answers, ...said }
    expect(await read()).toMatchObject({ kind: 'failed', why: expect.stringContaining(why) })
    if (server.paths.includes('GET /fhir/job/1')) expect(server.paths).toContain('DELETE /fhir/job/1')
  })

  test('a file that broke off is fetched again, and no line counts twice', async () => {
    const bad = lines(appointment('a1'), patient('p1')).replace('\n', '\nx\n')
    answers['/fhir/file/1'] = [{ end: 'half', body: `${bad}${bad}` }, { body: bad }]
    const found = await read()
    expect(wordsOf(found)).toEqual(['fault: Appointment 1:2: the line is no JSON'])
    expect(told(found).entries).toHaveLength(1)
  })

  test.each<[string, object, string]>([
    [
      'errors',
      { error: [{ type: 'OperationOutcome', url: 'x' }] },
      'export: the server says that not all of it could be exported',
    ],
    [
      'another count',
      { output: [output0({ count: 2 })] },
      'Appointment 1: it has another number of lines than the manifest says',
    ],
  ])('with %s is partial', async (_, more, fault) => {
    answers['/fhir/job/1'] = { body: manifest(relocated(more)) }
    const found = await read()
    expect(found.kind).toBe('partial')
    expect(wordsOf(found)).toEqual([`fault: ${fault}`])
  })

  test('without any appointments has none: it was asked for them', async () => {
    answers['/fhir/job/1'] = { body: manifest({ output: [] }) }
    expect(await read()).toMatchObject({ kind: 'complete', book: { entries: [] } })
  })

  test('has files of other kinds, which nobody fetches', async () => {
    answers['/fhir/job/1'] = {
      body: manifest({ output: [output(), { type: 'Observation', url: `${server.url}/obs` }] }),
    }
    expect((await read()).kind).toBe('complete')
    expect(server.paths).not.toContain('GET /fhir/obs')
  })
})

describe('our token', () => {
  const shownTo = (at: ScriptedServer, path: string) =>
    at.asked.filter((one) => one.path === path).map((one) => one.headers['x-key'])

  test('goes to the server that it is for, when it is wanted', async () => {
    await read()
    expect(shownTo(server, '/fhir/file/1')).toEqual(['secret'])
    answers['/fhir/job/1'] = { body: manifest({ requiresAccessToken: false }) }
    await read()
    expect(shownTo(server, '/fhir/file/1')).toEqual(['secret', undefined])
  })

  test('stays here when the files are elsewhere, with addresses of their own', async () => {
    const signed = `${store.origin}/bucket?signature=1`
    answers['/fhir/job/1'] = { body: manifest({ requiresAccessToken: false, output: [output(signed)] }) }
    expect(await read()).toMatchObject({ kind: 'complete', book: { entries: [{ pmsAppointmentId: 'a1' }] } })
    expect(shownTo(store, '/bucket?signature=1')).toEqual([undefined])
  })

  test('is not shown to who wants it and is not the one', async () => {
    answers['/fhir/job/1'] = { body: manifest({ output: [output(`${store.origin}/bucket`)] }) }
    expect(await read()).toMatchObject({ kind: 'failed', why: expect.stringContaining('it wants our token') })
    expect(store.asked).toEqual([])
  })

  test.each(['http://files.example/a', 'file:///etc/passwd', 'ftp://files.example/a'])(
    'nor is anything fetched from %s',
    async (url) => {
      answers['/fhir/job/1'] = { body: manifest({ requiresAccessToken: false, output: [output(url)] }) }
      expect(await read()).toMatchObject({ kind: 'failed', why: expect.stringContaining('not https://') })
    },
  )
})

describe('a publication', () => {
  test('is a manifest at an address, whose files may be named from there', async () => {
    answers['/fhir/job/1'] = { body: manifest({ output: [output('../file/1')] }) }
    expect(await published()).toMatchObject({ kind: 'complete', read: { takenMs: Date.parse(TAKEN) } })
    expect(server.paths).toEqual(['GET /fhir/job/1', 'GET /fhir/file/1'])
  })

  test('without appointments is no whole book', async () => {
    answers['/fhir/job/1'] = { body: manifest({ output: [{ type: 'Slot', url: `${server.url}/slots` }] }) }
    answers['/fhir/slots'] = { body: '' }
    expect(wordsOf(await published())).toEqual(['fault: manifest: it names no appointments'])
  })

  test.each(['../secret.ndjson', '/etc/passwd', 'a/../../b'])(
    'a manifest in a file names nothing at %s',
    (url) => {
      expect(() => new ManifestFile('/data/book/manifest.json').place(url)).toThrow('does not lie beside it')
      expect(new ManifestFile('/data/book/manifest.json').place('a/b.ndjson')).toEqual({
        path: '/data/book/a/b.ndjson',
      })
    },
  )

  test('a manifest in a file that is not there, or is none', async () => {
    const found = await bulk(() => new ManifestFile('/nowhere/manifest.json')).read(SCOPE)
    expect(found).toMatchObject({ kind: 'failed', why: 'the manifest cannot be read (ENOENT)' })
  })
})

/** For tables, which are made before there is a server. */
function manifest0(more: object): object {
  return { transactionTime: TAKEN, output: [], error: [], ...more }
}
function output0(more: object): object {
  return { type: 'Appointment', url: 'HERE', ...more }
}
const relocated = (more: object): object =>
  JSON.parse(JSON.stringify(more).replace('HERE', `${server.url}/file/1`))
