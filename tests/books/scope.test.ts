/** Which part of a book a run asks for: enough that no verdict is another than over the whole book. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '../../src/books/book.ts'
import { daysAround, scopeOf } from '../../src/books/scope.ts'
import { wallClock } from '../../src/books/wall-time.ts'
import type { Entry, Snapshot } from '../../src/reconcile/model.ts'
import { reconcile } from '../../src/reconcile/reconcile.ts'
import { DAY_MS, type Span } from '../../src/reconcile/span.ts'
import { world } from '../oracle/worlds.ts'
import { AS_OF, at, booking, diary, recall, slot, synced } from '../reconcile/diary.ts'

const scope = (parts: Parameters<typeof diary>[0]): Scope => scopeOf(diary(parts), { asOfMs: AS_OF })

describe('the days', () => {
  test('reach four weeks around the outage and around every booking that it may concern', () => {
    expect(scope({})).toMatchObject({ fromOn: '2026-10-22', toOn: '2026-12-17' })
    expect(scope({ bookings: [booking('B1', slot('2027-03-01 10:00'))] })).toMatchObject({
      toOn: '2027-03-29',
    })
    const movedFromFar = synced('B2', { base: { practitionerId: 'dr-lee', ...slot('2027-03-01 10:00') } })
    expect(scope({ bookings: [movedFromFar] })).toMatchObject({ toOn: '2027-03-29' })
  })

  test('leave out what was over before the outage and was left alone in it', () => {
    const over = synced('B3', {
      acceptedMs: at('2026-05-01 09:00'),
      ...slot('2026-06-01 10:00'),
      base: { practitionerId: 'dr-lee', ...slot('2026-06-01 10:00') },
    })
    expect(scope({ bookings: [over] })).toMatchObject({ fromOn: '2026-10-22', bookingIds: [] })
    const cancelledNow = { ...over, status: 'cancelled' as const, cancelledMs: AS_OF }
    expect(scope({ bookings: [cancelledNow] })).toMatchObject({ fromOn: '2026-05-04', bookingIds: ['B3'] })
  })

  test('are days of the zone, also where a day is skipped', () => {
    expect(daysAround('Pacific/Apia', [Date.parse('2012-01-27T00:00:00Z')])).toMatchObject({
      fromOn: '2011-12-29',
    })
  })
})

describe('the people', () => {
  test('are those of the bookings and of the open recalls, and all whose file is not known', () => {
    const found = scope({
      bookings: [booking('B1', { patientId: 'new' }), synced('B2', { patientId: 'bob' })],
      recalls: [recall('R1', { patientId: 'cy' }), recall('R2', { patientId: 'ann', status: 'completed' })],
    })
    expect(found.people.map(({ familyName }) => familyName)).toEqual(['Novak', "O'Neill-Smith"])
    expect(found.pmsPatientIds).toEqual(['P-bob', 'P-cy'])
    expect(found.pmsAppointmentIds).toEqual(['E-B2'])
  })
})

/** What a book tells when it is asked for just this scope. */
function cutTo({ fromOn, toOn, people, ...known }: Scope, snapshot: Snapshot): Snapshot {
  const { book, connection } = snapshot
  const clock = wallClock(connection.timeZone)
  const isIn = ({ startMs, endMs }: Span): boolean =>
    clock.localDay(startMs) <= toOn && clock.localDay(endMs - 1) >= fromOn
  const isOurs = ({ pmsAppointmentId, externalRef }: Entry): boolean =>
    known.pmsAppointmentIds.includes(pmsAppointmentId) ||
    (externalRef !== null && known.bookingIds.includes(externalRef))
  const entries = book.entries.filter((entry) => isIn(entry) || isOurs(entry))
  const files = new Set([
    ...known.pmsPatientIds,
    ...entries.map(({ pmsPatientId }) => pmsPatientId),
    ...book.recalls.map(({ pmsPatientId }) => pmsPatientId),
  ])
  const born = new Set(people.map(({ birthOn }) => birthOn))
  return {
    ...snapshot,
    book: {
      ...book,
      read: book.read === null ? null : { ...book.read, fromOn, toOn },
      entries,
      sessions: book.sessions.filter(isIn),
      blocks: book.blocks.filter(isIn),
      patients: book.patients.filter(
        ({ pmsPatientId, birthOn }) => files.has(pmsPatientId) || born.has(birthOn) || born.has(null),
      ),
    },
  }
}

/** A placeholder of nobody on a far day is stale all the same; it is found when its day comes near. */
const withoutFarPlaceholders = (whole: Snapshot, cut: Snapshot): Snapshot => ({
  ...whole,
  book: {
    ...whole.book,
    entries: whole.book.entries.filter(
      (entry) => entry.status !== 'placeholder' || cut.book.entries.includes(entry),
    ),
  },
})

/** The same book with a second year of it behind the first: nothing of it is any booking's. */
function withFarDays(snapshot: Snapshot, apartDays: number): Snapshot {
  const { book } = snapshot
  const later = <T extends Span>(row: T): T => ({
    ...row,
    startMs: row.startMs + apartDays * DAY_MS,
    endMs: row.endMs + apartDays * DAY_MS,
  })
  const far = book.entries.map((entry) => ({
    ...later(entry),
    pmsAppointmentId: `far-${entry.pmsAppointmentId}`,
    externalRef: null,
  }))
  return {
    ...snapshot,
    book: {
      ...book,
      entries: [...book.entries, ...far],
      sessions: [...book.sessions, ...book.sessions.map(later)],
      blocks: [...book.blocks, ...book.blocks.map(later)],
    },
  }
}

test('a book cut to what is asked for gives the same conclusions as the whole', { timeout: 120_000 }, () => {
  let judged = 0
  fc.assert(
    fc.property(world(), fc.constantFrom(0, 60, 200, -200), ({ snapshot, options }, apartDays) => {
      const { read } = snapshot.book
      // A read that is itself of a few days is another matter.
      if (read === null || read.fromOn !== null || read.toOn !== null) return
      const all = apartDays === 0 ? snapshot : withFarDays(snapshot, apartDays)
      const cut = cutTo(scopeOf(all, options), all)
      const whole = withoutFarPlaceholders(all, cut)
      const a = reconcile(whole, options)
      const b = reconcile(cut, options)
      judged += a.judgements.length
      // The practice of a recall whose patient nobody knows is that of the patient's latest entry, near or far.
      const conclusions = ({ judgements, findings, actions, holds }: typeof a) => ({
        judgements,
        holds,
        findings: findings.map(({ practiceId: _, ...rest }) => JSON.stringify(rest)).sort(),
        actions: actions.map(({ practiceId: _, ...rest }) => JSON.stringify(rest)).sort(),
      })
      expect(conclusions(b)).toEqual(conclusions(a))
    }),
    { numRuns: 1_500 },
  )
  expect(judged).toBeGreaterThan(500)
})
