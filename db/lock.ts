/**
 * One process per embedded database: PGlite has no lock of its own, and two processes lose each other's rows.
 *
 * Every process makes a claim, a file that names it and nobody else; then it looks. Who sees no other claim holds the
 * folder. Of two that see each other the greater name withdraws and tries again, the smaller waits. A dead process's
 * claim is swept away: its name is never used again, so nobody can sweep a living one, however many come at once.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseInUse } from './errors.ts'

/** Takes the folder for this process, or throws `DatabaseInUse` naming the holder. Returns how to give it back. */
export async function lockFolder(folder: string): Promise<() => void> {
  const patience = Date.now() + PATIENCE_MS
  for (;;) {
    const name = `${process.pid}-${randomBytes(6).toString('hex')}`
    const release = claim(folder, name)
    try {
      for (;;) {
        const rival = rivalOf(folder, name)
        if (rival === null) {
          writeFileSync(join(folder, HELD + name), JSON.stringify(self()), { flag: 'wx', mode: 0o600 })
          return release
        }
        if (Date.now() > patience) throw inUse(folder, join(folder, CLAIM + rival.name), rival.holder)
        if (name > rival.name) break
        await sleep(10)
      }
    } catch (error) {
      release()
      throw error
    }
    release()
    await sleep(20 + Math.random() * 40)
  }
}

const CLAIM = 'lock.claim.'
const HELD = 'lock.held.'
const DRAFT = 'lock.draft.'
const PATIENCE_MS = 10_000

/** Makes the claim, which stays for as long as the folder is held; undone on exit whatever happens. */
function claim(folder: string, name: string): () => void {
  const release = () => {
    process.off('exit', release)
    for (const kind of [DRAFT, HELD, CLAIM]) rmSync(join(folder, kind + name), { force: true })
  }
  process.on('exit', release)
  // Under another name first: a claim is never seen half written.
  writeFileSync(join(folder, DRAFT + name), JSON.stringify(self()), { flag: 'wx', mode: 0o600 })
  renameSync(join(folder, DRAFT + name), join(folder, CLAIM + name))
  return release
}

interface Holder {
  readonly pid: number
  /** When the process started, in ticks since boot; with the boot, it tells a recycled pid. Null: not known here. */
  readonly started: string | null
  readonly host: string
}

/** Another living claim, not yet holding: the smallest. A living holder is an error. */
function rivalOf(folder: string, own: string): { name: string; holder: Holder } | null {
  let rival: { name: string; holder: Holder } | null = null
  for (const file of readdirSync(folder).sort()) {
    const kind = [CLAIM, HELD].find((prefix) => file.startsWith(prefix))
    if (kind === undefined || file === kind + own) continue
    const path = join(folder, file)
    const holder = read(path, kind === CLAIM)
    if (holder === null) continue
    if (isDead(holder)) rmSync(path, { force: true })
    else if (kind === HELD) throw inUse(folder, path, holder)
    else rival ??= { name: file.slice(kind.length), holder }
  }
  return rival
}

function inUse(folder: string, path: string, { pid, host }: Holder): DatabaseInUse {
  if (host !== hostname()) {
    return new DatabaseInUse(
      `the database in ${folder} is in use by process ${pid} on ${host}: end it there, or, if that machine is gone ` +
        `for good, delete ${path}`,
      pid,
    )
  }
  return new DatabaseInUse(
    `the database in ${folder} is in use by process ${pid}: wait until it is done or end it, then try again`,
    pid,
  )
}

/** Null: gone since we looked, or the mark of a holder that is being written (its claim says all there is to know). */
function read(path: string, isClaim: boolean): Holder | null {
  try {
    const { pid, started, host } = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return { pid, started, host }
  } catch (error) {
    if (!isClaim || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return null
    throw new DatabaseInUse(
      `cannot read the lock ${path}: if no other rejoin runs, delete it and try again`,
      null,
    )
  }
}

/** Only a process of this machine that is surely gone. When in doubt it lives. */
function isDead({ pid, started, host }: Holder): boolean {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
  const now = startOf(pid)
  return started !== null && now !== null && started !== now
}

const self = (): Holder => ({ pid: process.pid, started: startOf(process.pid), host: hostname() })

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The name in parentheses may hold anything; behind it the 20th field is the start.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return ticks === undefined ? null : `${boot}:${ticks}`
  } catch {
    return null
  }
}
