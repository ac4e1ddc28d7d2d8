/**
 * The nouns of a reconciliation, with no behaviour. `booking` = accepted online by the platform; `entry` = a row of
 * the PMS appointment book; `base` = the copy of a booking as platform and book last agreed on it. All ids are
 * opaque strings. Instants are epoch milliseconds (`…Ms`); days are `YYYY-MM-DD` (`…On`); `null` = not known.
 */
import type { EpochMs, Span } from './span.ts'

// ── the platform's side ─────────────────────────────────────────────────────────────────────────────────────────

/** One line to one PMS database. Several practices may share it. `timeZone` is the PMS's wall clock (IANA). */
export interface Connection {
  readonly connectionId: string
  readonly name: string
  readonly timeZone: string
  readonly databaseIdentity: string | null
}

export interface Practice {
  readonly practiceId: string
  readonly connectionId: string
  readonly name: string
  readonly timeZone: string
  readonly pmsLocationId: string | null
  readonly managerEmail: string | null
}

export interface LiveHours {
  readonly practiceId: string
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number
  /** `HH:mm`, practice wall clock. */
  readonly opens: string
  readonly closes: string
}

export interface Practitioner {
  readonly practitionerId: string
  readonly practiceId: string
  readonly name: string
  readonly pmsPractitionerId: string | null
  readonly acceptsVideo: boolean | null
}

export const APPOINTMENT_MODES = ['in_person', 'video', 'phone'] as const
export type AppointmentMode = (typeof APPOINTMENT_MODES)[number]

export interface AppointmentType {
  readonly appointmentTypeId: string
  readonly practiceId: string
  readonly name: string
  readonly durationMinutes: number
  readonly mode: AppointmentMode
  readonly pmsTypeId: string | null
}

export interface Patient {
  readonly patientId: string
  readonly practiceId: string
  readonly familyName: string
  readonly givenName: string
  readonly birthOn: string | null
  readonly mobile: string | null
  readonly email: string | null
  readonly pmsPatientId: string | null
}

export const BOOKING_STATUSES = ['pending', 'confirmed', 'cancelled', 'dismissed'] as const
export type BookingStatus = (typeof BOOKING_STATUSES)[number]

export const PATIENT_TOLD = ['nothing', 'pending', 'confirmed', 'reminded', 'cancelled'] as const
export type PatientTold = (typeof PATIENT_TOLD)[number]

/** Where a booking was when platform and book last agreed. */
export interface Base extends Span {
  readonly practitionerId: string
}

export interface Booking extends Span {
  readonly bookingId: string
  readonly practiceId: string
  readonly practitionerId: string
  readonly appointmentTypeId: string
  readonly patientId: string
  readonly status: BookingStatus
  readonly patientTold: PatientTold | null
  readonly acceptedMs: EpochMs
  readonly changedMs: EpochMs | null
  readonly cancelledMs: EpochMs | null
  readonly pmsAppointmentId: string | null
  readonly syncedMs: EpochMs | null
  /** Present when all four `synced_…` columns are filled. */
  readonly base: Base | null
  readonly videoLinkMs: EpochMs | null
  /** Its entry's status as a fix-up last mirrored it; absent: never. */
  readonly bookStatus?: EntryStatus
}

export const RECALL_STATUSES = ['active', 'paused', 'completed', 'cancelled'] as const
export type RecallStatus = (typeof RECALL_STATUSES)[number]

export interface Recall {
  readonly recallId: string
  readonly practiceId: string
  readonly patientId: string
  readonly pmsRecallId: string | null
  readonly reason: string | null
  readonly dueOn: string
  readonly clinicallySignificant: boolean | null
  readonly status: RecallStatus
  readonly lastContactedMs: EpochMs | null
  readonly pausedByBookingId: string | null
  readonly appointmentTypeId: string | null
}

export const REMINDER_CHANNELS = ['sms', 'email', 'push'] as const
export type ReminderChannel = (typeof REMINDER_CHANNELS)[number]

