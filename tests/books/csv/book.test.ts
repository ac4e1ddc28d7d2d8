import { describe, expect, test } from 'vitest'
import {
  bookIn,
  bookOf,
  entriesIn,
  FIELDS,
  faultsIn,
  folderOf,
  HEADER,
  mappingOf,
  ROW,
  readOne,
  SCOPE,
  TAKEN,
  utc,
  warningsIn,
} from './exports.ts'

test('a row is an entry; the days from the first to the last are covered, as of when the file was written', async () => {
  const read = await readOne(`${HEADER}${ROW}2,D1,,2026-11-20 16:30,30,here\n`)
  expect(read).toMatchObject({
    kind: 'complete',
    read: {
      takenMs: TAKEN,
      complete: true,
      databaseIdentity: null,
      fromOn: '2026-11-19',
      toOn: '2026-11-20',
    },
    remarks: [],
  })
  expect(entriesIn(read)).toEqual([
    {
      pmsAppointmentId: '1',
      pmsLocationId: null,
      pmsPractitionerId: 'D1',
      pmsPatientId: 'P1',
      pmsTypeId: null,
      startMs: Date.parse('2026-11-18T22:00:00Z'),
      endMs: Date.parse('2026-11-18T22:15:00Z'),
      status: 'booked',
      externalRef: null,
      createdMs: null,
      changedMs: null,
    },
    expect.objectContaining({ pmsAppointmentId: '2', pmsPatientId: null, status: 'arrived' }),
  ])
})

describe('sources', () => {
  test('a column by number, a constant, columns joined, a part captured, cells that mean nothing', async () => {
    const rows = 'D1|19/11/2026|0930|P1|walk-in [ref:BK-7] late|T1\nD2|19/11/2026|1000|NULL||NULL\n'
    const read = await readOne(rows, {
      header: false,
      delimiter: 'pipe',
      empty: ['NULL'],
      fields: {
        pmsAppointmentId: { join: [1, 2, 3, { constant: 'x' }], with: '-' },
        practitioner: 1,
        patient: 4,
        type: 6,
        location: { constant: 'L1' },
        start: { join: [2, 3], format: 'dd/MM/yyyy HHmm' },
        lengthMinutes: { constant: 15 },
        externalRef: { column: 5, capture: '\\[ref:([^\\]]+)\\]' },
      },
    })
    expect(read.kind).toBe('complete')
    expect(entriesIn(read)).toMatchObject([
      {
        pmsAppointmentId: 'D1-19/11/2026-0930-x',
        pmsPatientId: 'P1',
        externalRef: 'BK-7',
        pmsTypeId: 'T1',
        pmsLocationId: 'L1',
      },
      {
        pmsAppointmentId: 'D2-19/11/2026-1000-x',
        pmsPatientId: null,
        externalRef: null,
        pmsTypeId: null,
        status: 'booked',
      },
    ])
  })

  test('two rows with one composed id are a fault, even when all else is equal', async () => {
    const fields = { ...FIELDS, pmsAppointmentId: { join: ['Dr', 'Start'], with: ' ' } }
    const read = await readOne(`${HEADER}${ROW}${ROW}`, { fields })
    expect(read.kind).toBe('partial')
    expect(faultsIn(read)).toEqual([
      expect.stringMatching(/^appointments:3 another row has the same composed id/),
    ])
  })

  test('where end and length disagree, the later end holds', async () => {
    const fields = { ...FIELDS, end: { column: 'End', format: 'yyyy-MM-dd HH:mm' } }
    const read = await readOne(
      'Id,Dr,Patient,Start,Mins,Status,End\n1,D1,P1,2026-11-19 09:00,15,Booked,2026-11-19 09:30\n2,D1,P1,2026-11-19 10:00,15,Booked,2026-11-19 09:30\n',
      { fields },
    )
    expect(entriesIn(read).map(({ endMs }) => utc(endMs))).toEqual(['2026-11-18T22:30Z'])
    expect(warningsIn(read)).toEqual(['appointments:2 end and length disagree; the later end was taken'])
    expect(faultsIn(read)).toEqual(['appointments:3 it ends before it starts'])
  })

  test('UTC, and texts that tell their offset themselves', async () => {
    const fields = { ...FIELDS, start: 'Start' }
    const text = `${HEADER}1,D1,P1,2026-11-18T22:00,15,Booked\n2,D1,P1,2026-11-19T09:15:00+11:00,15,Booked\n`
    const read = await readOne(text, { fields, clock: 'utc' })
    expect(entriesIn(read).map(({ startMs }) => utc(startMs))).toEqual([
      '2026-11-18T22:00Z',
      '2026-11-18T22:15Z',
    ])
    expect(bookIn(read).read.fromOn).toBe('2026-11-19')
    const wrong = await readOne(`${HEADER}1,D1,P1,2026-11-18T22:00+99:00,15,Booked\n`, { fields })
    expect(faultsIn(wrong)).toContain('appointments:2 start is no time of the calendar')
  })
})

