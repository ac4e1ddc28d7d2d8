/** A book that comes as an export: files in a folder, understood by a mapping of docs/mappings.md. Read only. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mapping } from '../../src/books/csv/mapping/mapping.ts'
import { BadMapping, parseMapping } from '../../src/books/csv/mapping/parse-mapping.ts'
import { UsageError } from '../config.ts'
import { didYouMean } from '../suggest.ts'
import type { BookSettings, ReadSettings } from './kind.ts'
import type { Settings } from './settings.ts'

export const csvBook: ReadSettings = (settings: Settings): BookSettings => {
  const folder = settings.path('folder')
  const named = settings.text('mapping')
  const path = shippedPath(named) ?? settings.path('mapping')
  return {
    canWrite: false,
    async open({ connectionId, clock, now }) {
      const mapping = mappingIn(path)
      const { CsvBook } = await import('../../src/books/csv/book.ts')
      const book = new CsvBook({ folder, mapping, connectionId, clock, now })
      return { source: book, writable: null, close: async () => undefined }
    },
  }
}

/** A path, or the name of a mapping that comes with the program. Throws a UsageError that tells every fault. */
export const readMapping = (named: string): Mapping => mappingIn(shippedPath(named) ?? resolve(named))

function mappingIn(path: string): Mapping {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    const names = shippedNames()
    const meant = didYouMean(basename(path), names)
    const others = meant !== '' || names.length === 0 ? meant : `; with the program come ${names.join(', ')}`
    throw new UsageError(`cannot read the mapping ${path} (${code})${others}`)
  }
  try {
    return parseMapping(text)
  } catch (error) {
    if (!(error instanceof BadMapping)) throw error
    throw new UsageError(error.faults.map((fault) => `${path}: ${fault}`).join('\n'))
  }
}

/** A bare word that is one of ours; anything else is a path. */
function shippedPath(named: string): string | null {
  return shippedNames().includes(named) ? resolve(SHIPPED, `${named}.json`) : null
}

export function shippedNames(): string[] {
  if (!existsSync(SHIPPED)) return []
  const files = readdirSync(SHIPPED).filter((name) => name.endsWith('.json'))
  return files.map((name) => name.slice(0, -'.json'.length)).sort()
}

/** `mappings/` of the package, from `dist/bin/books` or from the source. */
const SHIPPED =
  ['../../../mappings', '../../mappings']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(place)) ?? ''
