/** Mapping files: what is understood, and every fault told together with its place. */
import { describe, expect, test } from 'vitest'
import { BadMapping, parseMapping } from '../../../src/books/csv/mapping/parse-mapping.ts'

const FIELDS = { pmsAppointmentId: 'Id', practitioner: 'Dr', start: 'Start', lengthMinutes: 'Mins' }
const MINIMAL = { formatVersion: 1, name: 'x', appointments: { file: 'a.csv', fields: FIELDS } }

function faultsOf(mapping: unknown): readonly string[] {
  try {
    parseMapping(typeof mapping === 'string' ? mapping : JSON.stringify(mapping))
    return []
  } catch (error) {
    if (error instanceof BadMapping) return error.faults
    throw error
  }
}
const withAppointments = (more: object) => ({
  ...MINIMAL,
  appointments: { ...MINIMAL.appointments, ...more },
})
const withFields = (more: object) => withAppointments({ fields: { ...FIELDS, ...more } })

test('the smallest mapping is a file and four fields', () => {
  const { parts, takenAt, covers, needsConnection } = parseMapping(JSON.stringify(MINIMAL))
  expect(parts.map(({ name }) => name)).toEqual(['appointments'])
  expect(parts[0]?.layout).toEqual({ delimiter: null, encoding: 'utf-8', header: true, skipLines: 0 })
  expect([takenAt.kind, covers.kind, needsConnection]).toEqual(['modified', 'first-to-last', false])
})

test('what stands at the top holds for every part that does not say otherwise', () => {
  const { parts } = parseMapping(
    JSON.stringify({
      ...MINIMAL,
      encoding: 'windows-1252',
      clock: 'utc',
      blocks: { file: 'b.csv', encoding: 'utf-8', fields: { practitioner: 1, start: 2, end: 3 } },
    }),
  )
  expect(parts.map(({ layout, isUtc }) => [layout.encoding, isUtc])).toEqual([
    ['windows-1252', true],
    ['utf-8', true],
  ])
})

test('all faults are told at once', () => {
  const faults = faultsOf({
    formatVersion: 2,
    name: '',
    colour: 'red',
    appointments: {
      file: 'exports/a.csv',
      delimiter: ':',
      fields: { pmsAppointmentId: 'Id', start: { column: 'S', format: 'dd/MM/yyyy' }, doctor: 'Dr' },
    },
    patients: { file: 'p.csv', fields: { patient: 0, familyName: 'F' } },
  })
  expect(faults).toEqual([
    'formatVersion must be 1',
    'name must be a text',
    'appointments.file must be the name of a file in the folder, without a path',
    'appointments.delimiter must be one of detect, comma, semicolon, tab, pipe',
    'appointments.fields.start.format must tell a day and a time; where they stand in two columns, say date and time',
    'appointments.fields needs practitioner',
    'appointments.fields needs end, or lengthMinutes, or lengthSeconds',
    expect.stringMatching(/^appointments\.fields\.doctor is not known here, only pmsAppointmentId, start,/),
    expect.stringContaining('patients.fields.patient must be a column'),
    'patients.fields needs familyName and givenName, or fullName',
    expect.stringMatching(/^colour is not known here/),
  ])
})

