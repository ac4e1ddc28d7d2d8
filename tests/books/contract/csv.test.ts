/** A book that comes as an export, with the dates, units and status words of some PMS of no name. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CsvBook } from '../../../src/books/csv/book.ts'
import { parseMapping } from '../../../src/books/csv/mapping/parse-mapping.ts'
import type { EntryStatus } from '../../../src/reconcile/model.ts'
import { type EpochMs, MINUTE_MS } from '../../../src/reconcile/span.ts'
import { bookContract, type Harness } from './suite.ts'
import { CLOCK } from './world.ts'

const folder = join(mkdtempSync(join(tmpdir(), 'rejoin contract ')), 'an export')
const when = (column: string) => ({
  date: { column: `${column} Date`, format: 'dd/MM/yyyy' },
  time: { column: `${column} Time`, format: 'seconds since midnight' },
})
const MAPPING = parseMapping(
  JSON.stringify({
    formatVersion: 1,
    name: 'An export',
    source: 'made up',
    covers: 'asked',
    appointments: {
      file: 'appointments.csv',
      fields: {
        pmsAppointmentId: 'No',
        practitioner: 'Doctor',
        patient: 'File',
        type: 'Type',
        location: 'Site',
        start: when('Start'),
        end: when('End'),
        status: {
          column: 'State',
          words: {
            BOOKED: 'booked',
            here: 'arrived',
            gone: 'completed',
            'no show': 'did_not_attend',
            cancelled: 'cancelled',
          },
        },
        externalRef: { column: 'Note', capture: 'ref=(\\S+)' },
        created: when('Made'),
        changed: when('Made'),
      },
    },
    sessions: {
      file: 'hours.csv',
      fields: {
        practitioner: 'Doctor',
        location: 'Site',
        start: when('Start'),
        end: when('End'),
        slotMinutes: { constant: '15' },
      },
    },
    blocks: {
      file: 'away.csv',
      fields: { practitioner: 'Doctor', location: 'Site', start: when('Start'), end: when('End') },
    },
    patients: {
      file: 'people.csv',
      fields: {
        patient: 'File',
        familyName: 'Surname',
        givenName: 'First',
        birthOn: { column: 'Born', format: 'd.M.yyyy' },
        status: { column: 'State', words: { active: 'active', deceased: 'deceased' } },
      },
    },
    recalls: {
      file: 'recalls.csv',
      fields: {
        pmsRecallId: 'No',
        patient: 'File',
        reason: 'Why',
        dueOn: { column: 'Due', format: 'dd/MM/yyyy' },
        status: { constant: 'active' },
      },
    },
  }),
)

const WORDS: Readonly<Record<EntryStatus, string>> = {
  booked: 'Booked',
  arrived: 'here',
  in_consult: 'here',
  completed: 'gone',
  did_not_attend: 'No Show',
  cancelled: 'cancelled',
  placeholder: 'booked',
}

/** `05/10/2026,36000` */
function clock(ms: EpochMs | null): string {
  if (ms === null) return ','
  const local = CLOCK.localIso(ms)
  const [hours = 0, minutes = 0] = local.slice(11, 16).split(':').map(Number)
  return `${dotted(local.slice(0, 10))},${(hours * 60 + minutes) * 60}`
}
const dotted = (day: string): string => day.split('-').reverse().join('/')

const file = (name: string, header: string, rows: readonly string[]): void =>
  writeFileSync(join(folder, name), [header, ...rows, ''].join('\r\n'))
const APPOINTMENTS =
  'No,Doctor,File,Type,Site,Start Date,Start Time,End Date,End Time,State,Note,Made Date,Made Time'
let appointments: string[] = []

const put: Harness['put'] = async (world) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  appointments = world.entries.map((entry) =>
    [
      entry.pmsAppointmentId,
      entry.pmsPractitionerId,
      entry.pmsPatientId,
      entry.pmsTypeId,
      entry.pmsLocationId,
      clock(entry.startMs),
      clock(entry.endMs),
      WORDS[entry.status],
      entry.externalRef === null ? 'by phone' : `online ref=${entry.externalRef} paid`,
      clock(entry.createdMs),
    ].join(),
  )
  file('appointments.csv', APPOINTMENTS, appointments)
  const slots = world.sessions.map(({ pmsPractitionerId, pmsLocationId, startMs, endMs }) =>
    [pmsPractitionerId, pmsLocationId, clock(startMs), clock(endMs)].join(),
  )
  const away = world.blocks.map(({ pmsPractitionerId, pmsLocationId, startMs, endMs }) =>
    [pmsPractitionerId, pmsLocationId, clock(startMs), clock(endMs)].join(),
  )
  const columns = 'Doctor,Site,Start Date,Start Time,End Date,End Time'
  file('hours.csv', columns, slots)
  file('away.csv', columns, away)
  file(
    'people.csv',
    'File,Surname,First,Born,State',
    world.patients.map(({ pmsPatientId, familyName, givenName, birthOn, status }) =>
      [
        pmsPatientId,
        familyName,
        givenName,
        (birthOn ?? '').split('-').reverse().map(Number).join('.'),
        status,
      ].join(),
    ),
  )
  file(
    'recalls.csv',
    'No,File,Why,Due',
    world.recalls.map(({ pmsRecallId, pmsPatientId, reason, dueOn }) =>
      [pmsRecallId, pmsPatientId, reason, dotted(dueOn)].join(),
    ),
  )
}

bookContract('an export with a mapping', {
  known: (world) => world,
  put,
  open: async () =>
    new CsvBook({
      folder,
      mapping: MAPPING,
      connectionId: 'c1',
      clock: CLOCK,
      now: () => Date.now() + MINUTE_MS,
    }),
  async spoilOneRow() {
    const backwards = '300,11,3,9,3,05/10/2026,54000,05/10/2026,50400,Booked,Markerfamily called,,'
    file('appointments.csv', APPOINTMENTS, [...appointments, backwards])
  },
  async breakHalfWay() {
    const text = [APPOINTMENTS, ...appointments].join('\r\n')
    writeFileSync(join(folder, 'appointments.csv'), `${text.slice(0, -40)}"Markerfamily`)
  },
  writing: null,
  close: async () => rmSync(folder, { recursive: true, force: true }),
})
