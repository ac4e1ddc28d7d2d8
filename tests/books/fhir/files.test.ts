/** Books that come as files: lines of NDJSON, a folder of them, and what a manifest names; with two collections of real ones. */
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Scope } from '../../../src/books/book.ts'
import { FhirBulk } from '../../../src/books/fhir/files/bulk.ts'
import { FhirFolder } from '../../../src/books/fhir/files/folder.ts'
import { ManifestFile } from '../../../src/books/fhir/files/manifest-source.ts'
import { type Line, ndjsonLines } from '../../../src/books/fhir/files/ndjson.ts'
import { Http } from '../../../src/books/fhir/http/http.ts'
import { isChosen } from '../../../src/books/fhir/mapping/recall-search.ts'
import type { FhirOptions } from '../../../src/books/fhir/options.ts'
import { wallClock } from '../../../src/books/wall-time.ts'
import { appointment, BASE, CLOCK, OPTIONS, patient, schedule, slot, told, wordsOf } from './made.ts'

const SCOPE: Scope = {
  ...{ fromOn: '2026-11-20', toOn: '2026-11-20' },
  ...{ people: [], pmsPatientIds: [], pmsAppointmentIds: [], bookingIds: [] },
}

async function* inPieces(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function linesOf(text: string, size = 7): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of ndjsonLines(inPieces(text, size))) lines.push(line)
  return lines
}

describe('lines of NDJSON', () => {
  const good = { kind: 'resource', resource: { resourceType: 'Slot' } }
  const slotLine = '{"resourceType":"Slot"}'
  test.each<[string, string, object[]]>([
    ['two', `${slotLine}\n${slotLine}\n`, [good, good]],
    ['one that does not end', slotLine, [good]],
    ['ends of other systems and empty lines', `\n${slotLine}\r\n\r\n${slotLine}\r\n`, [good, good]],
    ['none', '', []],
    [
      'one cut off',
      `${slotLine}\n{"resourceTy`,
      [good, { kind: 'bad', line: 2, what: 'the last line is cut off' }],
    ],
    [
      'one that is no JSON',
      `{"a"\n${slotLine}\n`,
      [{ kind: 'bad', line: 1, what: 'the line is no JSON' }, good],
    ],
    [
      'one that is no resource',
      '{"id":"1"}\n[]\n7\n',
      [1, 2, 3].map((line) => ({ kind: 'bad', line, what: 'the line holds no resource' })),
    ],
    [
      'letters of another age',
      `{"resourceType":"\xe9"}\n${slotLine}\n`,
      [{ kind: 'bad', line: 1, what: 'the line is no UTF-8' }, good],
    ],
    ['a mark at the beginning', `\xef\xbb\xbf${slotLine}\n`, [good]],
  ])('%s', async (_, text, expected) => {
    for (const size of [1, 7, 10_000]) expect(await linesOf(text, size)).toEqual(expected)
  })

  test('a letter may be cut in two', async () => {
    const [line] = await linesOf(Buffer.from('{"resourceType":"Slot","x":"é"}').toString('latin1'), 1)
    expect(line).toEqual({ kind: 'resource', resource: { resourceType: 'Slot', x: 'é' } })
  })

  test('a line without end is one fault, and the next is read', async () => {
    const text = `{"x":"${'a'.repeat(17 * 2 ** 20)}"}\n${slotLine}\n`
    expect(await linesOf(text, 2 ** 20)).toEqual([
      { kind: 'bad', line: 1, what: 'the line is too long' },
      good,
    ])
  })
})

