/** Rows of a made-up OpenEMR, and what the mapping makes of them. Nobody here exists. */
import { serialize } from 'php-serialize'
import type { BookRead, Remark } from '../../../../src/books/book.ts'
import { openEmrBook } from '../../../../src/books/openemr/mapping/mapping.ts'
import type {
  CategoryRow,
  EventRow,
  OpenEmrRows,
  PatientRow,
  RecallRow,
} from '../../../../src/books/openemr/rows.ts'
import { Reading } from '../../../../src/books/reading.ts'
import { type WallClock, wallClock } from '../../../../src/books/wall-time.ts'
import type { Book, EntryStatus } from '../../../../src/reconcile/model.ts'

export const SYDNEY: WallClock = wallClock('Australia/Sydney')

/** As they are delivered. */
export const CATEGORIES: readonly CategoryRow[] = [
  category('1', 'no_show', '0'),
  category('2', 'in_office', '1'),
  category('3', 'out_of_office', '1'),
  category('4', 'vacation', '1'),
  category('5', 'office_visit', '0'),
  category('6', 'holidays', '2'),
  category('7', 'closed', '2'),
  category('8', 'lunch', '1'),
  category('11', 'reserved', '1'),
  category('15', 'group_therapy', '3'),
]

export function category(pc_catid: string, pc_constant_id: string | null, pc_cattype: string): CategoryRow {
  return { pc_catid, pc_constant_id, pc_cattype }
}

/** An office visit of patient 20 with provider 6: Wednesday 18 November 2026, 09:00 to 09:30. */
export function event(changes: Partial<EventRow> = {}): EventRow {
  return {
    pc_eid: '1',
    pc_catid: '5',
    pc_aid: '6',
    pc_pid: '20',
    pc_eventDate: '2026-11-18',
    pc_endDate: null,
    pc_startTime: '09:00:00',
    pc_endTime: '09:30:00',
    pc_duration: '1800',
    pc_alldayevent: '0',
    pc_recurrtype: '0',
    pc_recurrspec: null,
    pc_apptstatus: '-',
    pc_eventstatus: '1',
    pc_prefcatid: '0',
    pc_facility: '3',
    pc_hometext: '',
    pc_time: '2026-11-10 08:15:00',
    ...changes,
  }
}

/** Nobody's visit: a switch, a lunch, a holiday. */
export function other(pc_catid: string, changes: Partial<EventRow> = {}): EventRow {
  return event({ pc_catid, pc_pid: '', pc_apptstatus: '', ...changes })
}

export function comesIn(at: string, changes: Partial<EventRow> = {}): EventRow {
  return other('2', { pc_startTime: `${at}:00`, pc_endTime: null, pc_duration: '0', ...changes })
}

export function goesOut(at: string, changes: Partial<EventRow> = {}): EventRow {
  return other('3', { pc_startTime: `${at}:00`, pc_endTime: null, pc_duration: '0', ...changes })
}

export function patient(changes: Partial<PatientRow> = {}): PatientRow {
  return {
    pid: '20',
    lname: 'Maple',
    fname: 'Robin',
    DOB: '1980-02-29',
    phone_cell: '0400 000 020',
    deceased_date: null,
    ...changes,
  }
}

export function recall(changes: Partial<RecallRow> = {}): RecallRow {
  return { r_ID: '900', r_pid: '20', r_eventDate: '2026-12-01', r_reason: 'annual check', ...changes }
}

/** As the form writes it. */
export function spec(fields: Record<string, string | number>): string {
  return serialize({
    event_repeat_freq: '1',
    event_repeat_freq_type: '1',
    event_repeat_on_num: '1',
    event_repeat_on_day: '0',
    event_repeat_on_freq: '0',
    exdate: '',
    ...fields,
  })
}

export interface Read {
  readonly kind: BookRead['kind']
  readonly book: Book
  readonly remarks: readonly Remark[]
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

/** November 2026 in Sydney, unless it says so. */
export function read(
  rows: Partial<OpenEmrRows>,
  {
    fromOn = '2026-11-01',
    toOn = '2026-11-30',
    statuses = {},
  }: { fromOn?: string; toOn?: string; statuses?: Record<string, EntryStatus> } = {},
): Read {
  const reading = new Reading(SYDNEY)
  const all: OpenEmrRows = {
    events: [],
    categories: CATEGORIES,
    patients: [],
    recalls: [],
    providers: ['6', '7'],
    slotMinutes: 15,
    ...rows,
  }
  openEmrBook(all, { fromOn, toOn }, { statuses: new Map(Object.entries(statuses)) }, reading)
  const pmsRead = { takenMs: 0, complete: true, databaseIdentity: null, fromOn, toOn }
  const answer = reading.end(pmsRead)
  if (answer.kind === 'failed') throw new Error('a mapping never fails')
  return {
    kind: answer.kind,
    book: answer.book,
    remarks: answer.remarks,
    faults: said(answer.remarks, 'fault'),
    warnings: said(answer.remarks, 'warning'),
  }
}

/** `2026-11-18 09:00–09:30` on Sydney's clocks; over midnight `2026-11-18 22:00–2026-11-19 06:00`. */
export function shown({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }): string {
  const start = SYDNEY.localIso(startMs)
  const end = SYDNEY.localIso(endMs)
  const sameDay = start.slice(0, 10) === end.slice(0, 10)
  return `${start.slice(0, 10)} ${start.slice(11, 16)}–${sameDay ? '' : `${end.slice(0, 10)} `}${end.slice(11, 16)}`
}

function said(remarks: readonly Remark[], weight: Remark['weight']): string[] {
  return remarks
    .filter((remark) => remark.weight === weight)
    .map(({ subject, what }) => `${subject}: ${what}`)
}
