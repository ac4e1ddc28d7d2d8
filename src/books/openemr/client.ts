/**
 * SHELL. OpenEMR's appointment book, over its MariaDB or MySQL database. The whole book is read in one unchanging view;
 * single questions are read afresh. How it is written is in writing.ts.
 */
import type { Entry, PmsPatient, PmsRecall } from '../../reconcile/model.ts'
import type { EpochMs, Span } from '../../reconcile/span.ts'
import {
  type BookRead,
  BookSilent,
  type Diary,
  type Person,
  type Scope,
  type WritableBook,
  type WriteAnswer,
  type WriteRequest,
} from '../book.ts'
import { Reading } from '../reading.ts'
import { type OpenEmrOptions, openEmrBook } from './mapping/mapping.ts'
import type { RecallRow } from './rows.ts'
import { Asking, slotMinutesOf, USUAL_SLOT_MINUTES } from './sql/asking.ts'
import { EVENTS, eventsOfDays } from './sql/events-asked.ts'
import { knownEvents } from './sql/known.ts'
import {
  categoriesOf,
  enginesOf,
  globalsOf,
  identityOf,
  patientsOf,
  providersOf,
  recallsOf,
  serverMs,
} from './sql/queries.ts'
import { asked, type Line, Server } from './sql/server.ts'
import type { Limits, ServerOptions } from './sql/session.ts'
import { ServerRefused } from './sql/trouble.ts'
import { write } from './writing/writing.ts'

export interface OpenEmrBookOptions extends ServerOptions, OpenEmrOptions {
  /** For a question and for a write. Reading the whole book may take ten times as long. */
  readonly timeoutMs: number
  /** Null: nothing may be written. */
  readonly writing: WritingOptions | null
}

export interface WritingOptions {
  /** `users.id` of who is said to have written an event. */
  readonly informant: number
  /** How long to wait for another program of ours at the same day; the guard in the database does not need it. */
  readonly queueMs?: number
}

export class OpenEmrBook implements WritableBook {
  readonly writeTimeoutMs: number
  private readonly options: OpenEmrBookOptions
  private readonly server: Server

  constructor(options: OpenEmrBookOptions) {
    this.options = options
    this.writeTimeoutMs = options.timeoutMs
    this.server = new Server(options)
  }

  async read(scope: Scope): Promise<BookRead> {
    const { fromOn, toOn } = scope
    const reading = new Reading(this.options.clock)
    try {
      const read = await this.talk(10, (line) => this.wholeBook(line, scope, reading))
      return reading.end({ ...read, complete: true, fromOn, toOn })
    } catch (error) {
      if (error instanceof BookSilent) return reading.fail(error.message)
      throw error
    }
  }

  identity(): Promise<string | null> {
    return this.talk(1, identityOf)
  }

  entry(pmsAppointmentId: string): Promise<Entry | null> {
    return this.ask((asking) => asking.entry(pmsAppointmentId))
  }

  byRef(bookingId: string): Promise<readonly Entry[]> {
    return this.ask((asking) => asking.byRef(bookingId))
  }

  ofPatient(pmsPatientId: string, span: Span): Promise<readonly Entry[]> {
    return this.ask((asking) => asking.ofPatient(pmsPatientId, span))
  }

  within(pmsPractitionerId: string, span: Span): Promise<Diary> {
    return this.ask((asking) => asking.within(pmsPractitionerId, span))
  }

  patient(pmsPatientId: string): Promise<PmsPatient | null> {
    return this.ask((asking) => asking.patient(pmsPatientId))
  }

  patientsLike(person: Person): Promise<readonly PmsPatient[]> {
    return this.ask((asking) => asking.patientsLike(person))
  }

  recall(pmsRecallId: string): Promise<PmsRecall | null> {
    return this.ask((asking) => asking.recall(pmsRecallId))
  }

  write(request: WriteRequest): Promise<WriteAnswer> {
    return write(this.server, this.options, request)
  }

  close(): Promise<void> {
    return this.server.close()
  }

  /**
   * The clock is asked before the view is taken, so that the read is never said to be newer than it is: what the view
   * does not show at `takenMs` was not there then.
   */
  private async wholeBook(
    line: Line,
    scope: Scope,
    reading: Reading,
  ): Promise<{ readonly takenMs: EpochMs; readonly databaseIdentity: string | null }> {
    const days = { fromOn: scope.fromOn, toOn: scope.toOn }
    const takenMs = await serverMs(line)
    const behindMs = this.options.now() - takenMs
    await line.rows('begin', 'start transaction with consistent snapshot, read only')
    const engines = await enginesOf(line)
    const globals = await globalsOf(line)
    const slotMinutes = slotMinutesOf(globals)
    const rows = {
      events: await eventsOfDays(line, days),
      categories: await categoriesOf(line),
      patients: await patientsOf(line),
      recalls: await this.recalls(line, reading),
      providers: await providersOf(line),
      slotMinutes: slotMinutes ?? USUAL_SLOT_MINUTES,
    }
    const elsewhere = await knownEvents(line, scope, days)
    const databaseIdentity = await identityOf(line)
    await line.rows('end', 'commit')

    for (const table of [EVENTS, 'patient_data']) {
      const engine = engines.get(table)
      if (engine === undefined || engine === 'InnoDB') continue
      reading.warn(`table ${table}`, 'its engine keeps no unchanging view: it was read a moment later')
    }
    if (slotMinutes === null) {
      reading.warn(
        'globals',
        `they have no usable calendar_interval: ${USUAL_SLOT_MINUTES} minutes were taken`,
      )
    }
    const zone = globals.get('gbl_time_zone') ?? ''
    if (zone !== '' && zone !== this.options.clock.timeZone) {
      reading.warn('globals', 'gbl_time_zone is another time zone than that of the connection')
    }
    if (Math.abs(behindMs) > CLOCKS_APART_MS) {
      reading.warn('book', `its clock is ${Math.round(behindMs / 1000)} s behind ours`)
    }
    openEmrBook(rows, days, this.options, reading)
    for (const [on, events] of elsewhere) {
      const then = { fromOn: on, toOn: on }
      openEmrBook({ ...rows, events, patients: [], recalls: [] }, then, this.options, reading)
    }
    return { takenMs, databaseIdentity }
  }

  /** A practice without the recall board has no such table; one that may not be read is another matter. */
  private async recalls(line: Line, reading: Reading): Promise<readonly RecallRow[]> {
    try {
      return await recallsOf(line)
    } catch (error) {
      if (!(error instanceof ServerRefused && error.errno === NO_SUCH_TABLE)) throw error
      reading.warn('table medex_recalls', 'it is not there: this practice keeps no recall board')
      return []
    }
  }

  private ask<T>(question: (asking: Asking) => Promise<T>): Promise<T> {
    return this.talk(1, (line) => question(new Asking(line, this.options.clock, this.options)))
  }

  private talk<T>(times: number, work: (line: Line) => Promise<T>): Promise<T> {
    return asked(this.server.talk(limitsFor(this.options.timeoutMs * times), work))
  }
}

const NO_SUCH_TABLE = 1146
const CLOCKS_APART_MS = 60_000

const limitsFor = (wholeMs: number): Limits => ({ wholeMs, statementMs: wholeMs, lockMs: wholeMs })
