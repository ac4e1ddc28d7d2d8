/** A TCP proxy in front of a server, for connections that break in ways that only networks know. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export class TcpProxy {
  private readonly server: Server
  private readonly pairs = new Set<readonly [Socket, Socket]>()

  private constructor(server: Server) {
    this.server = server
  }

  static async before(target: URL): Promise<TcpProxy> {
    const server = createServer()
    const proxy = new TcpProxy(server)
    server.on('connection', (near) => {
      const far = connect(Number(target.port || 5432), target.hostname)
      const pair = [near, far] as const
      proxy.pairs.add(pair)
      for (const socket of pair) {
        socket.on('error', () => undefined)
        socket.on('close', () => {
          proxy.pairs.delete(pair)
          for (const end of pair) end.destroy()
        })
      }
      near.pipe(far)
      far.pipe(near)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  url(target: URL): string {
    const url = new URL(target)
    const address = this.server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    url.hostname = '127.0.0.1'
    url.port = String(address.port)
    return url.href
  }

  get open(): number {
    return this.pairs.size
  }

  /** What is open now looks whole to both ends, and nothing comes through any more. New connections do. */
  blackHole(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far)
      far.unpipe(near)
      near.resume()
      far.resume()
    }
  }

  close(): void {
    for (const pair of this.pairs) for (const end of pair) end.destroy()
    this.server.close()
  }
}