export interface Reminder {
  readonly reminderId: string
  readonly bookingId: string
  readonly channel: ReminderChannel
  readonly dueMs: EpochMs
  readonly sentMs: EpochMs | null
  readonly aboutStartMs: EpochMs | null
}

export const CONNECTION_EVENTS = ['connected', 'disconnected', 'heartbeat'] as const
export type ConnectionEventKind = (typeof CONNECTION_EVENTS)[number]

export interface ConnectionEvent {
  readonly atMs: EpochMs
  readonly event: ConnectionEventKind
}

export const SYNC_ENTITIES = ['patients', 'appointments', 'locations', 'providers', 'recalls'] as const
export type SyncEntity = (typeof SYNC_ENTITIES)[number]
export const SYNC_DIRECTIONS = ['read', 'write'] as const
export type SyncDirection = (typeof SYNC_DIRECTIONS)[number]
export const SYNC_OUTCOMES = ['complete', 'partial', 'failed'] as const
export type SyncOutcome = (typeof SYNC_OUTCOMES)[number]

export interface Sync {
  readonly entity: SyncEntity
  readonly direction: SyncDirection
  readonly finishedMs: EpochMs
  readonly outcome: SyncOutcome
}

// ── the book's side: one read of the PMS ────────────────────────────────────────────────────────────────────────

/** When and how completely the book was read. `fromOn`/`toOn`: the local days that were read; null = no bound. */
export interface PmsRead {
  readonly takenMs: EpochMs
  readonly complete: boolean
  readonly databaseIdentity: string | null
  readonly fromOn: string | null
  readonly toOn: string | null
}

export const ENTRY_STATUSES = [
  'booked',
  'arrived',
  'in_consult',
  'completed',
  'did_not_attend',
  'cancelled',
  'placeholder',
] as const
export type EntryStatus = (typeof ENTRY_STATUSES)[number]

export interface Entry extends Span {
  readonly pmsAppointmentId: string
  readonly pmsLocationId: string | null
  readonly pmsPractitionerId: string
  readonly pmsPatientId: string | null
  readonly pmsTypeId: string | null
  readonly status: EntryStatus
  /** Our booking_id, where the PMS keeps it. */
  readonly externalRef: string | null
  readonly createdMs: EpochMs | null
  readonly changedMs: EpochMs | null
}

export interface Session extends Span {
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
  readonly capacity: number
  readonly slotMinutes: number
}

/** Leave, lunch, meetings: time in which the practitioner cannot be booked. */
export interface Block extends Span {
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
  readonly reason: string | null
}

export const PMS_PATIENT_STATUSES = ['active', 'inactive', 'deceased'] as const
export type PmsPatientStatus = (typeof PMS_PATIENT_STATUSES)[number]

export interface PmsPatient {
  readonly pmsPatientId: string
  readonly familyName: string
  readonly givenName: string
  readonly birthOn: string | null
  readonly mobile: string | null
  readonly status: PmsPatientStatus | null
}

export const PMS_RECALL_STATUSES = ['active', 'completed', 'cancelled'] as const
export type PmsRecallStatus = (typeof PMS_RECALL_STATUSES)[number]

export interface PmsRecall {
  readonly pmsRecallId: string
  readonly pmsPatientId: string
  readonly reason: string | null
  readonly dueOn: string
  readonly clinicallySignificant: boolean | null
  readonly status: PmsRecallStatus
}

/** The book as one read found it. `read` null: it was never read, so nothing can be concluded from an absence. */
export interface Book {
  readonly read: PmsRead | null
  readonly entries: readonly Entry[]
  readonly sessions: readonly Session[]
  readonly blocks: readonly Block[]
  readonly patients: readonly PmsPatient[]
  readonly recalls: readonly PmsRecall[]
}

// ── what a run looks at ─────────────────────────────────────────────────────────────────────────────────────────

