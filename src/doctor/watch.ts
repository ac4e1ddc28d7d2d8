/** PURE. Whether somebody watches, what waits to be reconciled, and what waits to be sent. */
import type { EpochMs } from '../reconcile/span.ts'
import { MINUTE_MS } from '../reconcile/span.ts'
import type { Note } from './checkup.ts'
import { fact, warning } from './mark.ts'

export interface JobSeen {
  readonly connectionId: string
  readonly asks: number
  readonly handledAsks: number
  readonly notBeforeMs: EpochMs | null
  readonly waitingFor: string | null
  readonly attempts: number
  readonly lastTrouble: string | null
  readonly undeliveredRunId: string | null
  /** Null: no watcher ever looked at it. */
  readonly checkedUntilMs: EpochMs | null
  readonly changedMs: EpochMs
}

export interface WatchSeen {
  readonly nowMs: EpochMs
  readonly holders: readonly string[]
  readonly jobs: readonly JobSeen[]
  /** Null: an embedded database, which needs no queue. */
  readonly queue: { readonly isThere: boolean; readonly keptHouseMs: EpochMs | null } | null
}

/** A job whose turn has come is taken up within seconds; a watcher that is busy may need some minutes. */
const OVERDUE_MS = 10 * MINUTE_MS
/** Watchers keep house every minute. */
const ALIVE_MS = 5 * MINUTE_MS
/** The first tries may have met a server that was just starting. */
const FAILING = 3

export function judgeWatch({ nowMs, holders, jobs, queue }: WatchSeen): Note[] {
  const open = jobs.filter(({ asks, handledAsks }) => asks > handledAsks)
  const idsOf = (some: readonly JobSeen[]): string[] => some.map(({ connectionId }) => connectionId)
  // A job that waits for something has no turn; one that is being worked on has its holder above.
  const overdue = open.filter(
    ({ notBeforeMs, waitingFor }) =>
      (waitingFor === null || waitingFor === 'retry' || waitingFor === 'settling') &&
      notBeforeMs !== null &&
      notBeforeMs < nowMs - OVERDUE_MS,
  )
  const failing = open.filter(({ attempts }) => attempts >= FAILING)
  const unwritten = jobs.filter(
    ({ undeliveredRunId, changedMs }) => undeliveredRunId !== null && changedMs < nowMs - OVERDUE_MS,
  )
  const keptMs = queue?.keptHouseMs ?? null
  // Whoever runs everything by hand leaves what the lines ask for as it is.
  const isWatched = keptMs !== null || jobs.some((job) => job.handledAsks > 0 || job.checkedUntilMs !== null)
  const isSigned = keptMs !== null && nowMs - keptMs < ALIVE_MS
  return [
    ...(holders.length > 0
      ? [fact({ code: 'holders', holders })]
      : isSigned
        ? [fact({ code: 'watchers-signed', ago: Math.max(0, nowMs - keptMs) })]
        : [fact({ code: isWatched ? 'no-watcher' : 'never-watched' })]),
    fact({ code: 'jobs', open: open.length }),
    ...(queue !== null && !queue.isThere ? [warning({ code: 'queue-missing' })] : []),
    ...(overdue.length > 0 && holders.length === 0 && isWatched
      ? [warning({ code: 'jobs-overdue', connectionIds: idsOf(overdue) })]
      : []),
    ...(failing.length > 0
      ? [
          warning({
            code: 'jobs-failing',
            connectionIds: idsOf(failing),
            last: failing[0]?.lastTrouble ?? '?',
          }),
        ]
      : []),
    ...(unwritten.length > 0
      ? [warning({ code: 'reports-unwritten', connectionIds: idsOf(unwritten) })]
      : []),
  ]
}

export interface MailsSeen {
  readonly waiting: number
  /** Of those that wait, the tries that should have been made long ago. */
  readonly late: number
  readonly sent: number
  readonly unknown: number
  readonly failed: number
}

export const judgeMails = ({ waiting, late, sent, unknown, failed }: MailsSeen): Note[] => [
  fact({ code: 'mails', waiting, sent }),
  ...(failed > 0 ? [warning({ code: 'mails-failed', count: failed })] : []),
  ...(unknown > 0 ? [warning({ code: 'mails-unknown', count: unknown })] : []),
  ...(late > 0 ? [warning({ code: 'mails-late', count: late })] : []),
]
