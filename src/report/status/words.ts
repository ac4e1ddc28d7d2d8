/**
 * The only prose of `rejoin status`, in English. The words are those of reception and of the help pages of the field; a
 * code without words does not compile. Sentences carry no names and no ids but that of a run.
 */
import type { Wait } from '../../../db/schema/jobs.ts'
import type {
  AdviceCode,
  AdviceReason,
  Freshness,
  HealthState,
  LikelyReturn,
  Reason,
  Step,
} from '../../connection/card.ts'
import type { SyncDirection, SyncEntity } from '../../reconcile/model.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../reconcile/span.ts'

export const statusWords = {
  locale: 'en-AU',
  title: 'Connections to the appointment books',
  states: {
    unhealthy: 'Unhealthy',
    delayed: 'Delayed',
    closed: 'Closed (expected)',
    healthy: 'Healthy',
  } satisfies Record<HealthState, string>,
  reasons: {
    'signs-of-life': 'The line gives signs of life.',
    connected: 'The line is connected.',
    'no-events': 'Nothing was ever recorded of this line, so it counts as up.',
    'just-opened': 'The practice has just opened; its line is expected back any minute.',
    silent: 'The line gives no sign of life.',
    disconnected: 'The line said itself that it is disconnected.',
    'syncs-failing': 'One sync after the other fails.',
    closed: 'The practice is closed, so nothing is expected of the line.',
    'down-before-closing':
      'The line was down already when the practice closed: it may not come back by itself.',
    'wrong-database': 'The appointment book that was read is not the one this connection belongs to.',
    'book-looks-restored': 'The appointment book looks as if it was restored from a backup.',
    'appointments-stale': 'Appointments were not synced for so long that support has to be called.',
    'patients-stale': 'Patients were not synced for long.',
    'recalls-stale': 'Recalls were not synced for long.',
    'recalls-stale-for-days': 'Recalls were not synced for days: recalls of patients may be missed.',
    'providers-stale': 'Practitioners were not synced for long.',
    'locations-stale': 'Locations were not synced for long.',
    'stale-alone': 'Only this connection is stale, all others are fresh: the trouble is here.',
    'unknown-time-zone':
      'A time zone of it is not known here: its practices count as always open, times are in UTC.',
  } satisfies Record<Reason, string>,
  steps: {
    'sidebar-and-services': () =>
      'On the computer that runs the practice software: is it on, is the booking sidebar running, and are its services started? Restart them.',
    network: () => 'Is that computer on the network and on the internet?',
    'recent-changes': () =>
      'Was the server, the database or the practice software replaced, moved, updated or restored lately?',
    'firewall-and-ports': () =>
      'Ask your IT: does a firewall or antivirus block the services or their ports since recently?',
    'read-book': () => 'Have the appointment book read completely: rejoin pull, or the next bundle.',
    reconcile: () => 'Reconcile the outage: rejoin run, or let rejoin watch do it.',
    support: (runId) => `Contact support${runId === null ? '.' : ` and quote run ${runId}.`}`,
  } satisfies Record<Step, (runId: string | null) => string>,
  advice: {
    pause: 'Pause online bookings',
    keep: 'Leave online bookings as they are',
    're-open': 'Re-open online bookings where they are paused',
  } satisfies Record<AdviceCode, string>,
  adviceReasons: {
    'down-long': 'it has been unhealthy for long.',
    'bookable-before-return':
      'the nearest time that can be booked comes before the line is likely to be back.',
    'short-interruption': 'the interruption is short so far.',
    closed: 'the practice is closed; what is booked meanwhile waits.',
    'wait-for-run': 'the outage is not reconciled yet. What is paused stays paused until then.',
    'run-held': 'the last run is on hold. What is paused stays paused until one is not.',
    inconclusive:
      'the last run could not tell about every booking. What is paused stays paused until one can.',
    settled: 'the line is up, the outage is reconciled, and nothing is on hold.',
    'nothing-wrong': 'nothing speaks against it.',
  } satisfies Record<AdviceReason, string>,
  likelyReturn: (at: string, { basis, outages }: LikelyReturn): string =>
    basis === 'past-outages'
      ? `Likely back ${at}, going by ${outages === 1 ? 'an earlier outage that was' : `${outages} earlier outages that were`} longer.`
      : `Likely back ${at}, if it takes as long again; no earlier outage was longer.`,
  nearestFree: (at: string): string => `The nearest time that can be booked is ${at}.`,
  entities: {
    patients: 'Patients',
    appointments: 'Appointments',
    locations: 'Locations',
    providers: 'Practitioners',
    recalls: 'Recalls',
  } satisfies Record<SyncEntity, string>,
  directions: { read: 'read', write: 'written' } satisfies Record<SyncDirection, string>,
  freshness: { fresh: '', due: 'due', stale: 'stale', never: 'never' } satisfies Record<Freshness, string>,
  partly: (ago: string): string => `partly ${ago}`,
  failed: (times: number): string => `failed ${times} times in a row`,
  waits: {
    line: 'waits for the line',
    settling: 'waits for the line to stay up',
    read: 'waits for a complete read of the book',
    lease: 'waits for somebody else who works on it',
    retry: 'waits to be tried again',
    person: 'waits for a person: the run is on hold',
  } satisfies Record<Wait, string>,
  itsTurn: 'its turn has come',
  workedOnBy: (holder: string): string => `being worked on by ${holder}`,
  asked: (ago: string): string => `asked for ${ago}`,
  notBefore: (at: string): string => `not before ${at}`,
  wentWrong: (times: number, trouble: string): string =>
    `went wrong ${times === 1 ? 'once' : `${times} times`}: ${trouble}`,
  waiting: (count: number, earliest: string): string =>
    `${count === 1 ? '1 online booking is' : `${count} online bookings are`} not in the book yet, the earliest for ${earliest}`,
  noneWaiting: 'none',
  window: (from: string, to: string | null): string =>
    to === null ? `open since ${from}` : `${from} to ${to}, not reconciled yet`,
  run: (runId: string, at: string): string => `${runId}, finished ${at}`,
  runHeld: (holds: string): string => `on hold: ${holds}`,
  runLeft: (forPeople: number, unknown: number, inconclusive: number): readonly string[] => [
    ...(forPeople === 0
      ? []
      : [forPeople === 1 ? '1 action waits for a person' : `${forPeople} actions wait for a person`]),
    ...(unknown === 0
      ? []
      : [unknown === 1 ? '1 action has an unknown outcome' : `${unknown} actions have an unknown outcome`]),
    ...(inconclusive === 0 ? [] : [`${inconclusive} inconclusive`]),
  ],
  runLeftNothing: 'left nothing open',
  noRun: 'none yet',
  live: (now: boolean, changes: string | null): string =>
    changes === null ? 'always open' : now ? `open, closes ${changes}` : `closed, opens ${changes}`,
  lastSign: (at: string, ago: string): string => `${at}, ${ago}`,
  neverSeen: 'never',
  since: (at: string, long: string): string => `${at}, for ${long}`,
  ago: (ms: number): string => (ms < MINUTE_MS ? 'just now' : `${duration(ms)} ago`),
  in: (ms: number): string => (ms < MINUTE_MS ? 'now' : `in ${duration(ms)}`),
  duration: (ms: number): string => duration(ms),
  labels: {
    why: 'Why',
    since: 'Since',
    practices: 'Practices',
    lastSign: 'Last sign',
    hours: 'Hours',
    synced: 'Last sync',
    waiting: 'Waiting',
    window: 'Window',
    queue: 'Queue',
    run: 'Last run',
    bookings: 'Bookings',
    next: 'Next',
    read: 'Read',
    written: 'Written',
    what: 'What',
    connection: 'Connection',
    state: 'State',
    book: 'Book read',
    earliest: 'Earliest',
  },
  quiet: (count: number): string => `Nothing to look at (${count})`,
  others: (count: number): string => `To look at too (${count})`,
  queue: (queued: number, working: number): string =>
    `${queued} ${queued === 1 ? 'outage' : 'outages'} to be reconciled${working === 0 ? '' : `, ${working} being worked on`}`,
  more: (count: number): string => `and ${count} more`,
  totals: (parts: readonly string[]): string => parts.join('; '),
  connections: (count: number): string => `${count} ${count === 1 ? 'connection' : 'connections'}`,
  stale: (count: number): string => `${count} with stale data`,
  waitingAll: (count: number, earliest: string | null): string =>
    count === 0
      ? 'no online booking waits'
      : `${count} online ${count === 1 ? 'booking waits' : 'bookings wait'}, the earliest ${earliest ?? ''}`,
  asOf: (at: string): string => `as of ${at}`,
  nothing: 'There is no connection yet: load a bundle with rejoin import DIR first.',
  keys: (seconds: number): string => `looks again every ${seconds} s; q or Ctrl-C ends`,
} as const

export type StatusWords = typeof statusWords

/** The two greatest units that say anything: `2 d 3 h`, `1 h 5 min`. */
function duration(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS)
  const days = Math.floor(ms / DAY_MS)
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS)
  const rest = minutes % 60
  const parts =
    days > 0
      ? [`${days} d`, hours > 0 ? `${hours} h` : '']
      : [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : '']
  return parts.filter((part) => part !== '').join(' ') || '0 min'
}
