/**
 * Writes a large bundle: node tests/bench/make-bundle.mjs DIR CONNECTIONS BOOKINGS ENTRIES (the last two per connection).
 * Deterministic. A practice, four practitioners and one outage each; of the bookings a tenth are time already taken.
 */

import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const [dir = 'bundle', connections = '200', bookings = '50', entries = '200'] = process.argv.slice(2)
const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const ZONES = ['Australia/Sydney', 'Australia/Brisbane', 'Australia/Perth', 'Pacific/Auckland']
/** Brisbane's ten hours; the others' books are merely elsewhere on the clock. */
const THURSDAY = Date.UTC(2026, 10, 19)
const iso = (ms) => new Date(ms).toISOString()
const local = (ms) => new Date(ms).toISOString().slice(0, 16)

mkdirSync(dir, { recursive: true })
const files = new Map()
async function put(file, header, ...cells) {
  let stream = files.get(file)
  if (stream === undefined) {
    stream = createWriteStream(join(dir, `${file}.csv`))
    files.set(file, stream)
    stream.write(`${header}\n`)
  }
  if (!stream.write(`${cells.join(',')}\n`)) await once(stream, 'drain')
}

for (let c = 0; c < Number(connections); c++) {
  const id = String(c).padStart(4, '0')
  const zone = ZONES[c % ZONES.length]
  await put(
    'connections',
    'connection_id,name,time_zone,database_identity',
    `c${id}`,
    `Line ${id}`,
    zone,
    `db-${id}`,
  )
  await put(
    'practices',
    'practice_id,connection_id,name,time_zone',
    `p${id}`,
    `c${id}`,
    `Practice ${id}`,
    zone,
  )
  await put(
    'pms_reads',
    'connection_id,taken_at,complete,database_identity',
    `c${id}`,
    '2026-11-19T04:15:00Z',
    'true',
    `db-${id}`,
  )
  for (const [at, event] of [
    ['T00:00:00Z', 'connected'],
    ['T01:00:00Z', 'disconnected'],
    ['T04:00:00Z', 'connected'],
  ]) {
    await put('connection_events', 'connection_id,at,event', `c${id}`, `2026-11-19${at}`, event)
  }
  await put(
    'appointment_types',
    'appointment_type_id,practice_id,name,duration_minutes,mode,pms_type_id',
    `t${id}`,
    `p${id}`,
    'Standard',
    15,
    'in_person',
    'T1',
  )
  for (let d = 0; d < 4; d++) {
    await put(
      'practitioners',
      'practitioner_id,practice_id,name,pms_practitioner_id',
      `d${id}-${d}`,
      `p${id}`,
      `Dr ${d}`,
      `D${d}`,
    )
  }
  const slot = (n) =>
    THURSDAY + DAY + Math.floor(n / 128) * DAY + 9 * 60 * MINUTE + Math.floor((n % 128) / 4) * 15 * MINUTE
  for (let e = 0; e < Number(entries); e++) {
    const at = slot(e)
    await put(
      'pms_appointments',
      'connection_id,pms_appointment_id,pms_practitioner_id,pms_patient_id,pms_type_id,start_local,end_local,status,external_ref,created_local,changed_local',
      `c${id}`,
      `E${e}`,
      `D${e % 4}`,
      `P${e}`,
      'T1',
      local(at),
      local(at + 15 * MINUTE),
      e % 20 === 7 ? 'cancelled' : 'booked',
      '',
      '2026-11-01T09:00',
      '',
    )
  }
  for (let b = 0; b < Number(bookings); b++) {
    const taken = b % 10 === 0
    // Wall-clock of the book, as an instant of this zone (no change of offset falls in these weeks).
    const offset =
      { 'Australia/Sydney': 11, 'Australia/Brisbane': 10, 'Australia/Perth': 8, 'Pacific/Auckland': 13 }[
        zone
      ] ?? 10
    const at = (taken ? slot(b) : slot(Number(entries) + b)) - offset * 60 * MINUTE
    await put(
      'patients',
      'patient_id,practice_id,family_name,given_name,birth_on,pms_patient_id',
      `u${id}-${b}`,
      `p${id}`,
      `Family${b}`,
      `Given${b}`,
      '1980-01-01',
      `Q${b}`,
    )
    await put(
      'bookings',
      'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,patient_told,accepted_at',
      `b${id}-${b}`,
      `p${id}`,
      `d${id}-${b % 4}`,
      `t${id}`,
      `u${id}-${b}`,
      iso(at),
      iso(at + 15 * MINUTE),
      'pending',
      'pending',
      iso(Date.UTC(2026, 10, 19, 1, 30) + b * 1000),
    )
  }
}
await Promise.all([...files.values()].map((stream) => new Promise((done) => stream.end(done))))
