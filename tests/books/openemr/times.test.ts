/** Three columns that may contradict each other: what is believed of them, and what is told. */
import { describe, expect, test } from 'vitest'
import { event, other, read, shown, spec } from '../samples/openemr/rows.ts'

const CONTRADICT = 'event 1: start, end and duration contradict each other'
const BACKWARDS = 'event 1: it ends before it starts'
const NO_START = 'event 1: pc_startTime is no time of a day'
const NO_END = 'event 1: pc_endTime is no time of a day'
const NO_DURATION = 'event 1: pc_duration is no length of an event'
const NO_LENGTH = 'event 1: it has neither an end nor a duration'

describe('start, end and duration', () => {
  test.each([
    ['agree', '09:00:00', '09:30:00', '1800', '2026-11-18 09:00–09:30', []],
    ['agree to the second', '09:00:30', '09:01:00', '30', '2026-11-18 09:00–09:01', []],
    ['agree over midnight', '22:00:00', '06:00:00', '28800', '2026-11-18 22:00–2026-11-19 06:00', []],
    ['end at midnight', '23:00:00', '00:00:00', '3600', '2026-11-18 23:00–2026-11-19 00:00', []],
    ['agree on two days', '09:00:00', '09:00:00', '172800', '2026-11-18 09:00–2026-11-20 09:00', []],
    ['no end', '09:00:00', null, '2700', '2026-11-18 09:00–09:45', []],
    ['no end, as an empty text', '09:00:00', '', '2700', '2026-11-18 09:00–09:45', []],
    ['no duration', '09:00:00', '10:00:00', null, '2026-11-18 09:00–10:00', []],
    ['a duration of nothing', '09:00:00', '10:00:00', '0', '2026-11-18 09:00–10:00', []],
    ['the duration says more', '09:00:00', '09:30:00', '3600', '2026-11-18 09:00–10:00', [CONTRADICT]],
    ['the end says more', '09:00:00', '11:00:00', '3600', '2026-11-18 09:00–11:00', [CONTRADICT]],
    ['the end is before the start', '11:00:00', '09:00:00', '1800', '2026-11-18 11:00–11:30', [CONTRADICT]],
    ['and there is no duration', '11:00:00', '09:00:00', '0', null, [BACKWARDS]],
    ['not even an empty one', '11:00:00', '09:00:00', null, null, [BACKWARDS]],
    ['an end of no day', '09:00:00', '128:00:00', '1800', '2026-11-18 09:00–09:30', [NO_END]],
    ['an end at 24 o’clock', '23:30:00', '24:00:00', '1800', '2026-11-18 23:30–2026-11-19 00:00', [NO_END]],
    ['and no duration', '09:00:00', '128:00:00', '0', null, [NO_END]],
    ['a start of no day', '128:00:00', '09:30:00', '1800', null, [NO_START]],
    ['a negative start', '-01:00:00', '09:30:00', '1800', null, [NO_START]],
    ['a start that is no time', 'nine', '09:30:00', '1800', null, [NO_START]],
    ['no start', null, '09:30:00', '1800', null, [NO_START]],
    ['nothing that is right', '128:00:00', '129:00:00', '-1', null, [NO_START, NO_END, NO_DURATION]],
    ['a negative duration', '09:00:00', '09:30:00', '-1800', '2026-11-18 09:00–09:30', [NO_DURATION]],
    ['and no end', '09:00:00', null, '-1800', null, [NO_DURATION]],
    ['a duration of years', '09:00:00', '09:30:00', '99999999', '2026-11-18 09:00–09:30', [NO_DURATION]],
    ['fractions of seconds', '09:00:00.000000', '09:30:00', '1800', '2026-11-18 09:00–09:30', []],
    ['neither end nor duration', '09:00:00', null, '0', null, [NO_LENGTH]],
    ['nor any trace of them', '09:00:00', null, null, null, [NO_LENGTH]],
  ])('%s: %s, %s, %s', (_, pc_startTime, pc_endTime, pc_duration, expected, faults) => {
    const { kind, book, faults: told } = read({ events: [event({ pc_startTime, pc_endTime, pc_duration })] })
    expect(book.entries.map(shown)).toEqual(expected === null ? [] : [expected])
    expect(told).toEqual(faults)
    expect(kind).toBe(faults.length === 0 ? 'complete' : 'partial')
  })

  test('an appointment of no length is left out, and somebody hears of it', () => {
    const { kind, book, warnings } = read({
      events: [event({ pc_endTime: '09:00:00', pc_duration: '0' })],
    })
    expect([kind, book.entries]).toEqual(['complete', []])
    expect(warnings).toEqual(['event 1: it has no length, and was left out'])
  })

  test('a lunch without end and duration is left out, and somebody hears of it', () => {
    const { kind, book, warnings } = read({ events: [other('8', { pc_endTime: null, pc_duration: '0' })] })
    expect([kind, book.blocks]).toEqual(['complete', []])
    expect(warnings).toEqual([`${NO_LENGTH}, and was left out`])
  })

  test('of a series are told once, however often it takes place', () => {
    const series = event({
      pc_eventDate: '2026-11-02',
      pc_endDate: '2026-11-30',
      pc_recurrtype: '1',
      pc_recurrspec: spec({}),
      pc_duration: '3600',
    })
    const { book, faults } = read({ events: [series] })
    expect(book.entries).toHaveLength(5)
    expect(faults).toEqual([CONTRADICT])
  })
})

