/**
 * A practice's appointment book as fix-ups meet it, whatever PMS is behind it. Reading answers with what is there now;
 * writing is asked for once and never again: when no answer comes, the book is read to find out what happened.
 */
import type { Block, Book, Entry, PmsPatient, PmsRead, PmsRecall, Session } from '../reconcile/model.ts'
import type { EpochMs, Span } from '../reconcile/span.ts'

/** "Could not look" is never "nothing there". */
export type BookRead =
  | { readonly kind: 'complete' | 'partial'; readonly read: PmsRead; readonly book: Book }
  | { readonly kind: 'failed'; readonly why: string }

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

export interface WritableBook extends ReadableBook {
  /** A write that has not been answered for this long is given up, and the book must not carry it out any more. */
  readonly writeTimeoutMs: number
  /** The whole book, for a new run or for settling what was left open. */
  read(): Promise<BookRead>
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
