/** The embedded database's folder: closed to others, one process at a time, and never stolen from a living one. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { listConnections } from '../../db/connections.ts'
import { DatabaseInUse, DatabaseMismatch } from '../../db/errors.ts'
import { lockFolder } from '../../db/lock.ts'
import { openDatabase } from '../../db/open.ts'
import { importBundle } from '../../src/bundle/load.ts'
import { sampleFiles, writeBundle } from '../bundle/sample.ts'

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'rejoin db ')), 'data')
const locks = (dir: string) => readdirSync(dir).filter((file) => file.startsWith('lock'))

test('what was imported is there after closing and opening again', async () => {
  const dir = newFolder()
  const first = await openDatabase({ kind: 'embedded', dir })
  expect(statSync(dir).mode & 0o777).toBe(0o700)
  await importBundle(first, writeBundle(sampleFiles()))
  await first.close()
  expect(locks(dir)).toEqual([])
  chmodSync(dir, 0o755)
  const second = await openDatabase({ kind: 'embedded', dir })
  expect(statSync(dir).mode & 0o777).toBe(0o700)
  expect(await listConnections(second.db)).toHaveLength(2)
  await expect(openDatabase({ kind: 'embedded', dir })).rejects.toThrow(`process ${process.pid}`)
  await second.close()
})

test('a folder of another PostgreSQL', async () => {
  const dir = newFolder()
  mkdirSync(join(dir, 'pg'), { recursive: true })
  writeFileSync(join(dir, 'pg', 'PG_VERSION'), '17\n')
  await expect(openDatabase({ kind: 'embedded', dir })).rejects.toThrow(DatabaseMismatch)
  expect(locks(dir)).toEqual([])
})

/** Takes the lock in a process of its own and sits on it, until it is killed. */
const HOLD = `
  const { lockFolder } = await import(${JSON.stringify(fileURLToPath(new URL('../../dist/db/lock.js', import.meta.url)))})
  try { await lockFolder(process.argv[1]); console.log('held') } catch (error) { console.log('refused ' + error.pid) }
  setInterval(() => {}, 1000)`

function hold(dir: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLD, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.stdout?.once('data', (said: Buffer) => resolve({ child, said: said.toString().trim() }))
  })
}

const kill = (child: ChildProcess) =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })

test('a living holder is named and respected, a killed one is taken over from', async () => {
  const dir = newFolder()
  mkdirSync(dir)
  const { child, said } = await hold(dir)
  expect(said).toBe('held')
  await expect(lockFolder(dir)).rejects.toMatchObject({ name: 'DatabaseInUse', pid: child.pid })
  await kill(child)
  const release = await lockFolder(dir)
  release()
  expect(locks(dir)).toEqual([])
})

test('of several that take over from a dead one at once, exactly one gets it', async () => {
  const dir = newFolder()
  mkdirSync(dir)
  const { child } = await hold(dir)
  await kill(child)
  const all = await Promise.all([1, 2, 3, 4, 5].map(() => hold(dir)))
  const holders = all.filter(({ said }) => said === 'held')
  for (const each of all) await kill(each.child)
  expect(holders).toHaveLength(1)
  for (const { said } of all) if (said !== 'held') expect(said).toBe(`refused ${holders[0]?.child.pid}`)
})

test('a recycled pid is no holder, a process on another machine may be', async () => {
  const dir = newFolder()
  mkdirSync(dir)
  const lock = (holder: object) => writeFileSync(join(dir, 'lock.held.x'), JSON.stringify(holder))
  if (process.platform === 'linux') {
    lock({ pid: process.pid, started: 'another-boot:1', host: hostname() })
    const release = await lockFolder(dir)
    release()
  }
  lock({ pid: 1, started: null, host: 'elsewhere' })
  await expect(lockFolder(dir)).rejects.toThrow(DatabaseInUse)
  await expect(lockFolder(dir)).rejects.toThrow('elsewhere')
})
