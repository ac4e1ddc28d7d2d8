/** What a mapping collects: one thing that could not be read makes the whole read partial. */
import { describe, expect, test } from 'vitest'
import { Reading } from '../../src/books/reading.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import type { Entry, PmsRead } from '../../src/reconcile/model.ts'
import { CLOCK, span, WORLD } from './contract/world.ts'

const READ: PmsRead = {
  takenMs: 0,
  complete: true,
  databaseIdentity: null,
  fromOn: '2026-10-04',
  toOn: '2026-10-06',
}
const [first] = WORLD.entries
const entry = (change: Partial<Entry> = {}): Entry => {
  if (first === undefined) throw new Error('an empty world')
  return { ...first, ...change }
}
const reading = (): Reading => new Reading(CLOCK)
const endOf = (one: Reading, read = READ) => {
  const found = one.end(read)
  if (found.kind === 'failed') throw new Error(found.why)
  return found
}

describe('rows', () => {
  test('that are good make a complete read', () => {
    const one = reading()
    expect(one.entry('event 101', entry())).toBe(true)
    expect(endOf(one)).toMatchObject({
      kind: 'complete',
      read: { complete: true },
      book: { entries: [entry()] },
    })
  })

  test('that come again are one; that contradict each other are a fault', () => {
    const one = reading()
    one.entry('event 101', entry())
    one.entry('event 101', entry())
    expect(endOf(one)).toMatchObject({ kind: 'complete', remarks: [] })
    expect(one.entry('event 101', entry({ status: 'arrived' }))).toBe(false)
    const { kind, book, remarks } = endOf(one)
    expect([kind, book.entries.length, remarks.map(({ weight }) => weight)]).toEqual([
      'partial',
      1,
      ['fault'],
    ])
  })

  test('that end before they start are a fault, without length a warning; neither is in the book', () => {
    const backwards = { startMs: entry().endMs, endMs: entry().startMs }
    const one = reading()
    expect(one.entry('a', entry({ startMs: 5, endMs: 5 }))).toBe(false)
    expect(endOf(one)).toMatchObject({
      kind: 'complete',
      book: { entries: [] },
      remarks: [{ weight: 'warning' }],
    })
    expect(one.entry('b', entry(backwards))).toBe(false)
    expect(endOf(one)).toMatchObject({ kind: 'partial', book: { entries: [] } })
  })

  test('that block one time twice block it for the longer of the two', () => {
    const block = (from: string, to: string) => ({
      pmsPractitionerId: '11',
      pmsLocationId: null,
      reason: null,
      ...span(from, to),
    })
    const one = reading()
    one.block('1', block('mon 12:00', 'mon 12:30'))
    one.block('2', block('mon 12:00', 'mon 13:00'))
    one.block('3', block('mon 12:00', 'mon 12:15'))
    expect(endOf(one)).toMatchObject({
      kind: 'complete',
      book: { blocks: [block('mon 12:00', 'mon 13:00')] },
    })
  })
})

describe('wall-clock times', () => {
  const cases: [what: string, local: string, iso: string | null, weight: string | null][] = [
    ['a plain one', '2026-10-05T10:00', '2026-10-04T23:00:00.000Z', null],
    ['with seconds', '2026-10-05T10:00:30', '2026-10-04T23:00:30.000Z', null],
    ['one that is skipped in spring', '2026-10-04T02:30', null, 'fault'],
    ['one that comes twice in autumn: the first', '2026-04-05T02:30', '2026-04-04T15:30:00.000Z', 'warning'],
    ['no day of the calendar', '2026-02-30T10:00', null, 'fault'],
    ['no time of the day', '2026-10-05T24:00', null, 'fault'],
    ['nothing', '', null, 'fault'],
  ]
  test.each(cases)('%s', (_, local, iso, weight) => {
    const one = reading()
    const ms = one.instant('event 1', 'start', local)
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(iso)
    expect(endOf(one).remarks.map((remark) => remark.weight)).toEqual(weight === null ? [] : [weight])
  })

  test('on which nothing hangs are left out where they cannot be', () => {
    const one = reading()
    expect(one.instantIfKnown('event 1', 'created', null)).toBeNull()
    expect(one.instantIfKnown('event 1', 'created', '2026-10-04T02:30')).toBeNull()
    expect(one.instantIfKnown('event 1', 'created', '2026-10-05T10:00')).toBe(
      Date.parse('2026-10-04T23:00:00Z'),
    )
    expect(endOf(one)).toMatchObject({ kind: 'complete', remarks: [{ weight: 'warning' }] })
  })

  test('of a day that the zone left out', () => {
    const one = new Reading(wallClock('Pacific/Apia'))
    expect(one.instant('event 1', 'start', '2011-12-30T10:00')).toBeNull()
  })
})

test('what the client knows to be missing is missing, whatever the rows are', () => {
  const one = reading()
  one.fault('Appointment', 'a page was not seen')
  expect(endOf(one).kind).toBe('partial')
  expect(endOf(reading(), { ...READ, complete: false }).kind).toBe('partial')
})

test('a book in which everything is wrong does not fill the disk with remarks', () => {
  const one = reading()
  for (let n = 0; n < 5_000; n++) one.fault(`event ${n}`, 'it ends before it starts')
  const { remarks } = endOf(one)
  expect(remarks).toHaveLength(1_001)
  expect(remarks.at(-1)?.what).toBe('4000 more remarks')
})
