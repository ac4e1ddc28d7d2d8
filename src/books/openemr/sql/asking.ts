/**
 * SHELL. Single questions of a conversation: a few rows, understood by the same mapping as the whole book. A row that
 * cannot be true is no answer: whether that time is free, nobody knows.
 */

import { foldName } from '../../../reconcile/identity.ts'
import type { Book, Entry, PmsPatient, PmsRecall } from '../../../reconcile/model.ts'
import { overlaps, type Span } from '../../../reconcile/span.ts'
import { BookSilent, type Diary, type Person } from '../../book.ts'
import { dayText, parseDay } from '../../calendar.ts'
import { Reading } from '../../reading.ts'
import type { WallClock } from '../../wall-time.ts'
import { eventOf, patientOfRecall } from '../mapping/ids.ts'
import { type Days, type OpenEmrOptions, openEmrBook } from '../mapping/mapping.ts'
import { holdMarker, refMarker } from '../mapping/marker.ts'
import type { EventRow, OpenEmrRows } from '../rows.ts'
import { eventById, eventsOfPatient, eventsOfProvider, eventsWithMarker } from './events-asked.ts'
import {
  categoriesOf,
  globalsOf,
  patientsBornOn,
  patientsByIds,
  patientsOf,
  providersOf,
  recallsOfPatient,
} from './queries.ts'
import type { Line } from './server.ts'

export class Asking {
  readonly line: Line
  private readonly clock: WallClock
  private readonly options: OpenEmrOptions

  constructor(line: Line, clock: WallClock, options: OpenEmrOptions) {
    this.line = line
    this.clock = clock
    this.options = options
  }

  async entry(pmsAppointmentId: string): Promise<Entry | null> {
    const id = eventOf(pmsAppointmentId)
    const row = id === null ? null : await eventById(this.line, id.eid)
    return row === null ? null : this.entryOf(row, pmsAppointmentId)
  }

  /** What a row that has been read says; null: it says nothing, it is not live, or there is no such occurrence. */
  async entryOf(row: EventRow, pmsAppointmentId: string): Promise<Entry | null> {
    const on = eventOf(pmsAppointmentId)?.on ?? row.pc_eventDate ?? ''
    const { entries } = await this.understood([row], around([on]))
    return entries.find((entry) => entry.pmsAppointmentId === pmsAppointmentId) ?? null
  }

  async byRef(bookingId: string): Promise<readonly Entry[]> {
    const rows = await eventsWithMarker(this.line, [refMarker(bookingId), holdMarker(bookingId)])
    if (rows.length === 0) return []
    // The marker makes an event ours on its own day; what a person made a series of is found there as well.
    const { entries } = await this.understood(rows, around(rows.map((row) => row.pc_eventDate ?? '')))
    return entries.filter((entry) => entry.externalRef === bookingId)
  }

  async ofPatient(pmsPatientId: string, span: Span): Promise<readonly Entry[]> {
    const days = this.daysOf(span)
    const { entries } = await this.understood(await eventsOfPatient(this.line, pmsPatientId, days), days)
    return entries.filter((entry) => entry.pmsPatientId === pmsPatientId && overlaps(entry, span))
  }

  async within(pmsPractitionerId: string, span: Span): Promise<Diary> {
    const days = this.daysOf(span)
    const rows = await eventsOfProvider(this.line, pmsPractitionerId, days)
    const { entries, blocks, sessions } = await this.understood(rows, days, [pmsPractitionerId])
    const there = (item: Span & { readonly pmsPractitionerId: string }): boolean =>
      item.pmsPractitionerId === pmsPractitionerId && overlaps(item, span)
    return {
      entries: entries.filter(there),
      blocks: blocks.filter(there),
      sessions: sessions.filter(there),
      sessionsKnown: sessions.length > 0 || (await this.keepsSessions(days)),
    }
  }

  async patient(pmsPatientId: string): Promise<PmsPatient | null> {
    if (!/^\d{1,19}$/.test(pmsPatientId)) return null
    const patients = await this.patients({ patients: await patientsByIds(this.line, [pmsPatientId]) })
    return patients.find((patient) => patient.pmsPatientId === pmsPatientId) ?? null
  }

