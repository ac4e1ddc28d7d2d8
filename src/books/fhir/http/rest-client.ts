/**
 * SHELL. A FHIR server over HTTP. Reads are patient; a write is sent once. Pages are followed only below the configured
 * address: a server that lies must not get our token elsewhere.
 */

import { idOf, typeOf } from '../mapping/resource.ts'
import type { FhirRest, Json, Query, SearchPage, Version, WriteReply } from '../rest.ts'
import type { Answer } from './exchange.ts'
import { Http, type HttpSettings } from './http.ts'
import { pageIn } from './page.ts'
import { Refused } from './refused.ts'
import { type Asked, etagOf, writtenBy } from './written.ts'

const MOST_PAGES = 1_000
const FHIR_JSON = 'application/fhir+json'
/** What people are looked for by. */
const PERSONAL = new Set(['birthdate', 'family', 'given', 'name', 'phone', 'telecom'])

export class RestClient implements FhirRest {
  private readonly http: Http
  private readonly mostPages: number
  /** A server that does not know searching by POST is asked by GET from then on. */
  private byPost = true

  constructor(settings: HttpSettings, mostPages = MOST_PAGES) {
    this.http = new Http(settings)
    this.mostPages = mostPages
  }

  async read(type: string, id: string): Promise<Version | null> {
    const url = this.address(type, id)
    const answer = await this.http.ask(url)
    if (answer.status === 410 || (answer.status === 404 && !isPageOfTheWeb(answer))) return null
    if (answer.status !== 200) throw this.refused(url, answer)
    const resource = this.http.json(url, answer)
    if (typeOf(resource) !== type || idOf(resource) !== id) throw this.http.silent(url, 'another resource')
    return { resource, etag: etagOf(answer.headers, resource) }
  }

  async *search(type: string, query: Query): AsyncIterable<SearchPage> {
    const first = this.address(type)
    const asked = formOf(query)
    const seen = new Set<string>()
    const ids = new Set<string>()
    for (let url: URL | null = first, pages = 0; url !== null; pages++) {
      if (pages === this.mostPages) throw this.http.silent(url, 'more pages than can be right')
      const answer: Answer = await (pages === 0 ? this.first(type, asked) : this.http.ask(url))
      if (answer.status !== 200) throw this.refused(url, answer)
      const page = pageIn(this.http.json(url, answer), type)
      if (page === null) throw this.http.silent(url, 'no page of a search')
      for (const match of page.matches) ids.add(idOf(match) ?? '')
      const isShort = page.next === null && page.total !== null && ids.size < page.total
      yield {
        resources: page.matches,
        troubles: isShort ? [...page.troubles, 'fewer were shown than the server counts'] : page.troubles,
        dateMs: dateOf(answer),
      }
      url = page.next === null ? null : this.onward(page.next, url, seen)
    }
  }

  create(type: string, body: Json, ifNoneExist: Query | null): Promise<WriteReply> {
    const condition = formOf(ifNoneExist ?? []).toString()
    return this.write(
      'POST',
      this.address(type),
      body,
      condition === '' ? {} : { 'if-none-exist': condition },
      {
        type,
        id: null,
        isConditional: condition !== '',
      },
    )
  }

  update(type: string, id: string, body: Json, ifMatch: string | null): Promise<WriteReply> {
    return this.write('PUT', this.address(type, id), body, ifMatch === null ? {} : { 'if-match': ifMatch }, {
      type,
      id,
      isConditional: ifMatch !== null,
    })
  }

  private async write(
    method: string,
    url: URL,
    body: Json,
    headers: Readonly<Record<string, string>>,
    asked: Asked,
  ): Promise<WriteReply> {
    const answer = await this.http.tell(url, {
      method,
      headers: { 'content-type': FHIR_JSON, prefer: 'return=representation', ...headers },
      body: JSON.stringify(body),
    })
    const reply = writtenBy(answer, asked)
    if (reply === null) throw this.http.silent(url, `HTTP ${answer.status}`)
    return reply
  }

  /** What people are looked for by goes in the body, where the server knows how: addresses end up in logs. */
  private async first(type: string, asked: URLSearchParams): Promise<Answer> {
    const isPersonal = type === 'Patient' && [...asked.keys()].some((name) => PERSONAL.has(name))
    if (isPersonal && this.byPost) {
      const answer = await this.http.ask(this.address(type, '_search'), { method: 'POST', body: asked })
      if (![400, 404, 405, 415, 501].includes(answer.status)) return answer
      this.byPost = false
    }
    const url = this.address(type)
    url.search = asked.toString()
    return this.http.ask(url)
  }

  private onward(link: string, from: URL, seen: Set<string>): URL {
    if (link === '' || !URL.canParse(link, from.href))
      throw this.http.silent(from, 'a next page without an address')
    const url = new URL(link, from)
    if (!this.http.isOurs(url)) throw this.http.silent(from, 'its next page is elsewhere')
    if (seen.has(url.href)) throw this.http.silent(from, 'its pages go round in circles')
    seen.add(url.href)
    return url
  }

  private address(...path: string[]): URL {
    return new URL(path.map(encodeURIComponent).join('/'), this.http.base)
  }

  private refused(url: URL, answer: Answer): Error {
    const { status } = answer
    const what = `HTTP ${status}`
    const isDefinite = status >= 400 && status < 500 && status !== 408 && status !== 429
    if ((!isDefinite && status !== 501) || isPageOfTheWeb(answer)) return this.http.silent(url, what)
    return new Refused(this.http.words(url, what), status)
  }
}

const formOf = (query: Query): URLSearchParams =>
  new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))

/** Not a word of a FHIR server's, but of something before it: it proves no absence. */
const isPageOfTheWeb = ({ headers }: Answer): boolean =>
  headers.get('content-type')?.includes('html') === true

function dateOf({ headers }: Answer): number | null {
  const ms = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(ms) ? null : ms
}
