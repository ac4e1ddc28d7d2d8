/** SHELL. A new event: an appointment for a booking, or a placeholder that keeps its time. */
import { BookSilent, type Write, type WriteAnswer } from '../../book.ts'
import { holdMarker, refMarker } from '../mapping/marker.ts'
import { BOOKED, statusOf } from '../mapping/statuses.ts'
import { EVENTS } from '../sql/events-asked.ts'
import { categoriesOf, patientsByIds } from '../sql/queries.ts'
import type { Line } from '../sql/server.ts'
import { afterWriting, done, Refused, type Writing } from './answering.ts'
import { attempt, inTime, isLate } from './attempt.ts'
import { inTheWay, queued, roomFor } from './room.ts'
import { type Spot, spotOf } from './spot.ts'
import { uuidOf } from './uuid.ts'

type Placing = Extract<Write, { readonly kind: 'create' | 'hold' }>

export async function place(all: Writing, wanted: Placing): Promise<WriteAnswer> {
  const { line, asking, options, writing, key } = all
  const spot = spotOf(options.clock, wanted)
  if (spot === null || statusOf(BOOKED, options.statuses) !== 'booked') throw new Refused('not-allowed')
  const uuid = uuidOf(key)
  const { pmsPractitionerId: aid } = wanted
  return queued(line, aid, spot.day, writing.queueMs ?? options.timeoutMs / 8, async () => {
    const already = await eidOf(line, uuid)
    if (already !== null) return done(already)
    const row = await rowFor(all, wanted, spot, uuid)
    const before = await roomFor(asking, aid, wanted, { eid: null, bookingId: wanted.externalRef })
    if (before !== 'free') {
      // By the same write, from elsewhere, a moment ago?
      const meanwhile = await eidOf(line, uuid)
      if (meanwhile !== null) return done(meanwhile)
      throw new Refused(before === 'taken' ? 'time-taken' : 'other')
    }
    const written = await insert(all, wanted, spot, row)
    return afterWriting(async () => {
      const eid = await eidOf(line, uuid)
      if (eid === null && written === 0)
        throw new Refused((await isLate(line, all.lastMs)) ? 'too-late' : 'time-taken')
      // It was deleted the moment it was there. Whoever did that has seen it.
      if (eid === null) throw new BookSilent('what was written is no longer in the book')
      return keepOrTakeBack(all, wanted, eid, uuid, row)
    })
  })
}

type Cells = Readonly<Record<string, string | number | Buffer>>

/** As OpenEMR's own form leaves it. What is not named here has a default that means "nothing". */
async function rowFor(all: Writing, wanted: Placing, spot: Spot, uuid: Buffer): Promise<Cells> {
  const category = await categoryFor(all.line, wanted)
  const facility = await facilityFor(all.line, wanted)
  const isHold = wanted.kind === 'hold'
  if (wanted.kind === 'create') await requirePatient(all.line, wanted.pmsPatientId)
  return {
    uuid,
    pc_catid: category.id,
    pc_multiple: 0,
    pc_aid: wanted.pmsPractitionerId,
    pc_pid: wanted.kind === 'create' ? wanted.pmsPatientId : '',
    pc_title: isHold ? 'Held for online booking' : category.name,
    pc_hometext: isHold ? holdMarker(wanted.externalRef) : refMarker(wanted.externalRef),
    pc_informant: String(all.writing.informant),
    pc_eventDate: spot.day,
    pc_startTime: spot.start,
    pc_endTime: spot.end,
    pc_duration: spot.toSecond - spot.fromSecond,
    pc_alldayevent: 0,
    pc_recurrtype: 0,
    pc_recurrfreq: 0,
    pc_eventstatus: 1,
    pc_sharing: 1,
    pc_apptstatus: BOOKED,
    pc_prefcatid: 0,
    pc_facility: facility,
    pc_billing_location: facility,
    pc_room: '',
  }
}

