/** Calendars, one for each practitioner: they tell that time is taken, and not whose it is. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IcalBook } from '../../../src/books/ical/client.ts'
import type { Book, Entry } from '../../../src/reconcile/model.ts'
import type { EpochMs } from '../../../src/reconcile/span.ts'
import { bookContract } from './suite.ts'
import { CLOCK, span, ZONE } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'rejoin contract '))
const PRACTITIONERS = ['11', '12']
const fileOf = (practitioner: string): string => join(folder, `${practitioner}.ics`)

type World = Omit<Book, 'read'>

/** No patients, no types, no working hours; taken or cancelled, and lunch is taken time like any other. */
const known = ({ entries, blocks }: World): World => ({
  entries: [
    ...entries.map((entry) => ({
      ...entry,
      pmsPatientId: null,
      pmsTypeId: null,
      status: entry.status === 'cancelled' ? entry.status : ('booked' as const),
    })),
    ...blocks.map(
      (block, at): Entry => ({
        pmsAppointmentId: `away-${at}`,
        pmsPractitionerId: block.pmsPractitionerId,
        pmsLocationId: block.pmsLocationId,
        pmsPatientId: null,
        pmsTypeId: null,
        startMs: block.startMs,
        endMs: block.endMs,
        status: 'booked',
        externalRef: null,
        createdMs: null,
        changedMs: null,
      }),
    ),
  ],
  sessions: [],
  blocks: [],
  patients: [],
  recalls: [],
})

const local = (ms: EpochMs): string => CLOCK.localIso(ms).slice(0, 19).replace(/[-:]/g, '')
const utc = (ms: EpochMs): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const event = (entry: Entry): string[] => [
  'BEGIN:VEVENT',
  `UID:${entry.pmsAppointmentId}`,
  'DTSTAMP:20261001T000000Z',
  `DTSTART;TZID=${ZONE}:${local(entry.startMs)}`,
  `DTEND;TZID=${ZONE}:${local(entry.endMs)}`,
  `STATUS:${entry.status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
  'SUMMARY:Markerfamily Marisol',
  ...(entry.createdMs === null ? [] : [`CREATED:${utc(entry.createdMs)}`]),
  ...(entry.changedMs === null ? [] : [`LAST-MODIFIED:${utc(entry.changedMs)}`]),
  ...(entry.externalRef === null ? [] : [`X-REJOIN-BOOKING:${entry.externalRef}`]),
  'END:VEVENT',
]

function write(practitioner: string, events: readonly Entry[]): void {
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Somebody//EN']
  writeFileSync(fileOf(practitioner), [...head, ...events.flatMap(event), 'END:VCALENDAR', ''].join('\r\n'))
}

let now: readonly Entry[] = []
const write11 = (events: readonly Entry[]): void =>
  write(
    '11',
    events.filter(({ pmsPractitionerId }) => pmsPractitionerId === '11'),
  )

bookContract('calendars', {
  known,
  async put(world) {
    mkdirSync(folder, { recursive: true })
    now = known(world).entries
    write11(now)
    write(
      '12',
      now.filter(({ pmsPractitionerId }) => pmsPractitionerId === '12'),
    )
  },
  open: async () =>
    new IcalBook({
      calendars: PRACTITIONERS.map((pmsPractitionerId) => ({
        pmsPractitionerId,
        pmsLocationId: '3',
        source: { file: fileOf(pmsPractitionerId) },
      })),
      timeoutMs: 1_000,
      pastDays: null,
      futureDays: null,
      clock: CLOCK,
      now: Date.now,
    }),
  async spoilOneRow() {
    const [first] = now
    if (first === undefined) throw new Error('an empty world')
    const { startMs, endMs } = span('mon 15:00', 'mon 15:30')
    write11([...now, { ...first, pmsAppointmentId: '300', startMs: endMs, endMs: startMs }])
  },
  async breakHalfWay() {
    const text = readFileSync(fileOf('11'), 'utf8')
    writeFileSync(fileOf('11'), text.slice(0, text.lastIndexOf('END:VEVENT')))
  },
  writing: null,
  close: async () => rmSync(folder, { recursive: true, force: true }),
})
