/** Applying a plan to a book that changes, refuses, falls silent or loses answers, and to one that cannot be written. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readBook } from '../../db/book.ts'
import { type Database, rowsOf } from '../../db/database.ts'
import { PlanIsStale, readActionStates, recordDecisions } from '../../db/fixups.ts'
import { openDatabase } from '../../db/open.ts'
import { readBooking } from '../../db/platform-writes.ts'
import { pull } from '../../src/books/pull.ts'
import { applyPlan } from '../../src/fixups/apply.ts'
import { HANDS } from '../../src/fixups/hands.ts'
import { type Applied, type CrashPoint, NotApplicable } from '../../src/fixups/steps.ts'
import type { Action, Entry } from '../../src/reconcile/model.ts'
import { makeWorld } from '../fault/world.ts'
import { MemoryBook } from './memory-book.ts'
import { approve, load, type Ran, runOnce } from './practice.ts'

const NOW = Date.parse('2026-11-20T16:00:00Z')
const world = makeWorld(mkdtempSync(join(tmpdir(), 'rejoin apply ')), NOW)

let database: Database
let book: MemoryBook
let ran: Ran
beforeEach(async () => {
  database = await openDatabase({ kind: 'throwaway' })
  await load(database, world.bundle)
  ran = await runOnce(database, 'c1', NOW)
  book = new MemoryBook(await readBook(database, 'c1'), NOW)
})
afterEach(() => database.close())

const by = 'Robin Tester'
const apply = (at = NOW, crashPoint: (name: CrashPoint) => void = () => undefined): Promise<Applied> =>
  applyPlan({ database, book, now: () => at, by, crashPoint }, ran.plan)
const inWords = ({ steps }: Applied): string[] =>
  steps.map(
    ({ action, result, reason }) => `${result} ${told(action)}${reason === null ? '' : `: ${reason}`}`,
  )
const told = ({ kind, subjectIds }: Action): string => `${kind} ${subjectIds.join()}`
const find = (kind: Action['kind'], subject: string): Action => {
  const found = ran.run.actions.find((action) => action.kind === kind && action.subjectIds.includes(subject))
  if (found === undefined) throw new Error(`no ${kind} of ${subject}`)
  return found
}
const only = (...actions: readonly Action[]) =>
  approve(database, ran.plan, ({ actionId }) => actions.some((one) => one.actionId === actionId))
const written = (): string[] =>
  book.ledger.map(({ write }) => ('externalRef' in write ? `${write.kind} ${write.externalRef}` : write.kind))

/** Time goes by, the book is read, and everything is agreed to anew. */
async function again(): Promise<void> {
  book.nowMs += 60_000
  await pull(database, 'c1', book, { asOfMs: NOW }, () => NOW)
  ran = await runOnce(database, 'c1', NOW)
  await approve(database, ran.plan)
}

