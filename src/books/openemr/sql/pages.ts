/** SHELL. A big table in pieces, by its key, so that no single answer runs into a limit of time or size. */
import type { Line, Row, Value } from './server.ts'

export const PAGE = 20_000

/** `sql` asks for what comes after its first value, in order of the key, and for no more than a page. */
export async function pages(
  line: Line,
  label: string,
  sql: string,
  values: readonly Value[],
  key: string,
): Promise<Row[]> {
  const all: Row[] = []
  for (let after = '-1'; ; ) {
    const page = await line.rows(label, sql, [after, ...values])
    for (const row of page) all.push(row)
    const next = page.at(-1)?.[key] ?? null
    if (page.length < PAGE || next === null) return all
    after = next
  }
}
