/**
 * What every book must do, whatever is behind it. A harness holds the world of world.ts in the book's own way and says
 * what that kind of book cannot know; everything else is the same for all.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type BookRead,
  BookSilent,
  type PullableBook,
  type WritableBook,
  type Write,
} from '../../../src/books/book.ts'
import { evidenceOf } from '../../../src/fixups/evidence.ts'
import { isWritten } from '../../../src/fixups/request.ts'
import type { Book, Entry } from '../../../src/reconcile/model.ts'
import { overlaps, type Span } from '../../../src/reconcile/span.ts'
import { MARKERS, SCOPE, span, WORLD, ZONE } from './world.ts'

type World = Omit<Book, 'read'>

export interface Harness {
  /** The world as this kind of book can know it at best. */
  readonly known: (world: World) => World
  /** Fresh storage that holds this world and nothing else. */
  put(world: World): Promise<void>
  open(): Promise<PullableBook>
  /** One row of the storage becomes one that cannot be true. */
  spoilOneRow(): Promise<void>
  /** From here on the book cannot be read to its end. */
  breakHalfWay(): Promise<void>
  /** Only of books that can be written. */
  readonly writing: Writing | null
  close(): Promise<void>
}

export interface Writing {
  open(): Promise<WritableBook>
  /** The desk types an entry in, past us. */
  desk(entry: Entry): Promise<void>
  /** The desk gives an entry another status. */
  deskCancels(pmsAppointmentId: string): Promise<void>
  /** The next write is carried out, and its answer lost. */
  loseNextAnswer(): Promise<void>
  /** Its database refuses time that a block or another entry holds. */
  readonly seesBlocks: boolean
}

export function bookContract(name: string, harness: Harness): void {
  const whole = harness.known(WORLD)
  const read = async (): Promise<BookRead> => (await harness.open()).read(SCOPE)
  const readable = async (): Promise<Exclude<BookRead, { kind: 'failed' }>> => {
    const found = await read()
    if (found.kind === 'failed') throw new Error(found.why)
    return found
  }
  afterAll(() => harness.close())

  describe(`${name}, reading`, () => {
    beforeEach(() => harness.put(WORLD))

    test('a complete read holds the book, row by row', async () => {
      const { kind, read, book, remarks } = await readable()
      expect(remarks.filter(({ weight }) => weight === 'fault')).toEqual([])
      expect(kind).toBe('complete')
      expect(read.complete).toBe(true)
      expect(read.fromOn === null || read.fromOn <= SCOPE.fromOn).toBe(true)
      expect(read.toOn === null || read.toOn >= SCOPE.toOn).toBe(true)
      const { read: _, ...rows } = harness.known(book) as Book
      expect(sorted(rows)).toEqual(sorted(whole))
    })

    test('a row that cannot be true makes it partial, is told, and hides nothing else', async () => {
      const before = (await readable()).book.entries.length
      await harness.spoilOneRow()
      const { kind, read, book, remarks } = await readable()
      expect(kind).toBe('partial')
      expect(read.complete).toBe(false)
      expect(remarks.some(({ weight }) => weight === 'fault')).toBe(true)
      expect(book.entries.length).toBeGreaterThanOrEqual(before - 1)
      for (const marker of MARKERS) expect(JSON.stringify(remarks)).not.toContain(marker)
    })

    test('a read that breaks half way is never a complete one', async () => {
      await harness.breakHalfWay()
      const found = await read()
      expect(found.kind).not.toBe('complete')
      if (found.kind === 'failed') {
        expect(found.why).not.toBe('')
        for (const marker of MARKERS) expect(found.why).not.toContain(marker)
      } else expect(found.remarks.some(({ weight }) => weight === 'fault')).toBe(true)
    })

    test('an empty book is a complete one with nothing in it', async () => {
      await harness.put({ ...WORLD, entries: [], blocks: [], recalls: [] })
      const found = await readable()
      // A file without a row does not say which days it speaks of.
      if (found.kind === 'complete') expect(found.book.entries).toEqual([])
      else expect(found.remarks.some(({ weight }) => weight === 'fault')).toBe(true)
    })
  })

  const { writing } = harness
  if (writing !== null) describe(`${name}, questions and writes`, () => writes(harness, writing, readable))
}

