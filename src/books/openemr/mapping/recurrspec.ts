/**
 * PURE. `pc_recurrtype` and `pc_recurrspec` (PHP's serialize) → a rule. A rule that OpenEMR could not follow, or would
 * follow for ever, is told instead of followed.
 */
import { unserialize } from 'php-serialize'
import { parseDay } from '../../calendar.ts'
import type { EventRow } from '../rows.ts'
import type { Rule } from './recurrence.ts'

export interface Recurrence {
  readonly rule: Rule
  /** Days since 1970 that are left out. */
  readonly exceptions: ReadonlySet<number>
  /** Exceptions that are no days; OpenEMR passes over them as well. */
  readonly strayExceptions: number
}

/** What is wrong with a rule; holds nothing of its text. */
export class BadRule extends Error {
  override readonly name = 'BadRule'
}

/** Of a row that repeats. Throws `BadRule`. */
export function recurrenceOf(row: Pick<EventRow, 'pc_recurrtype' | 'pc_recurrspec'>): Recurrence {
  const field = fieldsOf(row.pc_recurrspec)
  return { rule: ruleOf(row.pc_recurrtype, field), ...exceptionsOf(field('exdate')) }
}

type Field = (name: string) => string

const UNITS = ['day', 'week', 'month', 'year', 'workday'] as const
/** `event_repeat_freq_type` of "on these days of every week". */
const WEEKDAYS = '6'
/** The form offers up to six; a year of days is more than anybody means. */
const MOST_EVERY = 366

/** Types 1 and 3 are one thing to OpenEMR: what counts is the frequency's own type. */
function ruleOf(recurrtype: string, field: Field): Rule {
  switch (recurrtype) {
    case '1':
    case '3': {
      const type = field('event_repeat_freq_type')
      if (type === WEEKDAYS) return { kind: 'weekdays', weekdays: weekdaysOf(field('event_repeat_freq')) }
      const unit = /^[0-4]$/.test(type) ? UNITS[Number(type)] : undefined
      if (unit === undefined) throw new BadRule('the kind of its repetition is not known')
      return { kind: 'every', unit, every: whole(field('event_repeat_freq'), 1, MOST_EVERY) }
    }
    case '2':
      return {
        kind: 'nth',
        nth: whole(field('event_repeat_on_num'), 1, 5),
        weekday: whole(field('event_repeat_on_day'), 0, 6),
        months: whole(field('event_repeat_on_freq'), 1, MOST_EVERY),
        fromFirst: !['', '0'].includes(field('rt2_pf_flag')),
      }
    default:
      throw new BadRule('the kind of its repetition is not known')
  }
}

/** `2,4`: Monday and Wednesday, since 1 is Sunday here, while `event_repeat_on_day` counts from 0. */
function weekdaysOf(list: string): readonly number[] {
  return list.split(',').map((day) => whole(day.trim(), 1, 7) - 1)
}

/** The form writes `YYYYMMDD`, the service behind the API `YYYY-MM-DD`. */
function exceptionsOf(list: string): Pick<Recurrence, 'exceptions' | 'strayExceptions'> {
  const texts = list
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const days = texts.flatMap((text) => parseDay(text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')) ?? [])
  return { exceptions: new Set(days), strayExceptions: texts.length - days.length }
}

function whole(text: string, least: number, most: number): number {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new BadRule('a number of its repetition cannot be')
}

/** Texts and numbers alike as text; what is not there is empty, as in PHP. */
function fieldsOf(serialized: string | null): Field {
  let value: unknown
  try {
    value = unserialize(serialized ?? '')
  } catch {
    // Whatever it throws may quote the text.
    throw new BadRule('how it repeats cannot be read')
  }
  if (typeof value !== 'object' || value === null) throw new BadRule('how it repeats cannot be read')
  const fields = new Map<string, unknown>(Object.entries(value))
  return (name) => {
    const field = fields.get(name) ?? ''
    if (typeof field === 'string') return field.trim()
    if (typeof field === 'number' || typeof field === 'bigint') return String(field)
    if (typeof field === 'boolean') return field ? '1' : ''
    throw new BadRule('how it repeats cannot be read')
  }
}
