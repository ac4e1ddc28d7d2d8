/** Many programs at one time slot, and the front desk, which guards nothing, among them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WriteAnswer } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { create, hold, move, openPractice, type Practice, span } from './practice.ts'
import { Wire } from './proxy.ts'

const PROGRAMS = 20
const WANTED = span('10:00', '10:30')
const TAKEN: WriteAnswer = { kind: 'refused', why: 'time-taken' }
/** Without waiting for each other: the guard in the database alone. */
const RUDE = { writing: { informant: 1, queueMs: 0 } }

let practice: Practice
beforeAll(async () => {
  practice = await openPractice()
})
beforeEach(() => practice.empty())

/** One got it, everybody else heard that it is taken, and it stands once. */
async function expectOne(answers: readonly WriteAnswer[]): Promise<void> {
  const won = answers.filter(({ kind }) => kind === 'done')
  expect(won).toHaveLength(1)
  expect(answers.filter(({ kind }) => kind !== 'done')).toEqual(
    Array.from({ length: PROGRAMS - 1 }, () => TAKEN),
  )
  const live = await practice.liveAt('10:00', '10:30')
  expect(live).toEqual(won.map((answer) => (answer.kind === 'done' ? answer.pmsAppointmentId : null)))
}

describe.each([
  ['one after the other', {}],
  ['all at once', RUDE],
])('twenty programs, %s', (_, manners) => {
  let programs: readonly OpenEmrBook[]
  beforeAll(() => {
    programs = Array.from({ length: PROGRAMS }, () => practice.book(manners))
  })

  test('fifty new appointments for one slot: each time exactly one is made', async () => {
    for (let round = 0; round < 50; round++) {
      await practice.empty()
      const asked = programs.map((one, at) =>
        practice.write(one, at % 5 === 4 ? hold(`B-${at}`, WANTED) : create(`B-${at}`, WANTED)),
      )
      await expectOne(await Promise.all(asked))
    }
  })

  test('fifty that overlap in different ways: what stands does not', async () => {
    const spans = [
      span('10:00', '10:30'),
      span('10:15', '10:45'),
      span('09:45', '10:15'),
      span('09:30', '11:00'),
    ]
    for (let round = 0; round < 50; round++) {
      await practice.empty()
      const asked = programs.map((one, at) => practice.write(one, create(`B-${at}`, spans[at % 4] ?? WANTED)))
      const answers = await Promise.all(asked)
      expect(answers.filter(({ kind }) => kind === 'done').length).toBeGreaterThan(0)
      expect(answers.filter((one) => one.kind === 'refused' && one.why !== 'time-taken')).toEqual([])
      const rows = await practice.rows(
        'select pc_startTime as start, pc_endTime as end from openemr_postcalendar_events order by pc_startTime',
      )
      const touching = rows.filter(
        (row, at) => at > 0 && (rows[at - 1]?.['end'] ?? '') > (row['start'] ?? ''),
      )
      expect(touching).toEqual([])
      expect(rows).toHaveLength(answers.filter(({ kind }) => kind === 'done').length)
    }
  })

  test('twenty moves onto one slot, twenty times: each time exactly one gets there', async () => {
    for (let round = 0; round < 20; round++) {
      await practice.empty()
      const ids: string[] = []
      for (let at = 0; at < PROGRAMS; at++) {
        ids.push(
          await practice.event({
            pc_eventDate: '2026-08-18',
            pc_startTime: `0${at % 10}:00:00`,
            pc_endTime: `0${at % 10}:30:00`,
          }),
        )
      }
      await expectOne(
        await Promise.all(programs.map((one, at) => practice.write(one, move(ids[at] ?? '', WANTED)))),
      )
    }
  })
})

describe('the front desk types into the same slot', () => {
  let wire: Wire
  let book: OpenEmrBook
  beforeAll(async () => {
    const { hostname, port } = new URL(practice.address)
    wire = await Wire.to(hostname, Number(port))
    book = practice.book({ host: '127.0.0.1', port: wire.port })
  })
  afterAll(() => wire.close())

  // When the desk's insert leaves: while this statement of ours is on its way, neither waiting for the other.
  const MOMENTS = [
    'tables',
    'queue',
    'patients by id',
    'events of provider',
    'create',
    'event by uuid',
    'leave queue',
  ]

  /**
   * Nobody can keep the desk from typing a moment later. But whatever it had before we looked for the last time stays
   * alone, and ours never stands unsaid.
   */
  test('fifty rounds: what the desk had before our last look stays alone', async () => {
    for (let round = 0; round < 50; round++) {
      await practice.empty()
      const from = wire.sent.length
      let desk: Promise<string> = Promise.resolve('')
      const label = MOMENTS[round % MOMENTS.length] ?? 'create'
      wire.on({
        label,
        before: async () => {
          desk = practice.event({ pc_pid: '2' }).then((eid) => {
            wire.sent.push('desk')
            return eid
          })
        },
      })
      const answer = await practice.write(book, create('B-1', WANTED))
      const typed = await desk
      const live = await practice.liveAt('10:00', '10:30')
      expect(live).toContain(typed)
      if (answer.kind === 'refused') {
        expect(answer).toEqual(TAKEN)
        expect(live).toEqual([typed])
        continue
      }
      expect(live).toHaveLength(2)
      const order = wire.sent.slice(from)
      expect(order.lastIndexOf('desk')).toBeGreaterThan(order.lastIndexOf('events of provider'))
    }
  })

  test('in a transaction that has not ended: ours waits, and hears that it is taken', async () => {
    await practice.desk.query('start transaction')
    const typed = await practice.event({ pc_pid: '2' })
    const asked = practice.write(book, create('B-1', WANTED))
    await untilSent(wire, 'create', 2)
    await practice.desk.query('commit')
    expect(await asked).toEqual(TAKEN)
    expect(await practice.liveAt('10:00', '10:30')).toEqual([typed])
  })

  test('in a transaction that is given up: ours waits, and gets it', async () => {
    await practice.desk.query('start transaction')
    await practice.event({ pc_pid: '2' })
    const asked = practice.write(book, create('B-1', WANTED))
    await untilSent(wire, 'create', 2)
    await practice.desk.query('rollback')
    expect(await asked).toMatchObject({ kind: 'done' })
    expect(await practice.liveAt('10:00', '10:30')).toHaveLength(1)
  })
})

/** That statement was sent so often since now: after a lock was waited for in vain it comes again. */
async function untilSent(wire: Wire, label: string, times: number): Promise<void> {
  const from = wire.sent.length
  await expect
    .poll(() => wire.sent.slice(from).filter((sent) => sent === label).length, { timeout: 30_000 })
    .toBeGreaterThanOrEqual(times)
}
