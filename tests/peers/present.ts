/**
 * SHELL. Makes sure of the programs that these suites open our work with, and tells the suites where they are. One that
 * cannot be had is a failure that names its package, never a skipped suite.
 */
import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: string
    soffice: string
    /** A Python that has aiosmtpd. */
    python: string
  }
}

export default async function setup(project: TestProject): Promise<void> {
  let programs = await lookedUp()
  if (missing(programs).length > 0) {
    await install(missing(programs))
    programs = await lookedUp()
  }
  for (const { name, path } of programs) {
    if (path !== null) project.provide(name, path)
  }
  const still = missing(programs)
  if (still.length > 0) throw new Error(stillMissing(still))
}

const PEERS = [
  {
    name: 'chromium',
    packages: ['chromium', 'fonts-dejavu-core'],
    variable: 'REJOIN_TEST_CHROMIUM',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
  },
  {
    name: 'soffice',
    packages: ['libreoffice-calc'],
    variable: 'REJOIN_TEST_SOFFICE',
    names: ['soffice', 'libreoffice'],
  },
  {
    name: 'python',
    packages: ['python3-aiosmtpd'],
    variable: 'REJOIN_TEST_PYTHON',
    names: ['/usr/bin/python3', 'python3'],
  },
] as const

type Peer = (typeof PEERS)[number]
type Found = Peer & { readonly path: string | null }

const run = promisify(execFile)

async function lookedUp(): Promise<readonly Found[]> {
  return Promise.all(PEERS.map(async (peer) => ({ ...peer, path: await pathOf(peer) })))
}

const missing = (programs: readonly Found[]): readonly Found[] => programs.filter(({ path }) => path === null)

/** What the environment names is taken at its word, or is a failure: looking further would hide a slip. */
async function pathOf({ name, variable, names }: Peer): Promise<string | null> {
  const given = process.env[variable]
  const candidates = given ? [given] : names.flatMap((one) => inPath(one))
  for (const path of candidates) {
    if (name !== 'python' || (await hasAiosmtpd(path))) return path
  }
  return null
}

function inPath(name: string): readonly string[] {
  const folders = name.startsWith('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => (folder === '' ? name : join(folder, name))).filter(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function hasAiosmtpd(python: string): Promise<boolean> {
  try {
    await run(python, ['-c', 'import aiosmtpd'], { timeout: 60_000 })
    return true
  } catch {
    return false
  }
}

async function install(peers: readonly Found[]): Promise<void> {
  if (process.getuid?.() !== 0 || inPath('apt-get').length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => run('apt-get', args, { env, timeout: 900_000, maxBuffer: 2 ** 26 })
  try {
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', ...peers.flatMap(({ packages }) => packages))
  } catch {
    // Told by the caller, with what to do.
  }
}

const stillMissing = (peers: readonly Found[]): string =>
  [
    'these suites need programs that are not here (Debian’s package, or where another one is):',
    ...peers.map(
      ({ packages, variable, name }) => `  ${name}: ${packages.join(' ')}, or its path in ${variable}`,
    ),
  ].join('\n')
