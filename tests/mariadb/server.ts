/**
 * Finds or starts the MariaDB that the suites run on, with the empty `sql_mode` that OpenEMR runs with. One that cannot
 * be had is a failure, never a skipped suite.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createConnection } from 'mysql2/promise'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    mariadbUrl: string
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['REJOIN_TEST_MARIADB_URL']
  if (given) {
    project.provide('mariadbUrl', given)
    return undefined
  }
  const programs = (await programsFound()) ?? (await programsInstalled())
  const folder = mkdtempSync(join(tmpdir(), 'rejoin-maria-'))
  try {
    const { url, server } = await start(programs, folder)
    project.provide('mariadbUrl', url)
    return async () => {
      await stopped(server)
      rmSync(folder, { recursive: true, force: true })
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

interface Programs {
  readonly server: string
  readonly install: string
}

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0

async function programsFound(): Promise<Programs | null> {
  const server = program('mariadbd') ?? program('mysqld')
  const install = program('mariadb-install-db')
  if (server === null || install === null) return null
  // The name `mysqld` is also MySQL's, whose databases are made in another way.
  const { stdout } = await run(server, ['--version'])
  return /mariadb/i.test(stdout) ? { server, install } : null
}

/** Servers are often not in the path of a plain user. */
function program(name: string): string | null {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/bin',
    '/usr/local/sbin',
  ]
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

async function programsInstalled(): Promise<Programs> {
  if (isRoot && program('apt-get') !== null) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const apt = (...args: string[]) => run('apt-get', args, { env, timeout: 300_000, maxBuffer: 2 ** 26 })
    const policy = '/usr/sbin/policy-rc.d'
    const ours = !existsSync(policy)
    // Debian starts what it installs; 101 is how to tell it not to.
    if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    try {
      await apt('update')
      await apt('install', '-y', '--no-install-recommends', 'mariadb-server')
    } catch {
      // Told below, with what to do.
    } finally {
      if (ours) rmSync(policy, { force: true })
    }
  }
  const found = await programsFound()
  if (found !== null) return found
  throw new Error(
    'these suites need a MariaDB server: install mariadb-server (its mariadbd and mariadb-install-db), or name a ' +
      'server to make databases on in REJOIN_TEST_MARIADB_URL (mysql://user:password@host:port)',
  )
}

async function start(
  { server: path, install }: Programs,
  folder: string,
): Promise<{ url: string; server: ChildProcess }> {
  const data = join(folder, 'data')
  const asUser = isRoot ? ['--user=root'] : []
  await run(
    install,
    [
      '--no-defaults',
      ...asUser,
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    { timeout: 120_000, maxBuffer: 2 ** 26 },
  )
  const init = join(folder, 'init.sql')
  writeFileSync(
    init,
    `create user 'tester'@'%' identified by 'test';\ngrant all on *.* to 'tester'@'%' with grant option;\n`,
  )
  const port = await freePort()
  const log = join(folder, 'server.log')
  const server = spawn(
    path,
    [
      '--no-defaults',
      ...asUser,
      `--datadir=${data}`,
      `--socket=${join(folder, 'server.sock')}`,
      `--pid-file=${join(folder, 'server.pid')}`,
      `--log-error=${log}`,
      `--init-file=${init}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      '--sql-mode=',
      '--skip-name-resolve',
      '--max-connections=200',
      '--innodb-flush-log-at-trx-commit=2',
      '--innodb-print-all-deadlocks=0',
    ],
    { stdio: 'ignore' },
  )
  // Whatever ends this process, nothing of it is left running.
  process.once('exit', () => server.kill('SIGKILL'))
  const url = `mysql://tester:test@127.0.0.1:${port}`
  try {
    await answers(url, server)
  } catch {
    await stopped(server)
    const said = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-15).join('\n') : ''
    throw new Error(`MariaDB did not start:\n${said}`)
  }
  return { url, server }
}

/** Until it lets us in, or has ended, or a minute is over. */
async function answers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300 && server.exitCode === null && server.signalCode === null; tries++) {
    try {
      await (await createConnection(url)).end()
      return
    } catch {
      await pause(200)
    }
  }
  throw new Error('no answer')
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  const late = setTimeout(() => server.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(late)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
