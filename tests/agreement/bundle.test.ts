/** Generated worlds in by the front door: bundle → import → gather → reconcile, still exactly the oracle's answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openDatabase } from '../../db/open.ts'
import { formatFaults, importBundle } from '../../src/bundle/load.ts'
import { gather } from '../../src/reconcile/gather.ts'
import type { Snapshot } from '../../src/reconcile/model.ts'
import { reconcile } from '../../src/reconcile/reconcile.ts'
import { bundleFiles, expressible } from '../oracle/bundle.ts'
import { oracle } from '../oracle/oracle.ts'
import { type World, world } from '../oracle/worlds.ts'

const COUNT = 80
let database: Database
let folder: string
let worlds: World[]

beforeAll(async () => {
  const seed = Number(process.env['REJOIN_TEST_SEED'] ?? 20261120)
  worlds = Array.from({ length: COUNT }, (_, i) =>
    fc.sample(world(`w${i}-`), { seed: seed + i, numRuns: 12 }),
  ).flatMap((some) => some.find(({ snapshot }) => expressible(snapshot)) ?? [])
  folder = mkdtempSync(join(tmpdir(), 'rejoin worlds '))
  write(worlds.map(({ snapshot }) => snapshot))
  database = await openDatabase({ kind: 'throwaway' })
  const { faults, refused } = await importBundle(database, folder)
  expect(formatFaults(faults)).toBe('')
  expect(refused).toBe(false)
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

const write = (snapshots: Snapshot[], order: (lines: string[]) => string[] = (lines) => lines) => {
  for (const [name, text] of bundleFiles(snapshots)) {
    const [head = '', ...rows] = text.split('\r\n').slice(0, -1)
    writeFileSync(join(folder, name), [head, ...order(rows), ''].join('\r\n'))
  }
}

const judged = async () => {
  const answers = []
  for (const { snapshot, options } of worlds) {
    answers.push(reconcile(await gather(database, snapshot.connection.connectionId), options))
  }
  return answers
}

test('the answer over the imported bundle is the oracle’s', async () => {
  expect(worlds.length).toBeGreaterThan(COUNT / 2)
  const answers = await judged()
  let verdicts = 0
  for (const [i, { snapshot, options }] of worlds.entries()) {
    const answer = answers[i]
    const expected = oracle(snapshot, options)
    verdicts += expected.judged.length
    expect(answer?.window).toEqual(expected.window)
    expect(answer?.holds).toEqual(expected.holds)
    expect(
      answer?.judgements.map((j) => [
        j.booking.bookingId,
        j.verdict,
        j.pair?.entry.pmsAppointmentId ?? null,
        j.conflictGroup,
      ]),
    ).toEqual(expected.judged.map((j) => [j.bookingId, j.verdict, j.pmsAppointmentId, j.conflictGroup]))
    const told = (items: readonly { code: string; subjectIds: readonly string[] }[] = []) =>
      items.map(({ code, subjectIds }) => `${code} ${subjectIds.join()}`).sort()
    expect(told(answer?.findings)).toEqual(told(expected.findings))
  }
  expect(verdicts).toBeGreaterThan(100)
})

test('the order of rows in the files changes nothing, nor does importing again', async () => {
  const before = await judged()
  write(
    worlds.map(({ snapshot }) => snapshot),
    (lines) => lines.toReversed(),
  )
  expect((await importBundle(database, folder)).refused).toBe(false)
  expect(await judged()).toEqual(before)
})
