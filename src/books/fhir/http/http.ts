/**
 * SHELL. Requests to one FHIR server: with what shows who we are, again where that is allowed, and whatever goes wrong is
 * `BookSilent` with the server's name and the kind of trouble, never with its words.
 */
import { BookSilent } from '../../book.ts'
import { isObject } from '../mapping/resource.ts'
import type { Json } from '../rest.ts'
import { type Access, type AccessSettings, accessBy } from './access.ts'
import { type Answer, exchange, type Limits, NoAnswer, open } from './exchange.ts'
import { type Patience, patiently } from './patience.ts'

export interface HttpSettings extends Patience {
  /** The base address of the FHIR API. */
  readonly url: string
  readonly access: AccessSettings
  /** For one request. */
  readonly timeoutMs: number
  /** The largest answer that is taken, in bytes. */
  readonly mostBytes?: number
}

const MOST_BYTES = 64 * 2 ** 20

export class Http {
  /** Ends with a slash. */
  readonly base: URL
  readonly settings: HttpSettings
  private readonly access: Access
  private readonly limits: Limits

  constructor(settings: HttpSettings) {
    this.settings = settings
    this.base = new URL(settings.url.endsWith('/') ? settings.url : `${settings.url}/`)
    this.access = accessBy(settings.access, settings)
    this.limits = { timeoutMs: settings.timeoutMs, mostBytes: settings.mostBytes ?? MOST_BYTES }
  }

  /** An address of this server, below its base: the only ones that see our token. */
  isOurs(url: URL): boolean {
    const { origin, pathname } = this.base
    const isBelow = url.pathname.startsWith(pathname) || `${url.pathname}/` === pathname
    return url.origin === origin && isBelow && url.username === '' && url.password === ''
  }

  /** Of a request that changes nothing: again after trouble that passes, and once more with a new token. */
  async ask(url: URL, init: RequestInit = {}): Promise<Answer> {
    const once = () => patiently(() => this.send(url, init), this.settings)
    const answer = await this.orSilent(url, once)
    return answer.status === 401 && this.access.renew() ? this.orSilent(url, once) : answer
  }

  /** Of a request that may change something: sent once and never again, and not late because a token was long in coming. */
  async tell(url: URL, init: RequestInit): Promise<Answer> {
    const { now, timeoutMs } = this.settings
    const begunMs = now()
    await this.access.headers()
    if (now() - begunMs > timeoutMs) throw this.silent(url, 'nothing was sent: too slow')
    const answer = await this.orSilent(url, () => this.send(url, init))
    if (answer.status === 401) this.access.renew()
    return answer
  }

  /** A file, looked at while it comes. */
  async file(url: URL, withToken: boolean, limits: Limits) {
    const headers = withToken ? await this.access.headers() : {}
    return open(url, { headers: { accept: 'application/fhir+ndjson', ...headers } }, limits)
  }

  json(url: URL, answer: Answer): Json {
    try {
      const json: unknown = JSON.parse(answer.body)
      if (isObject(json)) return json
    } catch {
      // Told below: the parser quotes what it choked on.
    }
    throw this.silent(url, 'not JSON')
  }

  silent(url: URL, what: string): BookSilent {
    return new BookSilent(this.words(url, what))
  }

  words({ host }: URL, what: string): string {
    return `no usable answer from the FHIR server at ${host} (${what})`
  }

  private async send(url: URL, init: RequestInit): Promise<Answer> {
    const headers = {
      accept: 'application/fhir+json',
      // An answer out of a cache proves nothing about the book as it is now.
      'cache-control': 'no-cache',
      ...(await this.access.headers()),
      ...(init.headers as Record<string, string> | undefined),
    }
    return exchange(url, { ...init, headers }, this.limits)
  }

  private async orSilent<T>(url: URL, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof NoAnswer) throw this.silent(url, error.message)
      throw error
    }
  }
}