function writes(
  harness: Harness,
  writing: Writing,
  readable: () => Promise<Exclude<BookRead, { kind: 'failed' }>>,
): void {
  let book: WritableBook
  let keys = 0
  beforeEach(async () => {
    await harness.put(WORLD)
    book = await writing.open()
  })
  const write = (what: Write) =>
    book.write({ key: `key-${++keys}`, notAfterMs: Date.now() + book.writeTimeoutMs, write: what })
  const create = (ref: string, from: string, to: string, practitioner = '11') =>
    ({
      kind: 'create',
      externalRef: ref,
      pmsPatientId: '3',
      pmsTypeId: '9',
      pmsPractitionerId: practitioner,
      pmsLocationId: '3',
      ...span(from, to),
    }) as const
  const idOf = async (what: Write): Promise<string> => {
    const answer = await write(what)
    if (answer.kind !== 'done' || answer.pmsAppointmentId === null) throw new Error(JSON.stringify(answer))
    return answer.pmsAppointmentId
  }

  test('single questions are answered from the book as it is', async () => {
    expect(await book.entry('101')).toMatchObject({
      status: 'booked',
      externalRef: 'BK-1',
      pmsPatientId: '1',
    })
    expect(await book.entry('999')).toBeNull()
    expect(await book.byRef('BK-1')).toMatchObject([{ pmsAppointmentId: '101' }])
    expect(await book.byRef('BK-9')).toEqual([])
    const theirs = await book.ofPatient('1', span('mon 09:00', 'mon 17:00'))
    expect(theirs.map((one) => one.pmsAppointmentId).sort()).toEqual(['101', '102'])
    expect(await book.ofPatient('1', span('tue 09:00', 'tue 17:00'))).toEqual([])
    const diary = await book.within('11', span('mon 10:15', 'mon 12:30'))
    expect(diary.entries.map((one) => one.pmsAppointmentId).sort()).toEqual(['101', '103'])
    const known = harness.known(WORLD)
    expect(diary.sessionsKnown).toBe(known.sessions.length > 0)
    const touching = (row: Span & { readonly pmsPractitionerId: string }): boolean =>
      row.pmsPractitionerId === '11' && overlaps(row, span('mon 10:15', 'mon 12:30'))
    expect(diary.sessions).toEqual(known.sessions.filter(touching))
    expect(diary.blocks).toEqual(known.blocks.filter(touching))
    expect(await book.patient('4')).toMatchObject({ status: 'deceased' })
    expect(await book.patient('999')).toBeNull()
    const twins = await book.patientsLike({ familyName: 'Twin', givenName: 'Kim', birthOn: '1970-01-01' })
    expect(twins.map((one) => one.pmsPatientId).sort()).toEqual(['1', '2'])
  })

  test('what is written is there, as it was asked for, and in the next read', async () => {
    const wanted = create('BK-2', 'mon 14:00', 'mon 14:30')
    const id = await idOf(wanted)
    expect(isWritten(wanted, await book.entry(id))).toBe(true)
    const { kind, book: after } = await readable()
    expect(kind).toBe('complete')
    expect(after.entries.filter((one) => one.externalRef === 'BK-2')).toMatchObject([
      { pmsAppointmentId: id, pmsPatientId: '3', status: 'booked', ...span('mon 14:00', 'mon 14:30') },
    ])
    expect(after.entries).toHaveLength(WORLD.entries.length + 1)
  })

  test('time that somebody holds is refused, and the book stays as it is', async () => {
    for (const [from, to] of [
      ['mon 10:00', 'mon 10:30'],
      ['mon 10:15', 'mon 10:45'],
      ['sun 03:00', 'sun 03:30'],
    ] as const) {
      expect(await write(create('BK-3', from, to))).toEqual({ kind: 'refused', why: 'time-taken' })
    }
    if (writing.seesBlocks) {
      const answer = await write(create('BK-3', 'mon 12:30', 'mon 12:45'))
      expect(answer).toEqual({ kind: 'refused', why: 'time-taken' })
    }
    const { book: after } = await readable()
    expect(live(after.entries)).toEqual(live(WORLD.entries))
  })

  test('the desk comes first', async () => {
    const [first] = WORLD.entries
    if (first === undefined) throw new Error('an empty world')
    const typed = { ...first, pmsAppointmentId: '201', externalRef: null, ...span('mon 15:00', 'mon 15:30') }
    await writing.desk(typed)
    expect(await write(create('BK-4', 'mon 15:15', 'mon 15:45'))).toEqual({
      kind: 'refused',
      why: 'time-taken',
    })
    expect(await book.entry('201')).toMatchObject({ status: 'booked', ...span('mon 15:00', 'mon 15:30') })
  })

  test('touching is not overlapping, and time of cancelled and missed ones is free', async () => {
    await idOf(create('BK-5', 'mon 10:30', 'mon 11:00'))
    await idOf(create('BK-6', 'mon 11:00', 'mon 11:30'))
    await idOf(create('BK-7', 'mon 09:30', 'mon 10:00'))
  })

  test('on the day on which the clocks change', async () => {
    const id = await idOf(create('BK-8', 'sun 04:00', 'sun 04:30'))
    expect(await book.entry(id)).toMatchObject(span('sun 04:00', 'sun 04:30'))
  })

  test('an entry is moved, to a free time only', async () => {
    const to = { kind: 'move', pmsAppointmentId: '101', pmsPractitionerId: '11' } as const
    expect(await write({ ...to, ...span('mon 09:00', 'mon 09:30') })).toEqual({
      kind: 'refused',
      why: 'time-taken',
    })
    expect(await book.entry('101')).toMatchObject(span('mon 10:00', 'mon 10:30'))
    const moved = { ...to, ...span('mon 16:00', 'mon 16:30') }
    expect(await write(moved)).toMatchObject({ kind: 'done' })
    expect(isWritten(moved, await book.entry('101'))).toBe(true)
    // Its old time is free again, and overlapping oneself is no conflict.
    await idOf(create('BK-9', 'mon 10:00', 'mon 10:30'))
    const aside = { ...to, ...span('mon 15:45', 'mon 16:15') }
    expect(await write(aside)).toMatchObject({ kind: 'done' })
    expect(isWritten(aside, await book.entry('101'))).toBe(true)
  })

  test('an entry is moved to another practitioner', async () => {
    const moved = {
      kind: 'move',
      pmsAppointmentId: '101',
      pmsPractitionerId: '12',
      ...span('mon 11:00', 'mon 11:30'),
    } as const
    expect(await write(moved)).toMatchObject({ kind: 'done' })
    expect(isWritten(moved, await book.entry('101'))).toBe(true)
  })

  test('an entry is cancelled, its time is free, and what was never there is not cancelled', async () => {
    const cancel = { kind: 'cancel', pmsAppointmentId: '101' } as const
    expect(await write(cancel)).toMatchObject({ kind: 'done' })
    expect(isWritten(cancel, await book.entry('101'))).toBe(true)
    await idOf(create('BK-10', 'mon 10:00', 'mon 10:30'))
    expect(await write({ kind: 'cancel', pmsAppointmentId: '999' })).toEqual({
      kind: 'refused',
      why: 'no-such-entry',
    })
    await writing.deskCancels('102')
    expect(
      await write({
        kind: 'move',
        pmsAppointmentId: '102',
        pmsPractitionerId: '12',
        ...span('mon 16:00', 'mon 16:30'),
      }),
    ).toMatchObject({ kind: 'refused' })
  })

  test('time is held for a booking, against others and not against itself, and given back', async () => {
    const place = { pmsPractitionerId: '11', pmsLocationId: '3', ...span('mon 14:00', 'mon 14:30') }
    const hold = { kind: 'hold', externalRef: 'BK-11', ...place } as const
    const id = await idOf(hold)
    expect(isWritten(hold, await book.entry(id))).toBe(true)
    expect(await write(create('BK-12', 'mon 14:15', 'mon 14:45'))).toEqual({
      kind: 'refused',
      why: 'time-taken',
    })
    const own = await idOf(create('BK-11', 'mon 14:00', 'mon 14:30'))
    expect(await book.entry(own)).toMatchObject({ status: 'booked', externalRef: 'BK-11' })
    const left = (await book.byRef('BK-11')).filter((one) => one.status === 'placeholder')
    for (const { pmsAppointmentId } of left) {
      expect(await write({ kind: 'remove-placeholder', pmsAppointmentId })).toMatchObject({ kind: 'done' })
    }
    const { book: after } = await readable()
    expect(after.entries.filter((one) => one.status === 'placeholder')).toEqual([])
    expect(
      after.entries.filter((one) => one.externalRef === 'BK-11' && one.status === 'booked'),
    ).toHaveLength(1)
  })

  test('a file is made for a new patient, once', async () => {
    const person = { familyName: 'Newcomer', givenName: 'Nia', birthOn: '1999-09-09', mobile: '0400 000 000' }
    const answer = await write({ kind: 'create-patient', ...person })
    if (answer.kind !== 'done' || answer.pmsPatientId === null) throw new Error(JSON.stringify(answer))
    expect(await book.patient(answer.pmsPatientId)).toMatchObject({
      familyName: 'Newcomer',
      status: 'active',
    })
    expect(await write({ kind: 'create-patient', ...person })).toEqual({
      kind: 'refused',
      why: 'patient-exists',
    })
  })

  test('a lost answer is no answer, and the next read tells what happened', async () => {
    const wanted = create('BK-13', 'mon 14:00', 'mon 14:30')
    await writing.loseNextAnswer()
    const notAfterMs = Date.now() + book.writeTimeoutMs
    await expect(book.write({ key: 'lost', notAfterMs, write: wanted })).rejects.toThrow(BookSilent)
    const { read, book: after } = await readable()
    const evidence = evidenceOf({ write: wanted, notAfterMs, fromMs: null, knownIds: [] }, read, after, ZONE)
    expect(['written', 'unknown']).toContain(evidence.kind)
    // A placeholder is what an unfinished write leaves behind: the time is kept, and nothing is written yet.
    const made = after.entries.filter(
      ({ externalRef, status }) =>
        externalRef === 'BK-13' && status !== 'cancelled' && status !== 'placeholder',
    )
    expect(made.length).toBeLessThanOrEqual(1)
    expect(evidence.kind === 'written').toBe(made.length === 1)
  })
}

const live = (entries: readonly Entry[]): string[] =>
  entries
    .filter(({ status }) => status !== 'cancelled')
    .map(({ pmsAppointmentId, startMs, status }) => `${pmsAppointmentId} ${startMs} ${status}`)
    .sort()

function sorted(world: World): World {
  const by = <T>(rows: readonly T[], key: (row: T) => string): T[] =>
    [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return {
    entries: by(world.entries, (row) => row.pmsAppointmentId),
    sessions: by(world.sessions, (row) => `${row.startMs} ${row.pmsPractitionerId}`),
    blocks: by(world.blocks, (row) => `${row.startMs} ${row.pmsPractitionerId}`),
    patients: by(world.patients, (row) => row.pmsPatientId),
    recalls: by(world.recalls, (row) => row.pmsRecallId),
  }
}
