/** Starts the stand-in server as a process of its own, and asks it for trouble. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./server.mjs', import.meta.url))

export interface Resource {
  readonly resourceType: string
  readonly id?: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into resources of any shape
  readonly [field: string]: any
}

export interface LedgerLine {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly type: string
  readonly id: string
  readonly by: 'client' | 'desk' | 'server'
  readonly resource?: Resource
}

export class FhirServer {
  readonly port: number
  readonly ledgerFile: string
  private readonly process: ChildProcess
  private readonly args: readonly string[]

  private constructor(process: ChildProcess, port: number, ledgerFile: string, args: readonly string[]) {
    this.process = process
    this.args = args
    this.port = port
    this.ledgerFile = ledgerFile
  }

  /** `options`: as on its command line, see server.mjs. */
  static async start(seed: readonly Resource[], options: readonly string[] = []): Promise<FhirServer> {
    const dir = mkdtempSync(join(tmpdir(), 'fhir server '))
    const seedFile = join(dir, 'seed.json')
    const ledgerFile = join(dir, 'ledger.jsonl')
    writeFileSync(seedFile, JSON.stringify(seed))
    return FhirServer.begin(['--seed', seedFile, '--ledger', ledgerFile, ...options], ledgerFile)
  }

  private static async begin(args: readonly string[], ledgerFile: string): Promise<FhirServer> {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })
    const [line] = (await once(lines, 'line')) as [string]
    return new FhirServer(child, Number(line.split(' ')[1]), ledgerFile, args)
  }

  /** The address of the book. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/fhir`
  }

  get tokenUrl(): string {
    return `http://127.0.0.1:${this.port}/oauth/token`
  }

  /** A kind of faults.mjs, with what it takes. */
  async fault(fault: { readonly kind: string; readonly [more: string]: unknown }): Promise<void> {
    await this.control('faults', fault)
  }

  /** The desk types something in: new without an id, over what is there with one. */
  async desk(...resources: readonly Resource[]): Promise<readonly Resource[]> {
    return (await this.control('desk', { resources })) as readonly Resource[]
  }

  /** No trouble any more, and all tokens are void. */
  async forget(): Promise<void> {
    await this.control('forget', {})
  }

  /** How many requests to the book have come. */
  async asked(): Promise<number> {
    return ((await this.control('asked', null)) as { asked: number }).asked
  }

  async rows(type: string): Promise<readonly Resource[]> {
    return (await this.control(`rows?type=${type}`, null)) as readonly Resource[]
  }

  /** Every write that was carried out, the desk's too. */
  ledger(): readonly LedgerLine[] {
    const lines = readFileSync(this.ledgerFile, 'utf8').split('\n')
    return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as LedgerLine)
  }

  /** Killed, and started again with what is in its ledger. */
  async restart(): Promise<FhirServer> {
    await this.stop()
    return FhirServer.begin(this.args, this.ledgerFile)
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill('SIGKILL')
    await once(this.process, 'exit')
  }

  /** On a connection of its own: while a test waits for a program, an idle one would be closed at the other end. */
  private async control(path: string, body: object | null): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.port}/control/${path}`, {
      method: body === null ? 'GET' : 'POST',
      headers: { connection: 'close' },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    })
    return response.json()
  }
}
