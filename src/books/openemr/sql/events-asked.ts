/** SHELL. Rows of the calendar: of days, of one provider or patient, by ids, and by the marker in their comment. */
import type { Days } from '../mapping/mapping.ts'
import type { EventRow } from '../rows.ts'
import { PAGE, pages } from './pages.ts'
import type { Line, Value } from './server.ts'

/** Everything that may touch these days, whosever it is; and what has no date at all, for the mapping to judge. */
export async function eventsOfDays(line: Line, days: Days): Promise<EventRow[]> {
  const sql = `${eventsSql(`e.pc_eid > ? and ${ON_DAYS}`)} order by e.pc_eid limit ${PAGE}`
  return (await pages(line, 'events of days', sql, onDays(days), 'pc_eid')) as unknown as EventRow[]
}

/** The same of one provider, and what is nobody's or the whole clinic's. */
export const eventsOfProvider = (line: Line, aid: string, days: Days): Promise<EventRow[]> =>
  events(
    line,
    'events of provider',
    `${ON_DAYS} and (e.pc_aid = ? or e.pc_aid is null or e.pc_aid in ('', '0') or e.pc_catid in
      (select c.pc_catid from openemr_postcalendar_categories c where c.pc_cattype = 2))`,
    [...onDays(days), aid],
  )

export const eventsOfPatient = (line: Line, pid: string, days: Days): Promise<EventRow[]> =>
  events(line, 'events of patient', `${ON_DAYS} and e.pc_pid = ?`, [...onDays(days), pid])

export async function eventById(line: Line, eid: string): Promise<EventRow | null> {
  const [row] = await events(line, 'event by id', 'e.pc_eid = ?', [eid])
  return row ?? null
}

export async function eventsByIds(line: Line, eids: readonly string[]): Promise<EventRow[]> {
  const all: EventRow[] = []
  for (let at = 0; at < eids.length; at += MOST_IDS) {
    all.push(...(await events(line, 'events by ids', 'e.pc_eid in (?)', [eids.slice(at, at + MOST_IDS)])))
  }
  return all
}

/** Everything that we ever marked. */
export const eventsOfOurs = (line: Line): Promise<EventRow[]> =>
  events(line, 'events of ours', `locate('[rejoin', e.pc_hometext) > 0`, [])

/** Events whose comment holds one of these texts, exactly as written. */
export const eventsWithMarker = (line: Line, markers: readonly string[]): Promise<EventRow[]> =>
  events(
    line,
    'events by marker',
    markers.map(() => 'locate(cast(? as binary), e.pc_hometext) > 0').join(' or '),
    markers,
  )

const MOST_IDS = 1_000

export const EVENTS = 'openemr_postcalendar_events'

const EVENT_COLUMNS = [
  'pc_eid',
  'pc_catid',
  'pc_aid',
  'pc_pid',
  'pc_eventDate',
  'pc_endDate',
  'pc_startTime',
  'pc_endTime',
  'pc_duration',
  'pc_alldayevent',
  'pc_recurrtype',
  'pc_recurrspec',
  'pc_apptstatus',
  'pc_eventstatus',
  'pc_prefcatid',
  'pc_facility',
  'pc_hometext',
  'pc_time',
] as const satisfies readonly (keyof EventRow)[]

/**
 * A day more on both sides: what begins the evening before may last into the first of them. Leave may last for weeks.
 * A series without an end, or with the zero date that old releases write, goes on.
 */
const ON_DAYS = `(
    (e.pc_recurrtype = 0 and e.pc_eventDate between ? - interval 1 day and ? + interval 1 day)
    or (e.pc_recurrtype = 0 and e.pc_eventDate < ? and e.pc_duration >= datediff(?, e.pc_eventDate) * 86400)
    or (e.pc_recurrtype <> 0 and e.pc_eventDate <= ? + interval 1 day
        and (e.pc_endDate is null or e.pc_endDate < '1000-01-01' or e.pc_endDate >= ? - interval 1 day))
    or e.pc_eventDate is null or e.pc_eventDate < '1000-01-01')`

const onDays = ({ fromOn, toOn }: Days): string[] => [fromOn, toOn, fromOn, fromOn, toOn, fromOn]

const eventsSql = (where: string): string =>
  `select ${EVENT_COLUMNS.map((name) => `e.${name}`).join(', ')} from ${EVENTS} e where ${where}`

async function events(
  line: Line,
  label: string,
  where: string,
  values: readonly Value[],
): Promise<EventRow[]> {
  return (await line.rows(label, eventsSql(where), values)) as unknown as EventRow[]
}
