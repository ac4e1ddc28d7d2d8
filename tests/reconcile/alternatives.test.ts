/** New times for bookings that lost theirs (contract § 6, last part): which times count as free, and for whom. */
import { beforeAll, describe, expect, test } from 'vitest'
import { windowOf } from '../../src/connection/outage.ts'
import type { Snapshot } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import type { Solver } from '../../src/reconcile/plan/alternatives/solver.ts'
import {
  type Alternatives,
  type FindAlternatives,
  findAlternativesWith,
} from '../../src/reconcile/plan/alternatives.ts'
import { reconcile, sceneOf } from '../../src/reconcile/reconcile.ts'
import { AS_OF, at, block, booking, diary, entry, session, slot, synced } from './diary.ts'

let solver: Solver
let find: FindAlternatives
beforeAll(async () => {
  solver = await loadSolver()
  find = findAlternativesWith(solver)
})

function alternatives(snapshot: Snapshot, asOfMs = AS_OF, search = find): Alternatives {
  const window = windowOf(snapshot, { asOfMs })
  if (window === null) throw new Error('no outage')
  return search(sceneOf(snapshot, window, { asOfMs }))
}

const shown = ({ practitionerId, startMs }: { practitionerId: string; startMs: number }): string =>
  `${practitionerId} ${new Date(startMs + 10 * 3_600_000).toISOString().slice(8, 16).replace('T', ' ')}`

/** `B1 dr-lee 20 10:30`: day of November 2026 and Brisbane time. */
const offers = (snapshot: Snapshot, asOfMs = AS_OF): string[] =>
  [...alternatives(snapshot, asOfMs).proposals].map(([id, offer]) => `${id} ${shown(offer)}`)
const options = (snapshot: Snapshot, bookingId: string): string[] =>
  (alternatives(snapshot).options?.get(bookingId) ?? []).map(shown)

/** Somebody else's in the time that B1 wants: Friday 10:00 with Dr Lee. */
const rival = entry('E-rival', { pmsPatientId: 'P-x' })
const morning = session(slot('fri 09:00', 180))
/** Taken from 9:00 until `until`, by nobody we know. */
const busy = (id: string, from: string, minutes: number, fields = {}) =>
  entry(id, { pmsPatientId: 'P-x', ...slot(from, minutes), ...fields })

