/**
 * New times in small random worlds, against brute force straight from the contract: every free time looked up anew,
 * every assignment tried. Only verdicts, pairs and who was served are taken from the judge, which has its own oracle.
 */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { windowOf } from '../../src/connection/outage.ts'
import type { Scene } from '../../src/reconcile/checks/scene.ts'
import type { Alternative, Booking, Entry, Practice, Snapshot } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import type { Solver } from '../../src/reconcile/plan/alternatives/solver.ts'
import { type FindAlternatives, findAlternativesWith } from '../../src/reconcile/plan/alternatives.ts'
import { sceneOf } from '../../src/reconcile/reconcile.ts'
import type { Span } from '../../src/reconcile/span.ts'
import { AS_OF, at, block, booking, diary, entry, session, synced } from './diary.ts'

const MIN = 60_000
const DAY = 1440 * MIN
let solver: Solver
let find: FindAlternatives
beforeAll(async () => {
  solver = await loadSolver()
  find = findAlternativesWith(solver)
})

// ── worlds: a Thursday afternoon and a Friday morning, quarter hour by quarter hour ─────────────────────────────

const pick = <const T>(...choices: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...choices)
/** Quarter hours from Friday 9:00; negative ones are on Thursday from 12:30. */
const quarter = pick(0, 1, 2, 3, 4, 5, 6, 2, 3, 4, -2, -1, -3)
const timeOf = (n: number): number =>
  n < 0 ? at('thu 12:30') + (n + 3) * 15 * MIN : at('fri 09:00') + n * 15 * MIN
const pms = pick('D1', 'D1', 'D2', 'D3')
const location = pick(null, null, 'L1', 'L2')

const worldSeed = fc.record({
  zone: pick('Australia/Brisbane', 'Australia/Brisbane', 'Pacific/Auckland', 'Pacific/Kiritimati'),
  locations: fc.tuple(location, location),
  read: pick(null, null, null, '2026-11-19', '2026-11-20'),
  sessions: fc.array(
    fc.record({
      pms,
      from: quarter,
      length: pick(2, 3, 4, 5, 6),
      step: pick(15, 15, 30, 20),
      capacity: pick(1, 1, 2),
      location,
    }),
    { minLength: 2, maxLength: 5 },
  ),
  blocks: fc.array(fc.record({ pms, from: quarter, length: pick(1, 2) }), { maxLength: 2 }),
  entries: fc.array(
    fc.record({
      pms,
      from: quarter,
      length: pick(1, 2, 2, 3),
      patient: pick('P-x', 'P-x', 'P-ann', 'P-bob', null),
      status: pick('booked', 'booked', 'booked', 'cancelled', 'did_not_attend', 'placeholder', 'completed'),
      of: pick(null, null, 'B0', 'B1', 'B4', 'unknown'),
    }),
    { maxLength: 7 },
  ),
  bookings: fc.array(
    fc.record({
      practitioner: pick('dr-lee', 'dr-lee', 'dr-ray', 'dr-again', 'dr-new', 'dr-far', 'dr-far'),
      patient: pick('ann', 'bob', 'cy', 'ann-2', 'new', 'new-2'),
      type: pick('standard', 'standard', 'video'),
      from: quarter,
      length: pick(1, 2, 2, 3),
      accepted: pick(0, 0, 10, 20, 90, 95, 100),
      status: pick('pending', 'confirmed', 'pending', 'confirmed', 'cancelled'),
      base: pick('none', 'none', 'none', 'vanished', 'vanished', 'moved'),
    }),
    { minLength: 2, maxLength: 5 },
  ),
})
type Seed = typeof worldSeed extends fc.Arbitrary<infer T> ? T : never

