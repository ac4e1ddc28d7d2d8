/** Series: by hand for what is strange, and against an oracle that asks of every day "are you one of them?". */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayText, parseDay } from '../../../src/books/calendar.ts'
import { type Rule, seriesDays, weekdayOf } from '../../../src/books/openemr/mapping/recurrence.ts'
import { BadRule, recurrenceOf } from '../../../src/books/openemr/mapping/recurrspec.ts'
import { spec } from '../samples/openemr/rows.ts'

const day = (text: string): number => parseDay(text) ?? Number.NaN

function days(rule: Rule, first: string, from: string, to: string): string[] {
  return (seriesDays(rule, day(first), day(from), day(to)) ?? []).map(dayText)
}

function rule(recurrtype: string, fields: Record<string, string | number>): Rule {
  return recurrenceOf({ pc_recurrtype: recurrtype, pc_recurrspec: spec(fields) }).rule
}

describe('a series', () => {
  test.each([
    [
      'every 3 days, over the start of the window',
      { kind: 'every', unit: 'day', every: 3 },
      ['2026-11-01', '2026-11-06', '2026-11-14'],
      ['2026-11-07', '2026-11-10', '2026-11-13'],
    ],
    [
      'every 2 weeks',
      { kind: 'every', unit: 'week', every: 2 },
      ['2026-11-02', '2026-11-01', '2026-12-14'],
      ['2026-11-02', '2026-11-16', '2026-11-30', '2026-12-14'],
    ],
    [
      'every workday, from a Thursday',
      { kind: 'every', unit: 'workday', every: 1 },
      ['2026-11-19', '2026-11-01', '2026-11-25'],
      ['2026-11-19', '2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25'],
    ],
    [
      'every workday, begun on a Saturday: its own date counts',
      { kind: 'every', unit: 'workday', every: 1 },
      ['2026-11-21', '2026-11-01', '2026-11-24'],
      ['2026-11-21', '2026-11-23', '2026-11-24'],
    ],
    [
      'every month from the 31st: what runs over once stays there',
      { kind: 'every', unit: 'month', every: 1 },
      ['2026-01-31', '2026-01-01', '2026-05-31'],
      ['2026-01-31', '2026-03-03', '2026-04-03', '2026-05-03'],
    ],
    [
      'every year from a leap day',
      { kind: 'every', unit: 'year', every: 1 },
      ['2024-02-29', '2024-01-01', '2028-12-31'],
      ['2024-02-29', '2025-03-01', '2026-03-01', '2027-03-01', '2028-03-01'],
    ],
    [
      'Monday and Wednesday, begun on a Tuesday: its own date counts',
      { kind: 'weekdays', weekdays: [1, 3] },
      ['2026-11-03', '2026-11-01', '2026-11-12'],
      ['2026-11-03', '2026-11-04', '2026-11-09', '2026-11-11'],
    ],
    [
      'the second Tuesday of every second month',
      { kind: 'nth', nth: 2, weekday: 2, months: 2, fromFirst: true },
      ['2026-08-11', '2026-08-01', '2026-12-31'],
      ['2026-08-11', '2026-10-13', '2026-12-08'],
    ],
    [
      'the last Friday, be it the fourth or the fifth',
      { kind: 'nth', nth: 5, weekday: 5, months: 1, fromFirst: true },
      ['2026-10-30', '2026-10-01', '2027-01-31'],
      ['2026-10-30', '2026-11-27', '2026-12-25', '2027-01-29'],
    ],
    [
      'the last Saturday, counted from the 31st as older rows do: February is passed over',
      { kind: 'nth', nth: 5, weekday: 6, months: 1, fromFirst: false },
      ['2026-01-31', '2026-01-01', '2026-04-30'],
      ['2026-01-31', '2026-03-28', '2026-04-25'],
    ],
    [
      'and with the flag of newer rows it is not',
      { kind: 'nth', nth: 5, weekday: 6, months: 1, fromFirst: true },
      ['2026-01-31', '2026-01-01', '2026-04-30'],
      ['2026-01-31', '2026-02-28', '2026-03-28', '2026-04-25'],
    ],
    [
      'begun after the window',
      { kind: 'every', unit: 'day', every: 1 },
      ['2026-12-01', '2026-11-01', '2026-11-30'],
      [],
    ],
  ] as const)('%s', (_, rule, [first, from, to], expected) => {
    expect(days(rule, first, from, to)).toEqual(expected)
  })

  test('since long ago is not walked day by day', () => {
    const every = { kind: 'every', unit: 'day', every: 1 } as const
    expect(days(every, '1000-01-01', '2026-11-01', '2026-11-03')).toEqual([
      '2026-11-01',
      '2026-11-02',
      '2026-11-03',
    ])
  })

  test('that takes more steps than any real one is given up', () => {
    const every = { kind: 'every', unit: 'month', every: 1 } as const
    expect(seriesDays(every, day('1000-01-01'), day('2026-11-01'), day('2026-11-30'))).toBeNull()
    expect(seriesDays({ ...every, unit: 'day' }, 0, 0, 20_000)).toBeNull()
    const nth = { kind: 'nth', nth: 1, weekday: 1, months: 1, fromFirst: true } as const
    expect(seriesDays(nth, day('1000-01-01'), day('2026-11-01'), day('2026-11-30'))).toBeNull()
  })
})

