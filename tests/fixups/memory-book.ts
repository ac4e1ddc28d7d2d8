/** A book in memory that can be written, with its ledger. It checks nothing, so that what a guard lets through shows. */
import { BookAtHand } from '../../src/books/at-hand.ts'
import {
  type BookRead,
  BookSilent,
  type Refusal,
  type WritableBook,
  type WriteAnswer,
  type WriteRequest,
} from '../../src/books/book.ts'
import type { Book, Entry, PmsRead } from '../../src/reconcile/model.ts'

export type Fault = { readonly kind: 'refuse'; readonly why: Refusal } | { readonly kind: 'lose' | 'drop' }

export class MemoryBook extends BookAtHand implements WritableBook {
  readonly writeTimeoutMs = 1_000
  readonly ledger: WriteRequest[] = []
  /** One for each write to come: `lose` does it without an answer, `drop` does not even do it. */
  readonly faults: Fault[] = []
  /** Called before each write with the book as it is then. */
  beforeWrite: (book: Book, request: WriteRequest) => void = () => undefined
  silent = false
  nowMs: number

  constructor(book: Book, nowMs: number) {
    super(structuredClone(book))
    this.nowMs = nowMs
  }

  get now(): Book {
    return this.book
  }

  edit(change: (book: Book) => Partial<Book>): void {
    this.book = { ...this.book, ...change(this.book) }
  }

  changeEntry(id: string, change: Partial<Entry>): void {
    this.edit(({ entries }) => ({
      entries: entries.map((entry) => (entry.pmsAppointmentId === id ? { ...entry, ...change } : entry)),
    }))
  }

  override async identity(): Promise<string | null> {
    if (this.silent) throw new BookSilent('no usable answer from the book')
    return super.identity()
  }

  async read(): Promise<BookRead> {
    if (this.silent) return { kind: 'failed', why: 'no usable answer from the book', remarks: [] }
    const { read } = this.book
    if (read === null) return { kind: 'failed', why: 'never read', remarks: [] }
    const fresh: PmsRead = { ...read, takenMs: this.nowMs }
    const kind = fresh.complete ? 'complete' : 'partial'
    return { kind, read: fresh, book: { ...this.book, read: fresh }, remarks: [] }
  }

  async write(request: WriteRequest): Promise<WriteAnswer> {
    const fault = this.faults.shift()
    if (fault?.kind === 'refuse') return { kind: 'refused', why: fault.why }
    if (fault?.kind === 'drop') throw new BookSilent('no usable answer from the book')
    this.beforeWrite(this.book, request)
    const made = this.carryOut(request)
    if (fault?.kind === 'lose') throw new BookSilent('no usable answer from the book')
    return { kind: 'done', pmsAppointmentId: null, pmsPatientId: null, ...made }
  }

  private carryOut(request: WriteRequest): { pmsAppointmentId?: string; pmsPatientId?: string } {
    const { write } = request
    this.ledger.push(request)
    const id = `NEW-${this.ledger.length}`
    switch (write.kind) {
      case 'create':
      case 'hold': {
        const entry: Entry = {
          pmsAppointmentId: id,
          pmsLocationId: write.pmsLocationId,
          pmsPractitionerId: write.pmsPractitionerId,
          pmsPatientId: write.kind === 'create' ? write.pmsPatientId : null,
          pmsTypeId: write.kind === 'create' ? write.pmsTypeId : null,
          startMs: write.startMs,
          endMs: write.endMs,
          status: write.kind === 'create' ? 'booked' : 'placeholder',
          externalRef: write.externalRef,
          createdMs: this.nowMs,
          changedMs: this.nowMs,
        }
        this.edit(({ entries }) => ({ entries: [...entries, entry] }))
        return { pmsAppointmentId: id }
      }
      case 'create-patient': {
        const { familyName, givenName, birthOn, mobile } = write
        const patient = {
          pmsPatientId: id,
          familyName,
          givenName,
          birthOn,
          mobile,
          status: 'active' as const,
        }
        this.edit(({ patients }) => ({ patients: [...patients, patient] }))
        return { pmsPatientId: id }
      }
      case 'move': {
        const { pmsPractitionerId, startMs, endMs } = write
        this.changeEntry(write.pmsAppointmentId, { pmsPractitionerId, startMs, endMs, changedMs: this.nowMs })
        return {}
      }
      case 'cancel':
        this.changeEntry(write.pmsAppointmentId, { status: 'cancelled', changedMs: this.nowMs })
        return {}
      case 'remove-placeholder':
        this.edit(({ entries }) => ({
          entries: entries.filter((entry) => entry.pmsAppointmentId !== write.pmsAppointmentId),
        }))
        return {}
    }
  }
}