describe('dates', () => {
  test.each([null, '', '0000-00-00', '2026-02-30', '18.11.2026'])('%s is none', (pc_eventDate) => {
    const { kind, book, faults } = read({ events: [event({ pc_eventDate })] })
    expect([kind, book.entries]).toEqual(['partial', []])
    expect(faults).toEqual(['event 1: pc_eventDate is no day of the calendar'])
  })

  test.each([
    ['the day before', '2026-10-31', 0],
    ['the first day', '2026-11-01', 1],
    ['the last day', '2026-11-30', 1],
    ['the day after', '2026-12-01', 0],
  ])('%s of what is asked for', (_, pc_eventDate, found) => {
    expect(read({ events: [event({ pc_eventDate })] }).book.entries).toHaveLength(found)
  })

  test('what goes on over midnight, or for days, still touches', () => {
    const night = event({
      pc_eventDate: '2026-10-31',
      pc_startTime: '22:00:00',
      pc_endTime: '06:00:00',
      pc_duration: '28800',
    })
    const week = other('4', {
      pc_eid: '2',
      pc_eventDate: '2026-10-28',
      pc_startTime: '09:00:00',
      pc_endTime: '09:00:00',
      pc_duration: String(7 * 86_400),
    })
    const evening = event({
      pc_eid: '3',
      pc_eventDate: '2026-10-31',
      pc_startTime: '23:00:00',
      pc_endTime: '00:00:00',
      pc_duration: '3600',
    })
    const { book } = read({ events: [night, week, evening] })
    expect(book.entries.map(shown)).toEqual(['2026-10-31 22:00–2026-11-01 06:00'])
    expect(book.blocks.map(shown)).toEqual(['2026-10-28 09:00–2026-11-04 09:00'])
  })

  test('an all-day row of several days still touches', () => {
    const days = {
      pc_alldayevent: '1',
      pc_startTime: null,
      pc_endTime: null,
      pc_duration: String(3 * 86_400),
    }
    const { book } = read({
      events: [
        other('4', { ...days, pc_eventDate: '2026-10-30' }),
        other('4', { ...days, pc_eid: '2', pc_eventDate: '2026-10-29' }),
      ],
    })
    expect(book.blocks.map(shown)).toEqual(['2026-10-30 00:00–2026-11-02 00:00'])
  })

  test('what may have gone on from the day before is a fault, since nobody knows', () => {
    const wrong = event({ pc_eventDate: '2026-10-31', pc_startTime: '128:00:00' })
    expect(read({ events: [wrong] }).faults).toEqual([NO_START])
  })

  test('what is wrong on other days is no fault of this read', () => {
    const wrong = event({ pc_eventDate: '2026-08-18', pc_startTime: '128:00:00' })
    expect(read({ events: [wrong] }).kind).toBe('complete')
  })
})

describe('all day', () => {
  const allDay = { pc_alldayevent: '1', pc_startTime: null, pc_endTime: null }

  test.each([
    ['from midnight to midnight', '86400', '2026-11-18 00:00–2026-11-19 00:00'],
    ['whatever the duration says', '900', '2026-11-18 00:00–2026-11-19 00:00'],
    ['but never shorter than it', '172800', '2026-11-18 00:00–2026-11-20 00:00'],
  ])('%s', (_, pc_duration, expected) => {
    const { kind, book } = read({ events: [other('4', { ...allDay, pc_duration })] })
    expect([kind, book.blocks.map(shown)]).toEqual(['complete', [expected]])
  })

  test('is 23 hours when the clocks go forward', () => {
    const { book } = read(
      {
        events: [other('4', { ...allDay, pc_eventDate: '2026-10-04' })],
      },
      { fromOn: '2026-10-01', toOn: '2026-10-31' },
    )
    expect(book.blocks.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000)).toEqual([23])
  })
})

describe('when the clocks change', () => {
  const october = { fromOn: '2026-09-27', toOn: '2026-10-11' }
  const weekly = { pc_recurrtype: '1', pc_recurrspec: spec({}), pc_endDate: '2026-12-31' }

  test('a series stays at its wall-clock time', () => {
    const series = event({ ...weekly, pc_eventDate: '2026-09-28' })
    const { book } = read({ events: [series] }, october)
    expect(book.entries.map(shown)).toEqual(['2026-09-28 09:00–09:30', '2026-10-05 09:00–09:30'])
    const [before, after] = book.entries
    expect(((after?.startMs ?? 0) - (before?.startMs ?? 0)) / 3_600_000).toBe(7 * 24 - 1)
  })

  test('a time that the clocks skip is a fault, on that day only', () => {
    const series = event({
      ...weekly,
      pc_eventDate: '2026-09-27',
      pc_startTime: '02:30:00',
      pc_endTime: '03:30:00',
      pc_duration: '3600',
    })
    const { kind, book, faults } = read({ events: [series] }, october)
    expect(kind).toBe('partial')
    expect(faults).toEqual(['event 1@2026-10-04: its start falls into the hour that the clocks skip'])
    expect(book.entries.map(({ pmsAppointmentId }) => pmsAppointmentId)).toEqual(['1', '1@2026-10-11'])
  })

  test('a time that happens twice is the first one', () => {
    const night = event({
      pc_eventDate: '2026-04-05',
      pc_startTime: '02:30:00',
      pc_endTime: '03:30:00',
      pc_duration: '3600',
    })
    const { kind, book, warnings } = read({ events: [night] }, { fromOn: '2026-04-01', toOn: '2026-04-30' })
    expect(kind).toBe('complete')
    expect(book.entries.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000)).toEqual([2])
    expect(warnings).toEqual(['event 1: its start happens twice that night; the first was taken'])
  })
})
