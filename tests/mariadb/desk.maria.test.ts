/** A new event while the front desk types into the same time, moment by moment. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WriteAnswer } from '../../src/books/book.ts'
import type { OpenEmrBook } from '../../src/books/openemr/client.ts'
import { create, openPractice, type Practice, span } from './practice.ts'
import { Wire } from './proxy.ts'
import { everyMonday } from './series.ts'
import { CATEGORY } from './tables.ts'

let practice: Practice
let book: OpenEmrBook
beforeAll(async () => {
  practice = await openPractice()
  book = practice.book()
})
beforeEach(() => practice.empty())

const WANTED = span('10:00', '10:30')

describe('while the front desk types', () => {
  const DESK = { pc_startTime: '10:15:00', pc_endTime: '10:45:00', pc_pid: '2' }

  async function over(label: string, times: number, meanwhile: () => Promise<unknown>): Promise<WriteAnswer> {
    const { hostname, port } = new URL(practice.address)
    const wire = await Wire.to(hostname, Number(port))
    for (let earlier = 1; earlier < times; earlier++) wire.on({ label })
    wire.on({ label, before: async () => void (await meanwhile()) })
    const slow = practice.book({ host: '127.0.0.1', port: wire.port })
    try {
      return await practice.write(slow, create('B-1', WANTED))
    } finally {
      await slow.close()
      await wire.close()
    }
  }

  test.each<[string, string, number, Readonly<Record<string, string | number>>]>([
    ['right before the row is written', 'create', 1, DESK],
    ['right before the row is written, a series', 'create', 1, everyMonday()],
    ['right after', 'event by uuid', 2, DESK],
    ['right after, a series', 'event by uuid', 2, everyMonday()],
    ['right after, a lunch', 'event by uuid', 2, { pc_catid: CATEGORY['lunch'] ?? 0, pc_pid: '' }],
  ])('the desk has the time: %s', async (_, label, times, cells) => {
    let desk = ''
    const answer = await over(label, times, async () => {
      desk = await practice.event(cells)
    })
    expect(answer).toEqual({ kind: 'refused', why: 'time-taken' })
    expect(await practice.row(desk)).not.toBeNull()
    expect(await book.byRef('B-1')).toEqual([])
  })

  test('what the desk has touched is not taken back', async () => {
    const touched = over('event by uuid', 2, async () => {
      await practice.event(DESK)
      await practice.desk.query(
        "update openemr_postcalendar_events set pc_apptstatus = '@' where pc_hometext like '[rejoin:B-1]'",
      )
    })
    await expect(touched).rejects.toThrow(/could not be taken back/)
    expect(await practice.liveAt('10:00', '10:30')).toHaveLength(2)
  })
})