describe('a folder', () => {
  const folderOf = (files: Readonly<Record<string, readonly unknown[]>>): string => {
    const folder = mkdtempSync(join(tmpdir(), 'fhir folder '))
    for (const [name, rows] of Object.entries(files)) {
      const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)))
      writeFileSync(join(folder, name), lines.join('\n'))
    }
    return folder
  }
  const read = (folder: string, options: Partial<FhirOptions> = {}, scope = SCOPE) =>
    new FhirFolder({ folder, base: BASE, clock: CLOCK, options: { ...OPTIONS, ...options } }).read(scope)
  const ROWS = {
    'Appointment.ndjson': [
      appointment('a1'),
      appointment('far', { start: '2027-01-01T00:00:00Z', end: '2027-01-01T01:00:00Z' }),
    ],
    'rest.NDJSON': [
      slot('1', '09:00-12:00'),
      schedule(),
      patient('p1'),
      { resourceType: 'Location', id: 'room1' },
    ],
    'notes.txt': ['this is no resource'],
  }

  test('of any files whose lines say what they are; taken when the oldest was written', async () => {
    const folder = folderOf(ROWS)
    utimesSync(join(folder, 'rest.NDJSON'), 1_790_000_000, 1_790_000_000)
    const found = await read(folder)
    expect(found).toMatchObject({
      kind: 'complete',
      read: { takenMs: 1_790_000_000_000, fromOn: SCOPE.fromOn },
    })
    const book = told(found)
    expect(book.entries.map((one) => one.pmsAppointmentId)).toEqual(['a1'])
    expect([book.sessions.length, book.patients.length, book.remarks]).toEqual([1, 1, []])
    const known = told(await read(folder, {}, { ...SCOPE, pmsAppointmentIds: ['far'] }))
    expect(known.entries.map((one) => one.pmsAppointmentId)).toEqual(['a1', 'far'])
  })

  test('with lines that cannot be read is partial', async () => {
    const found = await read(
      folderOf({ ...ROWS, 'more.ndjson': [appointment('a2'), 'x', '{"resourceType":"App'] }),
    )
    expect(found.kind).toBe('partial')
    expect(wordsOf(found)).toEqual([
      'fault: more.ndjson:2: the line is no JSON',
      'fault: more.ndjson:3: the last line is cut off',
    ])
    expect(told(found).entries).toHaveLength(2)
  })

  test('of several versions has the newest', async () => {
    const version = (lastUpdated: string, status: string) =>
      appointment('a1', { status, meta: { lastUpdated } })
    const rows = [version('2026-11-03T00:00:00Z', 'cancelled'), version('2026-11-02T00:00:00Z', 'booked')]
    expect(told(await read(folderOf({ 'a.ndjson': rows }))).entries).toMatchObject([{ status: 'cancelled' }])
  })

  test('without appointments is no whole book, without files or without itself none at all', async () => {
    expect(wordsOf(await read(folderOf({ 'a.ndjson': [schedule()] })))).toEqual([
      'fault: folder: there are no appointments in it',
    ])
    expect(await read(folderOf({}))).toMatchObject({
      kind: 'failed',
      why: 'there is no .ndjson file in the folder',
    })
    expect(await read('/nowhere')).toMatchObject({
      kind: 'failed',
      why: 'the folder cannot be read (ENOENT)',
    })
  })

  test('has the recalls that the search chooses', async () => {
    const request = (id: string, more: object) => ({
      ...{ resourceType: 'ServiceRequest', id, status: 'active', intent: 'plan', ...more },
      ...{ subject: { reference: 'Patient/p1' }, occurrenceDateTime: '2026-12-01' },
    })
    const rows = [request('r1', {}), request('r2', { intent: 'order' })]
    const recalls = { resource: 'ServiceRequest', search: [['intent', 'plan,proposal']] } as const
    const book = told(await read(folderOf({ ...ROWS, 'r.ndjson': rows }), { recalls }))
    expect(book.recalls.map((one) => one.pmsRecallId)).toEqual(['r1'])
    expect(told(await read(folderOf({ ...ROWS, 'r.ndjson': rows }))).recalls).toEqual([])
  })

  test.each<[string, boolean]>([
    ['code=recall', true],
    ['code=https://c.example|recall', true],
    ['code=|recall', false],
    ['category=a,b&status=active', true],
    ['category=a&status=completed', false],
    ['intent=plan', false],
  ])('the search %s', (search, chosen) => {
    const resource = {
      ...{ resourceType: 'ServiceRequest', status: 'active' },
      code: { coding: [{ system: 'https://c.example', code: 'recall' }] },
      category: [{ coding: [{ code: 'b' }] }],
    }
    expect(isChosen(resource, [...new URLSearchParams(search)])).toBe(chosen)
  })
})

