/** The limit of any reader: what `gather` reads, as queries for COPY. */

const OF_CONNECTION = [
  'connections',
  'practices',
  'connection_events',
  'syncs',
  'pms_reads',
  'pms_appointments',
  'pms_sessions',
  'pms_blocks',
  'pms_patients',
  'pms_recalls',
]
const OF_PRACTICE = ['live_hours', 'practitioners', 'appointment_types', 'patients', 'bookings', 'recalls']
const ALL = [...OF_CONNECTION, ...OF_PRACTICE, 'reminders']
/** What a run adds. */
export const RECORDED = ['runs', 'verdicts', 'findings', 'actions']

/** One connection's rows. */
export function readsOf(connectionId) {
  const practices = `select practice_id from practices where connection_id = '${connectionId}'`
  const bookings = `select booking_id from bookings where practice_id in (${practices})`
  return [
    ...OF_CONNECTION.map((table) => `select * from ${table} where connection_id = '${connectionId}'`),
    ...OF_PRACTICE.map((table) => `select * from ${table} where practice_id in (${practices})`),
    `select * from reminders where booking_id in (${bookings})`,
  ]
}

/** The same of every connection at once. */
export const ALL_READS = ALL.map((table) => `select * from ${table}`)

/** How many rows that are. */
export const COUNT_ALL = `select ${ALL.map((table) => `(select count(*) from ${table})`).join(' + ')} as rows`
