/**
 * SHELL, the only one of this room: reads everything of one connection once, in one unchanging view of the database.
 * Nothing after it opens a socket. One query after the other: a transaction has one connection only.
 */
import { bookIn } from '../../db/book.ts'
import { readConnection, readPractices, readSyncs } from '../../db/connections.ts'
import type { Database } from '../../db/database.ts'
import { BOOKINGS, EVENTS, PATIENTS, REMINDERS } from '../../db/in-bulk.ts'
import { readAppointmentTypes, readLiveHours, readPractitioners, readRecalls } from '../../db/platform.ts'
import { finishedWindows } from '../../db/runs.ts'
import type { Snapshot } from './model.ts'

export class NoSuchConnection extends Error {
  override readonly name = 'NoSuchConnection'
}

export function gather(database: Database, connectionId: string): Promise<Snapshot> {
  return database.snapshot('gather', async (db, copyOut) => {
    const connection = await readConnection(db, connectionId)
    if (connection === null) throw new NoSuchConnection(`there is no connection ${connectionId}`)
    return {
      connection,
      practices: await readPractices(db, connectionId),
      liveHours: await readLiveHours(db, connectionId),
      practitioners: await readPractitioners(db, connectionId),
      appointmentTypes: await readAppointmentTypes(db, connectionId),
      patients: await copyOut(PATIENTS, connectionId),
      bookings: await copyOut(BOOKINGS, connectionId),
      recalls: await readRecalls(db, connectionId),
      reminders: await copyOut(REMINDERS, connectionId),
      events: await copyOut(EVENTS, connectionId),
      syncs: await readSyncs(db, connectionId),
      book: await bookIn(db, copyOut, connectionId),
      reconciled: await finishedWindows(db, connectionId),
    }
  })
}
