/** What every check looks at: the world, its pairs and verdicts, and where each booking stands (contract § 4). */
import type { Judged } from '../judge.ts'
import type { Pairs } from '../match.ts'
import type { Booking, Finding, VerdictCode } from '../model.ts'
import type { EpochMs, Span } from '../span.ts'
import { cancelledOnline, isLive, type World } from '../world.ts'

export interface Scene {
  readonly world: World
  readonly window: Span
  readonly asOfMs: EpochMs
  readonly pairs: Pairs
  readonly judged: Judged
}

/** One kind of discrepancy; a check reads the scene and returns facts, never words. */
export type Check = (scene: Scene) => Finding[]

/** `planned`: the booking is about to stand there; the book does not have it yet. */
export interface Standing extends Span {
  readonly planned: boolean
}

/** Where a booking stands or is about to, or null: nothing stands. Judged or not. */
export function standing(scene: Scene, booking: Booking): Standing | null {
  const verdict = verdictOf(scene, booking.bookingId)
  if (verdict === 'insert' || verdict === 'move-in-book') {
    return { startMs: booking.startMs, endMs: booking.endMs, planned: true }
  }
  const entry = scene.pairs.get(booking.bookingId)?.entry
  if (entry === undefined || !isLive(entry) || cancelledOnline(booking)) return null
  return { startMs: entry.startMs, endMs: entry.endMs, planned: false }
}

export const verdictOf = (scene: Scene, bookingId: string): VerdictCode | undefined =>
  scene.judged.verdicts.get(bookingId)

export function judgedBookings(scene: Scene): Booking[] {
  const { bookings } = scene.world
  return [...scene.judged.verdicts.keys()].flatMap((id) => bookings.get(id) ?? [])
}
