/** SHELL. How we show a server who we are: not at all, by a fixed header, or by a token fetched with OAuth 2 client credentials. */
import type { EpochMs } from '../../../reconcile/span.ts'
import { BookSilent } from '../../book.ts'
import { isObject } from '../mapping/resource.ts'
import { exchange } from './exchange.ts'
import { type Patience, patiently } from './patience.ts'

export type AccessSettings =
  | { readonly kind: 'open' }
  | { readonly kind: 'header'; readonly header: string; readonly value: string }
  | {
      readonly kind: 'client-credentials'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope: string | null
      /** `client_secret_basic` or `client_secret_post`. */
      readonly sent: 'basic' | 'post'
    }

export interface Access {
  headers(): Promise<Readonly<Record<string, string>>>
  /** What we showed was not taken. True: the next time it will be another. */
  renew(): boolean
}

export function accessBy(
  settings: AccessSettings,
  patience: Patience & { readonly timeoutMs: number },
): Access {
  switch (settings.kind) {
    case 'open':
      return { headers: async () => ({}), renew: () => false }
    case 'header':
      return { headers: async () => ({ [settings.header]: settings.value }), renew: () => false }
    case 'client-credentials':
      return new Tokens(settings, patience)
    default:
      return settings satisfies never
  }
}

type Client = Extract<AccessSettings, { kind: 'client-credentials' }>

interface Token {
  readonly word: string
  readonly untilMs: EpochMs
}

/** Where the server does not say how long a token is good. */
const USUAL_MS = 5 * 60_000
/** A token that ends while a request is on its way is no use. */
const RESERVE_MS = 60_000
const MOST_BYTES = 1_000_000

class Tokens implements Access {
  private readonly client: Client
  private readonly patience: Patience & { readonly timeoutMs: number }
  private token: Promise<Token> | null = null

  constructor(client: Client, patience: Patience & { readonly timeoutMs: number }) {
    this.client = client
    this.patience = patience
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    let token = await this.fetched()
    if (token.untilMs <= this.patience.now()) {
      this.token = null
      token = await this.fetched()
    }
    return { authorization: `Bearer ${token.word}` }
  }

  renew(): boolean {
    this.token = null
    return true
  }

  /** Requests at the same time wait for the same token; one that could not be had is asked for again. */
  private fetched(): Promise<Token> {
    this.token ??= this.fetch().catch((error: unknown) => {
      this.token = null
      throw error
    })
    return this.token
  }

  private async fetch(): Promise<Token> {
    const { tokenUrl, clientId, clientSecret, scope, sent } = this.client
    const { timeoutMs, now } = this.patience
    const url = new URL(tokenUrl)
    const form = new URLSearchParams({ grant_type: 'client_credentials' })
    if (scope !== null) form.set('scope', scope)
    const headers: Record<string, string> = { accept: 'application/json' }
    if (sent === 'post') {
      form.set('client_id', clientId)
      form.set('client_secret', clientSecret)
    } else {
      const both = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`
      headers['authorization'] = `Basic ${Buffer.from(both).toString('base64')}`
    }
    const askedMs = now()
    const silent = (what: string): BookSilent => new BookSilent(`no token from ${url.host} (${what})`)
    const answer = await patiently(
      () => exchange(url, { method: 'POST', headers, body: form }, { timeoutMs, mostBytes: MOST_BYTES }),
      this.patience,
    ).catch((error: unknown) => {
      throw error instanceof Error ? silent(error.message) : error
    })
    if (answer.status !== 200) throw silent(`HTTP ${answer.status}`)
    const token = tokenIn(answer.body, askedMs)
    if (token === null) throw silent('its answer holds none')
    return token
  }
}

function tokenIn(body: string, askedMs: EpochMs): Token | null {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return null
  }
  const word = isObject(json) ? json['access_token'] : null
  if (!isObject(json) || typeof word !== 'string' || !/^[\x21-\x7e]+$/.test(word)) return null
  const seconds = Number(json['expires_in'])
  const goodMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : USUAL_MS
  // One that is good for a short while only is used for most of it.
  return { word, untilMs: askedMs + goodMs - Math.min(RESERVE_MS, goodMs / 5) }
}

/** As RFC 6749 wants the two halves of the pair. */
const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)
