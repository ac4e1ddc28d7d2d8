/** The worlds whose pages, mails and sheets are opened: each a bundle, told by what a reader would notice in it. */
import { createHash } from 'node:crypto'
import { changedDemo, type DemoCell } from '../e2e/changed-demo.ts'
import { type Files, smallBundle, TAKEN } from '../e2e/program.ts'
import { FORMULAS, MARKUP, NAUGHTY, SCRIPTS, TYPED } from './hostile-words.ts'

/** The demo's story with something hostile in the place of every name, number and id. */
export const hostile = (): Promise<Files> => changedDemo(hostileCell)

/** What stands in `hostile` for a cell of the demo's. The same text is the same everywhere, so that ids still refer. */
export function hostileCell({ column, value }: DemoCell): string {
  // The folders of both practices are made from their ids.
  if (column === 'practice_id') return `../<b onclick=alert(1)> ${value}`
  if (/_id$|^external_ref$|^database_identity$/.test(column)) return `${pick(ID_PARTS, value)}${value}`
  if (NAMES.has(column)) return pick(NAME_TEXTS, value)
  if (column === 'mobile') return pick(TYPED, value)
  return value
}

const NAMES = new Set(['name', 'family_name', 'given_name', 'reason', 'email'])
const NAME_TEXTS = [...MARKUP, ...SCRIPTS, ...FORMULAS, ...NAUGHTY]
const ID_PARTS = [
  ...MARKUP.slice(0, 6),
  ...SCRIPTS.slice(0, 4),
  ...FORMULAS.slice(0, 6),
  'X'.repeat(60),
  '',
  '../../',
  '0',
]

const pick = (texts: readonly string[], by: string): string =>
  texts[createHash('sha256').update(by).digest().readUInt32BE() % texts.length] ?? ''

/** Its one booking reached the book by itself: there is nothing to do. */
export const quiet = (): Files =>
  smallBundle({
    'pms_appointments.csv': `${ENTRIES},external_ref\nc1,E1,D1,P1,2026-11-20T10:00,2026-11-20T10:15,booked,b1\n`,
  })

/** The line came back, and the book could not be read to its end. */
export const held = (): Files =>
  smallBundle({
    'pms_reads.csv': 'connection_id,taken_at,complete,database_identity\nc1,2026-11-19T11:15:00Z,false,db1\n',
    'pms_appointments.csv': `${ENTRIES}\nc1,E1,D1,P9,2026-11-20T10:00,2026-11-20T10:15,booked\n`,
  })

/** A line that was never down. */
export const undisturbed = (): Files =>
  smallBundle({ 'connection_events.csv': 'connection_id,at,event\nc1,2026-11-19T08:00:00Z,connected\n' })

/** Each text as name and mobile of a patient `u0`, `u1`, …, whose booking `b0`, `b1`, … somebody has to ring about. */
export function inEachCell(texts: readonly string[]): Files {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  return smallBundle({
    'pms_appointments.csv': TAKEN,
    'patients.csv': lines(
      'patient_id,practice_id,family_name,given_name,mobile,pms_patient_id',
      texts.map((text, n) => `u${n},p1,${quoted(text)},Given,${quoted(text)},${quoted(text)}`),
    ),
    'bookings.csv': lines(
      'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,accepted_at',
      texts.map(
        (_, n) =>
          `b${n},p1,d1,t1,u${n},2026-11-20T10:00:00Z,2026-11-20T10:15:00Z,pending,2026-11-19T10:00:00Z`,
      ),
    ),
  })
}

/** Five hundred bookings whose time somebody else has: ten practitioners, five days, ten appointments each. */
export function huge(): Files {
  const bookings: string[] = []
  const entries: string[] = []
  const patients: string[] = []
  const sessions: string[] = []
  const accepted = Date.UTC(2026, 10, 19, 9, 5)
  for (let n = 0; n < 500; n++) {
    const doctor = n % 10
    const day = 20 + (Math.floor(n / 10) % 5)
    const hour = 8 + Math.floor(n / 50)
    const [from, to] = [`2026-11-${day}T${two(hour)}:00`, `2026-11-${day}T${two(hour)}:15`]
    patients.push(`u${n},p1,Family${n},Given${n},1980-01-01,0400${String(n).padStart(6, '0')},P${n}`)
    const at = new Date(accepted + n * 10_000).toISOString()
    bookings.push(`b${n},p1,d${doctor},t1,u${n},${from}:00Z,${to}:00Z,pending,${at}`)
    entries.push(`c1,E${n},D${doctor},Q${n},${from},${to},booked`)
  }
  for (let day = 20; day < 30; day++)
    for (let doctor = 0; doctor < 10; doctor++)
      sessions.push(`c1,D${doctor},2026-11-${day}T08:00,2026-11-${day}T20:00,1,15`)
  const doctors = Array.from({ length: 10 }, (_, n) => `d${n},p1,Dr Number ${n},D${n}`)
  return smallBundle({
    'patients.csv': lines(
      'patient_id,practice_id,family_name,given_name,birth_on,mobile,pms_patient_id',
      patients,
    ),
    'practitioners.csv': lines('practitioner_id,practice_id,name,pms_practitioner_id', doctors),
    'bookings.csv': lines(
      'booking_id,practice_id,practitioner_id,appointment_type_id,patient_id,start_at,end_at,status,accepted_at',
      bookings,
    ),
    'pms_appointments.csv': lines(ENTRIES, entries),
    'pms_sessions.csv': lines(
      'connection_id,pms_practitioner_id,start_local,end_local,capacity,slot_minutes',
      sessions,
    ),
  })
}

const ENTRIES =
  'connection_id,pms_appointment_id,pms_practitioner_id,pms_patient_id,start_local,end_local,status'
const lines = (header: string, rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`
const two = (n: number): string => String(n).padStart(2, '0')
