/** PURE. Text laid out for a terminal: aligned columns and wrapped paragraphs that keep within a width. */

/**
 * Rows under their heads, each column as wide as it needs. Where a line would be too long, its last cell moves to a
 * line of its own; if even that is not enough, the widest columns give way.
 */
export function aligned(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const last = Math.max(0, ...rows.map((row) => row.length)) - 1
  const widths = Array.from({ length: last + 1 }, (_, column) =>
    Math.max(...rows.map((row) => textWidth(row[column] ?? ''))),
  )
  const total = (columns: readonly number[]): number =>
    columns.reduce((sum, one) => sum + one + GAP, INDENT - GAP)
  const isShort = total(widths) <= width
  const kept = isShort ? widths : widths.slice(0, last)
  while (total(kept) > width && Math.max(...kept) > NARROWEST) {
    const widest = kept.indexOf(Math.max(...kept))
    kept[widest] = (kept[widest] ?? 0) - 1
  }
  return rows.flatMap((row, index) => {
    const cells = kept.map((room, column) => padded(cut(row[column] ?? '', room), room))
    const line = ' '.repeat(INDENT) + cells.join(' '.repeat(GAP))
    const rest = isShort ? '' : (row[last] ?? '')
    if (textWidth(line) + GAP + textWidth(rest) <= width)
      return [`${line}${' '.repeat(GAP)}${rest}`.trimEnd()]
    // A head that finds no room names a column that everyone can see for themselves.
    return index === 0 ? [line.trimEnd()] : [line.trimEnd(), ...wrapped('', rest, width, INDENT * 3)]
  })
}

/** A label and a text broken at spaces (no-break spaces become plain ones), the following lines indented. A word longer than a line is broken too. */
export function wrapped(label: string, text: string, width: number, indent: number): readonly string[] {
  const room = Math.max(width - indent, NARROWEST)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let rest = word
    if (line !== '' && textWidth(line) + 1 + textWidth(rest) > room) {
      lines.push(line)
      line = ''
    }
    while (textWidth(rest) > room) {
      const characters = [...rest]
      let head = ''
      while (characters.length > 0 && textWidth(head + (characters[0] ?? '')) <= room)
        head += characters.shift()
      if (head === '') head = characters.shift() ?? ''
      lines.push(head)
      rest = characters.join('')
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  lines.push(line)
  return lines.map((one, index) => {
    const head = index === 0 ? padded(label, indent) : ' '.repeat(indent)
    return (head + one.replaceAll(NO_BREAK, ' ')).trimEnd()
  })
}

/** Columns of a terminal: marks take none, the wide characters of East Asia and pictures two. */
export function textWidth(text: string): number {
  let columns = 0
  for (const character of text) columns += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}

/** The beginning of a text, as much as finds room. */
export function clipped(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let head = ''
  let used = 0
  for (const character of text) {
    used += textWidth(character)
    if (used >= width) break
    head += character
  }
  return `${head}…`
}

export const NO_BREAK = '\u00a0'

const INDENT = 2
const GAP = 2
const NARROWEST = 6
/** U+FE0F makes a picture of a sign, and so one column of two. */
const MARK = /(?!\ufe0f)[\p{M}\u200b-\u200d\u2060]/u
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2fb}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)))

/** The middle is left out: the ends tell ids apart. */
function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const characters = [...text]
  let keep = width - 1
  for (;;) {
    const head = characters.slice(0, Math.ceil(keep / 2)).join('')
    const tail = keep > 1 ? characters.slice(-Math.floor(keep / 2)).join('') : ''
    if (keep <= 0 || textWidth(`${head}…${tail}`) <= width) return `${head}…${tail}`
    keep--
  }
}
