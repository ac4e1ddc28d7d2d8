/** SHELL. A book read from the files of a bulk export or a publication: everything at once, as of one instant. */
import type { EpochMs } from '../../../reconcile/span.ts'
import { type BookRead, BookSilent, type PullableBook, type Scope } from '../../book.ts'
import { Reading } from '../../reading.ts'
import type { WallClock } from '../../wall-time.ts'
import { NoAnswer } from '../http/exchange.ts'
import type { Http } from '../http/http.ts'
import { patiently } from '../http/patience.ts'
import { fhirBook, knownOf } from '../mapping/mapping.ts'
import type { FhirOptions } from '../options.ts'
import { spanOf } from '../reading/searches.ts'
import type { Json } from '../rest.ts'
import { type FileRead, fileOf, sorted, typesOf } from './harvest.ts'
import type { Manifest, Output } from './manifest.ts'
import { localFile, type ManifestSource } from './manifest-source.ts'

export interface BulkSettings {
  readonly http: Http
  readonly source: ManifestSource
  readonly options: FhirOptions
  /** The server's address, as references name it. */
  readonly base: string | null
  readonly clock: WallClock
}

/** A file may be much larger than an answer, and is never held as a whole. */
const MOST_BYTES = 2 ** 32

export class FhirBulk implements PullableBook {
  private readonly settings: BulkSettings

  constructor(settings: BulkSettings) {
    this.settings = settings
  }

  async read(scope: Scope): Promise<BookRead> {
    const { source, options, base, clock } = this.settings
    const { fromOn, toOn } = scope
    const reading = new Reading(clock)
    let takenMs: EpochMs
    try {
      const manifest = await source.manifest()
      takenMs = manifest.takenMs
      const resources = await this.everyFile(manifest, reading)
      const how = { options, base, window: spanOf(scope, clock), known: knownOf(scope) }
      fhirBook(sorted(resources, options), how, reading)
    } catch (error) {
      if (error instanceof BookSilent) return reading.fail(error.message)
      throw error
    } finally {
      await source.end()
    }
    return reading.end({ takenMs, complete: true, databaseIdentity: null, fromOn, toOn })
  }

  private async everyFile(manifest: Manifest, reading: Reading): Promise<readonly Json[]> {
    const { source, options } = this.settings
    if (manifest.errors > 0) reading.fault('export', 'the server says that not all of it could be exported')
    const types = typesOf(options)
    const outputs = manifest.outputs.filter(({ type }) => type === null || types.includes(type))
    if (!source.wasAsked && !outputs.some(({ type }) => type === null || type === 'Appointment')) {
      reading.fault('manifest', 'it names no appointments')
    }
    const resources: Json[] = []
    for (const [at, output] of outputs.entries()) {
      const name = `${output.type ?? 'file'} ${at + 1}`
      const { count, resources: found } = await this.file(output, manifest.isTokenNeeded, name, reading)
      if (output.count !== null && output.count !== count) {
        reading.fault(name, 'it has another number of lines than the manifest says')
      }
      for (const one of found) resources.push(one)
    }
    return resources
  }

  private async file(
    output: Output,
    isTokenNeeded: boolean,
    name: string,
    reading: Reading,
  ): Promise<FileRead> {
    const { http, source, options } = this.settings
    const troubles: [number, string][] = []
    const note = (line: number, what: string): void => void troubles.push([line, what])
    const place = source.place(output.url)
    const found =
      'path' in place
        ? await fileOf(localFile(place.path), options, note)
        : await download(http, place.url, isTokenNeeded, (chunks) => {
            // From the beginning again, if it broke off before.
            troubles.length = 0
            return fileOf(chunks, options, note)
          })
    for (const [line, what] of troubles) reading.fault(`${name}:${line}`, what)
    return found
  }
}

async function download(
  http: Http,
  url: URL,
  isTokenNeeded: boolean,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<FileRead>,
): Promise<FileRead> {
  const isOurs = http.isOurs(url)
  if (isTokenNeeded && !isOurs)
    throw http.silent(url, 'it wants our token, and is not the server that it is for')
  const limits = { timeoutMs: http.settings.timeoutMs * 10, mostBytes: MOST_BYTES }
  const whole = async () => {
    const { response, chunks } = await http.file(url, isTokenNeeded, limits)
    const { status, headers } = response
    if (status === 200) return { status, headers, found: await read(chunks) }
    await response.body?.cancel()
    return { status, headers, found: null }
  }
  const answer = await patiently(whole, http.settings).catch((error: unknown) => {
    throw error instanceof NoAnswer ? http.silent(url, error.message) : error
  })
  if (answer.found === null) throw http.silent(url, `HTTP ${answer.status}`)
  return answer.found
}