describe('what is written', () => {
  test('is written once, read back, and known to the platform', async () => {
    await only(find('create-appointment', 'b01'), find('confirm-booking', 'b01'))
    expect(inWords(await apply())).toEqual(['applied create-appointment b01', 'applied confirm-booking b01'])
    const booking = await readBooking(database.db, 'b01')
    expect(booking).toMatchObject({
      status: 'confirmed',
      pmsAppointmentId: 'NEW-1',
      bookStatus: 'booked',
      syncedMs: NOW,
    })
    expect(booking?.base).toEqual({ practitionerId: 'd1', startMs: booking?.startMs, endMs: booking?.endMs })
    const states = await readActionStates(database.db, ran.plan)
    const state = states.find(({ action }) => action.actionId === find('create-appointment', 'b01').actionId)
    expect(state).toMatchObject({
      action: { status: 'applied' },
      outcome: { by, after: { entry: { pmsAppointmentId: 'NEW-1' } } },
    })
    expect(book.ledger[0]?.key).toBe(state?.intent?.key)
  })

  test('once, however many apply the plan at the same time', async () => {
    await approve(database, ran.plan)
    await Promise.all([apply(), apply(), apply()])
    await apply()
    expect(written().sort()).toEqual([...new Set(written())].sort())
    expect(book.ledger).toHaveLength(world.writes.length)
  })

  test('by one of two that carry on the same intent; the other does not call its doing a surprise', async () => {
    await only(find('create-appointment', 'b01'))
    const crash = apply(NOW, (name) => {
      if (name === 'after-intent') throw new Error('killed')
    })
    await expect(crash).rejects.toThrow('killed')
    let open: () => void = () => undefined
    const written = new Promise<void>((done) => {
      open = done
    })
    const late: MemoryBook = Object.create(book)
    late.byRef = async (bookingId) => {
      await written
      return book.byRef(bookingId)
    }
    const slow = applyPlan({ database, book: late, now: () => NOW, by }, ran.plan)
    const first: MemoryBook = Object.create(book)
    first.write = async (request) => {
      const answer = await book.write(request)
      open()
      await slow
      return answer
    }
    const quick = applyPlan({ database, book: first, now: () => NOW, by }, ran.plan)
    expect(inWords(await slow)).toEqual(['waits create-appointment b01: begun-elsewhere'])
    expect(inWords(await quick)).toEqual(['applied create-appointment b01'])
    const states = await readActionStates(database.db, ran.plan)
    expect(states.filter(({ intent }) => intent !== null).map(({ action }) => action.status)).toEqual([
      'applied',
    ])
    expect(book.ledger).toHaveLength(1)
  })

  test('by one of two that have both looked and found it right', async () => {
    await only(find('create-appointment', 'b01'))
    const crash = apply(NOW, (name) => {
      if (name === 'after-intent') throw new Error('killed')
    })
    await expect(crash).rejects.toThrow('killed')
    let looked = 0
    let open: () => void = () => undefined
    const bothLooked = new Promise<void>((done) => {
      open = done
    })
    const gated: MemoryBook = Object.create(book)
    gated.write = (request) => book.write(request)
    gated.within = async (practitioner, span) => {
      const diary = await book.within(practitioner, span)
      if (++looked === 2) open()
      await bothLooked
      return diary
    }
    const both = [1, 2].map(() => applyPlan({ database, book: gated, now: () => NOW, by }, ran.plan))
    expect((await Promise.all(both)).flatMap(inWords).sort()).toEqual([
      'applied create-appointment b01',
      'unknown create-appointment b01: begun-elsewhere',
    ])
    expect(book.ledger).toHaveLength(1)
  })

  test('in an order in which time is free before it is taken', async () => {
    await approve(database, ran.plan)
    await apply()
    const kinds = book.ledger.map(({ write }) => ('externalRef' in write ? write.externalRef : write.kind))
    expect(kinds.indexOf('cancel')).toBeLessThan(kinds.indexOf('b04'))
    expect(kinds.indexOf('move')).toBeLessThan(kinds.indexOf('b07'))
    expect(kinds.indexOf('remove-placeholder')).toBeLessThan(kinds.indexOf('b03'))
  })

  test('leaves no name in the audit', async () => {
    await approve(database, ran.plan)
    await apply()
    const audit = JSON.stringify(await rowsOf(database.db, sql`select * from audit_log`))
    expect(audit).toContain('create-patient')
    expect(audit).not.toMatch(/Newman|Family0|Kim|1990-01-01/)
  })
})