describe('statuses', () => {
  test('case and blanks do not matter; an unknown one holds the time, with a warning that does not say it', async () => {
    const read = await readOne(
      `${HEADER}${ROW.replace('Booked', ' BOOKED ')}2,D1,P1,2026-11-19 10:00,15,SECRETWORD\n3,D1,P1,2026-11-19 11:00,15,\n`,
    )
    expect(read.kind).toBe('complete')
    expect(entriesIn(read).map(({ status }) => status)).toEqual(['booked', 'booked', 'booked'])
    expect(warningsIn(read)).toEqual([
      'appointments:3 status is a word that the mapping does not have: taken as booked',
      'appointments:4 status is empty: taken as booked',
    ])
  })

  test('otherwise says what all other words mean', async () => {
    const fields = {
      ...FIELDS,
      status: { column: 'Status', words: { Booked: 'booked' }, otherwise: 'completed' },
    }
    const read = await readOne(`${HEADER}${ROW}2,D1,P1,2026-11-19 10:00,15,Gone\n`, { fields })
    expect(entriesIn(read).map(({ status }) => status)).toEqual(['booked', 'completed'])
    expect(read.remarks).toEqual([])
  })
})

describe('filters', () => {
  const text = `Id,Dr,Patient,Start,Mins,Status,Kind\n${[
    '1,D1,P1,2026-11-19 09:00,15,Booked,Visit',
    '2,D1,,2026-11-19 12:00,60,Booked,LUNCH',
    '3,D1,,2026-11-19 13:00,60,Booked,Meeting',
    '4,D1,P2,2026-11-19 15:00,15,Booked,Deleted',
    '5,D1,,2026-11-19 16:00,15,Cancelled,Lunch',
  ].join('\n')}\n`
  const fields = { ...FIELDS, reason: 'Kind' }

  test('rows are blocks, are left out, or are the only ones taken', async () => {
    const read = await readOne(text, {
      fields,
      skip: { Kind: 'deleted' },
      blocks: [{ Kind: 'Lunch' }, { Kind: 'Meeting', Patient: '' }],
    })
    expect(entriesIn(read).map((entry) => entry.pmsAppointmentId)).toEqual(['1'])
    // The cancelled lunch is time to work again.
    expect(bookIn(read).book.blocks.map(({ reason, startMs }) => [reason, utc(startMs)])).toEqual([
      ['LUNCH', '2026-11-19T01:00Z'],
      ['Meeting', '2026-11-19T02:00Z'],
    ])
    const only = await readOne(text, { fields, only: { Kind: { not: ['Lunch', 'Meeting', 'Deleted'] } } })
    expect(entriesIn(only).map((entry) => entry.pmsAppointmentId)).toEqual(['1'])
  })

  test('a row that the mapping refuses is a fault', async () => {
    const read = await readOne(text, { fields, refuse: { Kind: 'Meeting' } })
    expect(faultsIn(read)).toEqual(['appointments:4 the mapping says that such a row cannot be read'])
  })

  test("the connection's id is taken as it is written", async () => {
    const rows = `${HEADER}${ROW}2,C1,P1,2026-11-19 10:00,15,Booked\n3,c1,P1,2026-11-19 11:00,15,Booked\n`
    const read = await readOne(rows, { only: { Dr: '{connection}' } })
    expect(entriesIn(read).map((entry) => entry.pmsAppointmentId)).toEqual(['3'])
  })
})

