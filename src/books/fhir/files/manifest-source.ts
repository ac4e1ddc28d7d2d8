/**
 * SHELL. Where a manifest comes from: asked for with `$export` and waited for, published at an address, or in a file. Its
 * files may be elsewhere; our token goes along only to the server that it is for.
 */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { BookSilent } from '../../book.ts'
import type { Http } from '../http/http.ts'
import { retryAfterMs } from '../http/patience.ts'
import { isObject } from '../mapping/resource.ts'
import type { FhirOptions } from '../options.ts'
import type { Json } from '../rest.ts'
import { typesOf } from './harvest.ts'
import { type Manifest, manifestIn } from './manifest.ts'

export interface ManifestSource {
  /** A server that was asked for a kind of resource and names no file of it has none; who published something may just not. */
  readonly wasAsked: boolean
  manifest(): Promise<Manifest>
  /** Where an output is. A path, when it lies beside the manifest. */
  place(output: string): { readonly url: URL } | { readonly path: string }
  /** It is not needed any more. */
  end(): Promise<void>
}

const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 60_000
/** An export that takes longer is no way to look into a book. */
const MOST_WAIT_MS = 30 * 60_000

export class AskedExport implements ManifestSource {
  readonly wasAsked = true
  private readonly http: Http
  private readonly types: readonly string[]
  private job: URL | null = null

  constructor(http: Http, options: FhirOptions) {
    this.http = http
    this.types = typesOf(options)
  }

  async manifest(): Promise<Manifest> {
    const { http } = this
    const { now, pause } = http.settings
    const url = new URL('$export', http.base)
    url.search = new URLSearchParams({ _type: this.types.join(',') }).toString()
    const begun = await http.ask(url, { headers: { prefer: 'respond-async' } })
    if (begun.status !== 202) throw http.silent(url, `HTTP ${begun.status}`)
    const place = begun.headers.get('content-location')
    if (place === null || !URL.canParse(place, url.href))
      throw http.silent(url, 'it does not say where the export will be')
    const job = new URL(place, url)
    if (!http.isOurs(job)) throw http.silent(url, 'the export would be elsewhere')
    this.job = job
    let waitMs = FIRST_WAIT_MS
    for (let waited = 0; waited < MOST_WAIT_MS; waited += waitMs) {
      const answer = await http.ask(job)
      if (answer.status === 200) return understood(http.json(job, answer), job.host)
      if (answer.status !== 202) throw http.silent(job, `HTTP ${answer.status}`)
      const wanted = retryAfterMs(answer.headers, now()) ?? waitMs * 2
      waitMs = Math.min(Math.max(wanted, 1_000), LONGEST_WAIT_MS)
      await pause(waitMs)
    }
    throw http.silent(job, 'the export is not ready')
  }

  place(output: string) {
    return { url: addressOf(output, this.job ?? this.http.base) }
  }

  /** So the server need not keep the files. What it says to that does not matter. */
  async end(): Promise<void> {
    if (this.job !== null) await this.http.tell(this.job, { method: 'DELETE' }).catch(() => undefined)
  }
}

export class PublishedManifest implements ManifestSource {
  readonly wasAsked = false
  private readonly http: Http
  private readonly url: URL

  constructor(http: Http, url: URL) {
    this.http = http
    this.url = url
  }

  async manifest(): Promise<Manifest> {
    const { http, url } = this
    const answer = await http.ask(url, { headers: { accept: 'application/json' } })
    if (answer.status !== 200) throw http.silent(url, `HTTP ${answer.status}`)
    return understood(http.json(url, answer), url.host)
  }

  place(output: string) {
    return { url: addressOf(output, this.url) }
  }

  async end(): Promise<void> {}
}

export class ManifestFile implements ManifestSource {
  readonly wasAsked = false
  private readonly path: string

  constructor(path: string) {
    this.path = path
  }

  async manifest(): Promise<Manifest> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      throw new BookSilent(`the manifest cannot be read (${codeOf(error)})`)
    })
    return understood(parsed(text), 'the file')
  }

  /** Beside the manifest or below it, and nowhere else on this machine. */
  place(output: string) {
    if (URL.canParse(output)) return { url: addressOf(output, new URL(output)) }
    const path = normalize(output)
    if (isAbsolute(path) || path.startsWith('..')) {
      throw new BookSilent('the manifest names a file that does not lie beside it')
    }
    return { path: join(dirname(this.path), path) }
  }

  async end(): Promise<void> {}
}

export async function* localFile(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw new BookSilent(`a file of the manifest cannot be read (${codeOf(error)})`)
  }
}

/** Patients' names travel over it: encrypted, unless it never leaves the machine. */
function addressOf(output: string, from: URL): URL {
  const url = URL.canParse(output, from.href) ? new URL(output, from) : null
  const isLocal = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
    throw new BookSilent('the manifest names a file at an address that is not https://')
  }
  return url
}

function understood(json: Json, place: string): Manifest {
  const manifest = manifestIn(json)
  if (manifest === null) throw new BookSilent(`no usable manifest from ${place}`)
  return manifest
}

function parsed(text: string): Json {
  try {
    const json: unknown = JSON.parse(text)
    if (isObject(json)) return json
  } catch {
    // Told below: the parser quotes what it choked on.
  }
  throw new BookSilent('the manifest is no JSON')
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
