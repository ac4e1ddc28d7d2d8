/**
 * Is there room for one more? Asked twice over: in SQL, inside of the statement that writes, where nobody can come in
 * between; and by reading the diary before and after, because SQL cannot unfold a series.
 */
import { createHash } from 'node:crypto'
import type { EntryStatus } from '../../../reconcile/model.ts'
import { overlaps, type Span } from '../../../reconcile/span.ts'
import { eventKinds } from '../mapping/categories.ts'
import { holdMarker } from '../mapping/marker.ts'
import { STATUSES, statusOf } from '../mapping/statuses.ts'
import type { CategoryRow } from '../rows.ts'
import { type Asking, Unbelievable } from '../sql/asking.ts'
import { EVENTS } from '../sql/events-asked.ts'
import type { Line, Value } from '../sql/server.ts'
import type { Spot } from './spot.ts'

/** What is not in the way: the event itself, and the placeholder that keeps the time for this booking. */
export interface Except {
  readonly eid: string | null
  readonly bookingId: string | null
}

/** `unclear`: a row there cannot be true, so nobody knows. */
export type Room = 'free' | 'taken' | 'unclear'

export async function roomFor(asking: Asking, aid: string, span: Span, except: Except): Promise<Room> {
  try {
    const { entries, blocks } = await asking.within(aid, span)
    if (blocks.some((block) => overlaps(block, span))) return 'taken'
    const others = entries.filter(
      ({ pmsAppointmentId, status, externalRef }) =>
        pmsAppointmentId !== except.eid &&
        status !== 'cancelled' &&
        status !== 'did_not_attend' &&
        !(status === 'placeholder' && externalRef !== null && externalRef === except.bookingId),
    )
    return others.some((entry) => overlaps(entry, span)) ? 'taken' : 'free'
  } catch (error) {
    if (error instanceof Unbelievable) return 'unclear'
    throw error
  }
}

export interface InTheWay {
  readonly sql: string
  readonly values: readonly Value[]
}

/**
 * SQL: rows that take this time of this provider or of the whole clinic, series left out. An event lasts as long as its
 * duration or its end says, whichever is longer; where the end lies before the start, until midnight at least. In an
 * `insert … select` or `update` at REPEATABLE READ the rows and gaps that are looked at stay locked until it is written.
 */
export function inTheWay(
  categories: readonly CategoryRow[],
  own: ReadonlyMap<string, EntryStatus>,
  aid: string,
  spot: Spot,
  except: Except,
): InTheWay {
  const kindOf = eventKinds(categories)
  const ids = (...kinds: readonly string[]): string[] =>
    categories.filter((one) => kinds.includes(kindOf(one).kind)).map(({ pc_catid }) => pc_catid)
  const hold = except.bookingId === null ? null : holdMarker(except.bookingId)
  return {
    sql: `select 1 from ${EVENTS} o
      where o.pc_eventDate between ? - interval 1 day and ?
      and o.pc_eventstatus = 1 and o.pc_recurrtype = 0 and o.pc_eid <> ?
      and (o.pc_aid = ? or o.pc_catid in (?)) and o.pc_catid not in (?)
      and cast(trim(coalesce(o.pc_apptstatus, '')) as binary) not in (?)
      and locate(cast(? as binary), coalesce(o.pc_hometext, '')) = 0
      and ${DAY} + ${START} < ? and ${DAY} + ${END} > ?`,
    values: [
      spot.day,
      spot.day,
      except.eid ?? 0,
      aid,
      [NO_ID, ...ids('clinic')],
      [NO_ID, ...ids('in', 'out')],
      freeing(own),
      hold ?? NEVER_WRITTEN,
      spot.day,
      spot.toSecond,
      spot.day,
      spot.fromSecond,
    ],
  }
}

const NO_ID = '-1'
/** A list and a search must not be empty. */
const NEVER_WRITTEN = '[rejoin-hold:]'

/** Status characters of events that keep no time. */
function freeing(own: ReadonlyMap<string, EntryStatus>): string[] {
  const known = [...new Set([...STATUSES.keys(), ...own.keys()])]
  const free = known.filter((text) => {
    const status = statusOf(text, own)
    return status === 'cancelled' || status === 'did_not_attend'
  })
  return ['(none)', ...free]
}

const DAY = 'datediff(o.pc_eventDate, ?) * 86400'
const CLOCK = `coalesce(time_to_sec(o.pc_startTime), 0)`
const START = `if(o.pc_alldayevent = 1, 0, ${CLOCK})`
const END = `if(o.pc_alldayevent = 1, 86400 * greatest(1, ceil(coalesce(o.pc_duration, 0) / 86400)), greatest(
        ${CLOCK} + coalesce(o.pc_duration, 0),
        if(time_to_sec(o.pc_endTime) < ${CLOCK}, 86400, coalesce(time_to_sec(o.pc_endTime), 0))))`

/**
 * Our own programs one after the other, so that they do not run into each other's locks. The front desk knows nothing
 * of it, and it proves nothing: who has waited long enough goes on without it. It ends with the connection at the latest.
 */
export async function queued<T>(
  line: Line,
  aid: string,
  day: string,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const [row] = await line.rows('queue', 'select get_lock(concat(?, left(sha1(database()), 12)), ?) as got', [
    lockName(aid, day),
    waitMs / 1000,
  ])
  try {
    return await work()
  } finally {
    if (row?.['got'] === '1') await leave(line, aid, day)
  }
}

/** Trouble here must not hide how the write ended. */
async function leave(line: Line, aid: string, day: string): Promise<void> {
  const sql = 'do release_lock(concat(?, left(sha1(database()), 12)))'
  await line.rows('leave queue', sql, [lockName(aid, day)]).catch(() => undefined)
}

/** A name has 64 characters at most; it is the server's, for all of its databases. */
const lockName = (aid: string, day: string): string =>
  `rejoin:${createHash('sha256')
    .update(JSON.stringify([aid, day]))
    .digest('hex')
    .slice(0, 24)}:`
