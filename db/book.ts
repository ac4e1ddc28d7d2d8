/** The PMS book of one connection, as its newest read found it. */
import { eq } from 'drizzle-orm'
import type { Block, Entry, PmsPatient, PmsRead, PmsRecall, Session } from '../src/reconcile/model.ts'
import type { Queries } from './database.ts'
import { labelled } from './errors.ts'
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

export function readEntries(db: Queries, connectionId: string): Promise<Entry[]> {
  return labelled('read entries', async () =>
    db
      .select({
        pmsAppointmentId: pmsAppointments.pmsAppointmentId,
        pmsLocationId: pmsAppointments.pmsLocationId,
        pmsPractitionerId: pmsAppointments.pmsPractitionerId,
        pmsPatientId: pmsAppointments.pmsPatientId,
        pmsTypeId: pmsAppointments.pmsTypeId,
        startMs: pmsAppointments.startAt,
        endMs: pmsAppointments.endAt,
        status: pmsAppointments.status,
        externalRef: pmsAppointments.externalRef,
        createdMs: pmsAppointments.createdAt,
        changedMs: pmsAppointments.changedAt,
      })
      .from(pmsAppointments)
      .where(eq(pmsAppointments.connectionId, connectionId)),
  )
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

export function readPmsPatients(db: Queries, connectionId: string): Promise<PmsPatient[]> {
  return labelled('read pms patients', async () => {
    const rows = await db.select().from(pmsPatients).where(eq(pmsPatients.connectionId, connectionId))
    return rows.map(({ connectionId: _, ...patient }) => patient)
  })
}

export function readPmsRecalls(db: Queries, connectionId: string): Promise<PmsRecall[]> {
  return labelled('read pms recalls', async () => {
    const rows = await db.select().from(pmsRecalls).where(eq(pmsRecalls.connectionId, connectionId))
    return rows.map(({ connectionId: _, ...recall }) => recall)
  })
}
