/** The HTTP book against the sim, as a process of its own, with everything that can go wrong on the way. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BookSilent, type Write } from '../../src/books/book.ts'
import { HttpBook } from '../../src/books/http/client.ts'
import { wholeBook, writeAnswer } from '../../src/books/http/messages.ts'
import { makeWorld } from '../fault/world.ts'
import { inWords, Sim } from '../pms-sim/start.ts'

const NOW = Date.now()
const SCOPE = {
  fromOn: '2026-01-01',
  toOn: '2026-12-31',
  people: [],
  pmsPatientIds: [],
  pmsAppointmentIds: [],
  bookingIds: [],
}
const dir = mkdtempSync(join(tmpdir(), 'rejoin http '))
const world = makeWorld(dir, NOW)
let sim: Sim
let book: HttpBook
let count = 0
beforeEach(async () => {
  await restart(`ledger-${count++}.jsonl`)
})
afterEach(() => sim.stop())

async function restart(ledger: string, options: readonly string[] = []): Promise<void> {
  sim = await Sim.start(world.seed, join(dir, ledger), options)
  book = askedBy(60_000)
}

const E05 = { pmsAppointmentId: 'E05', status: 'booked', externalRef: 'b05', pmsPractitionerId: 'D1' }
const cancel: Write = { kind: 'cancel', pmsAppointmentId: 'E05' }
const send = (write: Write = cancel, key = 'key-1') =>
  book.write({ key, notAfterMs: Date.now() + 400, write })

describe('questions', () => {
  test('are answered from the book', async () => {
    expect(await book.identity()).toBe('sim')
    const entry = await book.entry('E05')
    expect(entry).toMatchObject(E05)
    expect(await book.entry('E99')).toBeNull()
    expect(await book.byRef('b05')).toMatchObject([E05])
    const span = { startMs: entry?.startMs ?? 0, endMs: entry?.endMs ?? 0 }
    expect(await book.ofPatient('P05', span)).toMatchObject([E05])
    expect(await book.within('D1', span)).toMatchObject({ entries: [E05], blocks: [], sessionsKnown: true })
    expect(await book.patient('P05')).toMatchObject({ familyName: 'Family05', status: 'active' })
    const twins = await book.patientsLike({ familyName: 'Twin', givenName: 'Kim', birthOn: '1970-01-01' })
    expect(twins.map((one) => one.pmsPatientId)).toEqual(['P-t1', 'P-t2'])
    expect(await book.recall('R1')).toMatchObject({ status: 'completed' })
    const read = await book.read(SCOPE)
    expect(read).toMatchObject({ kind: 'complete', read: { databaseIdentity: 'sim', complete: true } })
  })

  test('that find no answer say so, and nothing else', async () => {
    await sim.fault({ kind: 'slow', ms: 900 })
    await expect(book.entry('E05')).rejects.toThrow(
      /no usable answer from the book at 127.0.0.1:\d+ \(too slow\)/,
    )
    await sim.fault({ kind: 'garbage' })
    await expect(book.entry('E05')).rejects.toThrow(BookSilent)
    await sim.fault({ kind: 'partial' })
    expect(await book.read(SCOPE)).toMatchObject({ kind: 'partial' })
    await sim.stop()
    await expect(book.entry('E05')).rejects.toThrow('ECONNREFUSED')
    expect(await book.read(SCOPE)).toMatchObject({ kind: 'failed' })
  })

  test('answered out of a cache are not believed: too old, or older than an answer before', async () => {
    await sim.fault({ kind: 'stale' })
    await sleep(30)
    await expect(askedBy(10).entry('E05')).rejects.toThrow('a stale answer')
    await sim.fault({ kind: 'stale', after: 1 })
    await sleep(30)
    const asked = askedBy(60_000)
    await asked.identity()
    await expect(asked.entry('E05')).rejects.toThrow('a stale answer')
    expect(await asked.entry('E05')).toMatchObject(E05)
  })
})

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))
const askedBy = (staleAfterMs: number): HttpBook =>
  new HttpBook({ url: sim.url, token: null, timeoutMs: 400, staleAfterMs, now: () => Date.now() })

describe('a write', () => {
  test('is done, and in the ledger when it is answered', async () => {
    expect(await send()).toEqual({ kind: 'done', pmsAppointmentId: 'E05', pmsPatientId: null })
    expect(sim.ledger().map(inWords)).toEqual(['cancel E05'])
    expect(await book.entry('E05')).toMatchObject({ status: 'cancelled' })
  })

  test('is refused with a word of the list, whatever the book says', async () => {
    await sim.fault({ kind: 'refuse', why: 'time-taken' })
    expect(await send()).toEqual({ kind: 'refused', why: 'time-taken' })
    await sim.fault({ kind: 'refuse', why: 'Mrs Twin was here first' })
    expect(await send()).toEqual({ kind: 'refused', why: 'other' })
    expect(sim.ledger()).toEqual([])
  })

  test.each([
    ['drop-before', 0],
    ['apply-then-drop', 1],
    ['garbage', 0],
  ])('without an answer (%s) is never sent again', async (kind, inLedger) => {
    await sim.fault({ kind })
    await expect(send()).rejects.toThrow(BookSilent)
    await sleep(100)
    expect(sim.ledger()).toHaveLength(inLedger)
    expect(await sim.asked()).toBe(1)
  })

  test('that comes too late is refused by the book', async () => {
    await sim.fault({ kind: 'late', ms: 700 })
    await expect(send()).rejects.toThrow(BookSilent)
    await sim.fault({ kind: 'slow', ms: 700 })
    await expect(send()).rejects.toThrow('too slow')
    await sleep(800)
    expect(sim.ledger()).toEqual([])
  })

  test.each([
    ['before', 0],
    ['after', 1],
  ])('during which the book dies, %s it is in the ledger', async (when, inLedger) => {
    await sim.fault({ kind: 'die', when })
    await expect(send()).rejects.toThrow(BookSilent)
    const { ledgerFile } = sim
    sim = await Sim.start(world.seed, ledgerFile)
    expect(sim.ledger()).toHaveLength(inLedger)
    book = askedBy(60_000)
    expect(await book.entry('E05')).toMatchObject({ status: inLedger === 1 ? 'cancelled' : 'booked' })
  })

  test('sent twice is done twice, unless the book knows keys', async () => {
    const hold: Write = {
      kind: 'hold',
      externalRef: 'b',
      pmsPractitionerId: 'D1',
      pmsLocationId: null,
      startMs: NOW,
      endMs: NOW + 1,
    }
    await send(hold)
    await send(hold)
    expect(sim.ledger()).toHaveLength(2)
    await sim.stop()
    await restart(`ledger-${count++}.jsonl`, ['--dedupe'])
    await send(hold)
    await send(hold)
    expect(sim.ledger()).toHaveLength(1)
  })
})

describe('messages', () => {
  const sample = {
    takenAt: '2026-11-20T10:00:00Z',
    complete: true,
    entries: [
      {
        pmsAppointmentId: 'E',
        pmsPractitionerId: 'D',
        startAt: '2026-11-20T10:00:00+11:00',
        endAt: '2026-11-20T10:15:00+11:00',
        status: 'booked',
      },
    ],
  }
  test('speak in instants', () => {
    const { read, book: found } = wholeBook(sample)
    expect(read).toEqual({
      takenMs: Date.parse('2026-11-20T10:00:00Z'),
      complete: true,
      databaseIdentity: null,
      fromOn: null,
      toOn: null,
    })
    expect(found.entries[0]).toMatchObject({ startMs: Date.parse('2026-11-19T23:00:00Z'), externalRef: null })
  })

  const first = sample.entries[0]
  test.each([
    ['no object', 'x', 'book is no object'],
    ['no time', { ...sample, takenAt: null }, 'book.takenAt is not what was expected: an instant'],
    ['a wall clock', { ...sample, takenAt: '2026-11-20T10:00:00' }, 'book.takenAt is not'],
    [
      'an unknown status',
      { ...sample, entries: [{ ...first, status: 'Mrs Twin' }] },
      'book.entries[0].status is not what was expected: one of',
    ],
    [
      'an end before its start',
      { ...sample, entries: [{ ...first, endAt: first?.startAt }] },
      'book.entries[0].endAt',
    ],
    [
      'an id twice',
      { ...sample, entries: [first, first] },
      'book.entries is not what was expected: no two rows of one id',
    ],
    [
      'no id',
      { ...sample, entries: [{ ...first, pmsAppointmentId: '' }] },
      'book.entries[0].pmsAppointmentId',
    ],
    ['no list', { ...sample, blocks: {} }, 'book.blocks is not what was expected: a list'],
    [
      'a fraction of a place',
      { ...sample, sessions: [{ ...first, capacity: 1.5 }] },
      'book.sessions[0].capacity',
    ],
  ])('with %s are not understood, and their content is not told', (_what, json, fault) => {
    expect(() => wholeBook(json)).toThrow(fault)
    expect(() => wholeBook(json)).not.toThrow('Mrs')
  })

  test('of an outcome that nobody knows are no answer', () => {
    expect(() => writeAnswer({ outcome: 'maybe' })).toThrow('answer.outcome')
  })
})