const sample = (name: string): string => fileURLToPath(new URL(`../samples/${name}`, import.meta.url))
const days = (fromOn: string, toOn: string): Scope => ({ ...SCOPE, fromOn, toOn })

describe('the examples of the standard', () => {
  const read = () =>
    new FhirFolder({
      folder: sample('fhir'),
      base: null,
      clock: wallClock('Europe/Amsterdam'),
      options: OPTIONS,
    }).read(days('2013-12-01', '2017-12-31'))

  test('are two entries, the second practitioner blocked; who was only wished for is not there', async () => {
    const { entries, blocks } = told(await read())
    expect(entries).toEqual([
      expect.objectContaining({
        pmsAppointmentId: '2docs',
        pmsPractitionerId: 'example',
        pmsPatientId: 'example',
        pmsLocationId: null,
        pmsTypeId: 'WALKIN',
        status: 'booked',
        startMs: Date.parse('2013-12-09T09:00:00Z'),
        endMs: Date.parse('2013-12-09T11:00:00Z'),
      }),
      // Its `created` is a day, and a day is no instant.
      expect.objectContaining({ pmsAppointmentId: 'example', pmsLocationId: '1', createdMs: null }),
    ])
    expect(blocks).toMatchObject([{ pmsPractitionerId: 'f202', startMs: Date.parse('2013-12-09T09:00:00Z') }])
  })

  test('say of their four slots that they are nobody’s, and that one is overbooked', async () => {
    const found = await read()
    expect(found.kind).toBe('partial')
    expect(wordsOf(found)).toEqual([
      'warning: Slot 1: the server says that it is overbooked',
      'fault: Schedule example: it names no practitioner by an id of this server, so its slots belong to nobody',
    ])
    expect(told(found).sessions).toEqual([])
  })
})

describe('a real publication of slots', () => {
  const clock = wallClock('America/New_York')
  const http = new Http({
    ...{ url: 'https://api.example', access: { kind: 'open' }, timeoutMs: 1_000, now: () => 0 },
    pause: async () => undefined,
  })
  const read = (options: Partial<FhirOptions> = {}) =>
    new FhirBulk({
      ...{ http, base: null, clock, options: { ...OPTIONS, ...options } },
      source: new ManifestFile(sample('riteaid/bulk-publish.json')),
    }).read(days('2023-03-24', '2023-04-30'))

  test('is told in four sentences what is wrong with it', async () => {
    const found = await read()
    expect(found).toMatchObject({
      kind: 'partial',
      read: { takenMs: Date.parse('2023-03-24T20:27:12.613Z'), complete: false },
    })
    expect(wordsOf(found)).toEqual([
      'fault: manifest: it names no appointments',
      'fault: Slot 116, Slot 135, Slot 149: ids that come again for other times: 3 of them for 42 slots',
      'fault: Slot 116, Slot 135, Slot 149: the offset is not that of the zone at that time',
      'fault: Schedule 116, Schedule 135, Schedule 149: it names no practitioner by an id of this server, so its slots belong to nobody',
    ])
  })

  test('keeps all its slots where places count as practitioners', async () => {
    const { sessions, blocks, remarks } = told(
      await read({ practitionerActors: ['Location'], trustOffsets: true }),
    )
    expect([sessions.length, blocks.length]).toEqual([42, 3])
    expect(sessions[0]).toMatchObject({
      pmsPractitionerId: '116',
      startMs: Date.parse('2023-03-24T08:00:00-05:00'),
    })
    expect(remarks[2]).toBe(
      'warning: Slot 116, Slot 135, Slot 149: the offset is not that of the zone at that time; it was believed',
    )
  })
})
