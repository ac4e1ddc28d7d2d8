/**
 * Two or three writers and the desk on one practitioner's morning, their requests interleaved in every order that chance
 * finds, over a server in memory: what must hold whatever the order is.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BookSilent,
  type PullableBook,
  type ReadableBook,
  type Write,
  type WriteAnswer,
} from '../../../src/books/book.ts'
import { rowOf } from '../../../src/books/fhir/writing/row.ts'
import { FhirWriter } from '../../../src/books/fhir/writing.ts'
import { overlaps, type Span } from '../../../src/reconcile/span.ts'
import { MemoryRest, MemoryServer, type Turns } from '../../fhir-server/memory-rest.ts'
import { atMinute, carrying, OPTIONS, PEOPLE, slots, typed } from '../../fhir-server/practice.ts'
import type { Resource } from '../../fhir-server/start.ts'

const HOW = { options: OPTIONS, base: null, window: null }
const RUNS = 400

interface Race {
  readonly writes: readonly Write[]
  readonly hasSlots: boolean
  /** What earlier attempts at the writes have left, and where: a quarter from nine; null: nothing. */
  readonly left: readonly (number | null)[]
}

type Outcome = WriteAnswer | { readonly kind: 'silent' }

interface Finish {
  readonly server: MemoryServer
  readonly outcomes: readonly {
    readonly write: Write
    readonly outcome: Outcome
    readonly lastLook: number
  }[]
  /** The server's count when the desk typed; null: it did not. */
  readonly deskAt: number | null
}

/** `start`: quarters of an hour from nine; `length`: how many. */
const place = (start: number, length: number) => ({
  pmsPractitionerId: 'D1',
  startMs: atMinute(start * 15),
  endMs: atMinute((start + length) * 15),
})

/** The n-th writer, at about the same time as the others. A move brings an appointment of its own from the afternoon. */
const writeOf = (nth: number): fc.Arbitrary<Write> =>
  fc
    .tuple(
      fc.constantFrom('create', 'create', 'hold', 'move'),
      fc.integer({ min: 0, max: 1 }),
      fc.integer({ min: 1, max: 2 }),
    )
    .map(([kind, start, length]): Write => {
      const at = place(start, length)
      if (kind === 'move') return { kind, pmsAppointmentId: `moved-${nth}`, ...at }
      const ours = { externalRef: `b${nth}`, pmsLocationId: 'L1', ...at }
      return kind === 'hold'
        ? { kind, ...ours }
        : { kind: 'create', pmsPatientId: `P${nth}`, pmsTypeId: '5', ...ours }
    })

const races: fc.Arbitrary<Race> = fc.record({
  writes: fc.oneof(fc.tuple(writeOf(1), writeOf(2)), fc.tuple(writeOf(1), writeOf(2), writeOf(3))),
  hasSlots: fc.boolean(),
  left: fc.array(fc.option(fc.integer({ min: 0, max: 2 }), { freq: 2 }), { minLength: 3, maxLength: 3 }),
})

/** Ids are given so that a moved entry is now smaller, now larger than what is new. */
const seedOf = ({ hasSlots, left }: Race): readonly Resource[] => [
  ...PEOPLE,
  ...(hasSlots ? slots(4) : []),
  typed('moved-1', 300, 15, carrying('m1')),
  typed('moved-2', 330, 15, carrying('m2')),
  typed('moved-3', 360, 15),
  ...left.flatMap((start, at) =>
    start === null ? [] : [typed(LEFT[at] ?? '', start * 15, 15, carrying(`b${at + 1}`, 'claim'))],
  ),
]

const LEFT = ['a-left', 'new-0', 'z-left']