  /** Without a birth date everybody of that name: how names are folded, no collation knows. */
  async patientsLike({ familyName, birthOn }: Person): Promise<readonly PmsPatient[]> {
    if (birthOn !== null) return this.patients({ patients: await patientsBornOn(this.line, birthOn) })
    const all = await patientsOf(this.line)
    const folded = foldName(familyName)
    return this.patients({ patients: all.filter(({ lname }) => foldName(lname ?? '') === folded) })
  }

  async recall(pmsRecallId: string): Promise<PmsRecall | null> {
    const pid = patientOfRecall(pmsRecallId)
    if (pid === null) return null
    const [recalls, patients] = [
      await recallsOfPatient(this.line, pid),
      await patientsByIds(this.line, [pid]),
    ]
    const book = this.mapped({ ...NOTHING, recalls, patients }, ANY_DAY)
    return book.recalls.find((recall) => recall.pmsRecallId === pmsRecallId) ?? null
  }

  /** Sessions of anybody on these days: then this provider's being out of them means something. */
  private async keepsSessions(days: Days): Promise<boolean> {
    const [row] = await this.line.rows(
      'sessions',
      `select count(*) as sessions from openemr_postcalendar_events e
       join openemr_postcalendar_categories c on c.pc_catid = e.pc_catid
       where e.pc_eventstatus = 1 and (c.pc_constant_id = 'in_office' or (c.pc_catid = 2 and not exists
         (select 1 from openemr_postcalendar_categories n where coalesce(n.pc_constant_id, '') <> '')))
       and e.pc_eventDate <= ? + interval 28 day and (e.pc_eventDate >= ? - interval 28 day
         or (e.pc_recurrtype <> 0 and (e.pc_endDate is null or e.pc_endDate < '1000-01-01'
           or e.pc_endDate >= ? - interval 28 day)))`,
      [days.toOn, days.fromOn, days.fromOn],
    )
    return Number(row?.['sessions'] ?? 0) > 0
  }

  private async patients(rows: Pick<OpenEmrRows, 'patients'>): Promise<readonly PmsPatient[]> {
    return this.mapped({ ...NOTHING, ...rows }, ANY_DAY).patients
  }

  private async understood(
    events: readonly EventRow[],
    days: Days,
    alsoProviders: readonly string[] = [],
  ): Promise<Book> {
    const categories = await categoriesOf(this.line)
    const providers = [...new Set([...(await providersOf(this.line)), ...alsoProviders])]
    const slotMinutes = slotMinutesOf(await globalsOf(this.line)) ?? USUAL_SLOT_MINUTES
    return this.mapped({ ...NOTHING, events, categories, providers, slotMinutes }, days)
  }

  private mapped(rows: OpenEmrRows, days: Days): Book {
    const reading = new Reading(this.clock)
    openEmrBook(rows, days, this.options, reading)
    const found = reading.end({ takenMs: 0, complete: true, databaseIdentity: null, ...days })
    if (found.kind === 'complete') return found.book
    const fault = found.remarks.find(({ weight }) => weight === 'fault')
    throw new Unbelievable(`${fault?.subject ?? 'a row'} of the book cannot be true: ${fault?.what ?? ''}`)
  }

  private daysOf({ startMs, endMs }: Span): Days {
    return { fromOn: this.clock.localDay(startMs), toOn: this.clock.localDay(endMs - 1) }
  }
}

/** The book answered, and what it said cannot be. */
export class Unbelievable extends BookSilent {}

/** Where globals do not say; as OpenEMR is delivered. */
export const USUAL_SLOT_MINUTES = 15

export function slotMinutesOf(globals: ReadonlyMap<string, string>): number | null {
  const minutes = Number(globals.get('calendar_interval'))
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= 24 * 60 ? minutes : null
}

const NOTHING: OpenEmrRows = {
  events: [],
  categories: [],
  patients: [],
  recalls: [],
  providers: [],
  slotMinutes: USUAL_SLOT_MINUTES,
}

/** Where no event is asked for, the days do not matter. */
const ANY_DAY: Days = { fromOn: '2000-01-01', toOn: '2000-01-01' }

/** From the day before the first of them to the day after the last. */
function around(dates: readonly string[]): Days {
  const days = dates.map(parseDay).filter((day) => day !== null)
  if (days.length < dates.length) throw new Unbelievable('an event of the book has no date')
  const first = days.reduce((a, b) => Math.min(a, b))
  const last = days.reduce((a, b) => Math.max(a, b))
  return { fromOn: dayText(first - 1), toOn: dayText(last + 1) }
}
