/** PURE. Which character separates the cells of a file whose mapping leaves that open: told by its first line. */
import { type ColumnRef, DELIMITERS, type Delimiter } from '../mapping/mapping.ts'

/** The one by which most of the mapping's columns are found; where that does not tell, the one that cuts most. */
export function delimiterOf(head: string, wanted: readonly ColumnRef[]): Delimiter {
  const names = new Set(wanted.map((column) => String(column).trim().toLowerCase()))
  let best: Delimiter = 'comma'
  let bestScore = -1
  for (const delimiter of Object.keys(DELIMITERS) as Delimiter[]) {
    const cells = cellsOfFirstLine(head, DELIMITERS[delimiter])
    const found = cells.filter((cell) => names.has(cell.trim().toLowerCase())).length
    const score = found * 10_000 + Math.min(cells.length, 9_999)
    if (score > bestScore) [best, bestScore] = [delimiter, score]
  }
  return best
}

/** Only a first look: what stands there is read by fast-csv later, and strictly. */
function cellsOfFirstLine(head: string, delimiter: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (const character of head.replace(/^\ufeff?[\r\n]*/, '')) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) break
    else if (!quoted && character === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += character
  }
  return [...cells, cell]
}