describe('an answer that does not come', () => {
  test('is settled by what the book shows: it was written', async () => {
    await only(find('create-appointment', 'b01'), find('create-appointment', 'b12'))
    book.faults.push({ kind: 'lose' })
    const first = await apply()
    expect(inWords(first)).toEqual(['unknown create-appointment b01: no-answer'])
    expect(first).toMatchObject({ left: 1 })
    expect(written()).toEqual(['create b01'])
    const second = await apply()
    expect(second.settled).toMatchObject([{ outcome: 'applied', reason: 'found-in-book' }])
    expect(inWords(second)).toEqual(['applied create-appointment b12'])
    expect(await readBooking(database.db, 'b01')).toMatchObject({ pmsAppointmentId: 'NEW-1' })
  })

  test.each([
    ['create-patient', 'new'],
    ['move-appointment', 'b06'],
    ['cancel-appointment', 'b05'],
    ['remove-placeholder', 'E03'],
    ['hold-slot', 'b09'],
  ] as const)('of %s is settled too', async (kind, subject) => {
    await only(find(kind, subject))
    book.faults.push({ kind: 'lose' })
    await apply()
    const second = await apply()
    expect(second.settled).toMatchObject([{ outcome: 'applied', reason: 'found-in-book' }])
    expect(book.ledger).toHaveLength(1)
  })

  test.each([
    ['create-appointment', 'b01'],
    ['create-patient', 'new'],
    ['move-appointment', 'b06'],
    ['cancel-appointment', 'b05'],
    ['remove-placeholder', 'E03'],
    ['hold-slot', 'b09'],
  ] as const)(
    'of %s: never sent again; a new run may try anew once it cannot come any more',
    async (kind, subject) => {
      await only(find(kind, subject))
      book.faults.push({ kind: 'drop' })
      await apply()
      const early = await apply()
      expect(early.settled).toMatchObject([{ outcome: 'unknown' }])
      expect(inWords(early)).toEqual([`unknown ${told(find(kind, subject))}: being-settled`])

      book.nowMs += 60_000
      const late = await apply()
      expect(late.settled).toMatchObject([{ outcome: 'failed', reason: 'not-written' }])
      expect(late.steps).toEqual([])
      expect(book.ledger).toEqual([])

      await again()
      await apply()
      expect(book.ledger).toHaveLength(world.writes.length)
    },
  )

  test('proves nothing over a read that is not complete', async () => {
    await only(find('create-appointment', 'b01'))
    book.faults.push({ kind: 'drop' })
    await apply()
    book.nowMs += 60_000
    book.edit(({ read }) => ({ read: read && { ...read, complete: false } }))
    expect((await apply()).settled).toMatchObject([
      { outcome: 'unknown', reason: 'book-not-read-completely' },
    ])
  })

  test('holds up what waits for it, and nothing is asked of a silent book', async () => {
    await approve(database, ran.plan)
    book.silent = true
    expect(await apply()).toMatchObject({ steps: [], stopped: 'no usable answer from the book' })
  })
})

describe('a book that says no', () => {
  test('ends the call; what waited for it follows', async () => {
    await only(
      find('create-appointment', 'b01'),
      find('confirm-booking', 'b01'),
      find('create-appointment', 'b12'),
    )
    book.faults.push({ kind: 'refuse', why: 'time-taken' })
    const first = await apply()
    expect(inWords(first)).toEqual(['failed create-appointment b01: refused: time-taken'])
    expect(first.stopped).toContain('refused')
    expect(inWords(await apply())).toEqual([
      `declined confirm-booking b01: follows ${find('create-appointment', 'b01').actionId}`,
      'applied create-appointment b12',
    ])
  })
})

