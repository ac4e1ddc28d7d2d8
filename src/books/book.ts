/**
 * A practice's appointment book as fix-ups meet it, whatever PMS is behind it. Reading answers with what is there now;
 * writing is asked for once and never again: when no answer comes, the book is read to find out what happened.
 */
import type { Block, Book, Entry, PmsPatient, PmsRead, PmsRecall, Session } from '../reconcile/model.ts'
import type { EpochMs, Span } from '../reconcile/span.ts'

/** What of a book is asked for. A book may answer with more; `PmsRead` says which days were really read. */
export interface Scope {
  /** Local days of the connection, both included. */
  readonly fromOn: string
  readonly toOn: string
  /** Everybody whose file number is not known: all whom they may be must be among the patients read. */
  readonly people: readonly Person[]
  /** Files that we know of; their patients must be read too, as must those of every entry and recall. */
  readonly pmsPatientIds: readonly string[]
  /** Entries that we know of, and bookings whose id an entry may carry: to be found on whatever day they are now. */
  readonly pmsAppointmentIds: readonly string[]
  readonly bookingIds: readonly string[]
}

/** What a book was found to hold wrongly or strangely. Names ids and kinds of trouble, never what stands there. */
export interface Remark {
  /** `fault`: something could not be read, so the read is not complete. `warning`: read, with a doubt. */
  readonly weight: 'fault' | 'warning'
  /** Kind and id: `event 43`, `Slot 116`, `appointments.csv:12`. */
  readonly subject: string
  readonly what: string
}

/** "Could not look" is never "nothing there". A partial read always has a fault that says why. */
export type BookRead =
  | {
      readonly kind: 'complete' | 'partial'
      readonly read: PmsRead
      readonly book: Book
      readonly remarks: readonly Remark[]
    }
  | { readonly kind: 'failed'; readonly why: string; readonly remarks: readonly Remark[] }

/** A book that can be read as a whole, for the days that are asked for. Never throws for trouble of the book's. */
export interface PullableBook {
  read(scope: Scope): Promise<BookRead>
}

/** What one practitioner has in a span of time: everything that touches it. */
export interface Diary {
  readonly entries: readonly Entry[]
  readonly blocks: readonly Block[]
  readonly sessions: readonly Session[]
  /** False: the book keeps no sessions at all, so being outside of them means nothing. */
  readonly sessionsKnown: boolean
}

export interface Person {
  readonly familyName: string
  readonly givenName: string
  readonly birthOn: string | null
}

/** Single questions, each answered afresh. All throw `BookSilent` when no answer comes. */
export interface ReadableBook {
  /** The database that answers; null where the PMS does not tell. */
  identity(): Promise<string | null>
  entry(pmsAppointmentId: string): Promise<Entry | null>
  /** All entries that carry this booking's id, placeholders and cancelled ones too. */
  byRef(bookingId: string): Promise<readonly Entry[]>
  ofPatient(pmsPatientId: string, span: Span): Promise<readonly Entry[]>
  within(pmsPractitionerId: string, span: Span): Promise<Diary>
  patient(pmsPatientId: string): Promise<PmsPatient | null>
  /** Files that may be this person's: more is allowed, fewer is not. */
  patientsLike(person: Person): Promise<readonly PmsPatient[]>
  recall(pmsRecallId: string): Promise<PmsRecall | null>
}

export interface WritableBook extends ReadableBook, PullableBook {
  /** A write that has not been answered for this long is given up, and the book must not carry it out any more. */
  readonly writeTimeoutMs: number
  /** Once. An answer is final; throws `BookSilent` when none comes, and then it may or may not have happened. */
  write(request: WriteRequest): Promise<WriteAnswer>
}

interface Place extends Span {
  readonly pmsPractitionerId: string
  readonly pmsLocationId: string | null
}

export type Write =
  | ({
      readonly kind: 'create'
      readonly externalRef: string
      readonly pmsPatientId: string
      readonly pmsTypeId: string | null
    } & Place)
  /** Keeps the time of a booking that cannot be written yet, as a placeholder. */
  | ({ readonly kind: 'hold'; readonly externalRef: string } & Place)
  | ({ readonly kind: 'move'; readonly pmsAppointmentId: string } & Omit<Place, 'pmsLocationId'>)
  | { readonly kind: 'cancel' | 'remove-placeholder'; readonly pmsAppointmentId: string }
  | ({ readonly kind: 'create-patient'; readonly mobile: string | null } & Person)

export interface WriteRequest {
  /** The same for every attempt at the same write; a book that knows it does the write once. */
  readonly key: string
  /** By the book's own clock: after this it must refuse, so that a late write cannot surprise anybody. */
  readonly notAfterMs: EpochMs
  readonly write: Write
}

/** Why a book refuses; a closed list, because what a PMS says in its own words may hold a patient's name. */
export const REFUSALS = [
  'time-taken',
  'no-such-entry',
  'entry-changed',
  'no-such-patient',
  'patient-exists',
  'too-late',
  'not-allowed',
  'other',
] as const
export type Refusal = (typeof REFUSALS)[number]

export type WriteAnswer =
  | { readonly kind: 'done'; readonly pmsAppointmentId: string | null; readonly pmsPatientId: string | null }
  | { readonly kind: 'refused'; readonly why: Refusal }

/** No answer, or none that can be understood. Its message names the book and the kind of trouble, never a person. */
export class BookSilent extends Error {
  override readonly name = 'BookSilent'
}
