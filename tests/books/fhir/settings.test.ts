/** rejoin.json for a FHIR server: what it may say, and what opens then. */
import { expect, test } from 'vitest'
import { parseConfig } from '../../../bin/config-file.ts'
import { FhirBook } from '../../../src/books/fhir/client.ts'
import { FhirBulk } from '../../../src/books/fhir/files/bulk.ts'
import { FhirFolder } from '../../../src/books/fhir/files/folder.ts'
import { CLOCK } from './made.ts'
import { bundle, ScriptedServer } from './scripted.ts'

const URL = 'https://fhir.example/r4'
const bookOf = (settings: object) =>
  parseConfig(
    JSON.stringify({ books: { c1: { kind: 'fhir', ...settings } } }),
    '/etc/rejoin/rejoin.json',
  ).books.get('c1')
const open = (settings: object, env: Record<string, string> = {}) =>
  bookOf(settings)?.open({ connectionId: 'c1', env, now: Date.now, clock: CLOCK })

test.each([
  [{ url: URL }, FhirBook],
  [{ url: URL, from: 'rest' }, FhirBook],
  [{ url: URL, from: 'export' }, FhirBulk],
  [{ url: URL, from: 'export', manifestUrl: `${URL}/$bulk-publish` }, FhirBulk],
  [{ url: URL, from: 'export', manifestFile: 'manifest.json' }, FhirBulk],
  [{ from: 'folder', folder: 'export' }, FhirFolder],
  [{ from: 'folder', folder: 'export', url: URL }, FhirFolder],
])('%j', async (settings, kind) => {
  expect(bookOf(settings)?.canWrite).toBe(false)
  const opened = await open(settings)
  expect(opened?.source).toBeInstanceOf(kind)
  expect(opened?.writable).toBeNull()
})

test('a book that may be written', async () => {
  const settings = { url: URL, write: true }
  expect(bookOf(settings)?.canWrite).toBe(true)
  expect((await open(settings))?.writable?.writeTimeoutMs).toBeGreaterThan(0)
})

test.each<[object, string]>([
  [{}, 'books.c1.url must be an address'],
  [{ url: 'http://fhir.example' }, 'books.c1.url must begin with https://'],
  [{ url: URL, from: 'air' }, 'books.c1.from must be one of rest, export, folder'],
  [{ from: 'folder' }, 'books.c1.folder must be a path'],
  [{ url: URL, manifestFile: 'm' }, 'books.c1.manifestFile is for "from": "export"'],
  [{ url: URL, from: 'export', manifestFile: 'm', manifestUrl: URL }, 'only one of the two'],
  [{ url: URL, from: 'export', write: true }, 'books.c1.write can only be true with "from": "rest"'],
  [{ url: URL, practitionerActors: [] }, 'books.c1.practitionerActors must name at least one'],
  [{ url: URL, typeFrom: 'title' }, 'books.c1.typeFrom must be one of appointmentType, serviceType'],
  [{ url: URL, statuses: { waiting: 'here' } }, 'books.c1.statuses.waiting must be one of booked'],
  [{ url: URL, recalls: { resource: 'Flag' } }, 'books.c1.recalls.resource must be one of ServiceRequest'],
  [
    { from: 'folder', folder: 'f', recalls: { resource: 'Task', search: 'owner=Practitioner/1' } },
    'books.c1.recalls.search can look only for status, intent',
  ],
  [{ url: URL, auth: {} }, 'books.c1.auth.header must be a text'],
  [{ url: URL, auth: { header: 'X-Key' } }, 'books.c1.auth.value must be {"file": PATH} or {"env": NAME}'],
  [
    { url: URL, auth: { header: 'X Key', value: { env: 'K' } } },
    'books.c1.auth.header must be the name of a header',
  ],
  [{ url: URL, auth: { header: 'X-Key', value: 'hunter2' } }, 'a secret never stands in this file'],
  [{ url: URL, auth: { tokenUrl: `${URL}/token`, clientId: 'me' } }, 'books.c1.auth.clientSecret must be'],
  [
    { url: URL, auth: { tokenUrl: 'http://x.example', clientId: 'me', clientSecret: { env: 'S' } } },
    'books.c1.auth.tokenUrl',
  ],
  [{ url: URL, colour: 'red' }, 'books.c1 knows no "colour"'],
])('%j is told to be wrong', (settings, fault) => {
  expect(() => bookOf(settings)).toThrow(fault)
  expect(() => bookOf(settings)).not.toThrow('hunter2')
})

test('the settings reach the server: address, secret, recalls', async () => {
  const server = await new ScriptedServer().start()
  server.answer = () => ({ body: bundle([]) })
  const auth = { header: 'Ocp-Apim-Subscription-Key', value: { env: 'FHIR_KEY' } }
  const recalls = { resource: 'ServiceRequest', search: 'status=active,on-hold&category=recall' }
  await expect(open({ url: server.url, auth })).rejects.toThrow('into the environment as FHIR_KEY')
  const opened = await open({ url: server.url, auth, recalls }, { FHIR_KEY: 'k1' })
  const scope = { people: [], pmsPatientIds: [], pmsAppointmentIds: [], bookingIds: [] }
  expect(await opened?.source.read({ fromOn: '2026-11-20', toOn: '2026-11-20', ...scope })).toMatchObject({
    kind: 'complete',
  })
  expect(server.paths).toContain('GET /fhir/ServiceRequest?status=active,on-hold&category=recall&_count=200')
  expect(new Set(server.asked.map((one) => one.headers['ocp-apim-subscription-key']))).toEqual(
    new Set(['k1']),
  )
  await server.stop()
})
