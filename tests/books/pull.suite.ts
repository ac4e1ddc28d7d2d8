/** A live book is read and stored, or its failure is: the same cases on PGlite and on PostgreSQL. */
import { beforeAll, describe, expect, test } from 'vitest'
import { readBook } from '../../db/book.ts'
import type { Database } from '../../db/database.ts'
import { readPulls, readRemarks } from '../../db/pulls.ts'
import type { BookRead, Remark, Scope } from '../../src/books/book.ts'
import { BookUnread, pull, pullOrFail } from '../../src/books/pull.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Book, PmsRead } from '../../src/reconcile/model.ts'
import { sampleFiles, writeBundle } from '../bundle/sample.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')
const CONNECTION = 'C1'
const FAULT: Remark = { weight: 'fault', subject: 'event 43', what: 'it ends\tbefore it starts' }

export function pullSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  let stored: Book
  let clock = NOW
  beforeAll(async () => {
    database = await freshDatabase()
    await importBundle(database, writeBundle(sampleFiles()))
    stored = await readBook(database, CONNECTION)
  })

  const asked: Scope[] = []
  const answering = (found: BookRead) => ({
    async read(scope: Scope): Promise<BookRead> {
      asked.push(scope)
      return found
    },
  })
  const readAt = (takenMs: number, complete = true): PmsRead => ({
    takenMs,
    complete,
    databaseIdentity: 'db9',
    fromOn: '2026-11-01',
    toOn: '2026-12-31',
  })
  const found = (read: PmsRead, change: Partial<Book> = {}, remarks: readonly Remark[] = []): BookRead => ({
    kind: read.complete ? 'complete' : 'partial',
    read,
    book: { ...stored, ...change, read },
    remarks,
  })
  const now = (): number => (clock += 1_000)
  const pullOf = (answer: BookRead, days = {}) =>
    pull(database, CONNECTION, answering(answer), { asOfMs: NOW }, now, days)

  describe('a live book', () => {
    test('is stored as the newest read, row by row, and the look is recorded', async () => {
      const { pull: made } = await pullOf(found(readAt(NOW), { blocks: [] }))
      expect(made).toMatchObject({
        outcome: 'complete',
        why: null,
        takenMs: NOW,
        stored: true,
        databaseIdentity: 'db9',
      })
      expect(made.entries).toBe(stored.entries.length)
      const after = await readBook(database, CONNECTION)
      expect(after).toEqual({ ...stored, blocks: [], read: readAt(NOW) })
      expect((await readPulls(database.db, CONNECTION))[0]).toEqual(made)
      expect(await readRemarks(database.db, made.pullId)).toEqual([])
      const { syncs } = await gather(database, CONNECTION)
      expect(
        syncs
          .filter(({ finishedMs }) => finishedMs === made.finishedMs)
          .map(({ entity, outcome }) => [entity, outcome]),
      ).toEqual(
        expect.arrayContaining([
          ['appointments', 'complete'],
          ['patients', 'complete'],
          ['recalls', 'complete'],
        ]),
      )
    })

    test('read in part says what was wrong, and proves no absence', async () => {
      const { pull: made, remarks } = await pullOf(found(readAt(NOW + 10, false), { entries: [] }, [FAULT]))
      expect(made).toMatchObject({ outcome: 'partial', stored: true, entries: 0 })
      expect(remarks).toEqual([FAULT])
      expect(await readRemarks(database.db, made.pullId)).toEqual([FAULT])
      expect((await readBook(database, CONNECTION)).read).toEqual(readAt(NOW + 10, false))
    })

    test('that could not be read leaves what is stored, and that is recorded too', async () => {
      const before = await readBook(database, CONNECTION)
      const failed: BookRead = { kind: 'failed', why: 'no answer', remarks: [FAULT] }
      const { pull: made } = await pullOf(failed)
      expect(made).toMatchObject({ outcome: 'failed', why: 'no answer', takenMs: null, stored: false })
      expect(await readBook(database, CONNECTION)).toEqual(before)
      expect(await readRemarks(database.db, made.pullId)).toEqual([FAULT])
      await expect(pullOrFail(database, CONNECTION, answering(failed), { asOfMs: NOW }, now)).rejects.toThrow(
        BookUnread,
      )
    })

    test('of an older instant than the stored read changes nothing', async () => {
      const before = await readBook(database, CONNECTION)
      const { pull: made } = await pullOf(found(readAt(NOW - 10)))
      expect(made).toMatchObject({ outcome: 'complete', stored: false })
      expect(await readBook(database, CONNECTION)).toEqual(before)
    })

    test('is asked for the days that matter, or for those that were named', async () => {
      await pullOf(found(readAt(NOW + 20)))
      expect(asked.at(-1)?.toOn.localeCompare('2026-12-17')).toBeGreaterThanOrEqual(0)
      await pullOf(found(readAt(NOW + 30)), { fromOn: '2026-11-20', toOn: '2026-11-21' })
      expect(asked.at(-1)).toMatchObject({ fromOn: '2026-11-20', toOn: '2026-11-21' })
    })

    test('all looks are listed, newest first', async () => {
      const listed = await readPulls(database.db, null)
      expect(listed.length).toBeGreaterThanOrEqual(7)
      const started = listed.map(({ startedMs }) => startedMs)
      expect(started).toEqual([...started].sort((a, b) => b - a))
    })
  })
}
