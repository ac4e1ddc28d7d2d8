/** The PMS book of one connection, as its newest read found it. */
import { eq } from 'drizzle-orm'
import type { Block, Book, Entry, PmsPatient, PmsRead, PmsRecall, Session } from '../src/reconcile/model.ts'
import { isoInstant } from '../src/reconcile/span.ts'
import type { CopyOut } from './copy-out.ts'
import type { CopyValue, Database, Queries, Transaction } from './database.ts'
import { labelled } from './errors.ts'
import { ENTRIES, PMS_PATIENTS } from './in-bulk.ts'
import { pmsAppointments, pmsBlocks, pmsPatients, pmsReads, pmsRecalls, pmsSessions } from './schema.ts'

/** Null: the book was never read, whatever rows there are. */
export function readPmsRead(db: Queries, connectionId: string): Promise<PmsRead | null> {
  return labelled('read pms read', async () => {
    const [found] = await db
      .select({
        takenMs: pmsReads.takenAt,
        complete: pmsReads.complete,
        databaseIdentity: pmsReads.databaseIdentity,
        fromOn: pmsReads.fromOn,
        toOn: pmsReads.toOn,
      })
      .from(pmsReads)
      .where(eq(pmsReads.connectionId, connectionId))
    return found ?? null
  })
}

export function readSessions(db: Queries, connectionId: string): Promise<Session[]> {
  return labelled('read sessions', async () =>
    db
      .select({
        pmsPractitionerId: pmsSessions.pmsPractitionerId,
        pmsLocationId: pmsSessions.pmsLocationId,
        startMs: pmsSessions.startAt,
        endMs: pmsSessions.endAt,
        capacity: pmsSessions.capacity,
        slotMinutes: pmsSessions.slotMinutes,
      })
      .from(pmsSessions)
      .where(eq(pmsSessions.connectionId, connectionId)),
  )
}

export function readBlocks(db: Queries, connectionId: string): Promise<Block[]> {
  return labelled('read blocks', async () =>
    db
      .select({
        pmsPractitionerId: pmsBlocks.pmsPractitionerId,
        pmsLocationId: pmsBlocks.pmsLocationId,
        startMs: pmsBlocks.startAt,
        endMs: pmsBlocks.endAt,
        reason: pmsBlocks.reason,
      })
      .from(pmsBlocks)
      .where(eq(pmsBlocks.connectionId, connectionId)),
  )
}

/** The whole book as it is stored, in one unchanging view. */
export const readBook = (database: Database, connectionId: string): Promise<Book> =>
  database.snapshot('read book', (db, copyOut) => bookIn(db, copyOut, connectionId))

export async function bookIn(db: Queries, copyOut: CopyOut, connectionId: string): Promise<Book> {
  return {
    read: await readPmsRead(db, connectionId),
    entries: await copyOut(ENTRIES, connectionId),
    sessions: await readSessions(db, connectionId),
    blocks: await readBlocks(db, connectionId),
    patients: await copyOut(PMS_PATIENTS, connectionId),
    recalls: await readPmsRecalls(db, connectionId),
  }
}

export function readPmsRecalls(db: Queries, connectionId: string): Promise<PmsRecall[]> {
  return labelled('read pms recalls', async () => {
    const rows = await db.select().from(pmsRecalls).where(eq(pmsRecalls.connectionId, connectionId))
    return rows.map(({ connectionId: _, ...recall }) => recall)
  })
}

/** Puts a fresh read in the place of the stored one, rows and all. False: the stored one is newer, and stays. */
export async function replaceBookIn(
  tx: Transaction,
  connectionId: string,
  read: PmsRead,
  book: Book,
): Promise<boolean> {
  const stored = await readPmsRead(tx.db, connectionId)
  if (stored !== null && stored.takenMs > read.takenMs) return false
  for (const table of [pmsAppointments, pmsSessions, pmsBlocks, pmsPatients, pmsRecalls, pmsReads]) {
    await tx.db.delete(table).where(eq(table.connectionId, connectionId))
  }
  const { takenMs, ...rest } = read
  await tx.db.insert(pmsReads).values({ connectionId, takenAt: takenMs, ...rest })
  const load = async (table: string, rows: readonly Record<string, CopyValue>[]): Promise<void> => {
    const columns = Object.keys(rows[0] ?? {})
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      await tx.copyInto(
        table,
        ['connection_id', ...columns],
        rows.slice(at, at + ROWS_AT_ONCE).map((row) => [connectionId, ...Object.values(row)]),
      )
    }
  }
  await load('pms_appointments', book.entries.map(entryRow))
  await load('pms_sessions', book.sessions.map(sessionRow))
  await load('pms_blocks', book.blocks.map(blockRow))
  await load('pms_patients', book.patients.map(patientRow))
  await load('pms_recalls', book.recalls.map(recallRow))
  return true
}

const ROWS_AT_ONCE = 5_000

const entryRow = (entry: Entry) => ({
  pms_appointment_id: entry.pmsAppointmentId,
  pms_location_id: entry.pmsLocationId,
  pms_practitioner_id: entry.pmsPractitionerId,
  pms_patient_id: entry.pmsPatientId,
  pms_type_id: entry.pmsTypeId,
  start_at: isoInstant(entry.startMs),
  end_at: isoInstant(entry.endMs),
  status: entry.status,
  external_ref: entry.externalRef,
  created_at: entry.createdMs === null ? null : isoInstant(entry.createdMs),
  changed_at: entry.changedMs === null ? null : isoInstant(entry.changedMs),
})

const sessionRow = (session: Session) => ({
  pms_practitioner_id: session.pmsPractitionerId,
  pms_location_id: session.pmsLocationId,
  start_at: isoInstant(session.startMs),
  end_at: isoInstant(session.endMs),
  capacity: session.capacity,
  slot_minutes: session.slotMinutes,
})

const blockRow = (block: Block) => ({
  pms_practitioner_id: block.pmsPractitionerId,
  pms_location_id: block.pmsLocationId,
  start_at: isoInstant(block.startMs),
  end_at: isoInstant(block.endMs),
  reason: block.reason,
})

const patientRow = (patient: PmsPatient) => ({
  pms_patient_id: patient.pmsPatientId,
  family_name: patient.familyName,
  given_name: patient.givenName,
  birth_on: patient.birthOn,
  mobile: patient.mobile,
  status: patient.status,
})

const recallRow = (recall: PmsRecall) => ({
  pms_recall_id: recall.pmsRecallId,
  pms_patient_id: recall.pmsPatientId,
  reason: recall.reason,
  due_on: recall.dueOn,
  clinically_significant: recall.clinicallySignificant,
  status: recall.status,
})
