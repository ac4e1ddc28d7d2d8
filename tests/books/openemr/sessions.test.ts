/** In office and out of office: switches that look like events. */
import { describe, expect, test } from 'vitest'
import type { EventRow } from '../../../src/books/openemr/rows.ts'
import { category, comesIn, event, goesOut, read, shown, spec } from '../samples/openemr/rows.ts'

const sessions = (events: readonly EventRow[]): string[] =>
  read({ events }).book.sessions.map((session) => `${shown(session)} at ${session.pmsLocationId}`)

describe('office hours', () => {
  const day = '2026-11-18'

  test.each([
    ['in and out', [comesIn('09:00'), goesOut('17:00')], [`${day} 09:00–17:00 at 3`]],
    ['in whatever order the rows are', [goesOut('17:00'), comesIn('09:00')], [`${day} 09:00–17:00 at 3`]],
    [
      'with a break',
      [comesIn('09:00'), goesOut('12:00'), comesIn('13:00'), goesOut('17:00')],
      [`${day} 09:00–12:00 at 3`, `${day} 13:00–17:00 at 3`],
    ],
    ['midnight ends them', [comesIn('20:00')], [`${day} 20:00–2026-11-19 00:00 at 3`]],
    ['in twice is in', [comesIn('09:00'), comesIn('11:00'), goesOut('17:00')], [`${day} 09:00–17:00 at 3`]],
    [
      'in at another facility',
      [comesIn('09:00'), comesIn('12:00', { pc_facility: '4' }), goesOut('17:00')],
      [`${day} 09:00–12:00 at 3`, `${day} 12:00–17:00 at 4`],
    ],
    [
      'in anywhere',
      [comesIn('09:00', { pc_facility: '0' }), goesOut('17:00')],
      [`${day} 09:00–17:00 at null`],
    ],
    ['out alone is nothing', [goesOut('17:00')], []],
    ['out twice is out', [comesIn('09:00'), goesOut('12:00'), goesOut('13:00')], [`${day} 09:00–12:00 at 3`]],
    [
      'out beats in at one time and place',
      [comesIn('09:00'), goesOut('12:00'), comesIn('12:00')],
      [`${day} 09:00–12:00 at 3`],
    ],
    [
      'out here and in there at noon',
      [comesIn('09:00'), goesOut('12:00'), comesIn('12:00', { pc_facility: '4' }), goesOut('17:00')],
      [`${day} 09:00–12:00 at 3`, `${day} 12:00–17:00 at 4`],
    ],
    [
      'out there is no out here, when in here at that time',
      [comesIn('09:00'), goesOut('12:00', { pc_facility: '4' }), comesIn('12:00'), goesOut('17:00')],
      [`${day} 09:00–17:00 at 3`],
    ],
    [
      'in at two places at once is in at either',
      [comesIn('09:00'), comesIn('09:00', { pc_facility: '4' }), goesOut('17:00')],
      [`${day} 09:00–17:00 at null`],
    ],
    [
      'a duration means nothing',
      [comesIn('09:00', { pc_duration: '3600', pc_endTime: '17:00:00' }), goesOut('12:00')],
      [`${day} 09:00–12:00 at 3`],
    ],
    [
      'a day begins with out',
      [comesIn('09:00'), goesOut('12:00', { pc_eventDate: '2026-11-19' })],
      [`${day} 09:00–2026-11-19 00:00 at 3`],
    ],
    [
      'others are others',
      [comesIn('09:00'), goesOut('12:00', { pc_aid: '7' })],
      [`${day} 09:00–2026-11-19 00:00 at 3`],
    ],
    [
      'an all-day row is thrown at the start of its day',
      [comesIn('09:00', { pc_alldayevent: '1', pc_startTime: null }), goesOut('17:00')],
      [`${day} 00:00–17:00 at 3`],
    ],
    ['a row that is not live', [comesIn('09:00', { pc_eventstatus: '0' })], []],
  ])('%s', (_, events, expected) => {
    expect(sessions(events.map((row, at) => ({ ...row, pc_eid: String(at + 1) })))).toEqual(expected)
  })

  test('of every workday, with one week off and daylight saving in between', () => {
    const workdays = (exdate: string) => ({
      pc_recurrtype: '1',
      pc_recurrspec: spec({ event_repeat_freq_type: '4', exdate }),
      pc_eventDate: '2026-09-28',
      pc_endDate: '2026-12-31',
    })
    const { kind, book } = read(
      {
        events: [
          comesIn('09:00', { pc_eid: '1', ...workdays('20261001') }),
          goesOut('17:00', { pc_eid: '2', ...workdays('') }),
        ],
      },
      { fromOn: '2026-09-30', toOn: '2026-10-06' },
    )
    expect(kind).toBe('complete')
    expect(book.sessions.map(shown)).toEqual([
      '2026-09-30 09:00–17:00',
      '2026-10-02 09:00–17:00',
      '2026-10-05 09:00–17:00',
      '2026-10-06 09:00–17:00',
    ])
  })

  test('have one place and the calendar’s own steps', () => {
    const { book, remarks } = read({
      events: [comesIn('09:00'), goesOut('17:00', { pc_eid: '2' })],
      slotMinutes: 10,
    })
    expect(remarks).toEqual([])
    expect(book.sessions).toMatchObject([{ pmsPractitionerId: '6', capacity: 1, slotMinutes: 10 }])
  })

  test('that are meant for one category count for all, with one warning for all of them', () => {
    const events = ['09:00', '11:00', '14:00'].map((at, n) =>
      comesIn(at, { pc_eid: String(n + 1), pc_eventDate: `2026-11-1${n + 6}`, pc_prefcatid: '10' }),
    )
    const { kind, book, warnings } = read({ events })
    expect([kind, book.sessions.length]).toEqual(['complete', 3])
    expect(warnings).toEqual([
      'events: 3 of them: it is office time that is meant for one category, and counts for all (1, 2, 3)',
    ])
  })

  test('at no time of a day are a fault: who is in or out then is not known', () => {
    const { kind, faults } = read({ events: [goesOut('17:00', { pc_startTime: '128:00:00' })] })
    expect([kind, faults]).toEqual(['partial', ['event 1: pc_startTime is no time of a day']])
  })

  test('of nobody are left out', () => {
    const { book, warnings } = read({ events: [comesIn('09:00', { pc_aid: '0' })] })
    expect(book.sessions).toEqual([])
    expect(warnings).toEqual(['event 1: it is an office hour of nobody, and was left out'])
  })
})