/** Everything that one run sees of one connection, read once. Lists are in no particular order. */
export interface Snapshot {
  readonly connection: Connection
  readonly practices: readonly Practice[]
  readonly liveHours: readonly LiveHours[]
  readonly practitioners: readonly Practitioner[]
  readonly appointmentTypes: readonly AppointmentType[]
  readonly patients: readonly Patient[]
  readonly bookings: readonly Booking[]
  readonly recalls: readonly Recall[]
  readonly reminders: readonly Reminder[]
  readonly events: readonly ConnectionEvent[]
  readonly syncs: readonly Sync[]
  readonly book: Book
  /** The windows of this connection's finished runs that were not held, in any order. */
  readonly reconciled: readonly Span[]
}

/** What the caller fixes: the clock, and an outage window given by hand. */
export interface RunOptions {
  readonly asOfMs: EpochMs
  /** `--since`/`--until`: replaces the window found from the events. */
  readonly window?: Span | undefined
}

// ── what a run concludes ────────────────────────────────────────────────────────────────────────────────────────

export const VERDICTS = [
  'cancelled-but-attended',
  'cancelled-but-marked-dna',
  'cancel-in-book',
  'nothing-to-insert',
  'did-not-attend',
  'inserted-twice',
  'cancelled-in-book',
  'already-inserted',
  'already-entered',
  'entered-elsewhere',
  'inconclusive',
  'setup-missing',
  'patient-unclear',
  'start-passed',
  'practitioner-unavailable',
  'outside-session',
  'time-already-taken',
  'insert',
  'in-step',
  'moved-in-book',
  'vanished-from-book',
  'attended',
  'move-in-book',
  'moved-on-both-sides',
  'moved-online-cancelled-in-book',
  'cancelled-online-moved-in-book',
] as const
export type VerdictCode = (typeof VERDICTS)[number]

export const FINDINGS = [
  'recall-closed-in-pms',
  'recall-missing',
  'recall-still-open-in-pms',
  'recall-to-resume',
  'recall-booked',
  'recall-changed',
  'recall-overdue',
  'reminder-missed',
  'reminder-out-of-date',
  'video-start-passed',
  'video-link-pending',
  'video-practitioner-not-enabled',
  'video-type-not-linked',
  'video-practitioner-in-several-practices',
  'video-link-missing',
  'patient-double-booked',
  'duration-differs',
  'type-differs',
  'book-overlap',
  'stale-placeholder',
  'patient-deceased',
] as const
export type FindingCode = (typeof FINDINGS)[number]

/** How a booking's entry was found (contract § 3.1, steps 1 to 5). */
export const MATCHED_BY = [
  'external-ref',
  'pms-appointment-id',
  'same-time',
  'elsewhere',
  're-entered',
] as const
export type MatchedBy = (typeof MATCHED_BY)[number]

export const URGENCIES = ['overdue', 'now', 'today', 'next-day', 'this-week', 'later'] as const
export type Urgency = (typeof URGENCIES)[number]

export const HOLDS = [
  'line-down',
  'book-not-read-since-reconnect',
  'read-incomplete',
  'wrong-database',
  'book-looks-restored',
] as const
export type HoldCode = (typeof HOLDS)[number]

/** A booking and the entry that answers for it. One to one. */
export interface Pair {
  readonly booking: Booking
  readonly entry: Entry
  readonly matchedBy: MatchedBy
}

export interface Alternative extends Span {
  readonly practitionerId: string
}

export interface Judgement {
  readonly booking: Booking
  readonly verdict: VerdictCode
  readonly pair: Pair | null
  /** Only for `time-already-taken`: what stays in the wanted time. Ids sorted by code point. */
  readonly conflictsWith: {
    readonly bookingIds: readonly string[]
    readonly pmsAppointmentIds: readonly string[]
  }
  /** Smallest booking id of the connected group of overlapping claims and what they conflict with. */
  readonly conflictGroup: string | null
  readonly urgency: Urgency
  readonly alternative: Alternative | null
  /** Up to two more times that stay free whatever else is proposed, best first: what reception can offer by phone. */
  readonly options: readonly Alternative[]
}

