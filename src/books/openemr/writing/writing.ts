/**
 * SHELL. Writes into OpenEMR's database: each is one guarded statement that commits by itself (attempt.ts says why none
 * comes late), and after it the book is read again. Where the front desk, which guards nothing, came in at the same
 * time, the desk stays and ours is taken back. `refused` is said only when nothing of ours is in the book.
 */
import type { Write, WriteAnswer, WriteRequest } from '../../book.ts'
import type { OpenEmrBookOptions } from '../client.ts'
import { Asking } from '../sql/asking.ts'
import { EVENTS } from '../sql/events-asked.ts'
import { enginesOf } from '../sql/queries.ts'
import type { Line, Server } from '../sql/server.ts'
import { refusalOf, ServerRefused } from '../sql/trouble.ts'
import { Refused, type Writing } from './answering.ts'
import { lastStartMs, writeLimits } from './attempt.ts'
import { cancel, removePlaceholder } from './cancelling.ts'
import { createPatient } from './filing.ts'
import { move } from './moving.ts'
import { place } from './placing.ts'

export async function write(
  server: Server,
  options: OpenEmrBookOptions,
  { key, notAfterMs, write: wanted }: WriteRequest,
): Promise<WriteAnswer> {
  const { writing } = options
  if (writing === null) return { kind: 'refused', why: 'not-allowed' }
  return server.talk(writeLimits(options.timeoutMs), async (line) => {
    const asking = new Asking(line, options.clock, options)
    const lastMs = lastStartMs(line, notAfterMs, options.timeoutMs)
    try {
      await requireTransactions(line)
      return await carryOut({ line, asking, options, writing, key, lastMs }, wanted)
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', why: error.why }
      if (error instanceof ServerRefused) return { kind: 'refused', why: refusalOf(error) }
      throw error
    }
  })
}

async function carryOut(all: Writing, wanted: Write): Promise<WriteAnswer> {
  switch (wanted.kind) {
    case 'create':
    case 'hold':
      return place(all, wanted)
    case 'move':
      return move(all, wanted)
    case 'cancel':
      return cancel(all, wanted.pmsAppointmentId)
    case 'remove-placeholder':
      return removePlaceholder(all, wanted.pmsAppointmentId)
    case 'create-patient':
      return createPatient(all, wanted)
    default:
      return wanted satisfies never
  }
}

/** Tables that know no transactions cannot roll back, nor keep a gap closed. */
async function requireTransactions(line: Line): Promise<void> {
  const engines = await enginesOf(line)
  const all = [EVENTS, 'patient_data'].every((table) => engines.get(table) === 'InnoDB')
  if (!all) throw new Refused('not-allowed')
}
