/** The nouns of a mapping file, understood: which files an export has, how they are written, and what stands where. */
import type { Format } from './formats.ts'

export const PART_NAMES = ['read', 'appointments', 'sessions', 'blocks', 'patients', 'recalls'] as const
export type PartName = (typeof PART_NAMES)[number]

export interface Mapping {
  readonly name: string
  readonly takenAt: TakenAt
  readonly covers: Covers
  /** In the order of `PART_NAMES`; the appointments are always there. */
  readonly parts: readonly Part[]
  /** A filter asks for the connection's id: the files hold several. */
  readonly needsConnection: boolean
}

/** The instant as of which the export speaks. `read`: the part of that name tells. */
export type TakenAt =
  | { readonly kind: 'modified' | 'read' }
  | { readonly kind: 'file-name'; readonly pattern: RegExp; readonly formats: readonly Format[] }
  | { readonly kind: 'fixed'; readonly at: string }

/** The local days that the export holds all of. */
export type Covers =
  | { readonly kind: 'first-to-last' | 'asked' | 'read' }
  | { readonly kind: 'fixed'; readonly from: string; readonly to: string }
  | { readonly kind: 'file-name'; readonly pattern: RegExp; readonly formats: readonly Format[] }

export interface Part {
  readonly name: PartName
  /** A file's name, `*` and `?` standing for what varies. */
  readonly file: string
  /** Several files may fit, and are read as one. */
  readonly several: boolean
  /** That there is no such file means that there is nothing to tell. */
  readonly mayBeAbsent: boolean
  readonly layout: Layout
  /** Times without an offset are UTC and not the PMS's wall clock. */
  readonly isUtc: boolean
  /** Cells that mean "nothing", besides the empty one. */
  readonly empty: readonly string[]
  /** Only these rows, where there is such a filter; without these; with these the part cannot be read. */
  readonly only: Filter | null
  readonly skip: Filter | null
  readonly refuse: Filter | null
  /** Rows of the appointments that are blocks. */
  readonly blocks: Filter | null
  readonly fields: Fields
}

export const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const
export type Delimiter = keyof typeof DELIMITERS
export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le'] as const
export type Encoding = (typeof ENCODINGS)[number]

export interface Layout {
  /** Null: found out from the first line. */
  readonly delimiter: Delimiter | null
  readonly encoding: Encoding
  readonly header: boolean
  /** Lines before the header, or before the first row. */
  readonly skipLines: number
}

/** A name in the header, or a number from 1. */
export type ColumnRef = string | number

/** A row fits when it passes all tests of one of the lists. */
export type Filter = readonly (readonly Test[])[]
export interface Test {
  readonly column: ColumnRef
  /** Lower case; '' is the empty cell. */
  readonly words: ReadonlySet<string>
  /** The connection's id is one of the words. */
  readonly connection: boolean
  readonly not: boolean
}

/** Where a text comes from. `capture`: the part of it that matters; a text that does not fit is nothing. */
export type Source =
  | { readonly kind: 'column'; readonly column: ColumnRef; readonly capture: RegExp | null }
  | { readonly kind: 'constant'; readonly text: string }
  | {
      readonly kind: 'join'
      readonly of: readonly Source[]
      readonly with: string
      readonly capture: RegExp | null
    }

export interface Dated {
  readonly source: Source
  readonly formats: readonly Format[]
}

/** What is understood of a word in a column; keys in lower case. */
export interface Words {
  readonly source: Source
  readonly table: ReadonlyMap<string, string>
  readonly otherwise: string | null
}

/** The fields of a part by their kind, which says what can be asked of them. */
export interface Fields {
  readonly texts: ReadonlyMap<string, Source>
  readonly numbers: ReadonlyMap<string, Source>
  readonly days: ReadonlyMap<string, Dated>
  /** In one text, or a day and a clock time in two. */
  readonly moments: ReadonlyMap<string, Dated | { readonly day: Dated; readonly clock: Dated }>
  readonly words: ReadonlyMap<string, Words>
  /** A whole name and how it is taken apart: groups `family` and `given`. */
  readonly names: ReadonlyMap<string, { readonly source: Source; readonly split: RegExp }>
}

export const sourceOf = (named: { readonly source: Source } | Source): Source =>
  'source' in named ? named.source : named