async function run(
  race: Race,
  turns: (nth: number) => Turns,
  pause: () => Promise<void>,
  desk: ((server: MemoryServer) => Promise<number>) | null = null,
  settle: (all: Promise<unknown>) => Promise<unknown> = (all) => all,
): Promise<Finish> {
  const server = new MemoryServer(seedOf(race))
  let deskAt: number | null = null
  const typing = desk?.(server).then((at) => {
    deskAt = at
  })
  const writing = race.writes.map(async (write, nth) => {
    const rest = new MemoryRest(server, turns(nth))
    const writer = new FhirWriter({
      rest,
      book: {} as ReadableBook & PullableBook,
      options: OPTIONS,
      base: null,
      now: () => 0,
      requestTimeoutMs: 1000,
      pause,
    })
    const outcome = await writer
      .write({ key: `key-${nth}`, notAfterMs: writer.writeTimeoutMs, write })
      .catch((error: unknown): Outcome => {
        if (error instanceof BookSilent) return { kind: 'silent' }
        throw error
      })
    return { write, outcome, lastLook: rest.lastLook }
  })
  const all = Promise.all([typing, ...writing])
  await settle(all)
  await all
  return { server, outcomes: await Promise.all(writing), deskAt }
}

const interleaved =
  (s: fc.Scheduler) => async (race: Race, lost?: Turns['lost'][], desk?: Parameters<typeof run>[3]) =>
    run(
      race,
      (nth) => {
        const own = lost?.[nth]
        const turn = (what: string) => s.schedule(Promise.resolve(), `${nth} ${what}`)
        return own === undefined ? { turn } : { turn, lost: own }
      },
      () => s.schedule(Promise.resolve(), 'a pause'),
      desk ?? null,
      (all) => s.waitFor(all),
    )

const spanOf = ({ start, end }: Resource): Span => ({ startMs: Date.parse(start), endMs: Date.parse(end) })

/** Entries of ours, and those that a write moves, that are finished and hold their time. */
const standing = (server: MemoryServer): readonly Resource[] =>
  server
    .all('Appointment')
    .filter((one) => one.id !== 'desk' && ['live', 'held'].includes(rowOf(one, HOW).hold))

function overlapping(rows: readonly Resource[]): readonly string[] {
  return rows.flatMap((a, at) =>
    rows.slice(at + 1).flatMap((b) => (overlaps(spanOf(a), spanOf(b)) ? [`${a.id} and ${b.id}`] : [])),
  )
}

const targetOf = (write: Write): Span => write as Write & Span

/** What every answer promises about the book, when none was lost. */
function expectAnswersTrue({ server, outcomes }: Finish): void {
  const claims = server.all('Appointment').filter((one) => rowOf(one, HOW).hold === 'claim')
  expect(claims.filter(({ id }) => !LEFT.includes(id ?? ''))).toEqual([])
  for (const { write, outcome } of outcomes) {
    expect(outcome.kind).not.toBe('silent')
    if (write.kind === 'move') {
      const row = server.get('Appointment', write.pmsAppointmentId)
      const isThere = row !== null && Date.parse(row['start']) === write.startMs
      expect(isThere).toBe(outcome.kind === 'done')
    } else if (write.kind === 'create' || write.kind === 'hold') {
      const rows = standing(server).filter((row) => rowOf(row, HOW).bookingId === write.externalRef)
      expect(rows.map((row) => [row['status'], rowOf(row, HOW).hold])).toEqual(
        outcome.kind !== 'done' ? [] : [write.kind === 'hold' ? ['pending', 'held'] : ['booked', 'live']],
      )
    }
  }
}

/** A slot is kept for exactly those who stand on it. */
function expectSlotsTrue({ server }: Finish): void {
  const rows = standing(server).map(spanOf)
  for (const slot of server.all('Slot').filter(({ id }) => id?.startsWith('D1'))) {
    const isUsed = rows.some((row) => overlaps(row, spanOf(slot)))
    expect([slot.id, slot['status']]).toEqual([slot.id, isUsed ? 'busy' : 'free'])
  }
}

