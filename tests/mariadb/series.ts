/** Series as OpenEMR keeps them. */
import { serialize } from 'php-serialize'

/** Every week on the day of its first date, without some days. */
export const weekly = (...exceptions: string[]): string =>
  serialize({
    event_repeat_freq: '1',
    event_repeat_freq_type: '1',
    event_repeat_on_num: '1',
    event_repeat_on_day: '0',
    event_repeat_on_freq: '0',
    exdate: exceptions.join(','),
  })

/** The cells of a weekly event that began two weeks before the day of these suites. */
export const everyMonday = (...exceptions: string[]): Readonly<Record<string, string | number>> => ({
  pc_eventDate: '2026-08-03',
  pc_endDate: '2026-12-28',
  pc_recurrtype: 1,
  pc_recurrspec: weekly(...exceptions),
})