describe('against every single day', () => {
  const firstDay = fc.integer({ min: day('2009-01-01'), max: day('2026-12-31') })
  const windows = (mostAhead: number): fc.Arbitrary<{ ahead: number; long: number }> =>
    fc.record({ ahead: fc.integer({ min: -40, max: mostAhead }), long: fc.integer({ min: 0, max: 120 }) })
  const every = fc.integer({ min: 1, max: 6 })
  const weekday = fc.integer({ min: 0, max: 6 })

  function agrees<T>(
    of: fc.Arbitrary<T>,
    toRule: (drawn: T) => Rule,
    belongs: Belongs<T>,
    mostAhead = 4_000,
  ): void {
    fc.assert(
      fc.property(of, firstDay, windows(mostAhead), (drawn, first, { ahead, long }) => {
        const from = first + ahead
        const expected: number[] = []
        for (let at = from; at <= from + long; at++) if (belongs(at, first, drawn)) expected.push(at)
        expect(seriesDays(toRule(drawn), first, from, from + long)).toEqual(expected)
      }),
      { numRuns: 400 },
    )
  }
  type Belongs<T> = (at: number, first: number, drawn: T) => boolean

  test('every so many days', () => {
    agrees(
      every,
      (n) => ({ kind: 'every', unit: 'day', every: n }),
      (at, first, n) => at >= first && (at - first) % n === 0,
    )
  })

  test('every so many weeks', () => {
    agrees(
      every,
      (n) => ({ kind: 'every', unit: 'week', every: n }),
      (at, first, n) => at >= first && (at - first) % (7 * n) === 0,
    )
  })

  test('every so many workdays: the workdays since the first are counted', () => {
    agrees(
      every,
      (n) => ({ kind: 'every', unit: 'workday', every: n }),
      (at, first, n) => {
        if (at <= first || !isWorkday(at)) return at === first
        let count = 0
        for (let between = first + 1; between <= at; between++) if (isWorkday(between)) count++
        return count % n === 0
      },
      200,
    )
  })

  test('chosen weekdays', () => {
    agrees(
      fc.uniqueArray(weekday, { minLength: 1 }),
      (weekdays) => ({ kind: 'weekdays', weekdays }),
      (at, first, weekdays) => at === first || (at > first && weekdays.includes(named(at))),
    )
  })

  test('the nth such weekday of every so many months', () => {
    agrees(
      fc.record({ nth: fc.integer({ min: 1, max: 5 }), weekday, months: every }),
      (drawn) => ({ kind: 'nth', fromFirst: true, ...drawn }),
      (at, first, { nth, weekday, months }) => {
        const apart = monthsOf(at) - monthsOf(first)
        if (apart < 0 || apart % months !== 0 || named(at) !== weekday) return false
        const isLast = monthsOf(at + 7) !== monthsOf(at)
        return nth === 5 ? isLast : Math.ceil(Number(dayText(at).slice(8)) / 7) === nth
      },
    )
  })

  /** Another way to a weekday than the one under test. */
  const named = (at: number): number =>
    ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(
      new Date(`${dayText(at)}T00:00:00Z`).toUTCString().slice(0, 3),
    )
  const isWorkday = (at: number): boolean => named(at) >= 1 && named(at) <= 5
  const monthsOf = (at: number): number =>
    Number(dayText(at).slice(0, 4)) * 12 + Number(dayText(at).slice(5, 7))

  test('the oracle and the expander mean the same by a weekday', () => {
    expect([named(day('2026-11-20')), weekdayOf(day('2026-11-20'))]).toEqual([5, 5])
    expect([named(day('1969-12-28')), weekdayOf(day('1969-12-28'))]).toEqual([0, 0])
  })
})

