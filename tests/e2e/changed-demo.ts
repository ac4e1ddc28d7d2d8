/** The example group's bundle with other cells in it: the same story, every verdict and finding of it, told of others. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseString, writeToString } from 'fast-csv'
import type { Files } from './program.ts'

/** Fifteen minutes after the line came back. */
export const DEMO_AS_OF = '2026-11-19T01:10:00Z'

const DEMO = fileURLToPath(new URL('../../examples/two-practices/', import.meta.url))

export interface DemoCell {
  /** Without its ending. */
  readonly file: string
  readonly column: string
  /** As the demo has it; never empty. */
  readonly value: string
  /** The row as the demo has it. */
  readonly row: Readonly<Record<string, string>>
}

/** Empty cells stay empty: what the demo does not know nobody knows. */
export async function changedDemo(change: (cell: DemoCell) => string): Promise<Files> {
  const files: Files = {}
  for (const name of readdirSync(DEMO).filter((one) => one.endsWith('.csv'))) {
    const file = name.slice(0, -'.csv'.length)
    const rows = (await rowsOf(readFileSync(`${DEMO}${name}`, 'utf8'))).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          value === '' ? '' : change({ file, column, value, row }),
        ]),
      ),
    )
    files[name] = await writeToString(rows, { headers: true, quoteColumns: true })
  }
  return files
}

function rowsOf(text: string): Promise<Record<string, string>[]> {
  return new Promise((done, fail) => {
    const rows: Record<string, string>[] = []
    parseString<Record<string, string>, Record<string, string>>(text, { headers: true })
      .on('data', (row) => rows.push(row))
      .on('error', fail)
      .on('end', () => done(rows))
  })
}