describe('declined, since the plan was made', () => {
  const at = (clock: string) => ran.run.judgements.find(({ booking }) => booking.bookingId === clock)?.booking
  const entry = (fields: Partial<Entry>): Entry => ({
    pmsAppointmentId: 'DESK',
    pmsLocationId: null,
    pmsPractitionerId: 'D1',
    pmsPatientId: 'P99',
    pmsTypeId: 'T1',
    startMs: at('b01')?.startMs ?? 0,
    endMs: at('b01')?.endMs ?? 0,
    status: 'booked',
    externalRef: null,
    createdMs: NOW - 60_000,
    changedMs: null,
    ...fields,
  })
  const desk = (fields: Partial<Entry>) => () =>
    book.edit(({ entries }) => ({ entries: [...entries, entry(fields)] }))
  const online = (statement: string) => async () => {
    await database.db.execute(sql.raw(statement))
  }
  const DAY = 86_400_000

  const cases: [string, Action['kind'], string, string, () => void | Promise<void>][] = [
    ['the desk gave the time away', 'create-appointment', 'b01', 'time-taken', () => desk({})()],
    [
      'half of it',
      'create-appointment',
      'b01',
      'time-taken',
      () => desk({ startMs: (at('b01')?.startMs ?? 0) + 60_000 })(),
    ],
    [
      'a placeholder stands there',
      'create-appointment',
      'b01',
      'time-taken',
      () => desk({ status: 'placeholder' })(),
    ],
    [
      'the time to hold is gone',
      'hold-slot',
      'b09',
      'time-taken',
      () =>
        desk({ pmsPractitionerId: 'D2', startMs: at('b09')?.startMs ?? 0, endMs: at('b09')?.endMs ?? 0 })(),
    ],
    [
      'the new place is taken',
      'move-appointment',
      'b06',
      'time-taken',
      () =>
        desk({ pmsPractitionerId: 'D2', startMs: at('b06')?.startMs ?? 0, endMs: at('b06')?.endMs ?? 0 })(),
    ],
    [
      'leave',
      'create-appointment',
      'b01',
      'practitioner-unavailable',
      () => book.edit(() => ({ blocks: [{ ...entry({}), reason: 'leave' }] })),
    ],
    [
      'the session was cut',
      'create-appointment',
      'b01',
      'outside-session',
      () =>
        book.edit(({ sessions }) => ({
          sessions: sessions.map((one) => ({ ...one, startMs: one.startMs + 2 * 3_600_000 })),
        })),
    ],
    [
      'the desk entered it',
      'create-appointment',
      'b01',
      'entry-appeared',
      () => desk({ pmsPatientId: 'P01', startMs: (at('b01')?.startMs ?? 0) + 300_000 })(),
    ],
    [
      'the desk entered it elsewhere',
      'create-appointment',
      'b01',
      'entry-appeared',
      () =>
        desk({
          pmsPatientId: 'P01',
          pmsPractitionerId: 'D9',
          startMs: (at('b01')?.startMs ?? 0) + DAY,
          endMs: (at('b01')?.endMs ?? 0) + DAY,
        })(),
    ],
    [
      'it arrived after all',
      'create-appointment',
      'b01',
      'entry-appeared',
      () => desk({ externalRef: 'b01', pmsPractitionerId: 'D9' })(),
    ],
    [
      'the patient has died',
      'create-appointment',
      'b01',
      'patient-deceased',
      () =>
        book.edit(({ patients }) => ({
          patients: patients.map((one) => ({ ...one, status: 'deceased' as const })),
        })),
    ],
    [
      'the file is gone',
      'create-appointment',
      'b01',
      'patient-changed',
      () => book.edit(() => ({ patients: [] })),
    ],
    [
      'the desk made a file',
      'create-patient',
      'new',
      'patient-changed',
      () =>
        book.edit(({ patients }) => ({
          patients: [
            ...patients,
            {
              pmsPatientId: 'PX',
              familyName: 'NEWMAN',
              givenName: 'Kim',
              birthOn: '1990-01-01',
              mobile: null,
              status: 'active' as const,
            },
          ],
        })),
    ],
    [
      'cancelled online',
      'create-appointment',
      'b01',
      'booking-changed',
      () => online("update bookings set status = 'cancelled' where booking_id = 'b01'")(),
    ],
    [
      'moved online',
      'create-appointment',
      'b01',
      'booking-changed',
      () =>
        online("update bookings set start_at = start_at - interval '5 minutes' where booking_id = 'b01'")(),
    ],
    [
      'the entry was moved',
      'cancel-appointment',
      'b05',
      'entry-changed',
      () => book.changeEntry('E05', { startMs: NOW }),
    ],
    [
      'the patient has arrived',
      'cancel-appointment',
      'b05',
      'entry-changed',
      () => book.changeEntry('E05', { status: 'arrived' }),
    ],
    [
      'the entry is another patient’s',
      'cancel-appointment',
      'b05',
      'entry-changed',
      () => book.changeEntry('E05', { pmsPatientId: 'P99' }),
    ],
    [
      'the entry is gone',
      'move-appointment',
      'b06',
      'entry-changed',
      () =>
        book.edit(({ entries }) => ({ entries: entries.filter((one) => one.pmsAppointmentId !== 'E06') })),
    ],
    [
      'another practitioner has it',
      'link-booking',
      'b08',
      'entry-changed',
      () => book.changeEntry('E08', { pmsPractitionerId: 'D1' }),
    ],
    [
      'the placeholder became a visit',
      'remove-placeholder',
      'E03',
      'entry-changed',
      () => book.changeEntry('E03', { status: 'booked', pmsPatientId: 'P99' }),
    ],
    [
      'the desk moved it once more',
      'update-booking',
      'b10',
      'entry-changed',
      () => book.changeEntry('E10', { startMs: NOW }),
    ],
    [
      'the desk took it back',
      'cancel-booking',
      'b11',
      'entry-changed',
      () => book.changeEntry('E11', { status: 'booked' }),
    ],
    [
      'the recall was opened again',
      'close-recall',
      'r1',
      'pms-recall-changed',
      () =>
        book.edit(({ recalls }) => ({
          recalls: recalls.map((one) => ({ ...one, status: 'active' as const })),
        })),
    ],
    [
      'the recall was closed',
      'import-recall',
      'R2',
      'pms-recall-changed',
      () =>
        book.edit(({ recalls }) => ({
          recalls: recalls.map((one) => ({ ...one, status: 'completed' as const })),
        })),
    ],
    [
      'the platform closed it',
      'close-recall',
      'r1',
      'recall-changed',
      () => online("update recalls set status = 'completed'")(),
    ],
  ] // prettier-ignore
  test.each(cases)('%s: %s %s', async (_why, kind, subject, reason, change) => {
    await only(find(kind, subject))
    await change()
    expect(inWords(await apply())).toEqual([`declined ${told(find(kind, subject))}: ${reason}`])
    expect(book.ledger).toEqual([])
  })

  test('its start has passed', async () => {
    await only(find('create-appointment', 'b01'))
    expect(inWords(await apply(NOW + 3 * DAY))).toEqual(['declined create-appointment b01: start-passed'])
  })
})

