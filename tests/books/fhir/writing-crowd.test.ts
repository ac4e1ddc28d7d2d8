/** Twenty programs that know nothing of each other want the same time of the same practitioner, round after round, over HTTP. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Write, WriteAnswer } from '../../../src/books/book.ts'
import { DAY_MS } from '../../../src/reconcile/span.ts'
import { atMinute, PEOPLE, slots } from '../../fhir-server/practice.ts'
import { FhirServer, type Resource } from '../../fhir-server/start.ts'
import { writerFor } from '../../fhir-server/writer.ts'

const ROUNDS = 50
const CROWD = 20

let server: FhirServer
afterEach(() => server.stop())

/** How many got the time, in each round. */
async function rounds(seed: readonly Resource[]): Promise<readonly number[]> {
  server = await FhirServer.start([...PEOPLE, ...seed])
  // Each waits as long as a program does: their answers may take longer than a test's pause.
  const writers = Array.from({ length: CROWD }, () => writerFor(server, { pause: sleep }))
  const got: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(
      writers.map((writer, nth) => {
        const write = wish(round, nth)
        const notAfterMs = Date.now() + writer.writeTimeoutMs
        return writer.write({ key: `${round} ${nth}`, notAfterMs, write })
      }),
    )
    expect(new Set(answers.map(inShort))).toEqual(
      new Set(['time-taken', ...answers.map(inShort).filter(isDone)]),
    )
    got.push(answers.map(inShort).filter(isDone).length)
  }
  return got
}

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms))
const inShort = (answer: WriteAnswer): string => (answer.kind === 'done' ? 'done' : answer.why)
const isDone = (answer: string): boolean => answer === 'done'

const wish = (round: number, nth: number): Write => ({
  kind: 'create',
  externalRef: `b${round}-${nth}`,
  pmsPatientId: `P${nth}`,
  pmsTypeId: null,
  pmsLocationId: null,
  pmsPractitionerId: 'D1',
  startMs: atMinute(0) + round * DAY_MS,
  endMs: atMinute(30) + round * DAY_MS,
})

/** The appointments that stand, by their starts. */
async function booked(): Promise<readonly string[]> {
  const rows = await server.rows('Appointment')
  expect(new Set(rows.map(({ status }) => status))).not.toContain('pending')
  return rows.flatMap((row) => (row['status'] === 'booked' ? [String(row['start'])] : []))
}

describe(`${CROWD} programs want one time, ${ROUNDS} times`, () => {
  test('with slots exactly one has it, every time', async () => {
    expect(await rounds(slots(2, ROUNDS))).toEqual(Array.from({ length: ROUNDS }, () => 1))
    const starts = await booked()
    expect([starts.length, new Set(starts).size]).toEqual([ROUNDS, ROUNDS])
    expect((await server.rows('Slot')).filter(({ status }) => status !== 'free')).toHaveLength(ROUNDS * 2)
    // Two slots, the claim and the appointment of each round, once; and what the others took and gave back.
    const made = server.ledger().filter(({ method }) => method === 'POST')
    expect(made).toHaveLength(ROUNDS)
  }, 300_000)

  test('without slots never more than one, and hardly ever none', async () => {
    const got = await rounds([])
    expect(Math.max(...got)).toBe(1)
    const starts = await booked()
    const winners = got.filter((count) => count === 1).length
    expect([starts.length, new Set(starts).size]).toEqual([winners, winners])
    process.stdout.write(`somebody had the time in ${winners} of ${ROUNDS} rounds\n`)
    expect(winners).toBeGreaterThan(0)
  }, 300_000)
})
