/**
 * The nouns of a connection's health, with no behaviour: what is known of a connection, and the card that comes of it.
 * Every code has its words in src/report/status/words.ts.
 */
import type { Wait } from '../../db/schema/jobs.ts'
import type {
  Connection,
  HoldCode,
  LiveHours,
  PmsRead,
  Practice,
  Sync,
  SyncDirection,
  SyncEntity,
} from '../reconcile/model.ts'
import type { EpochMs, Span } from '../reconcile/span.ts'
import type { Line } from './line.ts'

/** Worst first. `closed`: silent, and expected to be, since none of its practices is open. */
export const HEALTH_STATES = ['unhealthy', 'delayed', 'closed', 'healthy'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** Why a card says what it says. The first of a card is the reason of its state. */
export const REASONS = [
  'signs-of-life',
  'connected',
  'no-events',
  'just-opened',
  'silent',
  'disconnected',
  'syncs-failing',
  'closed',
  'down-before-closing',
  'wrong-database',
  'book-looks-restored',
  'appointments-stale',
  'patients-stale',
  'recalls-stale',
  'recalls-stale-for-days',
  'providers-stale',
  'locations-stale',
  'stale-alone',
  'unknown-time-zone',
] as const
export type Reason = (typeof REASONS)[number]

/** What to check next, in the order in which the help pages of the field tell practices to. */
export const STEPS = [
  'sidebar-and-services',
  'network',
  'recent-changes',
  'firewall-and-ports',
  'read-book',
  'reconcile',
  'support',
] as const
export type Step = (typeof STEPS)[number]

export const ADVICE = ['pause', 'keep', 're-open'] as const
export type AdviceCode = (typeof ADVICE)[number]

export const ADVICE_REASONS = [
  'down-long',
  'bookable-before-return',
  'short-interruption',
  'closed',
  'wait-for-run',
  'run-held',
  'inconclusive',
  'settled',
  'nothing-wrong',
] as const
export type AdviceReason = (typeof ADVICE_REASONS)[number]

/** `due`: later than a sync usually comes. `stale`: so late that somebody must look. `never`: nothing is recorded. */
export const FRESHNESS = ['fresh', 'due', 'stale', 'never'] as const
export type Freshness = (typeof FRESHNESS)[number]

/** What is known of one connection, as of one instant. */
export interface ConnectionFacts {
  readonly connection: Connection
  readonly practices: readonly Practice[]
  readonly liveHours: readonly LiveHours[]
  readonly line: Line
  /** Of each entity and direction at least the newest complete one and the newest few of any outcome. */
  readonly syncs: readonly Sync[]
  /** The stored read of the book; null: it was never read. */
  readonly read: Pick<PmsRead, 'takenMs' | 'complete'> | null
  /** Outages that a run settled: at least the newest ones, of which `line` may not know any more. */
  readonly settled: readonly Span[]
  /** The windows of finished runs that were not held. */
  readonly reconciled: readonly Span[]
  readonly waiting: Waiting
  readonly run: LastRun | null
  readonly job: Job | null
  /** The nearest time that can still be booked; null: not known, or not looked for. */
  readonly nearestFreeMs: EpochMs | null
}

/** Bookings that never reached the book, are not cancelled, and start after as-of. */
export interface Waiting {
  readonly count: number
  readonly earliestMs: EpochMs | null
}

/** The newest finished run, and what it left open. */
export interface LastRun {
  readonly runId: string
  readonly finishedMs: EpochMs
  readonly window: Span | null
  readonly holds: readonly HoldCode[]
  readonly inconclusive: number
  /** Actions of its plan that wait for a person. */
  readonly forPeople: number
  /** Begun, of whichever plan, and nobody knows how it ended. */
  readonly unknown: number
}

/** A reconciliation that was asked for and is not finished. */
export interface Job {
  readonly askedMs: EpochMs
  /** Null: for nothing, it is being worked on or its turn has come. */
  readonly waitingFor: Wait | null
  readonly notBeforeMs: EpochMs | null
  /** Who works on it; null: nobody. */
  readonly holder: string | null
  /** How often in a row it went wrong, and what the last trouble was. */
  readonly attempts: number
  readonly lastTrouble: string | null
}

/** One entity in one direction. */
export interface Synced {
  readonly lastMs: EpochMs | null
  readonly ageMs: number | null
  readonly freshness: Freshness
  /** A partial sync that is newer than the last complete one. */
  readonly partialMs: EpochMs | null
  /** How many of the newest, in live hours, failed one after the other. */
  readonly failed: number
}

export type EntityCard = { readonly entity: SyncEntity } & Readonly<Record<SyncDirection, Synced>>

export interface Advice {
  readonly advice: AdviceCode
  readonly why: AdviceReason
  /** While the line is down: when it is likely to be back, and how we come to think so. */
  readonly likelyReturn: LikelyReturn | null
  readonly nearestFreeMs: EpochMs | null
}

/** `past-outages`: the median of what was left of so many of its past outages. `as-long-again`: none was ever as long. */
export interface LikelyReturn {
  readonly atMs: EpochMs
  readonly basis: 'past-outages' | 'as-long-again'
  readonly outages: number
}

export interface Card {
  readonly connectionId: string
  readonly name: string
  /** UTC where the connection's own is not known. */
  readonly timeZone: string
  readonly practices: readonly Pick<Practice, 'practiceId' | 'name'>[]
  readonly asOfMs: EpochMs
  readonly state: HealthState
  readonly why: readonly Reason[]
  /** Null: for as long as anything is known. */
  readonly sinceMs: EpochMs | null
  readonly lastSignMs: EpochMs | null
  /** Live time without a sign of life; 0 where none is to be expected. */
  readonly silentMs: number
  readonly live: {
    readonly now: boolean
    /** The next opening or closing; null: always open. */
    readonly changesMs: EpochMs | null
  }
  readonly entities: readonly EntityCard[]
  /** Stale here, and fresh on every other connection of the listing. */
  readonly staleAlone: readonly SyncEntity[]
  readonly waiting: Waiting
  /** What a run would judge: an outage that is open, or that no run has settled yet. */
  readonly window: (Span & { readonly open: boolean }) | null
  readonly run: LastRun | null
  readonly job: Job | null
  readonly advice: Advice
  readonly steps: readonly Step[]
}