describe('the nights of the clocks in Sydney', () => {
  test.each([
    [
      '2026-04-05 02:30',
      'complete',
      'start happens twice that night; the first was taken',
      '2026-04-04T15:30Z',
    ],
    ['2026-10-04 02:30', 'partial', 'start falls into the hour that the clocks skip', null],
    ['2026-10-04 03:00', 'complete', null, '2026-10-03T16:00Z'],
  ])('%s', async (start, kind, remark, instant) => {
    const read = await readOne(`${HEADER}1,D1,P1,${start},15,Booked\n`, {}, { covers: 'asked' })
    expect(read.kind).toBe(kind)
    expect(read.remarks.map(({ what }) => what)).toEqual(remark === null ? [] : [remark])
    expect(entriesIn(read).map(({ startMs }) => utc(startMs))).toEqual(instant === null ? [] : [instant])
  })

  test('seconds since midnight are what the clock shows', async () => {
    const fields = {
      ...FIELDS,
      start: { date: 'Day', time: { column: 'Seconds', format: 'seconds since midnight' } },
    }
    const text = 'Id,Dr,Patient,Day,Seconds,Mins,Status\n1,D1,P1,2026-10-04,36000,15,Booked\n'
    expect(entriesIn(await readOne(text, { fields })).map(({ startMs }) => utc(startMs))).toEqual([
      '2026-10-03T23:00Z',
    ])
  })
})