function build(seed: Seed): Snapshot {
  const plain = diary()
  const [clinic] = plain.practices
  const [lee, ray, none] = plain.practitioners
  const [ann] = plain.patients
  if (!clinic || !lee || !ray || !none || !ann) throw new Error('the diary has changed')
  const entries: Entry[] = []
  const bookings = seed.bookings.map((drawn, n): Booking => {
    const span = { startMs: timeOf(drawn.from), endMs: timeOf(drawn.from) + drawn.length * 15 * MIN }
    const fields = {
      practitionerId: drawn.practitioner,
      practiceId: drawn.practitioner === 'dr-far' ? 'branch' : 'clinic',
      patientId: drawn.patient,
      appointmentTypeId: drawn.type,
      status: drawn.status,
      acceptedMs: at('thu 09:30') + drawn.accepted * MIN,
      ...span,
    }
    if (drawn.base === 'none') return booking(`B${n}`, fields)
    const base =
      drawn.base === 'moved' ? { startMs: span.startMs - 30 * MIN, endMs: span.endMs - 30 * MIN } : span
    if (drawn.base === 'moved') {
      entries.push(
        entry(`E-B${n}`, {
          ...base,
          externalRef: `B${n}`,
          pmsPatientId: drawn.patient.startsWith('new') ? null : `P-${drawn.patient.slice(0, 3)}`,
          pmsPractitionerId: drawn.practitioner === 'dr-ray' ? 'D2' : 'D1',
        }),
      )
    }
    const moved = { changedMs: at('thu 10:00'), base: { practitionerId: drawn.practitioner, ...base } }
    return synced(`B${n}`, {
      ...fields,
      ...moved,
      acceptedMs: fields.acceptedMs - DAY * (drawn.accepted < 90 ? 1 : 0),
    })
  })
  seed.entries.forEach((drawn, n) => {
    entries.push(
      entry(`E${n}`, {
        pmsPractitionerId: drawn.pms,
        startMs: timeOf(drawn.from),
        endMs: timeOf(drawn.from) + drawn.length * 15 * MIN,
        pmsPatientId: drawn.patient,
        pmsTypeId: 'T9',
        status: drawn.status,
        externalRef: drawn.status === 'placeholder' ? drawn.of : drawn.patient === 'P-x' ? 'somebody' : null,
      }),
    )
  })
  const far = { ...clinic, practiceId: 'branch', pmsLocationId: seed.locations[1] }
  return diary({
    practices: [{ ...clinic, timeZone: seed.zone, pmsLocationId: seed.locations[0] }, far],
    practitioners: [
      lee,
      ray,
      none,
      { ...lee, practitionerId: 'dr-again', acceptsVideo: null },
      { ...lee, practitionerId: 'dr-third', pmsPractitionerId: 'D3' },
      { ...lee, practitionerId: 'dr-far', practiceId: 'branch' },
    ],
    patients: [
      ...plain.patients,
      { ...ann, patientId: 'ann-2' },
      { ...ann, patientId: 'new-2', familyName: 'Nobody', pmsPatientId: null },
    ],
    bookings,
    entries,
    book: {
      read: {
        takenMs: at('thu 11:15'),
        complete: true,
        databaseIdentity: 'db-1',
        fromOn: null,
        toOn: seed.read,
      },
      sessions: seed.sessions.map((drawn) =>
        session({
          pmsPractitionerId: drawn.pms,
          startMs: timeOf(drawn.from),
          endMs: timeOf(drawn.from) + drawn.length * 15 * MIN,
          slotMinutes: drawn.step,
          capacity: drawn.capacity,
          pmsLocationId: drawn.location,
        }),
      ),
      blocks: seed.blocks.map((drawn) =>
        block({
          pmsPractitionerId: drawn.pms,
          startMs: timeOf(drawn.from),
          endMs: timeOf(drawn.from) + drawn.length * 15 * MIN,
        }),
      ),
    },
  })
}

// ── the contract once more ──────────────────────────────────────────────────────────────────────────────────────

const LOST = ['time-already-taken', 'practitioner-unavailable', 'outside-session', 'vanished-from-book']
const meet = (a: Span, b: Span): boolean => a.startMs < b.endMs && b.startMs < a.endMs
const gone = (it: Booking): boolean => it.status === 'cancelled' || it.status === 'dismissed'
const isLive = (it: Entry): boolean => ['booked', 'arrived', 'in_consult', 'completed'].includes(it.status)