describe('pc_recurrspec', () => {
  test.each([
    ['1', { event_repeat_freq: '2', event_repeat_freq_type: '0' }, { kind: 'every', unit: 'day', every: 2 }],
    ['1', { event_repeat_freq: 1, event_repeat_freq_type: 1 }, { kind: 'every', unit: 'week', every: 1 }],
    [
      '1',
      { event_repeat_freq: '3', event_repeat_freq_type: '2' },
      { kind: 'every', unit: 'month', every: 3 },
    ],
    ['1', { event_repeat_freq: '1', event_repeat_freq_type: '3' }, { kind: 'every', unit: 'year', every: 1 }],
    [
      '1',
      { event_repeat_freq: '1', event_repeat_freq_type: '4' },
      { kind: 'every', unit: 'workday', every: 1 },
    ],
    // 1 is Sunday here, and 0 is Sunday there.
    ['3', { event_repeat_freq: '2,4', event_repeat_freq_type: '6' }, { kind: 'weekdays', weekdays: [1, 3] }],
    ['3', { event_repeat_freq: 1, event_repeat_freq_type: '6' }, { kind: 'weekdays', weekdays: [0] }],
    [
      '2',
      { event_repeat_on_num: '2', event_repeat_on_day: '0', event_repeat_on_freq: '3' },
      { kind: 'nth', nth: 2, weekday: 0, months: 3, fromFirst: false },
    ],
    [
      '2',
      { event_repeat_on_num: 5, event_repeat_on_day: 6, event_repeat_on_freq: 1, rt2_pf_flag: '1' },
      { kind: 'nth', nth: 5, weekday: 6, months: 1, fromFirst: true },
    ],
  ])('type %s, %j', (recurrtype, fields, expected) => {
    expect(rule(recurrtype, fields)).toEqual(expected)
  })

  test.each([
    ['nothing', '1', null],
    ['an empty text', '1', ''],
    ['no serialization', '1', 'every Monday'],
    ['one that breaks off', '1', 'a:6:{s:17:"event_repeat_freq";s:1:"1";'],
    ['one that counts its letters wrongly', '1', 'a:1:{s:99:"event_repeat_freq";s:1:"1";}'],
    ['a text', '1', 's:1:"1";'],
    ['an object', '1', 'O:8:"stdClass":0:{}'],
    ['nothing in it', '1', 'a:0:{}'],
    ['a list where a number should be', '1', 'a:1:{s:22:"event_repeat_freq_type";a:0:{}}'],
    ['a frequency of zero', '1', spec({ event_repeat_freq: '0' })],
    ['a negative frequency', '1', spec({ event_repeat_freq: '-1' })],
    ['half a frequency', '1', spec({ event_repeat_freq: '1.5' })],
    ['an absurd frequency', '1', spec({ event_repeat_freq: '9999' })],
    ['an unknown unit', '1', spec({ event_repeat_freq_type: '5' })],
    ['no unit', '1', spec({ event_repeat_freq_type: '' })],
    ['a weekday that is none', '3', spec({ event_repeat_freq: '2,8', event_repeat_freq_type: '6' })],
    ['no weekday', '3', spec({ event_repeat_freq: '', event_repeat_freq_type: '6' })],
    ['a sixth week', '2', spec({ event_repeat_on_num: '6', event_repeat_on_freq: '1' })],
    ['an eighth day of the week', '2', spec({ event_repeat_on_day: '7', event_repeat_on_freq: '1' })],
    ['every zero months', '2', spec({ event_repeat_on_freq: '0' })],
    ['a kind of repetition that is not known', '4', spec({})],
  ])('%s is no rule', (_, recurrtype, text) => {
    expect(() => recurrenceOf({ pc_recurrtype: recurrtype, pc_recurrspec: text })).toThrow(BadRule)
  })

  test.each([
    ['', [], 0],
    ['20261116', ['2026-11-16'], 0],
    ['2026-11-16', ['2026-11-16'], 0],
    ['20261116,2026-11-23, 20261130', ['2026-11-16', '2026-11-23', '2026-11-30'], 0],
    [',20261116,', ['2026-11-16'], 0],
    ['20261131,soon', [], 2],
  ])('exceptions %j', (exdate, days, stray) => {
    const { exceptions, strayExceptions } = recurrenceOf({
      pc_recurrtype: '1',
      pc_recurrspec: spec({ exdate }),
    })
    expect([[...exceptions].map(dayText), strayExceptions]).toEqual([days, stray])
  })

  test('an exception may be a number', () => {
    const { exceptions } = recurrenceOf({ pc_recurrtype: '1', pc_recurrspec: spec({ exdate: 20261116 }) })
    expect([...exceptions].map(dayText)).toEqual(['2026-11-16'])
  })
})
