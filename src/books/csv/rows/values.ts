/** PURE. The cells of one row as values of its fields; what cannot be read is told, without what stands there. */
import type { EpochMs } from '../../../reconcile/span.ts'
import { parseInstant, parseLocal } from '../../calendar.ts'
import type { Reading } from '../../reading.ts'
import { type Format, type Moment, momentIn } from '../mapping/formats.ts'
import { type Part, sourceOf } from '../mapping/mapping.ts'
import { bindSource, type Cells, type Columns, type Getter } from './columns.ts'

interface BoundDate {
  readonly get: Getter
  readonly formats: readonly Format[]
}

export class Values {
  readonly subject: string
  private readonly cells: Cells
  private readonly fields: BoundFields
  private readonly reading: Reading

  constructor(cells: Cells, subject: string, fields: BoundFields, reading: Reading) {
    this.cells = cells
    this.subject = subject
    this.fields = fields
    this.reading = reading
  }

  has(name: string): boolean {
    return this.fields.names.has(name)
  }

  /** Null: not there, or not mapped. */
  text(name: string): string | null {
    return this.fields.texts.get(name)?.(this.cells) ?? null
  }

  /** Undefined, here and below: it cannot be read, and a fault was told. */
  needed(name: string): string | undefined {
    return this.text(name) ?? this.empty(name)
  }

  number(name: string, least: number): number | null | undefined {
    const text = this.fields.texts.get(name)?.(this.cells) ?? null
    if (text === null) return null
    const value = /^\d{1,9}(?:\.0+)?$/.test(text) ? Number(text) : -1
    return value >= least ? value : this.fault(name, `is no whole number from ${least}`)
  }

  day(name: string): string | null | undefined {
    const date = this.fields.days.get(name)
    const text = date?.get(this.cells) ?? null
    if (date === undefined || text === null) return null
    return momentIn(text, date.formats)?.day ?? this.fault(name, 'does not fit its format')
  }

  neededDay(name: string): string | undefined {
    const day = this.day(name)
    return day === null ? this.empty(name) : day
  }

  neededMoment(name: string): EpochMs | undefined {
    const moment = this.moment(name)
    if (moment === null) return this.empty(name)
    if (moment === undefined) return this.fault(name, 'does not fit its format')
    const placed = this.placed(moment)
    if (typeof placed === 'string') return this.reading.instant(this.subject, name, placed) ?? undefined
    return placed ?? this.fault(name, 'is no time of the calendar')
  }

  /** Where nothing hangs on it: what cannot be read is not known, with a warning. */
  momentIfKnown(name: string): EpochMs | null {
    const moment = this.moment(name)
    if (moment === null) return null
    const placed = moment === undefined ? null : this.placed(moment)
    if (typeof placed === 'string') return this.reading.instantIfKnown(this.subject, name, placed)
    if (placed === null) this.reading.warn(this.subject, `${name} does not fit its format, and was left out`)
    return placed
  }

  /** Null: there is no word. Undefined: the word is not in the table; nothing was told. */
  word(name: string): string | null | undefined {
    const words = this.fields.words.get(name)
    if (words === undefined) return null
    const text = words.get(this.cells)
    return (
      words.table.get((text ?? '').toLowerCase()) ?? words.otherwise ?? (text === null ? null : undefined)
    )
  }

  flag(name: string): boolean | null | undefined {
    const word = this.word(name)
    if (word === undefined) return this.fault(name, 'is a word that the mapping does not have')
    return word === null ? null : word === 'true'
  }

  /** Null: no name stands there. */
  name(name: string): { readonly family: string; readonly given: string } | null | undefined {
    const whole = this.fields.wholeNames.get(name)
    const text = whole?.get(this.cells) ?? null
    if (whole === undefined || text === null) return null
    const groups = whole.split.exec(text)?.groups
    if (groups === undefined) return this.fault(name, 'does not split as the mapping says')
    return { family: (groups['family'] ?? '').trim(), given: (groups['given'] ?? '').trim() }
  }

  private moment(name: string): Moment | null | undefined {
    const bound = this.fields.moments.get(name)
    if (bound === undefined) return null
    const [first, second] = bound
    const text = first.get(this.cells)
    const other = second?.get(this.cells) ?? null
    if (text === null && other === null) return null
    const day = momentIn(text ?? '', first.formats)
    const clock = second === null ? day : momentIn(other ?? '', second.formats)
    if (day === null || clock === null) return undefined
    return { day: day.day, clock: clock.clock, offset: second === null ? day.offset : null }
  }

  /** An instant where an offset or the mapping tells one; else a text for the wall clock to resolve. Null: no time. */
  private placed({ day, clock, offset }: Moment): EpochMs | string | null {
    const local = `${day}T${clock}`
    if (offset !== null) return parseInstant(local + offset)
    return this.fields.isUtc ? parseLocal(local) : local
  }

  private empty(name: string): undefined {
    return this.fault(name, 'is empty')
  }

  private fault(name: string, what: string): undefined {
    this.reading.fault(this.subject, `${name} ${what}`)
  }
}

/** The fields of a part bound to the columns of a file, once for all its rows. */
export interface BoundFields {
  readonly names: ReadonlySet<string>
  readonly isUtc: boolean
  /** Texts and numbers. */
  readonly texts: ReadonlyMap<string, Getter>
  readonly days: ReadonlyMap<string, BoundDate>
  readonly moments: ReadonlyMap<string, readonly [BoundDate, BoundDate | null]>
  readonly words: ReadonlyMap<
    string,
    { readonly get: Getter; readonly table: ReadonlyMap<string, string>; readonly otherwise: string | null }
  >
  readonly wholeNames: ReadonlyMap<string, { readonly get: Getter; readonly split: RegExp }>
}

export function bindFields(part: Part, columns: Columns): BoundFields {
  const { texts, numbers, days, moments, words, names } = part.fields
  const empty = new Set(part.empty)
  const bind = (source: Parameters<typeof sourceOf>[0]): Getter =>
    bindSource(sourceOf(source), columns, empty)
  const each = <A, B>(fields: ReadonlyMap<string, A>, to: (field: A) => B): Map<string, B> =>
    new Map([...fields].map(([name, field]) => [name, to(field)]))
  return {
    names: new Set([texts, numbers, days, moments, words, names].flatMap((fields) => [...fields.keys()])),
    isUtc: part.isUtc,
    texts: each(new Map([...texts, ...numbers]), bind),
    days: each(days, (date) => ({ get: bind(date), formats: date.formats })),
    moments: each(moments, (moment): readonly [BoundDate, BoundDate | null] =>
      'source' in moment
        ? [{ get: bind(moment), formats: moment.formats }, null]
        : [
            { get: bind(moment.day), formats: moment.day.formats },
            { get: bind(moment.clock), formats: moment.clock.formats },
          ],
    ),
    words: each(words, (word) => ({ get: bind(word), table: word.table, otherwise: word.otherwise })),
    wholeNames: each(names, (name) => ({ get: bind(name), split: name.split })),
  }
}