describe('which times count', () => {
  test('the nearest start on the grid; of two equally near the earlier', () => {
    const world = diary({ bookings: [booking('B1')], entries: [rival], book: { sessions: [morning] } })
    expect(offers(world)).toEqual(['B1 dr-lee 20 09:30'])
    expect(options(world, 'B1')).toEqual(['dr-lee 20 10:30', 'dr-lee 20 09:00'])
  })
  test("the grid is the session's own, and the whole span lies inside it", () => {
    const sessions = [
      session({ ...slot('fri 09:50', 40), slotMinutes: 15 }),
      session({ ...slot('fri 11:10', 50), slotMinutes: 20 }),
    ]
    expect(offers(diary({ bookings: [booking('B1')], entries: [rival], book: { sessions } }))).toEqual([
      'B1 dr-lee 20 11:10',
    ])
  })
  test('own practitioner first, however much later', () => {
    const sessions = [
      session(slot('fri 10:00', 30)),
      session(slot('sat 09:00', 60)),
      session({ pmsPractitionerId: 'D2', ...slot('fri 10:00', 60) }),
    ]
    const world = diary({ bookings: [booking('B1')], entries: [rival], book: { sessions } })
    expect(offers(world)).toEqual(['B1 dr-lee 21 09:00'])
    expect(options(world, 'B1')).toEqual(['dr-lee 21 09:30', 'dr-ray 20 10:00'])
  })
  test('another practitioner of the practice, unless a video type is asked of one who does not take it', () => {
    const sessions = [
      session(slot('fri 10:00', 30)),
      session({ pmsPractitionerId: 'D2', ...slot('fri 10:15', 30) }),
    ]
    const world = (appointmentTypeId: string) =>
      diary({
        bookings: [booking('B1', { appointmentTypeId })],
        entries: [rival],
        book: { sessions },
      })
    expect(offers(world('standard'))).toEqual(['B1 dr-ray 20 10:15'])
    expect(offers(world('video'))).toEqual([])
  })
  test('only sessions of the practice or of no location', () => {
    const practices = diary().practices.map((practice) => ({ ...practice, pmsLocationId: 'here' }))
    const sessions = [
      session({ ...slot('fri 09:00', 180), pmsLocationId: 'elsewhere' }),
      session({ ...slot('sat 09:00', 30), pmsLocationId: 'here' }),
    ]
    const world = diary({
      bookings: [booking('B1')],
      entries: [rival],
      practices,
      book: { sessions },
    })
    expect(offers(world)).toEqual(['B1 dr-lee 21 09:00'])
  })
  test('more than an hour from now', () => {
    const late = booking('B1', slot('thu 12:00'))
    const taken = [busy('E1', 'thu 12:00', 30)]
    const world = diary({
      bookings: [late],
      entries: taken,
      book: { sessions: [session(slot('thu 09:00', 270))] },
    })
    expect(offers(world, at('thu 11:30'))).toEqual(['B1 dr-lee 19 12:45'])
    expect(offers(world, at('thu 11:29'))).toEqual(['B1 dr-lee 19 12:30'])
  })
  test('at most fourteen times twenty-four hours from the wanted start', () => {
    const world = (start: string) =>
      diary({
        bookings: [booking('B1')],
        entries: [rival],
        book: { sessions: [session(slot('fri 10:00', 30)), session(slot(start, 30))] },
      })
    expect(offers(world('2026-12-04 10:00'))).toEqual(['B1 dr-lee 04 10:00'])
    expect(offers(world('2026-12-04 10:01'))).toEqual([])
  })
  test('a block is in the way whatever its location', () => {
    const blocks = [block({ ...slot('fri 09:00', 90), pmsLocationId: 'elsewhere' })]
    const world = diary({ bookings: [booking('B1')], book: { sessions: [morning], blocks } })
    expect(offers(world)).toEqual(['B1 dr-lee 20 10:30'])
  })
  test('a day that was not read never looks free', () => {
    const world = diary({
      bookings: [booking('B1')],
      entries: [rival],
      book: {
        sessions: [
          session(slot('fri 10:00', 30)),
          session(slot('sat 10:00', 30)),
          session(slot('mon 10:00', 30)),
        ],
        read: {
          takenMs: at('thu 11:15'),
          complete: true,
          databaseIdentity: 'db-1',
          fromOn: '2026-11-20',
          toOn: '2026-11-20',
        },
      },
    })
    expect(offers(world)).toEqual([])
  })
  test('capacity two takes one more beside somebody else, but never two proposals at once', () => {
    const sessions = [
      session({ ...slot('fri 10:00', 30), capacity: 2 }),
      session({ ...slot('sat 10:00', 30), capacity: 2 }),
    ]
    const world = diary({
      bookings: [booking('B1', { patientId: 'bob' }), booking('B2', { patientId: 'cy' })],
      entries: [rival, busy('E2', 'fri 10:00', 30), busy('E3', 'sat 10:00', 30)],
      book: { sessions },
    })
    expect(offers(world)).toEqual(['B1 dr-lee 21 10:00'])
  })
  test('what a later booking wants stays for it, cancelled ones aside', () => {
    const later = booking('B9', { patientId: 'bob', ...slot('fri 09:30'), acceptedMs: at('thu 11:05') })
    const world = (status: 'pending' | 'cancelled') =>
      diary({
        bookings: [booking('B1'), { ...later, status }],
        entries: [rival],
        book: { sessions: [morning] },
      })
    expect(offers(world('pending'))).toEqual(['B1 dr-lee 20 10:30'])
    expect(offers(world('cancelled'))).toEqual(['B1 dr-lee 20 09:30'])
  })
  test('the time of a booking that is served now, and of a move that frees its old time', () => {
    const served = booking('B0', { patientId: 'bob', ...slot('fri 09:30') })
    const moved = synced('M1', {
      patientId: 'cy',
      ...slot('sat 09:00'),
      base: { practitionerId: 'dr-lee', ...slot('fri 10:30') },
      changedMs: at('thu 10:00'),
    })
    const world = diary({
      bookings: [booking('B1'), served, moved],
      entries: [rival, entry('E-M1', { pmsPatientId: 'P-cy', ...slot('fri 10:30') })],
      book: { sessions: [morning, session(slot('sat 09:00', 30))] },
    })
    expect(offers(world)).toEqual(['B1 dr-lee 20 10:30'])
  })
})