describe('a plan', () => {
  test('that is no longer the newest is refused', async () => {
    await approve(database, ran.plan)
    const old = ran.plan
    book.edit(({ entries }) => ({ entries: entries.filter((one) => one.pmsAppointmentId !== 'E08') }))
    await again()
    await expect(applyPlan({ database, book, now: () => NOW, by }, old)).rejects.toThrow(PlanIsStale)
    expect(book.ledger).toEqual([])
  })

  test('that a new run replaces meanwhile is not carried on with', async () => {
    await approve(database, ran.plan)
    const old = ran.plan
    let changed = false
    const busy: MemoryBook = Object.create(book)
    busy.write = async (request) => {
      const answer = await book.write(request)
      if (!changed) {
        changed = true
        await again()
      }
      return answer
    }
    const applied = await applyPlan({ database, book: busy, now: () => NOW, by }, old)
    expect(applied.stopped).toContain('is stale')
    expect(applied.steps.filter(({ result }) => result === 'applied')).toHaveLength(1)
    expect(book.ledger).toHaveLength(1)
  })

  test('that is held is refused', async () => {
    await expect(
      applyPlan({ database, book, now: () => NOW, by }, { ...ran.plan, held: true }),
    ).rejects.toThrow(NotApplicable)
  })

  test('is not carried out in another database', async () => {
    await approve(database, ran.plan)
    book.edit(({ read }) => ({ read: read && { ...read, databaseIdentity: 'another' } }))
    await expect(apply()).rejects.toThrow(NotApplicable)
  })

  test('of which nothing is approved does nothing; what follows a rejected action is declined', async () => {
    expect((await apply()).steps).toEqual([])
    await only(find('confirm-booking', 'b01'))
    const rejected = find('create-appointment', 'b01')
    const decision = { decision: 'rejected', by, why: 'not this one', atMs: NOW } as const
    await recordDecisions(database, ran.plan, [rejected.actionId], decision)
    expect(inWords(await apply())).toEqual([`declined confirm-booking b01: follows ${rejected.actionId}`])
  })

  test('is carried on after a crash before anything left, with the same intent', async () => {
    await only(find('create-appointment', 'b01'))
    const crash = apply(NOW, (name) => {
      if (name === 'after-guard') throw new Error('killed')
    })
    await expect(crash).rejects.toThrow('killed')
    expect(inWords(await apply())).toEqual(['applied create-appointment b01'])
    expect(book.ledger).toHaveLength(1)
  })

  test('for a book that cannot be written: the platform is put right, the rest is for a worklist', async () => {
    await approve(database, ran.plan)
    const applied = await applyPlan({ database, book: null, now: () => NOW, by }, ran.plan)
    const results = new Map(applied.steps.map(({ action, result }) => [told(action), result]))
    expect(results.get('link-booking b08')).toBe('applied')
    expect(results.get('close-recall r1')).toBe('applied')
    expect(results.get('cancel-appointment b05')).toBe('by-hand')
    expect(results.get('create-appointment b04')).toBe('waits')
    expect(results.get('confirm-booking b01')).toBe('waits')
    for (const { action, result } of applied.steps)
      if (HANDS[action.kind] === 'book') expect(result).not.toBe('applied')
  })
})
