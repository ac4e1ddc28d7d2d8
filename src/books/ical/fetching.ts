/**
 * SHELL. Fetches one calendar from its subscription address. The address is the key to the calendar, so nothing but the
 * host is ever told of it, and what the host answers is never shown: it may hold a patient's name.
 */
import type { EpochMs } from '../../reconcile/span.ts'

export interface Subscription {
  /** `https://…`, or `http://` to this machine itself. */
  readonly address: string
  /** A secret header, for this host and no other. */
  readonly header: { readonly name: string; readonly value: string } | null
}

export interface Fetched {
  readonly text: string
  /** By the host's clock; null: it did not tell. */
  readonly dateMs: EpochMs | null
}

/** Its message says which kind of trouble it was, and at which host. */
export class Unfetched extends Error {
  override readonly name = 'Unfetched'
}

export const MOST_BYTES = 50 * 1024 * 1024

export async function fetched({ address, header }: Subscription, timeoutMs: number): Promise<Fetched> {
  const first = new URL(address)
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    let url = first
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const mayKnow = header !== null && url.origin === first.origin
      const response = await fetch(url, {
        headers: { accept: 'text/calendar', ...(mayKnow ? { [header.name]: header.value } : {}) },
        redirect: 'manual',
        signal,
      })
      if (response.status === 200) {
        const dateMs = Date.parse(response.headers.get('date') ?? '')
        return { text: await textOf(response), dateMs: Number.isNaN(dateMs) ? null : dateMs }
      }
      await response.body?.cancel()
      const target = response.headers.get('location')
      if (!REDIRECTS.has(response.status) || target === null) throw new Unfetched(`HTTP ${response.status}`)
      url = redirected(target, url)
    }
    throw new Unfetched('redirected too often')
  } catch (error) {
    throw new Unfetched(`no usable answer from ${first.host} (${kindOf(error)})`)
  }
}

const MOST_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Never into the open: whoever listens there could read the calendar, and write one. */
function redirected(target: string, from: URL): URL {
  if (!URL.canParse(target, from.href)) throw new Unfetched('redirected to nowhere')
  const url = new URL(target, from)
  if (url.protocol !== 'https:' && url.origin !== from.origin)
    throw new Unfetched('redirected to a place that is not https')
  return url
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  const pieces: string[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the rest.
    if (bytes > MOST_BYTES) throw new Unfetched('it is too large')
    pieces.push(decoder.decode(chunk, { stream: true }))
  }
  return pieces.join('') + decoder.decode()
}

/** The system's code or the error's kind; other messages may quote the address. */
function kindOf(error: unknown): string {
  if (error instanceof Unfetched) return error.message
  if (!(error instanceof Error)) return 'unknown trouble'
  const { cause } = error
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return error.name === 'TimeoutError' ? 'too slow' : error.name
}
