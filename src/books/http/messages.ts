/** PURE. The protocol of docs/books.md: what its messages say, in our nouns, and our writes in its words. */
import {
  type Book,
  ENTRY_STATUSES,
  type Entry,
  PMS_PATIENT_STATUSES,
  PMS_RECALL_STATUSES,
  type PmsPatient,
  type PmsRead,
  type PmsRecall,
} from '../../reconcile/model.ts'
import type { EpochMs } from '../../reconcile/span.ts'
import { isoInstant } from '../../reconcile/span.ts'
import { type Diary, REFUSALS, type Write, type WriteAnswer, type WriteRequest } from '../book.ts'
import { Fields } from './json.ts'

/** An answer to a question, and the instant, by the book's clock, of which it speaks. */
export interface Told<T> {
  readonly takenMs: EpochMs
  readonly databaseIdentity: string | null
  readonly what: T
}

export function wholeBook(json: unknown): { readonly read: PmsRead; readonly book: Book } {
  const answer = new Fields(json, 'book')
  const read: PmsRead = {
    takenMs: answer.instant('takenAt'),
    complete: answer.boolean('complete'),
    databaseIdentity: answer.optionalText('databaseIdentity'),
    fromOn: answer.optionalDay('fromOn'),
    toOn: answer.optionalDay('toOn'),
  }
  const { entries, sessions, blocks } = diaryIn(answer)
  const book: Book = {
    read,
    entries: once(answer, 'entries', entries, (entry) => entry.pmsAppointmentId),
    sessions: once(answer, 'sessions', sessions, slotKey),
    blocks: once(answer, 'blocks', blocks, slotKey),
    patients: once(answer, 'patients', answer.list('patients', patientIn), (patient) => patient.pmsPatientId),
    recalls: once(answer, 'recalls', answer.list('recalls', recallIn), (recall) => recall.pmsRecallId),
  }
  if (read.fromOn !== null && read.toOn !== null && read.toOn < read.fromOn)
    answer.bad('toOn', 'not before fromOn')
  return { read, book }
}

export const entriesTold = (json: unknown): Told<Entry[]> =>
  told(json, (answer) => answer.list('entries', entryIn))
export const diaryTold = (json: unknown): Told<Diary> =>
  told(json, (answer) => ({ ...diaryIn(answer), sessionsKnown: answer.boolean('sessionsKnown') }))
export const patientsTold = (json: unknown): Told<PmsPatient[]> =>
  told(json, (answer) => answer.list('patients', patientIn))
export const recallsTold = (json: unknown): Told<PmsRecall[]> =>
  told(json, (answer) => answer.list('recalls', recallIn))
export const identityTold = (json: unknown): Told<null> => told(json, () => null)

function told<T>(json: unknown, read: (answer: Fields) => T): Told<T> {
  const answer = new Fields(json, 'answer')
  return {
    takenMs: answer.instant('takenAt'),
    databaseIdentity: answer.optionalText('databaseIdentity'),
    what: read(answer),
  }
}

export function writeAnswer(json: unknown): WriteAnswer {
  const answer = new Fields(json, 'answer')
  if (answer.oneOf('outcome', ['done', 'refused']) === 'refused') {
    // A word that we do not know is still a refusal.
    const said = answer.optionalText('why')
    return { kind: 'refused', why: REFUSALS.find((why) => why === said) ?? 'other' }
  }
  return {
    kind: 'done',
    pmsAppointmentId: answer.optionalText('pmsAppointmentId'),
    pmsPatientId: answer.optionalText('pmsPatientId'),
  }
}

export const writeMessage = ({ notAfterMs, write }: WriteRequest): object => ({
  notAfter: isoInstant(notAfterMs),
  ...inItsWords(write),
})

function inItsWords(write: Write): object {
  if (write.kind !== 'create' && write.kind !== 'hold' && write.kind !== 'move') return write
  const { startMs, endMs, ...rest } = write
  return { ...rest, startAt: isoInstant(startMs), endAt: isoInstant(endMs) }
}

function diaryIn(answer: Fields): Omit<Diary, 'sessionsKnown'> {
  return {
    entries: answer.list('entries', entryIn),
    sessions: answer.list('sessions', (row) => ({
      ...slotIn(row),
      capacity: row.count('capacity', 1),
      slotMinutes: row.count('slotMinutes', 15),
    })),
    blocks: answer.list('blocks', (row) => ({ ...slotIn(row), reason: row.optionalText('reason') })),
  }
}

const slotIn = (row: Fields) => ({
  pmsPractitionerId: row.text('pmsPractitionerId'),
  pmsLocationId: row.optionalText('pmsLocationId'),
  ...spanIn(row),
})

function spanIn(row: Fields) {
  const span = { startMs: row.instant('startAt'), endMs: row.instant('endAt') }
  return span.startMs < span.endMs ? span : row.bad('endAt', 'after startAt')
}

const entryIn = (row: Fields): Entry => ({
  pmsAppointmentId: row.text('pmsAppointmentId'),
  pmsPatientId: row.optionalText('pmsPatientId'),
  pmsTypeId: row.optionalText('pmsTypeId'),
  status: row.oneOf('status', ENTRY_STATUSES),
  externalRef: row.optionalText('externalRef'),
  createdMs: row.optionalInstant('createdAt'),
  changedMs: row.optionalInstant('changedAt'),
  ...slotIn(row),
})

const patientIn = (row: Fields): PmsPatient => ({
  pmsPatientId: row.text('pmsPatientId'),
  familyName: row.text('familyName'),
  givenName: row.text('givenName'),
  birthOn: row.optionalDay('birthOn'),
  mobile: row.optionalText('mobile'),
  status: row.optionalOneOf('status', PMS_PATIENT_STATUSES),
})

const recallIn = (row: Fields): PmsRecall => ({
  pmsRecallId: row.text('pmsRecallId'),
  pmsPatientId: row.text('pmsPatientId'),
  reason: row.optionalText('reason'),
  dueOn: row.day('dueOn'),
  clinicallySignificant: row.optionalBoolean('clinicallySignificant'),
  status: row.oneOf('status', PMS_RECALL_STATUSES),
})

const slotKey = (slot: {
  pmsPractitionerId: string
  pmsLocationId: string | null
  startMs: EpochMs
}): string => JSON.stringify([slot.pmsPractitionerId, slot.pmsLocationId ?? '', slot.startMs])

/** Two rows of one id: which of them is so, nobody can tell. */
function once<T>(answer: Fields, name: string, rows: readonly T[], key: (row: T) => string): readonly T[] {
  const known = new Set<string>()
  for (const row of rows) {
    if (known.has(key(row))) answer.bad(name, 'no two rows of one id')
    known.add(key(row))
  }
  return rows
}
