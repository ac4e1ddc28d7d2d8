/** PURE. A book in front of another: what it does not do itself is passed on. */
import type { Entry, PmsPatient, PmsRecall } from '../reconcile/model.ts'
import type { Span } from '../reconcile/span.ts'
import type { BookRead, Diary, Person, PullableBook, ReadableBook, Scope } from './book.ts'

export class PassedOn<B extends ReadableBook & PullableBook> implements ReadableBook, PullableBook {
  protected readonly book: B

  constructor(book: B) {
    this.book = book
  }

  read(scope: Scope): Promise<BookRead> {
    return this.book.read(scope)
  }

  identity(): Promise<string | null> {
    return this.book.identity()
  }

  entry(pmsAppointmentId: string): Promise<Entry | null> {
    return this.book.entry(pmsAppointmentId)
  }

  byRef(bookingId: string): Promise<readonly Entry[]> {
    return this.book.byRef(bookingId)
  }

  ofPatient(pmsPatientId: string, span: Span): Promise<readonly Entry[]> {
    return this.book.ofPatient(pmsPatientId, span)
  }

  within(pmsPractitionerId: string, span: Span): Promise<Diary> {
    return this.book.within(pmsPractitionerId, span)
  }

  patient(pmsPatientId: string): Promise<PmsPatient | null> {
    return this.book.patient(pmsPatientId)
  }

  patientsLike(person: Person): Promise<readonly PmsPatient[]> {
    return this.book.patientsLike(person)
  }

  recall(pmsRecallId: string): Promise<PmsRecall | null> {
    return this.book.recall(pmsRecallId)
  }
}
