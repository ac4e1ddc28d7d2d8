/** SHELL. An appointment to another time or provider. */
import { sameSpan } from '../../../reconcile/span.ts'
import { BookSilent, type Write, type WriteAnswer } from '../../book.ts'
import { markerIn } from '../mapping/marker.ts'
import type { EventRow } from '../rows.ts'
import { EVENTS, eventById } from '../sql/events-asked.ts'
import { categoriesOf } from '../sql/queries.ts'
import { afterWriting, done, Refused, type Writing } from './answering.ts'
import { attempt, inTime } from './attempt.ts'
import { type Except, inTheWay, queued, roomFor } from './room.ts'
import { type Spot, spotOf } from './spot.ts'
import { asRead, change, standing, whyNot } from './standing.ts'

type Moving = Extract<Write, { readonly kind: 'move' }>

export async function move(all: Writing, wanted: Moving): Promise<WriteAnswer> {
  const { line, asking, options, writing } = all
  const spot = spotOf(options.clock, wanted)
  if (spot === null) throw new Refused('not-allowed')
  const { pmsPractitionerId: aid } = wanted
  return queued(line, aid, spot.day, writing.queueMs ?? options.timeoutMs / 8, async () => {
    const { row, entry } = await standing(all, wanted.pmsAppointmentId)
    // Somebody who has arrived is not moved any more, nor is a placeholder.
    if (entry.status !== 'booked') throw new Refused('entry-changed')
    if (entry.pmsPractitionerId === aid && sameSpan(entry, wanted)) return done(entry.pmsAppointmentId)
    const provider = await line.rows('provider', 'select id from users where cast(id as char) = ?', [aid])
    if (provider.length === 0) throw new Refused('not-allowed')
    const except: Except = { eid: row.pc_eid, bookingId: markerIn(row.pc_hometext)?.bookingId ?? null }
    const before = await roomFor(asking, aid, wanted, except)
    if (before !== 'free') throw new Refused(before === 'taken' ? 'time-taken' : 'other')
    if (!(await update(all, row, aid, spot, except))) {
      throw (await whyNot(all, row)) ?? new Refused('time-taken')
    }
    return afterWriting(async () => {
      const after = await roomFor(asking, aid, wanted, except)
      if (after === 'free') return done(entry.pmsAppointmentId)
      if (await moveBack(all, row, aid, spot)) throw new Refused(after === 'taken' ? 'time-taken' : 'other')
      throw new BookSilent('what was moved meets another event, and could not be moved back')
    })
  })
}

/**
 * A condition about the table that is updated has to stand in a derived table (MySQL's error 1093); counting keeps it
 * from being merged back. It is read under locks all the same.
 */
async function update(
  { line, options, lastMs }: Writing,
  row: EventRow,
  aid: string,
  spot: Spot,
  except: Except,
): Promise<boolean> {
  const others = inTheWay(await categoriesOf(line), options.statuses, aid, spot, except)
  const counted = `select 1 from (${others.sql} limit 1) met`
  const read = asRead(row)
  const moved = await attempt(
    line,
    'move',
    `update ${EVENTS} e set ${PLACE} where ${read.sql} and ${inTime(line, lastMs, counted)}`,
    [...placeValues(aid, spot), ...read.values, ...others.values],
  )
  return moved === 1
}

const PLACE = `e.pc_eventDate = ?, e.pc_startTime = ?, e.pc_endTime = ?, e.pc_duration = ?, e.pc_aid = ?, e.pc_time = now()`

const placeValues = (aid: string, { day, start, end, fromSecond, toSecond }: Spot): (string | number)[] => [
  day,
  start,
  end,
  toSecond - fromSecond,
  aid,
]

/** Only while it stands where we put it, and nobody has touched it since. */
async function moveBack(all: Writing, row: EventRow, aid: string, spot: Spot): Promise<boolean> {
  const now = await eventById(all.line, row.pc_eid)
  const isOurs =
    now !== null && now.pc_eventDate === spot.day && now.pc_startTime === spot.start && now.pc_aid === aid
  if (!isOurs || now.pc_apptstatus !== row.pc_apptstatus) return false
  return change(
    all,
    'move back',
    now,
    `e.pc_eventDate = ?, e.pc_startTime = ?, e.pc_endTime = ?, e.pc_duration = ?, e.pc_aid = ?, e.pc_time = ?`,
    [row.pc_eventDate, row.pc_startTime, row.pc_endTime, row.pc_duration, row.pc_aid, row.pc_time],
  )
}
