/** From when on a connection is delayed, unhealthy, due or stale; each can be another in rejoin.json. */
import type { SyncEntity } from '../reconcile/model.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../reconcile/span.ts'

export interface Thresholds {
  /** Live time since the last sign of life: from here on delayed, beyond that unhealthy. */
  readonly delayedMs: number
  readonly unhealthyMs: number
  /** So many failed syncs of one entity in a row, in live hours, are unhealthy. */
  readonly failedSyncs: number
  /** Live time since the last complete sync. */
  readonly dueMs: number
  readonly staleMs: Readonly<Record<SyncEntity, number>>
  /** Recalls that are stale for so long deserve an alert of their own. */
  readonly recallsAlertMs: number
  /** Unhealthy for so much live time: pause online bookings. */
  readonly pauseAfterMs: number
  /** For so long after an outage is settled the card says that bookings may be re-opened. */
  readonly reopenForMs: number
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  delayedMs: 10 * MINUTE_MS,
  unhealthyMs: 20 * MINUTE_MS,
  failedSyncs: 5,
  dueMs: 20 * MINUTE_MS,
  staleMs: {
    patients: DAY_MS,
    appointments: DAY_MS,
    locations: 7 * DAY_MS,
    providers: 7 * DAY_MS,
    recalls: DAY_MS,
  },
  recallsAlertMs: 3 * DAY_MS,
  pauseAfterMs: 2 * HOUR_MS,
  reopenForMs: DAY_MS,
}