function samePatient(world: Snapshot, a: string, b: string): boolean {
  const pmsId = (id: string) =>
    world.patients.find((patient) => patient.patientId === id)?.pmsPatientId ?? null
  return a === b || (pmsId(a) !== null && pmsId(a) === pmsId(b))
}

const formats = new Map<string, Intl.DateTimeFormat>()
function dayIn(zone: string, ms: number): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  formats.set(zone, format)
  return format.format(ms)
}

interface Chance extends Alternative {
  readonly pms: string
}

function chances(scene: Scene, wanted: Booking): Chance[] {
  const world = scene.world.snapshot
  const practice = world.practices.find((it) => it.practiceId === wanted.practiceId) as Practice
  const video =
    world.appointmentTypes.find((it) => it.appointmentTypeId === wanted.appointmentTypeId)?.mode === 'video'
  const found = new Map<string, Chance>()
  for (const doctor of world.practitioners) {
    const who = doctor.pmsPractitionerId
    if (doctor.practiceId !== wanted.practiceId || who === null || (video && doctor.acceptsVideo === false))
      continue
    for (const sitting of world.book.sessions) {
      const counts =
        sitting.pmsLocationId === null ||
        practice.pmsLocationId === null ||
        sitting.pmsLocationId === practice.pmsLocationId
      if (sitting.pmsPractitionerId !== who || !counts) continue
      for (let startMs = sitting.startMs; startMs < sitting.endMs; startMs += sitting.slotMinutes * MIN) {
        const span = { startMs, endMs: startMs + (wanted.endMs - wanted.startMs) }
        if (span.endMs > sitting.endMs || !isOpen(scene, wanted, practice, who, span)) continue
        found.set(`${doctor.practitionerId} ${startMs}`, {
          practitionerId: doctor.practitionerId,
          pms: who,
          ...span,
        })
      }
    }
  }
  return [...found.values()]
}

function isOpen(scene: Scene, wanted: Booking, practice: Practice, who: string, span: Span): boolean {
  const { world, judged, pairs, window } = scene
  const { book, bookings, practitioners } = world.snapshot
  if (span.startMs <= AS_OF + 60 * MIN || Math.abs(span.startMs - wanted.startMs) > 14 * DAY) return false
  if (book.blocks.some((it) => it.pmsPractitionerId === who && meet(it, span))) return false
  const until = book.read?.toOn ?? null
  if (until !== null && dayIn('Australia/Brisbane', span.endMs - 1) > until) return false
  const pmsOf = (it: Booking) =>
    practitioners.find((doctor) => doctor.practitionerId === it.practitionerId)?.pmsPractitionerId
  const later = bookings.filter(
    (it) => it !== wanted && it.acceptedMs > window.endMs && !gone(it) && pmsOf(it) === who,
  )
  if (later.some((it) => meet(it, span))) return false

  const own = pairs.get(wanted.bookingId)?.entry
  const freed = new Set<Entry>()
  for (const pair of pairs.values()) {
    const verdict = judged.verdicts.get(pair.booking.bookingId)
    if (verdict === 'cancel-in-book' || verdict === 'move-in-book') freed.add(pair.entry)
  }
  const holds = (it: Entry): boolean => {
    if (it === own || freed.has(it) || it.status === 'cancelled' || it.status === 'did_not_attend')
      return false
    if (it.status !== 'placeholder' || it.externalRef === null) return true
    const owner = bookings.find((other) => other.bookingId === it.externalRef)
    if (owner === undefined) return true
    const entryOfOwner = pairs.get(owner.bookingId)?.entry
    const hasOwn = entryOfOwner !== undefined && entryOfOwner.status !== 'cancelled'
    return !(owner === wanted || gone(owner) || hasOwn || judged.occupancy.served.has(owner.bookingId))
  }
  const holders: Span[] = [
    ...book.entries.filter((it) => it.pmsPractitionerId === who && holds(it)),
    ...[...judged.occupancy.served.values()].filter((claim) => claim.pmsPractitionerId === who),
  ]
  const capacity = Math.max(
    ...book.sessions
      .filter((it) => it.pmsPractitionerId === who && it.startMs <= span.startMs && span.endMs <= it.endMs)
      .filter(
        (it) =>
          it.pmsLocationId === null ||
          practice.pmsLocationId === null ||
          it.pmsLocationId === practice.pmsLocationId,
      )
      .map((it) => it.capacity),
  )
  for (let ms = span.startMs; ms < span.endMs; ms += 5 * MIN) {
    if (holders.filter((it) => it.startMs <= ms && ms < it.endMs).length >= capacity) return false
  }

  const me = world.snapshot.patients.find((it) => it.patientId === wanted.patientId)?.pmsPatientId ?? null
  if (me !== null) {
    const mine = book.entries.filter(
      (it) => it.pmsPatientId === me && isLive(it) && !freed.has(it) && it !== own,
    )
    if (mine.some((it) => meet(it, span))) return false
  }
  return !bookings.some((other) => {
    if (other === wanted || !samePatient(world.snapshot, other.patientId, wanted.patientId)) return false
    const verdict = judged.verdicts.get(other.bookingId)
    if (verdict === 'insert' || verdict === 'move-in-book') return meet(other, span)
    const theirs = pairs.get(other.bookingId)?.entry
    return theirs !== undefined && isLive(theirs) && !gone(other) && meet(theirs, span)
  })
}

