/** `"health": {…}` in rejoin.json: from when on a connection is delayed, unhealthy, due or stale. */
import { DEFAULT_THRESHOLDS, type Thresholds } from '../src/connection/thresholds.ts'
import { SYNC_ENTITIES, type SyncEntity } from '../src/reconcile/model.ts'
import type { Settings } from './books/settings.ts'

export function healthThresholds(settings: Settings): Thresholds {
  const usual = DEFAULT_THRESHOLDS
  const stale = settings.inner('staleAfterHours')
  const thresholds: Thresholds = {
    delayedMs: settings.time('delayedAfterMinutes', 'minutes', usual.delayedMs),
    unhealthyMs: settings.time('unhealthyAfterMinutes', 'minutes', usual.unhealthyMs),
    failedSyncs: settings.count('failedSyncs', usual.failedSyncs, 100),
    dueMs: settings.time('dueAfterMinutes', 'minutes', usual.dueMs),
    staleMs: Object.fromEntries(
      SYNC_ENTITIES.map((entity) => [entity, stale.time(entity, 'hours', usual.staleMs[entity])]),
    ) as Record<SyncEntity, number>,
    recallsAlertMs: settings.time('recallsAlertAfterHours', 'hours', usual.recallsAlertMs),
    pauseAfterMs: settings.time('pauseAfterHours', 'hours', usual.pauseAfterMs),
    reopenForMs: settings.time('reopenAdviceHours', 'hours', usual.reopenForMs),
  }
  if (thresholds.unhealthyMs < thresholds.delayedMs) {
    settings.fault('unhealthyAfterMinutes', 'must not be less than delayedAfterMinutes')
  }
  stale.end()
  settings.end()
  return thresholds
}
