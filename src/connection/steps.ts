/** PURE. What to check next: only what fits the case, in the order in which practices are told to. */
import { type EpochMs, MINUTE_MS } from '../reconcile/span.ts'
import type { Card, HealthState, Reason, Step } from './card.ts'

interface Case {
  readonly why: readonly Reason[]
  readonly state: HealthState
  readonly silent: boolean
  readonly run: Card['run']
  readonly window: Card['window']
  readonly job: Card['job']
  readonly asOfMs: EpochMs
}

export function stepsFor(one: Case): Step[] {
  const steps = CAUSES.filter(([applies]) => applies(one)).flatMap(([, list]) => list)
  // Whatever else there is to try comes before a call to support.
  return [
    ...new Set(steps.filter((step) => step !== 'support')),
    ...steps.filter((s) => s === 'support').slice(0, 1),
  ]
}

const has =
  (...reasons: readonly Reason[]) =>
  ({ why }: Case): boolean =>
    why.some((reason) => reasons.includes(reason))

/** The gravest first: of a server that was replaced nobody needs to look at the sidebar. */
const CAUSES: readonly (readonly [(one: Case) => boolean, readonly Step[]])[] = [
  [has('wrong-database', 'book-looks-restored'), ['recent-changes', 'support']],
  [({ state, silent }) => state === 'delayed' && silent, ['sidebar-and-services', 'network']],
  [
    ({ why, state, silent }) => (state === 'unhealthy' && silent) || why.includes('down-before-closing'),
    ['sidebar-and-services', 'network', 'recent-changes', 'firewall-and-ports', 'support'],
  ],
  // The line itself speaks: what fails is between its agent and the PMS.
  [
    ({ why, state }) => state === 'unhealthy' && why.includes('syncs-failing'),
    ['sidebar-and-services', 'recent-changes', 'firewall-and-ports', 'support'],
  ],
  [
    has('appointments-stale', 'recalls-stale-for-days', 'stale-alone'),
    ['sidebar-and-services', 'recent-changes', 'support'],
  ],
  [
    has('patients-stale', 'recalls-stale', 'providers-stale', 'locations-stale'),
    ['sidebar-and-services', 'recent-changes'],
  ],
  [needsRead, ['read-book', 'reconcile']],
  [needsRun, ['reconcile']],
  [({ job }) => (job?.attempts ?? 0) >= 3, ['support']],
  [has('unknown-time-zone'), ['support']],
]

/** The line is back, but the newest run could not be sure of the book, or one waits in vain to be. */
function needsRead({ silent, run, window, job, asOfMs }: Case): boolean {
  const unread = run?.holds.some(
    (hold) => hold === 'book-not-read-since-reconnect' || hold === 'read-incomplete',
  )
  const waits = job?.waitingFor === 'read' && asOfMs - job.askedMs > IN_VAIN_MS
  return !silent && window !== null && !window.open && (unread === true || waits)
}

/** The line is back, no run has settled the outage, and nobody is about to make one. */
function needsRun({ silent, window, job, asOfMs }: Case): boolean {
  return !silent && window !== null && !window.open && (job === null || isLeft(job, asOfMs))
}

/** A job whose turn came so long ago has nobody who takes it. */
const IN_VAIN_MS = 10 * MINUTE_MS

function isLeft(
  { holder, waitingFor, askedMs, notBeforeMs }: NonNullable<Card['job']>,
  asOfMs: EpochMs,
): boolean {
  if (waitingFor === 'person') return true
  if (holder !== null || waitingFor === 'line' || waitingFor === 'read') return false
  return asOfMs - Math.max(askedMs, notBeforeMs ?? askedMs) > IN_VAIN_MS
}
