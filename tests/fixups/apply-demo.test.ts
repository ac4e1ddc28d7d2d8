/** The demo group from its plan to a second run: everything automatic applied, and nothing automatic left to do. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBook } from '../../db/book.ts'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { pull } from '../../src/books/pull.ts'
import { applyPlan } from '../../src/fixups/apply.ts'
import { HANDS } from '../../src/fixups/hands.ts'
import { verify } from '../../src/fixups/verify.ts'
import type { Action, Reconciliation } from '../../src/reconcile/model.ts'
import { MemoryBook } from './memory-book.ts'
import { approve, isAutomatic, load, runOnce } from './practice.ts'

const bundle = fileURLToPath(new URL('../../examples/two-practices', import.meta.url))
const expected = JSON.parse(readFileSync(`${bundle}/expected.json`, 'utf8')) as { asOf: string }
const asOfMs = Date.parse(expected.asOf)
const CONNECTION = 'wattle-group'

let database: Database
beforeAll(async () => {
  database = await openDatabase({ kind: 'throwaway' })
  await load(database, bundle)
})
afterAll(() => database.close())

const told = ({ kind, because, subjectIds }: Action): string => `${kind} ${because} ${subjectIds.join()}`

/** Automatic, and waiting for nobody: what a person has to agree to first is not automatic, nor what follows it. */
function leftToDo({ actions }: Reconciliation): string[] {
  const people = new Set<string>()
  for (const action of actions) {
    if (action.who !== 'automatic' || action.dependsOn.some((id) => people.has(id)))
      people.add(action.actionId)
  }
  return actions.filter((action) => !people.has(action.actionId)).map(told)
}

let book: MemoryBook

test('everything automatic is applied, and a second run has nothing automatic to do', async () => {
  const { plan, run } = await runOnce(database, CONNECTION, asOfMs)
  const todo = leftToDo(run)
  await approve(database, plan, isAutomatic)
  book = new MemoryBook(await readBook(database, CONNECTION), asOfMs)
  const options = { database, book, now: () => asOfMs, by: 'Robin Tester' }

  const applied = await applyPlan(options, plan)
  expect(applied.stopped).toBeNull()
  expect(
    applied.steps.filter(({ result }) => result === 'applied').map(({ action }) => told(action)),
  ).toEqual(todo)
  // BK-1019 needs the time of a visit that reception has to agree to move.
  const others = applied.steps.filter(({ result }) => result !== 'applied')
  expect(others.map(({ action, result }) => `${result} ${action.kind} ${action.subjectIds.join()}`)).toEqual([
    'waits create-appointment BK-1019',
    'waits confirm-booking BK-1019',
  ])
  const writes = applied.steps.filter(
    ({ action, result }) => result === 'applied' && HANDS[action.kind] === 'book',
  )
  expect(book.ledger.map(({ key }) => key.slice(0, 24))).toEqual(writes.map(({ action }) => action.actionId))

  // Once more: nothing new, nothing written.
  expect((await applyPlan(options, plan)).steps.map(({ result }) => result)).toEqual(['waits', 'waits'])
  expect(book.ledger).toHaveLength(writes.length)

  book.nowMs = asOfMs + 60_000
  const { comparison } = await verify(database, run, book, asOfMs, () => asOfMs)
  expect(comparison.bookings.filter(({ outcome }) => outcome === 'worse')).toEqual([])
  const fixed = comparison.bookings.filter(({ outcome }) => outcome === 'fixed')
  expect(fixed.map(({ before, after }) => `${before} → ${after}`).sort()).toMatchInlineSnapshot(`
    [
      "already-entered → in-step",
      "already-entered → in-step",
      "already-entered → in-step",
      "already-inserted → in-step",
      "already-inserted → in-step",
      "cancel-in-book → in-step",
      "cancelled-but-attended → attended",
      "cancelled-in-book → in-step",
      "cancelled-in-book → nothing-to-insert",
      "insert → in-step",
      "insert → in-step",
      "insert → in-step",
      "insert → in-step",
      "insert → in-step",
      "insert → in-step",
      "moved-in-book → in-step",
      "moved-in-book → in-step",
    ]
  `)

  const second = await runOnce(database, CONNECTION, asOfMs)
  expect(leftToDo(second.run)).toEqual([])
})

test('with everything agreed to, the program has nothing left to do at all', async () => {
  const { plan } = await runOnce(database, CONNECTION, asOfMs)
  await approve(database, plan)
  const applied = await applyPlan({ database, book, now: () => asOfMs, by: 'Robin Tester' }, plan)
  expect(applied.steps.map(({ action, result }) => `${result} ${told(action)}`)).toMatchInlineSnapshot(`
  [
    "applied move-appointment move-in-book BK-0903",
    "applied cancel-appointment inserted-twice BK-1001,PMS-88202",
    "applied link-booking entered-elsewhere BK-1002",
    "applied update-booking entered-elsewhere BK-1002",
    "applied create-appointment insert BK-1019",
    "applied confirm-booking insert BK-1019",
    "applied link-booking entered-elsewhere BK-1028",
    "applied update-booking entered-elsewhere BK-1028",
    "applied remove-placeholder stale-placeholder PMS-86420",
  ]
`)
  book.nowMs = asOfMs + 120_000
  await pull(database, CONNECTION, book, { asOfMs }, () => asOfMs)
  const { run } = await runOnce(database, CONNECTION, asOfMs)
  expect(run.actions.filter(({ kind }) => HANDS[kind] !== 'person').map(told)).toEqual([])
})
