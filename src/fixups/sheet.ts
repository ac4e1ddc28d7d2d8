/** SHELL. A filled-in worklist as people send it back: its columns in any order, others beside them, cells as text. */

import type { Fault } from '../bundle/faults.ts'
import { readRows } from '../bundle/records.ts'
import { OUTCOME_COLUMNS } from '../report/columns.ts'
import { restoreCell } from '../report/csv.ts'

const NEEDED = ['plan_hash', 'action_id', ...OUTCOME_COLUMNS] as const
export type SheetColumn = (typeof NEEDED)[number]

export interface SheetLine {
  readonly line: number
  readonly cells: Readonly<Record<SheetColumn, string>>
}

/** `name` is how faults call the file. Lines that are blank throughout are none. */
export async function readSheet(
  path: string,
  name: string,
): Promise<{ readonly lines: readonly SheetLine[]; readonly faults: readonly Fault[] }> {
  const lines: SheetLine[] = []
  const faults: Fault[] = []
  const tell = (line: number, column: string, what: string): void => {
    faults.push({ file: name, line, column, what })
  }
  let header: readonly string[] | null = null
  const rows = readRows(path)
  for (;;) {
    const next = await rows.next()
    if (next.done === true) {
      const stopped = next.value
      if (stopped !== null) tell(stopped.line, header?.[stopped.cell] ?? '-', stopped.what)
      break
    }
    for (const { line, cells } of next.value) {
      if (header === null) {
        header = cells.map((cell) => cell.trim())
        checkHeader(header, line, tell)
        if (faults.length > 0) return { lines, faults }
      } else if (cells.some((cell) => cell.trim() !== '')) {
        if (cells.slice(header.length).some((cell) => cell !== '')) {
          tell(line, '-', `the row has more cells than the header, expected ${header.length}`)
        }
        const at = (column: SheetColumn): string =>
          restoreCell(cells[header?.indexOf(column) ?? -1] ?? '').trim()
        lines.push({ line, cells: cellsOf(at) })
      }
    }
  }
  if (header === null && faults.length === 0) tell(1, '-', 'the file is empty, expected a worklist')
  return { lines, faults }
}

function checkHeader(
  header: readonly string[],
  line: number,
  tell: (line: number, column: string, what: string) => void,
): void {
  if (header.length === 1 && /[;\t]/.test(header[0] ?? '')) {
    tell(
      line,
      '-',
      'the columns are not separated by commas, expected a sheet saved as CSV (comma separated)',
    )
    return
  }
  for (const column of NEEDED) {
    const times = header.filter((name) => name === column).length
    if (times === 0) tell(line, column, 'the column is missing, expected the columns of the worklist')
    if (times > 1) tell(line, column, 'the column is there twice, expected it once')
  }
}

const cellsOf = (at: (column: SheetColumn) => string): SheetLine['cells'] => ({
  plan_hash: at('plan_hash'),
  action_id: at('action_id'),
  outcome: at('outcome'),
  completed_by: at('completed_by'),
  completed_at: at('completed_at'),
  note: at('note'),
})
