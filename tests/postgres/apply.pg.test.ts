/** Several programs apply one plan at the same time, each on connections of its own; and fix-ups on PostgreSQL at all. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBook } from '../../db/book.ts'
import { openDatabase } from '../../db/open.ts'
import { pull } from '../../src/books/pull.ts'
import { applyPlan } from '../../src/fixups/apply.ts'
import { HANDS } from '../../src/fixups/hands.ts'
import { makeWorld } from '../fault/world.ts'
import { MemoryBook } from '../fixups/memory-book.ts'
import { approve, load, runOnce } from '../fixups/practice.ts'
import { freshDatabases } from './fresh-database.ts'

const { url } = freshDatabases()
const NOW = Date.parse('2026-11-20T16:00:00Z')

test('every write once, whoever of them gets to it, and nothing left for a second run', async () => {
  const world = makeWorld(mkdtempSync(join(tmpdir(), 'rejoin pg ')), NOW)
  const address = await url()
  const programs = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ kind: 'postgres', url: address })))
  try {
    const [database] = programs
    if (database === undefined) throw new Error('no database')
    await load(database, world.bundle)
    const { plan } = await runOnce(database, 'c1', NOW)
    await approve(database, plan)
    const book = new MemoryBook(await readBook(database, 'c1'), NOW)
    const by = 'Robin Tester'
    await Promise.all(programs.map((one) => applyPlan({ database: one, book, now: () => NOW, by }, plan)))
    await applyPlan({ database, book, now: () => NOW, by }, plan)
    expect(book.ledger).toHaveLength(world.writes.length)
    expect(new Set(book.ledger.map(({ key }) => key)).size).toBe(world.writes.length)

    book.nowMs += 60_000
    await pull(database, 'c1', book, { asOfMs: NOW }, () => NOW)
    const { run } = await runOnce(database, 'c1', NOW)
    expect(run.actions.filter(({ kind }) => HANDS[kind] !== 'person')).toEqual([])
  } finally {
    for (const one of programs) await one.close()
  }
})
