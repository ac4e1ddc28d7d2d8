/**
 * The desk works on while a plan waits for its approval: 1,000 random edits of the book in 25 plans. Whatever was
 * changed, nothing is applied onto it. What is written is judged here anew, by looking at the book the moment before.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBook } from '../../db/book.ts'
import { openDatabase } from '../../db/open.ts'
import type { WriteRequest } from '../../src/books/book.ts'
import { applyPlan } from '../../src/fixups/apply.ts'
import type { Action, Book, Entry } from '../../src/reconcile/model.ts'
import { makeWorld } from '../fault/world.ts'
import { MemoryBook } from './memory-book.ts'
import { approve, load, runOnce } from './practice.ts'

const NOW = Date.parse('2026-11-20T16:00:00Z')
const MINUTE = 60_000
const ROUNDS = 25
const EDITS = 1_000

test(`${EDITS} random edits between approval and applying: nothing is applied onto what was changed`, async () => {
  const seed = Number(process.env['REJOIN_SEED'] ?? Date.now() % 1_000_000)
  const random = randomFrom(seed)
  const world = makeWorld(mkdtempSync(join(tmpdir(), 'rejoin edits ')), NOW)
  const results = new Map<string, number>()
  let edits = 0
  for (let round = 0; round < ROUNDS; round++) {
    const database = await openDatabase({ kind: 'throwaway' })
    await load(database, world.bundle)
    const { plan } = await runOnce(database, 'c1', NOW)
    await approve(database, plan)
    const original = await readBook(database, 'c1')
    const book = new MemoryBook(original, NOW)
    // Few edits leave much to be applied, many leave little: both are of interest.
    const until = Math.round((EDITS * (round + 1) ** 2) / ROUNDS ** 2)
    for (; edits < until; edits++) editAtRandom(book, random)
    const faults: string[] = []
    book.beforeWrite = (now, request) => faults.push(...faultsOf(now, original, request))
    const { steps, stopped } = await applyPlan({ database, book, now: () => NOW, by: 'Robin Tester' }, plan)
    expect(stopped).toBeNull()
    for (const { action, result } of steps) {
      results.set(result, (results.get(result) ?? 0) + 1)
      if (result === 'applied') faults.push(...basisFaults(action, book.now, original))
    }
    expect(faults, `seed ${seed}, round ${round}`).toEqual([])
    await database.close()
  }
  expect(edits).toBe(EDITS)
  // Neither may the guard wave everything away.
  expect(results.get('applied'), JSON.stringify([...results])).toBeGreaterThan(100)
  expect(results.get('declined'), JSON.stringify([...results])).toBeGreaterThan(50)
}, 180_000)

/** What a receptionist does all day. */
function editAtRandom(book: MemoryBook, random: () => number): void {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const { entries, sessions, patients } = book.now
  const entry = pick(entries)
  const day = sessions[0]?.startMs ?? 0
  const startMs = day + Math.floor(random() * 120) * 5 * MINUTE
  const doctor = random() < 0.5 ? 'D1' : 'D2'
  const kind = Math.floor(random() * 9)
  if (kind <= 2 || entry === undefined) {
    const status = pick(['booked', 'booked', 'placeholder', 'cancelled', 'arrived'] as const) ?? 'booked'
    const made: Entry = {
      pmsAppointmentId: `DESK-${entries.length}-${Math.floor(random() * 1e9)}`,
      pmsLocationId: null,
      pmsPractitionerId: doctor,
      pmsPatientId: status === 'placeholder' ? null : (pick(patients)?.pmsPatientId ?? null),
      pmsTypeId: 'T1',
      startMs,
      endMs: startMs + 15 * MINUTE,
      status,
      externalRef: random() < 0.05 ? 'b12' : null,
      createdMs: NOW - MINUTE,
      changedMs: null,
    }
    book.edit((now) => ({ entries: [...now.entries, made] }))
  } else if (kind === 3) book.changeEntry(entry.pmsAppointmentId, { startMs, endMs: startMs + 15 * MINUTE })
  else if (kind === 4) book.changeEntry(entry.pmsAppointmentId, { pmsPractitionerId: doctor })
  else if (kind === 5) {
    book.changeEntry(entry.pmsAppointmentId, {
      status: pick(['cancelled', 'arrived', 'booked', 'completed'] as const) ?? 'booked',
    })
  } else if (kind === 6)
    book.changeEntry(entry.pmsAppointmentId, { pmsPatientId: pick(patients)?.pmsPatientId ?? null })
  else if (kind === 7) {
    book.edit((now) => ({ entries: now.entries.filter((one) => one !== entry) }))
  } else if (random() < 0.3) {
    const leave = {
      pmsPractitionerId: doctor,
      pmsLocationId: null,
      startMs,
      endMs: startMs + 20 * MINUTE,
      reason: null,
    }
    book.edit((now) => ({ blocks: [...now.blocks, leave] }))
  } else if (random() < 0.2) {
    const dead = pick(patients)
    book.edit((now) => ({
      patients: now.patients.map((one) => (one === dead ? { ...one, status: 'deceased' as const } : one)),
    }))
  }
}

/** The book a moment before a write, against the book that the plan was made over. */
function faultsOf(now: Book, original: Book, { write }: WriteRequest): string[] {
  const faults: string[] = []
  const complain = (what: string): void => {
    faults.push(`${JSON.stringify(write)}: ${what}`)
  }
  if ('pmsAppointmentId' in write) {
    const is = now.entries.find((one) => one.pmsAppointmentId === write.pmsAppointmentId)
    const was = original.entries.find((one) => one.pmsAppointmentId === write.pmsAppointmentId)
    if (JSON.stringify(is) !== JSON.stringify(was)) complain('the entry was changed')
  }
  if ('startMs' in write) {
    const overlaps = (one: { startMs: number; endMs: number; pmsPractitionerId: string }): boolean =>
      one.pmsPractitionerId === write.pmsPractitionerId &&
      one.startMs < write.endMs &&
      write.startMs < one.endMs
    for (const one of now.entries.filter(overlaps)) {
      if (one.status === 'cancelled' || one.status === 'did_not_attend') continue
      if ('externalRef' in write && one.externalRef === write.externalRef && one.status === 'placeholder')
        continue
      if ('pmsAppointmentId' in write && one.pmsAppointmentId === write.pmsAppointmentId) continue
      complain(`over ${one.pmsAppointmentId}`)
    }
    if (now.blocks.some(overlaps)) complain('over a leave')
  }
  if (write.kind === 'create') {
    if (
      now.entries.some(
        (one) =>
          one.externalRef === write.externalRef && one.status !== 'cancelled' && one.status !== 'placeholder',
      )
    )
      complain('a second entry of one booking')
    if (now.patients.find((one) => one.pmsPatientId === write.pmsPatientId)?.status === 'deceased')
      complain('for somebody who has died')
  }
  return faults
}

/** What the platform alone wrote down is about an entry as it was. */
function basisFaults({ kind, basis }: Action, now: Book, original: Book): string[] {
  if (basis.entry === undefined || kind.endsWith('-appointment') || kind === 'remove-placeholder') return []
  const id = basis.entry.pmsAppointmentId
  const entryIn = (book: Book): string | undefined =>
    JSON.stringify(book.entries.find((one) => one.pmsAppointmentId === id))
  return entryIn(now) === entryIn(original) ? [] : [`${kind} on ${id}, which was changed`]
}

/** Mulberry32: the same seed gives the same day. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
