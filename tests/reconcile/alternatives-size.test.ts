/** A bad day: many bookings lost in a book that is nearly full. Proven best, in reasonable time. */
import { beforeAll, expect, test } from 'vitest'
import { windowOf } from '../../src/connection/outage.ts'
import type { Booking, Entry, Patient, Session, Snapshot } from '../../src/reconcile/model.ts'
import { loadSolver } from '../../src/reconcile/plan/alternatives/highs.ts'
import { type FindAlternatives, findAlternativesWith } from '../../src/reconcile/plan/alternatives.ts'
import { sceneOf } from '../../src/reconcile/reconcile.ts'
import { AS_OF, at, booking, diary, entry, session } from './diary.ts'

const MIN = 60_000
const DAY = 1440 * MIN
let find: FindAlternatives
beforeAll(async () => {
  find = findAlternativesWith(await loadSolver())
})

/** Two weeks of practitioners from nine to five, `full` of ten quarter hours taken; the lost ones want taken times. */
function practice(lost: number, practitioners: number, full: number, seed: number): Snapshot {
  let state = seed
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * below)
  }
  const plain = diary()
  const [lee] = plain.practitioners
  const [ann] = plain.patients
  if (lee === undefined || ann === undefined) throw new Error('the diary has changed')
  const sessions: Session[] = []
  const entries: Entry[] = []
  for (let who = 0; who < practitioners; who++) {
    const pmsPractitionerId = `D${who}`
    for (let day = 0; day < 15; day++) {
      const opens = at('fri 09:00') + day * DAY
      sessions.push(session({ pmsPractitionerId, startMs: opens, endMs: opens + 480 * MIN }))
      for (let minute = 0; minute < 480; ) {
        const length = next(10) < full ? Math.min(15 + 15 * next(2), 480 - minute) : 0
        const startMs = opens + minute * MIN
        if (length > 0) {
          const id = `E${entries.length}`
          entries.push(
            entry(id, { pmsPractitionerId, pmsPatientId: `X-${id}`, startMs, endMs: startMs + length * MIN }),
          )
        }
        minute += length || 15
      }
    }
  }
  const patients: Patient[] = []
  const bookings: Booking[] = []
  while (bookings.length < lost) {
    const wanted = entries[next(entries.length)]
    if (wanted === undefined || wanted.startMs > at('fri 09:00') + 5 * DAY) continue
    const id = `B${1000 + bookings.length}`
    patients.push({ ...ann, patientId: id, pmsPatientId: `P-${id}` })
    bookings.push(
      booking(id, {
        patientId: id,
        practitionerId: `dr-${wanted.pmsPractitionerId}`,
        startMs: wanted.startMs,
        endMs: wanted.startMs + (15 + 15 * next(4)) * MIN,
        acceptedMs: at('thu 09:05') + next(100) * MIN,
      }),
    )
  }
  return diary({
    practitioners: Array.from({ length: practitioners }, (_, who) => ({
      ...lee,
      practitionerId: `dr-D${who}`,
      pmsPractitionerId: `D${who}`,
    })),
    patients,
    bookings,
    entries,
    book: { sessions },
  })
}

test.each([
  { lost: 20, practitioners: 6, full: 8 },
  { lost: 50, practitioners: 6, full: 7 },
  { lost: 100, practitioners: 10, full: 9 },
])('$lost lost, $practitioners practitioners, $full tenths full', { timeout: 60_000 }, (size) => {
  const snapshot = practice(size.lost, size.practitioners, size.full, 7)
  const window = windowOf(snapshot, { asOfMs: AS_OF })
  if (window === null) throw new Error('no outage')
  const scene = sceneOf(snapshot, window, { asOfMs: AS_OF })
  const { proposals, provenBest } = find(scene)
  expect(provenBest).toBe(true)
  expect(proposals.size).toBeGreaterThan(size.lost / 3)
})
