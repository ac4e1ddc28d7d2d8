/** A small HTTP server in the test's own process that answers as it is told, and remembers what it was asked. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  /** Path and query, decoded. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Said {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: unknown
  /** `drop`: the connection is closed. `half`: in the middle of the body. `never`: no answer comes. */
  readonly end?: 'drop' | 'half' | 'never'
}

export class ScriptedServer {
  readonly asked: Asked[] = []
  answer: (asked: Asked) => Said = () => ({ status: 404 })
  private readonly server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const path = decodeURIComponent((request.url ?? '').replaceAll('+', ' '))
      const asked = { method: request.method ?? '', path, headers: request.headers, body }
      this.asked.push(asked)
      const said = this.answer(asked)
      if (said.end === 'never') return
      if (said.end === 'drop') {
        response.destroy()
        return
      }
      const text = typeof said.body === 'object' ? JSON.stringify(said.body) : String(said.body ?? '')
      const headers = { 'content-type': 'application/fhir+json', ...said.headers }
      if (said.end === 'half') {
        response.writeHead(said.status ?? 200, { ...headers, 'content-length': String(text.length + 9) })
        response.write(text.slice(0, text.length / 2), () => response.destroy())
        return
      }
      response.writeHead(said.status ?? 200, headers).end(text)
    })
  })

  async start(): Promise<this> {
    await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready))
    return this
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((done) => this.server.close(done))
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  get url(): string {
    return `${this.origin}/fhir`
  }

  get paths(): string[] {
    return this.asked.map(({ method, path }) => `${method} ${path}`)
  }
}

/** A page of a search. */
export const bundle = (resources: readonly unknown[], more: object = {}): object => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
  ...more,
})

export const next = (url: string): object => ({ link: [{ relation: 'next', url }] })
