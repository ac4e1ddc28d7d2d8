/**
 * SHELL. A folder of `*.ndjson` files, as a server exported them. It was taken when its oldest file was written: nothing
 * in it is surely newer.
 */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BookRead, PullableBook, Scope } from '../../book.ts'
import { Reading } from '../../reading.ts'
import type { WallClock } from '../../wall-time.ts'
import { fhirBook, knownOf } from '../mapping/mapping.ts'
import type { FhirOptions } from '../options.ts'
import { spanOf } from '../reading/searches.ts'
import type { Json } from '../rest.ts'
import { fileOf, sorted } from './harvest.ts'

export interface FolderSettings {
  readonly folder: string
  readonly options: FhirOptions
  /** The address of the server that it came from, for references that are whole addresses. */
  readonly base: string | null
  readonly clock: WallClock
}

export class FhirFolder implements PullableBook {
  private readonly settings: FolderSettings

  constructor(settings: FolderSettings) {
    this.settings = settings
  }

  async read(scope: Scope): Promise<BookRead> {
    const { options, base, clock } = this.settings
    const { fromOn, toOn } = scope
    const reading = new Reading(clock)
    const found = await this.files(reading).catch(codeOf)
    if (typeof found === 'string') return reading.fail(`the folder cannot be read (${found})`)
    if (found.takenMs === null) return reading.fail('there is no .ndjson file in the folder')
    if (!found.resources.some(({ resourceType }) => resourceType === 'Appointment')) {
      reading.fault('folder', 'there are no appointments in it')
    }
    const how = { options, base, window: spanOf(scope, clock), known: knownOf(scope) }
    fhirBook(sorted(found.resources, options), how, reading)
    return reading.end({ takenMs: found.takenMs, complete: true, databaseIdentity: null, fromOn, toOn })
  }

  private async files(
    reading: Reading,
  ): Promise<{ readonly takenMs: number | null; readonly resources: readonly Json[] }> {
    const { folder, options } = this.settings
    const names = (await readdir(folder)).filter((name) => /\.ndjson$/i.test(name)).sort()
    const resources: Json[] = []
    let takenMs: number | null = null
    for (const name of names) {
      const path = join(folder, name)
      const before = await stat(path)
      const fault = (line: number, what: string): void => reading.fault(`${name}:${line}`, what)
      for (const one of (await fileOf(createReadStream(path), options, fault)).resources) resources.push(one)
      const after = await stat(path)
      if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) {
        reading.fault(name, 'it was written to while it was read')
      }
      takenMs = Math.min(takenMs ?? Number.POSITIVE_INFINITY, Math.floor(before.mtimeMs))
    }
    return { takenMs, resources }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code)
  throw error
}