export interface Finding {
  readonly code: FindingCode
  readonly practiceId: string
  /** Sorted by code point. */
  readonly subjectIds: readonly string[]
  /** `recall-missing` and `recall-changed`: also overdue. */
  readonly overdue?: true
  /** The booking the finding is about, where there is one (a recall's or reminder's booking, a video booking …). */
  readonly bookingId?: string
  readonly clinicallySignificant?: boolean
}

export const ACTION_KINDS = [
  'create-patient',
  'create-appointment',
  'move-appointment',
  'cancel-appointment',
  'remove-placeholder',
  'hold-slot',
  'link-booking',
  'update-booking',
  'cancel-booking',
  'confirm-booking',
  'offer-alternative',
  'call-patient',
  'notify-patient',
  'import-recall',
  'update-recall',
  'close-recall',
  'pause-recall',
  'resume-recall',
  'send-recall',
  'send-reminder',
  'send-correction',
  'fix-setup',
  'recreate-appointment',
  'resend-video-link',
  'review',
] as const
export type ActionKind = (typeof ACTION_KINDS)[number]

export const ACTION_ACTORS = ['automatic', 'reception', 'practice-manager', 'support', 'clinician'] as const
export type ActionActor = (typeof ACTION_ACTORS)[number]

export const ACTION_STATUSES = [
  'proposed',
  'approved',
  'rejected',
  'held',
  'applied',
  'declined',
  'failed',
] as const
export type ActionStatus = (typeof ACTION_STATUSES)[number]

/** What must still be true when the action is applied. Every field that is present is checked. */
export interface Basis {
  /** The entry as the run saw it; null: no entry of this booking may have appeared. */
  readonly entry?: {
    readonly pmsAppointmentId: string
    readonly pmsPractitionerId: string
    readonly pmsPatientId: string | null
    readonly startAt: string
    readonly endAt: string
    readonly status: EntryStatus
  }
  /** No entry answers for this booking. */
  readonly noEntryFor?: string
  /** Time of a PMS practitioner in which there must still be room. */
  readonly free?: { readonly pmsPractitionerId: string; readonly startAt: string; readonly endAt: string }
  /** The booking as the run saw it. */
  readonly booking?: {
    readonly bookingId: string
    readonly status: BookingStatus
    readonly practitionerId: string
    readonly startAt: string
    readonly endAt: string
  }
  readonly recall?: { readonly recallId: string; readonly status: RecallStatus; readonly dueOn: string }
  readonly pmsRecall?: {
    readonly pmsRecallId: string
    readonly status: PmsRecallStatus | 'absent'
    readonly dueOn: string | null
  }
  readonly reminder?: { readonly reminderId: string; readonly sentAt: string | null }
  /** The PMS database identity the plan was drawn from, where known. */
  readonly databaseIdentity?: string
}

export interface Action {
  /** Stable: the same world gives the same id. */
  readonly actionId: string
  readonly kind: ActionKind
  readonly who: ActionActor
  readonly because: VerdictCode | FindingCode
  readonly practiceId: string
  /** Sorted by code point. */
  readonly subjectIds: readonly string[]
  readonly dependsOn: readonly string[]
  readonly basis: Basis
  readonly status: ActionStatus
  /** Where time is involved: the span to write or to offer, and whose. */
  readonly proposed: Alternative | null
}

/** The outcome of one run over one connection. `window` null: no outage to reconcile, and everything else is empty. */
export interface Reconciliation {
  readonly connectionId: string
  readonly asOfMs: EpochMs
  readonly window: Span | null
  readonly read: PmsRead | null
  readonly holds: readonly HoldCode[]
  readonly alternativesProvenBest: boolean
  /** One per judged booking, sorted by booking id (code point). */
  readonly judgements: readonly Judgement[]
  /** In the order of `FINDINGS`, then by practice and subjects. */
  readonly findings: readonly Finding[]
  readonly actions: readonly Action[]
}
