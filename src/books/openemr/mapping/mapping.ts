/**
 * PURE. OpenEMR's rows → the book: entries, sessions, blocks, patients and recalls of the local days that are asked for.
 */
import type { EntryStatus } from '../../../reconcile/model.ts'
import { parseDay } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'
import type { EventRow, OpenEmrRows } from '../rows.ts'
import { eventKinds, isSwitch } from './categories.ts'
import { Doubts } from './doubts.ts'
import { type EventScene, readEvent } from './events.ts'
import { idOf } from './ids.ts'
import { readPatient, readRecall } from './people.ts'
import { readSessions, type Switch } from './sessions.ts'
import { pointsOf, type Scene, type Window } from './spans.ts'

/** Local days, both included. */
export interface Days {
  readonly fromOn: string
  readonly toOn: string
}

export interface OpenEmrOptions {
  /** What the practice's own status characters mean; goes before the usual table. */
  readonly statuses: ReadonlyMap<string, EntryStatus>
}

/** Fills `reading` with everything that touches these days. Throws a RangeError when they are no days. */
export function openEmrBook(rows: OpenEmrRows, days: Days, options: OpenEmrOptions, reading: Reading): void {
  const doubts = new Doubts()
  const kindOf = eventKinds(rows.categories)
  const events = rows.events.filter((row) => isLive(row, doubts)).map((row) => ({ row, kind: kindOf(row) }))
  const staff = new Set(rows.providers)
  for (const { row, kind } of events) {
    const provider = idOf(row.pc_aid)
    if (provider !== null && kind.kind !== 'clinic') staff.add(provider)
  }
  const scene: EventScene = {
    window: windowOf(days, reading),
    reading,
    doubts,
    statuses: options.statuses,
    staff: [...staff],
  }
  const switches: Switch[] = []
  for (const { row, kind } of events) {
    if (isSwitch(kind)) switches.push(...switchesOf(row, kind.kind === 'in', scene))
    else readEvent(row, kind, scene)
  }
  readSessions(switches, rows.slotMinutes, reading)
  for (const row of rows.patients) readPatient(row, reading)
  for (const row of rows.recalls) readRecall(row, reading)
  doubts.tell(reading)
}

/** The calendar shows rows with 1 only; without any value a row may well be meant. */
function isLive({ pc_eid, pc_eventstatus }: EventRow, doubts: Doubts): boolean {
  if (pc_eventstatus !== null && pc_eventstatus !== '') return pc_eventstatus === '1'
  doubts.add('it does not say whether it is live, and counts as live', pc_eid)
  return true
}

function switchesOf(row: EventRow, isIn: boolean, scene: Scene): readonly Switch[] {
  const provider = idOf(row.pc_aid)
  if (provider === null) {
    scene.doubts.add('it is an office hour of nobody, and was left out', row.pc_eid)
    return []
  }
  const points = pointsOf(row, scene)
  // To OpenEMR such time is out of office for all other categories. What it offered online was offered, though, and to
  // refuse a booking in time that is open would be worse than to take it.
  if (isIn && points.length > 0 && idOf(row.pc_prefcatid) !== null) {
    scene.doubts.add('it is office time that is meant for one category, and counts for all', row.pc_eid)
  }
  return points.map(({ id, day, atMs }) => ({
    subject: `event ${id}`,
    provider,
    isIn,
    location: idOf(row.pc_facility),
    day,
    atMs,
  }))
}

function windowOf({ fromOn, toOn }: Days, { clock }: Reading): Window {
  const fromDay = parseDay(fromOn)
  const toDay = parseDay(toOn)
  if (fromDay === null || toDay === null) throw new RangeError('not a day, expected YYYY-MM-DD')
  return { fromDay, toDay, startMs: clock.dayStart(fromOn) }
}
