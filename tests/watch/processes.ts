/** Watchers as processes of their own, to be started, stopped, frozen and killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../dist/bin/rejoin.js', import.meta.url))

export interface Line {
  readonly what: string
  readonly connectionId?: string
  readonly runId?: string
  readonly trouble?: string
}

export class Watcher {
  readonly told: Line[] = []
  readonly stderr: string[] = []
  readonly child: ChildProcess

  /** `url` null: the embedded database in `cwd`. */
  constructor(cwd: string, url: string | null, args: readonly string[] = []) {
    const { DATABASE_URL: _url, REJOIN_DATA: _data, REJOIN_CONFIG: _config, ...rest } = process.env
    this.child = spawn(process.execPath, [PROGRAM, 'watch', '--json', ...args], {
      cwd,
      env: { ...rest, NO_COLOR: '1', ...(url !== null && { DATABASE_URL: url }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { stdout, stderr } = this.child
    if (stdout !== null)
      createInterface(stdout).on('line', (line) => this.told.push(JSON.parse(line) as Line))
    if (stderr !== null) createInterface(stderr).on('line', (line) => this.stderr.push(line))
  }

  says(what: string, connectionId?: string): boolean {
    return this.told.some(
      (line) => line.what === what && (connectionId ?? line.connectionId) === line.connectionId,
    )
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  /** The exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals | null> {
    const { child } = this
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await once(child, 'exit')
    }
    return child.exitCode ?? child.signalCode
  }
}

/** Waits for a condition, and for nothing else; the test's own time limit ends it. */
export async function until(holds: () => Promise<boolean> | boolean, everyMs = 50): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, everyMs))
}
