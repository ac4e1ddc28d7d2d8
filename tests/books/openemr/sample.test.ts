/** A made-up week in the shape of a real dump, and the same week after somebody's date shift went wrong. */
import { readFileSync } from 'node:fs'
import { parseString } from 'fast-csv'
import { describe, expect, test } from 'vitest'
import type { EventRow } from '../../../src/books/openemr/rows.ts'
import type { Entry } from '../../../src/reconcile/model.ts'
import { event, read, shown } from '../samples/openemr/rows.ts'

type Cells = Readonly<Record<string, string>>

async function rowsOf(file: string): Promise<EventRow[]> {
  const text = readFileSync(new URL(`../samples/openemr/${file}`, import.meta.url), 'utf8')
  const rows: EventRow[] = []
  for await (const cells of parseString<Cells, Cells>(text, { headers: true })) rows.push(event(cells))
  return rows
}

const days = { fromOn: '2026-11-01', toOn: '2026-12-31' }

/** Pairs of entries of one practitioner that share time. */
function overlaps(entries: readonly Entry[]): string[] {
  return entries.flatMap((a, at) =>
    entries
      .slice(at + 1)
      .filter(
        (b) => a.pmsPractitionerId === b.pmsPractitionerId && a.startMs < b.endMs && b.startMs < a.endMs,
      )
      .map((b) => `${a.pmsAppointmentId} ${a.status} / ${b.pmsAppointmentId} ${b.status}`),
  )
}

describe('a week', () => {
  test('is read as a whole', async () => {
    const events = await rowsOf('week.csv')
    const { kind, book, remarks } = read({ events }, days)
    expect([events.length, kind, remarks]).toEqual([17, 'complete', []])
    expect(book.entries).toHaveLength(16 + 4)
    expect(overlaps(book.entries)).toEqual([
      '104 cancelled / 105 arrived',
      '106 in_consult / 107 booked',
      '109 booked / 110 booked',
    ])
  })

  test('has a series with one Monday off', async () => {
    const { book } = read({ events: await rowsOf('week.csv') }, days)
    const series = book.entries.filter(({ pmsPatientId }) => pmsPatientId === '64')
    expect(series.map((entry) => `${entry.pmsAppointmentId}: ${shown(entry)}`)).toEqual([
      '117: 2026-11-16 12:00–12:30',
      '117@2026-11-30: 2026-11-30 12:00–12:30',
      '117@2026-12-07: 2026-12-07 12:00–12:30',
      '117@2026-12-14: 2026-12-14 12:00–12:30',
    ])
  })
})

describe('the same week, shifted wrongly', () => {
  test('is never a book without conflicts: every row that cannot be true is a fault', async () => {
    const events = await rowsOf('shifted.csv')
    const wrong = events.filter(({ pc_startTime, pc_endTime }) => (pc_startTime ?? '') > (pc_endTime ?? ''))
    expect(wrong).toHaveLength(16)
    const { kind, book, faults } = read({ events }, days)
    expect(kind).toBe('partial')
    expect(book.read?.complete).toBe(false)
    expect(faults).toEqual(
      wrong.map(({ pc_eid }) => `event ${pc_eid}: start, end and duration contradict each other`),
    )
  })

  test('still holds the time that its durations tell of', async () => {
    const { book } = read({ events: await rowsOf('shifted.csv') }, days)
    expect(book.entries).toHaveLength(16 + 4)
    expect(overlaps(book.entries)).toHaveLength(3)
  })

  test('and without durations it is no empty week either', async () => {
    const events = (await rowsOf('shifted.csv')).map((row) => ({ ...row, pc_duration: '0' }))
    const { kind, book, faults } = read({ events }, days)
    expect([kind, faults.length]).toEqual(['partial', 16])
    expect(book.entries.map(({ pmsPatientId }) => pmsPatientId)).toEqual(['64', '64', '64', '64'])
  })
})
