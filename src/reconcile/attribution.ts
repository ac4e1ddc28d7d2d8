/**
 * Which practice a row of the PMS belongs to, when several share one database. Every finding goes to exactly one
 * practice's report, so there is always an answer; the best evidence comes first.
 */
import type { Entry } from './model.ts'
import { compareIds } from './order.ts'
import { pmsPatientIdOf, type World } from './world.ts'

/** By location, else by the practitioner's practice, else by the patient's, else the first of the connection. */
export function practiceOfEntry(world: World, entry: Entry): string {
  return (
    smallest(
      world.snapshot.practices.filter(
        (practice) => entry.pmsLocationId !== null && practice.pmsLocationId === entry.pmsLocationId,
      ),
    ) ??
    smallest(
      world.snapshot.practitioners.filter(
        (practitioner) => practitioner.pmsPractitionerId === entry.pmsPractitionerId,
      ),
    ) ??
    (entry.pmsPatientId === null ? null : byPlatformPatient(world, entry.pmsPatientId)) ??
    firstPractice(world)
  )
}

/** By the platform patient who is this PMS patient, else by the patient's latest entry, else the first practice. */
export function practiceOfPmsPatient(world: World, pmsPatientId: string): string {
  const known = byPlatformPatient(world, pmsPatientId)
  if (known !== null) return known
  const latest = world.snapshot.book.entries
    .filter((entry) => entry.pmsPatientId === pmsPatientId)
    .reduce<Entry | null>((a, b) => (a === null || isLater(b, a) ? b : a), null)
  return latest === null ? firstPractice(world) : practiceOfEntry(world, { ...latest, pmsPatientId: null })
}

const isLater = (a: Entry, b: Entry): boolean =>
  a.startMs > b.startMs || (a.startMs === b.startMs && compareIds(a.pmsAppointmentId, b.pmsAppointmentId) > 0)

function byPlatformPatient(world: World, pmsPatientId: string): string | null {
  return practicesByPatient(world).get(pmsPatientId) ?? null
}

/** Built when it is first asked for: most runs never ask. */
const remembered = new WeakMap<World, ReadonlyMap<string, string>>()

function practicesByPatient(world: World): ReadonlyMap<string, string> {
  const known = remembered.get(world)
  if (known !== undefined) return known
  const practices = new Map<string, string>()
  for (const { patientId, practiceId } of world.snapshot.patients) {
    const pmsPatientId = pmsPatientIdOf(world, patientId)
    if (pmsPatientId === null) continue
    const other = practices.get(pmsPatientId)
    if (other === undefined || compareIds(practiceId, other) < 0) practices.set(pmsPatientId, practiceId)
  }
  remembered.set(world, practices)
  return practices
}

const firstPractice = (world: World): string => smallest(world.snapshot.practices) ?? ''

function smallest(items: readonly { readonly practiceId: string }[]): string | null {
  return items.reduce<string | null>(
    (id, item) => (id === null || compareIds(item.practiceId, id) < 0 ? item.practiceId : id),
    null,
  )
}
