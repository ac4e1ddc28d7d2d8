/** PURE. A book that lies on the desk, read as one: single questions answered from what is in it. */
import type { Book, Entry, PmsPatient, PmsRecall } from '../reconcile/model.ts'
import { overlaps, type Span } from '../reconcile/span.ts'
import type { Diary, Person, ReadableBook } from './book.ts'

export class BookAtHand implements ReadableBook {
  protected book: Book

  constructor(book: Book) {
    this.book = book
  }

  async identity(): Promise<string | null> {
    return this.book.read?.databaseIdentity ?? null
  }

  async entry(pmsAppointmentId: string): Promise<Entry | null> {
    return this.book.entries.find((entry) => entry.pmsAppointmentId === pmsAppointmentId) ?? null
  }

  async byRef(bookingId: string): Promise<readonly Entry[]> {
    return this.book.entries.filter((entry) => entry.externalRef === bookingId)
  }

  async ofPatient(pmsPatientId: string, span: Span): Promise<readonly Entry[]> {
    return this.book.entries.filter((entry) => entry.pmsPatientId === pmsPatientId && overlaps(entry, span))
  }

  async within(pmsPractitionerId: string, span: Span): Promise<Diary> {
    const { entries, blocks, sessions } = this.book
    const there = (item: Span & { readonly pmsPractitionerId: string }): boolean =>
      item.pmsPractitionerId === pmsPractitionerId && overlaps(item, span)
    return {
      entries: entries.filter(there),
      blocks: blocks.filter(there),
      sessions: sessions.filter(there),
      sessionsKnown: sessions.length > 0,
    }
  }

  async patient(pmsPatientId: string): Promise<PmsPatient | null> {
    return this.book.patients.find((patient) => patient.pmsPatientId === pmsPatientId) ?? null
  }

  async patientsLike({ birthOn }: Person): Promise<readonly PmsPatient[]> {
    return this.book.patients.filter((patient) => birthOn === null || patient.birthOn === birthOn)
  }

  async recall(pmsRecallId: string): Promise<PmsRecall | null> {
    return this.book.recalls.find((recall) => recall.pmsRecallId === pmsRecallId) ?? null
  }
}
