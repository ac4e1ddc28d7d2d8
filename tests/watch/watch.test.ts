/** `rejoin watch` as a process on the embedded database. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { DatabaseInUse } from '../../db/errors.ts'
import { openDatabase } from '../../db/open.ts'
import { listRuns } from '../../db/runs.ts'
import { freshFolder, rejoin } from '../e2e/program.ts'
import { until, Watcher } from './processes.ts'
import { read, settle, tell } from './town.ts'

/** Whoever has it open is done in a moment. */
async function inside<T>(cwd: string, work: (database: Database) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const database = await openDatabase({ kind: 'embedded', dir: join(cwd, '.rejoin') })
      try {
        return await work(database)
      } finally {
        await database.close()
      }
    } catch (error) {
      if (!(error instanceof DatabaseInUse)) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

test('--once does what is due, writes the reports, and has nothing to do the next time', async () => {
  const cwd = freshFolder()
  await inside(cwd, async (database) => {
    await settle(database, ['c1', 'c2'])
    await tell(database.db, ['c1', 'c2'], 'connected', -30)
    await read(database.db, ['c1'], -10)
  })
  const first = rejoin(cwd, ['watch', '--once', '--out', 'out'])
  // c1 is done; c2 waits for somebody to bring a read of its book.
  expect(first.code).toBe(3)
  expect(first.stderr).toMatch(/connection c1: run \S+ is reported/)
  expect(first.stderr).toMatch(/connection c2: waiting for a complete read of the book since/)
  expect(first.stderr).not.toContain('MARKER')
  const [run] = await inside(cwd, (database) => listRuns(database.db))
  expect(readdirSync(join(cwd, 'out', 'c1'))).toEqual([run?.runId])
  expect(existsSync(join(cwd, 'out', 'c2'))).toBe(false)
  const second = rejoin(cwd, ['watch', '--once', '--out', 'out', '--json'])
  expect(second).toMatchObject({ code: 0, stdout: '' })
})

test('--connection looks after that one alone', async () => {
  const cwd = freshFolder()
  await inside(cwd, async (database) => {
    await settle(database, ['c1', 'c2'])
    await tell(database.db, ['c1', 'c2'], 'connected', -30)
    await read(database.db, ['c1', 'c2'], -10)
  })
  expect(rejoin(cwd, ['watch', '--once', '--connection', 'c2']).code).toBe(0)
  const runs = await inside(cwd, (database) => listRuns(database.db))
  expect(runs.map(({ connectionId }) => connectionId)).toEqual(['c2'])
  const nobody = rejoin(cwd, ['watch', '--connection', 'c9'])
  expect(nobody.code).toBe(1)
  expect(nobody.stderr).toMatch(/there is no connection c9; connections: c1, c2/)
})

test('until it is told to stop; between its rounds others find the database free', async () => {
  const cwd = freshFolder()
  await inside(cwd, (database) => settle(database, ['c1']))
  const watcher = new Watcher(cwd, null, ['--every', '1', '--settle', '0'])
  try {
    await until(() => watcher.says('line-down', 'c1'))
    await inside(cwd, async ({ db }) => {
      await tell(db, ['c1'], 'connected', -10)
      await read(db, ['c1'], -5)
    })
    await until(() => watcher.says('delivered', 'c1'))
    expect(await inside(cwd, (database) => listRuns(database.db))).toHaveLength(1)
    expect(await watcher.end()).toBe(0)
    expect(watcher.says('stopped')).toBe(true)
  } finally {
    await watcher.end('SIGKILL')
  }
})

test('every fault of its settings is told at once', () => {
  const { code, stderr } = rejoin(freshFolder(), ['watch', '--workers', '0', '--settle', 'soon'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/--workers "0" is not a whole number from 1 to 64/)
  expect(stderr).toMatch(/--settle "soon" is not a whole number/)
})