async function insert(all: Writing, wanted: Placing, spot: Spot, row: Cells): Promise<number> {
  const { line, options, lastMs } = all
  const others = inTheWay(await categoriesOf(line), options.statuses, wanted.pmsPractitionerId, spot, {
    eid: null,
    bookingId: wanted.externalRef,
  })
  const names = Object.keys(row)
  return attempt(
    line,
    wanted.kind,
    `insert into ${EVENTS} (${names.join(', ')}, pc_time)
     select ${names.map(() => '?').join(', ')}, now() from dual where ${inTime(line, lastMs, others.sql)}`,
    [...Object.values(row), ...others.values],
  )
}

/** Series and the front desk's own inserts are seen only now. Ours goes, if nobody has touched it. */
async function keepOrTakeBack(
  { asking, line, lastMs }: Writing,
  wanted: Placing,
  eid: string,
  uuid: Buffer,
  row: Cells,
): Promise<WriteAnswer> {
  const room = await roomFor(asking, wanted.pmsPractitionerId, wanted, { eid, bookingId: wanted.externalRef })
  if (room === 'free') return done(eid)
  const names = UNTOUCHED.map((name) => `${name} = ?`).join(' and ')
  const gone = await attempt(
    line,
    'take back',
    `delete from ${EVENTS} where pc_eid = ? and uuid = ? and ${names} and ${inTime(line, lastMs, null)}`,
    [eid, uuid, ...UNTOUCHED.map((name) => row[name] ?? null)],
  )
  if (gone === 1) throw new Refused(room === 'taken' ? 'time-taken' : 'other')
  throw new BookSilent('what was written meets another event, and could not be taken back')
}

const UNTOUCHED = [
  'pc_apptstatus',
  'pc_eventDate',
  'pc_startTime',
  'pc_duration',
  'pc_aid',
  'pc_pid',
  'pc_hometext',
] as const

async function eidOf(line: Line, uuid: Buffer): Promise<string | null> {
  const [row] = await line.rows('event by uuid', `select pc_eid from ${EVENTS} where uuid = ?`, [uuid])
  return row?.['pc_eid'] ?? null
}

async function categoryFor(
  line: Line,
  wanted: Placing,
): Promise<{ readonly id: string; readonly name: string }> {
  const typeId = wanted.kind === 'create' ? wanted.pmsTypeId : null
  const constant = wanted.kind === 'hold' ? 'reserved' : 'office_visit'
  const [row] = await line.rows(
    'category',
    `select pc_catid, pc_catname, pc_cattype from openemr_postcalendar_categories
     where ${typeId === null ? 'pc_constant_id' : 'cast(pc_catid as char)'} = ? order by pc_catid limit 1`,
    [typeId ?? constant],
  )
  const id = row?.['pc_catid'] ?? null
  // A type of appointment is for patients; everything else would make the event something else than a visit.
  if (id === null || (wanted.kind === 'create' && row?.['pc_cattype'] !== '0'))
    throw new Refused('not-allowed')
  return { id, name: row?.['pc_catname'] ?? '' }
}

/** Where nobody says which location, the provider's own, as the form proposes it. */
async function facilityFor(line: Line, { pmsPractitionerId, pmsLocationId }: Placing): Promise<string> {
  const [user] = await line.rows('provider', 'select facility_id from users where cast(id as char) = ?', [
    pmsPractitionerId,
  ])
  if (user === undefined || (pmsLocationId !== null && !/^\d{1,9}$/.test(pmsLocationId))) {
    throw new Refused('not-allowed')
  }
  return pmsLocationId ?? user['facility_id'] ?? '0'
}

async function requirePatient(line: Line, pid: string): Promise<void> {
  const known = /^\d{1,19}$/.test(pid) ? await patientsByIds(line, [pid]) : []
  // The column is a number: `01` finds 1, and is another text.
  if (!known.some((patient) => patient.pid === pid)) throw new Refused('no-such-patient')
}