describe('whatever the order of their requests', () => {
  test('at most one of ours has a time, every answer is true, and slots are kept for nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), races, async (s, race) => {
        const finish = await interleaved(s)(race)
        expect(overlapping(standing(finish.server))).toEqual([])
        expectAnswersTrue(finish)
        if (race.hasSlots) expectSlotsTrue(finish)
      }),
      { numRuns: RUNS },
    )
  })

  test('with slots exactly one of those who want the same slot has it', async () => {
    const same = fc.integer({ min: 2, max: 4 }).map(
      (count): Race => ({
        writes: Array.from({ length: count }, (_, nth) => ({
          kind: 'create',
          externalRef: `b${nth + 10}`,
          pmsPatientId: `P${nth}`,
          pmsTypeId: null,
          pmsLocationId: null,
          ...place(0, 1),
        })),
        hasSlots: true,
        left: [],
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), same, async (s, race) => {
        const finish = await interleaved(s)(race)
        const answers = finish.outcomes.map(({ outcome }) =>
          outcome.kind === 'refused' ? outcome.why : outcome.kind,
        )
        expect(answers.toSorted()).toEqual(['done', ...race.writes.slice(1).map(() => 'time-taken')])
        expectAnswersTrue(finish)
        expectSlotsTrue(finish)
      }),
      { numRuns: RUNS },
    )
  })

  test('what the desk typed before the last look is never written over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), races, fc.integer({ min: 0, max: 40 }), async (s, race, wait) => {
        const desk = async (server: MemoryServer): Promise<number> => {
          for (let turn = 0; turn < wait; turn++) await s.schedule(Promise.resolve(), 'the desk thinks')
          server.put(typed('desk', 0, 45))
          return ++server.count
        }
        const finish = await interleaved(s)(race, undefined, desk)
        for (const { write, outcome, lastLook } of finish.outcomes) {
          if (outcome.kind !== 'done' || !overlaps(targetOf(write), place(0, 3))) continue
          expect(lastLook).toBeLessThan(finish.deskAt ?? 0)
        }
        expect(overlapping(standing(finish.server))).toEqual([])
        expectAnswersTrue(finish)
      }),
      { numRuns: RUNS },
    )
  })

  test('and whatever answers are lost, no two are told that they have the time', async () => {
    const loss = fc.option(
      fc.record({ nth: fc.integer({ min: 0, max: 25 }), how: fc.constantFrom('before', 'after') }),
    )
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), races, fc.tuple(loss, loss, loss), async (s, race, losses) => {
        const lost = losses.map(
          (one): Turns['lost'] =>
            (nth) =>
              one !== null && nth >= one.nth ? (one.how as 'before' | 'after') : null,
        )
        const { server, outcomes } = await interleaved(s)(race, lost)
        const done = outcomes.filter(({ outcome }) => outcome.kind === 'done')
        for (const [at, { write }] of done.entries()) {
          for (const other of done.slice(at + 1)) {
            expect(overlaps(targetOf(write), targetOf(other.write))).toBe(false)
          }
        }
        for (const { write, outcome } of outcomes) {
          // "Refused" stays a promise: the booking has no appointment from it.
          if (outcome.kind !== 'refused' || write.kind !== 'create') continue
          const left = standing(server).filter((row) => rowOf(row, HOW).bookingId === write.externalRef)
          expect(left).toEqual([])
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('two programs at work for the same booking make one entry, and it keeps its slots', async () => {
    const twice = fc
      .record({
        kinds: fc.array(fc.constantFrom('create', 'hold'), { minLength: 2, maxLength: 3 }),
        starts: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 3 }),
        hasSlots: fc.boolean(),
        left: fc.option(fc.integer({ min: 0, max: 1 })),
      })
      .map(
        ({ kinds, starts, hasSlots, left }): Race => ({
          writes: kinds.map((kind, nth) => {
            const ours = { externalRef: 'b1', pmsLocationId: 'L1', ...place(starts[nth] ?? 0, 2) }
            return kind === 'hold'
              ? { kind, ...ours }
              : { kind: 'create', pmsPatientId: 'P1', pmsTypeId: null, ...ours }
          }),
          hasSlots,
          left: [left],
        }),
      )
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), twice, async (s, race) => {
        const { server, outcomes } = await interleaved(s)(race)
        const rows = standing(server).filter((row) => rowOf(row, HOW).bookingId === 'b1')
        expect(rows.length).toBeLessThanOrEqual(1)
        if (outcomes.some(({ outcome }) => outcome.kind === 'done')) expect(rows).toHaveLength(1)
        for (const slot of server.all('Slot').filter(({ id }) => id?.startsWith('D1'))) {
          if (rows.some((row) => overlaps(spanOf(row), spanOf(slot)))) expect(slot['status']).toBe('busy')
        }
      }),
      { numRuns: RUNS },
    )
  })
})
