/** What stands in the way of a booking that lost its time, and which bookings must be decided together (§ 7). */
import type { Judged } from './judge.ts'
import type { Judgement } from './model.ts'
import type { Holder } from './occupancy.ts'
import { compareIds, sortedIds } from './order.ts'
import { Timetable } from './timetable.ts'

export type ConflictsWith = Judgement['conflictsWith']

export const NO_CONFLICTS: ConflictsWith = { bookingIds: [], pmsAppointmentIds: [] }

export interface Conflicts {
  /** By booking id; only `time-already-taken` bookings are here. */
  readonly against: ReadonlyMap<string, ConflictsWith>
  /** By booking id; bookings that are alone are not here. */
  readonly groups: ReadonlyMap<string, string>
}

export function conflicts(judged: Judged): Conflicts {
  const against = new Map<string, ConflictsWith>()
  for (const claim of judged.claims) {
    const { bookingId } = claim.booking
    if (judged.verdicts.get(bookingId) !== 'time-already-taken') continue
    against.set(bookingId, idsOf(judged.occupancy.inTheWay(claim)))
  }
  return { against, groups: groupsOf(judged, against) }
}

function idsOf(holders: readonly Holder[]): ConflictsWith {
  const bookingIds: string[] = []
  const pmsAppointmentIds: string[] = []
  for (const { entry, bookingId } of holders) {
    if (entry !== null) pmsAppointmentIds.push(entry.pmsAppointmentId)
    if (bookingId !== null) bookingIds.push(bookingId)
  }
  return { bookingIds: sortedIds(bookingIds), pmsAppointmentIds: sortedIds(pmsAppointmentIds) }
}

/** Connected groups of claims that overlap, joined also by the entries that they are both up against. */
function groupsOf(judged: Judged, against: ReadonlyMap<string, ConflictsWith>): Map<string, string> {
  const links = new Links()
  const claimed = new Timetable<Judged['claims'][number]>()
  for (const claim of judged.claims) claimed.add(claim.pmsPractitionerId, claim)
  for (const claim of judged.claims) {
    const node = bookingNode(claim.booking.bookingId)
    for (const other of claimed.overlapping(claim.pmsPractitionerId, claim)) {
      if (other !== claim) links.join(node, bookingNode(other.booking.bookingId))
    }
    for (const id of against.get(claim.booking.bookingId)?.pmsAppointmentIds ?? [])
      links.join(node, `entry:${id}`)
  }

  const smallest = new Map<string, string>()
  const members = judged.claims
    .map((claim) => claim.booking.bookingId)
    .filter((id) => links.has(bookingNode(id)))
  for (const bookingId of members.sort(compareIds)) {
    const root = links.rootOf(bookingNode(bookingId))
    if (!smallest.has(root)) smallest.set(root, bookingId)
  }
  return new Map(members.map((id) => [id, smallest.get(links.rootOf(bookingNode(id))) ?? id]))
}

const bookingNode = (bookingId: string): string => `booking:${bookingId}`

/** Disjoint sets; only nodes that were ever joined to another are in it. */
class Links {
  private readonly parents = new Map<string, string>()

  has(node: string): boolean {
    return this.parents.has(node)
  }

  join(a: string, b: string): void {
    const left = this.rootOf(a)
    const right = this.rootOf(b)
    this.parents.set(left, right)
    this.parents.set(right, right)
  }

  rootOf(node: string): string {
    let root = node
    for (let parent = this.parents.get(root); parent !== undefined && parent !== root; ) {
      root = parent
      parent = this.parents.get(root)
    }
    for (let at = node; at !== root; ) {
      const next = this.parents.get(at) ?? root
      this.parents.set(at, root)
      at = next
    }
    return root
  }
}
