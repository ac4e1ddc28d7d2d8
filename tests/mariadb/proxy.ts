/**
 * A wire between a program and the server that a test can stop or cut at a statement, by the label that our statements
 * carry. It is how a line behaves, not a stand-in for the server.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What happens when a statement with that label comes along, once. */
interface Trap {
  readonly label: string
  /** Before it is passed on. */
  readonly before?: () => Promise<void>
  /** It is passed on, and the answer never comes back: the line breaks instead. */
  readonly loseAnswer?: boolean
  /** It is passed on, and the line breaks without waiting for anything. */
  readonly passThenCut?: boolean
  /** The line breaks before it is passed on. */
  readonly cut?: boolean
}

export class Wire {
  readonly port: number
  /** Labels in the order in which they were sent. */
  readonly sent: string[] = []
  private readonly traps: Trap[] = []
  private readonly sockets = new Set<Socket>()
  private readonly server: ReturnType<typeof createServer>

  private constructor(server: ReturnType<typeof createServer>) {
    this.server = server
    this.port = (server.address() as AddressInfo).port
  }

  static async to(host: string, port: number): Promise<Wire> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const wire = new Wire(server)
    server.on('connection', (client) => wire.join(client, connect({ host, port })))
    return wire
  }

  on(trap: Trap): void {
    this.traps.push(trap)
  }

  /** How many conversations the server has not ended yet. */
  get open(): number {
    return this.sockets.size
  }

  /** Every conversation there is, as a firewall does it to those that are silent. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.cutAll()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private join(client: Socket, upstream: Socket): void {
    const cut = (): void => {
      client.destroy()
      upstream.destroy()
    }
    this.sockets.add(upstream)
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      socket.on('error', cut)
    }
    let isLosing = false
    let passing = Promise.resolve()
    client.on('data', (chunk) => {
      passing = passing.then(async () => {
        const trap = this.trapFor(chunk)
        await trap?.before?.()
        if (trap?.cut === true) return cut()
        if (trap?.loseAnswer === true) isLosing = true
        if (trap?.passThenCut === true) upstream.end(chunk, () => client.destroy())
        else upstream.write(chunk)
      })
    })
    // What is still held up goes out all the same: a network does not know that the program has given up.
    client.on('close', () => {
      passing = passing.then(() => void upstream.end())
    })
    upstream.on('close', () => {
      this.sockets.delete(upstream)
      client.destroy()
    })
    upstream.on('data', (chunk) => {
      // The server has answered, so it has happened.
      if (isLosing) cut()
      else client.write(chunk)
    })
  }

  private trapFor(chunk: Buffer): Trap | undefined {
    const label = /\/\* rejoin: ([^*]+) \*\//.exec(chunk.toString('latin1'))?.[1]
    if (label === undefined) return undefined
    this.sent.push(label)
    const found = this.traps.findIndex((trap) => trap.label === label)
    return found < 0 ? undefined : this.traps.splice(found, 1)[0]
  }
}
