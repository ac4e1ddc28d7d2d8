/**
 * SHELL. An event that is there, and the words that make a change to it compare-and-set: it happens only while the row is
 * as it was read a moment before.
 */
import type { Entry } from '../../../reconcile/model.ts'
import { eventOf } from '../mapping/ids.ts'
import type { EventRow } from '../rows.ts'
import { Unbelievable } from '../sql/asking.ts'
import { EVENTS, eventById } from '../sql/events-asked.ts'
import type { Value } from '../sql/server.ts'
import { Refused, type Writing } from './answering.ts'
import { attempt, inTime, isLate } from './attempt.ts'

export interface Standing {
  readonly row: EventRow
  readonly entry: Entry
}

/**
 * A series, and an event that several providers have together, are a person's: changing a part of them means to edit
 * other rows too.
 */
export async function standing({ line, asking }: Writing, pmsAppointmentId: string): Promise<Standing> {
  const id = eventOf(pmsAppointmentId)
  const row = id === null ? null : await eventById(line, id.eid)
  if (id === null || row === null || row.pc_eventstatus !== '1') throw new Refused('no-such-entry')
  if (id.on !== null || row.pc_recurrtype !== '0' || (await isShared(row))) throw new Refused('not-allowed')
  const entry = await asking.entryOf(row, pmsAppointmentId).catch((error: unknown) => {
    throw error instanceof Unbelievable ? new Refused('other') : error
  })
  if (entry === null) throw new Refused('no-such-entry')
  return { row, entry }

  async function isShared({ pc_eid }: EventRow): Promise<boolean> {
    const [found] = await line.rows('shared', `select pc_multiple from ${EVENTS} where pc_eid = ?`, [pc_eid])
    return (found?.['pc_multiple'] ?? '0') !== '0'
  }
}

/** SQL about the table or alias `e`, and its values: the row is as it was read. */
export const asRead = (row: EventRow): { readonly sql: string; readonly values: readonly Value[] } => ({
  sql: `${AS_READ.map((name) => `${bytes(`e.${name}`)} <=> ${bytes('?')}`).join(' and ')} and e.pc_eid = ?`,
  values: [...AS_READ.map((name) => row[name]), row.pc_eid],
})

/** To the letter, whatever character set and collation the table has. */
const bytes = (value: string): string => `cast(convert(${value} using utf8mb4) as binary)`

const AS_READ = [
  'pc_eventDate',
  'pc_startTime',
  'pc_endTime',
  'pc_duration',
  'pc_aid',
  'pc_pid',
  'pc_catid',
  'pc_apptstatus',
  'pc_eventstatus',
  'pc_recurrtype',
  'pc_hometext',
] as const satisfies readonly (keyof EventRow)[]

/** `set`: the SQL behind `set`. True: it was as read, and now it is changed. */
export async function change(
  { line, lastMs }: Writing,
  label: string,
  row: EventRow,
  set: string,
  values: readonly Value[],
): Promise<boolean> {
  const read = asRead(row)
  const sql = `update ${EVENTS} e set ${set} where ${read.sql} and ${inTime(line, lastMs, null)}`
  return (await attempt(line, label, sql, [...values, ...read.values])) === 1
}

/** Nothing was changed: what the row says now tells why. Null: it is still as it was read. */
export async function whyNot({ line, lastMs }: Writing, row: EventRow): Promise<Refused | null> {
  if (await isLate(line, lastMs)) return new Refused('too-late')
  const now = await eventById(line, row.pc_eid)
  if (now === null || now.pc_eventstatus !== '1') return new Refused('no-such-entry')
  const same = AS_READ.every((name) => now[name] === row[name])
  return same ? null : new Refused('entry-changed')
}
