/** The stand-in server itself: it must find what a server of somebody else's finds, and keep what it was told. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Medplum } from '../../fhir-server/medplum.ts'
import { carrying, PEOPLE, SYSTEM, slots, typed } from '../../fhir-server/practice.ts'
import { FhirServer, type Resource } from '../../fhir-server/start.ts'

const SEED: readonly Resource[] = [
  ...PEOPLE,
  ...slots(4),
  typed('A', 0, 15, carrying('b1')),
  typed('B', 15, 15, { status: 'cancelled' }),
  // Half past midnight in Sydney, and the day before in UTC.
  { ...typed('C', 0, 15), start: '2026-11-26T00:30:00+11:00', end: '2026-11-26T00:45:00+11:00' },
  { ...typed('D', 0, 15), participant: [{ actor: { reference: 'Practitioner/D2' }, status: 'accepted' }] },
  typed('E', 60, 15, carrying('a|b,c')),
]

interface Found {
  readonly ids: readonly string[]
  readonly status: number
}

async function find(base: string, query: string): Promise<Found> {
  const ids: string[] = []
  for (let url: string | undefined = `${base}/${query}`; url !== undefined; ) {
    const response = await fetch(url)
    if (response.status !== 200) return { ids, status: response.status }
    const bundle = (await response.json()) as Resource
    for (const { resource } of bundle['entry'] ?? []) ids.push(resource.id)
    url = bundle['link']?.find(({ relation }: { relation: string }) => relation === 'next')?.url
  }
  return { ids, status: 200 }
}

describe('finds what Medplum finds', () => {
  let ours: FhirServer
  let theirs: Medplum
  beforeAll(async () => {
    ours = await FhirServer.start(SEED)
    theirs = await Medplum.start(SEED)
  })
  afterAll(() => Promise.all([ours.stop(), theirs.stop()]))

  test.each([
    ['Appointment?_id=A,D', 2],
    ['Appointment?status=booked', 4],
    ['Appointment?status=booked,cancelled', 5],
    [`Appointment?identifier=${SYSTEM}%7Cb1`, 1],
    [`Appointment?identifier=${SYSTEM}/hold%7Cb1`, 0],
    ['Appointment?identifier=b1', 1],
    ['Appointment?date=ge2026-11-25T09:00:00.000Z&date=lt2026-11-25T09:15:00.000Z', 2],
    ['Appointment?date=gt2026-11-25T09:00:00.000Z', 3],
    ['Appointment?date=le2026-11-25T09:00:00.000Z', 2],
    ['Appointment?date=ge2026-11-25T20:15:00.000%2B11:00&_sort=date', 3],
    ['Appointment?date=ge2026-11-25&date=lt2026-11-26', 5],
    ['Appointment?date=ge2026-11-26&date=lt2026-11-27', 0],
    ['Appointment?actor=Practitioner/D2', 1],
    ['Appointment?actor=Practitioner/D1,Practitioner/D2&_sort=-date', 5],
    ['Appointment?practitioner=Practitioner/D1', 4],
    ['Appointment?patient=Patient/P1', 4],
    ['Slot?schedule=Schedule/S-D1', 4],
    ['Slot?schedule=Schedule/S-D1,Schedule/S-D2&status=free&_sort=start', 8],
    ['Slot?start=ge2026-11-25T09:30:00.000Z&schedule=Schedule/S-D1', 2],
    ['Schedule?actor=Practitioner/D2', 1],
    ['Patient?family=family1&birthdate=1980-01-01', 11],
    ['Patient?birthdate=gt1980-01-01', 0],
    ['Patient?family=FAMILY12&given=k', 1],
  ])('%s', async (query, count) => {
    const [one, other] = await Promise.all([find(ours.url, query), find(theirs.url, query)])
    expect(one).toEqual({ status: 200, ids: expect.anything() })
    expect(one.ids.toSorted()).toEqual(other.ids.filter((id) => isSeeded(id)).toSorted())
    expect(one.ids).toHaveLength(count)
  })

  test.each(['Appointment?colour=red', 'Appointment?date=tomorrow', 'Slot?_sort=taste'])(
    '%s is refused',
    async (query) => {
      expect(await find(ours.url, query)).toEqual({ status: 400, ids: [] })
    },
  )

  test('a sign that means something in a search can be escaped', async () => {
    const value = encodeURIComponent(`${SYSTEM}|a\\|b\\,c`)
    expect((await find(ours.url, `Appointment?identifier=${value}`)).ids).toEqual(['E'])
  })
})

const isSeeded = (id: string): boolean => SEED.some((one) => one.id === id)

describe('keeps to the conditions, pages and promises of R4', () => {
  let server: FhirServer
  afterEach(() => server.stop())
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${server.url}/${path}`, init)
  const put = (id: string, etag: string | null, more: object = {}): Promise<Response> =>
    ask(`Appointment/${id}`, {
      method: 'PUT',
      headers: etag === null ? {} : { 'if-match': etag },
      body: JSON.stringify({ ...typed(id, 0, 15), ...more }),
    })

  test('one of twenty has a version; the others are told that it is gone', async () => {
    server = await FhirServer.start(SEED)
    const etag = (await ask('Appointment/A')).headers.get('etag')
    expect(etag).toMatch(/^W\/"[0-9a-f-]{36}"$/)
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await put('A', etag)).status))
    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 412)])
    expect(server.ledger()).toHaveLength(1)
  })

  test('what exists is not made again, and what is deleted is gone', async () => {
    server = await FhirServer.start(SEED)
    const post = (condition: string): Promise<Response> =>
      ask('Appointment', {
        method: 'POST',
        headers: { 'if-none-exist': condition },
        body: JSON.stringify({ ...typed('', 0, 15), id: undefined }),
      })
    expect((await post('identifier=b1')).status).toBe(200)
    expect((await post('status=booked')).status).toBe(412)
    expect((await post('identifier=b9')).status).toBe(201)
    expect((await ask('Appointment/A', { method: 'DELETE' })).status).toBe(204)
    expect((await ask('Appointment/A')).status).toBe(410)
    expect((await ask('Appointment/none')).status).toBe(404)
    // An instant without an offset is none; an end before its start is one.
    expect((await put('B', null, { start: '2026-11-25T09:00:00' })).status).toBe(400)
    expect((await put('B', null, { end: '2026-11-24T09:00:00Z' })).status).toBe(200)
  })

  test('pages have no snapshot, and may lie when they are asked to', async () => {
    server = await FhirServer.start(SEED, ['--page', '2'])
    expect((await find(server.url, 'Appointment?_sort=date')).ids).toHaveLength(5)
    await server.fault({ kind: 'repeat', page: true, times: 1 })
    const { ids } = await find(server.url, 'Appointment?_sort=date')
    expect([ids.length, new Set(ids).size]).toEqual([6, 5])
    await server.fault({ kind: 'status', status: 500, page: true })
    expect(await find(server.url, 'Appointment')).toMatchObject({ status: 500 })
    await server.fault({ kind: 'total', value: 99 })
    expect(await (await ask('Appointment')).json()).toMatchObject({ total: 99 })
  })

  test('tokens soon end, and a file for each type is exported', async () => {
    server = await FhirServer.start(SEED, ['--client', 'me:secret', '--export', '--export-polls', '1'])
    expect((await ask('Appointment')).status).toBe(401)
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'me',
      client_secret: 'secret',
    })
    const told = await (await fetch(server.tokenUrl, { method: 'POST', body: form })).json()
    const { access_token } = told as { access_token: string }
    const headers = { authorization: `Bearer ${access_token}` }
    const begun = await ask('$export?_type=Appointment,Slot', { headers })
    const at = begun.headers.get('content-location') ?? ''
    expect([begun.status, (await fetch(at, { headers })).status]).toEqual([202, 202])
    const manifest = (await (await fetch(at, { headers })).json()) as Resource
    expect(manifest['output'].map((one: Resource) => [one['type'], one['count']])).toEqual([
      ['Appointment', 5],
      ['Slot', 8],
    ])
    const lines = (await (await fetch(manifest['output'][0].url, { headers })).text()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['A', 'B', 'C', 'D', 'E'])
    await server.forget()
    expect((await ask('Appointment', { headers })).status).toBe(401)
  })

  test('what was written outlives the process', async () => {
    server = await FhirServer.start(SEED)
    await put('A', null, { comment: 'kept' })
    await ask('Appointment/B', { method: 'DELETE' })
    server = await server.restart()
    expect(await (await ask('Appointment/A')).json()).toMatchObject({ comment: 'kept' })
    expect((await ask('Appointment/B')).status).toBe(410)
    expect(server.ledger().map(({ method, id }) => `${method} ${id}`)).toEqual(['PUT A', 'DELETE B'])
  })
})