/** Null: too many assignments to try them all. */
function bruteForce(scene: Scene): Map<string, Alternative> | null {
  const world = scene.world.snapshot
  const lost = world.bookings
    .filter((it) => LOST.includes(scene.judged.verdicts.get(it.bookingId) ?? ''))
    .sort((a, b) => a.acceptedMs - b.acceptedMs || (a.bookingId < b.bookingId ? -1 : 1))
  const all = lost.map((it) => chances(scene, it))
  if (all.reduce((product, list) => product * (list.length + 1), 1) > 4000) return null
  let best: (Chance | null)[] = []
  let bestRank: (number | string)[] | null = null
  const taken: (Chance | null)[] = []
  const visit = (index: number): void => {
    const wanted = lost[index]
    if (wanted === undefined) {
      const rank = rankOf(world, lost, taken)
      if (bestRank === null || isBefore(rank, bestRank)) {
        best = [...taken]
        bestRank = rank
      }
      return
    }
    for (const chance of [null, ...(all[index] ?? [])]) {
      const clash = taken.some((other, nth) => {
        if (chance === null || other === null || !meet(chance, other)) return false
        return chance.pms === other.pms || samePatient(world, lost[nth]?.patientId ?? '', wanted.patientId)
      })
      if (clash) continue
      taken.push(chance)
      visit(index + 1)
      taken.pop()
    }
  }
  visit(0)
  return new Map(
    lost.flatMap(({ bookingId }, index) => {
      const chance = best[index]
      if (chance === null || chance === undefined) return []
      const { practitionerId, startMs, endMs } = chance
      return [[bookingId, { practitionerId, startMs, endMs }] as const]
    }),
  )
}

/** Smaller is better, from left to right. */
function rankOf(
  world: Snapshot,
  lost: readonly Booking[],
  taken: readonly (Chance | null)[],
): (number | string)[] {
  let [placed, own, otherDay, moved] = [0, 0, 0, 0]
  const ties: (number | string)[] = []
  lost.forEach((wanted, index) => {
    const chance = taken[index]
    if (chance === null || chance === undefined) {
      ties.push(1, 0, 0, '')
      return
    }
    const zone = world.practices.find((it) => it.practiceId === wanted.practiceId)?.timeZone ?? ''
    const away = Math.abs(chance.startMs - wanted.startMs)
    placed++
    own += Number(chance.practitionerId === wanted.practitionerId)
    otherDay += Number(dayIn(zone, chance.startMs) !== dayIn(zone, wanted.startMs))
    moved += away
    ties.push(0, away, chance.startMs, chance.practitionerId)
  })
  return [-placed, -own, otherDay, moved, ...ties]
}