describe('the categories of a practice', () => {
  const renumbered = [
    category('2', 'lunch', '1'),
    category('3', 'office_visit', '0'),
    category('20', 'in_office', '1'),
    category('21', 'out_of_office', '1'),
  ]

  test('may have other ids', () => {
    const { book } = read({
      categories: renumbered,
      events: [
        comesIn('09:00', { pc_eid: '1', pc_catid: '20' }),
        goesOut('17:00', { pc_eid: '2', pc_catid: '21' }),
        event({ pc_eid: '3', pc_catid: '3' }),
        event({ pc_eid: '4', pc_catid: '2', pc_pid: '', pc_startTime: '12:00:00', pc_endTime: '12:30:00' }),
      ],
    })
    expect(book.sessions.map(shown)).toEqual(['2026-11-18 09:00–17:00'])
    expect(book.entries.map(shown)).toEqual(['2026-11-18 09:00–09:30'])
    expect(book.blocks.map(shown)).toEqual(['2026-11-18 12:00–12:30'])
  })

  test('of old versions have no constant ids, and then 2 and 3 are the switches', () => {
    const categories = [category('2', null, '1'), category('3', '', '1'), category('8', null, '1')]
    const lunch = event({
      pc_eid: '3',
      pc_catid: '8',
      pc_pid: '',
      pc_startTime: '12:00:00',
      pc_endTime: '12:30:00',
    })
    const { book } = read({
      categories,
      events: [comesIn('09:00'), goesOut('17:00', { pc_eid: '2' }), lunch],
    })
    expect(book.sessions.map(shown)).toEqual(['2026-11-18 09:00–17:00'])
    expect(book.blocks).toMatchObject([{ pmsPractitionerId: '6', reason: null }])
  })
})
