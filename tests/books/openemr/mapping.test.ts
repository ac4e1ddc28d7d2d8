/** What becomes of OpenEMR's rows: appointments, placeholders, blocks, patients and recalls. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventRow } from '../../../src/books/openemr/rows.ts'
import { ENTRY_STATUSES } from '../../../src/reconcile/model.ts'
import { event, other, patient, read, recall, shown, spec } from '../samples/openemr/rows.ts'

const MONDAYS = {
  pc_eventDate: '2026-11-02',
  pc_endDate: '2026-11-30',
  pc_recurrtype: '1',
  pc_recurrspec: spec({}),
}

describe('an appointment', () => {
  test('is an entry', () => {
    const { kind, book, remarks } = read({ events: [event({ pc_hometext: 'first [rejoin:b-17]' })] })
    expect([kind, remarks]).toEqual(['complete', []])
    const written = Date.parse('2026-11-10T08:15:00+11:00')
    expect(book.entries).toEqual([
      {
        pmsAppointmentId: '1',
        pmsLocationId: '3',
        pmsPractitionerId: '6',
        pmsPatientId: '20',
        pmsTypeId: '5',
        startMs: Date.parse('2026-11-18T09:00:00+11:00'),
        endMs: Date.parse('2026-11-18T09:30:00+11:00'),
        status: 'booked',
        externalRef: 'b-17',
        createdMs: written,
        changedMs: written,
      },
    ])
  })

  test.each([
    ['-', 'booked'],
    ['^', 'booked'],
    ['#', 'booked'],
    ['*', 'booked'],
    ['AVM', 'booked'],
    ['SMS', 'booked'],
    ['EMAIL', 'booked'],
    ['CALL', 'booked'],
    ['@', 'arrived'],
    ['~', 'arrived'],
    ['+', 'arrived'],
    ['<', 'in_consult'],
    ['>', 'completed'],
    ['$', 'completed'],
    ['?', 'did_not_attend'],
    ['!', 'did_not_attend'],
    ['x', 'cancelled'],
    ['%', 'cancelled'],
  ])('with %s is %s', (pc_apptstatus, status) => {
    const { book, remarks } = read({ events: [event({ pc_apptstatus })] })
    expect([book.entries[0]?.status, remarks]).toEqual([status, []])
  })

  test.each(['&', '', null])('with %j holds its time, and somebody hears of it', (pc_apptstatus) => {
    const { kind, book, warnings } = read({ events: [event({ pc_apptstatus })] })
    expect([kind, book.entries[0]?.status]).toEqual(['complete', 'booked'])
    expect(warnings).toEqual(['event 1: its status is not known, and it counts as booked'])
  })

  test.each(ENTRY_STATUSES)('has the status %s when the practice says so', (status) => {
    const events = [event({ pc_apptstatus: '-' }), event({ pc_eid: '2', pc_apptstatus: '&' })]
    const { book, remarks } = read({ events }, { statuses: { '-': status, '&': status } })
    expect(book.entries.map((entry) => entry.status)).toEqual([status, status])
    expect(remarks).toEqual([])
  })

  test.each([
    ['', null],
    ['0', null],
    [null, null],
    ['20', '20'],
  ])('of patient %j is of %j', (pc_pid, pmsPatientId) => {
    expect(read({ events: [event({ pc_pid })] }).book.entries).toMatchObject([{ pmsPatientId }])
  })

  test.each(['', '0', null])('of provider %j can be found, with a warning', (pc_aid) => {
    const { book, warnings } = read({ events: [event({ pc_aid })] })
    expect(book.entries).toMatchObject([{ pmsPractitionerId: '0' }])
    expect(warnings).toEqual(['event 1: it has no provider'])
  })

  test.each(['', '0', null])('at facility %j is anywhere', (pc_facility) => {
    expect(read({ events: [event({ pc_facility })] }).book.entries).toMatchObject([{ pmsLocationId: null }])
  })

  test('of a group has no patient', () => {
    const group = event({ pc_catid: '15', pc_pid: '' })
    expect(read({ events: [group] }).book.entries).toMatchObject([{ pmsPatientId: null, pmsTypeId: '15' }])
  })

  test.each([
    ['0000-00-00 00:00:00', []],
    [null, []],
    ['', []],
    ['yesterday', ['event 1: pc_time is no time of that zone, and was left out']],
  ])('last written at %j: nobody knows when', (pc_time, told) => {
    const { kind, book, warnings } = read({ events: [event({ pc_time })] })
    expect(kind).toBe('complete')
    expect(book.entries).toMatchObject([{ createdMs: null, changedMs: null }])
    expect(warnings).toEqual(told)
  })

  test.each([
    ['1', 1, []],
    ['0', 0, []],
    ['2', 0, []],
    [null, 1, ['event 1: it does not say whether it is live, and counts as live']],
    ['', 1, ['event 1: it does not say whether it is live, and counts as live']],
  ])('with pc_eventstatus %j', (pc_eventstatus, found, told) => {
    const { book, warnings } = read({ events: [event({ pc_eventstatus })] })
    expect([book.entries.length, warnings]).toEqual([found, told])
  })

  test('is a fault when another row has its id and says something else', () => {
    const { kind } = read({ events: [event(), event({ pc_startTime: '10:00:00', pc_endTime: '10:30:00' })] })
    expect(kind).toBe('partial')
  })

  test('that names two bookings answers for the last one', () => {
    const { book, warnings } = read({ events: [event({ pc_hometext: '[rejoin:a] [rejoin:b]' })] })
    expect(book.entries).toMatchObject([{ externalRef: 'b' }])
    expect(warnings).toEqual(['event 1: it names several bookings, and the last one counts'])
  })
})

describe('a series', () => {
  const ids = (row: EventRow): string[] =>
    read({ events: [row] }).book.entries.map(({ pmsAppointmentId }) => pmsAppointmentId)

  test('has its own id on its own date', () => {
    expect(ids(event(MONDAYS))).toEqual(['1', '1@2026-11-09', '1@2026-11-16', '1@2026-11-23', '1@2026-11-30'])
  })

  test('whose own date is excepted has later ones only', () => {
    const exdate = '20261102,2026-11-16'
    expect(ids(event({ ...MONDAYS, pc_recurrspec: spec({ exdate }) }))).toEqual([
      '1@2026-11-09',
      '1@2026-11-23',
      '1@2026-11-30',
    ])
  })

  test('answers for its booking on its own date only', () => {
    const { book } = read({ events: [event({ ...MONDAYS, pc_hometext: '[rejoin:b-17]' })] })
    expect(book.entries.map(({ externalRef }) => externalRef)).toEqual(['b-17', null, null, null, null])
  })

  test.each([null, '', '0000-00-00'])(
    'without an end (%j) goes on, and somebody hears of it',
    (pc_endDate) => {
      const { kind, book, warnings } = read({ events: [event({ ...MONDAYS, pc_endDate })] })
      expect([kind, book.entries.length]).toEqual(['complete', 5])
      expect(warnings).toEqual(['event 1: its series has no end'])
    },
  )

  test('does not begin before its own date, whatever its rule says', () => {
    // The first Monday of every month, since the 20th.
    const row = event({
      pc_eventDate: '2026-10-20',
      pc_endDate: '2026-12-31',
      pc_recurrtype: '2',
      pc_recurrspec: spec({ event_repeat_on_day: '1', event_repeat_on_freq: '1', rt2_pf_flag: '1' }),
    })
    expect(
      read({ events: [row] }, { fromOn: '2026-10-01', toOn: '2026-11-30' }).book.entries.map(shown),
    ).toEqual(['2026-11-02 09:00–09:30'])
  })

  test.each([
    ['cannot be read', { pc_recurrspec: 'a:6:{' }, 'how it repeats cannot be read'],
    [
      'has a frequency of zero',
      { pc_recurrspec: spec({ event_repeat_freq: '0' }) },
      'a number of its repetition cannot be',
    ],
    ['is of a kind that is not known', { pc_recurrtype: '7' }, 'the kind of its repetition is not known'],
    ['ends before it starts', { pc_endDate: '2026-10-01' }, 'its series ends before it starts'],
    ['ends on no day', { pc_endDate: '2026-11-31' }, 'pc_endDate is no day of the calendar'],
    [
      'began before anybody was born',
      { pc_eventDate: '1000-01-01', pc_recurrspec: spec({ event_repeat_freq_type: '2' }) },
      'its series takes too many steps',
    ],
  ])('that %s is a fault', (_, changes, what) => {
    const { kind, book, faults } = read({ events: [event({ ...MONDAYS, ...changes })] })
    expect(kind).toBe('partial')
    expect(faults).toEqual([`event 1: ${what}; only its first date was read`])
    const held = 'pc_eventDate' in changes ? [] : ['2026-11-02 09:00–09:30']
    expect(book.entries.map(shown)).toEqual(held)
  })

  test('that ended before these days, or starts after them, is none of them, however wrong', () => {
    const wrong = { pc_recurrspec: 'a:6:{', pc_recurrtype: '1' }
    const { kind, book } = read({
      events: [
        event({ ...wrong, pc_eventDate: '2025-01-01', pc_endDate: '2025-12-31' }),
        event({ ...wrong, pc_eid: '2', pc_eventDate: '2027-01-01', pc_endDate: '2027-12-31' }),
      ],
    })
    expect([kind, book.entries]).toEqual(['complete', []])
  })

  test('with exceptions that are no days takes place, and somebody hears of it', () => {
    const { kind, book, warnings } = read({
      events: [event({ ...MONDAYS, pc_recurrspec: spec({ exdate: 'soon' }) })],
    })
    expect([kind, book.entries.length]).toEqual(['complete', 5])
    expect(warnings).toEqual(['event 1: it has exceptions that are no days'])
  })
})

describe('a placeholder of ours', () => {
  const hold = (changes: Partial<EventRow> = {}): EventRow =>
    other('11', { pc_apptstatus: '-', pc_hometext: '[rejoin-hold:b-17]', ...changes })

  test('keeps time for its booking, and is no block', () => {
    const { book, remarks } = read({ events: [hold()] })
    expect(book.blocks).toEqual([])
    expect(book.entries).toMatchObject([
      { pmsAppointmentId: '1', pmsPatientId: null, status: 'placeholder', externalRef: 'b-17' },
    ])
    expect(remarks).toEqual([])
  })

  test.each(['5', '6', '8', '99'])('is one in category %s too', (pc_catid) => {
    expect(read({ events: [hold({ pc_catid })] }).book.entries).toMatchObject([{ status: 'placeholder' }])
  })

  test('that was cancelled keeps no time', () => {
    expect(read({ events: [hold({ pc_apptstatus: 'x' })] }).book.entries).toMatchObject([
      { status: 'cancelled', externalRef: 'b-17' },
    ])
  })

  test('into which somebody put a patient is an appointment, not certainly that booking’s', () => {
    const { book, warnings } = read({ events: [hold({ pc_catid: '5', pc_pid: '20' })] })
    expect(book.entries).toMatchObject([{ status: 'booked', pmsPatientId: '20', externalRef: null }])
    expect(warnings).toEqual(['event 1: it was a placeholder and has become an appointment'])
  })
})

describe('other time', () => {
  test.each([
    ['4', 'vacation'],
    ['8', 'lunch'],
    ['11', 'reserved'],
  ])('of category %s is a block: %s', (pc_catid, reason) => {
    const { book, remarks } = read({ events: [other(pc_catid)] })
    expect(book.blocks).toEqual([
      {
        pmsPractitionerId: '6',
        pmsLocationId: null,
        startMs: Date.parse('2026-11-18T09:00:00+11:00'),
        endMs: Date.parse('2026-11-18T09:30:00+11:00'),
        reason,
      },
    ])
    expect([book.entries, remarks]).toEqual([[], []])
  })

  test('repeats like everything else', () => {
    const { book } = read({ events: [other('8', MONDAYS)] })
    expect(book.blocks).toHaveLength(5)
  })

  test('of nobody is left out', () => {
    const { book, warnings } = read({ events: [other('8', { pc_aid: '' })] })
    expect(book.blocks).toEqual([])
    expect(warnings).toEqual(["event 1: it is nobody's time, and was left out"])
  })

  test('that is cancelled is free, and somebody hears of it', () => {
    const { book, warnings } = read({ events: [other('4', { pc_apptstatus: 'x' })] })
    expect(book.blocks).toEqual([])
    expect(warnings).toEqual(['event 1: it blocks time and is cancelled, so that the time counts as free'])
  })

  test('with a patient is an appointment', () => {
    const { book, warnings } = read({ events: [other('11', { pc_pid: '20', pc_apptstatus: '-' })] })
    expect(book.blocks).toEqual([])
    expect(book.entries).toMatchObject([{ pmsPatientId: '20', status: 'booked' }])
    expect(warnings).toEqual([
      'event 1: it has a patient in a category of the providers, and counts as an appointment',
    ])
  })

  test.each([
    ['6', 'holidays'],
    ['7', 'closed'],
  ])('of the clinic (%s) is everybody’s, whoever typed it in', (pc_catid, reason) => {
    const events = [
      other(pc_catid, {
        pc_aid: '1',
        pc_pid: '0',
        pc_alldayevent: '1',
        pc_startTime: null,
        pc_endTime: null,
        pc_duration: '86400',
      }),
      event({ pc_eid: '2', pc_aid: '9', pc_eventDate: '2026-11-02' }),
    ]
    const { book } = read({ events })
    expect(book.blocks.map((block) => [block.pmsPractitionerId, block.pmsLocationId, shown(block)])).toEqual(
      ['6', '7', '9'].map((id) => [id, null, '2026-11-18 00:00–2026-11-19 00:00']),
    )
    expect(new Set(book.blocks.map((block) => block.reason))).toEqual(new Set([reason]))
  })

  test.each([
    ['with a patient is an appointment', '20', 1, 0],
    ['without one is a block', '', 0, 1],
  ])('of a category that is not there %s', (_, pc_pid, entries, blocks) => {
    const { kind, book, warnings } = read({ events: [event({ pc_catid: '99', pc_pid })] })
    expect([kind, book.entries.length, book.blocks.length]).toEqual(['complete', entries, blocks])
    expect(warnings).toEqual(['event 1: its category is not among the categories'])
  })
})

describe('what many events have in common', () => {
  test('is told once, and never what stands in them', () => {
    const events = Array.from({ length: 1_500 }, (_, n) =>
      event({ pc_eid: String(n + 1), pc_apptstatus: 'SECRET', pc_hometext: 'SECRET', pc_pid: String(n + 1) }),
    )
    const { remarks, warnings } = read({ events })
    expect(warnings).toEqual([
      'events: 1500 of them: its status is not known, and it counts as booked (1, 2, 3, 4, 5, and 1495 more)',
    ])
    expect(JSON.stringify(remarks)).not.toContain('SECRET')
  })

  test('is told with every id as long as there are few', () => {
    const events = ['1', '2', '3', '4', '5'].map((pc_eid) => event({ pc_eid, pc_apptstatus: '&' }))
    expect(read({ events }).warnings).toEqual([
      'events: 5 of them: its status is not known, and it counts as booked (1, 2, 3, 4, 5)',
    ])
  })

  test('does not bury a fault', () => {
    const events = Array.from({ length: 1_500 }, (_, n) =>
      event({ pc_eid: String(n + 1), pc_apptstatus: '&' }),
    )
    const { faults } = read({ events: [...events, event({ pc_eid: '2000', pc_eventDate: null })] })
    expect(faults).toEqual(['event 2000: pc_eventDate is no day of the calendar'])
  })
})

describe('whatever the columns hold', () => {
  const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
  const anyText = fc.option(fc.string(), { nil: null })
  const time = fc.oneof(some('09:00:00', '11:30:00', '00:00:00', '128:00:00', '-01:00:00', '', null), anyText)
  const row = fc.record({
    pc_catid: some('5', '4', '6', '2', '99'),
    pc_pid: some('20', '', '0', null),
    pc_aid: fc.oneof(some('6', '0', ''), anyText),
    pc_eventDate: fc.oneof(some('2026-11-18', '2026-11-30', '0000-00-00'), anyText),
    pc_endDate: fc.oneof(some('2026-12-31', '0000-00-00', '2026-11-01', null), anyText),
    pc_startTime: time,
    pc_endTime: time,
    pc_duration: fc.oneof(some('0', '1800', '86400', '-5', '1e9', null), anyText),
    pc_alldayevent: some('0', '1', null),
    pc_recurrtype: some('0', '1', '2', '3', '9'),
    pc_recurrspec: fc.oneof(some(spec({}), spec({ event_repeat_on_freq: 1 }), 'a:6:{', null), anyText),
    pc_apptstatus: fc.oneof(some('-', 'x', '?'), anyText),
    pc_prefcatid: some('0', '10', null),
    pc_facility: fc.oneof(some('3', '0'), anyText),
    pc_hometext: fc.oneof(some('[rejoin:b-17]', '[rejoin-hold:b-17]'), anyText),
    pc_time: fc.oneof(some('2026-11-10 08:15:00', '0000-00-00 00:00:00'), anyText),
  })
  const once = row.map((columns) => event({ ...columns, pc_recurrtype: '0' }))

  test('a read does not break, and nothing has an id that is not the row’s', () => {
    fc.assert(
      fc.property(row, (columns) => {
        const { book } = read({ events: [event(columns)] })
        for (const { pmsAppointmentId } of book.entries)
          expect(pmsAppointmentId).toMatch(/^1(@2026-11-\d\d)?$/)
      }),
      { numRuns: 2_000 },
    )
  })

  test('a live row of these days is in the book, or somebody hears why not', () => {
    fc.assert(
      fc.property(once, (columns) => {
        const { book, remarks } = read({ events: [columns] })
        const isSwitch = columns.pc_catid === '2'
        const isElsewhen =
          /^[1-9]\d{3}-\d\d-\d\d$/.test(columns.pc_eventDate ?? '') &&
          !columns.pc_eventDate?.startsWith('2026-11')
        const found = book.entries.length + book.blocks.length + book.sessions.length
        expect(found > 0 || remarks.length > 0 || isElsewhen || isSwitch).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a patient', () => {
  test('is one', () => {
    const { book, remarks } = read({ patients: [patient()] })
    expect(remarks).toEqual([])
    expect(book.patients).toEqual([
      {
        pmsPatientId: '20',
        familyName: 'Maple',
        givenName: 'Robin',
        birthOn: '1980-02-29',
        mobile: '0400 000 020',
        status: 'active',
      },
    ])
  })

  test.each([
    [{ DOB: null }, { birthOn: null }, []],
    [{ DOB: '0000-00-00' }, { birthOn: null }, []],
    [
      { DOB: '1980-02-30' },
      { birthOn: null },
      ['patient 20: DOB is no day of the calendar, and was left out'],
    ],
    [{ phone_cell: '' }, { mobile: null }, []],
    [{ phone_cell: null }, { mobile: null }, []],
    [{ deceased_date: '2026-10-01 00:00:00' }, { status: 'deceased' }, []],
    [{ deceased_date: '' }, { status: 'active' }, []],
    [{ deceased_date: '0000-00-00 00:00:00' }, { status: 'active' }, []],
    [
      { fname: ' ' },
      { familyName: 'Maple', givenName: 'Maple' },
      ['patient 20: the given name is missing; the family name stands for it'],
    ],
  ])('with %j has %j', (changes, expected, told) => {
    const { kind, book, warnings } = read({ patients: [patient(changes)] })
    expect(kind).toBe('complete')
    expect(book.patients).toMatchObject([expected])
    expect(warnings).toEqual(told)
  })

  test.each(['', null])('without a family name (%j) is left out', (lname) => {
    const { book, warnings } = read({ patients: [patient({ lname })] })
    expect(book.patients).toEqual([])
    expect(warnings).toEqual(['patient 20: the family name is missing, and the patient was left out'])
  })
})

describe('a recall', () => {
  test('is active as long as it is there', () => {
    expect(read({ recalls: [recall()] }).book.recalls).toEqual([
      {
        pmsRecallId: 'recall:20',
        pmsPatientId: '20',
        reason: 'annual check',
        dueOn: '2026-12-01',
        clinicallySignificant: null,
        status: 'active',
      },
    ])
  })

  test('that was saved again is the same one', () => {
    const ids = ['900', '901'].map(
      (r_ID) => read({ recalls: [recall({ r_ID })] }).book.recalls[0]?.pmsRecallId,
    )
    expect(new Set(ids).size).toBe(1)
  })

  test.each(['0000-00-00', null, '', 'soon'])('due on %j is a fault', (r_eventDate) => {
    const { kind, book, faults } = read({ recalls: [recall({ r_eventDate })] })
    expect([kind, book.recalls]).toEqual(['partial', []])
    expect(faults).toEqual(['recall:20: r_eventDate is no day of the calendar'])
  })

  test('of nobody is a fault', () => {
    expect(read({ recalls: [recall({ r_pid: '0' })] }).faults).toEqual([
      'recall row 900: it names no patient',
    ])
  })

  test('without a reason has none', () => {
    expect(read({ recalls: [recall({ r_reason: '' })] }).book.recalls).toMatchObject([{ reason: null }])
  })
})

test('days that are none are a mistake of ours', () => {
  expect(() => read({}, { fromOn: '2026-11-31' })).toThrow(RangeError)
})
