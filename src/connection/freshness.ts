/** PURE. How long ago each entity was read and written, and what to think of it. */
import { SYNC_ENTITIES, type Sync, type SyncDirection, type SyncEntity } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { ConnectionFacts, EntityCard, Freshness, Synced } from './card.ts'
import type { LiveTime } from './live-hours.ts'
import type { Thresholds } from './thresholds.ts'

export function entitiesOf(
  { syncs, read }: Pick<ConnectionFacts, 'syncs' | 'read'>,
  asOfMs: EpochMs,
  live: LiveTime,
  thresholds: Thresholds,
): EntityCard[] {
  const known = syncs.filter(({ finishedMs }) => finishedMs <= asOfMs)
  // A book that came in by another way, such as a bundle, was read as well as any.
  if (read?.complete === true && read.takenMs <= asOfMs) known.push(syncOfRead(read.takenMs))
  known.sort((a, b) => b.finishedMs - a.finishedMs)
  const syncedOf = (entity: SyncEntity, direction: SyncDirection): Synced => {
    const own = known.filter((sync) => sync.entity === entity && sync.direction === direction)
    return synced(own, entity, asOfMs, live, thresholds)
  }
  return SYNC_ENTITIES.map((entity) => ({
    entity,
    read: syncedOf(entity, 'read'),
    write: syncedOf(entity, 'write'),
  }))
}

const syncOfRead = (finishedMs: EpochMs): Sync => ({
  entity: 'appointments',
  direction: 'read',
  finishedMs,
  outcome: 'complete',
})

/** `syncs`: of one entity and direction, newest first. */
function synced(
  syncs: readonly Sync[],
  entity: SyncEntity,
  asOfMs: EpochMs,
  live: LiveTime,
  thresholds: Thresholds,
): Synced {
  const lastMs = syncs.find(({ outcome }) => outcome === 'complete')?.finishedMs ?? null
  const partialMs = syncs.find(({ outcome }) => outcome === 'partial')?.finishedMs ?? null
  const upTo = syncs.findIndex(({ outcome }) => outcome !== 'failed')
  const failures = upTo < 0 ? syncs : syncs.slice(0, upTo)
  return {
    lastMs,
    ageMs: lastMs === null ? null : asOfMs - lastMs,
    freshness: lastMs === null ? 'never' : freshness(lastMs, thresholds.staleMs[entity]),
    partialMs: partialMs !== null && (lastMs === null || partialMs > lastMs) ? partialMs : null,
    // A PMS that is taken down for its backup at night fails as it should.
    failed: failures.filter(({ finishedMs }) => live.isLive(finishedMs)).length,
  }

  /** Nothing is late while everybody is closed: on Monday morning Friday's sync is not stale before it is due. */
  function freshness(atMs: EpochMs, staleMs: number): Freshness {
    if (live.liveMs({ startMs: atMs, endMs: asOfMs }) <= thresholds.dueMs) return 'fresh'
    return asOfMs - atMs > staleMs ? 'stale' : 'due'
  }
}

/** Read or written, whichever is worse. */
export const isStale = ({ read, write }: EntityCard): boolean =>
  read.freshness === 'stale' || write.freshness === 'stale'
