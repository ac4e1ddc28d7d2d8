/** PURE. A mapping's columns found in a header, and its sources and filters bound to them. */
import type { ColumnRef, Filter, Part, Source } from '../mapping/mapping.ts'
import { sourceOf } from '../mapping/mapping.ts'

export type Cells = readonly string[]
/** Null: there is nothing. */
export type Getter = (cells: Cells) => string | null

export interface Columns {
  readonly count: number
  /** The header's names as they stand there; none where the file has no header. */
  readonly names: readonly string[]
  /** The mapping's columns that are not there, or are there twice, in its own words. */
  readonly missing: readonly ColumnRef[]
  readonly twice: readonly ColumnRef[]
  /** Places of columns that the mapping asks for, from 0. */
  readonly used: ReadonlySet<number>
  /** -1: not there. */
  at(column: ColumnRef): number
}

/** Names are compared without case and surrounding blanks: that is how exports of one PMS differ from each other. */
export function findColumns(part: Part, first: Cells): Columns {
  const names = part.layout.header ? first : []
  const places = new Map<string, number[]>()
  for (const [index, name] of names.entries()) {
    const key = plain(name)
    places.set(key, [...(places.get(key) ?? []), index])
  }
  const at = (column: ColumnRef): number => {
    if (typeof column === 'number') return column <= first.length ? column - 1 : -1
    return places.get(plain(column))?.[0] ?? -1
  }
  const wanted = columnsOf(part)
  return {
    count: first.length,
    names,
    at,
    missing: wanted.filter((column) => at(column) < 0),
    twice: wanted.filter(
      (column) => typeof column === 'string' && (places.get(plain(column))?.length ?? 0) > 1,
    ),
    used: new Set(wanted.map(at).filter((index) => index >= 0)),
  }
}

/** Every column that the part asks for, once. */
export function columnsOf(part: Part): readonly ColumnRef[] {
  const { texts, numbers, days, moments, words, names } = part.fields
  const sources = [
    ...texts.values(),
    ...numbers.values(),
    ...[...days.values(), ...words.values(), ...names.values()].map(sourceOf),
    ...[...moments.values()].flatMap((moment) =>
      'source' in moment ? [moment.source] : [moment.day.source, moment.clock.source],
    ),
  ]
  const tests = [part.only, part.skip, part.refuse, part.blocks].flatMap((filter) => filter?.flat() ?? [])
  return [...new Set([...sources.flatMap(columnsIn), ...tests.map(({ column }) => column)])]
}

export function columnsIn(source: Source): ColumnRef[] {
  if (source.kind === 'constant') return []
  return source.kind === 'column' ? [source.column] : source.of.flatMap(columnsIn)
}

export function bindSource(source: Source, columns: Columns, empty: ReadonlySet<string>): Getter {
  if (source.kind === 'constant') return () => source.text || null
  const plainGetter =
    source.kind === 'column' ? cellOf(columns.at(source.column), empty) : joined(source, columns, empty)
  const { capture } = source
  if (capture === null) return plainGetter
  return (cells) => {
    const text = plainGetter(cells)
    const found = text === null ? null : capture.exec(text)
    return found === null ? null : (found[1] ?? found[0]).trim() || null
  }
}

export function bindFilter(
  filter: Filter | null,
  columns: Columns,
  empty: ReadonlySet<string>,
  connectionId: string,
): (cells: Cells) => boolean {
  const lists = (filter ?? []).map((tests) =>
    tests.map(({ column, words, connection, not }) => {
      const get = cellOf(columns.at(column), empty)
      return (cells: Cells): boolean => {
        const text = get(cells)
        // The connection's id is opaque: another case is another connection.
        return (words.has((text ?? '').toLowerCase()) || (connection && text === connectionId)) !== not
      }
    }),
  )
  return (cells) => lists.some((tests) => tests.every((test) => test(cells)))
}

function cellOf(index: number, empty: ReadonlySet<string>): Getter {
  return (cells) => {
    const text = (cells[index] ?? '').trim()
    return text === '' || empty.has(text) ? null : text
  }
}

/** Empty parts keep their place, so that two ids cannot run into each other; nothing at all is nothing. */
function joined(source: Source & { kind: 'join' }, columns: Columns, empty: ReadonlySet<string>): Getter {
  const getters = source.of.map((one) => bindSource(one, columns, empty))
  const constant = source.of.map((one) => one.kind === 'constant')
  return (cells) => {
    const texts = getters.map((get) => get(cells))
    if (texts.every((text, index) => text === null || constant[index])) return null
    return texts
      .map((text) => text ?? '')
      .join(source.with)
      .trim()
  }
}

const plain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()
