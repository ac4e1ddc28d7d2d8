/** SHELL. What a mapping makes of one sample file, for the person who writes the mapping and looks at his own file. */
import { basename } from 'node:path'
import type { Remark } from '../../book.ts'
import { Reading } from '../../reading.ts'
import type { WallClock } from '../../wall-time.ts'
import { type Mapping, PART_NAMES, type Part, type PartName } from '../mapping/mapping.ts'
import { chooseFiles } from '../rows/choose-files.ts'
import type { Cells, Columns } from '../rows/columns.ts'
import { DaysSeen } from '../rows/days-seen.ts'
import type { Days } from '../rows/file-names.ts'
import { readPartFile } from '../rows/part-file.ts'
import type { PartReader } from '../rows/part-reader.ts'
import type { Understood } from '../rows/understood.ts'
import { type FormatHint, FormatHints } from './format-hints.ts'
import { nearNames } from './near-names.ts'
import { type ShownRow, showRow } from './show-row.ts'

export interface Check {
  readonly mapping: string
  readonly part: PartName
  readonly timeZone: string
  /** The sample's name is not one that the part's pattern would find. */
  readonly wouldBeFound: boolean
  readonly delimiter: string | null
  readonly encoding: string
  /** Null: the file could be read. */
  readonly unusable: string | null
  readonly columns: {
    readonly used: readonly string[]
    readonly unused: readonly string[]
    readonly missing: readonly { readonly name: string; readonly near: readonly string[] }[]
  }
  readonly rows: {
    readonly total: number
    readonly good: Readonly<Record<string, number>>
    readonly leftOut: number
    readonly bad: number
  }
  readonly days: Days | null
  readonly first: readonly ShownRow[]
  /** Status words that the mapping does not have; longer ones are only counted. */
  readonly strangeWords: Readonly<Record<string, number>>
  readonly longWords: number
  readonly formats: readonly FormatHint[]
  readonly faults: readonly Remark[]
  readonly warnings: readonly Remark[]
}

export interface CheckOptions {
  readonly connectionId: string
  readonly clock: WallClock
  /** How many rows are shown field by field. */
  readonly rows: number
  /** Names, birth dates and mobiles as they are. */
  readonly full: boolean
}

export async function checkSample(
  mapping: Mapping,
  part: Part,
  path: string,
  options: CheckOptions,
): Promise<Check> {
  const reading = new Reading(options.clock)
  const seen = new Seen(part, options)
  const outcome = await readPartFile({ part, path, subject: 'line' }, reading, options.connectionId, seen)
  const { remarks } = reading.end({
    takenMs: 0,
    complete: true,
    databaseIdentity: null,
    fromOn: null,
    toOn: null,
  })
  return {
    mapping: mapping.name,
    part: part.name,
    timeZone: options.clock.timeZone,
    wouldBeFound: chooseFiles(part, [basename(path)]).kind === 'files',
    encoding: part.layout.encoding,
    unusable: outcome.kind === 'unusable' ? outcome.why : null,
    ...seen.told(),
    faults: remarks.filter(({ weight }) => weight === 'fault').map(worded),
    warnings: remarks.filter(({ weight }) => weight === 'warning').map(worded),
  }
}

/** The part whose files are called like this one; where that does not tell, the appointments. */
export function partFor(mapping: Mapping, path: string): PartName {
  const fitting = mapping.parts.filter((part) => chooseFiles(part, [basename(path)]).kind === 'files')
  return fitting.length === 1 ? (fitting[0]?.name ?? 'appointments') : 'appointments'
}

export const isPartName = (text: string): text is PartName => PART_NAMES.some((name) => name === text)

const worded = (remark: Remark): Remark => ({ ...remark, subject: remark.subject.replace(/^line:/, 'line ') })

/** The longest word that is shown: what is longer may be a remark about somebody. */
const WORD_LENGTH = 30

class Seen {
  private readonly part: Part
  private readonly options: CheckOptions
  private readonly days: DaysSeen
  private columns: Columns | null = null
  private delimiter: string | null = null
  private reader: PartReader | null = null
  private hints: FormatHints | null = null
  private readonly good: Record<string, number> = {}
  private readonly counts = { total: 0, leftOut: 0, bad: 0 }
  private readonly first: ShownRow[] = []
  private readonly words = new Map<string, number>()
  private longWords = 0

  constructor(part: Part, options: CheckOptions) {
    this.part = part
    this.options = options
    this.days = new DaysSeen(options.clock)
  }

  header(columns: Columns, delimiter: string, reader: PartReader): void {
    this.columns = columns
    this.delimiter = delimiter
    this.reader = reader
    this.hints = new FormatHints(reader.fields)
  }

  row(understood: Understood, cells: Cells, line: number): void {
    this.counts.total++
    if (understood.kind === 'bad') this.counts.bad++
    else if (understood.kind === 'left-out') this.counts.leftOut++
    else this.good[understood.kind] = (this.good[understood.kind] ?? 0) + 1
    this.days.see(understood)
    if (understood.kind !== 'left-out') {
      this.hints?.see(cells)
      // Nobody asks for a block's status.
      if (understood.kind !== 'block') this.seeWord(cells)
    }
    if (this.first.length < this.options.rows) {
      const words = this.reader?.fields.words.get('status')?.get(cells) ?? null
      this.first.push(showRow(understood, line, words, this.options.clock, this.options.full))
    }
  }

  told(): Pick<
    Check,
    'delimiter' | 'columns' | 'rows' | 'days' | 'first' | 'strangeWords' | 'longWords' | 'formats'
  > {
    return {
      delimiter: this.delimiter,
      columns: this.toldColumns(),
      rows: { ...this.counts, good: this.good },
      days: this.part.name === 'appointments' ? this.days.found() : null,
      first: this.first,
      strangeWords: Object.fromEntries([...this.words].sort(([, a], [, b]) => b - a)),
      longWords: this.longWords,
      formats: this.hints?.told() ?? [],
    }
  }

  private toldColumns(): Check['columns'] {
    const { columns } = this
    if (columns === null) return { used: [], unused: [], missing: [] }
    // When nothing is found, the "header" may well be somebody's row.
    const isHeader = columns.used.size > 0 || this.options.full
    const names = isHeader ? columns.names : []
    const unused = names.filter((name, index) => name.trim() !== '' && !columns.used.has(index))
    return {
      used: [...columns.used]
        .sort((a, b) => a - b)
        .map((index) => columns.names[index] ?? `number ${index + 1}`),
      unused,
      missing: columns.missing.map((column) => ({
        name: typeof column === 'number' ? `number ${column}` : column,
        near: typeof column === 'number' ? [] : nearNames(column, unused),
      })),
    }
  }

  private seeWord(cells: Cells): void {
    const words = this.reader?.fields.words.get('status')
    const text = words?.get(cells) ?? ''
    if (words === undefined || words.table.has(text.toLowerCase()) || words.otherwise !== null) return
    if (text.length >= WORD_LENGTH) this.longWords++
    else this.words.set(text, (this.words.get(text) ?? 0) + 1)
  }
}