describe('for whom', () => {
  test('its own placeholder and its own old entry are not in its way', () => {
    const held = entry('E-held', {
      status: 'placeholder',
      externalRef: 'B1',
      ...slot('fri 10:30'),
      pmsPatientId: null,
    })
    const world = diary({
      bookings: [booking('B1')],
      entries: [rival, held, busy('E1', 'fri 09:00', 60), busy('E2', 'fri 11:00', 60)],
      book: { sessions: [morning] },
    })
    expect(offers(world)).toEqual(['B1 dr-lee 20 10:30'])

    const move = synced('M1', {
      patientId: 'cy',
      ...slot('fri 10:00'),
      base: { practitionerId: 'dr-lee', ...slot('fri 10:30') },
      changedMs: at('thu 10:00'),
    })
    const old = entry('E-M1', { pmsPatientId: 'P-cy', ...slot('fri 10:30') })
    expect(
      offers(
        diary({
          bookings: [move],
          entries: [rival, old, busy('E1', 'fri 09:00', 60), busy('E2', 'fri 11:00', 60)],
          book: { sessions: [morning] },
        }),
      ),
    ).toEqual(['M1 dr-lee 20 10:30'])
  })
  test('a booking that vanished gets its own old time back', () => {
    const world = diary({ bookings: [synced('B1')], book: { sessions: [morning] } })
    expect(offers(world)).toEqual(['B1 dr-lee 20 10:00'])
  })
  test('the patient has nothing else then: in the book, or about to be', () => {
    const sessions = [
      session(slot('fri 10:00', 30)),
      session({ pmsPractitionerId: 'D2', ...slot('fri 09:00', 180) }),
    ]
    const inBook = entry('E-ann', { pmsPractitionerId: 'D3', pmsTypeId: 'T9', ...slot('fri 09:30', 60) })
    expect(
      offers(diary({ bookings: [booking('B1')], entries: [rival, inBook], book: { sessions } })),
    ).toEqual(['B1 dr-ray 20 10:30'])
    const heading = booking('B2', { practitionerId: 'dr-ray', ...slot('fri 10:00', 45) })
    expect(
      offers(diary({ bookings: [booking('B1'), heading], entries: [rival], book: { sessions } })),
    ).toEqual(['B1 dr-ray 20 09:30'])
  })
  test('two lost bookings of one patient never overlap, though two records stand for that patient', () => {
    const sessions = [
      session(slot('fri 10:00', 30)),
      session({ pmsPractitionerId: 'D2', ...slot('fri 10:00', 60) }),
    ]
    const again = { ...(diary().patients[0] ?? {}), patientId: 'ann-again' } as Snapshot['patients'][number]
    const world = (patientId: string) =>
      diary({
        patients: [...diary().patients, again],
        bookings: [
          booking('B1'),
          booking('B2', { patientId, practitionerId: 'dr-ray', acceptedMs: at('thu 09:40') }),
        ],
        entries: [
          rival,
          busy('E2', 'fri 10:00', 15, { pmsPractitionerId: 'D2' }),
          busy('E3', 'sat 10:00', 15, { pmsPractitionerId: 'D2' }),
        ],
        book: { sessions: [...sessions, session(slot('fri 10:30', 30))] },
      })
    expect(offers(world('bob'))).toEqual(['B1 dr-lee 20 10:30', 'B2 dr-ray 20 10:15'])
    expect(offers(world('ann-again'))).toHaveLength(1)
  })
  test("the day is the practice's own", () => {
    const practices = diary().practices.map((practice) => ({ ...practice, timeZone: 'Australia/Perth' }))
    // In Perth it is 23:30 on Thursday when in Brisbane it is 1:30 on Friday.
    const wanted = booking('B1', slot('fri 01:30'))
    const world = (zoned: Snapshot['practices']) =>
      diary({
        practices: zoned,
        bookings: [wanted],
        entries: [busy('E1', 'fri 01:30', 30)],
        book: { sessions: [session(slot('fri 01:30', 60)), session(slot('thu 22:00', 30))] },
      })
    expect(offers(world(diary().practices))).toEqual(['B1 dr-lee 20 02:00'])
    expect(offers(world(practices))).toEqual(['B1 dr-lee 19 22:00'])
  })
})