function isBefore(a: readonly (number | string)[], b: readonly (number | string)[]): boolean {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? 0
    if (left !== right) return left < right
  }
  return false
}

function sceneAt(snapshot: Snapshot): Scene {
  const window = windowOf(snapshot, { asOfMs: AS_OF })
  if (window === null) throw new Error('no outage')
  return sceneOf(snapshot, window, { asOfMs: AS_OF })
}

describe('in any small world', () => {
  test('the answer is the best of all assignments, to the last tie', { timeout: 120_000 }, () => {
    let [several, given] = [0, 0]
    fc.assert(
      fc.property(worldSeed, (seed) => {
        const scene = sceneAt(build(seed))
        const best = bruteForce(scene)
        if (best === null) return
        const { proposals, provenBest } = find(scene)
        expect(new Map(proposals)).toEqual(best)
        expect(provenBest).toBe(true)
        if (best.size > 1) several++
        if (best.size > 0) given++
      }),
      { numRuns: 2500 },
    )
    // The worlds are worth the time: most have something to give, many to several bookings.
    expect(given).toBeGreaterThan(500)
    expect(several).toBeGreaterThan(100)
  })

  test('an option is free, and shares no time with any proposal or with the other option', () => {
    fc.assert(
      fc.property(worldSeed, (seed) => {
        const scene = sceneAt(build(seed))
        const { proposals, options } = find(scene)
        const pmsOf = (it: Alternative) =>
          scene.world.practitioners.get(it.practitionerId)?.pmsPractitionerId ?? ''
        for (const [bookingId, offered] of options ?? []) {
          const wanted = scene.world.bookings.get(bookingId) as Booking
          const free = chances(scene, wanted)
          expect(offered.length).toBeLessThanOrEqual(2)
          for (const [nth, option] of offered.entries()) {
            expect(free).toContainEqual({ ...option, pms: pmsOf(option) })
            const others = [...proposals.values(), ...offered.slice(0, nth)]
            expect(others.some((other) => pmsOf(other) === pmsOf(option) && meet(other, option))).toBe(false)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('the order of the rows does not matter', () => {
    const backwards = (world: Snapshot): Snapshot => ({
      ...world,
      practices: world.practices.toReversed(),
      practitioners: world.practitioners.toReversed(),
      patients: world.patients.toReversed(),
      bookings: world.bookings.toReversed(),
      book: {
        ...world.book,
        entries: world.book.entries.toReversed(),
        sessions: world.book.sessions.toReversed(),
        blocks: world.book.blocks.toReversed(),
      },
    })
    fc.assert(
      fc.property(worldSeed, (seed) => {
        const world = build(seed)
        expect(find(sceneAt(backwards(world)))).toEqual(find(sceneAt(world)))
      }),
      { numRuns: 500 },
    )
  })

  test('without time the answer is valid, and never called proven where it is not', () => {
    const hasty = (...args: Parameters<FindAlternatives>) =>
      findAlternativesWith(solver, { secondsPerPart: 0 })(...args)
    let unproven = 0
    fc.assert(
      fc.property(worldSeed, (seed) => {
        const scene = sceneAt(build(seed))
        const { proposals, provenBest } = hasty(scene)
        if (provenBest) expect(proposals).toEqual(find(scene).proposals)
        else unproven++
        const given = [...proposals].map(([bookingId, it]) => ({
          wanted: scene.world.bookings.get(bookingId) as Booking,
          it: { ...it, pms: scene.world.practitioners.get(it.practitionerId)?.pmsPractitionerId ?? '' },
        }))
        for (const { wanted, it } of given) {
          expect(chances(scene, wanted)).toContainEqual(it)
          const clash = given.some(
            (other) =>
              other.wanted !== wanted &&
              meet(other.it, it) &&
              (other.it.pms === it.pms ||
                samePatient(scene.world.snapshot, other.wanted.patientId, wanted.patientId)),
          )
          expect(clash).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
    expect(unproven).toBeGreaterThan(20)
  })
})