describe('encodings and delimiters', () => {
  const fields = { ...FIELDS, type: 'Kind' }
  const text =
    'Id,Dr,Patient,Start,Mins,Status,Kind\r\n1,D1,P1,2026-11-19 09:00,15,Booked,"Zoë’s, „größte“; €5\t|"\r\n'
  const kind = 'Zoë’s, „größte“; €5\t|'
  /** `"` and the comma inside the last cell stay; those between cells change. */
  const separatedBy = (delimiter: string) => {
    const [header = '', row = ''] = text.split('\r\n')
    const [before = '', quoted = ''] = row.split(/,(?=")/)
    return `${header.replaceAll(',', delimiter)}\r\n${before.replaceAll(',', delimiter)}${delimiter}${quoted}\r\n`
  }
  const to1252 = (unicode: string) =>
    Buffer.from(
      unicode.replace(/[’„“€]/g, (c) => ({ '’': '\x92', '„': '\x84', '“': '\x93', '€': '\x80' })[c] ?? c),
      'latin1',
    )

  test.each<[string, Buffer, object]>([
    ['utf-8', Buffer.from(text), {}],
    ['utf-8 with its mark', Buffer.from(`\ufeff${text}`), {}],
    ['windows-1252', to1252(text), { encoding: 'windows-1252' }],
    ['utf-16le', Buffer.from(text, 'utf16le'), { encoding: 'utf-16le' }],
    ['utf-16le with its mark', Buffer.from(`\ufeff${text}`, 'utf16le'), { encoding: 'utf-16le' }],
    ['semicolon, found out', Buffer.from(separatedBy(';')), {}],
    ['tab, found out', Buffer.from(separatedBy('\t')), {}],
    ['pipe, said', Buffer.from(separatedBy('|')), { delimiter: 'pipe' }],
    ['tab in utf-16le', Buffer.from(`\ufeff${separatedBy('\t')}`, 'utf16le'), { encoding: 'utf-16le' }],
    ['lone returns', Buffer.from(text.replaceAll('\r\n', '\r')), {}],
    ['lines before the header', Buffer.from(`\ufeffA title, of "course\r\n\r\n${text}`), { skipLines: 2 }],
  ])('%s', async (_, bytes, layout) => {
    const read = await readOne(bytes, { fields, ...layout })
    expect(read.remarks).toEqual([])
    expect(entriesIn(read).map(({ pmsTypeId }) => pmsTypeId)).toEqual([kind])
  })

  test.each<[string, Buffer, object, string]>([
    [
      'windows-1252 read as utf-8',
      to1252(text),
      {},
      'appointments:2 the text is not UTF-8, expected UTF-8; the mapping may say windows-1252',
    ],
    [
      'half a character of utf-16',
      Buffer.concat([Buffer.from(`${HEADER}${ROW}`, 'utf16le'), Buffer.from([0x31])]),
      { encoding: 'utf-16le', fields: FIELDS },
      'appointments:3 there are bytes that are no utf-16le',
    ],
    [
      'bytes that windows-1252 does not have',
      Buffer.from(`${HEADER}${ROW}2,D\x81,P1,2026-11-19 10:00,15,Booked\n`, 'latin1'),
      { encoding: 'windows-1252', fields: FIELDS },
      'appointments:3 there are bytes that are no windows-1252',
    ],
  ])('%s is a fault', async (_, bytes, layout, what) => {
    const read = await readOne(bytes, { fields, ...layout })
    const said = read.kind === 'failed' ? [read.why] : faultsIn(read)
    expect(
      said.some((one) => one.includes(what)),
      said.join('\n'),
    ).toBe(true)
  })

  test('a mark that says something else than the mapping is told', async () => {
    const read = await readOne(Buffer.from(`\ufeff${text}`, 'utf16le'))
    expect(read).toMatchObject({
      kind: 'failed',
      why: 'appointments: the file begins as utf-16le, and the mapping says utf-8',
    })
  })
})

describe('a row that cannot be read makes the read partial, and says the line and not what stands there', () => {
  const bad = (row: string, ...faults: string[]): [string, string, string[]] => [
    faults.join('; '),
    row,
    faults,
  ]
  test.each([
    bad('2,D1,SECRET,2026-11-19 10:00,15\n', 'appointments:3 the row has 5 cells, and the header has 6'),
    bad(
      '2,D1,SECRET,2026-11-19 10:00,15,Booked,\n',
      'appointments:3 the row has 7 cells, and the header has 6',
    ),
    bad('2,D1,SECRET,19/11/2026 10:00,15,Booked\n', 'appointments:3 start does not fit its format'),
    bad('2,D1,SECRET,2026-02-30 10:00,15,Booked\n', 'appointments:3 start does not fit its format'),
    bad('2,D1,SECRET,,15,Booked\n', 'appointments:3 start is empty'),
    bad(
      ',,SECRET,2026-11-19 10:00,,Booked\n',
      'appointments:3 pmsAppointmentId is empty',
      'appointments:3 practitioner is empty',
      'appointments:3 lengthMinutes is empty',
    ),
    bad(
      '2,D1,SECRET,2026-11-19 10:00,-15,Booked\n',
      'appointments:3 lengthMinutes is no whole number from 0',
    ),
    bad(
      '2,D1,SECRET,2026-11-19 10:00,15 min,Booked\n',
      'appointments:3 lengthMinutes is no whole number from 0',
    ),
    bad(
      '1,D1,SECRET,2026-11-19 10:00,15,Booked\n',
      'appointments:3 another row has the same id, and says something else',
    ),
    bad(
      '2,D1,"SECRET,2026-11-19 10:00,15,Booked\n3,D1,P1,2026-11-19 11:00,15,Booked\n',
      'appointments:3 a quote opens here and never closes, expected a closing quote',
    ),
    bad(
      '2,D1,"SECRET"x,2026-11-19 10:00,15,Booked\n',
      'appointments:3 there is text after a closing quote, expected a comma or the end of the line',
    ),
    bad(
      '2,D1,SEC\0RET,2026-11-19 10:00,15,Booked\n',
      'appointments:3 there is a NUL character, expected text',
    ),
    bad(
      '2,"D\n\n1",P1,2026-11-19 10:00,15,Booked\n3,D1,SECRET,x,15,Booked\n',
      'appointments:6 start does not fit its format',
    ),
  ])('%s', async (_, row, faults) => {
    const read = await readOne(`${HEADER}${ROW}${row}`)
    expect(read.kind).toBe('partial')
    expect(faultsIn(read)).toEqual(faults)
    expect(bookIn(read).read.complete).toBe(false)
    expect(entriesIn(read).map(({ pmsAppointmentId }) => pmsAppointmentId)).toContain('1')
    expect(JSON.stringify(read.remarks)).not.toContain('SECRET')
  })

  test('a row of no length is left out; a row that comes again is one row', async () => {
    const read = await readOne(`${HEADER}${ROW}${ROW}2,D1,P1,2026-11-19 10:00,0,Booked\n`)
    expect(read.kind).toBe('complete')
    expect(entriesIn(read)).toHaveLength(1)
    expect(warningsIn(read)).toEqual(['appointments:4 it has no length, and was left out'])
  })

  test('a file that was cut off in its last cell is told at least', async () => {
    const read = await readOne(`${HEADER}${ROW}2,D1,P1,2026-11-19 10:00,15,Boo`)
    expect(warningsIn(read)).toContain('appointments the last row has no line end: it may have been cut off')
  })

  test('hostile cells stay what they are', async () => {
    const cells = ['=HYPERLINK("x")', '__proto__', "Robert'); DROP TABLE", '\u202eabc', '𝔘𝔫𝔦', 'a\r\nb']
    const rows = cells.map(
      (cell, i) => `${i},"${cell.replaceAll('"', '""')}",P1,2026-11-19 09:00,15,constructor\n`,
    )
    const read = await readOne(HEADER + rows.join(''))
    expect(entriesIn(read).map(({ pmsPractitionerId }) => pmsPractitionerId)).toEqual(cells)
    expect(entriesIn(read).every(({ status }) => status === 'booked')).toBe(true)
  })
})

describe('the other parts', () => {
  const parts = {
    sessions: { file: 's.csv', fields: { practitioner: 'Dr', start: 'From', end: 'To', capacity: 'Cap' } },
    patients: {
      file: 'p.csv',
      fields: {
        patient: 'No',
        fullName: { column: 'Name', split: 'family, given' },
        birthOn: { column: 'DOB', format: 'dd/MM/yyyy' },
        mobile: 'Mob',
        status: { column: 'St', words: { A: 'active', X: 'deceased' } },
      },
    },
    recalls: {
      file: 'r.csv',
      fields: {
        pmsRecallId: 'Id',
        patient: 'No',
        dueOn: { column: 'Due', format: 'd/M/yyyy' },
        reason: 'Why',
        clinicallySignificant: 'Sig',
        status: { column: 'St', words: { Open: 'active', Done: 'completed' } },
      },
    },
  }
  const files = {
    'a.csv': HEADER + ROW,
    's.csv':
      'Dr,From,To,Cap\nD1,2026-11-19T09:00,2026-11-19T12:00,\nD2,2026-11-19T09:00,2026-11-19T12:00,2\n',
    'p.csv':
      'No,Name,DOB,Mob,St\nP1,"SECRETMADEUP , Anna Maria",01/02/1980,0400 000 000,a\nP2,"Madeup, Ben",,,?\n',
    'r.csv': 'Id,No,Due,Why,Sig,St\nR1,P1,1/12/2026,Made up,Yes,open\nR2,P2,15/12/2026,,,done\n',
  }
  const readWith = (more: object) =>
    bookOf(mappingOf({}, { ...parts, covers: 'asked' }), folderOf({ ...files, ...more })).read(SCOPE)

  test('are read', async () => {
    const read = bookIn(await readWith({}))
    expect(faultsIn(read)).toEqual([])
    expect(read.book.sessions.map(({ capacity, slotMinutes }) => [capacity, slotMinutes])).toEqual([
      [1, 15],
      [2, 15],
    ])
    expect(read.book.patients).toEqual([
      {
        pmsPatientId: 'P1',
        familyName: 'SECRETMADEUP',
        givenName: 'Anna Maria',
        birthOn: '1980-02-01',
        mobile: '0400 000 000',
        status: 'active',
      },
      {
        pmsPatientId: 'P2',
        familyName: 'Madeup',
        givenName: 'Ben',
        birthOn: null,
        mobile: null,
        status: null,
      },
    ])
    expect(read.book.recalls).toEqual([
      {
        pmsRecallId: 'R1',
        pmsPatientId: 'P1',
        reason: 'Made up',
        dueOn: '2026-12-01',
        clinicallySignificant: true,
        status: 'active',
      },
      {
        pmsRecallId: 'R2',
        pmsPatientId: 'P2',
        reason: null,
        dueOn: '2026-12-15',
        clinicallySignificant: null,
        status: 'completed',
      },
    ])
    expect(warningsIn(read)).toEqual([
      'patients:3 status is a word that the mapping does not have: taken as not known',
    ])
  })

  test.each<[string, string, string, string]>([
    ['p.csv', '"Madeup, Ben",,', '"SECRET Ben",,', 'patients:3 fullName does not split as the mapping says'],
    ['p.csv', '01/02/1980', '1980', 'patients:2 birthOn does not fit its format'],
    ['p.csv', 'P2', 'P1', 'patients:3 another row has the same id, and says something else'],
    ['r.csv', 'done', 'SECRET', 'recalls:3 status is a word that the mapping does not have'],
    ['r.csv', ',done', ',', 'recalls:3 status is empty'],
    ['r.csv', '15/12/2026', '', 'recalls:3 dueOn is empty'],
    ['r.csv', 'Yes', 'SECRET', 'recalls:2 clinicallySignificant is a word that the mapping does not have'],
    ['s.csv', ',2\n', ',0\n', 'sessions:3 capacity is no whole number from 1'],
  ])('%s with %j → %j', async (file, from, to, fault) => {
    const before = files[file as keyof typeof files]
    const read = await readWith({ [file]: before.replace(from, to) })
    expect(read.kind).toBe('partial')
    expect(faultsIn(read)).toEqual([fault])
    expect(JSON.stringify(read.remarks)).not.toContain('SECRET')
  })
})
