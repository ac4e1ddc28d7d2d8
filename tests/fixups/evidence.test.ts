/** A write was sent and no answer came: what a later look into the book proves. */
import { describe, expect, test } from 'vitest'
import type { Write } from '../../src/books/book.ts'
import { evidenceOf } from '../../src/fixups/evidence.ts'
import type { Entry, PmsRead } from '../../src/reconcile/model.ts'
import { SCOPE, span, WORLD, ZONE } from '../books/contract/world.ts'

const NOT_AFTER = span('sun 05:00', 'sun 06:00').startMs
const WANTED = span('mon 14:00', 'mon 14:30')
const PLACE = { pmsPractitionerId: '11', pmsLocationId: '3', ...WANTED }
const CREATE: Write = { kind: 'create', externalRef: 'B1', pmsPatientId: '3', pmsTypeId: '9', ...PLACE }
const HOLD: Write = { kind: 'hold', externalRef: 'B1', ...PLACE }

const [first] = WORLD.entries
function entry(change: Partial<Entry> = {}): Entry {
  if (first === undefined) throw new Error('an empty world')
  return { ...first, pmsAppointmentId: 'new', externalRef: 'B1', ...WANTED, ...change }
}
const HALF = span('mon 14:00', 'mon 14:15')

/** `complete`, read after the last moment, unless it is said otherwise. */
function told(
  write: Write,
  entries: readonly Entry[],
  other: { early?: true; partial?: true; elsewhere?: true; knownIds?: readonly string[] } = {},
): string {
  const read: PmsRead = {
    takenMs: other.early === true ? NOT_AFTER : NOT_AFTER + 1,
    complete: other.partial !== true,
    databaseIdentity: null,
    fromOn: other.elsewhere === true ? '2026-10-06' : SCOPE.fromOn,
    toOn: SCOPE.toOn,
  }
  const sent = { write, notAfterMs: NOT_AFTER, fromMs: null, knownIds: other.knownIds ?? [] }
  const evidence = evidenceOf(sent, read, { ...WORLD, entries, read }, ZONE)
  return evidence.kind === 'written'
    ? `written as ${evidence.written.entry?.pmsAppointmentId ?? 'nothing'}`
    : evidence.kind
}

describe('an appointment that was to be made', () => {
  const cases: [what: string, found: string, entries: Entry[], other?: Parameters<typeof told>[2]][] = [
    ['is there', 'written as new', [entry()]],
    [
      'is there, beside one that was there before',
      'written as new',
      [entry({ pmsAppointmentId: 'old', status: 'cancelled' }), entry()],
    ],
    ['is there, and was moved by the desk', 'written as new', [entry(span('tue 09:00', 'tue 09:30'))]],
    ['is there, and was cancelled by the desk', 'written as new', [entry({ status: 'cancelled' })]],
    [
      'is what was its placeholder',
      'written as old',
      [entry({ pmsAppointmentId: 'old' })],
      { knownIds: ['old'] },
    ],
    ['is there, early or not', 'written as new', [entry()], { early: true, partial: true }],
    ['is not there', 'not-written', []],
    ['is not there yet', 'unknown', [], { early: true }],
    ['is not in what could be read', 'unknown', [], { partial: true }],
    ['is not on the days that were read', 'unknown', [], { elsewhere: true }],
    ['has left a placeholder only', 'not-written', [entry({ status: 'placeholder' })]],
    [
      'is not the one that was there before',
      'not-written',
      [entry({ pmsAppointmentId: 'old', status: 'cancelled' })],
      { knownIds: ['old'] },
    ],
    ['is not that of another booking', 'not-written', [entry({ externalRef: 'B2' })]],
  ]
  test.each(cases)('%s: %s', (_, found, entries, other) => {
    expect(told(CREATE, entries, other)).toBe(found)
  })
})

describe('a time that was to be kept', () => {
  test.each([
    ['is kept', 'written as new', [entry({ status: 'placeholder' })]],
    ['is kept in part, by an unfinished write', 'not-written', [entry({ status: 'placeholder', ...HALF })]],
    ['is not kept by the appointment itself', 'not-written', [entry()]],
    ['is not kept', 'not-written', []],
  ])('%s: %s', (_, found, entries) => {
    expect(told(HOLD, entries)).toBe(found)
  })
})
