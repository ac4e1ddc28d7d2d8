/**
 * PURE. What a mapping has understood of a book so far: rows in our nouns, and what was wrong. One fault makes the read
 * partial, since what could not be read must never look like free time.
 */
import type { Block, Book, Entry, PmsPatient, PmsRead, PmsRecall, Session } from '../reconcile/model.ts'
import type { EpochMs, Span } from '../reconcile/span.ts'
import type { BookRead, Remark } from './book.ts'
import type { WallClock } from './wall-time.ts'

/** Enough to see what is wrong with a book; a whole book of wrong rows would only fill the disk. */
const MOST_REMARKS = 1_000

export class Reading {
  readonly clock: WallClock
  private readonly entries = new Map<string, Entry>()
  private readonly sessions = new Map<string, Session>()
  private readonly blocks = new Map<string, Block>()
  private readonly patients = new Map<string, PmsPatient>()
  private readonly recalls = new Map<string, PmsRecall>()
  private readonly remarks: Remark[] = []
  private unsaid = 0
  private faults = 0

  /** `clock`: the wall clock of the connection. */
  constructor(clock: WallClock) {
    this.clock = clock
  }

  /** Something could not be read. `what` never holds a value of the book's: it may be a patient's. */
  fault(subject: string, what: string): void {
    this.faults++
    this.remark({ weight: 'fault', subject, what })
  }

  /** It was read, with a doubt that somebody should know of. */
  warn(subject: string, what: string): void {
    this.remark({ weight: 'warning', subject, what })
  }

  get isWhole(): boolean {
    return this.faults === 0
  }

  /**
   * The instant of a wall-clock time `YYYY-MM-DDTHH:mm[:ss]` on the connection's clock. Of a time that happens twice
   * the first, with a warning; null, with a fault, when it never is or is no time at all.
   */
  instant(subject: string, field: string, local: string): EpochMs | null {
    const time = this.localTime(local)
    if (time === null) this.fault(subject, `${field} is no time of the calendar`)
    else if (time.kind === 'missing') this.fault(subject, `${field} falls into the hour that the clocks skip`)
    else if (time.kind === 'exact') return time.ms
    else {
      this.warn(subject, `${field} happens twice that night; the first was taken`)
      return time.firstMs
    }
    return null
  }

  /** The same where nothing hangs on it (created, changed): null is "not known", with a warning. */
  instantIfKnown(subject: string, field: string, local: string | null): EpochMs | null {
    if (local === null) return null
    const time = this.localTime(local)
    if (time !== null && time.kind !== 'missing') return time.kind === 'exact' ? time.ms : time.firstMs
    this.warn(subject, `${field} is no time of that zone, and was left out`)
    return null
  }

  /** True when it is in the read afterwards. */
  entry(subject: string, entry: Entry): boolean {
    if (!this.spans(subject, entry)) return false
    return this.once(this.entries, entry.pmsAppointmentId, entry, subject)
  }

  session(subject: string, session: Session): boolean {
    return this.spans(subject, session) && this.once(this.sessions, slotKey(session), session, subject)
  }

  /** Two blocks at one place from one instant are one: what is blocked twice is blocked for the longer of the two. */
  block(subject: string, block: Block): boolean {
    if (!this.spans(subject, block)) return false
    const known = this.blocks.get(slotKey(block))
    if (known === undefined || known.endMs < block.endMs) this.blocks.set(slotKey(block), block)
    return true
  }

  patient(subject: string, patient: PmsPatient): boolean {
    return this.once(this.patients, patient.pmsPatientId, patient, subject)
  }

  recall(subject: string, recall: PmsRecall): boolean {
    return this.once(this.recalls, recall.pmsRecallId, recall, subject)
  }

  /** `read.complete` false for what the client knows by itself (a page that was not seen): say it as a fault as well. */
  end(read: PmsRead): BookRead {
    const complete = read.complete && this.isWhole
    const all = { ...read, complete }
    const book: Book = {
      read: all,
      entries: [...this.entries.values()],
      sessions: [...this.sessions.values()],
      blocks: [...this.blocks.values()],
      patients: [...this.patients.values()],
      recalls: [...this.recalls.values()],
    }
    return { kind: complete ? 'complete' : 'partial', read: all, book, remarks: this.said() }
  }

  /** Nothing of it can be used. */
  fail(why: string): BookRead {
    return { kind: 'failed', why, remarks: this.said() }
  }

  private said(): Remark[] {
    if (this.unsaid === 0) return this.remarks
    return [...this.remarks, { weight: 'warning', subject: 'book', what: `${this.unsaid} more remarks` }]
  }

  private remark(remark: Remark): void {
    if (this.remarks.length < MOST_REMARKS) this.remarks.push(remark)
    else this.unsaid++
  }

  private spans(subject: string, { startMs, endMs }: Span): boolean {
    if (startMs < endMs) return true
    if (startMs === endMs) this.warn(subject, 'it has no length, and was left out')
    else this.fault(subject, 'it ends before it starts')
    return false
  }

  private once<T>(rows: Map<string, T>, key: string, row: T, subject: string): boolean {
    const known = rows.get(key)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(row)) {
      this.fault(subject, 'another row has the same id, and says something else')
      return false
    }
    rows.set(key, row)
    return true
  }

  private localTime(local: string): ReturnType<WallClock['toInstant']> | null {
    try {
      return this.clock.toInstant(local)
    } catch (error) {
      if (error instanceof RangeError) return null
      throw error
    }
  }
}

const slotKey = ({ pmsPractitionerId, pmsLocationId, startMs }: Session | Block): string =>
  JSON.stringify([pmsPractitionerId, pmsLocationId, startMs])
