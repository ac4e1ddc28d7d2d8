/** Starts the sim as a process of its own, and asks it for trouble. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./sim.mjs', import.meta.url))

export interface LedgerLine {
  readonly key: string
  readonly write: Readonly<Record<string, string>>
}

export class Sim {
  readonly port: number
  readonly ledgerFile: string
  private readonly process: ChildProcess

  private constructor(process: ChildProcess, port: number, ledgerFile: string) {
    this.process = process
    this.port = port
    this.ledgerFile = ledgerFile
  }

  static async start(seed: string, ledgerFile: string, options: readonly string[] = []): Promise<Sim> {
    const args = [PROGRAM, '--seed', seed, '--ledger', ledgerFile, ...options]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })
    const [line] = (await once(lines, 'line')) as [string]
    return new Sim(child, Number(line.split(' ')[1]), ledgerFile)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async fault(fault: { readonly kind: string; readonly [more: string]: unknown }): Promise<void> {
    await fetch(`${this.url}/faults`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify(fault),
    })
  }

  /** The desk types an entry in, or changes one, past whoever writes. */
  async desk(entry: { readonly pmsAppointmentId: string; readonly [more: string]: unknown }): Promise<void> {
    await fetch(`${this.url}/desk`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify(entry),
    })
  }

  ledger(): LedgerLine[] {
    if (!existsSync(this.ledgerFile)) return []
    const text = readFileSync(this.ledgerFile, 'utf8')
    return text
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as LedgerLine)
  }

  async book(): Promise<{ readonly entries: readonly Readonly<Record<string, string>>[] }> {
    return (await this.get('book')) as never
  }

  /** How many questions and writes have come. */
  async asked(): Promise<number> {
    return ((await this.get('asked')) as { asked: number }).asked
  }

  /** On a connection of its own: while a test waits for a program, an idle one would be closed at the other end. */
  private async get(path: string): Promise<unknown> {
    return (await fetch(`${this.url}/${path}`, { headers: { connection: 'close' } })).json()
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill('SIGKILL')
    await once(this.process, 'exit')
  }
}

/** `create b01`, `move E06` …: what a line of the ledger did, in two words. */
export function inWords({ write }: LedgerLine): string {
  const about = write['externalRef'] ?? write['pmsAppointmentId'] ?? write['familyName']
  return `${write['kind']} ${about}`
}