test.each(['constructor', '__proto__', 'toString'])('%s is no format and no split', (word) => {
  const faults = faultsOf({
    ...withFields({ start: { column: 'S', format: word } }),
    patients: { file: 'p', fields: { patient: 1, fullName: { column: 2, split: word } } },
  })
  expect(faults).toEqual([
    expect.stringMatching(/^appointments\.fields\.start\.format "/),
    expect.stringMatching(/^patients\.fields\.fullName\.split must be/),
  ])
})

describe('a slip of the pen is a fault with its place', () => {
  const words = { column: 'S', words: { Booked: 'bookd' } }
  test.each<[string, unknown, string]>([
    ['no JSON', '{"formatVersion": 1,', 'the mapping is not JSON'],
    ['no object', '[]', 'the mapping must be an object'],
    ['no appointments', { formatVersion: 1, name: 'x' }, 'appointments is missing'],
    ['no fields', { ...MINIMAL, appointments: { file: 'a.csv' } }, 'appointments.fields is missing'],
    [
      'a format',
      withFields({ start: { column: 'S', format: 'dd/mm/yyyy HH:mm' } }),
      'appointments.fields.start.format "dd/mm/yyyy HH:mm" has m twice',
    ],
    [
      'a clock format',
      withFields({ start: { date: 'D', time: { column: 'T', format: 'yyyy-MM-dd' } } }),
      'appointments.fields.start.time.format must tell a time and no offset',
    ],
    [
      'a day without time',
      withFields({ start: { date: 'D' } }),
      'appointments.fields.start.time must be a column',
    ],
    [
      'a status',
      withFields({ status: words }),
      'appointments.fields.status.words.Booked must be one of booked, arrived',
    ],
    [
      'otherwise',
      withFields({ status: { column: 'S', otherwise: 'free' } }),
      'appointments.fields.status.otherwise must be one of booked',
    ],
    [
      'a constant status',
      withFields({ status: { constant: 'there' } }),
      'appointments.fields.status must be one of booked',
    ],
    [
      'a regular expression',
      withFields({ externalRef: { column: 'C', capture: '(' } }),
      'appointments.fields.externalRef.capture is no regular expression',
    ],
    [
      'two sources',
      withFields({ type: { column: 'C', constant: 'x' } }),
      'appointments.fields.type needs exactly one of column, constant, join',
    ],
    [
      'a join of one',
      withFields({ type: { join: ['C'] } }),
      'appointments.fields.type.join must be a list of two or more sources',
    ],
    [
      'an unknown option',
      withFields({ type: { column: 'C', formats: 'x' } }),
      'appointments.fields.type.formats is not known here',
    ],
    [
      'an option of another kind',
      withFields({ type: { column: 'C', format: 'HH:mm' } }),
      'appointments.fields.type.format is not known here',
    ],
    ['a filter', withAppointments({ skip: { Type: true } }), 'appointments.skip.Type must be a word'],
    ['an empty filter', withAppointments({ only: {} }), 'appointments.only must have a test in it'],
    [
      'a filter that is no object',
      withAppointments({ only: ['x'] }),
      'appointments.only[0] must be an object',
    ],
    [
      'blocks of blocks',
      {
        ...MINIMAL,
        blocks: { file: 'b', blocks: { a: 'b' }, fields: { practitioner: 1, start: 2, end: 3 } },
      },
      'blocks.blocks is not known here',
    ],
    ['lines', withAppointments({ skipLines: -1 }), 'appointments.skipLines must be a whole number'],
    [
      'a name without split',
      { ...MINIMAL, patients: { file: 'p', fields: { patient: 1, fullName: 2 } } },
      'patients.fields.fullName needs split',
    ],
    [
      'a split without groups',
      {
        ...MINIMAL,
        patients: { file: 'p', fields: { patient: 1, fullName: { column: 2, split: '(.*) (.*)' } } },
      },
      'patients.fields.fullName.split must be "family, given"',
    ],
    [
      'a century to guess',
      {
        ...MINIMAL,
        patients: {
          file: 'p',
          fields: { patient: 1, familyName: 2, givenName: 3, birthOn: { column: 4, format: 'd/M/yy' } },
        },
      },
      'patients.fields.birthOn.format has a year of two digits',
    ],
    [
      'takenAt',
      { ...MINIMAL, takenAt: { fileName: 'x', format: 'yyyyMMddHHmm' } },
      'takenAt.fileName must have one group',
    ],
    [
      'a day is not a time',
      { ...MINIMAL, takenAt: { fileName: '(.*)', format: 'yyyyMMdd' } },
      'takenAt.format must tell a day and a time',
    ],
    ['a fixed time', { ...MINIMAL, takenAt: { fixed: 'noon' } }, 'takenAt.fixed must be a time'],
    ['days', { ...MINIMAL, covers: { from: '2026-02-30', to: '2026-03-01' } }, 'covers.from must be a day'],
    [
      'days in the wrong order',
      { ...MINIMAL, covers: { from: '2026-03-02', to: '2026-03-01' } },
      'covers.to must not be before from',
    ],
    ['days in a word', { ...MINIMAL, covers: 'all' }, 'covers must be one of first-to-last, asked'],
  ])('%s', (_, mapping, fault) => {
    const faults = faultsOf(mapping)
    expect(
      faults.some((one) => one.startsWith(fault)),
      faults.join('\n'),
    ).toBe(true)
  })
})
