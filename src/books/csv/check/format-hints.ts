/** PURE. Which known formats fit every cell of a column: told to whoever wrote one that does not. */

import { type Format, formatOf, momentIn } from '../mapping/formats.ts'
import type { Getter } from '../rows/columns.ts'
import type { BoundFields } from '../rows/values.ts'

export interface FormatHint {
  /** `start`, `start.date` */
  readonly field: string
  readonly formats: readonly string[]
  /** Cells that the mapping's own formats do not fit. */
  readonly misfits: number
  /** Known formats that fit every cell of the column; the narrowest first. */
  readonly fitting: readonly string[]
  /** With day and month the other way round every cell is a date too: which one is meant? */
  readonly swapped: string | null
}

/** Looks at the same cells as the reader, row by row. */
export class FormatHints {
  private readonly columns: Watched[]

  constructor(fields: BoundFields) {
    this.columns = [
      ...[...fields.days].map(([field, { get, formats }]) => watched(field, get, formats, DAYS)),
      ...[...fields.moments].flatMap(([field, [first, second]]) =>
        second === null
          ? [watched(field, first.get, first.formats, MOMENTS)]
          : [
              watched(`${field}.date`, first.get, first.formats, DAYS),
              watched(`${field}.time`, second.get, second.formats, CLOCKS),
            ],
      ),
    ]
  }

  see(cells: readonly string[]): void {
    for (const column of this.columns) {
      const text = column.get(cells)
      if (text === null) continue
      column.seen++
      if (momentIn(text, column.formats) === null) column.misfits++
      column.fitting = column.fitting.filter((format) => format.read(text) !== null)
    }
  }

  told(): readonly FormatHint[] {
    return this.columns.flatMap(({ field, formats, misfits, fitting, seen }): FormatHint[] => {
      const texts = formats.map(({ text }) => text)
      const others = fitting.map(({ text }) => text).filter((text) => !texts.includes(text))
      const swapped =
        texts.length === 1 ? others.find((text) => text === exchanged(texts[0] ?? '')) : undefined
      if (seen === 0 || (misfits === 0 && swapped === undefined)) return []
      return [{ field, formats: texts, misfits, fitting: others.slice(0, 3), swapped: swapped ?? null }]
    })
  }
}

interface Watched {
  readonly field: string
  readonly get: Getter
  readonly formats: readonly Format[]
  seen: number
  misfits: number
  fitting: readonly Format[]
}

function watched(field: string, get: Getter, formats: readonly Format[], known: readonly string[]): Watched {
  const swapped = formats.map(({ text }) => exchanged(text))
  const fitting = [...new Set([...known, ...swapped])]
    .map(formatOf)
    .filter((format) => typeof format !== 'string')
  return { field, get, formats, seen: 0, misfits: 0, fitting }
}

const exchanged = (format: string): string =>
  /MMM|yyyy-MM|yyyyMM|yyyy\/MM|iso|midnight/.test(format)
    ? format
    : format.replace(/[dM]/g, (letter) => (letter === 'd' ? 'M' : 'd'))

const DAYS = [
  'yyyy-MM-dd',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
  'd/M/yy',
  'M/d/yy',
  'dd-MM-yyyy',
  'MM-dd-yyyy',
  'd-M-yyyy',
  'dd.MM.yyyy',
  'd.M.yyyy',
  'yyyy/MM/dd',
  'yyyyMMdd',
  'ddMMyyyy',
  'd MMM yyyy',
  'd MMMM yyyy',
  'd-MMM-yyyy',
  'd-MMM-yy',
  'MMM d, yyyy',
  'EEE d MMM yyyy',
  'EEE, d MMM yyyy',
  'EEEE d MMMM yyyy',
  'EEEE, d MMMM yyyy',
  'EEE dd/MM/yyyy',
]
const WRITTEN_CLOCKS = [
  'HH:mm',
  'HH:mm:ss',
  'H:mm',
  'H:mm:ss',
  'h:mm a',
  'h:mma',
  'h:mm:ss a',
  'HH:mm:ss.u',
  'HHmm',
  'H.mm',
]
const CLOCKS = [...WRITTEN_CLOCKS, 'seconds since midnight', 'minutes since midnight']
const MOMENTS = ['iso', ...DAYS.flatMap((day) => WRITTEN_CLOCKS.map((clock) => `${day} ${clock}`))]