describe('together', () => {
  test('most placed comes before whose turn it was', () => {
    // B1 could have either time, B2 only the long one: greedy would leave B2 without.
    const sessions = [
      session(slot('fri 10:00', 30)),
      session(slot('fri 11:00', 60)),
      session(slot('sat 10:00', 30)),
    ]
    const world = diary({
      bookings: [
        booking('B1', { patientId: 'bob' }),
        booking('B2', { patientId: 'cy', ...slot('fri 10:00', 60), acceptedMs: at('thu 09:40') }),
      ],
      entries: [rival],
      book: { sessions },
    })
    expect(offers(world)).toEqual(['B1 dr-lee 21 10:00', 'B2 dr-lee 20 11:00'])
    expect(alternatives(world).provenBest).toBe(true)
  })
  test('all equal: the first accepted has the nearer time', () => {
    const world = diary({
      bookings: [
        booking('B2', { patientId: 'bob', acceptedMs: at('thu 09:20') }),
        booking('B1', { patientId: 'cy', acceptedMs: at('thu 09:30') }),
      ],
      entries: [rival],
      book: { sessions: [session(slot('fri 10:00', 90))] },
    })
    expect(offers(world)).toEqual(['B2 dr-lee 20 10:30', 'B1 dr-lee 20 11:00'])
  })
  test('an option is free beside all proposals', () => {
    const world = diary({
      bookings: [
        booking('B1', { patientId: 'bob', acceptedMs: at('thu 09:20') }),
        booking('B2', { patientId: 'cy', acceptedMs: at('thu 09:30') }),
      ],
      entries: [rival],
      book: { sessions: [session(slot('fri 10:00', 120))] },
    })
    expect(offers(world)).toEqual(['B1 dr-lee 20 10:30', 'B2 dr-lee 20 11:00'])
    expect(options(world, 'B1')).toEqual(['dr-lee 20 11:30'])
    expect(options(world, 'B2')).toEqual(['dr-lee 20 11:30'])
  })
  test('nor does an option take the patient away from the proposal of another booking', () => {
    const world = diary({
      bookings: [booking('B1'), booking('B2', { practitionerId: 'dr-ray', acceptedMs: at('thu 09:40') })],
      entries: [rival, busy('E2', 'fri 10:00', 30, { pmsPractitionerId: 'D2' })],
      book: {
        sessions: [
          session(slot('fri 10:00', 30)),
          session(slot('fri 10:30', 90)),
          session({ pmsPractitionerId: 'D2', ...slot('fri 10:00', 30) }),
          session({ pmsPractitionerId: 'D2', ...slot('fri 11:00', 30) }),
        ],
      },
    })
    expect(offers(world)).toEqual(['B1 dr-lee 20 10:30', 'B2 dr-ray 20 11:00'])
    expect(options(world, 'B1')).toEqual(['dr-lee 20 11:30'])
  })
  test('the run carries the proposals and whether they were proven', () => {
    const world = diary({ bookings: [booking('B1')], entries: [rival], book: { sessions: [morning] } })
    const run = reconcile(world, { asOfMs: AS_OF }, find)
    expect(run.alternativesProvenBest).toBe(true)
    expect(run.judgements.map(({ alternative }) => alternative)).toEqual([
      { practitionerId: 'dr-lee', ...slot('fri 09:30') },
    ])
    expect(run.actions.find(({ kind }) => kind === 'offer-alternative')?.proposed).toEqual({
      practitionerId: 'dr-lee',
      ...slot('fri 09:30'),
    })
  })
  test('nobody lost anything: nothing to find, and that is proven', () => {
    expect(alternatives(diary({ bookings: [booking('B1')] }))).toEqual({
      proposals: new Map(),
      options: new Map(),
      provenBest: true,
    })
  })
})
