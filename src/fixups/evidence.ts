/** PURE. A write was sent and no answer came: what a later look into the whole book proves about it. */
import type { Write } from '../books/book.ts'
import { wallClock } from '../books/wall-time.ts'
import { foldName } from '../reconcile/identity.ts'
import type { Book, Entry, PmsRead } from '../reconcile/model.ts'
import type { EpochMs } from '../reconcile/span.ts'
import type { Written } from './platform.ts'
import { isWritten } from './request.ts'

export type Evidence =
  | { readonly kind: 'written'; readonly written: Written }
  /** It is not there, and can no longer come. */
  | { readonly kind: 'not-written' }
  | { readonly kind: 'unclear' }
  /** Too early, or the read proves no absence. */
  | { readonly kind: 'unknown' }

export interface SentWrite {
  readonly write: Write
  /** By the book's clock, as is the time of the read: nothing is carried out after it. */
  readonly notAfterMs: EpochMs
  /** Where the entry was, for what changes one. */
  readonly fromMs: EpochMs | null
  /** Entries and patients that were there before and look like what was to be written. */
  readonly knownIds: readonly string[]
}

export function evidenceOf(sent: SentWrite, read: PmsRead, book: Book, timeZone: string): Evidence {
  const { write, notAfterMs, knownIds } = sent
  const isLate = read.takenMs > notAfterMs
  const provesAbsence = read.complete && covers(read, timeZone, placesOf(write, sent.fromMs))
  const absent: Evidence = provesAbsence && isLate ? { kind: 'not-written' } : { kind: 'unknown' }
  switch (write.kind) {
    case 'create':
    case 'hold': {
      const theirs = book.entries.filter((entry) => entry.externalRef === write.externalRef)
      // A placeholder that becomes the appointment keeps its id.
      const exact = theirs.find((one) => isWritten(write, one))
      if (exact !== undefined) return writtenAs(exact)
      // The desk may have moved or cancelled it since. A placeholder may be what an unfinished write has left behind.
      const entry = theirs.find(
        ({ pmsAppointmentId, status }) => !knownIds.includes(pmsAppointmentId) && status !== 'placeholder',
      )
      return write.kind === 'hold' || entry === undefined ? absent : writtenAs(entry)
    }
    case 'move': {
      const entry = entryOf(book, write.pmsAppointmentId)
      if (entry === null) return absent
      if (isWritten(write, entry)) return writtenAs(entry)
      return isLate ? { kind: 'not-written' } : { kind: 'unknown' }
    }
    case 'cancel':
    case 'remove-placeholder': {
      const entry = entryOf(book, write.pmsAppointmentId)
      // Gone is what it was to be, whoever did it.
      if (entry === null) return provesAbsence ? writtenAs(null) : { kind: 'unknown' }
      if (isWritten(write, entry)) return writtenAs(entry)
      return isLate ? { kind: 'not-written' } : { kind: 'unknown' }
    }
    case 'create-patient': {
      const made = book.patients.filter(
        (patient) =>
          !knownIds.includes(patient.pmsPatientId) &&
          patient.birthOn === write.birthOn &&
          foldName(patient.familyName) === foldName(write.familyName) &&
          foldName(patient.givenName) === foldName(write.givenName),
      )
      if (made.length > 1) return { kind: 'unclear' }
      const [patient] = made
      if (patient !== undefined) {
        return { kind: 'written', written: { entry: null, pmsPatientId: patient.pmsPatientId } }
      }
      return isLate && read.complete ? { kind: 'not-written' } : { kind: 'unknown' }
    }
    default:
      return write satisfies never
  }
}

const writtenAs = (entry: Entry | null): Evidence => ({
  kind: 'written',
  written: { entry, pmsPatientId: null },
})

const entryOf = (book: Book, pmsAppointmentId: string): Entry | null =>
  book.entries.find((entry) => entry.pmsAppointmentId === pmsAppointmentId) ?? null

/** The instants around which a write stands, or stood before it. */
export function placesOf(write: Write, fromMs: EpochMs | null): readonly EpochMs[] {
  const to = 'startMs' in write ? [write.startMs, write.endMs - 1] : []
  return fromMs === null ? to : [...to, fromMs]
}

function covers(read: PmsRead, timeZone: string, instants: readonly EpochMs[]): boolean {
  const clock = wallClock(timeZone)
  return instants.every((ms) => {
    const day = clock.localDay(ms)
    return (read.fromOn === null || day >= read.fromOn) && (read.toOn === null || day <= read.toOn)
  })
}
