/** Instants in words, against luxon, which is slow and known to be right. */
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { pageTimes } from '../../src/report/page/page-times.ts'
import { spoken } from '../../src/report/when.ts'

const ZONES = [
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Australia/Eucla',
  'Pacific/Auckland',
  'Europe/London',
  'America/St_Johns',
  'UTC',
]

test('says what luxon says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }),
      fc.integer({ min: 0, max: 60 * 3_600_000 }),
      (zone, ms, later) => {
        const say = (at: number, format: string): string =>
          DateTime.fromMillis(at, { zone, locale: 'en-AU' })
            .toFormat(format)
            .replace(/[\u00a0\u202f]/g, ' ')
        const whole = 'ccc d LLL yyyy, h:mm a ZZZZ'
        const ours = spoken(zone, 'en-AU')
        expect(ours.at(ms)).toBe(say(ms, whole))
        const end = ms + later
        const sameDay = say(ms, 'yyyy-LL-dd') === say(end, 'yyyy-LL-dd')
        const sameZone = say(ms, 'ZZZZ') === say(end, 'ZZZZ')
        expect(ours.range(ms, end)).toEqual([
          say(ms, sameZone ? 'ccc d LLL yyyy, h:mm a' : whole),
          say(end, sameDay ? 'h:mm a ZZZZ' : whole),
        ])
        const page = pageTimes(zone, 'en-AU', end)
        const year = say(ms, 'yyyy') === say(end, 'yyyy') ? '' : ' yyyy'
        expect(page.brief(ms)).toBe(say(ms, `ccc d LLL${year}, h:mm a${sameZone ? '' : ' ZZZZ'}`))
        expect(page.day(ms)).toBe(say(ms, 'ccc d LLL yyyy'))
        expect(page.clock(ms)).toBe(say(ms, 'h:mm a').replace(':00', ''))
      },
    ),
    { numRuns: 2_000 },
  )
})
