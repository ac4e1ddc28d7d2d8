/**
 * Answers that are lost, and statements that come late: what a later look proves, and that nothing is written after
 * the time that a write was given.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BookSilent, type Write } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { type Evidence, evidenceOf } from '../../src/fixups/evidence.ts'
import type { EpochMs } from '../../src/reconcile/span.ts'
import {
  at,
  CHAN,
  CLOCK,
  create,
  DAY,
  hold,
  move,
  openPractice,
  type Practice,
  SCOPE,
  span,
} from './practice.ts'
import { Wire } from './proxy.ts'

let practice: Practice
let book: OpenEmrBook
let wire: Wire
beforeAll(async () => {
  practice = await openPractice()
  book = practice.book()
})
beforeEach(async () => {
  await practice.empty()
  await practice.desk.query('delete from patient_data where pid > 3')
  const { hostname, port } = new URL(practice.address)
  wire = await Wire.to(hostname, Number(port))
})
afterEach(() => wire.close())

const WANTED = span('10:00', '10:30')
const LATER = span('14:00', '14:30')
const PERSON = { familyName: 'Diaz', givenName: 'Dee', birthOn: '2001-05-06' }

const quick = (timeoutMs: number): OpenEmrBook =>
  practice.book({ host: '127.0.0.1', port: wire.port, timeoutMs })

/** As `settle` does it, once the book's own clock is past that time. */
async function evidence(write: Write, notAfterMs: EpochMs): Promise<Evidence> {
  const from = at(`${DAY}T10:00`)
  const look = async () => {
    const read = await book.read(SCOPE)
    if (read.kind !== 'complete') throw new Error(JSON.stringify(read))
    return read
  }
  await expect.poll(async () => (await look()).read.takenMs, { timeout: 30_000 }).toBeGreaterThan(notAfterMs)
  const { read, book: found } = await look()
  return evidenceOf({ write, notAfterMs, fromMs: from, knownIds: [] }, read, found, CLOCK.timeZone)
}

interface Case {
  readonly kind: string
  /** The label of the statement that writes. */
  readonly label: string
  readonly ready: () => Promise<Write>
}

const CASES: readonly Case[] = [
  { kind: 'create', label: 'create', ready: async () => create('B-1', WANTED) },
  { kind: 'hold', label: 'hold', ready: async () => hold('B-1', WANTED) },
  { kind: 'move', label: 'move', ready: async () => move(await practice.event({}), LATER) },
  {
    kind: 'cancel',
    label: 'cancel',
    ready: async () => ({ kind: 'cancel', pmsAppointmentId: await practice.event({}) }),
  },
  {
    kind: 'remove-placeholder',
    label: 'remove placeholder',
    ready: async () => {
      const answer = await practice.write(book, hold('B-1', WANTED))
      return {
        kind: 'remove-placeholder',
        pmsAppointmentId: (answer.kind === 'done' ? answer.pmsAppointmentId : null) ?? '',
      }
    },
  },
  {
    kind: 'create-patient',
    label: 'create patient',
    ready: async () => ({ kind: 'create-patient', mobile: null, ...PERSON }),
  },
]

describe.each(CASES)('$kind', ({ label, ready }) => {
  test('an answer that is lost: it is found in the book', async () => {
    const write = await ready()
    const notAfterMs = Date.now() + 2_000
    wire.on({ label, loseAnswer: true })
    await expect(practice.write(quick(2_000), write, { notAfterMs })).rejects.toThrow(BookSilent)
    expect(await evidence(write, notAfterMs)).toMatchObject({ kind: 'written' })
  })

  test('a line that breaks before: it is proven that nothing was written', async () => {
    const write = await ready()
    const notAfterMs = Date.now() + 2_000
    wire.on({ label, cut: true })
    await expect(practice.write(quick(2_000), write, { notAfterMs })).rejects.toThrow(BookSilent)
    expect(await evidence(write, notAfterMs)).toEqual({ kind: 'not-written' })
  })

  test('a statement that was too long on its way writes nothing when it arrives', async () => {
    const write = await ready()
    const notAfterMs = Date.now() + 1_000
    wire.on({ label, before: async () => void (await evidence(write, notAfterMs)) })
    // Its program has given up by then, and the server ends the conversation when it has done what it was sent.
    await expect(practice.write(quick(1_000), write, { notAfterMs })).rejects.toThrow(BookSilent)
    await expect.poll(() => wire.open, { timeout: 30_000 }).toBe(0)
    expect(await evidence(write, notAfterMs)).toEqual({ kind: 'not-written' })
  })
})

describe('a statement that somebody holds up', () => {
  /** The desk sits in a transaction over the day, and over everybody's file. */
  const sit = async (): Promise<void> => {
    await practice.desk.query('start transaction')
    await practice.event({ pc_startTime: '12:00:00', pc_endTime: '12:30:00' })
    await practice.desk.query(
      "insert into patient_data (pid, fname, lname, DOB) values (900, 'A', 'B', '2001-05-06')",
    )
  }

  test.each(CASES.filter(({ kind }) => kind.startsWith('create') || kind === 'hold' || kind === 'move'))(
    '$kind: is ended by the server, and is refused for good',
    async ({ ready }) => {
      const write = await ready()
      await sit()
      const notAfterMs = Date.now() + 2_000
      const answer = await practice.write(quick(2_000), write, { notAfterMs })
      expect(answer).toEqual({ kind: 'refused', why: 'too-late' })
      await practice.desk.query('rollback')
      expect(await evidence(write, notAfterMs)).toEqual({ kind: 'not-written' })
    },
  )

  test.each(CASES.filter(({ kind }) => kind.startsWith('create') || kind === 'hold' || kind === 'move'))(
    '$kind: writes nothing once the lock is gone, though its program was gone long before',
    async ({ ready, label }) => {
      const write = await ready()
      await sit()
      const notAfterMs = Date.now() + 4_000
      // It arrives, and then the line is cut: the server works on for nobody.
      wire.on({ label, passThenCut: true })
      const silent = expect(practice.write(quick(4_000), write, { notAfterMs })).rejects.toThrow(BookSilent)
      // Only once it waits for the desk is its end worth waiting for.
      await expect.poll(() => running(), { timeout: 30_000, interval: 20 }).not.toEqual([])
      await silent
      await expect.poll(() => running(), { timeout: 30_000 }).toEqual([])
      await practice.desk.query('rollback')
      expect(await evidence(write, notAfterMs)).toEqual({ kind: 'not-written' })
    },
  )

  test('is written when the lock goes in time', async () => {
    await sit()
    const asked = practice.write(quick(30_000), create('B-1', WANTED))
    await expect
      .poll(() => wire.sent.filter((sent) => sent === 'create').length, { timeout: 30_000 })
      .toBeGreaterThan(1)
    await practice.desk.query('rollback')
    expect(await asked).toMatchObject({ kind: 'done' })
    expect((await book.within(CHAN, WANTED)).entries).toHaveLength(1)
  })
})

/** Statements of ours that the server still works on. */
const running = () =>
  practice.rows(
    `select id from information_schema.processlist
     where db = database() and id <> connection_id() and info like '/* rejoin:%'`,
  )
