/** The same server without a line: requests are carried out one by one, in whatever order a test lets them. */
import { BookSilent } from '../../src/books/book.ts'
import type { FhirRest, Json, Query, SearchPage, Version, WriteReply } from '../../src/books/fhir/rest.ts'
import { matching } from './search.mjs'
import type { Resource } from './start.ts'

export class MemoryServer {
  private readonly rows = new Map<string, Map<string, Resource>>()
  private versions = 0
  private ids = 0
  /** How many requests were carried out. */
  count = 0

  constructor(seed: readonly Resource[]) {
    for (const resource of seed) this.put(resource)
  }

  all(type: string): readonly Resource[] {
    return [...(this.rows.get(type)?.values() ?? [])]
  }

  get(type: string, id: string): Resource | null {
    return this.rows.get(type)?.get(id) ?? null
  }

  put(resource: Resource): Resource {
    const versionId = String(++this.versions)
    const id = resource.id ?? `new-${++this.ids}`
    const kept = { ...resource, id, meta: { versionId, lastUpdated: '2026-11-20T00:00:00.000Z' } }
    const rows = this.rows.get(resource.resourceType) ?? new Map<string, Resource>()
    this.rows.set(resource.resourceType, rows.set(id, kept))
    return kept
  }
}

export interface Turns {
  /** Waits until the request may go on: on its way to the server, and on its way back. */
  readonly turn: (what: string) => Promise<void>
  /** How this request, the n-th of the client, goes wrong. */
  readonly lost?: (nth: number) => 'before' | 'after' | null
}

export class MemoryRest implements FhirRest {
  private readonly server: MemoryServer
  private readonly turns: Turns
  private sent = 0
  /** The server's count at this client's last look at the appointments. */
  lastLook = 0

  constructor(server: MemoryServer, turns: Turns) {
    this.server = server
    this.turns = turns
  }

  read(type: string, id: string): Promise<Version | null> {
    return this.asked(`read ${type}`, () => {
      const resource = this.server.get(type, id)
      return resource === null ? null : { resource, etag: etagOf(resource) }
    })
  }

  async *search(type: string, query: Query): AsyncIterable<SearchPage> {
    const resources = await this.asked(`search ${type}`, () => {
      if (type === 'Appointment') this.lastLook = this.server.count
      return matching(this.server, type, parameters(query))
    })
    yield { resources, troubles: [], dateMs: null }
  }

  create(type: string, body: Json, ifNoneExist: Query | null): Promise<WriteReply> {
    return this.asked(`create ${type}`, () => {
      const there = ifNoneExist === null ? [] : matching(this.server, type, parameters(ifNoneExist))
      if (there.length > 1) return { kind: 'stale' }
      const [first] = there
      return written(first ?? this.server.put(body as Resource), first !== undefined)
    })
  }

  update(type: string, id: string, body: Json, ifMatch: string | null): Promise<WriteReply> {
    return this.asked(`update ${type}`, () => {
      const there = this.server.get(type, id)
      if (there === null) return { kind: 'refused', status: 404 }
      if (ifMatch !== null && ifMatch !== etagOf(there)) return { kind: 'stale' }
      return written(this.server.put(body as Resource), true)
    })
  }

  private async asked<T>(what: string, carryOut: () => T): Promise<T> {
    const lost = this.turns.lost?.(this.sent++) ?? null
    await this.turns.turn(what)
    if (lost === 'before') throw new BookSilent('lost on its way there')
    this.server.count++
    const answer = carryOut()
    await this.turns.turn(`${what}, answered`)
    if (lost === 'after') throw new BookSilent('lost on its way back')
    return answer
  }
}

const parameters = (query: Query): URLSearchParams =>
  new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))

const etagOf = ({ meta }: Resource): string => `W/"${meta.versionId}"`

const written = (resource: Resource, existed: boolean): WriteReply => ({
  kind: 'written',
  id: String(resource.id),
  etag: etagOf(resource),
  existed,
})
