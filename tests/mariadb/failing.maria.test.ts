/** OpenEMR's book that cannot be read as a whole, and books of other releases and settings. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { openPractice, type Practice, SCOPE } from './practice.ts'
import { Wire } from './proxy.ts'
import { CATEGORY } from './tables.ts'

let practice: Practice
let book: OpenEmrBook
beforeAll(async () => {
  practice = await openPractice()
  book = practice.book({ writing: null })
})
beforeEach(() => practice.empty())

describe('has failed', () => {
  test.each([
    'session',
    'begin',
    'events of days',
    'categories',
    'patients',
    'recalls',
    'providers',
    'identity',
  ])('when the line breaks at "%s"', async (label) => {
    await practice.event({})
    const wire = await wireTo()
    wire.on({ label, cut: true })
    const slow = over(wire)
    const read = await slow.read(SCOPE)
    expect(read).toMatchObject({ kind: 'failed' })
    expect(read.kind === 'failed' && read.why).toContain(label)
    // The next look goes over a new connection.
    expect((await slow.read(SCOPE)).kind).toBe('complete')
    await slow.close()
    await wire.close()
  })

  test('when an administrator ends the connection', async () => {
    const wire = await wireTo()
    wire.on({
      label: 'patients',
      before: async () => {
        const ours = await practice.rows(
          `select id from information_schema.processlist where db = database() and id <> connection_id()
           and command = 'Sleep' and time_ms < 60000 order by time_ms limit 1`,
        )
        await practice.desk.query(`kill ${ours[0]?.['id']}`)
      },
    })
    expect(await over(wire).read(SCOPE)).toMatchObject({ kind: 'failed' })
    await wire.close()
  })

  test('when a table goes while it is read', async () => {
    const wire = await wireTo()
    wire.on({
      label: 'patients',
      before: async () => void (await practice.desk.query('rename table patient_data to elsewhere')),
    })
    expect(await over(wire).read(SCOPE)).toMatchObject({ kind: 'failed' })
    await practice.desk.query('rename table elsewhere to patient_data')
    await wire.close()
  })

  test.each([
    ['nobody listens', { port: 1 }],
    ['the password is wrong', { password: 'no' }],
    ['there is no such database', { database: 'elsewhere' }],
  ])('when %s, and names no secret', async (_, other) => {
    const read = await practice.book(other).read(SCOPE)
    expect(read).toMatchObject({ kind: 'failed' })
    expect(JSON.stringify(read)).not.toMatch(/tester|password/)
  })

  test('when the server does not answer in time', async () => {
    const wire = await wireTo()
    let answer: () => void = () => undefined
    const never = new Promise<void>((resolve) => {
      answer = resolve
    })
    wire.on({ label: 'categories', before: () => never })
    const read = await practice.book({ host: '127.0.0.1', port: wire.port, timeoutMs: 100 }).read(SCOPE)
    expect(read).toMatchObject({ kind: 'failed', why: expect.stringContaining('in time') })
    answer()
    await wire.close()
  })
})

describe('other releases and settings', () => {
  test('a practice without a recall board is read whole, with a warning', async () => {
    await practice.desk.query('rename table medex_recalls to no_recalls')
    const read = await book.read(SCOPE)
    await practice.desk.query('rename table no_recalls to medex_recalls')
    expect(read.kind).toBe('complete')
    expect(read.remarks).toMatchObject([{ weight: 'warning', subject: 'table medex_recalls' }])
  })

  test('users without a calendar column, and another time zone than ours', async () => {
    await practice.desk.query('alter table users drop column calendar')
    await practice.desk.query(
      "update globals set gl_value = 'Australia/Perth' where gl_name = 'gbl_time_zone'",
    )
    await practice.event({ pc_catid: CATEGORY['closed'] ?? 0, pc_pid: '', pc_aid: '1' })
    const read = await book.read(SCOPE)
    expect(read.remarks).toMatchObject([{ weight: 'warning', subject: 'globals' }])
    const blocks = read.kind === 'failed' ? [] : read.book.blocks
    expect(blocks.map(({ pmsPractitionerId }) => pmsPractitionerId).toSorted()).toEqual(['4', '5'])
    await practice.desk.query('alter table users add column calendar tinyint not null default 0')
    await practice.desk.query(
      "update globals set gl_value = 'Australia/Sydney' where gl_name = 'gbl_time_zone'",
    )
  })

  test('a database whose clock is wrong is warned of', async () => {
    const read = await practice.book({ now: () => Date.now() + 3_600_000 }).read(SCOPE)
    expect(read.remarks).toMatchObject([{ weight: 'warning', subject: 'book' }])
  })
})

const wireTo = (): Promise<Wire> => {
  const { hostname, port } = new URL(practice.address)
  return Wire.to(hostname, Number(port))
}
const over = (wire: Wire): OpenEmrBook => practice.book({ host: '127.0.0.1', port: wire.port })
