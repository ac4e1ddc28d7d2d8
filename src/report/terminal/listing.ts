/**
 * PURE. Lists of things with ids, for a person at a terminal and for a pipe. An id is there to be copied, so nothing is
 * ever cut: where a row is too wide for the terminal, the columns that find no room stand beneath it, each with its head.
 */
import { visible } from '../visible.ts'
import { textWidth, wrapped } from './columns.ts'
import { type Ink, type Paint, painter } from './paint.ts'

/** A text, or a text and what it means. */
export type Cell = string | readonly [text: string, ink: Ink]

export interface ListingOptions {
  /** Infinity: nobody watches. Then each row is one line, without heads, for grep and awk. */
  readonly width: number
  readonly colour: boolean
  /** In a pipe too: of lists that always had them. */
  readonly headsAlways?: boolean
}

export function listing(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  { width, colour, headsAlways = false }: ListingOptions,
): readonly string[] {
  const paint = painter(colour)
  const isPipe = width === Number.POSITIVE_INFINITY
  const indent = isPipe ? 0 : INDENT
  const hasHeads = !isPipe || headsAlways
  const table = rows.map((row) => row.map(cellOf))
  const widths = heads.map((head, at) =>
    Math.max(hasHeads ? textWidth(head) : 0, ...table.map((row) => textWidth(row[at]?.text ?? ''))),
  )
  const beside = columnsThatFit(widths, width - indent)
  const line = (cells: readonly Told[]): string =>
    ' '.repeat(indent) + padded(cells.slice(0, beside), widths, paint)
  return [
    ...(hasHeads ? [line(heads.map((text) => ({ text, ink: 'faint' })))] : []),
    ...table.flatMap((row) => {
      const isAlone = beside === 0
      const below = row.slice(isAlone ? 1 : beside).map((cell, at) => {
        return { ...cell, head: heads[(isAlone ? 1 : beside) + at] ?? '' }
      })
      return [...(isAlone ? alone(row[0], width, paint) : [line(row)]), ...beneath(below, width, paint)]
    }),
  ]
    .map((one) => one.trimEnd())
    .filter((one) => one !== '')
}

/** A line that stands for itself, broken to the width; what follows its first words is indented beneath them. */
export function broken(text: string, width: number): readonly string[] {
  const whole = visible(text)
  if (textWidth(whole) <= width) return [whole]
  const label = /^ *(?:\S(?:\S| (?! ))* {2,})?/.exec(whole)?.[0] ?? ''
  const rest = whole.slice(label.length)
  const indent = textWidth(label)
  if (indent * 2 <= width) return wrapped(label, rest, width, indent)
  // Hardly wider than the label: nothing would be left for the text beside it.
  return [...wrapped('', label.trim(), width, 0), ...wrapped('', rest, width, INDENT)]
}

interface Told {
  readonly text: string
  readonly ink: Ink | null
}

const INDENT = 2
const GAP = 2
const BELOW = 4
const NOTHING: Told = { text: '', ink: null }

const cellOf = (cell: Cell): Told =>
  typeof cell === 'string' ? { text: visible(cell), ink: null } : { text: visible(cell[0]), ink: cell[1] }

/** How many of the first columns stand beside each other. */
function columnsThatFit(widths: readonly number[], room: number): number {
  let used = -GAP
  const tooWide = widths.findIndex((width) => {
    used += width + GAP
    return used > room
  })
  return tooWide < 0 ? widths.length : tooWide
}

/** Padding is left bare: a painted blank is seen where the ink has a background. */
function padded(cells: readonly Told[], widths: readonly number[], paint: Paint): string {
  let line = ''
  let owed = 0
  for (const [at, { text, ink }] of cells.entries()) {
    if (text !== '') line += ' '.repeat(owed) + (ink === null ? text : paint(ink, text))
    const blank = Math.max(0, (widths[at] ?? 0) - textWidth(text)) + GAP
    owed = text === '' ? owed + textWidth(text) + blank : blank
  }
  return line
}

/** The first column of a terminal so narrow that not even an id finds room. */
const alone = (cell: Told = NOTHING, width: number, paint: Paint): readonly string[] =>
  wrapped('', cell.text, width, INDENT).map((line) => inked(line, cell.ink, paint))

interface Headed extends Told {
  readonly head: string
}

/** As many beside each other as a line takes; one that is longer than a line is broken on lines of its own. */
function beneath(cells: readonly Headed[], width: number, paint: Paint): readonly string[] {
  const room = width - BELOW
  const lines: string[] = []
  let line = ''
  let used = 0
  const end = (): void => {
    if (line !== '') lines.push(' '.repeat(BELOW) + line)
    line = ''
    used = 0
  }
  for (const { text, head, ink } of cells) {
    if (text === '') continue
    const label = head === '' ? '' : `${head} `
    const needed = textWidth(label) + textWidth(text)
    if (used + SIGN.length + needed > room) end()
    if (needed > room) {
      for (const one of wrapped('', label + text, width, BELOW)) lines.push(inked(one, ink, paint))
      continue
    }
    line += (used === 0 ? '' : SIGN) + paint('faint', label) + (ink === null ? text : paint(ink, text))
    used += (used === 0 ? 0 : SIGN.length) + needed
  }
  end()
  return lines
}

const SIGN = ' · '

/** The blanks before a text stay bare. */
function inked(line: string, ink: Ink | null, paint: Paint): string {
  if (ink === null) return line
  const text = line.trimStart()
  return line.slice(0, line.length - text.length) + paint(ink, text)
}
